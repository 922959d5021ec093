"""Leaves and waivers in words: "Ben Flores leave 1 Dec to 15 Jan parental".

Who stands before the kind; behind it the course of a waiver, the days, and in what is left the reason.
Nothing is guessed: what is missing is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from commands.kit.request import Request
from commands.language.naming import lexicon_of
from commands.language.scopes import Offering, person_said, shown, the_one
from commands.roster.absences_views import OPEN, SHOW, AbsenceSaid, AbsencesPage
from readiness.dates import ONE_DAY, add_months
from readiness.records import AbsenceKind
from storage.people import Person
from words.classes import plain_word
from words.days import Reading, read_day, read_span
from words.names import Kind, Match
from words.problems import Offer, Unclear

EXAMPLE = "/muster absent Ben Flores leave 1 Dec to 15 Jan parental"
KINDS = {
    "leave": AbsenceKind.LEAVE,
    "absence": AbsenceKind.LEAVE,
    "away": AbsenceKind.LEAVE,
    "waiver": AbsenceKind.WAIVER,
    "waive": AbsenceKind.WAIVER,
    "waived": AbsenceKind.WAIVER,
}
BEFORE = frozenset(("on", "is", "a", "an", "has", "gets", "of", "for", "goes"))
FROM, TO = (
    frozenset(("from", "since", "starting")),
    frozenset(("to", "until", "till", "through", "thru", "-", "–")),
)
FOREVER = (
    ("somebody", "ends", "it"),
    ("someone", "ends", "it"),
    ("further", "notice"),
    ("ended",),
)
OPEN_ENDED = (("open-ended",), ("open", "ended"), ("no", "end"), ("without", "an", "end"), ("indefinitely",))
ALL = (("all", "courses"), ("everything",), ("all",))
APPROVED = frozenset(("approved", "ok'd", "okayed"))
LONGEST_REASON = 500
DASH = re.compile("[–—]")


def split_kind(said: Sequence[str]) -> tuple[list[str], AbsenceKind | None, list[str]]:
    """The words before the first that names a kind, the kind, and the words behind it."""
    for place, word in enumerate(said):
        kind = KINDS.get(plain_word(word))
        if kind is not None:
            who = list(said[:place])
            while who and plain_word(who[-1]) in BEFORE:
                who.pop()
            return who, kind, [each.rstrip(":;") for each in said[place + 1 :] if each.strip(":;")]
    return list(said), None, []


def absence_said(request: Request) -> AbsenceSaid:
    """What of a leave or a waiver was said; with no kind in it, whose are asked for.

    Raises Unclear for nobody, for several people or courses, and for days that can't be.
    """
    who, kind, rest = split_kind(DASH.sub(r" \g<0> ", request.text).split())
    if kind is None:
        return AbsenceSaid(person=_person(request, " ".join(who), _shows).id)
    said = _rest(request, AbsenceSaid(kind=kind), rest)

    def offer(match: Match) -> Offer:
        return Offer(match.name, OPEN, said.model_copy(update={"person": int(match.key)}))

    if not who:
        raise Unclear(not_understood="Whose? Name the person first. Nothing was recorded.", example=EXAMPLE)
    return said.model_copy(update={"person": _person(request, " ".join(who), offer).id})


def _shows(match: Match) -> Offer:
    return Offer(match.name, SHOW, AbsencesPage(person=int(match.key)))


def _person(request: Request, said: str, offering: Offering) -> Person:
    nobody = Unclear(
        not_understood=f"I know nobody “{shown(said)}” whose leaves and waivers are for you.", example=EXAMPLE
    )
    return person_said(
        said, request.session, request.member, offering, nobody, "their e-mail instead of the name"
    )


@dataclass
class _Days:
    """What of a leave's or a waiver's days was read, one part after the other."""

    reading: Reading
    starts_on: date | None = None
    ends_on: date | None = None
    is_open: bool = False

    def read(self, rest: Sequence[str], before_reason: bool) -> int:
        """How many words of the rest say something of the days; 0 for none."""
        word = rest[0].lower().rstrip(",")
        if word in TO and self.ends_on is None and not self.is_open and (used := self._until(rest[1:])):
            return 1 + used
        if length := _phrase(rest, OPEN_ENDED):
            self.is_open = True
            return length
        if word in FROM and self.starts_on is None:
            back = replace(self.reading, looks_back=word == "since")
            if (day := read_day(rest[1:], back)) is not None:
                self.starts_on = day[0]
                return 1 + day[1]
        return self._before_reason(word, rest) if before_reason else 0

    def _until(self, rest: Sequence[str]) -> int:
        if length := _phrase(rest, FOREVER):
            self.is_open = True
            return length
        day = read_day(rest, replace(self.reading, today=self.starts_on or self.reading.today))
        if day is None:
            return 0
        self.ends_on = day[0]
        return day[1]

    def _before_reason(self, word: str, rest: Sequence[str]) -> int:
        """How long it lasts, or its first day, as long as no reason was begun."""
        span = read_span(rest[1:]) if word == "for" and self.ends_on is None else None
        if span is not None:
            self.ends_on = _after(self.starts_on or self.reading.today, span[0], span[1])
            return 1 + span[2]
        day = read_day(rest, self.reading) if self.starts_on is None else None
        if day is None:
            return 0
        self.starts_on = day[0]
        return day[1]


def _rest(request: Request, said: AbsenceSaid, rest: list[str]) -> AbsenceSaid:
    """The course, the days, who approved it, and the reason."""
    days = _Days(request.reading(looks_back=False))
    if rest and plain_word(rest[0]) == "for" and read_span(rest[1:]) is None:
        rest = rest[1:]
    course, used = _course(request, said, rest)
    rest = rest[used:]
    reason: list[str] = []
    while rest:
        if used := days.read(rest, before_reason=not reason):
            rest = rest[used:]
            continue
        if rest[0].lower().rstrip(",") in APPROVED and len(rest) > 2 and rest[1].lower() == "by":
            said = said.model_copy(update={"approved_by": _shortened(rest[2:])})
            break
        reason.append(rest[0])
        rest = rest[1:]
    return said.model_copy(
        update={
            "course": course,
            "starts_on": days.starts_on or days.reading.today,
            "ends_on": days.ends_on,
            "is_open": days.is_open and days.ends_on is None,
            "reason": _shortened(reason),
        }
    )


def _course(request: Request, said: AbsenceSaid, rest: Sequence[str]) -> tuple[int | None, int]:
    """The course a waiver is for (None: all), and how many words name it."""
    found = lexicon_of(request.catalogue).find(rest, (Kind.COURSE,)) if rest else None
    if length := _phrase(rest, ALL):
        return None, length
    if found is None:
        return None, 0
    named = " ".join(rest[: found.words])
    if said.kind is AbsenceKind.LEAVE:
        if lexicon_of(request.catalogue).exactly(rest, (Kind.COURSE,)) is None:
            return None, 0  # perhaps a word of the reason
        raise Unclear(
            not_understood=f"A leave is for all courses. For {shown(named)} alone, say waiver. "
            "Nothing was recorded.",
            example="/muster absent Ben Flores waiver BLS until 30 Jun doctor's note",
        )

    def offer(match: Match) -> Offer:
        return Offer(match.name, OPEN, said.model_copy(update={"course": int(match.key)}))

    return int(the_one(found.matches, named, offer, example=EXAMPLE).key), found.words


def _phrase(words: Sequence[str], phrases: Sequence[Sequence[str]]) -> int:
    """How many of the first words are one of some phrases; 0 for none."""
    plain = [each.lower().strip(".,") for each in words]
    return next((len(each) for each in phrases if plain[: len(each)] == list(each)), 0)


def _after(first: date, days: int, months: int) -> date:
    """The last day of a span that begins on a day. A span no calendar has ends with the calendar."""
    try:
        return add_months(first, months) + timedelta(days=days) - ONE_DAY
    except (ValueError, OverflowError):
        return date.max


def _shortened(said: Sequence[str]) -> str:
    text = " ".join(said).strip(" ,;:.-–()")
    return text[:LONGEST_REASON]
