"""What is said with a certificate: which course, of what day, until when; and fifty files have one answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from slack_sdk.models.blocks import ActionsBlock, ButtonElement
from sqlalchemy import select

from commands.kit.member import Member
from commands.kit.reply import Message
from commands.kit.request import Door, Request, Sent
from commands.training.certificates_dropped import Understood, take_files, understand
from storage.audit import Trail
from storage.certificates import CertificateRecord
from storage.recording import Completed, record_completions
from storage.taking_back import void
from storage.training import CompletionRecord
from tests.commands.training.desk import Desk
from tests.conversations import county


def said_with(
    desk: Desk, text: str, files: Sequence[Sent] = (), speaker: Member | None = None
) -> tuple[Understood, str]:
    """What is understood of a sentence that somebody says, Ada else, and what is answered to its files."""
    with desk.store.writing() as session:
        request = Request(
            session=session,
            member=speaker or desk.ada.member,
            region=county.REGION,
            now=desk.clock(),
            today=county.REGION.day(desk.clock()),
            door=Door.DIRECT,
            key="a message",
            text=text,
            files=files,
        )
        reply = take_files(request)
        message = None if reply is None else reply.message
        shown = "" if message is None else "\n".join([message.text, *_labels(message)])
        return understand(request), shown


def _labels(message: Message) -> list[str]:
    return [
        each.text.text if each.text is not None else ""
        for block in message.blocks
        if isinstance(block, ActionsBlock)
        for each in block.elements
        if isinstance(each, ButtonElement)
    ]


@pytest.mark.parametrize(
    ("text", "codes", "day", "expires"),
    [
        ("", [], None, None),
        ("here is my ASIM basic certificate", ["ASIM-B"], None, None),
        ("my BLS card, expires 3 Mar 2028", ["BLS"], None, date(2028, 3, 3)),
        ("BLS, valid until 3/4/2028.", ["BLS"], None, date(2028, 3, 4)),
        ("BLS of 15 January, good through 31 Jan", ["BLS"], date(2026, 1, 15), date(2027, 1, 31)),
        ("Expiration date: 2028-02-29", [], None, date(2028, 2, 29)),
        ("BLS 1 Nov exp. on 1 Nov 2028", ["BLS"], date(2026, 11, 1), date(2028, 11, 1)),
        ("cat picture", [], None, None),
    ],
)
def test_a_sentence_is_understood(
    desk: Desk, text: str, codes: list[str], day: date | None, expires: date | None
) -> None:
    found, _ = said_with(desk, text)
    assert list(found.courses) == [desk.course(code) for code in codes]
    assert (found.day, found.expires, found.unclear) == (day, expires, "")


@pytest.mark.parametrize(
    ("text", "unclear"),
    [
        ("BLS, expires soon", "I did not understand when it expires."),
        ("BLS, expires 31 February 2028", "“31 February 2028” is no day in the calendar."),
    ],
)
def test_a_day_that_is_none_is_said_and_the_record_asked(desk: Desk, text: str, unclear: str) -> None:
    found, answer = said_with(desk, text, [Sent("F1", "card.pdf")])
    assert found.unclear.startswith(unclear)
    assert found.unclear in answer
    assert "Which record is it for?" in answer


def test_what_nobody_spoke_of_is_asked_about(desk: Desk) -> None:
    with desk.store.writing() as session:  # a class gave it to her just now
        person, course = desk.person("Ada Abbott"), desk.course("ASIM-A")
        given = Completed(person, course, date(2026, 11, 1))
        trail = Trail("cora", "slack", desk.clock())
        record_completions(session, [given], trail, date(2026, 11, 2), verified=True)
    answer = said_with(desk, "", [Sent("F1", "hazwoper.pdf")])[1]
    assert "Which record is it for?\nASIM Advanced, 1 Nov 2026\nBasic Life Support, 15 Jan 2026" in answer
    assert "goes to" in said_with(desk, "ASIM Advanced", [Sent("F2", "hazwoper.pdf")])[1]
    desk.ada.says("training log ASIM Basic yesterday")
    with desk.store.writing() as session:
        query = select(CompletionRecord).where(CompletionRecord.course_id == course)
        void(
            session,
            session.scalars(query.order_by(CompletionRecord.id.desc())).all()[0],
            "",
            trail,
            date(2026, 11, 2),
        )
    answer = said_with(desk, "", [Sent("F3", "BLS_card.pdf")])[1]
    assert "Which record is it for?\nASIM Basic, 1 Nov 2026\nBasic Life Support, 15 Jan 2026" in answer
    assert "scan 100.pdf goes to" in said_with(desk, "", [Sent("F4", "scan 100.pdf")])[1]


def test_fifty_files_have_one_answer(desk: Desk) -> None:
    _, answer = said_with(desk, "BLS", [Sent(f"F{number}", f"{number}.pdf") for number in range(50)])
    assert "I take 10 files at once; the 40 other files I left where they are." in answer
    with desk.store.reading() as session:
        assert len(session.scalars(select(CertificateRecord)).all()) == 10
    _, answer = said_with(desk, "BLS", [Sent(f"F{number}", f"{number}.exe") for number in range(50)])
    assert answer.startswith("Not taken: 0.exe, 1.exe, 2.exe, 3.exe, 4.exe and 45 more.")


def test_a_table_is_not_a_certificate(desk: Desk) -> None:
    assert said_with(desk, "", [Sent("F1", "roster.csv")])[1] == ""
    assert "card" in said_with(desk, "", [Sent("F1", "roster.csv"), Sent("F2", "card.pdf")])[1]


def test_a_file_of_which_slack_says_nothing_is_taken(desk: Desk) -> None:
    assert "a file goes to the record of Basic Life Support" in said_with(desk, "BLS", [Sent("F1")])[1]
