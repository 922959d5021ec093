"""Certificates as commands: who is given one, what is sent, what can be found and chosen."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused, Wrong
from commands.training import certificates
from files.certificates import MOST_BYTES, PDF
from jobs.posting import put
from storage.audit import AuditKind, AuditRow, Trail
from storage.certificates import BroughtBy, Content, bring, keep, refuse
from storage.deliveries import Delivery, DeliveryState, forget_payloads
from storage.training import CompletionRecord
from tests.commands.documents import set_of
from tests.commands.speaking import Office, Said, Speaker
from tests.commands.training.desk import Desk
from tests.conversations import county
from words.problems import Problem

CONTENT = b"%PDF-1.7 " + b"x" * (MOST_BYTES - 9)


class Cabinet:
    """The desk, with one certificate of each person in it: of a course they hold."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def speaks(self, who: Speaker) -> Speaker:
        office = Office(self.desk.store, certificates.ENTRIES, self.desk.clock, county.REGION)
        return office.speaker(who.member)

    def completion(self, name: str, code: str) -> CompletionRecord:
        with self.desk.store.reading() as session:
            query = select(CompletionRecord).where(
                CompletionRecord.person_id == self.desk.person(name),
                CompletionRecord.course_id == self.desk.course(code),
            )
            return session.scalars(query).one()

    def has(self, name: str, code: str, content: bytes = b"%PDF-1.7") -> int:
        completion, trail = self.completion(name, code), Trail("somebody", "slack", self.desk.clock())
        with self.desk.store.writing() as session:
            by = BroughtBy("T1", "UADA", completion.person_id)
            found = bring(session, "F1", "card.pdf", completion.person_id, completion.id, by, trail)
            if content:
                keep(session, [found], Content.of(content, PDF), trail.now)
            else:
                refuse(session, found, "it was an empty file", trail.now)
            return found.id


@pytest.fixture
def cabinet(desk: Desk) -> Cabinet:
    return Cabinet(desk)


def asks(speaker: Speaker, certificate: int) -> Said:
    return speaker.clicks("certificate.show", {"certificate": certificate})


@pytest.mark.postgres
def test_ten_megabytes_go_by_the_outbox_and_are_forgotten_there(cabinet: Cabinet) -> None:
    number = cabinet.has("Ada Abbott", "BLS", CONTENT)
    said = asks(cabinet.speaks(cabinet.desk.ada), number)
    [post] = said.posts
    assert post.file is not None
    assert (post.to, post.file.name, len(set_of(post.file))) == (
        "UADA",
        "BLS-2026-01-15-Ada-Abbott.pdf",
        MOST_BYTES,
    )
    store, now = cabinet.desk.store, cabinet.desk.clock()
    with store.writing() as session:
        put(session, post, "T1", "a request", now)
    with store.writing() as session:
        sent = session.scalars(select(Delivery)).one()
        assert len((sent.file or {})["content"]) > MOST_BYTES
        sent.state, sent.sent_at = DeliveryState.SENT, now
    with store.writing() as session:
        forget_payloads(session, now + timedelta(days=8), timedelta(days=7), 500)
    with store.reading() as session:
        assert session.scalars(select(Delivery)).one().file is None
        row = session.scalars(
            select(AuditRow).where(AuditRow.kind == AuditKind.CERTIFICATE_SHOWN.value)
        ).one()
        assert (row.actor, row.subject_kind, row.subject_id) == ("ada@grove.example", "certificate", number)


def test_it_is_for_that_person_their_lead_and_the_emergency_manager(cabinet: Cabinet) -> None:
    desk = cabinet.desk
    theirs, other = cabinet.has("Ada Abbott", "BLS"), cabinet.has("Max <!channel> O'Hara", "ASIM-B")
    for speaker in (desk.ada, desk.cora, desk.manager):
        assert asks(cabinet.speaks(speaker), theirs).posts
    assert asks(cabinet.speaks(desk.manager), other).posts
    for speaker, number in ((desk.ada, other), (desk.cora, other), (desk.cora, 999), (desk.ada, 2**31 - 1)):
        with pytest.raises(Refused, match="not for you"):
            asks(cabinet.speaks(speaker), number)
        with pytest.raises(Refused, match="not for you"):
            cabinet.speaks(speaker).clicks("certificate.remove", {"certificate": number})
    assert asks(cabinet.speaks(desk.ada), theirs).buttons() == [], (
        "a confirmed record is not theirs to change"
    )
    assert asks(cabinet.speaks(desk.cora), theirs).buttons() == ["Take it back"]
    with pytest.raises(Problem):
        asks(cabinet.speaks(desk.ada), -1)
    assert (
        "was not kept: it was an empty file"
        in asks(cabinet.speaks(desk.ada), cabinet.has("Ada Abbott", "ASIM-B", b"")).text
    )


def test_a_record_is_found_by_course_by_name_and_by_both(cabinet: Cabinet) -> None:
    def found(speaker: Speaker, typed: str) -> list[str]:
        return list(cabinet.speaks(speaker).looks_up("certificate.attach/record", typed))

    desk = cabinet.desk
    own = ["Basic Life Support, 15 Jan 2026", "ASIM Basic, 1 Mar 2023"]
    assert found(desk.ada, "") == own
    assert found(desk.ada, "asim-b") == own[1:]
    assert found(desk.ada, "flores") == [], "others are not hers to find"
    assert found(desk.cora, "flores") == [
        "Ben Flores: ASIM Basic, 10 Mar 2026",
        "Ben Flores: Basic Life Support, 3 Dec 2024",
    ]
    assert found(desk.cora, "Ben Flores basic life") == ["Ben Flores: Basic Life Support, 3 Dec 2024"]
    assert found(desk.cora, "O'Hara") == []
    assert found(desk.cora, "%") == found(desk.cora, "'; DROP TABLE person; --") == []


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"record", "files"}),
        ({"record": "x"}, {"record"}),
        ({"link": "javascript:alert(1)"}, {"record", "link"}),
        ({"expires": "soon"}, {"record", "expires"}),
        ({"files": [f"F{number}" for number in range(11)]}, {"record", "files"}),
    ],
)
def test_what_can_not_be_taken_is_said_field_by_field(
    cabinet: Cabinet, fields: dict[str, Any], wrong: set[str]
) -> None:
    speaker = cabinet.speaks(cabinet.desk.ada)
    with pytest.raises(Wrong) as raised:
        speaker.submits(speaker.says("training certificate"), **fields)
    assert set(raised.value.fields) <= wrong
    assert "record" in raised.value.fields


def test_a_record_of_somebody_else_is_not_taken(cabinet: Cabinet) -> None:
    speaker = cabinet.speaks(cabinet.desk.cora)
    theirs = cabinet.completion("Max <!channel> O'Hara", "ASIM-B").id
    with pytest.raises(Wrong, match="not yours to attach a certificate to"):
        speaker.submits(speaker.says("training certificate"), record=str(theirs), files=["F1"])
    with pytest.raises(Refused):
        speaker.clicks("certificate.open", {"completion": theirs})


def test_a_link_is_noted_by_a_correction(cabinet: Cabinet) -> None:
    speaker, link = cabinet.speaks(cabinet.desk.cora), "https://grove.example/bls.pdf"
    before = cabinet.completion("Ben Flores", "BLS")
    form = speaker.says("training certificate")
    said = speaker.submits(form, record=str(before.id), link=link)
    assert said.text.startswith("Noted in the record of Ben Flores: Basic Life Support, 3 Dec 2024.")
    with cabinet.desk.store.reading() as session:
        query = select(CompletionRecord).where(CompletionRecord.corrects_id == before.id)
        after = session.scalars(query).one()
    assert (after.evidence, after.verified, after.completed_on) == (link, True, before.completed_on)
    undone = speaker.presses(said, "Undo")
    assert undone.text.startswith("Taken back: What was noted.")
    with pytest.raises(Problem, match="taken back already"):
        speaker.presses(said, "Undo")


def test_how_a_record_came_about_tells_of_its_certificates(cabinet: Cabinet) -> None:
    desk = cabinet.desk
    kept, gone = cabinet.has("Ada Abbott", "BLS"), cabinet.has("Ada Abbott", "BLS", b"%PDF-1.4")
    cabinet.has("Ada Abbott", "BLS", b"")
    reason = {"reason": "It is of another class"}
    pressed = cabinet.speaks(desk.cora).clicks("certificate.remove", {"certificate": gone})
    cabinet.speaks(desk.cora).submits(pressed, **reason)
    trace = desk.ada.clicks("training.trace", {"record": cabinet.completion("Ada Abbott", "BLS").id})
    assert trace.reply.modal is not None
    said = str(trace.reply.modal.to_dict())
    for line in (
        f"Certificate card.pdf (SHA-256 {sha256(b'%PDF-1.7').hexdigest()[:12]}…): attached by somebody on",
        "09:00. Taken back by cora@grove.example on 2 Nov 2026, 09:00: It is of another class.",
        "Certificate card.pdf (not kept: it was an empty file): attached by somebody",
    ):
        assert line in said
    assert f"certificate.show:{kept}" in said
