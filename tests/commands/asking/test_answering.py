"""Answering: to who told it alone; the right is asked at each press, and once the turn has come."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused, Wrong
from storage.confided import ConfidedRecord
from storage.engine import Store
from storage.letters import CONFIDED_NOTED, LetterLine
from storage.people import RightKind
from storage.rights import give_right
from tests.commands.asking.desk import desk
from tests.commands.speaking import NOON
from words.problems import Problem


@pytest.mark.postgres
def test_the_answer_goes_to_who_told_it_alone_and_only_from_whom_it_is_for(store: Store) -> None:
    place = desk(store)
    county, morgan, quinn = place.county, place.morgan, place.quinn
    ada = place.teller(county.ada, county.cedar)
    for each in ("concern Radios fail", "champion On C shift", "why Two words"):
        ada.says(f"ask {each}")
    for press in ("ask.answer", "ask.note"):
        for there in (1, 4711):  # nobody finds out by trying what there is
            with pytest.raises(Refused, match="What people tell emergency management is not for you"):
                quinn.clicks(press, {"told": there})
    opened, late = (morgan.clicks("ask.answer", {"told": 1}) for _ in range(2))
    assert "Radios fail" in str(opened.reply.modal and opened.reply.modal.to_dict())
    with pytest.raises(Wrong, match="This is needed"):
        morgan.submits(opened, answer=" ")
    said = morgan.submits(opened, answer="A repeater is <!here>")
    assert said.text.startswith("Answered. It goes to Ada Abbott alone")
    assert "repeater" not in said.text
    [post] = said.posts
    assert (post.to, post.tell) == (county.ada, morgan.member.user)
    assert post.message.text.startswith(
        "Morgan Mills answers your concern of 2 Nov 2026:\nA repeater is <!here>"
    )
    with pytest.raises(
        Wrong, match=r"It was answered by morgan@county\.example on 2 Nov 2026\. Nothing was sent"
    ):
        morgan.submits(late, answer="Another")
    read = morgan.clicks("ask.answer", {"told": 1}).reply.modal
    assert read is not None
    assert "A repeater is <!here>" in str(read.to_dict())
    assert read.submit is None
    morgan.clicks("ask.note", {"told": 2})
    with pytest.raises(Problem, match="It was noted by morgan@county"):
        morgan.clicks("ask.note", {"told": 2})
    with store.reading() as session:
        lines = session.scalars(select(LetterLine).where(LetterLine.matter == CONFIDED_NOTED)).all()
        assert [(each.person_id, each.about_id) for each in lines] == [(county.ada, 2)]

    taken, shut = (morgan.clicks("ask.answer", {"told": each}) for each in (2, 3))
    ada.clicks("ask.take_back", {"told": 2})
    with pytest.raises(Wrong, match="They took it back meanwhile"):
        morgan.submits(taken, answer="Thank you")
    with pytest.raises(Problem, match="They took it back meanwhile"):
        morgan.clicks("ask.answer", {"told": 2})
    with store.writing() as session:  # Morgan leads Ada's agency while the form is open
        assert morgan.member.person_id is not None
        give_right(session, morgan.member.person_id, RightKind.LEAD, county.cedar, "a test", NOON)
    with pytest.raises(Wrong, match="What people tell emergency management is not for you"):
        morgan.submits(shut, answer="Thank you")
    with store.reading() as session:
        assert session.get_one(ConfidedRecord, 3).answered_at is None
