"""Certificates in a folder: each file under a name of ours, and a table that says whose and what it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from files.certificates import given_name
from files.write import Value, write_csv
from storage.certificates import CertificateRecord, CertificateState, content_of
from storage.people import Person
from storage.private import write_private
from storage.region import Region
from storage.training import CompletionRecord, CourseRecord

COLUMNS = (
    "file",
    "name",
    "sha256",
    "media_type",
    "size",
    "email",
    "member_id",
    "course",
    "completed_on",
    "completion",
    "certificate",
    "brought_by",
    "brought_on",
    "taken_back",
)
INDEX = "certificates.csv"


def write_certificates(session: Session, region: Region, folder: Path) -> int:
    """Writes every certificate there is into a folder, taken back or not, and the table of them; how many.

    One is in memory at a time. What people called a file stands in the table alone. Raises OSError.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    rows = list(_written(session, region, folder))
    write_private(folder / INDEX, write_csv(COLUMNS, rows))
    return len(rows)


def _written(session: Session, region: Region, folder: Path) -> Iterator[tuple[Value, ...]]:
    query = (
        select(CertificateRecord, CompletionRecord, CourseRecord.code, Person)
        .join(CompletionRecord, CompletionRecord.id == CertificateRecord.completion_id)
        .join(CourseRecord, CourseRecord.id == CompletionRecord.course_id)
        .join(Person, Person.id == CompletionRecord.person_id)
        .where(CertificateRecord.state == CertificateState.KEPT)
        .order_by(CertificateRecord.id)
    )
    for each, completion, code, person in session.execute(query).all():
        day = completion.completed_on.isoformat()
        file = given_name(each.media_type, code, day, each.record[:12])
        write_private(folder / file, content_of(session, each) or b"")
        yield (
            file,
            each.name,
            each.sha256,
            each.media_type,
            each.size,
            person.email,
            person.member_id,
            code,
            completion.completed_on,
            completion.record,
            each.record,
            each.recorded_by,
            region.day(each.recorded_at),
            each.void_reason,
        )
