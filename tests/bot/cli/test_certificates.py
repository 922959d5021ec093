"""`muster certificates` and their export: whole in copies, named by us, each with whose it is."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update

from files.certificates import PDF
from files.table import read_table
from storage.audit import Trail
from storage.certificates import BroughtBy, CertificateContent, Content, bring, keep, remove
from storage.engine import Store
from storage.people import Person
from storage.training import CompletionRecord, CourseRecord
from tests.bot.cli.conftest import Muster
from tests.bot.cli.test_copies import programs
from tests.files.imports.bringing import NOW

__all__ = ["programs"]
CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 8_000
"""Two megabytes, of every byte there is."""


def with_certificates(store: Store) -> None:
    """Two certificates of the same file, the first of them taken back."""
    trail = Trail("ann@x.gov", "slack", NOW)
    with store.writing() as session:
        person, course = (
            session.scalars(select(Person)).first(),
            session.scalars(select(CourseRecord)).first(),
        )
        assert person is not None
        assert course is not None
        completion = CompletionRecord(
            person_id=person.id, course_id=course.id, completed_on=date(2026, 3, 1), recorded_at=NOW
        )
        session.add(completion)
        session.flush()
        for name in ("=HYPERLINK(../../x).pdf", "second.pdf"):
            by = BroughtBy("T1", "UANN", person.id)
            found = bring(session, "F1", name, person.id, completion.id, by, trail)
            keep(session, [found], Content.of(CONTENT, PDF), trail.now)
            if not name.startswith("second"):
                remove(session, found, "not mine", trail)


@pytest.mark.postgres
def test_certificates_are_in_every_copy_and_verified(small: Store, muster: Muster, tmp_path: Path) -> None:
    with_certificates(small)
    small.close()
    assert muster("db", "backup", tmp_path / "copy").status == 0
    said = muster("certificates", "--verify")
    assert said.status == 0
    assert "2 certificates kept, in 1 file; 0 on their way, 0 not kept." in said.out
    with small.writing() as session:
        session.execute(update(CertificateContent).values(content=b"%PDF- another"))
    small.close()
    said = muster("certificates", "--verify")
    assert said.status == 1
    assert f"Not what was brought: the file with SHA-256 {hashlib.sha256(CONTENT).hexdigest()}." in said.err
    assert muster("db", "restore", tmp_path / "copy", "--replace").status == 0
    assert muster("certificates", "--verify").status == 0
    with small.reading() as session:
        assert session.scalars(select(CertificateContent.content)).one() == CONTENT


def test_their_files_go_out_under_names_of_ours(small: Store, muster: Muster, tmp_path: Path) -> None:
    with_certificates(small)
    small.close()
    said = muster("export", "county", tmp_path / "out", "--certificates")
    assert "Certificates in" in said.err
    folder = tmp_path / "out" / "certificates"
    files = sorted(each for each in folder.iterdir() if each.suffix == ".pdf")
    assert ["-2026-03-01-" in each.name for each in files] == [True, True]
    assert {each.read_bytes() for each in files} == {CONTENT}
    assert {each.stat().st_mode & 0o777 for each in folder.iterdir()} == {0o600}
    table = read_table((folder / "certificates.csv").read_bytes(), "certificates.csv")
    rows = [[str(cell) for cell in row.raw] for row in table.rows]
    assert sorted(row[0] for row in rows) == [each.name for each in files]
    assert [row[-1] for row in rows] == ["not mine", ""]
    assert muster("import", "county", tmp_path / "out").status == 0, "it can be imported as it is"
