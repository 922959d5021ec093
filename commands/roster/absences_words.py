"""Leaves and waivers in words: "Ben Flores leave 1 Dec to 15 Jan parental".

The first words name the person; then come the kind, the course of a waiver, the days, and in what is left
the reason. "Sick" and its like mean a leave, "excused" a waiver. Nothing is guessed: what is missing, be it
the kind, is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from commands.kit.request import Request
from commands.language.naming import find_people, lexicon_of
from commands.language.scopes import Offering, person_said, shown, the_one
from commands.roster.absences_views import OPEN, SHOW, AbsenceSaid, AbsencesPage
from readiness.dates import ONE_DAY, add_months
from readiness.records import AbsenceKind
from storage.people import Person
from words.classes import listed, plain_word
from words.days import Reading, read_day, read_span
from words.names import Kind, Match
from words.problems import Offer, Unclear

EXAMPLE = "/muster absent Ben Flores leave 1 Dec to 15 Jan parental"
PLAIN = {
    **dict.fromkeys(("leave", "absence", "absent", "away", "off", "out", "unavailable"), AbsenceKind.LEAVE),
    **dict.fromkeys(("waiver", "waive", "waived", "exempt", "exempted"), AbsenceKind.WAIVER),
    **dict.fromkeys(("exemption", "excused", "excuse"), AbsenceKind.WAIVER),
}
WHY = listed(
    "sick ill illness injured injury hurt vacation holiday holidays maternity paternity parental pregnant "
    "deployed deployment military surgery hospital hospitalized bereavement fmla sabbatical furlough "
    "furloughed suspended quarantine"
)
"""Words that mean a leave, and say why."""
KINDS = {**dict.fromkeys(WHY, AbsenceKind.LEAVE), **PLAIN}
BEFORE = listed("on is a an has gets of for goes at was are be been will from")
SELF = listed("me i i'm im myself")
OVER = listed("back returned returns return ended ends end over not no isn't longer")
"""Before a kind, or without one, these say that it is over, or is none: what is on record is shown."""
FROM, TO = (
    frozenset(("from", "since", "starting", "on", "beginning")),
    frozenset(("to", "until", "till", "til", "through", "thru", "-", "–")),
)
FOREVER = (
    ("somebody", "ends", "it"),
    ("someone", "ends", "it"),
    ("further", "notice"),
    ("ended",),
)
OPEN_ENDED = (("open-ended",), ("open", "ended"), ("no", "end"), ("without", "an", "end"), ("indefinitely",))
ALL = (("all", "courses"), ("everything",), ("all",))
LONGEST_REASON = 500
LONGEST_NAME = 5
"""Words of a person's name."""
POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
DASH = re.compile("[–—]")


def split_kind(said: Sequence[str]) -> tuple[list[str], AbsenceKind | None, list[str]]:
    """What is said behind the person: the words before the kind, the kind, and the words behind it.

    A word that says why ("sick") is the first of those behind it, but for a kind that stands next to it:
    "sick leave". No kind: all of them stand behind.
    """
    plain = [plain_word(each) for each in said]
    at = next((place for place, word in enumerate(plain) if word in KINDS), None)
    if at is None:
        return [], None, list(said)
    last = at
    while last + 1 < len(plain) and plain[last + 1] in KINDS and plain[last] not in PLAIN:
        last += 1
    before = list(said[:at])
    while before and plain_word(before[-1]) in BEFORE:
        before.pop()
    why = [each for each in said[at : last + 1] if plain_word(each) in WHY]
    behind = [each.rstrip(":;") for each in said[last + 1 :] if each.strip(":;,")]
    return before, KINDS[plain[last]], [*why, *behind]


def absence_said(request: Request) -> AbsenceSaid:
    """What of a leave or a waiver was said; with the person alone, whose are asked for: no day is in it.

    Raises Unclear for nobody, for several people or courses, and for days that can't be.
    """
    words = DASH.sub(r" \g<0> ", request.text).split()
    if plain_word(words[0]) in KINDS:
        raise Unclear(
            not_understood="Who is it for? Name the person first. Nothing was recorded.", example=EXAMPLE
        )
    used = 1 if plain_word(words[0]) in SELF else _name(request, words)
    who, rest = " ".join(words[:used]), words[used:]
    before, kind, behind = split_kind(rest)
    if not rest or not OVER.isdisjoint(map(plain_word, before if kind else rest[:2])):
        return AbsenceSaid(person=_person(request, who, _shows).id)
    said = _rest(request, AbsenceSaid(kind=kind), before, behind)

    def offer(match: Match) -> Offer:
        return Offer(match.name, OPEN, said.model_copy(update={"person": int(match.key)}))

    return said.model_copy(update={"person": _person(request, who, offer).id})


def _name(request: Request, words: Sequence[str]) -> int:
    """How many of the first words name somebody: a whole name, else as many as are part of one."""
    most = min(len(words), LONGEST_NAME)
    for length in range(most, 0, -1):
        if find_people(request.session, _called(words[:length]), request.member, in_full=True):
            return length
    ends = (place for place in range(1, most) if _ends_name(request, words, place))
    until = next(ends, most)
    for length in range(until, 0, -1):
        if find_people(request.session, _called(words[:length]), request.member):
            return length
    return until


def _called(words: Sequence[str]) -> str:
    """A name as it was said, with no "'s" and no comma at its end."""
    return POSSESSIVE.sub("", " ".join(words).rstrip(",;:"))


def _ends_name(request: Request, words: Sequence[str], place: int) -> bool:
    """Whether a name has ended before a word: behind a comma, at a kind, a small word or a day."""
    word = plain_word(words[place])
    if words[place - 1].endswith((",", ";", ":")) or word in {*KINDS, *BEFORE, *FROM, *TO, *OVER, ""}:
        return True
    return read_day(words[place:], request.reading(looks_back=False)) is not None


def _shows(match: Match) -> Offer:
    return Offer(match.name, SHOW, AbsencesPage(person=int(match.key)))


def _person(request: Request, said: str, offering: Offering) -> Person:
    own = request.session.get(Person, request.member.person_id or 0)
    if plain_word(said) in SELF and own is not None:
        return own
    said = _called([said])
    nobody = Unclear(
        not_understood=f"I don't find “{shown(said)}” among the people whose leaves and waivers you can see.",
        example=EXAMPLE,
    )
    return person_said(
        said, request.session, request.member, offering, nobody, "their e-mail instead of the name"
    )


def _rest(request: Request, said: AbsenceSaid, before: list[str], rest: list[str]) -> AbsenceSaid:
    """The course, the days, who approved it, and the reason: what is left, in its order."""
    course, used, told = None, 0, _Told()
    if before and said.kind is not AbsenceKind.LEAVE:  # "BLS, excused until 30 Jun"
        course, used = _course(request, said, before)
        before = before[used:]
    while before:
        used_up = _take(request, told, before)
        if told.reason and plain_word(told.reason[0]) in BEFORE:  # "is on medical leave"
            told.reason.pop()
        before = before[used_up:]
    while rest and plain_word(rest[0]) in WHY and said.kind is AbsenceKind.LEAVE:
        told.why.append(rest.pop(0))
    if rest and plain_word(rest[0]) in ("for", "from") and read_span(rest[1:]) is None:
        named = lexicon_of(request.catalogue).find(rest[1:], (Kind.COURSE,)) or _phrase(rest[1:], ALL)
        rest = rest[1:] if named or plain_word(rest[0]) == "for" else rest
    if not used:
        course, used = _course(request, said, rest)
        rest = rest[used:]
    while rest:
        rest = rest[_take(request, told, rest) :]
    reason = [f"{each.rstrip(',;')}," for each in told.why] + told.reason
    return said.model_copy(
        update={
            "course": course,
            "starts_on": told.starts_on or request.today,
            "ends_on": told.ends_on,
            "is_open": told.is_open and told.ends_on is None,
            "reason": _shortened(reason),
            "approved_by": _shortened(told.approved_by),
        }
    )


@dataclass
class _Told:
    """What was told so far of the days, and of what is left the reason; `why` are words that stand alone."""

    starts_on: date | None = None
    ends_on: date | None = None
    is_open: bool = False
    why: list[str] = field(default_factory=list)
    reason: list[str] = field(default_factory=list)
    approved_by: Sequence[str] = ()


def _take(request: Request, told: _Told, rest: Sequence[str]) -> int:
    """Takes in what stands first; how many words that was."""
    reading, word = request.reading(looks_back=False), rest[0].lower().rstrip(",")
    if told.ends_on is None and (used := _end(told, rest, reading)):
        return used
    if length := _phrase(rest, OPEN_ENDED):
        told.is_open = True
        return length
    if told.starts_on is None and (used := _start(told, rest, reading)):
        return used
    span = read_span(rest[1:]) if word == "for" and told.ends_on is None and not told.reason else None
    if span is not None:
        told.ends_on = _after(told.starts_on or reading.today, span[0], span[1])
        return 1 + span[2]
    if word in ("approved", "ok'd", "okayed") and len(rest) > 2 and rest[1].lower() == "by":
        told.approved_by = rest[2:]
        return len(rest)
    told.reason.append(rest[0])
    return 1


def _end(told: _Told, rest: Sequence[str], reading: Reading) -> int:
    """ "until 15 Jan", "to 15 Jan", "until somebody ends it", "back on 16 Jan"."""
    word, counted = rest[0].lower().rstrip(","), replace(reading, today=told.starts_on or reading.today)
    if word in TO and not told.is_open:
        if length := _phrase(rest[1:], FOREVER):
            told.is_open = True
            return 1 + length
        if (day := read_day(rest[1:], counted)) is not None:
            told.ends_on = day[0]
            return 1 + day[1]
    if word in ("back", "returns", "returning"):
        lead = 2 if len(rest) > 1 and rest[1].lower() == "on" else 1
        if (day := read_day(rest[lead:], counted)) is not None:
            told.ends_on = day[0] - ONE_DAY
            return lead + day[1]
    return 0


def _start(told: _Told, rest: Sequence[str], reading: Reading) -> int:
    """ "from 1 Dec", "since Monday", "1 Dec"; within a reason only what goes on to another day."""
    word = rest[0].lower().rstrip(",")
    lead = 1 if word in FROM else 0
    day = read_day(rest[lead:], replace(reading, looks_back=word == "since"))
    if day is None:
        return 0
    after = rest[lead + day[1] :]
    goes_on = bool(after) and after[0].lower() in TO and read_day(after[1:], reading) is not None
    if told.reason and not goes_on and (not lead or word == "on"):
        return 0
    told.starts_on = day[0]
    return lead + day[1]


def _course(request: Request, said: AbsenceSaid, rest: Sequence[str]) -> tuple[int | None, int]:
    """The course a waiver is for (None: all), and how many words name it."""
    found = lexicon_of(request.catalogue).find(rest, (Kind.COURSE,)) if rest else None
    if length := _phrase(rest, ALL):
        return None, length
    if found is None:
        return None, 0
    named = " ".join(rest[: found.words])
    if said.kind is None and lexicon_of(request.catalogue).exactly(rest, (Kind.COURSE,)) is None:
        return None, 0  # perhaps a word of the reason
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
