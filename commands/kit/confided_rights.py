"""Who may read what people tell emergency management: its managers, never one who leads the teller's agency.

Beside `commands.kit.may`, which asks here, and with it the one place that compares rights.
"""

from __future__ import annotations

from commands.kit.about import ALLOWED, Confided, Verdict
from commands.kit.member import Member

WHO_HEARS = "Who can: an emergency manager who does not lead an agency of theirs."


def about_confided(member: Member, about: Confided) -> Verdict:
    """Whether a member may read and answer what somebody of some agencies told."""
    if member.is_manager and about.agencies.isdisjoint(member.leads):
        return ALLOWED
    return Verdict("What people tell emergency management is not for you.", WHO_HEARS)
