"""What a review writes: one rating a task and run, old ones readable, and only of what was held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from commands.exercises.reviewing_records import (
    Finding,
    add_tasks,
    rate,
    reviewed,
    to_review,
    write_action,
    write_strengths,
)
from commands.kit.problems import Refused
from commands.kit.request import Request
from readiness.vocabulary import Rating
from storage.audit import AuditKind
from storage.engine import Store
from storage.exercises import ActionRecord, ExerciseRecord, ExerciseState, RatingRecord
from storage.improving import Task, strengths_of, tasks_of
from tests.commands.exercises.review_desk import held
from tests.commands.speaking import NOON, County, Office, audited, request_with
from words.problems import Problem

STAGING, COUNT = Task("set staging", "Set staging"), Task("count patients", "Count patients")


@contextmanager
def writing(store: Store, office: Office, there: County) -> Iterator[Request]:
    """A request of the host's lead, who writes."""
    lead = office.lead(there.cedar, person_id=there.ada).member
    with store.writing() as session:
        yield replace(request_with(), session=session, member=lead)


def test_a_rating_that_changes_stays_readable_and_one_that_does_not_is_left_alone(
    store: Store, office: Office, there: County
) -> None:
    exercise_id = held(store, there.cedar, ["Set staging"])
    with writing(store, office, there) as request:
        exercise = to_review(request, exercise_id, writes=True)
        assert len(rate(request, exercise, 1, {STAGING: Rating.P, COUNT: Rating.N})) == 2
        assert rate(request, exercise, 1, {STAGING: Rating.P}) == ()
        assert len(rate(request, exercise, 2, {STAGING: Rating.M})) == 1
        [made] = rate(request, exercise, 1, {STAGING: Rating.U, COUNT: Rating.N}, "The evaluator's notes")
        assert (made.task_key, made.run, made.rating) == ("set staging", 1, "U")
        assert rate(request, exercise, 2, {STAGING: Rating.S})
    with store.reading() as session:
        gone = session.scalars(select(RatingRecord).where(RatingRecord.voided_at.is_not(None)))
        assert [(each.run, each.rating, each.void_reason, each.voided_by) for each in gone] == [
            (1, "P", "The evaluator's notes", "Slack user ULEE"),
            (2, "M", "rated S instead", "Slack user ULEE"),
        ]
        assert session.get_one(ExerciseRecord, exercise_id).reviewed_on == date(2026, 11, 2)
    kinds = [each.rsplit(" ", 1)[-1] for each in audited(store)]
    assert len(kinds) == 5  # four that changed something, and that it was reviewed


def test_tasks_and_strengths_are_there_once_by_name(store: Store, office: Office, there: County) -> None:
    exercise_id = held(store, there.cedar, ["Set staging"])
    with writing(store, office, there) as request:
        exercise = to_review(request, exercise_id, writes=True)
        add_tasks(
            request, exercise, ["SET  staging", "Count patients", "count patients", "Split the channel"]
        )
        assert [each.key for each in tasks_of(request.session, exercise_id)] == [
            "set staging",
            "count patients",
            "split the channel",
        ]
        write_strengths(request, exercise, ["Maps", "maps ", "Radios"], shown=[])
        maps, radios = strengths_of(request.session, exercise_id)
        write_strengths(request, exercise, ["Water"], shown=[maps.id])
        assert [each.strength for each in strengths_of(request.session, exercise_id)] == ["Radios", "Water"]
        assert radios.voided_at is None
        assert not reviewed(request, exercise), "the first strengths were its review"


def test_actions_are_numbered_in_their_year(store: Store, office: Office, there: County) -> None:
    exercise_id = held(store, there.cedar, [])
    finding = Finding("Paint the boxes", date(2026, 12, 1), STAGING, agency=there.oak)
    with writing(store, office, there) as request:
        exercise = to_review(request, exercise_id, writes=True)
        codes = [write_action(request, exercise, finding).code for _ in range(2)]
        later = replace(request, today=date(2027, 1, 5))
        codes.append(write_action(later, exercise, replace(finding, task=None)).code)
        assert codes == ["CA-2026-001", "CA-2026-002", "CA-2027-001"]
        tasks = request.session.scalars(select(ActionRecord.task_key).order_by(ActionRecord.id))
        assert list(tasks) == ["set staging", "set staging", ""]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {"state": ExerciseState.CANCELLED},
            "Vine drill, 20 Oct 2026 was cancelled: there is nothing to review",
        ),
        ({"held_on": date(2026, 11, 3)}, "Vine drill, 3 Nov 2026, is still to come"),
        ({"voided_at": NOON, "voided_by": "Lee", "void_reason": "Twice"}, "That exercise is no longer there"),
    ],
)
def test_only_what_was_held_is_reviewed(
    store: Store, office: Office, there: County, more: dict[str, Any], said: str
) -> None:
    exercise_id = held(store, there.cedar, [], **more)
    with writing(store, office, there) as request, pytest.raises(Problem) as refused:
        to_review(request, exercise_id)
    assert said in str(refused.value)


def test_only_those_whose_exercise_it_is_review_it(store: Store, office: Office, there: County) -> None:
    exercise_id = held(store, there.oak, [], poc_id=there.ben)
    with writing(store, office, there) as request, pytest.raises(Refused):
        to_review(request, exercise_id)
    with store.reading() as session:
        contact = office.responder(there.ben, there.cedar).member
        asked = replace(request_with(), session=session, member=contact)
        assert to_review(asked, exercise_id).id == exercise_id
    assert AuditKind.EXERCISE_REVIEWED not in audited(store)
