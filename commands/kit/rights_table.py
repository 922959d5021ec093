"""The table of right × action that `muster rights --table` prints, made by asking `commands.kit.may`.

Made-up people of two made-up agencies stand for everybody; nothing in the table is written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from commands.kit.about import (
    THE_REGION,
    About,
    Agencies,
    Confided,
    Convened,
    Held,
    Improvement,
    Kept,
    Taught,
    Whom,
    Written,
)
from commands.kit.may import OF_THE_REGION, Action, may
from commands.kit.member import Member
from readiness.records import Affiliation

HERE, ELSEWHERE = 1, 2
TODAY = date(2026, 7, 1)
YEAR = timedelta(days=365)
BEGAN, ENDED, BEGINS = TODAY - 2 * YEAR, TODAY - YEAR, TODAY + timedelta(days=30)

SPEAKERS: Mapping[str, Member] = {
    "off the roster": Member("", "", why_not="I can't find you on the roster."),
    "responder": Member("", "", 10, agencies=frozenset([HERE])),
    "lead there": Member("", "", 11, agencies=frozenset([HERE]), leads=frozenset([HERE])),
    "lead elsewhere": Member("", "", 12, agencies=frozenset([ELSEWHERE]), leads=frozenset([ELSEWHERE])),
    "emergency manager": Member("", "", 13, is_manager=True),
}
PEOPLE: Mapping[str, Whom] = {
    "who belongs there": Whom(20, [Affiliation(HERE, BEGAN)]),
    "who left": Whom(21, [Affiliation(HERE, BEGAN, ENDED)]),
    "who is to begin": Whom(22, [Affiliation(HERE, BEGINS)]),
}
SCOPES: Mapping[str, Agencies] = {
    "the agency": Agencies(frozenset([HERE])),
    "several agencies": Agencies(frozenset([HERE, ELSEWHERE])),
}
DAYS: Mapping[str, Mapping[str, date]] = {
    "who belongs there": {
        "before they joined": BEGAN - YEAR,
        "today": TODAY,
        "a later day": TODAY + timedelta(days=60),
    },
    "who left": {
        "before they joined": BEGAN - YEAR,
        "while they belonged": ENDED,
        "after they left": ENDED + timedelta(days=1),
        "today": TODAY,
    },
    "who is to begin": {"today": TODAY, "from their first day on": BEGINS},
}
EXERCISES: Mapping[str, Held] = {
    "an exercise the agency hosts": Held(HERE),
    "one that nobody hosts": Held(),
}
ANY_DAY: Mapping[str, date] = {
    "an earlier day": TODAY - YEAR,
    "today": TODAY,
    "a later day": TODAY + timedelta(days=60),
}
OF_A_PERSON = (Action.LIST, Action.READ, Action.LOG, Action.VERIFY, Action.CORRECT, Action.ABSENCE)
OF_A_SCOPE = (Action.COUNT, Action.NAME)
COLUMNS = ("may they", "about", "on", *SPEAKERS)


def rights_table() -> list[tuple[str, ...]]:
    """The rows of the table, one an action, what it is about and a day; "yes" or "no" for each right."""
    return list(_rows())


def _rows() -> Iterator[tuple[str, ...]]:
    for action in OF_A_PERSON:
        yield (action, "oneself", "today", *(_of_oneself(action, each) for each in SPEAKERS.values()))
        for name, about in PEOPLE.items():
            days = {"today": TODAY} if action is Action.LIST else DAYS[name]
            for called, on in days.items():
                yield _row(action, f"somebody {name}", about, called, on)
    for verified, said in ((False, "one's own word"), (True, "one's own, confirmed")):
        cells = (
            may(m, Action.CORRECT, Written(Whom(m.person_id or 0), verified), TODAY, TODAY)
            for m in SPEAKERS.values()
        )
        yield (Action.CORRECT, said, "today", *("yes" if verdict else "no" for verdict in cells))
    yield (Action.UNDO, "one's own", "today", *(_of_oneself(Action.UNDO, each) for each in SPEAKERS.values()))
    yield _row(Action.UNDO, "somebody else's", PEOPLE["who belongs there"], "today", TODAY)
    for action in OF_A_SCOPE:
        for name, scope in SCOPES.items():
            for called, on in ANY_DAY.items():
                yield _row(action, name, scope, called, on)
    for name, scope in SCOPES.items():
        yield _row(Action.DIGEST, name, scope, "today", TODAY)
        yield _row(Action.ADOPT, name, scope, "today", TODAY)
    for action in (Action.EXERCISE, Action.RATINGS, Action.CONFIRM):
        for name, held in EXERCISES.items():
            yield _row(action, name, held, "today", TODAY)
        yield _row_of_contact(action, "an exercise of which one is the point of contact", Held(HERE))
    at_table = Held(at_table=frozenset([HERE]))
    yield _row(Action.RATINGS, "one the agency is invited to or took part in", at_table, "today", TODAY)
    yield _row(Action.SETTLE, "an action the agency owes", Improvement(HERE), "today", TODAY)
    yield _row(Action.SETTLE, "one that nobody owes", Improvement(), "today", TODAY)
    yield _row_of_contact(
        Action.SETTLE, "an action of which one is the point of contact", Improvement(ELSEWHERE)
    )
    yield _row(Action.TEACH, "any agency", THE_REGION, "today", TODAY)
    for action in (Action.CLASS, Action.HAND_ON, Action.CREDIT):
        yield _row(action, "a class of the agency", Taught(HERE), "today", TODAY)
        yield _row(action, "a class of no agency", Taught(), "today", TODAY)
        yield _row_of_instructor(action, "a class of which one is the instructor")
    yield _row(Action.MEETING, "a meeting of the agency", Convened(HERE), "today", TODAY)
    yield _row(Action.MEETING, "a meeting of the region", Convened(), "today", TODAY)
    for action in (Action.CHECKLIST, Action.TICK):
        yield _row(action, "a checklist of the agency", Kept(HERE), "today", TODAY)
        yield _row(action, "the region's checklist", Kept(), "today", TODAY)
        cells = (may(m, action, Kept(None, m.person_id), TODAY, TODAY) for m in SPEAKERS.values())
        yield (action, "an item of which one is the owner", "today", *("yes" if v else "no" for v in cells))
    told = Confided(frozenset([HERE]))
    yield _row(Action.HEAR, "what somebody of the agency told", told, "today", TODAY)
    chiefs = (replace(m, leads=m.leads | {HERE}) for m in SPEAKERS.values())
    cells = (may(m, Action.HEAR, told, TODAY, TODAY) for m in chiefs)
    yield (Action.HEAR, "the same, as their lead", "today", *("yes" if v else "no" for v in cells))
    cells = (
        may(m, Action.HEAR, replace(told, chiefs=frozenset([m.person_id or 0])), TODAY, TODAY)
        for m in SPEAKERS.values()
    )
    then = "the same, having led the agency when it was told, or since"
    yield (Action.HEAR, then, "today", *("yes" if v else "no" for v in cells))
    for name, scope in SCOPES.items():
        yield _row(Action.AGENCY, name, scope, "today", TODAY)
        yield _row(Action.SCORE, name, scope, "today", TODAY)
    yield _row(Action.SCORE, "the region's", THE_REGION, "today", TODAY)
    for action in OF_THE_REGION:
        yield _row(action, "the region", THE_REGION, "today", TODAY)


def _row(action: Action, name: str, about: About, called: str, on: date) -> tuple[str, ...]:
    cells = (may(member, action, about, on, TODAY) for member in SPEAKERS.values())
    return (action, name, called, *("yes" if verdict else "no" for verdict in cells))


def _row_of_contact(action: Action, name: str, about: Held | Improvement) -> tuple[str, ...]:
    """Each speaker as the point of contact of it."""
    cells = (
        may(member, action, replace(about, poc=member.person_id), TODAY, TODAY)
        for member in SPEAKERS.values()
    )
    return (action, name, "today", *("yes" if verdict else "no" for verdict in cells))


def _row_of_instructor(action: Action, name: str) -> tuple[str, ...]:
    """Each speaker as the instructor of a class of another agency."""
    cells = (may(m, action, Taught(ELSEWHERE, m.person_id), TODAY, TODAY) for m in SPEAKERS.values())
    return (action, name, "today", *("yes" if verdict else "no" for verdict in cells))


def _of_oneself(action: Action, member: Member) -> str:
    about = Whom(member.person_id or 0, [Affiliation(agency) for agency in sorted(member.agencies)])
    return "yes" if may(member, action, about, TODAY, TODAY) else "no"
