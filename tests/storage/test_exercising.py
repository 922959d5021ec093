"""What is asked of exercises, reviews and plans: who was at the table, what was shown, who adopted what."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.actions import ActionState, FixRate, fix_rate
from readiness.exercises import Reach
from readiness.plans import Ledger
from readiness.vocabulary import Discipline, Rating
from storage.adopting import plans_on
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.exercises import ActionRecord, ExerciseRecord, ExerciseState, ParticipationRecord, RatingRecord
from storage.exercising import Silence, held_by, reach_of, silent_disciplines, table_with, together_on
from storage.improving import actions_on, has_started, ratings_on
from storage.people import AgencyRecord
from storage.plans import AdoptionRecord, PlanRecord, RevisionRecord
from tests.conversations import county

TODAY = date(2026, 11, 2)
CEDAR, BIRCH, DISPATCH = "Cedar Fire Department", "Birch Police Department", "Grove 911"


def agencies(session: Session) -> dict[str, int]:
    return {each.name: each.id for each in session.scalars(select(AgencyRecord))}


def held(session: Session, code: str, on: date, *playing: str, role: str = "player") -> ExerciseRecord:
    """An exercise on record, with agencies that took part in it by headcount."""
    exercise = ExerciseRecord(
        key=code.lower(), code=code, title=code, type="drill", held_on=on, recorded_at=county.NOW
    )
    session.add(exercise)
    session.flush()
    for name in playing:
        session.add(
            ParticipationRecord(
                exercise_id=exercise.id,
                agency_id=agencies(session)[name],
                headcount=4,
                role=role,
                recorded_at=county.NOW,
            )
        )
    return exercise


@pytest.mark.postgres
def test_who_was_at_the_table(county_store: Store) -> None:
    with county_store.writing() as session:
        all_of_us = held(session, "ALL", date(2026, 1, 5), CEDAR, BIRCH, DISPATCH)
        two = held(session, "TWO", date(2026, 3, 5), CEDAR, BIRCH)
        alone = held(session, "ONE", date(2026, 4, 5), BIRCH)
        watched = held(session, "WATCHED", date(2026, 5, 5), CEDAR, DISPATCH, role="observer")
        cancelled = held(session, "OFF", date(2026, 6, 5), CEDAR, DISPATCH)
        cancelled.state = ExerciseState.CANCELLED
        long_ago = held(session, "OLD", date(2024, 11, 1), CEDAR, DISPATCH)
        ahead = held(session, "AHEAD", date(2026, 12, 1), BIRCH, DISPATCH)
        every = (all_of_us, two, alone, watched, cancelled, long_ago, ahead)
        tables = reach_of(session, [each.id for each in every])
        assert [tables[each.id].reach for each in every] == [
            *(Reach.FULL, Reach.JOINT, Reach.SILOED, Reach.NOT_PLAYED, Reach.NOT_PLAYED),
            *(Reach.JOINT, Reach.JOINT),
        ]
        assert tables[alone.id].missing == ("fire", "ems", "dispatch")
        assert tables[two.id] == table_with(catalogue_of(session), tables[two.id].agencies)
        assert [each.code for each in held_by(session, TODAY)] == ["OLD", "ALL", "TWO", "ONE", "WATCHED"]

        names = {key: name for name, key in agencies(session).items()}
        pairs = {
            (names[each.agency], names[each.other]): each.last_on for each in together_on(session, TODAY)
        }
        assert pairs == {
            (BIRCH, CEDAR): date(2026, 3, 5),
            (BIRCH, DISPATCH): date(2026, 1, 5),
            (CEDAR, DISPATCH): date(2026, 1, 5),
        }
        assert len(together_on(session, TODAY, months=9)) == 1
        assert len(together_on(session, TODAY, months=1200)) == 3
        assert together_on(session, date(1, 1, 1), months=24) == []

        assert silent_disciplines(session, TODAY) == [
            Silence(Discipline.LAW, date(2026, 4, 5), 0),
            Silence(Discipline.FIRE, date(2026, 3, 5), 1),
            Silence(Discipline.EMS, date(2026, 3, 5), 1),
            Silence(Discipline.DISPATCH, date(2026, 1, 5), 2),
        ]
        assert silent_disciplines(session, date(2024, 10, 1))[0] == Silence(Discipline.LAW, None, 0)
        session.rollback()


def test_closed_means_shown_in_any_exercise(county_store: Store) -> None:
    with county_store.writing() as session:
        days = [date(2026, month, 1) for month in (2, 4, 6, 8)]
        first, second, third, off = (held(session, f"EX{day.month}", day, CEDAR) for day in days)
        off.state = ExerciseState.CANCELLED
        for exercise, task, run, rating in (
            (first, "Unified command", 1, "M"),
            (second, "UNIFIED  command", 1, "P"),
            (third, "Unified command", 1, "P"),
            (third, "Unified Command", 2, "U"),
            (off, "Unified command", 1, "P"),
            (third, "Set staging", 1, "N"),
        ):
            session.add(
                RatingRecord(
                    exercise_id=exercise.id,
                    task=task,
                    task_key=" ".join(task.lower().split()),
                    run=run,
                    rating=rating,
                    recorded_at=county.NOW,
                )
            )
        for code, task, status, done_on, starts_on in (
            ("CA-1", "unified command", "done", date(2026, 3, 1), date(2026, 2, 2)),
            ("CA-2", "set staging", "done", date(2026, 3, 1), None),
            ("CA-3", "unified command", "open", None, date(2026, 2, 2)),
            ("CA-4", "", "not_doing", None, date(2026, 10, 1)),
        ):
            session.add(
                ActionRecord(
                    key=code.lower(),
                    code=code,
                    task=task,
                    task_key=task,
                    corrective_action="Practise",
                    starts_on=starts_on,
                    due_on=date(2026, 9, 1),
                    status=status,
                    done_on=done_on,
                    recorded_at=county.NOW,
                )
            )

        def states(on: date) -> dict[str, ActionState]:
            started = actions_on(session, on, has_started(on))
            return {each.action.code: each.state for each in started}

        assert states(TODAY) == {
            "CA-1": ActionState.CAME_BACK,
            "CA-2": ActionState.DONE,
            "CA-3": ActionState.OVERDUE,
            "CA-4": ActionState.NOT_DOING,
        }
        in_may = {"CA-1": ActionState.SHOWN, "CA-2": ActionState.DONE, "CA-3": ActionState.OPEN}
        assert states(date(2026, 5, 1)) == in_may
        assert states(date(2026, 1, 1)) == {"CA-2": ActionState.OPEN}
        assert fix_rate(Counter(states(date(2026, 5, 1)).values())) == FixRate(1, 2)
        seen = [
            (each.title, each.run, each.rating) for each in ratings_on(session, TODAY, {"unified command"})
        ]
        assert seen == [
            ("EX2", 1, Rating.M),
            ("EX4", 1, Rating.P),
            ("EX6", 1, Rating.P),
            ("EX6", 2, Rating.U),
        ]
        assert len(ratings_on(session, date(2026, 5, 1), {"unified command"})) == 2
        session.rollback()


def test_who_goes_by_which_revision(county_store: Store) -> None:
    with county_store.writing() as session:
        plan = PlanRecord(key="asim", name="ASIM plan")
        session.add(plan)
        session.flush()
        for name, day in (("1.0", date(2024, 1, 1)), ("2.0", date(2026, 5, 1))):
            session.add(RevisionRecord(plan_id=plan.id, key=name, name=name, effective_on=day))
        catalogue_changed(session)
        old, new = (each.key for each in catalogue_of(session).plans[plan.id].revisions)
        ours = agencies(session)
        for agency, revision, day in (
            (CEDAR, old, date(2024, 2, 1)),
            (CEDAR, new, date(2026, 6, 1)),
            (BIRCH, old, date(2024, 3, 1)),
            (DISPATCH, new, date(2026, 12, 1)),
        ):
            session.add(
                AdoptionRecord(
                    agency_id=ours[agency], revision_id=revision, adopted_on=day, recorded_at=county.NOW
                )
            )
        session.flush()
        (today,) = plans_on(session, TODAY)
        assert today.in_force is not None
        assert today.in_force.key == new
        assert (today.adopted(old), today.adopted(new)) == (2, 1)
        assert today.adoptions[new] == {ours[CEDAR]: date(2026, 6, 1)}
        assert today.ledger == Ledger(frozenset({ours[CEDAR]}), frozenset({ours[BIRCH]}))
        (before,) = plans_on(session, date(2023, 1, 1))
        assert (before.in_force, before.adopted(old)) == (None, 0)
        session.rollback()
