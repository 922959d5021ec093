"""How deep a scope is, in a line: for digests, Home and the overview of coverage, beside other figures."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from storage.team_figures import TeamFigures
from words.amounts import listing, ordinal, plural

SHOW_TEAMS = "teams.show"
"""What a button that shows how deep a scope is is known by; it carries which, and when."""


class TeamsAsked(BaseModel):
    """Of which scope teams are asked, and for which day; None: tonight."""

    scope: str = "everyone"
    on: date | None = None


def depth_line(found: TeamFigures | None) -> str:
    """How deep a scope is, beside other figures: "9 teams deep; the tenth fails at … (19 of 20)"."""
    if found is None or found.teams is None:
        return ""
    return f"{plural(found.teams, 'team')} deep; {next_fails(found, 'fails')}"


def depth_moved(before: TeamFigures | None, now: TeamFigures | None) -> bool:
    """Whether that moved since a digest before; not where one of the two was not said."""
    if before is None or now is None or before.teams is None or now.teams is None:
        return False
    if (before.teams, before.short_titles) != (now.teams, now.short_titles):
        return True
    return None not in (before.people, now.people) and before.people != now.people


def next_fails(found: TeamFigures, fails: str) -> str:
    """What one team more would be short of: "the tenth fails at Rescue task force (19 of 20)"."""
    count = "" if found.people is None else f" ({found.people:,} of {found.wanted:,})"
    return f"the {ordinal((found.teams or 0) + 1)} {fails} at {listing(found.short_titles)}{count}"
