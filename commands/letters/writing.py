"""One letter from all that the capabilities have to tell: put in order, bounded, for one reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

import structlog

from commands.kit.letters import MONDAY, WEEK, LetterPart, Line, Reader, Round
from commands.kit.member import Member
from commands.kit.reply import Message
from commands.letters.letter_views import Habit, letter_message
from storage.letters import Often

log = structlog.get_logger()


@dataclass(frozen=True)
class Letter:
    """What is written to somebody on a day: nothing (no message) where all their lines were passed over."""

    person: int
    message: Message | None
    told: Mapping[LetterPart | None, Sequence[Line]]
    passed: Mapping[LetterPart | None, Sequence[Line]]
    figures: Mapping[str, object] = field(default_factory=dict)


def reader_of(
    member: Member,
    person_id: int,
    habit: Habit,
    day: date,
    since: date | None = None,
    is_weekly: bool = False,
) -> Reader:
    """Somebody a letter of a day is written to; in a letter a week all its days are near.

    `is_weekly`: what is told once a week they were not told yet, and are told now. To those who have one
    letter a week it is told in that letter.
    """
    between = is_between(habit, day)
    days = WEEK.days if habit.often is Often.WEEKLY and not between else 1
    return Reader(member, person_id, since or date.min, days, is_weekly and not between)


def is_between(habit: Habit, day: date) -> bool:
    """Whether somebody's letter of a day comes between two weekly ones: it tells what can't wait, alone."""
    return habit.often is Often.WEEKLY and day.weekday() != MONDAY


def letters(round_: Round, parts: Sequence[LetterPart], habits: Mapping[int, Habit]) -> Iterator[Letter]:
    """The letters of a round, in the order of its readers."""
    found = lines_by_person(round_, parts)
    for person, reader in round_.readers.items():
        lines = found.get(person, [])
        habit = habits.get(person, Habit())
        if is_between(habit, round_.day):
            lines = [(part, line) for part, line in lines if part and part.before_monday and line.is_urgent]
        told = [(part, line) for part, line in lines if line.text and _is_told(line, habit)]
        passed = [(part, line) for part, line in lines if not (line.text and _is_told(line, habit))]
        yield Letter(
            person,
            letter_message(in_order(told), round_, reader, habit) if told else None,
            _by_part(told),
            _by_part(passed),
            {key: value for _, line in told for key, value in line.figures.items()},
        )


def lines_by_person(
    round_: Round, parts: Sequence[LetterPart]
) -> dict[int, list[tuple[LetterPart | None, Line]]]:
    """What there is to tell each reader, by the part that tells it; with what is told no more, and why not.

    A part that fails keeps no other from being told, and tells it the next time.
    """
    found: defaultdict[int, list[tuple[LetterPart | None, Line]]] = defaultdict(list)
    old = {line.id for lines in round_.waiting.values() for line in lines if round_.is_old(line)}
    for part in parts:
        try:
            for told in part.lines(round_):
                if told.waiting not in old:
                    found[told.person].append((part, told))
        except (LookupError, ValueError, ArithmeticError, TypeError, AttributeError):
            log.exception("part of letters not written", place=part.place, reference=uuid4().hex[:8])
    for lines in round_.waiting.values():
        for line in lines:
            if line.id in old:
                found[line.person_id].append((None, _passed(line.person_id, line.matter, line.id)))
    return found


def in_order(told: Sequence[tuple[LetterPart | None, Line]]) -> list[Line]:
    """What is urgent first, then by the capabilities' places, the nearest day first."""
    ordered = sorted(
        enumerate(told),
        key=lambda each: (
            not each[1][1].is_urgent,
            each[1][0].place if each[1][0] else 0,
            each[1][1].day or date.max,
            each[0],
        ),
    )
    return [line for _, (_, line) in ordered]


def _is_told(line: Line, habit: Habit) -> bool:
    return line.is_urgent or habit.often is not Often.URGENT


def _passed(person: int, matter: str, waiting: int) -> Line:
    return Line(person, matter, 0, waiting=waiting)


def _by_part(
    lines: Sequence[tuple[LetterPart | None, Line]],
) -> dict[LetterPart | None, list[Line]]:
    found: defaultdict[LetterPart | None, list[Line]] = defaultdict(list)
    for part, line in lines:
        found[part].append(line)
    return dict(found)
