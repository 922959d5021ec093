"""By which e-mail addresses people are known: today's and those they had or have elsewhere.

One address is one person's; a changed e-mail on the roster leaves the former one known. Only today's says who
somebody is in Slack, and what the settings allow them; another keeps a link that is there, and no more.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from storage.audit import AuditKind, Trail, note
from storage.letters import FORMER_ADDRESS, leave_lines
from storage.people import Person, PersonAddress, SlackIdentity
from storage.region import Region
from storage.rights import managers_of

AT_ONCE = 2000


def known_by(emails: Collection[str]) -> ColumnElement[bool]:
    """Whether a person is known by one of some addresses, lower case: today's, or another."""
    others = select(PersonAddress.person_id).where(PersonAddress.email.in_(emails))
    return or_(Person.email.in_(emails), Person.id.in_(others))


def people_by_address(session: Session, emails: Collection[str]) -> dict[str | None, Person]:
    """Whose each of some addresses is, lower case; those that are nobody's are left out."""
    found: dict[str | None, Person] = {}
    wanted = sorted(emails)
    others = select(PersonAddress.email, Person).join(Person, Person.id == PersonAddress.person_id)
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        for email, person in session.execute(others.where(PersonAddress.email.in_(part))):
            found[email] = person
    return found | bearers(session, emails)


def bearers(session: Session, emails: Collection[str]) -> dict[str | None, Person]:
    """Who bears each of some addresses today, lower case."""
    found: dict[str | None, Person] = {}
    wanted = sorted(emails)
    for start in range(0, len(wanted), AT_ONCE):
        query = select(Person).where(Person.email.in_(wanted[start : start + AT_ONCE]))
        found |= {person.email: person for person in session.scalars(query)}
    return found


def kept_for(session: Session, emails: Collection[str]) -> dict[str | None, int]:
    """Whose, by id, each of some addresses was, or is elsewhere, beside the one they bear."""
    found: dict[str | None, int] = {}
    wanted = sorted(emails)
    query = select(PersonAddress.email, PersonAddress.person_id)
    for start in range(0, len(wanted), AT_ONCE):
        rows = session.execute(query.where(PersonAddress.email.in_(wanted[start : start + AT_ONCE])))
        found |= {row.email: row.person_id for row in rows}
    return found


def release(session: Session, email: str, trail: Trail, import_id: int | None = None, **why: Any) -> bool:
    """Lets an address go from whoever had it beside today's, with an audit row; whether somebody had."""
    address = session.get(PersonAddress, email)
    if address is None:
        return False
    _note(session, trail, AuditKind.ADDRESS_RELEASED, address, import_id, **why)
    session.delete(address)
    session.flush()
    return True


def keep_addresses(session: Session, import_id: int, trail: Trail) -> None:
    """Leaves an audit row of each address that an import leaves somebody known by."""
    query = select(PersonAddress).where(PersonAddress.import_id == import_id)
    for address in session.scalars(query.order_by(PersonAddress.email)).all():
        _note(session, trail, AuditKind.ADDRESS_KEPT, address, import_id)


def _note(
    session: Session,
    trail: Trail,
    kind: AuditKind,
    address: PersonAddress,
    import_id: int | None,
    **why: Any,
) -> None:
    told = {"email": address.email, **why}
    subject = ("person", address.person_id)
    note(session, trail.now, trail.by, trail.door, kind, subject, of=address, import_id=import_id, **told)


def tell_of_former(
    session: Session, import_id: int, people: Collection[int], region: Region, now: datetime
) -> None:
    """Leaves a line for each emergency manager about whoever Slack knows by an address that a roster named
    no more, of the people whose e-mail it changed; the link stays.
    """
    query = select(PersonAddress.person_id).join(SlackIdentity, SlackIdentity.email == PersonAddress.email)
    query = query.where(SlackIdentity.person_id == PersonAddress.person_id)
    linked: set[int] = set()
    wanted = sorted(people)
    for start in range(0, len(wanted), AT_ONCE):
        theirs = PersonAddress.person_id.in_(wanted[start : start + AT_ONCE])
        linked.update(session.scalars(query.where(theirs)))
    lines = ((manager, person) for person in linked for manager in managers_of(session, region))
    leave_lines(session, lines, FORMER_ADDRESS, now, mark=str(import_id))
