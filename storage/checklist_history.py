"""What happened with an item of a checklist: its rounds before, and each change, as the audit kept them.

Nothing that was said of an item is lost when it is opened again, changed or comes again: it stands here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from storage.audit import AuditKind, AuditRow
from storage.checklists import ChecklistItem
from storage.people import Person, SlackIdentity

ACCOUNT = "Slack user "
"""How the audit names an account whose e-mail was not known (`Member.label`)."""


def rounds_of(session: Session, item: ChecklistItem) -> list[int]:
    """The ids of an item and of its rounds before, the latest first."""
    before = (
        select(ChecklistItem.id, ChecklistItem.follows_id)
        .where(ChecklistItem.id == item.id)
        .cte("rounds", recursive=True)
    )
    earlier = aliased(ChecklistItem)
    every = before.union_all(
        select(earlier.id, earlier.follows_id).join(before, earlier.id == before.c.follows_id)
    )
    return sorted(session.scalars(select(every.c.id)), reverse=True)


def happened(session: Session, item: ChecklistItem, start: int, most: int) -> tuple[Sequence[AuditRow], int]:
    """Some of what happened with an item and its rounds before, the latest first; and how much there is.

    That a round was written down as the one before it was closed, is said by that closing.
    """
    rounds = rounds_of(session, item)
    of_it = (
        AuditRow.subject_kind == ChecklistItem.__tablename__,
        AuditRow.subject_id.in_(rounds),
        (AuditRow.kind != AuditKind.ITEM_ADDED.value) | (AuditRow.subject_id == rounds[-1]),
    )
    total = session.scalar(select(func.count()).select_from(AuditRow).where(*of_it)) or 0
    query = select(AuditRow).where(*of_it).order_by(AuditRow.id.desc()).offset(start).limit(most)
    return list(session.scalars(query)), total


def last_row(session: Session, item: ChecklistItem) -> int:
    """The audit row of what happened with an item last: a form knows by it how the item was shown."""
    mine = AuditRow.subject_kind == ChecklistItem.__tablename__, AuditRow.subject_id == item.id
    return session.scalar(select(func.max(AuditRow.id)).where(*mine)) or 0


def changed_since(session: Session, item: ChecklistItem, row: int) -> dict[str, Any]:
    """What of an item became another after an audit row, by column: what it was then (`plain`)."""
    query = select(AuditRow).where(
        AuditRow.subject_kind == ChecklistItem.__tablename__,
        AuditRow.subject_id == item.id,
        AuditRow.kind == AuditKind.ITEM_CHANGED.value,
        AuditRow.id > row,
    )
    found: dict[str, Any] = {}
    for each in session.scalars(query.order_by(AuditRow.id.desc())):
        found |= each.detail["was"]
    return found


def people_behind(session: Session, workspace: str, actors: Collection[str]) -> dict[str, str]:
    """The names of those whom the audit names otherwise: by e-mail, or by an account of a workspace."""
    mails = [each.lower() for each in actors]
    by_mail = {
        person.email: person.name for person in session.scalars(select(Person).where(Person.email.in_(mails)))
    }
    users = [each.removeprefix(ACCOUNT) for each in actors if each.startswith(ACCOUNT)]
    accounts = (
        select(SlackIdentity, Person)
        .outerjoin(Person, Person.id == SlackIdentity.person_id)
        .where(SlackIdentity.workspace == workspace, SlackIdentity.user.in_(users))
    )
    found = {
        f"{ACCOUNT}{account.user}": account.real_name if person is None else person.name
        for account, person in session.execute(accounts)
    }
    found |= {each: by_mail[each.lower()] for each in actors if each.lower() in by_mail}
    return {actor: name for actor, name in found.items() if name}
