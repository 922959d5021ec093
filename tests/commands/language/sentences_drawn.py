"""Sentences made of a log's words in any order, and what each of them says, read plainly.

What they say is found by looking the words up, one list after another, and by crossing out what was found:
nothing of how Muster reads is used for it. Each list says what its words stand for, by hand.
"""

from __future__ import annotations

import random
import re
import time
from dataclasses import dataclass, field
from datetime import date

from words.classes import listed

MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|march)"
DATED = "|".join(
    (
        rf"(?<= )\d{{1,2}} {MONTH}(?: ,)?(?: \d{{4}})?(?= )",
        rf"(?<= )\d{{4}} {MONTH} \d{{1,2}}(?= )",
        rf"(?<= ){MONTH} \d{{1,2}}(?: ,+)?(?: \d{{4}})?(?= )",
        rf"(?<= )\d{{1,2}}-{MONTH}-\d\d(?= )",
        r"(?<= )\d{1,2}/\d{1,2}(?:/\d{4})?(?= )",
        r"(?<= )\d{4}-\d{1,2}-\d{1,2}(?= )",
    )
)
"""A day with its month, however it is written."""
TODAY = "2026-11-02"
"""A Monday."""

COURSES = {
    "ASIM-B": ("asim-b", "asim basic", "asim b"),
    "ASIM-A": ("asim-a", "asim advanced", "asim a"),
    "BLS": ("bls", "basic life support", "basic life"),
    "HAZ-R": ("haz-r", "hazwoper refresher", "hazwoper", "haz r", "haz"),
    "LE-ASR": ("le-asr", "law enforcement active shooter response", "law enforcement active shooter"),
    "ROLL-CALL": ("roll-call", "asim roll-call micro-training", "roll call"),
}
"""Names and first words by which alone a course may be recorded at once."""
DAYS = {
    **dict.fromkeys(("today", "this morning", "11/2/2026", "nov 2"), TODAY),
    **dict.fromkeys(("yesterday", "last night", "nov 1", "11/1", "2026-11-01"), "2026-11-01"),
    **dict.fromkeys(("on friday", "last friday", "30 oct", "oct 30, 2026", "the 30th"), "2026-10-30"),
    **dict.fromkeys(("3 days ago", "three days ago"), "2026-10-30"),
    **dict.fromkeys(("12 march 2026", "3/12/2026", "12-mar-26"), "2026-03-12"),
    "26-oct-24": "2024-10-26",
    "may 3": "2026-05-03",
    "two weeks ago": "2026-10-19",
}
AHEAD = ("tomorrow", "this friday", "tonight", "next monday", "3 dec 2026", "the day after tomorrow")
HOURS = {"4h": 4.0, "4 hours": 4.0, "1.5h": 1.5, "15 min": 0.25, "two hours": 2.0, "half an hour": 0.5}
NOT_PASSED = ("failed", "incomplete", "did not finish", "no show", "didn't pass", "did not complete")
NEGATED: tuple[str, ...] = (
    "did not take",
    "didn't take",
    "will take",
    "going to take",
    "never took",
    "skipped",
    "cancelled",
)
NEGATED += ("missed", "signed up for", "haven't taken", "not", "won't", "plan to take", "i'm taking")
THEIRS = {
    "Ben Flores": ("ben flores", "ben@grove.example"),
    "Ada Abbott": ("ada abbott", "ada@grove.example"),
    "April May": ("april may",),
    "Tri Thu": ("tri thu",),
    "Joe Friday": ("joe friday",),
    "Will Failing": ("will failing",),
    "Nora O'Shea": ("nora o’shea", "nora o'shea"),
    "Maria García-López": ("maria garcia lopez", "garcía-lópez"),
    "Jo Lee": ("jo lee",),
}
"""Those Cora may log for, and what names each of them alone."""
CEDAR = (*THEIRS, "Cora Diaz", "Tri Nguyen")
"""All whom Cora may name: who alone has a name that begins with a word is named by it."""
NOBODIES: tuple[str, ...] = (
    "zed unknown",
    "pat quinn",
    "the whole crew",
    "cedar fire",
    "my team",
    "bne flores",
)
NOBODIES += ("everyone", "tri nguyen and tri", "birch police department", "ben flroes", "station 4")
ODD: tuple[str, ...] = ("training", "refresher", "law", "asim", "active", "shooter", "at station 4", "almost")
ODD += ("online", "half")
ODD += (
    "?",
    "4821",
    "2026",
    "due",
    "who",
    "except",
    "until 3 mar 2028",
    "bsl",
    "hazmat",
    "instead of",
    "for the",
)
SELF = ("me", "myself")
SAY_NOTHING = listed(
    "log logged record i i've my a an the class course training took take taken did done attended just "
    "please of it and hi hello hey completed complete finished passed pass successfully have had got on for "
    "with in lasting muster me myself w"
)
OPENINGS = (
    "log",
    "training log",
    "log",
    "training log",
    "I took",
    "just finished my",
    "completed",
    "I passed",
    "",
)
PARTING = (", ", " and ", "; ", " + ", " & ", "\n", "\n- ", ",")


@dataclass
class Plain:
    """What a sentence says, by its words alone; `left` are words that say nothing known."""

    courses: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)
    hours: set[float] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    incomplete: bool = False
    never: bool = False
    left: list[str] = field(default_factory=list)


def sentence(draw: random.Random) -> str:
    """A sentence; in half of them the parts stand as people put them, in the others in any order."""
    parts = [draw.choice(OPENINGS), draw.choice(_all(COURSES)), draw.choice(list(DAYS))]
    if draw.random() < 0.4:
        parts.insert(draw.choice((2, 3)), draw.choice(list(HOURS)))
    if draw.random() < 0.25:
        parts.append(draw.choice(NOT_PASSED))
    if draw.random() < 0.6:
        parts.append(_crew(draw))
    for _ in range(draw.choice((0, 0, 0, 1, 1, 2, 4))):
        more = draw.choice((ODD, ODD, NEGATED, AHEAD, NOBODIES, NOT_PASSED, tuple(DAYS), _all(COURSES)))
        parts.insert(draw.randrange(len(parts) + 1), draw.choice(more))
    if draw.random() < 0.2:
        parts.pop(draw.randrange(len(parts)))
    if draw.random() < 0.3:
        behind = parts[1:]
        draw.shuffle(behind)
        parts = [*parts[:1], *behind]
    said = "".join(f"{each}{draw.choice((' ', ' ', ' ', ', '))}" for each in parts if each).strip(" ,")
    return _mistyped(draw, said) if draw.random() < 0.2 else said


def _all(names: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(each for said in names.values() for each in said)


def _crew(draw: random.Random) -> str:
    among = [*_all(THEIRS), *_all(THEIRS), *SELF, *NOBODIES[:6]]
    named = [draw.choice(among) for _ in range(draw.choice((1, 1, 2, 3)))]
    return f"{draw.choice(('for', 'for', 'for', 'with'))} " + draw.choice(PARTING).join(named)


def _mistyped(draw: random.Random, said: str) -> str:
    """With one sign missing, doubled, or changed."""
    place = draw.randrange(len(said)) if said else 0
    sign = draw.choice(("", said[place : place + 1] * 2, draw.choice("aeost1 ?~,\n")))
    return said[:place] + sign + said[place + 1 :]


def read_plainly(said: str) -> Plain:
    """What a sentence says: each list's phrases are looked for, the longest first, and crossed out."""
    text, plain = f" {_signs_apart(said)} ", Plain()
    for name, words in THEIRS.items():
        spelled = [spelling for each in words for spelling in _spellings(each)]
        for each in (*spelled, *_cut_short(text, words)):
            text = _crossed(text, each, plain.people, name)
    ended: set[str] = set()
    for each in sorted((*NOT_PASSED, "not completed", "not finished", "not passed"), key=len, reverse=True):
        for spelled in (each, each.replace(" ", ""), each.replace(" ", "-")):
            text = _crossed(text, spelled, ended, each)
    plain.incomplete = bool(ended)
    for each in (*NEGATED, *AHEAD, "will", "didn't", "never", "tomorrow"):
        plain.never |= f" {_signs_apart(each)} " in text
    for number, gap, unit in re.findall(r" (\d+(?:\.\d+)?|\.\d+)( ?)(hours?|h|min)(?= )", text):
        hours = float(number) / (60 if unit == "min" else 1)
        text = _crossed(text, f"{number}{gap}{unit}", plain.hours, hours)
    for written in re.findall(DATED, text):
        text = _crossed(text, written, plain.days, _dated(written))
    for found, there in ((plain.days, DAYS), (plain.hours, HOURS | {"half a hour": 0.5})):
        spelled = {one: there[each] for each in there for one in _spellings(each)}
        spelled |= {one.replace("s ago", " ago").removesuffix("s"): spelled[one] for one in spelled}
        for each in sorted(spelled, key=len, reverse=True):
            text = _crossed(text, each, found, spelled[each])
    named = {spelling: code for code in COURSES for each in COURSES[code] for spelling in _spellings(each)}
    for each in sorted(named, key=len, reverse=True):
        text = _crossed(text, each, plain.courses, named[each])
    plain.left = [
        word for word in text.replace("|", " ").split() if word not in SAY_NOTHING and word.strip(",;+&.-")
    ]
    plain.left = [word for word in plain.left if not _names_one(word, plain.people)]
    if {"me", "myself", "i"} & set(text.split()):
        plain.people.add("Cora Diaz")
    return plain


def _names_one(word: str, found: set[str]) -> bool:
    """Whether a word begins a name of one person alone, who is added to those found."""
    for spelled in (word, word.removesuffix("s").removesuffix("'")):  # "for Ben Flores's"
        ones = [
            each
            for each in CEDAR
            if len(spelled) > 1 and any(part.startswith(spelled) for part in _signs_apart(each).split())
        ]
        if len(ones) == 1:
            found.add(ones[0])
            return True
    return False


def _spellings(name: str) -> list[str]:
    """A name as it is, and with one of its gaps, hyphens and apostrophes left out, or put otherwise."""
    told = [name]
    for place, sign in enumerate(name):
        if sign in " -'’":
            told += [
                name[:place] + other + name[place + 1 :] for other in ("", " ", "-", " , ", " - ", " ; ")
            ]
    return list(dict.fromkeys(told))


def _cut_short(text: str, names: tuple[str, ...]) -> list[str]:
    """What stands in a text for one of some names, with only the beginnings of its words."""
    said = text.split()
    return [
        " ".join(said[place : place + len(parts)])
        for parts in (each.split() for each in names if " " in each)
        for place in range(len(said) - len(parts) + 1)
        if all(part.startswith(word) for part, word in zip(parts, said[place:], strict=False))
        and SAY_NOTHING.isdisjoint(said[place : place + len(parts)])
    ]


def _dated(written: str) -> str:
    """The day that is written so; without its year the latest that is past."""
    plain = re.sub(" ,+", "", written).replace("/", " ").replace("-", " ")
    for form in (
        "%Y %b %d",
        "%d %b %Y",
        "%d %B %Y",
        "%b %d %Y",
        "%B %d %Y",
        "%d %b %y",
        "%m %d %Y",
        "%Y %m %d",
    ):
        for year in ("", " 2026", " 2025"):
            try:
                day = date(*time.strptime(f"{plain}{year}", form)[:3]).isoformat()
            except ValueError:
                continue
            if year == "" or day <= TODAY:
                return day
    return f"no day: {written}"


def _crossed(text: str, phrase: str, found: set, value: object) -> str:  # type: ignore[type-arg]
    """The text without a phrase; where it stood in it, its value is among those found."""
    without = text.replace(f" {_signs_apart(phrase)} ", " | ")
    while without != text:
        found.add(value)
        text, without = without, without.replace(f" {_signs_apart(phrase)} ", " | ")
    return text


def _signs_apart(said: str) -> str:
    """In small letters, the signs that part words as words of their own."""
    said = (
        re.sub("-{2,}", "-", said.lower())
        .replace("’", "'")
        .replace("í", "i")
        .replace("ó", "o")
        .replace("\n", " ; ")
    )
    said = re.sub(r"(?<=\w)-+(?=[\s,;]|$)", "", said)  # "haz-"
    return " ".join(re.sub(r"([,;+&]+|\.+(?=\s|$)|(?<=\s)-+(?=\s))", r" \1 ", said).split())
