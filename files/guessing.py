"""Which kind of file a table is, by its columns, by its name, by the words it came with: never by a guess
that could be another, for then it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from files.columns import Kind, filled_by
from files.finding import Sought
from files.header_words import meant_by, words_of
from files.kinds import COMPLETIONS, KINDS
from files.lexicon import Lexicon
from files.looks import can_be, filled, is_day, mostly
from files.table import Table
from words.classes import plain_word

_SAID: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "roster": ("rosters", "staff", "members", "personnel", "employees", "people", "membership"),
        "completions": (
            *("completion", "certifications", "certificates", "certs", "transcript", "transcripts"),
            *("trainings", "training", "qualifications", "credentials"),
        ),
        "agencies": ("departments",),
        "courses": ("catalogue", "catalog"),
        "absences": ("leaves", "waivers"),
        "requirements": ("requirement",),
        "exercises": ("exercise",),
    }
)
"""What else people call the kinds of file."""

_WORTH = (1.0, 0.8, 0.5, 0.3)
"""What a column counts that is called so, by the rank of the word."""
_APART = 1.0
"""By how much one kind has to fit better than the next to be taken without asking."""
_NAMED = 1.5
"""What the file's own name counts."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The kinds a table may be, the likeliest first; whether the first of them is plain."""

    kinds: tuple[str, ...] = ()
    is_plain: bool = False


def sought_of_any() -> Sought:
    """What is sought in a file of which nobody said what it holds: a header of any kind."""
    words: dict[str, tuple[str, ...]] = {}
    for kind in KINDS.values():
        for key, named in words_of(kind).items():
            words.setdefault(key, tuple(each.column for each in named))
    return Sought(words, ())


def kind_in_words(words: Sequence[str]) -> str | None:
    """The one kind that words speak of; None where it is none, or several."""
    said = {plain_word(word) for word in words}
    found = {kind for kind in KINDS if kind in said or not said.isdisjoint(_SAID.get(kind, ()))}
    own = {kind for kind in found if kind in said}
    return next(iter(own or found)) if len(own or found) == 1 else None


def kind_in_name(name: str) -> str | None:
    """The one kind a file's name speaks of: `2026 roster.xlsx`."""
    stem = PurePath(name).stem
    return kind_in_words("".join(sign if sign.isalpha() else " " for sign in stem).split())


def guess_kind(table: Table, lexicon: Lexicon) -> Guess:
    """Which kinds a table as brought may be, by its columns and its name."""
    named = kind_in_name(table.name)
    scored: list[tuple[bool, float, str]] = []
    for kind in KINDS.values():
        complete, points = _fit(table, kind, lexicon)
        if points:
            scored.append((complete, points + (_NAMED if kind.name == named else 0), kind.name))
    scored.sort(key=lambda each: (not each[0], -each[1]))
    if not scored:
        return Guess((named,) if named else ())
    complete, points, _ = scored[0]
    rivals = [each for each in scored[1:] if each[0]]
    is_plain = complete and all(points - each[1] >= _APART for each in rivals)
    return Guess(tuple(each[2] for each in scored if each[0] or each is scored[0])[:3], is_plain)


def _fit(table: Table, kind: Kind[Any], lexicon: Lexicon) -> tuple[bool, float]:
    """Whether all that files of a kind must have may be there, and how many columns are known."""
    words = words_of(kind)
    found: dict[str, int] = {}
    unknown: list[int] = []
    for place, text in enumerate(table.header):
        cells = [row.raw[place] for row in table.rows[:200]]
        meant = [each for each in meant_by(text, words) if each.rank == 0 or can_be(each.column, cells)]
        fresh = next((each for each in meant if each.column not in found), None)
        if fresh is not None:
            found[fresh.column] = fresh.rank
        elif text:
            unknown.append(place)
    points = sum(_WORTH[min(rank, len(_WORTH) - 1)] for rank in found.values())
    there = set(found)
    if kind is COMPLETIONS:
        days = [each for each in unknown if _is_course(table, each, lexicon)]
        points += len(days)
        if days or there & {"completed_on", "expires_on"}:  # a wide file, or one of a course it does not name
            there |= {"course", "completed_on"} if days else {"course"}
    return all(not there.isdisjoint(filled_by(kind.row_type, group)) for group in kind.must), points


def _is_course(table: Table, place: int, lexicon: Lexicon) -> bool:
    """Whether a column is called as a course and holds days, as in a row a person and a column a course."""
    cells = filled(row.raw[place] for row in table.rows[:200])
    return lexicon.course(table.header[place]) is not None and mostly(cells, is_day)
