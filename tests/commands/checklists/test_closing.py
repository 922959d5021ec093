"""What became of an item: done with its evidence, not doing with a reason, open again; what comes again."""

from __future__ import annotations

from datetime import date

import pytest

from commands.kit.problems import Refused, Wrong
from commands.kit.request import Door
from storage.checklists import ItemState
from tests.commands.checklists.desk import Desk
from words.problems import Problem, Unclear


def test_what_is_due_on_the_31st_stays_so_and_is_closed_once(desk: Desk) -> None:
    desk.lead.says("checklist add Roster current every month on the 31st for Ben Birch")
    assert desk.item("Roster current").due_on == date(2026, 11, 30)
    done = desk.ben.says("checklist done roster")
    assert done.text == "Done: Roster current. The next one is due 31 Dec 2026."
    first, second = desk.items()
    assert (first.state, first.closed_on) == (ItemState.DONE, date(2026, 11, 2))
    assert (second.follows_id, second.due_on, second.due_day) == (first.id, date(2026, 12, 31), 31)
    with pytest.raises(Problem, match="It is done since 2 Nov 2026 already"):
        desk.ben.clicks("checklist.done", {"item_id": first.id})
    # Said again by mistake it closes nothing before its time.
    again = desk.ben.says("checklist done roster")
    assert "It is done already, and due again 31 Dec 2026" in again.text
    assert len(desk.items()) == 2
    assert desk.lead.says("checklist reopen roster").text == "Open again: Roster current."
    assert [each.state for each in desk.items()] == [ItemState.OPEN, ItemState.DROPPED]
    desk.ben.says("checklist done roster")
    desk.ben.presses(desk.ben.says("checklist done roster"), "Yes, done again")
    assert desk.items()[-1].due_on == date(2027, 1, 31)


def test_evidence_is_asked_for_and_never_made_up(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan on file by 1 March with evidence")
    desk.lead.says("checklist add Radio batteries by 1 March with evidence")
    form = desk.lead.says("checklist done radio plan yesterday")
    assert form.carried["on"] == "2026-11-01"
    with pytest.raises(Wrong, match="closes only with its evidence"):
        desk.lead.submits(form, done_on="2026-11-01", evidence=" ")
    with pytest.raises(Wrong, match="is still to come"):
        desk.lead.submits(form, done_on="2026-11-03", evidence="x")
    # Of two that fit it is asked which, and the press carries the evidence that was said.
    with pytest.raises(Unclear, match="matches 2 items") as asked:
        desk.lead.says("checklist done radio evidence: <https://county.example/r|county.example/r>")
    first, second = asked.value.offers
    assert (first.label, second.label) == ("Radio plan on file", "Radio batteries")
    assert first.value is not None
    done = desk.lead.clicks(first.action, first.value.model_dump(mode="json"))
    assert done.text == "Done: Radio plan on file."
    kept = desk.item("Radio plan on file")
    assert (kept.evidence, kept.evidence_on) == ("https://county.example/r", date(2026, 11, 2))
    with pytest.raises(Problem, match="already"):
        desk.lead.submits(form, done_on="2026-11-01", evidence="late")


def test_undo_takes_the_next_one_back_only_where_nobody_touched_it(desk: Desk) -> None:
    desk.lead.says("checklist add Test the sirens by 1 December every 6 months")
    done = desk.lead.says("checklist done sirens")
    assert desk.lead.presses(done, "Undo").text == "Open again: Test the sirens."
    first, second = desk.items()
    assert (first.state, first.evidence, second.voided_at is not None) == (ItemState.OPEN, "", True)
    with pytest.raises(Problem, match="It is open already"):
        desk.lead.presses(done, "Undo")
    asked = desk.lead.says("checklist done sirens on 1 November")
    assert "Done on 1 Nov 2026? It was written down after that, on 2 Nov 2026." in asked.text
    done = desk.lead.presses(asked, "Yes, on 1 Nov 2026")
    assert done.text.startswith("Done, on 1 Nov 2026: Test the sirens. The next one is due 1 Jun 2027.")
    desk.lead.says("checklist snooze sirens until 1 March")
    asked = desk.lead.presses(done, "Undo")
    assert "something was said of that since" in asked.text
    assert desk.items()[0].state is ItemState.DONE
    desk.lead.presses(asked, "Open it, keep the next one")
    assert [each.state for each in desk.items() if each.voided_at is None] == [ItemState.OPEN] * 2
    # Closed again, it makes no second next one.
    desk.lead.clicks("checklist.done", {"item_id": desk.items()[0].id})
    assert len([each for each in desk.items() if each.voided_at is None]) == 2


def test_not_doing_needs_a_reason_and_ends_what_comes_again(desk: Desk) -> None:
    desk.lead.says("checklist add Count hoses by 1 December every 6 months")
    form = desk.lead.says("checklist drop hoses because the county counts them")
    assert form.carried["why"] == "the county counts them"
    with pytest.raises(Wrong, match="needed"):
        desk.lead.submits(form)
    dropped = desk.lead.submits(form, why="The county counts them")
    assert dropped.text == "Will not be done: Count hoses. It won't repeat."
    [item] = desk.items()
    assert (item.state, item.why_dropped, item.closed_on) == (
        ItemState.DROPPED,
        "The county counts them",
        date(2026, 11, 2),
    )
    assert "not doing: The county counts them" in desk.lead.says("checklist closed").text
    assert desk.lead.says("checklist reopen hoses").text == "Open again: Count hoses."


def test_items_are_found_by_number_and_near_misses_are_offered(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan on file")
    desk.manager.says("checklist add Brief the board")
    with pytest.raises(Unclear, match="matches 2 items"):
        desk.manager.says("checklist done 1")
    assert desk.manager.says("checklist done 1 Cedar").text == "Done: Radio plan on file."
    with pytest.raises(Unclear, match="I can't find any item called “breif the baord”") as near:
        desk.manager.says("checklist done breif the baord")
    assert [each.label for each in near.value.offers] == ["Brief the board"]
    with pytest.raises(Unclear, match="Which item"):
        desk.manager.says("checklist done")
    with pytest.raises(Problem, match="still to come"):
        desk.manager.says("checklist done board tomorrow")
    # Whoever is not the owner, and keeps no such list, says nothing of it.
    with pytest.raises(Refused, match="not yours to change"):
        desk.lead.clicks("checklist.done", {"item_id": desk.item("Brief the board").id})
    told = desk.manager.says("checklist done board", Door.DIRECT)
    assert told.text == "Done: Brief the board."


@pytest.mark.sliced(3)
@pytest.mark.parametrize("door", [Door.COMMAND, Door.DIRECT])
@pytest.mark.parametrize("letter", ["x", '"', "\N{FIRE}"])
def test_what_is_longer_than_is_kept_is_shown_to_be_looked_at(desk: Desk, door: Door, letter: str) -> None:
    desk.lead.says("checklist add Radio plan by 1 December every 12 months")
    for length in (501, 2500):
        asked = desk.lead.says(f"checklist drop radio plan because {letter * length}", door)
        form = desk.lead.presses(asked, "Say why") if door is Door.DIRECT else asked
        assert f"You wrote {length:,} characters" in str(form.reply.modal)
    for length in (1001, 3400):
        asked = desk.lead.says(f"checklist done radio plan evidence {letter * length}", door)
        form = desk.lead.presses(asked, "Say what shows it") if door is Door.DIRECT else asked
        assert f"You wrote {length:,} characters" in str(form.reply.modal)
    assert desk.items()[0].state is ItemState.OPEN
    desk.lead.submits(form, done_on="2026-11-02", evidence=letter * 1000)
    assert desk.items()[0].evidence == letter * 1000
    again = desk.lead.says(f"checklist done radio plan evidence {letter * 2500}", door)
    assert "You wrote 2,500" in str(desk.lead.presses(again, "Yes, done again").reply.modal)
    for words in ("done", "drop", "snooze", "assign", "reopen", "change"):
        with pytest.raises(Unclear, match="I can't find any"):
            desk.lead.says(f"checklist {words} " + " ".join(f"word{n}" for n in range(500)))


def test_a_day_before_it_was_written_down_is_asked_about_in_the_form_too(desk: Desk) -> None:
    desk.lead.says("checklist add Radio plan by 1 December with evidence")
    form = desk.lead.says("checklist done radio plan")
    asked = desk.lead.submits(form, done_on="1926-11-01", evidence="binder 7")
    assert "Done on 1 Nov 1926? It was written down after that" in str(asked.reply.updated)
    assert desk.items()[0].state is ItemState.OPEN
    other = desk.lead.submits(asked, done_on="2026-10-01", evidence="binder 7")
    desk.lead.submits(other, done_on="2026-10-01", evidence="binder 7")
    assert (desk.items()[0].closed_on, desk.items()[0].evidence) == (date(2026, 10, 1), "binder 7")
