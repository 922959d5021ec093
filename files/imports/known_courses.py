"""The courses and agencies that are there, as files may spell them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.lexicon import Lexicon
from storage.other_names import AgencyAlias
from storage.people import AgencyRecord
from storage.training import CourseAlias, CourseRecord


def lexicon_of(session: Session) -> Lexicon:
    """Every course by code, title and alias, and every agency by name and alias."""
    courses = session.execute(select(CourseRecord.code, CourseRecord.title).order_by(CourseRecord.id))
    called = select(CourseAlias.alias, CourseRecord.code).where(CourseAlias.voided_at.is_(None))
    aliases = session.execute(called.join(CourseRecord, CourseRecord.id == CourseAlias.course_id))
    lexicon = Lexicon.of([(code, title) for code, title in courses], [(said, code) for said, code in aliases])
    names = session.scalars(select(AgencyRecord.name).order_by(AgencyRecord.id))
    short = select(AgencyAlias.alias, AgencyRecord.name).where(AgencyAlias.voided_at.is_(None))
    also = session.execute(short.join(AgencyRecord, AgencyRecord.id == AgencyAlias.agency_id))
    return lexicon.with_agencies([*((name, name) for name in names), *((said, name) for said, name in also)])
