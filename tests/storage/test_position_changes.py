"""The catalogue of positions as it is changed: order, the sixteen needed, and what people played before."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from files.imports.starting_positions import POSITIONS, load_starting_positions
from readiness.due import EVERYONE
from readiness.vocabulary import ExerciseType
from storage.audit import Trail
from storage.benches import bench_on
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.exercises import ExerciseRecord
from storage.last_played import first_to_lapse, last_held
from storage.position_changes import (
    NameTaken,
    NoLongerThere,
    PositionTerms,
    TooManyNeeded,
    add_position,
    change_position,
    take_out,
)
from storage.taking_part import Part, take_part
from tests.commands.speaking import small_county

NOW = datetime(2026, 11, 2, 18, tzinfo=UTC)
TODAY = date(2026, 11, 2)
TRAIL = Trail("morgan@county.example", "slack", NOW)


@pytest.mark.postgres
def test_a_seventeenth_needed_position_is_refused_and_one_not_needed_is_not(store: Store) -> None:
    with store.writing() as session:
        load_starting_positions(session, TRAIL)
        for number in range(9):
            add_position(session, PositionTerms(f"P-{number}", f"Position {number}"), TRAIL)
        one_more = PositionTerms("P-9", "Position 9")
        with pytest.raises(TooManyNeeded):
            add_position(session, one_more, TRAIL)
        kept = add_position(session, PositionTerms("P-9", "Position 9", needed=0), TRAIL)
        with pytest.raises(TooManyNeeded):
            change_position(session, kept.id, one_more, TRAIL)
        with pytest.raises(NameTaken, match="code"):
            add_position(session, PositionTerms("p-9", "Another", needed=0), TRAIL)
        assert [each.code for each in catalogue_of(session).positions.values()] == [
            *(each.code for each in POSITIONS),
            *(f"P-{number}" for number in range(10)),
        ]
        assert load_starting_positions(session, TRAIL) == []


@pytest.mark.postgres
def test_what_people_played_stays_and_counts_by_the_catalogue_of_today(store: Store) -> None:
    county = small_county(store)
    with store.writing() as session:
        load_starting_positions(session, TRAIL)
        by_code = {each.code: each for each in catalogue_of(session).positions.values()}
        transport, triage = by_code["TRANSPORT"], by_code["TRIAGE"]
        for code, kind, day in (
            ("EX-1", ExerciseType.FULL_SCALE, date(2026, 1, 14)),
            ("EX-2", ExerciseType.TABLETOP, date(2025, 10, 3)),
        ):
            exercise = ExerciseRecord(
                key=code.lower(), code=code, title=code, type=kind, held_on=day, recorded_at=NOW
            )
            session.add(exercise)
            session.flush()
            own_word = Part(county.cedar, county.ada, position_id=transport.key)
            trail = Trail("ada", "slack", NOW, "a sentence")
            take_part(session, exercise, [own_word], trail, self_reported=True)
        [held] = last_held(session, county.ada, TODAY)
        assert held.played is not None
        assert held.walked is not None
        assert (held.played.held_on, held.walked.held_on) == (date(2026, 1, 14), date(2025, 10, 3))
        assert held.on_own_word
        [lapsing] = first_to_lapse(session, TODAY, EVERYONE, 10)
        assert (lapsing.person, lapsing.through_on) == (county.ada, date(2027, 1, 14))
        assert (lapsing.agencies, lapsing.on_own_word) == ((county.cedar,), True)

        terms = PositionTerms("TRANSPORT", "Transport", ["ems", "fire"], 1, 6)
        assert change_position(session, transport.key, terms, TRAIL)
        assert not change_position(session, transport.key, terms, TRAIL)
        assert bench_on(session, TODAY)[transport.key].current == 0
        assert first_to_lapse(session, TODAY, EVERYONE, 10) == []
        change_position(
            session, transport.key, PositionTerms("TRANSPORT", "Transport", ["law"], 1, 36), TRAIL
        )
        assert bench_on(session, TODAY)[transport.key].current == 0, "no police officer played it"
        change_position(session, transport.key, PositionTerms("TRANSPORT", "Transport", [], 1, 36), TRAIL, 1)
        assert bench_on(session, TODAY)[transport.key].on_own_word == 1
        assert next(iter(catalogue_of(session).positions)) == transport.key

        take_out(session, transport.key, TRAIL)
        assert transport.key not in bench_on(session, TODAY)
        assert [each.position for each in last_held(session, county.ada, TODAY)] == [transport.key]
        with pytest.raises(NoLongerThere):
            take_out(session, transport.key, TRAIL)
        back = add_position(session, PositionTerms("transport", "Transport", ["fire"]), TRAIL)
        assert back.id == transport.key
        assert bench_on(session, TODAY)[transport.key].current == 1
        assert list(catalogue_of(session).positions)[-1] == transport.key
        assert bench_on(session, TODAY)[triage.key].current == 0
