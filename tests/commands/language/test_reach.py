"""Reach in words, and since when a discipline has not played: kindly, by those who were there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from commands.language.reach import reach_in_short, since_when
from readiness.vocabulary import Discipline
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.exercises import ExerciseRecord, ExerciseState, ParticipationRecord
from storage.exercising import Silence, silent_disciplines, table_with
from tests.commands.speaking import NOON, County, small_county

TODAY = date(2026, 11, 2)


@pytest.fixture
def played(store: Store) -> Callable[..., None]:
    def play(
        day: date, *agencies: int, state: ExerciseState = ExerciseState.PLANNED, role: str = "player"
    ) -> None:
        with store.writing() as session:
            code = f"EX-{day}"
            record = ExerciseRecord(
                key=code, code=code, title=code, type="drill", held_on=day, state=state, recorded_at=NOON
            )
            session.add(record)
            session.flush()
            for each in agencies:
                row = ParticipationRecord(
                    exercise_id=record.id, agency_id=each, headcount=4, role=role, recorded_at=NOON
                )
                session.add(row)

    return play


@pytest.mark.postgres
def test_since_when_a_discipline_has_not_played(store: Store, played: Callable[..., None]) -> None:
    county: County = small_county(store)
    played(date(2025, 10, 3), county.cedar, county.oak)
    played(date(2026, 1, 14), county.cedar)
    played(date(2026, 2, 14), county.cedar)
    played(date(2026, 3, 14), county.oak, state=ExerciseState.CANCELLED)
    played(date(2026, 4, 14), county.oak, role="observer")
    played(date(2026, 11, 3), county.oak)  # still to come
    with store.reading() as session:
        catalogue = catalogue_of(session)
        found = [each for each in silent_disciplines(session, TODAY) if each.discipline != "ems"]
        assert [since_when(each) for each in found] == [
            "Law enforcement has not played since 3 Oct 2025: two exercises this year without them.",
            "Fire last played on 14 Feb 2026.",
            "Dispatch has not played in any exercise on record yet: two exercises this year without them.",
        ]
        said = [
            reach_in_short(table_with(catalogue, each))
            for each in ((), (county.cedar,), (county.cedar, county.oak))
        ]
        assert said == [
            "Nobody is on record as a player yet.",
            "Siloed so far: 1 agency played. Law enforcement and dispatch were not there.",
            "Joint: 2 agencies played. Dispatch was not there.",
        ]


def test_one_exercise_is_one() -> None:
    assert since_when(Silence(Discipline.EMS, date(2026, 1, 4), 1)) == (
        "EMS has not played since 4 Jan 2026: one exercise this year without them."
    )
