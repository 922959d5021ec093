"""What a scope has not done together yet, asked of the records; and the next exercise made of it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from readiness.due import EVERYONE, Scope
from readiness.suggesting import Apart, NeverMet, ThinPosition, ToShow
from storage.audit import Trail
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.exercises import ActionRecord, ExerciseRecord, ExerciseState, RatingRecord
from storage.gaps import Gaps, gaps_on
from storage.people import Person
from storage.position_changes import PositionTerms, add_position
from storage.suggesting import NextExercise, next_exercise
from storage.taking_part import Part, take_part
from tests.conversations import county

TODAY = date(2026, 11, 2)
CEDAR, BIRCH, DISPATCH = "Cedar Fire Department", "Birch Police Department", "Grove 911"
TRAIL = Trail("a test", "slack", county.NOW, "a sentence")


Row = tuple[str, str | int, str, int]


class Desk:
    """Writes exercises down, by the names people know."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.agencies = {each.name: key for key, each in catalogue_of(session).agencies.items()}
        self.people = {each.first_name: each.id for each in session.query(Person)}
        self.positions: dict[str, int] = {}

    def position(self, code: str, *disciplines: str, needed: int = 1) -> None:
        terms = PositionTerms(code, code.capitalize(), list(disciplines), needed=needed)
        self.positions[code] = add_position(self.session, terms, TRAIL).id

    def held(self, code: str, on: date, kind: str, *parts: Row, role: str = "player") -> ExerciseRecord:
        """An exercise, each part an agency, a person or a headcount, a position or none, and a run."""
        made = ExerciseRecord(
            key=code.lower(), code=code, title=f"{code} title", type=kind, held_on=on, recorded_at=county.NOW
        )
        self.session.add(made)
        self.session.flush()
        there = [
            Part(
                self.agencies[agency],
                None if isinstance(who, int) else self.people[who],
                who if isinstance(who, int) else None,
                role,
                self.positions.get(position),
                run,
            )
            for agency, who, position, run in parts
        ]
        take_part(self.session, made, there, TRAIL, verified=True)
        return made

    def gaps(self, scope: Scope = EVERYONE, fewest: int = 1, on: date = TODAY) -> Gaps:
        return gaps_on(self.session, on, scope, fewest)

    def pairs(self, found: Gaps) -> set[frozenset[str]]:
        names = {key: name for name, key in self.agencies.items()}
        return {frozenset((names[one], names[two])) for one, two in found.matrix.open_pairs()}

    def codes(self, found: Gaps) -> list[tuple[str, str]]:
        return [(one.code, two.code) for one, two in found.never_met]


@pytest.mark.postgres
def test_the_gaps_of_a_region_and_of_its_parts(county_store: Store) -> None:
    with county_store.writing() as session:
        desk = Desk(session)
        for code, disciplines in (("COMMAND", ()), ("TRIAGE", ("fire", "ems")), ("TACTICAL", ("law",))):
            desk.position(code, *disciplines)
        desk.position("NOTES", needed=0)
        empty = desk.gaps()
        assert (empty.matrix.pairs, empty.matrix.holes, empty.played) == (3, 3, 0)
        assert empty.never_at_tabletop == ["law", "fire", "ems", "dispatch"]
        assert desk.codes(empty) == [("COMMAND", "TRIAGE"), ("COMMAND", "TACTICAL"), ("TRIAGE", "TACTICAL")]

        desk.held(
            "TTX",
            date(2025, 3, 3),
            "tabletop",
            (CEDAR, "Ada", "TRIAGE", 1),
            (CEDAR, "Ben", "COMMAND", 2),
            (CEDAR, 3, "", 1),
        )
        desk.held(
            "DRILL",
            date(2026, 5, 5),
            "drill",
            (CEDAR, "Ada", "TRIAGE", 1),
            (CEDAR, "Ada", "COMMAND", 1),
            (BIRCH, 4, "TACTICAL", 1),
        )
        desk.held("OLD", date(2024, 11, 1), "drill", (CEDAR, 2, "", 1), (DISPATCH, 2, "", 1))
        desk.held("SEEN", date(2026, 6, 6), "tabletop", (DISPATCH, 2, "", 1), role="observer")
        desk.held("AHEAD", date(2026, 12, 1), "tabletop", (CEDAR, 2, "", 1), (DISPATCH, 2, "", 1))
        off = desk.held("OFF", date(2026, 7, 7), "tabletop", (BIRCH, 2, "", 1), (DISPATCH, 2, "", 1))
        off.state = ExerciseState.CANCELLED
        session.flush()

        found = desk.gaps()
        assert desk.pairs(found) == {frozenset((CEDAR, DISPATCH)), frozenset((BIRCH, DISPATCH))}
        assert desk.codes(found) == [("COMMAND", "TRIAGE")], "who holds both has met nobody"
        assert [(each.discipline, each.last_on) for each in found.tabletops] == [
            *(("law", None), ("fire", date(2025, 3, 3)), ("ems", date(2025, 3, 3)), ("dispatch", None)),
        ]
        assert [(each.code, each.missing) for each in found.siloed] == [("TTX", ("law", "dispatch"))]
        assert found.not_played == 1, "the one with an observer; those cancelled or to come are none"
        assert found.played == 2, "the old one is too long ago for the silos, not for having met"
        assert desk.gaps(on=date(2024, 11, 1)).matrix.holes == 2

        cedar = desk.gaps(Scope.agency(desk.agencies[CEDAR]))
        assert desk.pairs(cedar) == {frozenset((CEDAR, DISPATCH))}
        assert desk.codes(cedar) == [("COMMAND", "TRIAGE")], "Tactical is not theirs to fill"
        law = desk.gaps(Scope.discipline("law"))
        assert (law.matrix.pairs, law.never_at_tabletop, law.siloed) == (0, ["law"], ())
        assert desk.codes(law) == [("COMMAND", "TACTICAL")], "of their own people"
        assert [each.code for each in desk.gaps(Scope.jurisdiction("City of Cedar")).siloed] == ["TTX"]
        assert desk.gaps(Scope.jurisdiction("Nowhere")).matrix.pairs == 0
        session.rollback()


def test_a_position_of_too_few_people_is_not_spoken_of(county_store: Store) -> None:
    with county_store.writing() as session:
        desk = Desk(session)
        desk.position("TRIAGE", "fire", "ems")
        desk.position("RADIO", "dispatch")
        assert desk.codes(desk.gaps()) == [("TRIAGE", "RADIO")]
        hidden = desk.gaps(fewest=2)
        assert (hidden.never_met, hidden.leaves_out) == ((), True)
        assert not desk.gaps().leaves_out
        session.rollback()


def suggested(desk: Desk, scope: Scope = EVERYONE, **more: object) -> NextExercise:
    return next_exercise(desk.session, TODAY, scope, **more)  # type: ignore[arg-type]


def closed(found: NextExercise) -> list[int]:
    """How many thin positions, pairs of agencies, pairs of positions and actions it closes."""
    kinds = [type(gap) for gap in found.suggestion.closed]
    return [kinds.count(each) for each in (ThinPosition, Apart, NeverMet, ToShow)]


@pytest.mark.postgres
def test_the_next_exercise_closes_what_the_records_leave_open(county_store: Store) -> None:
    with county_store.writing() as session:
        desk = Desk(session)
        desk.position("TRIAGE", "fire", "ems")
        desk.position("TACTICAL", "law")
        desk.held("DRILL", date(2026, 5, 5), "drill", (CEDAR, "Ada", "TRIAGE", 1))
        desk.held("TAKEN", date(2026, 12, 28), "drill")
        actions = [
            ("CA-1", "done", date(2026, 6, 1), "set staging", CEDAR),
            ("CA-2", "done", date(2026, 4, 1), "count", BIRCH),
            ("CA-3", "open", None, "brief", BIRCH),
            ("CA-4", "done", date(2026, 4, 1), "", CEDAR),
        ]
        for code, status, done_on, task, agency in actions:
            session.add(
                ActionRecord(
                    key=code.lower(),
                    code=code,
                    task=task,
                    task_key=task,
                    corrective_action="Practise",
                    agency_id=desk.agencies[agency],
                    due_on=date(2026, 9, 1),
                    status=status,
                    done_on=done_on,
                    recorded_at=county.NOW,
                )
            )
        drill = session.query(ExerciseRecord).filter_by(code="DRILL").one()
        session.add(
            RatingRecord(
                exercise_id=drill.id, task="Count", task_key="count", rating="U", recorded_at=county.NOW
            )
        )
        session.flush()

        found = suggested(desk)
        agencies = {key: name for name, key in desk.agencies.items()}
        assert {agencies[key] for key in found.suggestion.agencies} == {BIRCH, CEDAR, DISPATCH}
        assert closed(found) == [1, 3, 1, 2]
        assert found.tasks == {"count": "count", "set staging": "set staging"}
        assert list(found.suggestion.tasks) == ["count", "set staging"], "what came back first"
        assert found.day == date(2026, 12, 29), "another exercise has the day before"
        assert found.lapses_on is None, "Ada is current for longer than it is looked ahead"

        cedar = suggested(desk, Scope.agency(desk.agencies[CEDAR]))
        assert closed(cedar) == [0, 2, 0, 1], "they are short of Tactical, which is not theirs to fill"
        assert suggested(desk, is_told=lambda action: False).of_kind(ToShow) == []
        session.rollback()


def test_as_many_questions_however_many_there_are(county_store: Store) -> None:
    """No question is asked for each agency, position or exercise."""
    with county_store.writing() as session:
        desk = Desk(session)
        desk.position("TRIAGE", "fire", "ems")

        def asked() -> int:
            seen: list[str] = []
            bind = session.get_bind()
            event.listen(bind, "before_cursor_execute", lambda c, cur, statement, *_: seen.append(statement))
            desk.gaps()
            return len(seen)

        few = asked()
        for number in range(20):
            desk.held(f"EX{number}", date(2026, 1, 1 + number), "tabletop", (CEDAR, number + 1, "TRIAGE", 1))
        assert asked() <= 2 * few
        session.rollback()
