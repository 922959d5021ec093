"""Telling: at once where it is clear and nobody else reads along, in the form otherwise."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from commands.kit.problems import Wrong
from commands.kit.request import Door
from storage.confided import ConfidedRecord, Matter
from storage.engine import Store
from storage.letters import CONFIDED, LetterLine
from tests.commands.asking.desk import Desk, desk


def kept(place: Desk) -> list[tuple[Matter, str, list[int]]]:
    with place.store.reading() as session:
        rows = session.scalars(select(ConfidedRecord).order_by(ConfidedRecord.id))
        return [(each.matter, each.text, each.agencies) for each in rows]


def test_what_is_clear_is_kept_at_once_and_its_readers_alone_are_left_a_line(store: Store) -> None:
    place = desk(store)
    ada = place.teller(place.county.ada, place.county.cedar)
    said = ada.says("ask concern The radios fail")
    assert said.text.startswith("Kept: your concern. Emergency managers read it. Your")
    assert "radios" not in said.text
    assert ada.says("ask I'd be a champion", Door.DIRECT).text.endswith("until you take it back.")
    assert kept(place) == [
        (Matter.CONCERN, "The radios fail", [place.county.cedar]),
        (Matter.CHAMPION, "", [place.county.cedar]),
    ]
    with store.reading() as session:
        lines = session.scalars(select(LetterLine)).all()
        assert {(each.matter, each.person_id) for each in lines} == {
            (CONFIDED, place.morgan.member.person_id)
        }


@pytest.mark.parametrize(
    ("sentence", "door"),
    [
        ("ask", Door.COMMAND),
        ("ask the radios fail", Door.COMMAND),
        ("ask champion", Door.COMMAND),
        ("ask why is Ben on no list", Door.COMMAND),
        ("ask concern the radios fail", Door.MESSAGE),  # a button says what was typed at another time
    ],
)
def test_what_is_not_clear_opens_the_form_and_keeps_nothing(store: Store, sentence: str, door: Door) -> None:
    place = desk(store)
    said = place.teller(place.county.ada, place.county.cedar).says(sentence, door)
    assert said.reply.modal is not None
    assert kept(place) == []


def test_what_was_said_in_public_is_not_kept_and_the_form_has_it(store: Store) -> None:
    place = desk(store)
    ada = place.teller(place.county.ada, place.county.cedar)
    said = ada.says("ask concern The radios fail", Door.MENTION)
    assert "stands here for everybody to read, so I kept nothing" in said.text
    assert kept(place) == []
    opened = ada.presses(said, "Open the form")
    assert "The radios fail" in str(opened.reply.modal and opened.reply.modal.to_dict())
    long = ada.says("ask concern " + 'a "quoted" word ' * 110, Door.MENTION)  # more than a button carries
    opened = ada.presses(long, "Open the form")
    with pytest.raises(Wrong, match="Say it in a few words"):
        ada.submits(opened, matter="concern", text=" ")
    for _ in range(2):
        if kept(place):
            with pytest.raises(Wrong, match="You told this already, on 2 Nov 2026"):
                ada.submits(opened, matter="concern", text="The radios fail")
        else:
            assert ada.submits(opened, matter="concern", text="The radios fail").reply.closes
    with pytest.raises(Wrong, match="At most 2,000 characters"):
        ada.submits(opened, matter="why", text="x" * 2001)


@pytest.mark.parametrize("door", [Door.COMMAND, Door.DIRECT])
def test_more_than_is_taken_at_once_is_not_kept_and_none_of_it_is_lost(store: Store, door: Door) -> None:
    place = desk(store)
    ada = place.teller(place.county.ada, place.county.cedar)
    said = ada.says("ask concern " + "a " * 2000 + "THE POINT", door)
    assert kept(place) == []
    if door is Door.DIRECT:  # where it stands in the conversation still
        assert "That is 4,009 characters long, and at most 2,000 are taken at once." in said.text
        said = ada.presses(said, "Open the form")
    else:
        assert "That is 4,009 characters long" in str(said.reply.modal and said.reply.modal.to_dict())
        assert "THE POINT" in str(said.reply.modal and said.reply.modal.to_dict())
        assert "a a a" in str(said.reply.modal and said.reply.modal.to_dict())
    ada.submits(said, matter="concern", text="a " * 900 + "The radios")
    assert [text.endswith("The radios") for _, text, _ in kept(place)] == [True]


def test_who_reads_what_is_told_reads_it_first_and_tells_where_another_hears(store: Store) -> None:
    place = desk(store)
    for number in range(4):
        place.teller(place.county.ada, place.county.cedar).says(f"ask concern Radio {number} fails")
    first = place.morgan.says("ask")
    assert "4 wait for an answer: 4 concerns." in first.text
    told = place.morgan.presses(first, "Tell something yourself")
    assert "Today it is read by Quinn Mills" in str(told.reply.modal)
    assert "Nothing that is yours to read was told" in place.quinn.says("ask").text
