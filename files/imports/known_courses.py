"""The courses that are there, as files may spell them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.lexicon import Lexicon
from storage.training import CourseAlias, CourseRecord


def lexicon_of(session: Session) -> Lexicon:
    """Every course by code, title and alias."""
    courses = session.execute(select(CourseRecord.code, CourseRecord.title).order_by(CourseRecord.id))
    called = select(CourseAlias.alias, CourseRecord.code).where(CourseAlias.voided_at.is_(None))
    aliases = session.execute(called.join(CourseRecord, CourseRecord.id == CourseAlias.course_id))
    return Lexicon.of([(code, title) for code, title in courses], [(said, code) for said, code in aliases])
