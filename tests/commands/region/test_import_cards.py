"""Import previews are cards: they show what was decided, whoever decided it."""

from __future__ import annotations

import pytest

from commands.kit.blocks import meant
from commands.kit.cards import Look
from commands.kit.reply import Message, Post
from commands.region.import_cards import import_card
from jobs.posting import put
from storage.cards import Card
from storage.imports import ImportState, discard_import
from tests.commands.region.desk import Desk, county, desk, labels, office, server, slack
from tests.commands.speaking import REGION, WORKSPACE
from words.problems import Unclear

__all__ = ["county", "desk", "office", "server", "slack"]

ROSTER = "email,first_name,last_name,agency\nnew@cedar.example,New,One,Cedar Fire Department\n"

pytestmark = pytest.mark.postgres


def shows(desk: Desk, number: int = 1, newest: bool = True, user: str = "UMORGAN") -> Message | None:
    with desk.store.reading() as session:
        clock = desk.office.clock
        return import_card(Look(session, REGION, clock(), number, WORKSPACE, user, newest))


def stale(desk: Desk) -> list[bool]:
    with desk.store.reading() as session:
        return [card.stale_since is not None for card in session.query(Card).order_by(Card.id)]


def test_a_preview_stays_until_somebody_decides_and_shows_then_what_became_of_it(desk: Desk) -> None:
    desk.brings(ROSTER)
    desk.works()
    preview = desk.hears_one()
    there = shows(desk)
    assert there is not None
    assert there.text == preview.text
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
    roster = ROSTER.replace("agency\n", "agency,role\n").replace("Department\n", "Department,medic\n")
    desk.brings(roster)
    desk.works()
    old = desk.hears_one()
    desk.brings(roster.replace("medic", "captain"))  # another import of the same person comes between
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


def test_another_manager_sees_the_preview_before_it_is_applied_and_their_copy_closes(desk: Desk) -> None:
    desk.brings(ROSTER)
    desk.works()
    preview = desk.hears_one()
    pat = desk.office.manager("UPAT", name="Pat Poe")
    for sentence in ("muster import 1", "muster import undo 1"):
        said = pat.says(sentence)
        assert "waits for a decision" in said.text
        assert said.buttons() == ["Show it to me", "Discard"], "nothing is applied unseen"
    shown = desk.presses(preview, "Apply", pat)
    assert "it is in our direct messages" in shown.text
    assert "New One" not in shown.text, "who is asked may sit in a channel"
    assert desk.run().state is ImportState.PREVIEWED
    [post] = shown.posts
    assert (post.to, post.message.text) == ("UPAT", preview.text)
    assert "Who is new (1):\nNew One, Cedar Fire Department" in preview.text
    give(desk, post)
    pats = desk.hears()[0]
    desk.presses(pats, "Apply", pat)
    desk.works()
    assert desk.hears()[0].recipient == "UPAT", "who decided hears what came of it"
    for user in ("UMORGAN", "UPAT"):
        closed = shows(desk, newest=user == "UMORGAN", user=user)
        assert closed is not None
        assert closed.text == "Import 1 (roster.csv) was applied. Decided by pat@county.example."
        assert len(closed.blocks) == 1, "no button is left"
    newest = shows(desk, user="UPAT")
    assert newest is not None
    assert "is applied: 1 new" in newest.text


def give(desk: Desk, post: Post) -> None:
    """Puts into the outbox what a reply posts, as conversation does."""
    with desk.store.writing() as session:
        put(session, post, WORKSPACE, "test", desk.office.clock())


def test_undo_without_a_number_offers_those_that_can_be_taken_back(desk: Desk) -> None:
    desk.brings(ROSTER)
    desk.works()
    desk.presses(desk.hears_one(), "Apply")
    desk.works()
    desk.brings(ROSTER, name="another.csv")
    desk.works()
    with pytest.raises(Unclear) as asked:
        desk.manager.says("muster import undo")
    [offer] = asked.value.offers
    assert (offer.label, offer.value) == ("Import 1: roster.csv", meant("muster import undo", "1").value)
    assert "Undo import 1" in desk.manager.says("muster import undo 1").buttons()
