"""`/training transcript`: whose it is for, what of a record stands in it, and by which words it is had."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import openpyxl
import pytest
from pypdf import PdfReader

from commands.kit.member import Member
from commands.kit.problems import Refused
from commands.training import history, transcript
from files.documents.setting import Document
from storage.audit import AuditKind, AuditRow
from storage.certificates import CertificateContent, CertificateRecord, CertificateState
from storage.people import Person
from storage.training import CompletionRecord
from tests.commands.documents import set_of
from tests.commands.speaking import Office, Said, Speaker
from tests.commands.training.desk import Desk
from tests.conversations import county
from words.problems import Unclear

CEDAR, BIRCH = "Cedar Fire Department", "Birch Police Department"


def speaker(desk: Desk, name: str, leads: Sequence[str] = ()) -> Speaker:
    """Somebody who may ask for transcripts."""
    led = frozenset(county.agency_id(desk.store, each) for each in leads)
    user, email = f"U{name[:3].upper()}", f"{name[:3]}@x.example"
    office = Office(desk.store, [*history.ENTRIES, *transcript.ENTRIES], desk.clock, county.REGION)
    member = Member("T1", user, desk.person(name), name, email, led or frozenset([1]), led)
    return office.speaker(member)


def text_of(said: Said) -> str:
    """What stands in the PDF that came."""
    [post] = said.posts
    assert post.file is not None
    assert isinstance(post.file.content, Document), "it is set when it is sent, outside the turn to write"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(set_of(post.file))).pages)


def test_ones_own_and_the_workbook_beside_it(desk: Desk) -> None:
    with desk.store.writing() as session:
        session.get_one(Person, desk.person("Ada Abbott")).fema_sid = "0001234567"
    ada = speaker(desk, "Ada Abbott")
    said = ada.says("training transcript")
    assert "Your transcript comes to you in a direct message, as PDF." in said.text
    assert "For official use" in said.text
    text = text_of(said)
    for line in (
        "FEMA SID 0001234567",
        "Agency Cedar Fire Department",
        "Verified (2)",
        "Basic Life Support (BLS)",
    ):
        assert line in text
    book = ada.presses(said, "As a workbook instead")
    [post] = book.posts
    assert post.file is not None
    assert post.file.name == "transcript-ada_abbott-2026-11-02.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(set_of(post.file)))["Verified"]
    assert [row[1].value for row in sheet.iter_rows(min_row=6)] == ["BLS", "ASIM-B"]
    with desk.store.reading() as session:
        rows = session.query(AuditRow).filter_by(kind=AuditKind.TRANSCRIPT_DOWNLOADED.value).all()
        assert [(row.actor, row.subject_id, row.detail["form"]) for row in rows] == [
            ("Ada@x.example", desk.person("Ada Abbott"), "pdf"),
            ("Ada@x.example", desk.person("Ada Abbott"), "xlsx"),
        ]


def test_corrected_and_taken_back_is_counted_and_not_shown(desk: Desk) -> None:
    with desk.store.writing() as session:
        ada = desk.person("Ada Abbott")
        wrong = session.query(CompletionRecord).filter_by(person_id=ada, completed_on=date(2023, 3, 1)).one()
        session.add(
            CompletionRecord(
                person_id=ada,
                course_id=wrong.course_id,
                completed_on=date(2023, 3, 4),
                corrects_id=wrong.id,
                recorded_by="ada@grove.example",
                recorded_at=county.NOW,
            )
        )
        content = CertificateContent(sha256="ab" * 32, content=b"%PDF-1.4")
        card = CertificateRecord(
            person_id=ada,
            completion_id=wrong.id,
            name="asim.pdf",
            sha256=content.sha256,
            state=CertificateState.KEPT,
            recorded_at=county.NOW,
        )
        session.add(content)
        session.flush()
        session.add(card)
        bls = session.query(CompletionRecord).filter_by(person_id=ada, completed_on=date(2026, 1, 15)).one()
        bls.take_back(county.NOW, "cora@grove.example", "a doublet")
    text = text_of(speaker(desk, "Ada Abbott").says("training transcript me pdf"))
    assert "1 record was corrected and 1 record was taken back" in text
    assert "Self-reported or not yet verified (1)" in text
    classes = text[text.index("Verified (0)") :]
    assert "4 Mar 2023" in classes
    assert "asim.pdf (SHA-256 abababababab" in " ".join(classes.split()), "it proves the one that stands"
    assert "1 Mar 2023" not in classes
    assert "15 Jan 2026" not in classes


def test_whose_it_is_for(desk: Desk) -> None:
    cora = speaker(desk, "Cora Diaz", [CEDAR])
    said = cora.says("training transcript Ben Flores as xlsx")
    assert "The transcript of Ben Flores comes to you" in said.text
    [post] = said.posts
    assert post.file is not None
    assert post.file.name.endswith(".xlsx")
    ben = transcript.TranscriptAsked(person=desk.person("Ben Flores")).model_dump(mode="json")
    for stranger in (speaker(desk, "Ada Abbott"), speaker(desk, "Max <!channel> O'Hara", [BIRCH])):
        with pytest.raises(Refused):
            stranger.says("training transcript Ben Flores")
        with pytest.raises(Refused):
            stranger.clicks(transcript.DOWNLOAD, ben)
    with pytest.raises(Unclear, match="matches 2 people"):
        speaker(desk, "Cora Diaz", [CEDAR, BIRCH]).says("training transcript Jo Lee")


def test_the_lead_of_an_agency_somebody_left_has_the_part_from_then(desk: Desk) -> None:
    """Otis left Cedar Fire on 30 June 2025; what he did elsewhere afterwards is nobody's there."""
    otis = desk.person("Otis Oldham")
    county.take(
        desk.store,
        "completions",
        "email,course,completed_on,result,verified\n"
        "old@grove.example,BLS,2024-05-05,pass,yes\n"
        "old@grove.example,ASIM-B,2026-05-06,pass,yes\n",
    )
    county.take(
        desk.store,
        "roster",
        "email,first_name,last_name,agency,joined_on,left_on\n"
        "old@grove.example,Otis,Oldham,Birch Police Department,2025-07-01,\n",
    )
    with desk.store.writing() as session:
        session.get_one(Person, otis).fema_sid = "7777"
    text = text_of(speaker(desk, "Cora Diaz", [CEDAR]).says("training transcript old@grove.example"))
    for there in ("5 May 2024", "They left on 30 Jun 2025", "Cedar Fire Department", "and nothing else"):
        assert there in text
    for hidden in ("6 May 2026", "7777", "Birch Police", "Not yet"):
        assert hidden not in text
    whole = text_of(
        speaker(desk, "Max <!channel> O'Hara", [BIRCH]).says("training transcript old@grove.example")
    )
    assert "6 May 2026" in whole
    assert "5 May 2024" in whole


def test_history_offers_it(desk: Desk) -> None:
    ada = speaker(desk, "Ada Abbott")
    said = ada.presses(ada.says("training history"), "Download transcript")
    assert "Your transcript comes to you" in said.text
