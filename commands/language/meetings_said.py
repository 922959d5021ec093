"""A meeting to be called, in words: "Regional plan kickoff 12 Jan 9am at the EOC".

Day, time, length, link, place and agency are taken out where they are said; what comes first is the title.
Nothing is guessed, and nothing is recorded by saying it: it fills in the form, which says what was unclear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from pydantic import BaseModel, Field

from commands.kit.blocks import cut
from commands.kit.request import Request
from commands.language.listening import split
from commands.language.planned_classes import TIME_OR_NONE, why_not_at
from commands.language.scopes import shown
from commands.language.taking import MARKS, for_an_agency
from readiness.dates import FARTHEST
from readiness.slots import slot_instant
from storage.meetings import USUAL_MINUTES
from words.addresses import is_web_address
from words.classes import plain_word
from words.days import read_day, spoken
from words.times import TimeSaid, read_time

NOT_YET = "Nobody was told."
MOST_TITLE = 150
MOST_PLACE = 200
MOST_MINUTES = 12 * 60
MOST_NOTES = 800
PLACES = ("at", "@", "place", "place:", "where:")
PLACES_LATER = ("in", "at")
LENGTH = re.compile(r"(\d{1,3}(?:\.\d+)?)(h|hr|hrs|hour|hours|m|min|mins|minutes)", re.IGNORECASE)
FIRST = re.compile(r"^(?:(?:the|our)\s+)?(?:very\s+)?first meeting\b", re.IGNORECASE)
"""Begins the title of the meeting whose seats are ready-made: "the first meeting of the room"."""
UNITS = ("h", "hr", "hrs", "hour", "hours", "min", "mins", "minute", "minutes")


class MeetingSaid(BaseModel):
    """What was understood of a meeting to be called, as keys; it travels with a button or the form.

    `meeting_id`: the draft that is gone on with, 0 for a new one. `at` is its time as the form has it;
    `besides`: the meeting of that day, hour and title that it is known to be another one than. `ready`: it is
    the first meeting of all who plan together, whose seats are ready-made.
    """

    meeting_id: int = 0
    title: str = ""
    day: date | None = None
    at: str = Field("", pattern=TIME_OR_NONE)
    minutes: int = 0
    place: str = ""
    link: str = ""
    agency: int = 0
    unclear: str = ""
    besides: int = 0
    ready: bool = False


@dataclass
class _Taken:
    """What was taken in so far; the first stretch of words that nothing is made of is its title."""

    days: list[date] = field(default_factory=list)
    times: list[TimeSaid] = field(default_factory=list)
    minutes: list[int] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    agencies: list[int] = field(default_factory=list)
    titles: list[list[str]] = field(default_factory=list)
    places: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stretch: list[str] | None = None  # which goes on
    after_a_day: bool = False


def understand_meeting(request: Request, said: str) -> MeetingSaid:
    """The meeting a text speaks of; `unclear` says what was not understood, or is asked back.

    Raises Unclear for a day or a time that can't be.
    """
    taken, words, at = _Taken(), split(said), 0
    while at < len(words):
        used = next((used for take in _TAKING if (used := take(request, taken, words[at:]))), 0)
        if not used:
            _leave(taken, words[at])
            used = 1
        at += used
    return _understood(request, taken)


def why_not_meet_on(request: Request, day: date) -> str:
    """Why no meeting is called for a day; empty where it can be."""
    if day < request.today:
        return f"{spoken(day)} has passed: choose a day that is still ahead."
    if day - request.today > FARTHEST:
        return f"{spoken(day)} is more than ten years ahead."
    return ""


def why_not_meet_at(request: Request, day: date, at: time) -> str:
    """Why it can't begin at a time of that day: the clocks skip it, or it is over; empty where it can."""
    if why := why_not_at(request, day, TimeSaid(at)):
        return why
    zone = request.region.zone
    if slot_instant(day, at, zone) <= request.now:
        now: datetime = request.now.astimezone(zone)
        return f"{at:%H:%M} today has passed: it is {now:%H:%M} now."
    return ""


def _leave(taken: _Taken, word: str) -> None:
    """A word that nothing is made of: of the title or the place that goes on, else it begins one."""
    if taken.stretch is None:
        taken.stretch = []
        (taken.titles if not taken.titles else taken.places).append(taken.stretch)
    taken.stretch.append(word)
    taken.after_a_day = False


def _ends(taken: _Taken, used: int) -> int:
    taken.stretch = None
    return used


def _time(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    found = read_time(words, after_a_day=taken.after_a_day and not taken.times)
    if found is None:
        return 0
    taken.times.append(found[0])
    if found[0].hours:
        taken.minutes.append(round(found[0].hours * 60))
    return _ends(taken, found[1])


def _day(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    lead = 1 if plain_word(words[0]) in ("on", "for") and len(words) > 1 else 0
    found = read_day(words[lead:], request.reading(looks_back=False))
    if found is None:
        return 0
    taken.days.append(found[0])
    taken.after_a_day = True
    return _ends(taken, lead + found[1])


def _length(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    """ "90 minutes", "for 2 hours", "1.5h"."""
    lead = 1 if plain_word(words[0]) in ("for", "lasting") and len(words) > 1 else 0
    word, used = words[lead].strip(MARKS), 1
    if len(words) > lead + 1 and plain_word(words[lead + 1]) in UNITS:
        word, used = f"{word}{plain_word(words[lead + 1])}", 2
    match = LENGTH.fullmatch(word.replace("minute", "min").removesuffix("s") if "min" in word else word)
    if match is None:
        return 0
    taken.minutes.append(round(float(match[1]) * (1 if match[2].lower().startswith("m") else 60)))
    return _ends(taken, lead + used)


def _link(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    """An address, as it was typed or as Slack writes it in a message: "<https://…|…>"."""
    said = words[0].strip(",;").removeprefix("<").removesuffix(">").partition("|")[0]
    if not said.lower().startswith(("http://", "https://")):
        return 0
    if is_web_address(said):
        taken.links.append(said)
    else:
        taken.notes.append(f"“{shown(said)}” is not a web address.")
    return _ends(taken, 1)


def _agency(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    """ "for Cedar Fire": the agency whose meeting it is, by its whole name or the only one that fits."""
    used = for_an_agency(request, words, taken.agencies, taken.notes)
    return _ends(taken, used) if used else 0


def _place(request: Request, taken: _Taken, words: Sequence[str]) -> int:
    """ "at" begins a place; "in" does once the day or the time was said."""
    word = words[0].lower()
    begins = word in PLACES or (word in PLACES_LATER and bool(taken.days or taken.times))
    if not begins or len(words) < 2 or (taken.stretch is not None and taken.stretch in taken.places):
        return 0
    taken.stretch = []
    taken.places.append(taken.stretch)
    return 1


_Take = Callable[[Request, _Taken, Sequence[str]], int]
_TAKING: tuple[_Take, ...] = (_link, _time, _length, _day, _agency, _place)


def _understood(request: Request, taken: _Taken) -> MeetingSaid:
    """It as keys, with all that is to be asked back said in `unclear`."""
    titles, places = _said(taken.titles), _said(taken.places)
    minutes = [each for each in taken.minutes if 0 < each <= MOST_MINUTES]
    notes = [*_when_notes(request, taken), *taken.notes]
    if len(places) > 1:
        notes.append(f"Which is the place: “{'” or “'.join(map(shown, places))}”?")
    if len(minutes) < len(taken.minutes) or len(set(minutes)) > 1:
        notes.append("How long is it? From a minute to twelve hours.")
    if len(set(taken.links)) > 1:
        notes.append("Two links were given: choose one.")
    if len(set(taken.agencies)) > 1:
        notes.append("Two agencies were named: choose whose meeting it is.")
    if titles and len(titles[0]) > MOST_TITLE:
        notes.append(f"A title has at most {MOST_TITLE} characters.")
    if places and len(places[0]) > MOST_PLACE:
        notes.append(f"A place has at most {MOST_PLACE} characters.")
    title = FIRST.sub("First meeting", titles[0], count=1) if titles else ""
    return MeetingSaid(
        title=cut(title, MOST_TITLE),
        ready=title != "" and FIRST.match(title) is not None,
        day=taken.days[0] if len(set(taken.days)) == 1 else None,
        at=f"{taken.times[0].at:%H:%M}" if len({each.at for each in taken.times}) == 1 else "",
        minutes=minutes[0] if len(set(minutes)) == 1 else 0,
        place=cut(places[0], MOST_PLACE) if len(places) == 1 else "",
        link=taken.links[0] if len(set(taken.links)) == 1 else "",
        agency=taken.agencies[0] if len(set(taken.agencies)) == 1 else 0,
        unclear=cut(" ".join([*notes, NOT_YET]), MOST_NOTES) if notes else "",
    )


def _said(stretches: Sequence[Sequence[str]]) -> list[str]:
    found = [" ".join(each).strip(MARKS) for each in stretches]
    return [each for each in found if each]


def _when_notes(request: Request, taken: _Taken) -> list[str]:
    """What is to be said of its day and its time; what was not said is asked at its field."""
    notes = []
    day = taken.days[0] if len(set(taken.days)) == 1 else None
    if len(set(taken.days)) > 1:
        notes.append(f"Two days were named: {', '.join(map(spoken, taken.days))}.")
    elif day is not None and (why := why_not_meet_on(request, day)):
        notes.append(why)
    if len({each.at for each in taken.times}) > 1:
        notes.append(f"Two times were named: {', '.join(f'{each.at:%H:%M}' for each in taken.times)}.")
    elif taken.times and taken.times[0].unsure:
        at = taken.times[0].at
        notes.append(f"Is it {at:%H:%M} in the morning, or {at.hour + 12}:{at:%M}?")
    elif taken.times and day is not None and not notes:
        notes += [why] if (why := why_not_meet_at(request, day, taken.times[0].at)) else []
    return notes


def usual_minutes(said: MeetingSaid) -> int:
    """How long it is: as said, else an hour."""
    return said.minutes or USUAL_MINUTES
