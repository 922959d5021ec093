"""Numbers of exercises, positions, actions and plans: as the answers count them, and as they were known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.due import EVERYONE, Scope
from storage.audit import AuditKind, Trail
from storage.catalogue import catalogue_changed, catalogue_of
from storage.engine import Store
from storage.exercises import ActionRecord, ExerciseRecord, ExerciseState, ParticipationRecord, RatingRecord
from storage.known import Known
from storage.number_rows import Asking, Recounted
from storage.people import AgencyRecord, Person
from storage.plans import AdoptionRecord, PlanRecord, RevisionRecord
from storage.played_rows import exercises_of, teams_of
from storage.playing import rebuild_playing
from storage.positions import PositionRecord
from storage.settled_rows import actions_of, adopted_of
from storage.team_figures import team_figures
from storage.training import AbsenceRecord
from tests.conversations import county, drill

TODAY = date(2026, 11, 2)
CEDAR, BIRCH, DISPATCH = "Cedar Fire Department", "Birch Police Department", "Grove 911"
AT = county.NOW + timedelta(hours=1)
LATER = AT + timedelta(days=1)


def ids(session: Session, model: Any, column: Any) -> dict[str, int]:
    return {name: key for key, name in session.execute(select(model.id, column))}


def took_part(
    session: Session, exercise: int, email: str, agency: str, position: str, at: datetime
) -> ParticipationRecord:
    record = ParticipationRecord(
        exercise_id=exercise,
        agency_id=ids(session, AgencyRecord, AgencyRecord.name)[agency],
        person_id=ids(session, Person, Person.email)[email],
        position_id=ids(session, PositionRecord, PositionRecord.title)[position],
        recorded_at=at,
    )
    session.add(record)
    session.flush()
    return record


@pytest.fixture
def played(county_store: Store) -> Store:
    """Two exercises: Cedar and Birch together in March, Birch alone in May; a team needs two positions."""
    drill.positions(county_store)
    with county_store.writing() as session:
        for position in session.scalars(select(PositionRecord)):
            position.needed = int(position.title in ("Tactical", "Triage"))
        catalogue_changed(session)
    march = drill.exercise(county_store, "Vine drill", date(2026, 3, 5))
    may = drill.exercise(county_store, "Mill drill", date(2026, 5, 5), host=BIRCH)
    with county_store.writing() as session:
        took_part(session, march, "ada@grove.example", CEDAR, "Triage", county.NOW)
        took_part(session, march, "max@birch.example", BIRCH, "Tactical", county.NOW)
        took_part(session, may, "pat@birch.example", BIRCH, "Tactical", county.NOW)
        rebuild_playing(session)
    return county_store


def counted(session: Session, known: Known | None, scope: Scope = EVERYONE) -> Mapping[str, Recounted]:
    def asking(**question: int) -> Asking:
        return Asking(session, scope, TODAY, question, 1, known)

    return {
        "exercises": exercises_of(asking(months=12)),
        "teams": teams_of(asking()),
        "actions": actions_of(asking()),
    }


def results(found: Mapping[str, Recounted]) -> dict[str, dict[str, Any]]:
    return {name: dict(each.result) for name, each in found.items()}


@pytest.mark.postgres
def test_what_was_played_is_counted_as_the_answers_count_it(played: Store) -> None:
    with played.reading() as session:
        found = results(counted(session, None))
        assert found["exercises"] == {"full": 0, "joint": 1, "siloed": 1, "not_played": 0}
        teams = team_figures(session, EVERYONE, TODAY, 1)
        assert teams is not None
        assert found["teams"] == {
            "teams": teams.teams,
            "short": teams.short_titles,
            "people": teams.people,
            "wanted": teams.wanted,
        }
        assert teams.teams == 1
        cedar = results(counted(session, None, Scope.agency(county.agency_id(played, CEDAR))))
        assert cedar["exercises"] == {"full": 0, "joint": 1, "siloed": 0, "not_played": 0}
        assert results(counted(session, Known(session, AT))) == found


@pytest.mark.postgres
def test_what_was_recorded_of_exercises_since_is_not_what_was_known(played: Store) -> None:
    with played.reading() as session:
        then = results(counted(session, None))
        rows = {name: each.rows() for name, each in counted(session, None).items()}
    with played.writing() as session:
        exercises = ids(session, ExerciseRecord, ExerciseRecord.title)
        march = session.get_one(ExerciseRecord, exercises["Vine drill"])
        march.state = ExerciseState.CANCELLED
        Trail("a test", "a test", LATER).note(session, AuditKind.EXERCISE_CANCELLED, march.subject, of=march)
        mill = ParticipationRecord.exercise_id == exercises["Mill drill"]
        before = session.scalars(select(ParticipationRecord).where(mill)).one()
        new = took_part(session, exercises["Mill drill"], "pat@birch.example", BIRCH, "Tactical", LATER)
        new.run, before.replaced_by_id = 2, new.id
        took_part(session, exercises["Mill drill"], "eve@grove.example", DISPATCH, "Dispatch", LATER)
        ada = ids(session, Person, Person.email)["ada@grove.example"]
        session.add(
            AbsenceRecord(person_id=ada, kind="leave", starts_on=date(2026, 10, 1), recorded_at=LATER)
        )
        rebuild_playing(session)
    with played.reading() as session:
        now = results(counted(session, None))
        assert now["exercises"] == {"full": 0, "joint": 1, "siloed": 0, "not_played": 0}
        assert now["teams"]["teams"] == 0
        known = counted(session, Known(session, AT))
        assert results(known) == then
        assert {name: each.rows() for name, each in known.items()} == rows
        assert known["exercises"].later == {"exercise cancelled": 1}
        assert known["teams"].later == {"exercise cancelled": 1, "absence recorded or ended": 1}


@pytest.mark.postgres
def test_what_an_owner_had_said_of_an_action_is_as_the_audit_has_it(played: Store) -> None:
    with played.writing() as session:
        exercise = ids(session, ExerciseRecord, ExerciseRecord.title)["Vine drill"]
        more: dict[str, Any] = {
            "exercise_id": exercise,
            "recorded_at": county.NOW,
            "task": "Radio",
            "task_key": "radio",
        }
        session.add_all(
            [
                ActionRecord(
                    key="a1", code="A1", corrective_action="Buy radios", due_on=date(2026, 6, 1), **more
                ),
                ActionRecord(
                    key="a2", code="A2", corrective_action="Train", due_on=date(2026, 12, 1), **more
                ),
                ActionRecord(
                    key="a3",
                    code="A3",
                    corrective_action="Drop it",
                    due_on=date(2026, 12, 1),
                    status="not_doing",
                    reason="no money",
                    **more,
                ),
            ]
        )
    with played.reading() as session:
        then = actions_of(Asking(session, EVERYONE, TODAY))
        assert then.result == {"open": 1, "overdue": 1, "done": 0, "shown": 0, "came_back": 0}
        assert [row.why for row in then.rows()] == ["", "", "not being done"]
        of_one = actions_of(Asking(session, EVERYONE, TODAY, {"exercise": exercise}))
        assert of_one.result == {**then.result, "not_doing": 1}
        assert actions_of(Asking(session, EVERYONE, TODAY, {"exercise": 999})).result["open"] == 0
    with played.writing() as session:
        action = session.scalars(select(ActionRecord).where(ActionRecord.code == "A1")).one()
        before = {"status": action.status, "due_on": action.due_on.isoformat()}
        action.status, action.done_on = "done", date(2026, 4, 1)
        Trail("a test", "a test", LATER).note(
            session, AuditKind.ACTION_SETTLED, action.subject, of=action, before=before
        )
        may = ids(session, ExerciseRecord, ExerciseRecord.title)["Mill drill"]
        session.add(
            RatingRecord(exercise_id=may, task_key="radio", task="Radio", rating="P", recorded_at=LATER)
        )
    with played.reading() as session:
        assert actions_of(Asking(session, EVERYONE, TODAY)).result["shown"] == 1
        known = actions_of(Asking(session, EVERYONE, TODAY, known=Known(session, AT)))
        assert known.result == then.result
        assert known.later == {"action settled or extended": 1}


def test_who_had_adopted_a_plan_is_as_it_was_recorded_then(county_store: Store) -> None:
    with county_store.writing() as session:
        plan = PlanRecord(key="asim", name="ASIM plan")
        session.add(plan)
        session.flush()
        revision = RevisionRecord(plan_id=plan.id, key="1", name="1", effective_on=date(2026, 1, 1))
        session.add(revision)
        session.flush()
        agencies = ids(session, AgencyRecord, AgencyRecord.name)
        for name, at in ((CEDAR, county.NOW), (BIRCH, LATER)):
            session.add(
                AdoptionRecord(
                    agency_id=agencies[name],
                    revision_id=revision.id,
                    adopted_on=date(2026, 2, 1),
                    recorded_at=at,
                )
            )
        catalogue_changed(session)
        plan_id = plan.id
    with county_store.reading() as session:
        assert plan_id in catalogue_of(session).plans
        now = adopted_of(Asking(session, EVERYONE, TODAY, {"plan": plan_id}))
        known = adopted_of(Asking(session, EVERYONE, TODAY, {"plan": plan_id}, known=Known(session, AT)))
        assert (now.result, known.result) == ({"adopted": 2, "of": 3}, {"adopted": 1, "of": 3})
        assert [(row.what, row.counts) for row in known.rows()] == [
            (CEDAR, True),
            (BIRCH, False),
            (DISPATCH, False),
        ]
