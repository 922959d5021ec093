"""Who is speaking: from a Slack user to a person and their rights, as of today."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from commands.kit.member import Member
from storage.base import is_active, table_of
from storage.linking import BY_EMAIL
from storage.people import AffiliationRecord, Grant, Person, RightKind, SlackIdentity
from storage.region import Region

ELSEWHERE = "You are here from another organization, and not on this region's roster."

# Made once, of plain columns: everything begins with these questions.
IDENTITY = table_of(SlackIdentity).c
PERSON = table_of(Person).c
AFFILIATION = table_of(AffiliationRecord).c
GRANT = table_of(Grant).c


WHO = (
    select(
        IDENTITY.person_id,
        IDENTITY.email,
        IDENTITY.real_name,
        IDENTITY.timezone,
        IDENTITY.is_guest,
        IDENTITY.is_outside,
        IDENTITY.is_bot,
        IDENTITY.is_deactivated,
        IDENTITY.linked_by,
        PERSON.email,
        PERSON.first_name,
        PERSON.last_name,
        PERSON.member_id,
    )
    .select_from(table_of(SlackIdentity).outerjoin(table_of(Person), PERSON.id == IDENTITY.person_id))
    .where(IDENTITY.workspace == bindparam("workspace"), IDENTITY.user == bindparam("user"))
)
WHERE = select(AFFILIATION.agency_id, AFFILIATION.joined_on, AFFILIATION.left_on).where(
    AFFILIATION.person_id == bindparam("person"), AFFILIATION.voided_at.is_(None)
)
RIGHTS = select(GRANT.kind, GRANT.agency_id).where(
    GRANT.person_id == bindparam("person"), GRANT.ended_at.is_(None)
)


def speaker(
    session: Session, workspace: str, user: str, today: date, region: Region, is_outside: bool = False
) -> Member | None:
    """The member behind a Slack user; None for a user nobody has heard of yet.

    `is_outside`: Slack delivers them as somebody of another organization, whatever is remembered of them.
    What another organization says of its users' e-mails is no proof of who they are here: a link that rests
    on one alone is none. Whom an emergency manager linked is who they are, wherever they come from.
    """
    found = session.execute(WHO, {"workspace": workspace, "user": user}).first()
    if found is None:
        return None
    person_id, slack_email, real_name, zone, guest, outside, bot, gone, by, email, first, last, member_id = (
        found
    )
    outside = outside or is_outside
    if person_id is None or bot or gone or (outside and by in (None, BY_EMAIL)):
        why_not = _why_not(guest, outside, bot, gone)
        return Member(workspace, user, None, real_name, slack_email or "", timezone=zone, why_not=why_not)
    agencies, left = _agencies(session, person_id, today)
    granted, is_manager = _rights(session, person_id)
    # Who left an agency leads it no more; who never belonged to it leads it because somebody said so.
    leads = granted - (left.keys() - agencies)
    known_by = {email} if guest or outside else {email, slack_email}
    manages = is_manager or bool(known_by & region.emergency_managers)
    return Member(
        workspace,
        user,
        person_id,
        f"{first} {last}".strip() or real_name,
        email or member_id or slack_email or "",
        agencies,
        leads,
        manages,
        zone,
        "" if agencies or leads or manages else _left(max(left.values(), default=None)),
    )


def _agencies(session: Session, person_id: int, today: date) -> tuple[frozenset[int], dict[int, date]]:
    """The agencies a person belongs to or will, and the day they left each they left."""
    rows = session.execute(WHERE, {"person": person_id}).all()
    # Somebody who is listed but begins next week may speak already; somebody who left may not.
    there = frozenset(agency for agency, _, left_on in rows if is_active(None, left_on, today))
    left = sorted((left_on, agency) for agency, _, left_on in rows if left_on is not None and left_on < today)
    return there, {agency: left_on for left_on, agency in left}


def _rights(session: Session, person_id: int) -> tuple[frozenset[int], bool]:
    rows = session.execute(RIGHTS, {"person": person_id}).all()
    leads = frozenset(agency for kind, agency in rows if kind == RightKind.LEAD and agency is not None)
    return leads, any(kind == RightKind.MANAGER for kind, _ in rows)


def _why_not(guest: bool, outside: bool, bot: bool, gone: bool) -> str:
    if bot:
        return "Muster answers people, not bots."
    if gone:
        return "This Slack account is deactivated."
    if outside:
        return ELSEWHERE
    if guest:
        return "You are a guest here, and not linked to anybody on the roster."
    return "I can't find you on the roster."


def _left(last_left: date | None) -> str:
    if last_left is None:
        return "You are not on any agency's roster."
    return f"Your last membership on the roster ended on {last_left.isoformat()}."
