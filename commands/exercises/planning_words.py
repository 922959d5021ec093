"""An exercise to be planned, in words: "Vine campus drill 3 Dec with Birch Police, Grove 911"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from commands.exercises.planning_form import TITLE
from commands.kit.blocks import cut
from commands.kit.request import Request
from commands.language.planning import PlanSaid
from commands.language.scopes import agencies_fitting, labels, shown
from readiness.vocabulary import ExerciseType
from words.days import Reading, read_day
from words.names import tokens
from words.problems import Unclear

EXAMPLE = "/exercise plan Vine campus drill 3 Dec"
PARTED = re.compile(r"[,;\n]|(?<!\S)(?:and|with|&)(?!\S)", re.IGNORECASE)
WITH = re.compile(r"(?<!\S)(?:with|inviting|invite|invites|invited)[:,]?(?!\S)", re.IGNORECASE)
HOSTED = re.compile(r"(?<!\S)hosted\s+by(?!\S)", re.IGNORECASE)
ALSO_CALLED = {"ttx": ExerciseType.TABLETOP, "fse": ExerciseType.FULL_SCALE}
KINDS = "|".join(["simulation", *ALSO_CALLED, *(each.value for each in ExerciseType)])
LEAD = re.compile(
    rf"^\s*(?:(?:an?|another)\s+)?(?:new\s+)?(?:exercise\s*[:–-]+\s*|exercise\s+(?=(?:{KINDS})\b)|(?=(?:{KINDS})\b))",
    re.IGNORECASE,
)
"""What is said before the title: "an exercise: tabletop next Friday"."""
BEFORE_A_DAY = ("on", "at", "for")
MOST_NOTES = 500
MARKS = ' \t\n"“”*_`.,;:'


def plan_said(request: Request) -> PlanSaid:
    """What was understood; nothing is guessed, and what was not is said.

    Raises Unclear for a day that can't be, and for a title that is longer than one can be.
    """
    head, _, tail = _parted(LEAD.sub("", request.text, count=1), WITH)
    head, _, by = _parted(head, HOSTED)
    tail, _, by_later = _parted(tail, HOSTED)
    # The host ends at a comma: what follows is of the exercise, or, behind those invited, invited too.
    by, _, more = by.partition(",")
    head = " ".join(part for part in (head.strip(MARKS), more.strip(MARKS)) if part)
    by_later, _, more = by_later.partition(",")
    tail = f"{tail}, {more}"
    # An incident is written down afterwards; all else is planned ahead.
    looks_back = ExerciseType.INCIDENT in tokens(head)
    title, day = _title_and_day(head, request.reading(looks_back))
    notes: list[str] = []
    host = _agencies([by.strip(MARKS) or by_later.strip(MARKS)], request, notes)
    invited = _agencies(PARTED.split(tail), request, notes)
    if len(title) > TITLE:
        raise Unclear(
            not_understood=f"A title has at most {TITLE} characters; these are {len(title)}. "
            "Nothing was recorded.",
            example=EXAMPLE,
        )
    said = tokens(title)
    kind = _type(said)
    return PlanSaid(
        title=_without_its_type(title, kind),
        day=day,
        type=kind,
        simulation="simulation" in said,
        host=host[0] if host else 0,
        invited=invited,
        unclear=cut(" ".join(notes), MOST_NOTES),
    )


def _parted(text: str, by: re.Pattern[str]) -> tuple[str, str, str]:
    match = by.search(text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")


def _title_and_day(text: str, reading: Reading) -> tuple[str, date | None]:
    """The title and the day that stands before or behind it; one within it is a part of the title."""
    words = text.split()
    for place in range(len(words)):
        found = read_day(words[place:], reading)
        if found is None:
            continue
        day, used = found
        if place + used == len(words) or place == 0:
            rest = words[:place] if place else words[used:]
            if place and rest[-1].lower() in BEFORE_A_DAY:
                rest = rest[:-1]
            return " ".join(rest).strip(MARKS), day
    return " ".join(words).strip(MARKS), None


def _type(said: Sequence[str]) -> str:
    """What kind of exercise its title says it is; nothing where it says none, or two."""
    found = {kind for word in said if (kind := ALSO_CALLED.get(word))}
    for kind in ExerciseType:
        wanted = tokens(kind.value)
        if any(tuple(said[n : n + len(wanted)]) == wanted for n in range(len(said))):
            found.add(kind)
    return found.pop().value if len(found) == 1 else ""


def _without_its_type(title: str, kind: str) -> str:
    """A title without the kind of exercise it begins with; that stays where nothing else is said."""
    words = title.split()
    names = {tokens(kind), *(tokens(name) for name, each in ALSO_CALLED.items() if each == kind)}
    for length in (3, 2, 1):
        first = tokens(" ".join(words[:length]))
        if kind and any(first in (name, (*name, "exercise")) for name in names):
            return " ".join(words[length:]).strip(MARKS + "-–") or title
    return title


def _agencies(named: Sequence[str], request: Request, notes: list[str]) -> list[int]:
    """The agencies that were named; of those that were not understood it is noted what they may be."""
    found: list[int] = []
    for part in named:
        said = part.strip(MARKS)
        if not said:
            continue
        fitting = agencies_fitting(said, request.catalogue)
        if len(fitting) == 1:
            found.append(int(fitting[0].key))
        elif fitting:
            names = ", ".join(labels(fitting)[each] for each in fitting[:5])
            notes.append(f"“{shown(said)[:60]}” matches {len(fitting)} agencies: {names}.")
        else:
            notes.append(f"I don't know an agency called “{shown(said)[:60]}”.")
    return list(dict.fromkeys(found))
