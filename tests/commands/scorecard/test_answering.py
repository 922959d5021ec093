"""The questions of a scorecard: what is taken, what it proves, and two who answer at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused, Wrong
from commands.kit.request import Door
from commands.scorecard.answering import NO_DAY, NO_EVIDENCE, NO_POINTS, NOTHING, TO_COME, Answered, Questions
from storage.audit import AuditKind, AuditRow
from storage.engine import Store
from storage.scorecards import ScoreSaid
from tests.commands.scorecard.county import BIRCH, CEDAR, ben, cora, dana, undoing_cora, whole_of
from tests.commands.speaking import Said, Speaker
from tests.conversations.county import agency_id
from words.problems import Problem, Unclear


def opened(speaker: Speaker, agency: int = 0) -> Said:
    return speaker.clicks("scorecard.answer", {"agency": agency})


def saved(speaker: Speaker, form: Said, fields: Mapping[str, Any]) -> Said:
    return speaker.submits(form, **fields)


def forged(speaker: Speaker, agency: int, fields: Mapping[str, Any]) -> Said:
    """A form that Muster never showed."""
    form, carried = speaker.registry.submissions["scorecard"], Questions(agency=agency).model_dump()
    return speaker._run(form, Door.SUBMITTED, value=carried, fields=fields)


def said(store: Store) -> list[tuple[str, int, str, date | None]]:
    with store.reading() as session:
        rows = session.scalars(select(ScoreSaid).order_by(ScoreSaid.id))
        return [(each.item, each.points, each.evidence, each.evidence_on) for each in rows]


SOG = {
    "own-procedure-points": "4",
    "own-procedure-evidence": "https://cedar.example/sog-12",
    "own-procedure-day": "2026-10-01",
}


def test_an_answer_is_recorded_with_what_it_proves(county_store: Store) -> None:
    speaker, cedar = cora(county_store), agency_id(county_store, CEDAR)
    seen = saved(speaker, opened(speaker, cedar), {**SOG, "common-terms-points": "3"})
    assert "Recorded for the scorecard of Cedar Fire Department." in seen.text
    assert "4 of 4, evidence of 1 Oct 2026: https://cedar.example/sog-12" in seen.text
    assert "It counts 3 as claimed and 1 as proven: without evidence." in seen.text
    assert said(county_store) == [
        ("own-procedure", 4, "https://cedar.example/sog-12", date(2026, 10, 1)),
        ("common-terms", 3, "", None),
    ]
    with county_store.reading() as session:
        [row] = session.scalars(select(AuditRow).where(AuditRow.kind == AuditKind.SCORECARD_ANSWERED))
        assert row.detail == {"points": {"own-procedure": 4, "common-terms": 3}, "rows": [1, 2]}
    card = speaker.presses(seen, "Scorecard")
    assert "Communications & Coordination: we hope 25%, we can prove 8%" in card.text
    assert "Next, to 25%: bring evidence of the last 12 months of what is claimed (common terms)" in card.text
    assert card.buttons()[0] == "Answer again"
    how = whole_of(speaker, speaker.presses(card, "How it was counted"))
    assert "claimed 4, proven 4 of 4 · evidence of 1 Oct 2026: https://cedar.example/sog-12" in how
    assert "claimed 3, proven 1 of 4 · no evidence" in how
    region = dana(county_store).says("readiness scorecard")
    assert "Communications & Coordination: we hope 0%, we can prove 0%" in region.text
    manager = dana(county_store)
    how = whole_of(manager, manager.clicks("scorecard.how", {}))
    assert "1 of 3 agencies answered · their mean is told once three have answered" in how


@pytest.mark.parametrize(
    ("fields", "place", "why"),
    [
        ({}, "own-procedure-points", NOTHING),
        ({"common-terms-evidence": "card"}, "common-terms-points", NO_POINTS),
        ({**SOG, "own-procedure-day": "2026-11-03"}, "own-procedure-day", TO_COME),
        ({**SOG, "own-procedure-day": None}, "own-procedure-day", NO_DAY),
        ({**SOG, "own-procedure-evidence": " "}, "own-procedure-evidence", NO_EVIDENCE),
        ({"own-procedure-points": "5"}, "own-procedure-points", "Choose one, from 0 to 4."),
        ({"own-procedure-points": "²"}, "own-procedure-points", "Choose one, from 0 to 4."),
    ],
)
def test_what_cant_be_taken_is_said_at_its_field(
    county_store: Store, fields: Mapping[str, Any], place: str, why: str
) -> None:
    speaker = cora(county_store)
    with pytest.raises(Wrong) as wrong:
        saved(speaker, opened(speaker, agency_id(county_store, CEDAR)), fields)
    assert wrong.value.fields == {place: why}
    assert said(county_store) == []


def test_of_two_who_answer_at_once_the_second_is_told_and_asked_again(county_store: Store) -> None:
    first, second = cora(county_store), cora(county_store, "UTWO")
    cedar = agency_id(county_store, CEDAR)
    mine, theirs = opened(first, cedar), opened(second, cedar)
    saved(first, mine, SOG)
    again = saved(second, theirs, {"own-procedure-points": "1", "common-terms-points": "2"})
    above = str(again.reply.updated.to_dict()) if again.reply.updated is not None else ""
    assert "Answered by somebody else meanwhile" in above
    assert "4 of 4, evidence of 1 Oct 2026: https://cedar.example/sog-12. Yours is not recorded." in above
    assert len(said(county_store)) == 1, "nothing half-written"
    done = saved(second, again, {"own-procedure-points": "1", "common-terms-points": "2"})
    assert "1 of 4, no evidence" in done.text
    assert [each[1] for each in said(county_store)] == [4, 1, 2]
    same = saved(first, mine, {"own-procedure-points": "1"})
    assert "Recorded" in same.text, "who says the same as the other is not asked again"


def test_what_counts_again_since_a_newer_answer_was_taken_back_is_no_news(county_store: Store) -> None:
    first, second = cora(county_store), cora(county_store, "UTWO")
    cedar = agency_id(county_store, CEDAR)
    saved(first, opened(first, cedar), SOG)
    theirs = saved(second, opened(second, cedar), {"own-procedure-points": "1"})
    mine = opened(first, cedar)
    second.presses(theirs, "Undo")
    done = saved(first, mine, {"own-procedure-points": "3"})
    assert "Recorded for the scorecard" in done.text
    assert [each[1] for each in said(county_store)][-1] == 3


def as_filled(form: Said) -> dict[str, Any]:
    """What a form hands over that nobody has changed."""
    view = form.reply.modal or form.reply.updated
    assert view is not None
    found: dict[str, Any] = {}
    for block in view.to_dict()["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        first = element.get("initial_option", {}).get("value")
        found[block["block_id"]] = first or element.get("initial_value") or element.get("initial_date")
    return found


FIRST = {**SOG, "common-terms-points": "3"}
LEFT = [("own-procedure", 4, SOG["own-procedure-evidence"], date(2026, 10, 1)), ("common-terms", 3, "", None)]


def test_only_what_was_changed_is_said_again(county_store: Store) -> None:
    speaker, cedar = cora(county_store), agency_id(county_store, CEDAR)
    saved(speaker, opened(speaker, cedar), FIRST)
    form = opened(speaker, cedar)
    seen = saved(speaker, form, {**as_filled(form), "common-terms-points": "2"})
    assert said(county_store) == [*LEFT, ("common-terms", 2, "", None)]
    assert "4 of 4" not in seen.text
    speaker.presses(seen, "Undo")
    how = whole_of(speaker, speaker.clicks("scorecard.how", {"agency": cedar}))
    assert "Common terms and call signs in use: claimed 3, proven 1 of 4" in how


def test_a_form_saved_unchanged_says_all_of_it_again(county_store: Store) -> None:
    speaker, cedar = cora(county_store), agency_id(county_store, CEDAR)
    saved(speaker, opened(speaker, cedar), FIRST)
    form = opened(speaker, cedar)
    assert "saved unchanged, all of it is said again" in str(
        form.reply.modal.to_dict() if form.reply.modal else ""
    )
    saved(speaker, form, as_filled(form))
    assert said(county_store) == [*LEFT, *LEFT]


def test_two_who_change_different_items_at_once_both_stand(county_store: Store) -> None:
    first, second = cora(county_store), cora(county_store, "UTWO")
    cedar = agency_id(county_store, CEDAR)
    saved(first, opened(first, cedar), FIRST)
    mine, theirs = opened(first, cedar), opened(second, cedar)
    saved(first, mine, {**as_filled(mine), "own-procedure-points": "2"})
    done = saved(second, theirs, {**as_filled(theirs), "common-terms-points": "1"})
    assert "Recorded" in done.text, "nobody is asked of what they left as it was"
    assert [each[:2] for each in said(county_store)][2:] == [("own-procedure", 2), ("common-terms", 1)]


@pytest.mark.parametrize("keeps", [True, False], ids=["as it was filled in", "as it is shown anew"])
def test_saved_over_what_somebody_else_said_the_rest_of_theirs_stands(
    county_store: Store, keeps: bool
) -> None:
    first, second = cora(county_store), cora(county_store, "UTWO")
    cedar = agency_id(county_store, CEDAR)
    saved(first, opened(first, cedar), FIRST)
    mine, theirs = opened(first, cedar), opened(second, cedar)
    saved(first, mine, {**as_filled(mine), "own-procedure-points": "2", "common-terms-points": "4"})
    filled = {**as_filled(theirs), "common-terms-points": "1"}
    again = saved(second, theirs, filled)
    assert "Answered by somebody else meanwhile" in str(again.reply.updated and again.reply.updated.to_dict())
    over = filled if keeps else {**as_filled(again), "common-terms-points": "1"}
    saved(second, again, over)
    assert [each[:2] for each in said(county_store)][4:] == [("common-terms", 1)]


def test_undo_said_after_undo_pressed_offers_the_answer_before(county_store: Store) -> None:
    speaker, cedar = undoing_cora(county_store), agency_id(county_store, CEDAR)
    saved(speaker, opened(speaker, cedar), {"common-terms-points": "3"})
    speaker.clock.now += timedelta(minutes=1)
    seen = saved(speaker, opened(speaker, cedar), {"own-procedure-points": "1"})
    speaker.clock.now += timedelta(minutes=1)
    speaker.presses(seen, "Undo")
    with pytest.raises(Unclear, match="you took something back already") as again:
        speaker.says("muster undo")
    [offer] = again.value.offers
    assert offer.value == Answered(rows=[1])


def test_the_regions_own_is_the_emergency_managers(county_store: Store) -> None:
    fields = {"officials-adopted-points": "2"}
    speaker = dana(county_store)
    form = opened(speaker)
    evidence = {"officials-adopted-evidence": "Minutes of Ann's board", "officials-adopted-day": "2026-09-01"}
    assert "2 of 4, evidence of 1 Sep 2026" in saved(speaker, form, {**fields, **evidence}).text
    assert "of 1 Sep 2026: Minutes of Ann's board" in speaker.clicks("scorecard.how", {}).text
    seen = ben(county_store).clicks("scorecard.how", {}).text
    assert "evidence of 1 Sep 2026" in seen
    assert "Ann" not in seen, "what was typed is for who may answer"
    birch, cedar = agency_id(county_store, BIRCH), agency_id(county_store, CEDAR)
    for other in (cora, ben):
        with pytest.raises(Refused):
            opened(other(county_store))
        with pytest.raises(Refused):
            forged(other(county_store), 0, fields)
    with pytest.raises(Refused):
        forged(cora(county_store), birch, SOG)
    with pytest.raises(Wrong):
        forged(cora(county_store), cedar, fields)  # an item that is the region's
    with pytest.raises(Problem):
        forged(speaker, 4711, SOG)
    assert len(said(county_store)) == 1


def test_an_answer_is_taken_back_by_who_gave_it_and_the_one_before_counts(county_store: Store) -> None:
    speaker, other = cora(county_store), dana(county_store)
    cedar = agency_id(county_store, CEDAR)
    saved(other, opened(other, cedar), {"common-terms-points": "2"})
    seen = saved(speaker, opened(speaker, cedar), {"common-terms-points": "4"})
    with pytest.raises(Problem, match="Somebody else answered that"):
        other.presses(seen, "Undo")
    with pytest.raises(Refused):
        ben(county_store).presses(seen, "Undo")
    assert "Taken back: Common terms and call signs in use." in speaker.presses(seen, "Undo").text
    with pytest.raises(Problem, match="taken back already"):
        speaker.presses(seen, "Undo")
    how = whole_of(speaker, speaker.clicks("scorecard.how", {"agency": cedar}))
    assert "Common terms and call signs in use: claimed 2, proven 1 of 4" in how
    late = saved(speaker, opened(speaker, cedar), {"common-terms-points": "4"})
    speaker.clock.now += timedelta(minutes=11)
    with pytest.raises(Problem, match="The record stands"):
        speaker.presses(late, "Undo")
