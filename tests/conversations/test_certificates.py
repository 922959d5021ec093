"""Certificates: sent in a direct message, brought with a form or a log, shown to whom they are for."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import select

from practice.patience import Patience
from storage.audit import AuditRow
from storage.certificates import CertificateContent, CertificateRecord, CertificateState
from storage.letters import LetterLine
from storage.training import CompletionRecord
from tests.conversations.conftest import Stage

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 32
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 32


class Making(Protocol):
    """Makes a file to be sent."""

    def __call__(self, name: str, content: bytes = PDF) -> Path: ...


@pytest.fixture
def made(tmp_path: Path) -> Making:
    def make(name: str, content: bytes = PDF) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return make


def certificates(stage: Stage, settled: bool = True) -> list[CertificateRecord]:
    """All there are, once each that has a record was fetched: here, or by the job that ticks meanwhile."""
    patience = Patience(8)
    while True:
        if settled:
            stage.muster.jobs.run("certificates", stage.clock())
        with stage.store.reading() as session:
            found = list(session.scalars(select(CertificateRecord).order_by(CertificateRecord.id)))
        on_the_way = [
            each
            for each in found
            if each.completion_id is not None and each.state is CertificateState.COMING and not each.voided_at
        ]
        if not (settled and on_the_way) or patience.over:
            return found
        time.sleep(0.05)


def logs(stage: Stage) -> None:
    stage.ada.says("/training log ASIM Basic yesterday")
    stage.ada.sees("Recorded: ASIM Basic on 1 Nov 2026")


@pytest.mark.postgres
@pytest.mark.both_doors
def test_a_file_sent_goes_to_the_class_just_logged(stage: Stage, made: Making) -> None:
    logs(stage)
    stage.ada.says("", files=[made("front.pdf"), made("back.png", PNG)])
    stage.ada.sees("front.pdf and back.png go to the record of ASIM Basic, 1 Nov 2026.")
    kept = certificates(stage)
    assert [(each.name, each.media_type, each.state.value) for each in kept] == [
        ("front.pdf", "application/pdf", "kept"),
        ("back.png", "image/png", "kept"),
    ]
    with stage.store.reading() as session:
        contents = {each.sha256: each.content for each in session.scalars(select(CertificateContent))}
    assert [contents[each.sha256 or ""] for each in kept] == [PDF, PNG]

    stage.ada.says("history")
    stage.ada.sees("ASIM Basic, 4 h, unverified; certificate front.pdf, back.png")
    stage.ada.presses("Certificate: ASIM Basic, 1 Nov 2026 (1 of 2)")
    stage.ada.sees("The certificate of ASIM Basic, 1 Nov 2026.")
    stage.ada.sees("(file ASIM-B-2026-11-01-Ada-Abbott.pdf)")

    stage.cora.says("/training history Ada Abbott")
    stage.cora.sees("The record of Ada Abbott")
    stage.cora.presses("Certificate: Ada Abbott: ASIM Basic, 1 Nov 2026 (2 of 2)")
    stage.cora.sees("(file ASIM-B-2026-11-01-Ada-Abbott.png)")
    stage.cora.says("/training verify")
    stage.cora.sees("certificate front.pdf and back.png")
    stage.cora.presses("Certificate 1")
    stage.cora.sees("The certificate of Ada Abbott: ASIM Basic, 1 Nov 2026 comes to you in a direct message.")
    stage.cora.closes(everything=True)
    stage.cora.sees("(file ASIM-B-2026-11-01-Ada-Abbott.pdf)", since="ever")
    stage.ben.says("/training history Ada Abbott")
    stage.ben.does_not_see("front.pdf")
    with stage.store.reading() as session:
        kinds = session.scalars(select(AuditRow.kind).where(AuditRow.kind.like("certificate.%"))).all()
    told = {"certificate.added": 2, "certificate.brought": 2, "certificate.shown": 3}
    assert Counter(kinds) == told


def test_undone_at_once_or_taken_back_with_a_reason(stage: Stage, made: Making) -> None:
    logs(stage)
    stage.ada.says("", files=[made("wrong.pdf")])
    stage.ada.sees("wrong.pdf goes to the record of ASIM Basic")
    stage.ada.presses("Undo")
    stage.ada.sees("Taken back: 1 certificate.")
    stage.ada.says("this is it", files=[made("right.heic", HEIC)])
    stage.ada.sees("right.heic goes to the record of ASIM Basic")
    assert certificates(stage)[-1].media_type == "image/heic"
    stage.ada.says("history")
    stage.ada.sees("wrong.pdf (taken back: undone by the one who attached it), right.heic")
    stage.ada.sees("Your record")
    stage.ada.presses("Certificate: ASIM Basic, 1 Nov 2026")
    stage.ada.sees("The certificate of ASIM Basic, 1 Nov 2026 comes to you in a direct message.")
    stage.ada.presses("Take it back")
    stage.ada.fills({"Why": "It is <!channel> of 2019"})
    stage.ada.submits()
    stage.ada.sees("Taken back: right.heic, of ASIM Basic, 1 Nov 2026.")
    stage.ada.says("history")
    stage.ada.sees("right.heic (taken back: It is <!channel> of 2019)")
    with stage.store.reading() as session:
        assert len(session.scalars(select(CertificateContent)).all()) >= 1, "its bytes stay"


def test_what_is_said_with_a_file_is_understood(stage: Stage, made: Making) -> None:
    stage.ben.says("my BLS card, expires 3 Mar 2028", files=[made("bls.pdf")])
    stage.ben.sees("bls.pdf goes to the record of Basic Life Support, 3 Dec 2024.")
    stage.ben.sees("I did not note when it expires: that record was confirmed")
    stage.ada.says("here is my BLS certificate", files=[made("here.pdf")])
    stage.ada.sees("here.pdf goes to the record of Basic Life Support, 15 Jan 2026.")
    stage.ada.says("log ASIM Basic yesterday", files=[made("asim.pdf")])
    stage.ada.sees("Recorded: ASIM Basic on 1 Nov 2026")
    stage.ada.sees("asim.pdf goes to the record of ASIM Basic, 1 Nov 2026.")
    stage.ada.says("it is good until 1 Nov 2029", files=[made("asim2.pdf", PNG)])
    stage.ada.sees("Which record is it for?")
    stage.ada.presses("ASIM Basic, 1 Nov 2026")
    stage.ada.sees("It expires on 1 Nov 2029, as the certificate says.")
    assert [each.state.value for each in certificates(stage)] == ["kept"] * 4
    with stage.store.reading() as session:
        found = session.scalars(select(CompletionRecord).order_by(CompletionRecord.id.desc()).limit(1)).one()
        assert (found.expires_on, found.corrects_id is not None) == (date(2029, 11, 1), True)
    stage.ada.says("history")
    stage.ada.sees("certificate asim.pdf, asim2.pdf")
    stage.ada.presses("Undo")
    stage.ada.sees("Taken back: 1 certificate.")
    with stage.store.reading() as session:
        assert session.get_one(CompletionRecord, found.id).voided_at is not None
        assert session.scalars(select(LetterLine)).all() == [], "nobody is told of what they did themself"


def test_which_record_is_asked_where_there_is_doubt(stage: Stage, made: Making) -> None:
    stage.ada.says("it expires 1 Nov 2029", files=[made("card.pdf")])
    stage.ada.sees("You sent card.pdf.")
    stage.ada.sees("Which record is it for?")
    assert certificates(stage, settled=False)[0].completion_id is None
    stage.ada.says("log ASIM Advanced yesterday")
    stage.ada.sees("Recorded: ASIM Advanced")
    stage.ada.presses("Attach card.pdf")
    stage.ada.sees("card.pdf goes to the record of ASIM Advanced, 1 Nov 2026.")
    stage.ada.sees("It expires on 1 Nov 2029, as the certificate says.")
    assert certificates(stage)[0].state is CertificateState.KEPT
    stage.ada.says("expires 1 Nov 2030", files=[made("basic.pdf", PNG)])
    stage.ada.sees("Which record is it for?")
    stage.ada.presses("Log a class")
    stage.ada.fills({"Course": "ASIM Basic", "Day": date(2026, 11, 1)})
    stage.ada.submits()
    stage.ada.sees("The certificate expires on 1 Nov 2030.")
    stage.ada.presses("Attach basic.pdf")
    stage.ada.sees("basic.pdf goes to the record of ASIM Basic, 1 Nov 2026.")
    assert len(certificates(stage)) == 2
    stage.ada.says("", files=[made("cat.png", PNG)])
    stage.ada.sees("Which record is it for?")
    stage.ada.presses("Let it go")
    stage.ada.sees("Discarded: cat.png.")
    stage.ada.presses("Basic Life Support, 15 Jan 2026")
    stage.ada.sees("are with a record already, or were discarded")
    stage.ada.says("", files=[made("other.pdf")])
    stage.ada.sees("Which record is it for?")
    stage.ada.presses("Another record")
    stage.ada.fills({"Record": "Basic Life Support", "Expires on (as it says)": date(2020, 1, 1)})
    stage.ada.submits()
    assert "can't have expired on 1 Jan 2020" in stage.ada.modal_errors["expires"]


def test_what_is_no_certificate_is_not_kept(stage: Stage, made: Making) -> None:
    logs(stage)
    lies = [
        made("page.pdf", b"<html><body>pay me</body></html>"),
        made("tool.png", b"MZ\x90\x00" + b"\x00" * 60),
        made("void.jpg", b""),
    ]
    stage.ada.says("/training certificate")
    stage.ada.fills({"Record": "ASIM Basic, 1 Nov", "Certificate": lies})
    stage.ada.submits()
    told = stage.ada.sees("I could not keep 3 files:").text
    for said in (
        "page.pdf is a web page, by what is in it",
        "tool.png is a program",
        "void.jpg is an empty file",
    ):
        assert said in told
    stage.ada.says("", files=[made("notes.docx", b"PK\x03\x04"), made("film.mov"), made("ok.pdf")])
    stage.ada.sees("Not taken: notes.docx and film.mov. A certificate is a PDF, PNG, JPEG or HEIC")
    stage.ada.sees("ok.pdf goes to the record of ASIM Basic")
    stage.slack.odd_files(size=2 * 1024**3)
    stage.ada.says("", files=[made("huge.pdf")])
    stage.ada.sees("Too large: huge.pdf.")
    stage.slack.behave()
    many = [made(f"{number}.pdf") for number in range(13)]
    stage.ada.says("", files=many)
    stage.ada.sees("I take 10 files at once; the 3 other files I left where they are.")
    stage.ada.says("", files=[made("..\\..\\<!channel> *x*.pdf")])
    stage.ada.sees("You sent <!channel> *x*.pdf")
    assert {each.state.value for each in certificates(stage) if each.completion_id} == {"kept", "refused"}


ODD = (
    ("stub", None, ""),
    ("tombstone", None, "was deleted in Slack"),
    ("deleted", None, "no longer there in Slack"),
    ("hidden", None, "Slack hides"),
    ("external", None, "card.pdf is kept outside Slack"),
    ("login", None, "the scope files:read"),
    ("stub", 2 * 1024**3, "card.pdf is larger than 10 MB"),
)


def test_slacks_odd_files_each_have_their_answer(stage: Stage, made: Making) -> None:
    for odd, size, _ in ODD:
        stage.slack.odd_files(odd, size=size)
        stage.ada.says("my BLS card", files=[made("card.pdf")])
        stage.ada.sees("goes to the record of Basic Life Support")
    found = certificates(stage)
    assert len(found) == len(ODD)
    for each, (odd, _, said) in zip(found, ODD, strict=True):
        assert each.state is (CertificateState.REFUSED if said else CertificateState.KEPT), odd
        assert said in each.why
        if said:
            stage.ada.sees(said, since="ever")


def test_a_lead_attaches_for_their_people_and_nobody_for_others(stage: Stage, made: Making) -> None:
    stage.cora.says("/training certificate")
    stage.cora.fills(
        {
            "Record": "Ben Flores: ASIM Basic, 10 Mar 2026",
            "Certificate": made("ben.pdf"),
            "Expires on (as it says)": date(2027, 6, 30),
        }
    )
    stage.cora.submits()
    stage.cora.sees("goes to the record of Ben Flores: ASIM Basic, 10 Mar 2026.")
    [only] = certificates(stage)
    with stage.store.reading() as session:
        query = select(CompletionRecord).where(CompletionRecord.corrects_id == only.completion_id)
        found = session.scalars(query).one()
        assert (found.expires_on, found.verified) == (date(2027, 6, 30), True)
    stage.ben.says("history")
    stage.ben.sees("Your record")
    stage.ben.presses("Certificate: ASIM Basic, 10 Mar 2026")
    stage.ben.sees("(file ASIM-B-2026-03-10-Ben-Flores.pdf)")
    stage.ben.does_not_see("Take it back")
    stage.cora.says("/training certificate")
    with pytest.raises(AssertionError):
        stage.cora.fills({"Record": "O'Hara"})
    stage.cora.closes()
    stage.sam.says("", files=[made("mine.pdf")])
    stage.sam.sees("I can't find you on the roster")
    stage.ada.says("@Muster", stage.room, files=[made("mine.pdf")])
    stage.ada.sees("Send it to me in a direct message")
    assert len(certificates(stage)) == 1


def test_a_log_may_bring_its_certificate(stage: Stage, made: Making) -> None:
    stage.ada.says("/training")
    stage.ada.fills(
        {"Course": "ASIM Basic", "Day": date(2026, 11, 1), "Certificate": [made("a.pdf"), made("b.pdf")]}
    )
    stage.ada.submits()
    stage.ada.sees("Recorded: ASIM Basic on 1 Nov 2026")
    stage.ada.sees("The certificate goes with it.")
    kept = certificates(stage)
    assert sorted(each.state.value for each in kept) == ["again", "kept"], "the same bytes prove it once"
    stage.ada.sees("b.pdf is with that record already: the same file is kept once.", since="ever")
    stage.ada.says("history")
    stage.ada.sees("certificate a.pdf")
    stage.ada.does_not_see("b.pdf (")


def test_a_table_is_read_as_what_it_is(stage: Stage, made: Making) -> None:
    roster = made("roster.csv", b"email,first_name,last_name,agency\nx@y.example,X,Y,Grove 911\n")
    stage.ada.says("", files=[roster])
    stage.ada.sees("Importing a table is not for you. Who can: an emergency manager.")
    stage.dana.says("here is our new one", files=[roster, made("what.tsv", b"code\ttitle\nX\tX\n")])
    stage.dana.sees("Reading roster.csv as what its columns say it is, import")
    stage.dana.sees("roster.csv, as roster", seconds=10)
    stage.dana.sees("what.tsv, as courses", seconds=10)
    stage.dana.says("here is our roster", files=[made("odd.csv", b"one,two\nX,X\n")])
    stage.dana.sees("Reading odd.csv as roster, import")
    stage.dana.sees("4 questions are open before I can take any row.", seconds=10)
    stage.dana.says("", files=[made("odder.csv", b"one,two\nX,X\n")])
    stage.dana.sees("odder.csv is a table. What does it hold?", seconds=10)
