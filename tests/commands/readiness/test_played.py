"""`/readiness played`: how many have played a position lately, for whom it may be counted."""

from __future__ import annotations

import pytest

from commands.kit.request import Door, Request
from commands.readiness.played import played_asked
from readiness.due import EVERYONE, Scope
from storage.engine import Store
from tests.commands.language.hearing import CEDAR, dana, first_line, hears
from tests.commands.language.test_phrasings import told_store  # noqa: F401 - a county with positions
from tests.conversations import county
from words.problems import Unclear


def test_positions_are_counted_of_whom_was_named(told_store: Store) -> None:  # noqa: F811
    said = hears(dana(told_store), "who has played Transport at Cedar Fire")
    assert CEDAR in first_line(said)
    assert "Transport: 0 current, 0 walked it only" in said.text
    assert "Triage" not in said.text
    everything = hears(dana(told_store), "readiness played")
    assert "Triage" in everything.text


def test_what_is_asked_is_positions_a_scope_and_a_day(told_store: Store) -> None:  # noqa: F811
    with told_store.reading() as session:
        today = county.REGION.day(county.NOW)

        def asked(text: str):  # type: ignore[no-untyped-def]
            member = dana(told_store).member
            return played_asked(
                Request(session, member, county.REGION, county.NOW, today, Door.DIRECT, "key", text=text)
            )

        found = asked("who has played Triage or Transport in fire")
        assert (len(found.positions), found.scope, found.on) == (2, Scope.discipline("fire"), today)
        assert asked("who has played").scope == EVERYONE
        with pytest.raises(Unclear):
            asked("who has played Frobnication at Cedar Fire")
