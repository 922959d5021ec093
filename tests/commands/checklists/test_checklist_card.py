"""A checklist's card: counts by step and nothing else, changed with the list."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commands.checklists.checklist_card import render
from commands.kit.cards import Look
from commands.kit.problems import Refused, Wrong
from commands.kit.request import Door
from storage.checklists import CHECKLIST_CARD, ChecklistRecord
from tests.commands.checklists.desk import Desk
from tests.commands.checklists.test_checklist import roadmap
from tests.commands.speaking import NOON, REGION, WORKSPACE
from words.problems import Unclear


def shown(desk: Desk, key: int, newest: bool = True) -> str:
    with desk.store.reading() as session:
        now = datetime(2026, 11, 2, 19, tzinfo=UTC)
        message = render(Look(session, REGION, now, key, WORKSPACE, "C1", newest))
        assert message is not None
        return message.text


def test_counts_go_to_the_channel_and_no_item_and_no_name(desk: Desk) -> None:
    key = roadmap(desk, desk.there.cedar)
    desk.lead.says("checklist assign own to Ben Birch")
    said = desk.lead.says("checklist post roadmap")
    [post] = said.posts
    assert (post.to, post.inside_only, post.card and post.card.kind) == ("C1", True, CHECKLIST_CARD)
    assert post.message.text.splitlines() == [
        "Roadmap of Cedar Fire Department: 0 of 5 done, 1 overdue",
        "Name the risk: 0 of 3 done, 1 overdue",
        "The right room: 0 of 2 done",
        "As it was last changed, 2 Nov 2026.",
        "For official use",
    ]
    desk.ben.says("checklist done own")
    assert shown(desk, key).splitlines()[0] == "Roadmap of Cedar Fire Department: 1 of 5 done"
    assert "further down" in shown(desk, key, newest=False)
    with desk.store.writing() as session:
        session.get_one(ChecklistRecord, key).take_back(NOON, "a test", "handed out by mistake")
    assert shown(desk, key) == "Roadmap of Cedar Fire Department was taken back."


def test_into_which_channel_is_asked_and_whose_it_is_asked_again(desk: Desk) -> None:
    key = roadmap(desk)
    form = desk.manager.presses(desk.manager.says("checklist"), "Post the counts")
    with pytest.raises(Wrong, match="Choose a channel"):
        desk.manager.submits(form, channel="somewhere")
    with pytest.raises(Refused):
        desk.lead.clicks("checklist.post", {"checklist": key})
    assert [post.to for post in desk.manager.submits(form, channel="C7").posts] == ["C7"]
    told = desk.manager.says("checklist post", Door.MESSAGE)
    assert told.reply.modal is not None
    roadmap(desk, desk.there.cedar, "Readiness", 2)
    with pytest.raises(Unclear, match="Which checklist"):
        desk.manager.says("checklist post")
    with pytest.raises(Unclear, match="I don't find a checklist “zzz”"):
        desk.manager.says("checklist post zzz")
    with pytest.raises(Unclear, match="matches 2 checklists"):
        desk.manager.says("checklist post r")
    with desk.store.reading() as session:
        assert session.get_one(ChecklistRecord, key).title == "Roadmap"


def test_the_channel_that_is_said_is_asked_and_not_taken_for_done(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan on file")
    said = desk.lead.says("checklist post Cedar Fire to <#C0AB1|readiness>")
    assert [post.to for post in said.posts] == ["C0AB1"]
    assert "and tell you if I can't write there" in said.text
