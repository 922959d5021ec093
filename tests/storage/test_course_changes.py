"""What is asked, changed: what a preview says is what comes of it, and undone it is as it was before."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from readiness.records import Anchor, Relation
from readiness.standing import all_asked
from storage.answers import asked_on
from storage.audit import AuditRow, Trail
from storage.catalogue import catalogue_of
from storage.course_changes import call, changes_of, undo, write
from storage.course_drafts import CourseDraft, Draft, EquivalentDraft, RequirementDraft, RuleDraft
from storage.course_records import Gone, Taken
from storage.engine import Store
from storage.moves import NOT_ASKED, Move, Moves, most_moved, moves_between
from storage.responders import load_responders
from storage.shadowing import AliasTaken
from storage.training import CourseAlias, CourseRecord, EquivalentRecord, RequirementRecord, RuleRecord
from tests.conftest import WHOLE

TODAY = date(2026, 11, 2)
TRAIL = Trail("dana@grove.example", "slack", datetime(2026, 11, 2, 15, tzinfo=UTC))

days = st.one_of(st.integers(-1500, 60), st.integers(-40, 400)).map(lambda n: TODAY + timedelta(days=n))
courses = st.integers(1, 3)
drafts = st.one_of(
    st.builds(
        RuleDraft,
        course=courses,
        effective_on=days,
        interval_months=st.sampled_from([None, 1, 12, 24, 48]),
        anchor=st.sampled_from(Anchor),
        month_end=st.booleans(),
        cycle_start=days,
        grace_days=st.sampled_from([0, 400]),
        initial_days=st.sampled_from([0, 3000]),
    ),
    st.builds(
        RequirementDraft,
        course=courses,
        disciplines=st.lists(st.sampled_from(["fire", "law", "dispatch"]), unique=True, max_size=2),
        effective_on=st.none() | days,
    ),
    st.builds(EquivalentDraft, course=courses, counts_for=courses, relation=st.sampled_from(Relation)),
    st.tuples(st.sampled_from(["rule", "requirement", "equivalent"]), st.integers(0, 9)),
)
"""A change; or one of those there that is taken back, by its kind and a number."""


def drafted(session: Session, drawn: Draft | tuple[str, int]) -> Draft:
    """The change that was drawn."""
    if not isinstance(drawn, tuple):
        return drawn
    kind, number = drawn
    match kind:
        case "rule":
            rules = session.scalars(select(RuleRecord).order_by(RuleRecord.id)).all()
            return RuleDraft.of(rules[number % len(rules)], out=True)
        case "requirement":
            asked = session.scalars(select(RequirementRecord).order_by(RequirementRecord.id)).all()
            return RequirementDraft.of(asked[number % len(asked)])
        case _:
            edges = session.scalars(select(EquivalentRecord).order_by(EquivalentRecord.id)).all()
            return EquivalentDraft.of(edges[number % len(edges)])


def standings(session: Session, day: date) -> dict[tuple[int, int], str]:
    """Who stands how with what on a day, as everybody who asks is answered."""
    return {(each.responder, each.course): each.outlook.status(day).value for each in asked_on(session, day)}


def difference(session: Session, day: date, before: dict[tuple[int, int], str]) -> Moves | None:
    """Whom a change did move, counted from the answers before and after it."""
    after = standings(session, day)
    codes = {key: each.code for key, each in catalogue_of(session).courses.items()}
    there = {key: (before.get(key, NOT_ASKED), after.get(key, NOT_ASKED)) for key in {**before, **after}}
    moved = [(key[0], codes[key[1]], *both) for key, both in there.items() if both[0] != both[1]]
    if not moved:
        return None
    counted = Counter((course, was, becomes) for _, course, was, becomes in moved)
    moves = [Move(course, was, becomes, many) for (course, was, becomes), many in counted.items()]
    ordered = sorted(moves, key=lambda move: (-move.people, move.course, move.before))
    return Moves(day, len({person for person, *_ in moved}), tuple(ordered))


class Enough(Exception):
    """Ends a transaction of which nothing is to stay."""


@settings(
    max_examples=300 if WHOLE else 20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(drawn=drafts)
def test_what_a_preview_says_comes_of_it_and_undone_it_is_as_before(
    county_store: Store, drawn: Draft | tuple[str, int]
) -> None:
    with suppress(Enough), county_store.writing() as session:
        _held(session, drawn)
        raise Enough


def _held(session: Session, drawn: Draft | tuple[str, int]) -> None:
    draft = drafted(session, drawn)
    rulebook = catalogue_of(session).rulebook
    shown_on = draft.days(session, TODAY)
    after = draft.after(session, rulebook)
    shown = moves_between(session, rulebook, after, shown_on, draft.concerned())
    assert shown == moves_between(session, rulebook, after, shown_on), "of all courses the same"
    most = most_moved(session, rulebook, after, draft.concerned(), TODAY)
    assert all(each.people <= most for each in shown)
    before = {day: standings(session, day) for day in shown_on}
    try:
        row = write(session, draft, TRAIL, TODAY)
    except Taken:
        return
    assert row is not None
    found = (difference(session, day, before[day]) for day in shown_on)
    assert shown == tuple(each for each in found if each is not None)
    undo(session, row, TRAIL, TODAY)
    assert {day: standings(session, day) for day in shown_on} == before
    plain = all_asked(catalogue_of(session).rulebook, load_responders(session), TODAY)
    assert len(list(plain)) == len(before[TODAY])
    with pytest.raises(Gone):
        undo(session, row, TRAIL, TODAY)


@pytest.mark.postgres
def test_a_change_is_written_once_noted_and_undone_only_as_the_last_one(county_store: Store) -> None:
    with county_store.writing() as session:
        bls = session.scalars(select(CourseRecord.id).where(CourseRecord.code == "BLS")).one()
        added = write(session, CourseDraft(code="CPR-I", title="CPR Instructor"), TRAIL, TODAY)
        assert added is not None
        with pytest.raises(Gone):
            undo(session, added, TRAIL, TODAY)  # a course stays
        for code, title in (("bls", "Another"), ("X-1", "asim b")):
            with pytest.raises(Taken, match=r"is the (code|title) of"):
                write(session, CourseDraft(code=code, title=title), TRAIL, TODAY)
        assert call(session, bls, ["CPR", "Basic life"], TRAIL) is not None
        assert call(session, bls, ["CPR", "Basic life"], TRAIL) is None
        called = call(session, bls, ["cpr"], TRAIL)
        assert called is not None
        assert catalogue_of(session).courses[bls].aliases == ("cpr",)
        assert len(session.scalars(select(CourseAlias)).all()) == 3, "what was an alias stays readable"
        for said, of in (("ASIM Basic", "ASIM Basic"), ("cpr-i", "CPR Instructor"), ("bls", "its code")):
            with pytest.raises(AliasTaken, match=of):
                call(session, bls, [said], TRAIL)
        undone = undo(session, called, TRAIL, TODAY)
        assert catalogue_of(session).courses[bls].aliases == ("Basic life", "CPR")
        with pytest.raises(Taken, match="“CPR” is the alias of Basic Life Support"):
            write(session, CourseDraft(code="cpr", title="Another"), TRAIL, TODAY)

        coming = RuleDraft(course=bls, effective_on=TODAY + timedelta(days=60), interval_months=12)
        first = write(session, coming, TRAIL, TODAY)
        assert first is not None
        with pytest.raises(Taken, match="takes effect on that day already"):
            write(session, coming, TRAIL, TODAY)
        assert first.subject_id is not None
        mended = coming.model_copy(update={"rule": first.subject_id, "interval_months": 18})
        second = write(session, mended, TRAIL, TODAY)
        assert second is not None
        assert (second.detail["before"], second.detail["now"]) == (
            {"interval_months": 12},
            {"interval_months": 18},
        )
        assert write(session, mended, TRAIL, TODAY) is None, "that is how it was"
        with pytest.raises(Gone):
            undo(session, first, TRAIL, TODAY)  # the second one came after it
        undo(session, second, TRAIL, TODAY)
        assert session.get_one(RuleRecord, first.subject_id).interval_months == 12
        gone = write(session, mended.model_copy(update={"out": True}), TRAIL, TODAY)
        assert gone is not None
        assert gone.detail["before"]["interval_months"] == 12
        with pytest.raises(Gone):
            write(session, mended, TRAIL, TODAY)
        told = [row.detail["what"] for row in changes_of(session, bls) if "what" in row.detail]
        assert told == ["taken back", "undone", "changed", "added", "undone", "called", "called"]
        rows = session.scalars(select(AuditRow).where(AuditRow.kind == "course.changed")).all()
        assert len(rows) == 8
        assert undone.detail["undoes"] == called.id
        assert all(row.digest for row in rows)
