"""A class to be planned, in words: "ASIM Basic 3 Dec 18:00 Station 4, by Maria Ortiz, 20 seats".

Day, time, hours, seats, instructor and agency are taken out where they are said; what is left is the place.
Nothing is guessed: of two courses or two places, and of what is not understood, it is said what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pydantic import BaseModel, Field
from slack_sdk.models.blocks import ButtonElement

from commands.kit.blocks import button, cut
from commands.kit.request import Request
from commands.language.naming import MENTION, find_on_roster, how_many, lexicon_of
from commands.language.scopes import fits_several, shown
from commands.language.taking import MARKS, Take, Taken, for_an_agency, take_in
from readiness.dates import FARTHEST
from readiness.slots import slot_instant
from storage.people import Person
from words.classes import listed, plain_word
from words.days import read_day, spoken
from words.names import Found, Kind, Match
from words.times import TimeSaid, exists, read_time

PLAN = "class.plan"
"""What a button that opens the form of a class is known by; it carries what was understood."""
EXAMPLE = "/training signin ASIM Basic 3 Dec 18:00 Station 4"
NOT_YET = "Nothing was posted."
MOST_SEATS = 5000
MOST_PLACE = 200
MOST_NOTES = 800
MOST_HOURS = 2000
LONGEST_NAME = 4
"""Words of a person's name."""

HOURS = re.compile(r"(\d+(?:\.\d+)?)(h|hr|hrs|hour|hours)", re.IGNORECASE)
HOUR_WORDS = ("h", "hr", "hrs", "hour", "hours")
SEATS = ("seats", "seat", "places", "spots", "people", "max")
TEACHING = ("by", "with", "instructor", "teacher", "instructor:", "teacher:")
ME = listed("me myself mine i i'm im")
OTHERS = listed("him her them himself herself themselves us we you he she they someone somebody anyone who")
"""Who is meant by these is not said."""
I_TEACH = (
    *(("i", verb, *it) for verb in ("teach", "instruct", "lead", "hold") for it in (("it",), ("this",), ())),
    *(
        ("i'm", verb, *it)
        for verb in ("teaching", "instructing", "leading")
        for it in (("it",), ("this",), ())
    ),
    *(("i'll", "teach", *it) for it in (("it",), ("this",), ())),
    *(("i", "am", "teaching", *it) for it in (("it",), ("this",), ())),
    *(("i'm", *the, "instructor") for the in (("the",), ())),
    *(("i", "am", *the, "instructor") for the in (("the",), ())),
)
PLACES = ("at", "in", "place", "place:", "@")
SMALL = listed("a an the class course training session please and") | {""}


TIME_OR_NONE = "^(([01][0-9]|2[0-3]):[0-5][0-9])?$"


class ClassSaid(BaseModel):
    """What was understood of a class to be planned, as keys; it travels with a button or the form.

    `class_id`: the one that is changed, 0 for a new one. `at` is its time as the form has it, `instructor`
    a name in words, of nobody on the roster. `posts`: whether its card is asked for in a channel, too;
    `besides`: the class of that hour and instructor that it is known to be another one than.
    """

    class_id: int = 0
    course: int | None = None
    day: date | None = None
    at: str = Field("", pattern=TIME_OR_NONE)
    hours: float | None = None
    place: str = ""
    instructor: str = ""
    instructor_id: int = 0
    agency: int = 0
    seats: int | None = None
    unclear: str = ""
    posts: bool = False
    besides: int = 0


@dataclass
class _Taken(Taken):
    """What was taken in of a class so far."""

    courses: list[Match] = field(default_factory=list)
    course_words: str = ""
    days: list[date] = field(default_factory=list)
    times: list[TimeSaid] = field(default_factory=list)
    hours: float | None = None
    seats: list[int] = field(default_factory=list)
    instructors: list[tuple[str, int]] = field(default_factory=list)
    agencies: list[int] = field(default_factory=list)
    after_a_day: bool = False

    def leave(self, word: str) -> None:
        """A word that nothing is made of: what follows it is not behind a day."""
        super().leave(word)
        self.after_a_day = False


def plan_button(label: str, said: ClassSaid) -> ButtonElement:
    """A button that opens the form, filled in with what was understood."""
    return button(label, PLAN, said)


def understand_class(request: Request, said: str) -> ClassSaid:
    """The class a text speaks of; `unclear` says what was not understood, or is asked back.

    Raises Unclear for a day or a time that can't be.
    """
    return _understood(request, take_in(request, _Taken(), said, _TAKING))


def _course(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    """A course by its whole name anywhere, by its first words where none was named and no place begun."""
    lexicon = lexicon_of(request.catalogue)
    found: Found | None = lexicon.exactly(words, [Kind.COURSE])
    if found is None and not taken.courses and not taken.left:
        found = lexicon.beginning(words, Kind.COURSE)
    if found is None:
        return 0
    taken.courses += [each for each in found.matches if each not in taken.courses]
    taken.course_words = taken.course_words or " ".join(words[: found.words])
    return found.words


def _day(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    lead = 1 if plain_word(words[0]) == "on" and len(words) > 1 else 0
    found = read_day(words[lead:], request.reading(looks_back=False))
    if found is None:
        return 0
    taken.days.append(found[0])
    taken.after_a_day = True
    return lead + found[1]


def _time(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    found = read_time(words, after_a_day=taken.after_a_day and not taken.times)
    if found is None:
        return 0
    taken.times.append(found[0])
    return found[1]


def _hours(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    lead = 1 if plain_word(words[0]) in ("for", "lasting") and len(words) > 1 else 0
    word = words[lead].strip(MARKS)
    match, used = HOURS.fullmatch(word), 1
    if match is None and len(words) > lead + 1 and plain_word(words[lead + 1]) in HOUR_WORDS:
        match, used = HOURS.fullmatch(f"{word}h"), 2
    if match is None or taken.hours is not None:
        return 0
    taken.hours = float(match[1])
    return lead + used


def _seats(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    """ "20 seats", "for 20 people", "max 20"."""
    lead = 1 if plain_word(words[0]) in ("for", "max", "up") and len(words) > 1 else 0
    number = words[lead].strip(MARKS)
    is_said = len(words) > lead + 1 and plain_word(words[lead + 1]) in SEATS
    if not (number.isascii() and number.isdecimal() and len(number) < 6):
        return 0
    if not is_said and plain_word(words[0]) != "max":
        return 0
    taken.seats.append(int(number))
    return lead + 1 + is_said


def _agency(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    """ "for Cedar Fire": the agency whose class it is."""
    return for_an_agency(request, words, taken.agencies, taken.notes)


def _instructor(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    """ "by Maria Ortiz", "taught by", "with", "instructor": somebody on the roster, or a name in words."""
    lead = 2 if [plain_word(each) for each in words[:2]] in (["taught", "by"], ["led", "by"]) else 1
    plain = [plain_word(each) for each in words[:4]]
    if told := next((len(each) for each in I_TEACH if tuple(plain[: len(each)]) == each), 0):
        return _me(request, taken, told)
    if lead == 1 and words[0].lower() not in TEACHING:
        return 0
    lead += sum(plain_word(each) in ("is", "") for each in words[lead : lead + 1])
    who = plain_word(words[lead]) if len(words) > lead else ""
    if who in ME:
        return _me(request, taken, lead + 1)
    if who in OTHERS:
        taken.notes.append(f"Who is “{shown(who)}”? Choose the instructor.")
        return lead + 1
    name = _name(request, words[lead:])
    for length in range(len(name), 0, -1):
        said = " ".join(name[:length]).strip(MARKS)
        people = find_on_roster(request.session, said, request.member.workspace)
        if len(people) == 1:
            taken.instructors.append((people[0].name, people[0].id))
            return lead + length
        if people:
            taken.notes.append(f"“{shown(said)}” matches {how_many(people)}: choose the instructor.")
            return lead + length
    if not name:
        taken.notes.append("Who is the instructor?")
        return lead
    said = " ".join(name).strip(MARKS)
    taken.instructors.append((said, 0))
    if len(name) != 2:
        end = ", and I can't tell where the name ends" if len(name) > 2 else ""
        taken.notes.append(f"I can't find “{shown(said)}” on the roster{end}.")
    return lead + len(name)


def _me(request: Request, taken: _Taken, used: int) -> int:
    """The speaker teaches it: by their name on the roster, where they are on it."""
    own = request.session.get(Person, request.member.person_id or 0)
    if own is None:
        taken.notes.append("You are not on the roster: who is the instructor?")
    elif (own.name, own.id) not in taken.instructors:
        taken.instructors.append((own.name, own.id))
    return used


def _name(request: Request, words: Sequence[str]) -> list[str]:
    """The words that may be a person's name: up to a comma, a number, a day or a word of ours."""
    found: list[str] = []
    for place, word in enumerate(words[:LONGEST_NAME]):
        ends = any(sign.isdigit() for sign in word) and not MENTION.fullmatch(word.strip(MARKS))
        if ends and "@" not in word:
            break
        if plain_word(word) in (*TEACHING, *PLACES, "for", "on"):
            break
        if read_day(words[place:], request.reading(looks_back=False)) or read_time(words[place:]):
            break
        found.append(word)
        if word.endswith((",", ";")):
            break
    return found


def _place(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    """ "at" begins a place: what follows is one stretch of its own."""
    return 1 if words[0].lower() in PLACES and len(words) > 1 else 0


def _small(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    """A word that says nothing, where no place goes on: "a", "class"."""
    return 1 if not taken.goes_on and plain_word(words[0]) in SMALL else 0


_TAKING: tuple[Take[_Taken], ...] = (
    *(_time, _hours, _day, _seats, _agency, _course, _instructor, _place, _small),
)


def _understood(request: Request, taken: _Taken) -> ClassSaid:
    """It as keys, with all that is to be asked back said in `unclear`."""
    notes = [*_course_notes(request, taken), *_when_notes(request, taken), *taken.notes]
    places = [" ".join(each).strip(MARKS) for each in taken.left]
    places = [each for each in places if each]
    if len(places) > 1:
        listed = "” or “".join(shown(each) for each in places)
        notes.append(f"Which is the place: “{listed}”? I did not understand the rest.")
    if len(taken.instructors) > 1:
        notes.append("Two instructors were named: choose one.")
    if len(set(taken.agencies)) > 1:
        notes.append("Two agencies were named: choose whose class it is.")
    if any(not 1 <= each <= MOST_SEATS for each in taken.seats) or len(set(taken.seats)) > 1:
        notes.append(f"How many seats? One number, from 1 to {MOST_SEATS:,}.")
    if places and len(places[0]) > MOST_PLACE:
        notes.append(f"A place has at most {MOST_PLACE} characters.")
    name, person = taken.instructors[0] if len(taken.instructors) == 1 else ("", 0)
    at = taken.times[0] if len(taken.times) == 1 else None
    hours = taken.hours if taken.hours is not None else at.hours if at is not None else None
    if hours is not None and not 0 < hours <= MOST_HOURS:
        notes.append(f"{hours:g} hours can't be right for a class.")
        hours = None
    return ClassSaid(
        course=int(taken.courses[0].key) if len(taken.courses) == 1 else None,
        day=taken.days[0] if len(taken.days) == 1 else None,
        at=f"{at.at:%H:%M}" if at is not None else "",
        hours=hours,
        place=cut(places[0], MOST_PLACE) if len(places) == 1 else "",
        instructor="" if person else cut(name, MOST_PLACE),
        instructor_id=person,
        agency=taken.agencies[0] if len(set(taken.agencies)) == 1 else 0,
        seats=next((each for each in taken.seats if 1 <= each <= MOST_SEATS), None),
        unclear=cut(" ".join([*notes, NOT_YET]), MOST_NOTES) if notes else "",
    )


def _course_notes(request: Request, taken: _Taken) -> list[str]:
    if len(taken.courses) == 1:
        return []
    if taken.courses:
        return [fits_several(taken.course_words, taken.courses, "courses")]
    said = " ".join(taken.left[0]).strip(MARKS) if taken.left else ""
    near = [match.name for match in lexicon_of(request.catalogue).near(said, [Kind.COURSE])] if said else []
    perhaps = f" Perhaps {' or '.join(near)}?" if near else ""
    return [f"Which course?{perhaps}"]


def _when_notes(request: Request, taken: _Taken) -> list[str]:
    """What is to be said of its day and its time."""
    notes = []
    if not taken.days:
        notes.append("Which day?")
    elif len(set(taken.days)) > 1:
        notes.append(f"Two days were named: {', '.join(map(spoken, taken.days))}.")
    elif why := why_not_then(request, taken.days[0]):
        notes.append(why)
    if not taken.times:
        notes.append("What time? Without one, it takes the whole day.")
    elif len({each.at for each in taken.times}) > 1:
        notes.append(f"Two times were named: {', '.join(f'{each.at:%H:%M}' for each in taken.times)}.")
    elif taken.times[0].unsure:
        at = taken.times[0].at
        notes.append(f"Is it {at:%H:%M} in the morning, or {at.hour + 12}:{at:%M}?")
    elif taken.days and (why := why_not_at(request, taken.days[0], taken.times[0])):
        notes.append(why)
    return notes


def why_not_then(request: Request, day: date) -> str:
    """Why no class is planned on a day; empty where it can be."""
    if day < request.today:
        return f"{spoken(day)} has passed: log a class that was held with /training."
    if day - request.today > FARTHEST:
        return f"{spoken(day)} is more than ten years ahead."
    return ""


def why_not_at(request: Request, day: date, at: TimeSaid) -> str:
    """Why nothing can begin at a time of a day: where the clocks go forward, some are left out."""
    zone = request.region.zone
    if exists(day, at.at, zone):
        return ""
    shown_then = slot_instant(day, at.at, zone).astimezone(zone)
    return (
        f"The clocks go forward on {spoken(day)}: there is no {at.at:%H:%M} that day. "
        f"They show {shown_then:%H:%M} at that moment: choose another time."
    )
