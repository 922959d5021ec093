"""Answers about people by name: the first line answers, then everything asked of them."""

from __future__ import annotations

from datetime import date

import pytest

from commands.due import due
from commands.kit.problems import Refused
from readiness.question import Measure, State
from storage.catalogue import catalogue_of
from storage.engine import Store
from storage.people import Person
from storage.standing import rebuild
from storage.training import AbsenceRecord
from tests.commands.speaking import NOON, Office, Speaker
from tests.jobs.county import Staff, seed
from tests.storage.test_figures import TODAY

CEDAR = Staff(
    "Cedar Fire",
    ["fire"],
    {
        "ASIM-B": ["current", "expired", "never", "due_soon"],
        "BLS": ["current", "current", "current", "expired"],
    },
)
TITLES = {"ASIM-B": "ASIM Basic", "BLS": "Basic life support"}
GOOD, LAPSED, NEVER, MIXED = range(4)


class Desk:
    """The people of the agency and its courses, by their ids."""

    def __init__(self, store: Store) -> None:
        self.agency = seed(store, TODAY, [CEDAR], TITLES)["Cedar Fire"]
        with store.reading() as session:
            self.people = [each.id for each in session.query(Person).order_by(Person.id)]
            self.courses = {each.code: each.id for each in catalogue_of(session).courses.values()}
        self.office = Office(store, due.ENTRIES)
        self.lead = self.office.lead(self.agency, person_id=self.people[MIXED])

    def asks(self, speaker: Speaker, person: int, measure: Measure, state: State, *codes: str) -> str:
        """The whole text of an answer about somebody."""
        return speaker.clicks(
            "due.ask",
            {
                "scopes": [f"person:{self.people[person]}"],
                "measure": measure.value,
                "states": [state.value],
                "courses": [self.courses[code] for code in codes],
            },
        ).text

    def head(self, person: int, measure: Measure, state: State, *codes: str) -> str:
        """The first line of the lead's answer."""
        return self.asks(self.lead, person, measure, state, *codes).splitlines()[0]


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_whether_somebody_is_current_is_yes_or_no_with_the_date(desk: Desk) -> None:
    said = [
        desk.head(person, Measure.WHETHER, State.CURRENT, "ASIM-B") for person in (GOOD, LAPSED, NEVER, MIXED)
    ]
    assert said == [
        "Yes: Person0 OfCedar Fire is current in ASIM Basic until 2 Aug 2028.",
        "No, not since 2 May 2026: Person1 OfCedar Fire is not current in ASIM Basic.",
        "No, not yet: Person2 OfCedar Fire has not taken ASIM Basic.",
        "Yes: you are current in ASIM Basic until 2 Dec 2026.",
    ]
    assert desk.head(GOOD, Measure.WHETHER, State.CURRENT) == (
        "Yes: Person0 OfCedar Fire is current in everything asked of them until 2 Aug 2028."
    )
    assert desk.head(LAPSED, Measure.WHETHER, State.CURRENT) == (
        "No: Person1 OfCedar Fire is not current in ASIM Basic (not since 2 May 2026)."
    )


def test_whether_somebody_is_due_or_overdue(desk: Desk) -> None:
    assert desk.head(MIXED, Measure.WHETHER, State.OVERDUE) == (
        "Yes: you are overdue for Basic life support (expired 2 May 2026)."
    )
    assert desk.head(GOOD, Measure.WHETHER, State.OVERDUE) == (
        "No: Person0 OfCedar Fire is not overdue for anything asked of them."
    )
    assert desk.head(MIXED, Measure.WHETHER, State.DUE, "ASIM-B") == (
        "Yes: you are due for ASIM Basic (due 2 Dec 2026)."
    )


def test_when_somebody_is_due(desk: Desk) -> None:
    assert [desk.head(person, Measure.WHEN, State.DUE, "ASIM-B") for person in (GOOD, LAPSED, NEVER)] == [
        "Person0 OfCedar Fire's ASIM Basic expires on 2 Aug 2028: current until then.",
        "Person1 OfCedar Fire's ASIM Basic expired on 2 May 2026.",
        "Person2 OfCedar Fire has not taken ASIM Basic yet.",
    ]
    assert desk.head(MIXED, Measure.WHEN, State.DUE) == (
        "Next for you: ASIM Basic on 2 Dec 2026; Basic life support is already overdue."
    )


def test_everything_asked_of_somebody_is_shown_as_one_sees_it_of_oneself(desk: Desk) -> None:
    theirs = desk.asks(desk.lead, LAPSED, Measure.WHO, State.DUE).splitlines()
    assert theirs[0] == "Person1 OfCedar Fire is due for ASIM Basic."
    assert theirs[-2:] == [
        "ASIM Basic: expired 2 May 2026",
        "Basic life support: current until 2 Aug 2028",
    ]
    own = desk.office.responder(desk.people[LAPSED], desk.agency)
    mine = desk.asks(own, LAPSED, Measure.WHO, State.DUE).splitlines()
    assert mine[0] == "You are due for ASIM Basic."
    assert mine[-2:] == theirs[-2:]
    assert desk.head(NEVER, Measure.WHO, State.NEVER) == (
        "Person2 OfCedar Fire is not yet trained in ASIM Basic."
    )
    assert desk.head(GOOD, Measure.WHO, State.NEVER) == (
        "Nothing asked of Person0 OfCedar Fire is not yet trained."
    )


def test_on_leave_nothing_is_asked(desk: Desk, store: Store) -> None:
    with store.writing() as session:
        session.add(
            AbsenceRecord(
                person_id=desk.people[LAPSED], kind="leave", starts_on=date(2026, 10, 1), recorded_at=NOON
            )
        )
        session.flush()
        rebuild(session, TODAY)
    assert desk.head(LAPSED, Measure.WHETHER, State.CURRENT, "ASIM-B") == (
        "Person1 OfCedar Fire is on leave: ASIM Basic is not asked of them for now."
    )


def test_a_few_people_each_get_their_line(desk: Desk) -> None:
    keys = [f"person:{desk.people[each]}" for each in (GOOD, LAPSED)]
    said = desk.lead.clicks("due.ask", {"scopes": keys, "measure": "whether", "states": ["current"]}).text
    assert "Yes: Person0 OfCedar Fire is current in everything" in said
    assert "No: Person1 OfCedar Fire is not current in ASIM Basic" in said


def test_about_one_person_only_those_it_concerns_are_answered(desk: Desk) -> None:
    ray = desk.office.responder(desk.people[GOOD], desk.agency)
    for measure in Measure:
        if measure is Measure.RANKING:
            continue
        with pytest.raises(Refused, match="I can't answer about one person here"):
            desk.asks(ray, LAPSED, measure, State.CURRENT)
        assert desk.asks(ray, GOOD, measure, State.CURRENT)
    with pytest.raises(Refused, match="never people"):
        desk.asks(desk.lead, GOOD, Measure.RANKING, State.CURRENT)
    # Nor as one of several, nor beside an agency.
    both = [f"person:{desk.people[each]}" for each in (GOOD, LAPSED)]
    for scopes in (both, [both[1], f"agency:{desk.agency}"], [both[1], "everyone"]):
        with pytest.raises(Refused):
            ray.clicks("due.ask", {"scopes": scopes})


def test_next_steps_are_about_the_one_spoken_of(desk: Desk) -> None:
    about = {"scopes": [f"person:{desk.people[LAPSED]}"], "courses": [desk.courses["BLS"]]}
    assert desk.lead.clicks("due.ask", about).buttons() == ["Log training for them", "Everything asked"]
    own = desk.office.responder(desk.people[LAPSED], desk.agency)
    assert own.clicks("due.ask", about).buttons() == ["Log training", "My record", "Everything asked"]


def test_what_was_overdue_before_the_time_asked_about_is_never_left_unsaid(desk: Desk) -> None:
    """LAPSED's ASIM Basic expired on 2 May 2026; MIXED's BLS too."""

    def head(person: int, measure: str, state: str, since: str, by: str, *codes: str) -> str:
        asked = {
            "scopes": [f"person:{desk.people[person]}"],
            "measure": measure,
            "states": [state],
            "courses": [desk.courses[code] for code in codes],
            "since": since,
            "by": by,
        }
        return desk.lead.clicks("due.ask", asked).text.splitlines()[0]

    november, year = ("2026-11-01", "2026-11-30"), ("2027-01-01", "2027-12-31")
    late = "ASIM Basic has been expired since 2 May 2026."
    for state in ("due", "due_soon"):
        for measure in ("whether", "who"):
            assert head(LAPSED, measure, state, *november) == (
                f"Nothing of Person1 OfCedar Fire's comes due in November 2026, but {late}"
            )
    assert head(LAPSED, "whether", "overdue", *november) == (
        f"Nothing of Person1 OfCedar Fire's became overdue in November 2026, but {late}"
    )
    assert head(LAPSED, "who", "expired", *november) == (
        f"Nothing of Person1 OfCedar Fire's expired in November 2026, but {late}"
    )
    assert head(LAPSED, "who", "due", *november, "ASIM-B") == (
        "ASIM Basic does not come due in November 2026: it has been expired since 2 May 2026."
    )
    assert head(LAPSED, "whether", "due", *year, "ASIM-B", "BLS") == (
        f"Nothing of Person1 OfCedar Fire's comes due in 2027, but {late}"
    )
    assert head(NEVER, "who", "due_soon", *year).startswith(
        "Nothing of Person2 OfCedar Fire's comes due in 2027, but ASIM Basic has not been taken yet"
    )
    december = ("2026-12-01", "2026-12-10")
    assert head(MIXED, "whether", "due", *december) == (
        "Yes: you are due for ASIM Basic (due 2 Dec 2026); Basic life support is already overdue."
    )
    assert head(MIXED, "who", "due", *december) == (
        "You are due for ASIM Basic; Basic life support is already overdue."
    )
    assert head(GOOD, "whether", "due", *december) == (
        "No: Person0 OfCedar Fire is not due for anything asked of them between 1 Dec 2026 and 10 Dec 2026."
    )
    assert head(GOOD, "who", "due_soon", *november) == (
        "Nothing asked of Person0 OfCedar Fire is due soon in November 2026."
    )


def test_nothing_due_soon_tells_of_what_is_overdue(desk: Desk) -> None:
    assert desk.head(LAPSED, Measure.WHO, State.DUE_SOON) == (
        "Nothing asked of Person1 OfCedar Fire is due soon, but ASIM Basic has been expired since 2 May 2026."
    )
