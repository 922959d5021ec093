"""Numbers that were shown to somebody who may ask later how they came about: in digests and documents.

Each is kept with its question, the instant it was counted at and its result, under a short key that stands
beside it. The key is made of those but the instant: the same question with the same answer has the same key,
so that a document made twice has the same bytes. It is long enough that two of ten million numbers share one
by chance less than once in ten, and where two would, the second is refused: a key never explains another.

What `question` and `result` hold, plain JSON values both, by measure (`Counts`: the fields of
`readiness.coverage.Counts`, as `counts_kept` writes them):

| measure | question | result |
| --- | --- | --- |
| coverage | {"course": id, or None for all courses} | Counts: people of a course, requirements of all |
| coverage | {"course": the same, "strength": n} | the same; n: of the whole declared strength |
| coverage | {"course": id or None, "agency": id} | the same of one agency in the scope |
| due | {"within": days} | {"count": n}: met or not asked for yet, and due by then |
| lapsed | {"course": id, "agency": id} | Counts of the pair |
| teams | {} | {"teams": n, "short": [titles], "people": n or None, "wanted": n or None} |
| on plan | {"course": id} | {"on_plan": n, "current": n} |
| adopted | {"plan": id} | {"adopted": n, "of": n}: agencies |
| actions | {} | {"open": n, "overdue": n, "shown": n, "done": n, "came_back": n} |
| fix rate | {} | {"shown": n, "claimed": n}: of the corrective actions said to be done |
| actions | {"exercise": id} | the same of one exercise's, not started ones and "not_doing" too |
| exercises | {"months": 12} | {"full": n, "joint": n, "siloed": n, "not_played": n} |
| exercises | {"exercise": id} | the same of one alone |
| score | {"category": its value} | {"claimed": percent, "proven": percent} |
| ladder | {"months": 24} | {"highest": the step, or None} |
| missing | {"months": 12} | {"discipline": its code, or None, "times": n, "of": those that were played} |

The scope is the number's own: coverage of one discipline is that of the scope "discipline:fire". A result may
leave a key of these out; what it has is what is compared when it is counted anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from readiness.actions import ActionState
from readiness.coverage import Counts
from readiness.exercises import Reach
from storage.base import Base, insert_into, table_of
from storage.canonical import digest_of

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The signs of a key: none that is taken for another when it is read aloud or copied by hand."""

KEY_LENGTH = 10

NUMBERS_AT_ONCE = 500
"""Written by one statement."""

MOST_NEAR = 20
"""Keys near one that was mistyped that are looked at."""


class KeyTaken(Exception):
    """A number can't be kept: its key stands for another one already."""


class Measure(StrEnum):
    """What was counted. The value is what is stored."""

    COVERAGE = "coverage"  # current of required: of a course, or of all
    DUE = "due"  # what falls due within so many days
    LAPSED = "lapsed"  # who is not current in a course in an agency
    TEAMS = "teams"  # how many full teams deep
    ON_PLAN = "on plan"  # of those current, on today's plan
    ADOPTED = "adopted"  # agencies that adopted the revision in force
    ACTIONS = "actions"  # corrective actions by their state
    FIX_RATE = "fix rate"  # of the corrective actions said to be done, those shown
    EXERCISES = "exercises"  # exercises within some months, by their reach
    SCORE = "score"  # a category of the scorecard
    LADDER = "ladder"  # the highest step of the ladder
    MISSING = "missing"  # who was most often missing at the table


class ShownNumber(Base):
    """One number that was shown. `question` says what was asked besides scope and day, `result` the answer.

    `fewest` are the people that had to be there to be counted for who it was shown to.
    """

    __tablename__ = "shown_number"

    key: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[str]
    scope: Mapped[str]  # as a subscription holds one (`storage.scopes.scope_key`)
    as_of: Mapped[date]
    question: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    fewest: Mapped[int] = mapped_column(default=1)
    counted_at: Mapped[datetime]


@dataclass(frozen=True)
class Shown:
    """A number to be shown: what was counted, of whom, as of which day, and what came of it."""

    measure: Measure
    scope: str
    as_of: date
    result: Mapping[str, Any]
    question: Mapping[str, Any] = field(default_factory=dict)
    fewest: int = 1

    @cached_property
    def said(self) -> str:
        """All that it says, as one digest."""
        return _said(self)

    @cached_property
    def key(self) -> str:
        """Its key: of what it says, so that the same is known by the same."""
        number = int(self.said, 16)
        signs = ""
        for _ in range(KEY_LENGTH):
            number, place = divmod(number, len(SIGNS))
            signs += SIGNS[place]
        return signs


def keep_numbers(session: Session, shown: Sequence[Shown], now: datetime) -> list[str]:
    """Keeps numbers and gives their keys, in the same order. One that is kept already keeps its instant.

    Raises KeyTaken where a key would stand for two numbers; nothing that was kept is changed.
    """
    keyed: dict[str, Shown] = {}
    for each in shown:
        if keyed.setdefault(each.key, each).said != each.said:
            raise KeyTaken(f"{each.key} stands for another number already")
    there = sorted(keyed)  # in one order: two processes that keep the same do not lock each other out
    for start in range(0, len(there), NUMBERS_AT_ONCE):
        part = there[start : start + NUMBERS_AT_ONCE]
        rows = [_row(key, keyed[key], now) for key in part]
        # Handed over as parameters: a statement with its rows in it is put together anew each time.
        table = table_of(ShownNumber)
        insert = insert_into(session, table).on_conflict_do_nothing().returning(table.c.key)
        known = set(part) - set(session.scalars(insert, rows))
        for number in numbers_of(session, known) if known else ():
            if _said(number) != keyed[number.key].said:
                raise KeyTaken(f"{number.key} stands for another number already")
    return [each.key for each in shown]


def number_of(session: Session, key: str) -> ShownNumber | None:
    """The number of a key as people type it; None where there is none here."""
    return session.get(ShownNumber, key_typed(key))


def numbers_of(session: Session, keys: Iterable[str]) -> list[ShownNumber]:
    """The numbers of some keys."""
    return list(session.scalars(select(ShownNumber).where(ShownNumber.key.in_([*keys]))))


def counts_kept(counts: Counts) -> dict[str, int | None]:
    """Counts as a number's result holds them."""
    return asdict(counts)


def teams_kept(
    teams: int | None, short: Sequence[str], people: int | None, wanted: int | None
) -> dict[str, Any]:
    """How many teams deep, as a number's result holds it."""
    return {"teams": teams, "short": [*short], "people": people, "wanted": wanted}


def adopted_kept(adopted: int, agencies: int) -> dict[str, Any]:
    """How many of some agencies adopted a revision, as a number's result holds it."""
    return {"adopted": adopted, "of": agencies}


def on_plan_kept(counts: Counts) -> dict[str, int | None]:
    """Of those current in a course how many are on today's plan, as a number's result holds it."""
    return {"on_plan": counts.on_plan, "current": counts.current}


def reach_kept(exercises: Mapping[Reach, int]) -> dict[str, int]:
    """Exercises by how far they reached, as a number's result holds them."""
    return {reach.value.replace(" ", "_"): many for reach, many in exercises.items()}


def actions_kept(actions: Mapping[ActionState, int]) -> dict[str, int]:
    """Corrective actions by where they stand, as a number's result holds them."""
    return {state.value: many for state, many in actions.items()}


def missing_kept(discipline: str | None, times: int, played: int) -> dict[str, Any]:
    """Which discipline was missing most often in those that were played, as a number's result holds it."""
    return {"discipline": discipline, "times": times, "of": played}


def key_typed(said: str) -> str:
    """A key as it is kept: in capitals, without what people put between its signs."""
    return "".join(sign for sign in said.upper() if sign.isalnum())


def keys_near(session: Session, said: str) -> list[str]:
    """The keys that are there and one sign off one as it was typed: another, one missing, one too many, two
    in each other's place. In their order, and never more than a few.
    """
    typed = key_typed(said)
    if abs(len(typed) - KEY_LENGTH) > 1 or not typed.isascii():
        return []
    places = range(len(typed))
    near = {
        *(f"{typed[:n]}_{typed[n + 1 :]}" for n in places),
        *(f"{typed[:n]}_{typed[n:]}" for n in (*places, len(typed))),
        *(typed[:n] + typed[n + 1 :] for n in places),
        *(typed[:n] + typed[n + 1] + typed[n] + typed[n + 2 :] for n in places[:-1]),
    }
    fitting = [each for each in sorted(near) if len(each) == KEY_LENGTH]
    query = select(ShownNumber.key).where(or_(*(ShownNumber.key.like(each) for each in fitting)))
    return list(session.scalars(query.order_by(ShownNumber.key).limit(MOST_NEAR)))


def _said(number: Shown | ShownNumber) -> str:
    """All that a number says, as one digest: what tells it from every other."""
    of = [number.measure, number.scope, number.as_of.isoformat()]
    return digest_of({"shown": [*of, dict(number.question), dict(number.result), number.fewest]})


def _row(key: str, shown: Shown, now: datetime) -> dict[str, Any]:
    return {
        "key": key,
        "measure": shown.measure,
        "scope": shown.scope,
        "as_of": shown.as_of,
        "question": dict(shown.question),
        "result": dict(shown.result),
        "fewest": shown.fewest,
        "counted_at": now,
    }
