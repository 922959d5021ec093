"""Import previews are cards: they show what was decided, whoever decided it."""

from __future__ import annotations

import pytest

from commands.kit.cards import Look
from commands.kit.reply import Message
from commands.region.importing import import_card
from storage.cards import Card
from storage.imports import ImportState, discard_import
from tests.commands.region.desk import Desk, county, desk, labels, office, server, slack
from tests.commands.speaking import REGION, WORKSPACE

__all__ = ["county", "desk", "office", "server", "slack"]

ROSTER = "email,first_name,last_name,agency\nnew@cedar.example,New,One,Cedar Fire Department\n"

pytestmark = pytest.mark.postgres


def shows(desk: Desk, number: int = 1, newest: bool = True) -> Message | None:
    with desk.store.reading() as session:
        clock = desk.office.clock
        return import_card(Look(session, REGION, clock(), number, WORKSPACE, "UMORGAN", newest))


def stale(desk: Desk) -> list[bool]:
    with desk.store.reading() as session:
        return [card.stale_since is not None for card in session.query(Card).order_by(Card.id)]


def test_a_preview_stays_until_somebody_decides_and_shows_then_what_became_of_it(desk: Desk) -> None:
    desk.brings(ROSTER)
    desk.works()
    preview = desk.hears_one()
    assert shows(desk) is None
    assert stale(desk) == [False]
    desk.presses(preview, "Apply")
    assert stale(desk) == [True]
    found = shows(desk)
    assert found is not None
    assert found.text.startswith("Applying import 1")
    desk.works()
    assert stale(desk) == [True, False], "the preview, and the message that it is applied"
    found = shows(desk)
    assert found is not None
    assert "is applied: 1 new" in found.text


def test_discarded_on_the_command_line_it_is_discarded_in_slack(desk: Desk) -> None:
    desk.brings(ROSTER)
    desk.works()
    with desk.store.writing() as session:
        discard_import(session, 1, "command line", "command line", desk.office.clock())
    assert stale(desk) == [True]
    found = shows(desk)
    assert found is not None
    assert "was discarded" in found.text


def test_an_older_preview_decides_nothing_once_there_is_a_newer_one(desk: Desk) -> None:
    desk.brings(ROSTER)
    desk.works()
    old = desk.hears_one()
    desk.brings(ROSTER.replace("New,One", "Newer,One"))  # another import of the same person comes between
    desk.works()
    [second] = desk.hears()
    desk.presses(second, "Apply")
    desk.works()
    desk.hears()
    desk.presses(old, "Apply")
    desk.works()
    anew = desk.hears()[-1]
    assert "The records changed since you looked" in anew.text
    assert desk.run().state is ImportState.PREVIEWED
    said = desk.presses(old, "Apply")
    assert "The newer one, further down" in said.text
    assert desk.run().state is ImportState.PREVIEWED
    older = shows(desk, newest=False)
    assert older is not None
    assert "The newer one" in older.text
    assert "Apply" in labels(anew)
