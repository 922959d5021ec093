"""Lines of a pasted list as people paste them: of names, and of agencies with how many came.

From an e-mail's list of addresses, a spreadsheet, a numbered sheet, with ranks and the surname first. Pure:
each line is read in all the ways it may be meant, the likeliest first; who is on the roster decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from commands.language.naming import EMAIL
from commands.language.telling import LEADING
from words.classes import listed, plain_word
from words.people import RANKS

NUMBERED = re.compile(r"^[#(]?\d{1,3}[.):]*\s*[-–—]?\s+(?=\D)")
"""The number a line of a sheet begins with."""
MAILTO = re.compile(r"<mailto:([^|>]+)(?:\|[^>]*)?>", re.IGNORECASE)
PARTED, CELLS = re.compile(r"[;\n]"), re.compile(r"[,\t]")
AROUND = " \t,;:\"'“”‘’`*_|"
HEADINGS = listed(
    "name names first last surname given full e-mail email mail address agency department organization "
    "organisation rank id member no number # title role"
)
TAIL = re.compile(
    r"(?P<name>.*?)(?:\s*[:=,(–—]\s*|\s+-\s+|\s+)(?P<number>-?[0-9][0-9,]*)\)?"
    r"(?:\s+(?:people|persons?|players?|pax))?",
    re.IGNORECASE,
)
HEAD = re.compile(
    r"(?P<number>-?[0-9][0-9,]*)\s*(?:x|×|people|persons?|players?|pax)?(?:\s+(?:from|of)\s+|\s*[:,–—]\s*"
    r"|\s+-\s+|\s+)(?P<name>\D.*)",
    re.IGNORECASE,
)
MOST_DIGITS = 8


class Kept(BaseModel):
    """Who of a list was found so far, and how often a form came back with the rest of it."""

    found: list[int] = []
    turn: int = 0


@dataclass(frozen=True)
class Reading:
    """One way a line may be meant: a name or an e-mail, and what stands beside it, an agency perhaps."""

    name: str
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line as it was typed, the ways it may be meant, the people it may name one by one, its e-mail.

    With an e-mail, the readings are of what stands beside it.
    """

    said: str
    readings: Sequence[Reading]
    several: Sequence[str] = ()
    email: str = ""


def pasted_people(text: str) -> list[Line]:
    """The lines of a list of people; a heading is none of them."""
    found = []
    for part in PARTED.split(MAILTO.sub(r"\1", text)):
        said = LEADING.sub("", part, count=1).strip(" \t,;")
        emails = EMAIL.findall(said)
        if len(emails) > 1:
            each_alone = [each.strip(AROUND + "()") for each in emails]
            found += [Line(each, [], email=each) for each in each_alone]
        elif said and not _is_heading(said):
            found.append(_line(said, emails))
    return found


def pasted_counts(text: str) -> list[str]:
    """The lines of a list of agencies with their headcounts."""
    lines = (LEADING.sub("", each, count=1).strip(" \t,;") for each in PARTED.split(text))
    return [each for each in lines if each]


def names_and_numbers(said: str) -> list[tuple[str, int]]:
    """An agency and its headcount, as a line may say them: the number behind the name, or before it."""
    found = []
    for pattern in (TAIL, HEAD):
        match = pattern.fullmatch(said)
        number = match["number"].replace(",", "") if match else ""
        name = match["name"].strip(' \t-–—,:()"') if match else ""
        if name and len(number.removeprefix("-")) <= MOST_DIGITS and number:
            found.append((name, int(number)))
    return found


def _line(said: str, emails: Sequence[str]) -> Line:
    if emails:
        email = emails[0].strip(AROUND + "()")
        rest = said.replace(emails[0], " ").strip(AROUND + "<>() ")
        return Line(said, list(_ways(rest)) if rest else [], email=email)
    cells = _cells(said)
    each_a_name = len(cells) > 1 and "\t" not in said and all(len(cell.split()) > 1 for cell in cells)
    return Line(said, list(dict.fromkeys(_ways(said))), cells if each_a_name else ())


def _ways(said: str) -> Iterator[Reading]:
    """As it stands; without a number and a rank; the surname first; first and last name in two columns."""
    if not CELLS.search(said):
        yield Reading(said)
    cells = _cells(said)
    if not cells:
        return
    first, *beside = cells
    yield Reading(first, tuple(beside))
    if beside:
        second, *others = beside
        yield Reading(f"{second} {first}", tuple(others))
        yield Reading(f"{first} {second}", tuple(others))
        yield Reading(second, (first, *others))


def _cells(said: str) -> list[str]:
    """The columns of a line, without its number, ranks and quotes."""
    cells = [each.strip(AROUND) for each in CELLS.split(NUMBERED.sub("", said, count=1))]
    if len(cells) > 1 and cells[0].strip("#.()").isdecimal():
        cells = cells[1:]
    return [left for each in cells if (left := _without_rank(each))]


def _without_rank(cell: str) -> str:
    words = cell.split()
    while words and plain_word(words[0]).strip(".") in RANKS:
        words = words[1:]
    return " ".join(words)


def _is_heading(said: str) -> bool:
    words = re.split(r"[\s,]+", said)
    return all(plain_word(word).strip(".:") in HEADINGS for word in words if word)
