"""Keys of a summary's scorecard, ladder and table: what they say, of what they are, and to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from commands.kit.explained import Explains
from commands.readiness import explaining, measures
from commands.scorecard.measures import ENTRIES
from readiness.due import EVERYONE, Scope
from storage.engine import Store
from storage.scopes import scope_key
from storage.scorecards import scorecard_of
from storage.shown_numbers import Measure, Shown, keep_numbers
from tests.commands.scorecard.county import CEDAR, TODAY, prepared
from tests.commands.speaking import Clock, Office
from tests.conversations import county

EXPLAINS = {each.measure.value: each for each in ENTRIES if isinstance(each, Explains)}
FEWEST = county.REGION.smallest_count


def office(store: Store) -> Office:
    return Office(store, explaining.entries(EXPLAINS), Clock(county.NOW), county.REGION)


def kept(
    store: Store,
    measure: Measure,
    result: Mapping[str, Any],
    question: Mapping[str, Any],
    scope: Scope = EVERYONE,
) -> str:
    shown = Shown(measure, scope_key(scope), TODAY, result, question, FEWEST)
    with store.writing() as session:
        [key] = keep_numbers(session, [shown], county.NOW)
    return key


@pytest.mark.postgres
def test_a_score_tells_of_which_items_it_is_made_and_what_it_is_by_now(county_store: Store) -> None:
    prepared(county_store)
    cedar = county.agency_id(county_store, CEDAR)
    with county_store.reading() as session:
        bar = scorecard_of(session, cedar, TODAY, FEWEST)[0]
    result = {"claimed": bar.claimed, "proven": bar.proven}
    assert result == {"claimed": 50, "proven": 50}
    key = kept(county_store, Measure.SCORE, result, {"category": "policy"}, Scope.agency(cedar))
    said = office(county_store).lead(cedar, person_id=3).says(f"readiness explain {key}")
    assert f"Key {key}: 50% claimed, 50% proven" in said.text
    assert "Points of the scorecard, Policy & Planning: Cedar Fire Department. As of" in said.text
    assert "By what is known now, " in said.text
    assert " is still 50% claimed, 50% proven." in said.text
    assert "known then" not in said.text, "its answers are read as they are now"
    assert "The shared plan in force is adopted: claimed 4, proven 4 of 4; 1 of 1 plan (100%)" in said.text
    assert "A share gives 4 points from 90%" in said.text
    other = office(county_store).responder(2, cedar).says(f"readiness explain {key}")
    assert "50% claimed, 50% proven" in other.text
    assert "is adopted: claimed 4" not in other.text, "its items are for its lead"
    oldest = kept(county_store, Measure.SCORE, {"claimed": 90, "proven": 10}, {"category": "policy"})
    changed = office(county_store).manager(person_id=1).says(f"readiness explain {oldest}")
    assert "By what is known now, " in changed.text
    assert "still" not in changed.text


@pytest.mark.postgres
def test_the_ladder_and_who_was_missing_name_the_exercises_they_are_told_by(county_store: Store) -> None:
    prepared(county_store)
    ladder = kept(county_store, Measure.LADDER, {"highest": "tabletop"}, {"months": 24})
    said = office(county_store).manager(person_id=1).says(f"readiness explain {ladder}")
    assert f"Key {ladder}: tabletop" in said.text
    assert "known then: the same" in said.text
    assert "Vine tabletop" in said.text
    assert "Vine functional" not in said.text, "it is on no step of the ladder"
    result = {"discipline": "dispatch", "times": 1, "of": 2}
    missing = kept(county_store, Measure.MISSING, result, {"months": 12})
    said = office(county_store).manager(person_id=1).says(f"readiness explain {missing}")
    assert "911 and dispatch, in 1 of 2 that were played" in said.text
    assert "known then: the same" in said.text


def test_no_measure_is_explained_twice() -> None:
    there = {each.measure for each in measures.ENTRIES if isinstance(each, Explains)}
    assert there.isdisjoint(EXPLAINS)
    assert there | {*EXPLAINS} == {*Measure}
