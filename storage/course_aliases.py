"""By what else a course goes: never the name of another, each kept with who gave it and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.records import CourseId
from readiness.text import fold
from storage.base import CalledSo
from storage.training import CourseAlias, CourseRecord
from words.names import tokens

LONGEST_ALIAS = 64
MOST_ALIASES = 20
SEPARATOR = ";"
"""What parts aliases in a file's cell and in a form's field."""


def as_compared(name: str) -> str:
    """A name as it is told from others: hyphens and spaces alike, as people say it."""
    return " ".join(tokens(name)) or fold(name)


def names_in_use(session: Session) -> dict[str, list[tuple[CourseId, str, str]]]:
    """Every code, title and alias as compared: whose it is, what it is ("code"), and how it is written."""
    found: dict[str, list[tuple[CourseId, str, str]]] = {}
    for course in session.scalars(select(CourseRecord)):
        found.setdefault(as_compared(course.code), []).append((course.id, "code", course.code))
        found.setdefault(as_compared(course.title), []).append((course.id, "title", course.title))
    for alias in session.scalars(select(CourseAlias).where(CourseAlias.voided_at.is_(None))):
        found.setdefault(as_compared(alias.alias), []).append((alias.course_id, "alias", alias.alias))
    return found


def aliases_of(session: Session, course_id: CourseId) -> list[str]:
    """By what else a course goes, in order."""
    return aliases_kept(session, CourseAlias, course_id=course_id)


def set_aliases(
    session: Session, course_id: CourseId, aliases: Sequence[str], by: str, now: datetime
) -> bool:
    """Gives a course these aliases and no others; whether that is a change. None may name another course."""
    return keep_aliases(session, CourseAlias, aliases, by, now, course_id=course_id)


def aliases_kept(session: Session, model: type[CalledSo], **owner: int) -> list[str]:
    """By what else the owner of some aliases goes, in order; `owner` is the column it stands in."""
    query = select(model.alias).filter_by(**owner).where(model.voided_at.is_(None))
    return list(session.scalars(query.order_by(model.key)))


def keep_aliases(
    session: Session, model: type[CalledSo], aliases: Sequence[str], by: str, now: datetime, **owner: int
) -> bool:
    """Gives an owner these aliases and no others; whether that is a change."""
    query = select(model).filter_by(**owner).where(model.voided_at.is_(None))
    there = {record.key: record for record in session.scalars(query)}
    wanted = {fold(each): each for each in aliases}
    gone = [record for key, record in there.items() if wanted.get(key) != record.alias]
    for record in gone:
        record.take_back(now, by, "no longer an alias")
    session.flush()  # before the same in another spelling comes
    kept = there.keys() - {record.key for record in gone}
    new = [
        model(**owner, key=key, alias=each, recorded_by=by, recorded_at=now)
        for key, each in wanted.items()
        if key not in kept
    ]
    session.add_all(new)
    session.flush()
    return bool(gone or new)
