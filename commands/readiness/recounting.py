"""What is found out about a kept number: what the records of then give, and what changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from commands.kit.explained import Explains
from readiness.small_counts import BY_NAME
from storage.catalogue import Catalogue, catalogue_of
from storage.known import Known
from storage.number_rows import Asking, NumberRow, Recounted
from storage.scopes import scope_of
from storage.shown_numbers import ShownNumber


@dataclass(frozen=True)
class Reached:
    """How a number was reached. `gone` says what of its question is no longer there; then there is
    no `asking`, the question as it can be asked again, and nothing is counted.

    `then`: counted anew for its day, by what was known at its instant; `since`: by what is known now;
    `today`: the same question today (None where its day is today, or where it can't be counted).
    """

    number: ShownNumber
    explains: Explains | None
    gone: str = ""
    asking: Asking | None = None
    then: Recounted | None = None
    since: Recounted | None = None
    today: Recounted | None = None

    def counted(self, asking: Asking) -> Recounted:
        """Counts a question anew. Raises ValueError where nothing counts its measure."""
        if self.explains is None or self.explains.recount is None:
            raise ValueError(f"nothing counts {self.number.measure}")
        return self.explains.recount(asking)

    @property
    def is_as_kept(self) -> bool:
        """Whether the records of then give what was said."""
        return self.then is not None and same(self.number.result, self.then.result)

    @property
    def has_changed(self) -> bool:
        """Whether the same day is counted otherwise by what is known now."""
        return self.since is not None and not same(self.number.result, self.since.result)

    @property
    def later(self) -> Mapping[str, int]:
        """What was recorded since that may bear on it, in words, each with its count."""
        return {} if self.then is None else self.then.later

    @cached_property
    def rows(self) -> Sequence[NumberRow]:
        """What it was counted of, and what was left out of it; none where it was not counted anew."""
        return () if self.for_its_day is None else self.for_its_day.rows()

    @property
    def for_its_day(self) -> Recounted | None:
        """Counted anew for its day: by what was known then, or is known now where nothing tells of then."""
        return self.since if self.then is None else self.then


def same(kept: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether what was kept is what is found now, in all that was kept and is still counted."""
    return all(found[name] == value for name, value in kept.items() if name in found)


def rows_of(session: Session, number: ShownNumber, explains: Mapping[str, Explains]) -> Reached:
    """A number with what it was counted of alone, for who was told all else before."""
    return _reached(session, number, explains, since=False)


def reached(
    session: Session,
    number: ShownNumber,
    explains: Mapping[str, Explains],
    today: date,
    names: bool,
    told: bool = True,
) -> Reached:
    """How a number was reached, as far as it is for the reader: `names`, they may name all in the scope.

    Who may not is told what the same question gives today, by the rule of small counts, and nothing of
    another day. Who may be told (`told`) no more than what it said is told no more.
    """
    if not told:
        return _question(session, number, explains)
    measure = explains.get(number.measure)
    if not names and measure is not None and measure.of_people:
        made = _question(session, number, explains)
    else:
        made = _reached(session, number, explains, since=True)
    if made.asking is None or number.as_of == today:
        return made
    again = replace(made.asking, on=today)
    found = made.counted(again)
    if names and measure is not None and measure.of_people and not any(found.result.values()):
        # What is too few to be counted aloud is theirs to know.
        found = made.counted(replace(again, fewest=BY_NAME))
    return replace(made, today=found)


def _reached(session: Session, number: ShownNumber, explains: Mapping[str, Explains], since: bool) -> Reached:
    """A number counted anew by what was known then; `since`: by what is known now, too."""
    made = _question(session, number, explains)
    if made.asking is None:
        return made
    if made.explains is not None and made.explains.by_now:
        return replace(made, since=made.counted(made.asking))
    made = replace(made, then=made.counted(replace(made.asking, known=Known(session, number.counted_at))))
    return replace(made, since=made.counted(made.asking)) if since and made.asking else made


def _question(session: Session, number: ShownNumber, explains: Mapping[str, Explains]) -> Reached:
    """A number and what was asked, as it can be asked again; nothing is counted yet."""
    found, catalogue = explains.get(number.measure), catalogue_of(session)
    scope, gone = scope_of(number.scope, catalogue), _gone(catalogue, number)
    if found is None or found.recount is None or gone or scope is None:
        return Reached(number, found, gone)
    return Reached(number, found, asking=Asking(session, scope, number.as_of, number.question, number.fewest))


def _gone(catalogue: Catalogue, number: ShownNumber) -> str:
    """What a number was about and is no longer there, in words; empty where all of it is."""
    if scope_of(number.scope, catalogue) is None:
        return "The agency, unit or jurisdiction it was counted of is no longer on record."
    places: Mapping[str, tuple[Mapping[int, Any], str]] = {
        "course": (catalogue.courses, "The course it was about is no longer in the catalogue."),
        "agency": (catalogue.agencies, "The agency it was about is no longer on record."),
        "plan": (catalogue.plans, "The plan it was about is no longer on record."),
    }
    for name, (there, said) in places.items():
        key = number.question.get(name)
        if key is not None and key not in there:
            return said
    return ""
