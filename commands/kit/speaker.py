"""Who is speaking: from a Slack user to a person and their rights, as of today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    null,
    select,
    tuple_,
    union_all,
)
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


ABOUT_THEM: tuple[Column[Any], ...] = (
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
)
"""The columns about the account and the person; in those after them is where they belong, and as what."""


def _where_and_rights_of(person: Callable[[Column[int]], ColumnElement[bool]]) -> CompoundSelect[Any]:
    """The question of memberships, and with a kind of rights, of those of whom a condition holds."""
    no_day = null().label("joined_on"), null().label("left_on")
    where = select(
        AFFILIATION.person_id,
        AFFILIATION.agency_id,
        AFFILIATION.joined_on,
        AFFILIATION.left_on,
        null().label("kind"),
    ).where(person(AFFILIATION.person_id), AFFILIATION.voided_at.is_(None))
    rights = select(GRANT.person_id, GRANT.agency_id, *no_day, GRANT.kind)
    return union_all(where, rights.where(person(GRANT.person_id), GRANT.ended_at.is_(None)))


def _who(accounts: ColumnElement[bool]) -> Select[Any]:
    """The question of the people behind some accounts, a row each of where they belong and what they may.

    One statement for all of it: every request begins with it.
    """
    of = select(IDENTITY.person_id).where(accounts)
    terms = _where_and_rights_of(lambda person: person.in_(of)).subquery()
    named = table_of(SlackIdentity).outerjoin(table_of(Person), PERSON.id == IDENTITY.person_id)
    return (
        select(
            *ABOUT_THEM,
            terms.c.agency_id,
            terms.c.joined_on,
            terms.c.left_on,
            terms.c.kind,
        )
        .select_from(named.outerjoin(terms, terms.c.person_id == IDENTITY.person_id))
        .where(accounts)
    )


ONE = _who(and_(IDENTITY.workspace == bindparam("workspace"), IDENTITY.user == bindparam("user")))
SEVERAL = _who(tuple_(IDENTITY.workspace, IDENTITY.user).in_(bindparam("accounts", expanding=True)))
OF_A_PERSON = _where_and_rights_of(lambda person: person == bindparam("person"))


def speaker(
    session: Session, workspace: str, user: str, today: date, region: Region, is_outside: bool = False
) -> Member | None:
    """The member behind a Slack user; None for a user nobody has heard of yet.

    `is_outside`: Slack delivers them as somebody of another organization, whatever is remembered of them.
    What another organization says of its users' e-mails is no proof of who they are here: a link that rests
    on one alone is none. Whom an emergency manager linked is who they are, wherever they come from.
    """
    found = plainly(session, ONE, {"workspace": workspace, "user": user}).all()
    return next(_members(found, today, region, is_outside), None)


def speakers(
    session: Session, accounts: Iterable[tuple[str, str]], today: date, region: Region
) -> dict[tuple[str, str], Member]:
    """The members behind some accounts (workspace, user), read at once; of those that somebody heard of."""
    found = plainly(session, SEVERAL, {"accounts": sorted(set(accounts))}).all()
    members = _members(found, today, region, is_outside=False)
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
    where, rights = _apart(row[1:] for row in plainly(session, OF_A_PERSON, {"person": person.id}))
    agencies, left = _agencies(where, today)
    granted, is_manager = _rights(rights)
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


def _members(found: Sequence[Any], today: date, region: Region, is_outside: bool) -> Iterator[Member]:
    """The members behind some rows."""
    of: defaultdict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in found:
        of[tuple(row[: len(ABOUT_THEM)])].append(row[len(ABOUT_THEM) :])
    for about, rows in of.items():
        where, rights = _apart(rows)
        yield _member(about, where, rights, today, region, is_outside)


def _apart(rows: Iterable[Sequence[Any]]) -> tuple[list[Term], list[Right]]:
    """Where somebody belongs or belonged, and what rights they have; somebody may have neither."""
    where: list[Term] = []
    rights: list[Right] = []
    for agency, joined_on, left_on, kind in rows:
        if kind is not None:
            rights.append((kind, agency))
        elif agency is not None:
            where.append((agency, joined_on, left_on))
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
