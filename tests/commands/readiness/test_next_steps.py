"""What to do next: which things, whose they are, and that they are the same wherever they are said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from commands.readiness.next_steps import LateActions, StepKind, next_steps, ranked, step_button
from readiness.coverage import Counts
from readiness.due import EVERYONE
from readiness.positions import Bench
from readiness.vocabulary import ActionStatus
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.exercises import ActionRecord
from storage.figures import Figures, Lapsed, figures
from storage.people import Person, RightKind
from storage.rights import give_right
from storage.team_figures import PositionFigures, TeamFigures
from tests.commands.speaking import NOON
from tests.jobs.county import Staff, seed

TODAY = date(2026, 11, 2)
TEAMS = TeamFigures(
    teams=2,
    short_of=[7],
    people=2,
    wanted=3,
    positions=[PositionFigures(position=7, title="Triage", needed=1, bench=Bench())],
)


def lapsed(agency: int, never: int, expired: int = 0) -> Lapsed:
    counts = Counts(current=20 - never - expired, never=never, expired=expired)
    return Lapsed(agency=f"Agency {agency}", course="BLS", counts=counts, agency_id=agency, course_id=9)


def late(agency: int | None, count: int) -> LateActions:
    return LateActions(agency, "" if agency is None else f"Agency {agency}", count, date(2026, 9, 1))


def counted(*pairs: Lapsed, **more: Any) -> Figures:
    overall = sum((each.counts for each in pairs), Counts())
    stands: dict[str, Any] = {
        "as_of": TODAY,
        "scope": "everyone",
        "scope_name": "everyone",
        "people": 40,
        "listed": None,
        "strength": None,
        "overall": overall,
        "disciplines": [],
        "agencies": [],
        "courses": [],
        "due": {30: 0},
        "lapsed": list(pairs),
    }
    return Figures(**stands | more)


def test_the_pairs_with_the_most_people_first_each_with_its_owner_and_its_day() -> None:
    found = ranked(counted(lapsed(1, 9, 3), lapsed(2, 8), lapsed(3, 7), lapsed(4, 6)), [], {1})
    assert [each.line for each in found] == [
        "Agency 1, BLS: train or renew 12 people (3 expired, 9 not yet trained). "
        "The lead of Agency 1, by 30 Nov 2026.",
        "Agency 2, BLS: train or renew 8 people (8 not yet trained). The emergency manager, by 30 Nov 2026.",
        "Agency 3, BLS: train or renew 7 people (7 not yet trained). The emergency manager, by 30 Nov 2026.",
    ]


def test_one_of_the_three_is_kept_for_the_agency_with_the_most_overdue_actions() -> None:
    found = ranked(
        counted(lapsed(1, 9), lapsed(2, 8), lapsed(3, 7), teams=TEAMS), [late(5, 4), late(6, 1)], {5}
    )
    assert [each.kind for each in found] == [StepKind.LAPSED, StepKind.LAPSED, StepKind.ACTIONS]
    assert found[2].line == (
        "Agency 5: finish or extend 4 overdue corrective actions (the oldest since 1 Sep 2026). "
        "The lead of Agency 5, by 16 Nov 2026."
    )


def test_what_is_left_of_the_three_goes_to_the_next_team() -> None:
    found = ranked(counted(lapsed(1, 9), teams=TEAMS), [late(None, 1)], ())
    assert [each.head for each in found] == [
        "Agency 1, BLS: train or renew 9 people",
        "No agency named: finish or extend 1 overdue corrective action",
        "Plan an exercise for Triage",
    ]
    assert found[2].tail == (
        "2 teams deep; the third fails at Triage (2 of 3). The emergency manager, by 31 Jan 2027."
    )


def test_where_no_pair_may_be_counted_it_is_said_how_many_there_are_to_train() -> None:
    few = Counts(current=7, never=2)
    [step] = ranked(counted(overall=few, due={30: 3}), [], ())
    assert step.line == (
        "Train or renew: 2 requirements not met (2 not yet trained). Each agency's lead, by 30 Nov 2026."
    )
    [soon] = ranked(counted(overall=Counts(current=9), due={30: 3}), [], ())
    assert soon.head == "Renew 3 requirements due within 30 days"
    assert ranked(counted(), [], ()) == []


def test_each_leads_on_to_its_own_answer() -> None:
    steps = ranked(counted(lapsed(1, 9), teams=TEAMS), [late(5, 4)], ())
    shown = [step_button(each) for each in steps]
    assert [each.text.text for each in shown if each.text] == ["Who is due", "Actions", "Teams"]
    assert [each.value for each in shown] == [
        '{"kind":"agency","key":1,"courses":[9]}',
        '{"scope":"agency:5","part":"overdue"}',
        "{}",
    ]
    assert len({each.action_id for each in shown}) == 3


@pytest.mark.postgres
def test_owners_and_overdue_actions_are_those_on_record(store: Store) -> None:
    staffs = [
        Staff("Cedar Fire", ["fire"], {"BLS": ["never"] * 8}),
        Staff("Oak Police", ["law"], {"BLS": ["never"] * 6}),
    ]
    keys = seed(store, TODAY, staffs, {"BLS": "Basic life support"})
    with store.writing() as session:
        person = session.scalars(select(Person.id).order_by(Person.id)).first()
        assert person is not None
        give_right(session, person, RightKind.LEAD, keys["Cedar Fire"], "Dana", NOON)
        owed = [
            ("Oak Police", ActionStatus.OPEN, 3),
            ("Oak Police", ActionStatus.EXTENDED, 40),
            ("Cedar Fire", ActionStatus.DONE, 90),
            ("Cedar Fire", ActionStatus.OPEN, 0),
        ]
        for n, (agency, status, days) in enumerate(owed):
            session.add(
                ActionRecord(
                    key=f"a{n}",
                    code=f"A{n}",
                    corrective_action="Buy radios",
                    agency_id=keys[agency],
                    due_on=TODAY - timedelta(days=days),
                    status=status.value,
                    done_on=TODAY if status is ActionStatus.DONE else None,
                    recorded_at=NOON,
                )
            )
    with store.reading() as session:
        assert catalogue_of(session).agencies
        found = next_steps(session, figures(session, EVERYONE, TODAY))
    assert [(each.where, each.owner) for each in found] == [
        ("Cedar Fire, Basic life support", "the lead of Cedar Fire"),
        ("Oak Police, Basic life support", "the emergency manager"),
        ("Oak Police", "the emergency manager"),
    ]
    assert found[2].what == "finish or extend 2 overdue corrective actions"
    assert found[2].why == "the oldest since 23 Sep 2026"
