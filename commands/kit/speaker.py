"""Who is speaking: from a Slack user to a person and their rights, as of today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, null, select, tuple_, union_all
from sqlalchemy.orm import Session

from commands.kit.member import Member
from storage.base import is_active, plainly, table_of
from storage.linking import BY_EMAIL
from storage.people import AffiliationRecord, Grant, Person, PersonAddress, RightKind, SlackIdentity
from storage.region import Region

Term = tuple[int, date | None, date | None]
"""An agency somebody belongs to, from and until."""
Right = tuple[str, int | None]
"""Of which kind, and of which agency, where it is one's."""
ELSEWHERE = "You are here from another organization, and not on this region's roster."

# Made once, of plain columns: everything begins with these questions.
IDENTITY = table_of(SlackIdentity).c
PERSON = table_of(Person).c
AFFILIATION = table_of(AffiliationRecord).c
GRANT = table_of(Grant).c


WHO = select(
    IDENTITY.workspace,
    IDENTITY.user,
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
).select_from(table_of(SlackIdentity).outerjoin(table_of(Person), PERSON.id == IDENTITY.person_id))
ONE = WHO.where(IDENTITY.workspace == bindparam("workspace"), IDENTITY.user == bindparam("user"))
SEVERAL = WHO.where(tuple_(IDENTITY.workspace, IDENTITY.user).in_(bindparam("accounts", expanding=True)))
PEOPLE: BindParameter[int] = bindparam("people", expanding=True)
WHERE = select(
    AFFILIATION.person_id,
    AFFILIATION.agency_id,
    AFFILIATION.joined_on,
    AFFILIATION.left_on,
    null().label("kind"),
).where(AFFILIATION.person_id.in_(PEOPLE), AFFILIATION.voided_at.is_(None))
RIGHTS = select(
    GRANT.person_id, GRANT.agency_id, null().label("joined_on"), null().label("left_on"), GRANT.kind
).where(GRANT.person_id.in_(PEOPLE), GRANT.ended_at.is_(None))
WHERE_AND_RIGHTS = union_all(WHERE, RIGHTS)
"""Memberships, and with a kind the rights: one statement less in every request."""


def speaker(
    session: Session, workspace: str, user: str, today: date, region: Region, is_outside: bool = False
) -> Member | None:
    """The member behind a Slack user; None for a user nobody has heard of yet.

    `is_outside`: Slack delivers them as somebody of another organization, whatever is remembered of them.
    What another organization says of its users' e-mails is no proof of who they are here: a link that rests
    on one alone is none. Whom an emergency manager linked is who they are, wherever they come from.
    """
    found = plainly(session, ONE, {"workspace": workspace, "user": user}).all()
    return next((member for member in _members(session, found, today, region, is_outside)), None)


def speakers(
    session: Session, accounts: Iterable[tuple[str, str]], today: date, region: Region
) -> dict[tuple[str, str], Member]:
    """The members behind some accounts (workspace, user), read at once; of those that somebody heard of."""
    found = plainly(session, SEVERAL, {"accounts": sorted(set(accounts))}).all()
    members = _members(session, found, today, region, is_outside=False)
    return {(member.workspace, member.user): member for member in members}


def speaker_by_email(session: Session, email: str, today: date, region: Region) -> Member | None:
    """The member whom an e-mail names, with the rights they have in Slack once linked; None for nobody's.

    An emergency manager of the settings has theirs whether or not they are on the roster. An address that
    somebody had before names them, and gives them nothing.
    """
    email = email.strip().lower()
    is_named = email in region.emergency_managers
    person = session.scalars(select(Person).where(Person.email == email)).first()
    if person is None and not is_named:
        before = select(PersonAddress.person_id).where(PersonAddress.email == email)
        person = session.scalars(select(Person).where(Person.id.in_(before))).first()
    if person is None:
        return Member("", "", None, email, email, is_manager=True) if is_named else None
    where, rights = _where_and_rights(session, [person.id])
    agencies, left = _agencies(where[person.id], today)
    granted, is_manager = _rights(rights[person.id])
    return Member(
        "",
        "",
        person.id,
        person.name,
        email,
        agencies,
        granted - (left.keys() - agencies),
        is_manager or is_named,
    )


def _members(
    session: Session, found: Sequence[Any], today: date, region: Region, is_outside: bool
) -> Iterator[Member]:
    """The members behind some rows."""
    where, rights = _where_and_rights(session, {row[2] for row in found if row[2] is not None})
    for row in found:
        yield _member(row, where[row[2]], rights[row[2]], today, region, is_outside)


def _where_and_rights(
    session: Session, people: Collection[int]
) -> tuple[Mapping[int, list[Term]], Mapping[int, list[Right]]]:
    """Where some people belong or belonged, and what rights they have, by person."""
    where: defaultdict[int, list[Term]] = defaultdict(list)
    rights: defaultdict[int, list[Right]] = defaultdict(list)
    given = {"people": sorted(people)}
    for person, agency, joined_on, left_on, kind in (
        plainly(session, WHERE_AND_RIGHTS, given) if people else ()
    ):
        if kind is None:
            where[person].append((agency, joined_on, left_on))
        else:
            rights[person].append((kind, agency))
    return where, rights


def _member(
    found: Sequence[Any],
    where: Sequence[Term],
    rights: Sequence[Right],
    today: date,
    region: Region,
    is_outside: bool,
) -> Member:
    workspace, user, person_id, slack_email, real_name, zone, guest, outside, bot, gone, by, *named = found
    email, first, last, member_id = named
    outside = outside or is_outside
    if person_id is None or bot or gone or (outside and by in (None, BY_EMAIL)):
        why_not = _why_not(guest, outside, bot, gone)
        return Member(workspace, user, None, real_name, slack_email or "", timezone=zone, why_not=why_not)
    agencies, left = _agencies(where, today)
    granted, is_manager = _rights(rights)
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


def _agencies(rows: Sequence[Term], today: date) -> tuple[frozenset[int], dict[int, date]]:
    """The agencies a person belongs to or will, and the day they left each they left."""
    # Somebody who is listed but begins next week may speak already; somebody who left may not.
    there = frozenset(agency for agency, _, left_on in rows if is_active(None, left_on, today))
    left = sorted((left_on, agency) for agency, _, left_on in rows if left_on is not None and left_on < today)
    return there, {agency: left_on for left_on, agency in left}


def _rights(rows: Sequence[Right]) -> tuple[frozenset[int], bool]:
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
