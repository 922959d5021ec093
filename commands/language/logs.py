"""A class logged in words: "ASIM Basic yesterday 4h for @colleague, Surname".

What is said and understood to the last word may be recorded at once. Of anything else this keeps what was
understood, as keys, and says what was not: the form is filled in with it, and records nothing by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pydantic import BaseModel

from commands.kit.about import Verdict
from commands.kit.blocks import VALUE
from commands.kit.may import Action, agencies_named_to, may_for_all
from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.request import Request
from commands.language.crews import FOR_YOURSELF, Crew, crew_said, named_before
from commands.language.lists import alike
from commands.language.naming import lexicon_of
from commands.language.scopes import fits_several, shown
from commands.language.telling import NEW_LINE, Telling, says_a_day, signed, told_words
from readiness.vocabulary import Result
from storage.catalogue import Course
from storage.people import Person
from words.classes import TURNING, listed, plain_word
from words.days import spoken
from words.names import GENERIC, Kind, Match, tokens
from words.problems import Unclear

EXAMPLE = "/training log ASIM Basic yesterday 4h for @colleague, Surname"
OPEN_LOG = "training.open"
"""What a button that opens the form of a log is known by; it carries what is filled in."""
MOST_HOURS = 2000
A_DAY = 24
MOST_NEAR = 3
"""Names nobody was found for, of each of which is said whom it perhaps means."""
MOST_PEOPLE = 100
"""People whom one form takes."""

NOT_YET = "Nothing was recorded."
UNDO_MINUTES = 10
UNDO_NOTE = f"Undo is available for {UNDO_MINUTES} minutes."
TELLING = listed("i i've ive we we've just took finished completed passed attended did")
"""With these begins a sentence that tells of a class, and does not ask to log it."""
OWN, OURS = listed("i i've ive we we've"), listed("we we've our us ours")


def refuse_late_undo(request: Request, recorded_at: datetime, who_could: str) -> None:
    """Raises Refused once the minutes are over in which whoever made a log takes it back."""
    if request.now > recorded_at + timedelta(minutes=UNDO_MINUTES):
        raise Refused(f"{UNDO_NOTE} The record stands.", who_could)


@dataclass(frozen=True)
class ClassHeld:
    """A class as it was logged. Hours; none: the course's usual ones.

    `expires_on` is the last day of the certificates, as they say it; `recorded_from` names the form it was
    filled into, where that is another than the usual one.
    """

    course: Course
    day: date
    people: Sequence[Person]
    hours: float | None = None
    result: Result = Result.PASS
    provider: str = ""
    instructor: str = ""
    funding: str = ""
    evidence: str = ""
    expires_on: date | None = None
    recorded_from: str = ""


class LogSaid(BaseModel):
    """What was understood of a class that was said, as keys; it travels with a button or a form.

    `unclear` says what was not understood, in a line; `look` what was understood and is looked at all the
    same before it is recorded, such as whether "with" takes the speaker in. `named`: somebody was named,
    found or not, so that nobody chosen does not mean the speaker. No day: today, or none yet where a word of
    a day was left over (`day_open`). No hours: the course's usual ones. `left` are the names of a pasted list
    nobody was found for; `previewed` tells what a list would record, as it was shown.
    """

    course: int | None = None
    day: date | None = None
    day_open: bool = False
    hours: float | None = None
    people: list[int] = []
    named: bool = False
    result: Result = Result.PASS
    expires_on: date | None = None
    unclear: str = ""
    look: str = ""
    left: list[str] = []
    previewed: str = ""

    def dated(self, today: date) -> LogSaid:
        """It with its day, today where none was said."""
        return self if self.day or self.day_open else self.model_copy(update={"day": today})


@dataclass(frozen=True)
class Understood:
    """What was said, and whether all of it was understood, so that it may be recorded as it stands."""

    said: LogSaid
    people: Sequence[Person]
    is_whole: bool


def read_log(request: Request) -> LogSaid:
    """What a text would record, its day and its people too; nothing is recorded by it, and nothing guessed.

    With something in `unclear` it is asked back, and the rest is what the form would be filled in with.
    Raises Unclear and Refused as `understand_log` does.
    """
    return understand_log(request).said.dated(request.today)


def understand_log(request: Request) -> Understood:
    """The class a text speaks of; nothing is guessed, and no word is dropped that says something.

    Raises Unclear for a day or hours that can't be, for a day still to come, and for a class that did not
    take place; Refused for people not for the speaker to name, or to log for.
    """
    reading, lexicon = request.reading(looks_back=True), lexicon_of(request.catalogue)
    telling = told_words(request.text, reading, lexicon)
    crew = crew_said(telling, request, reading, lexicon)
    taken = [] if crew.named else named_before(telling, crew, request)
    if not crew.named and not request.member.agencies:
        crew.people = []
    if telling.never:
        raise Unclear(
            not_understood=f"“{shown(' '.join(telling.never))}” sounds like a class that did not take place, "
            f"or is still ahead. {NOT_YET}",
            example=EXAMPLE,
        )
    if telling.hours is not None and not 0 < telling.hours <= MOST_HOURS:
        than = "more" if telling.hours else "less"
        raise Unclear(
            not_understood=f"{telling.hours:g} hours is {than} than a class can last.", example=EXAMPLE
        )
    _refuse_others(request, crew)
    day = telling.day or request.today
    if day > request.today:
        raise still_to_come(day)
    may_log(request, crew.people, day).or_refuse()
    course, notes, taken_for = _course(telling, request)
    day_open = says_a_day(telling.unknown)
    notes += ["Which day?"] if day_open else []
    notes += _people_notes(crew, request) + _own_notes(crew, request) + _sign_notes(telling, crew, request)
    if why_not := expires_too_soon(day, telling.expires_on):
        notes.append(why_not)
    begins = [plain_word(word) for word in request.text.split()[:3]]
    # Who tells that they took it "with" somebody took it, too.
    if others := _others_told_of(telling, crew, request):
        crew.people, crew.named = [], True
        notes.append(others)
    look = [
        *taken_for,
        *taken,
        *_many_hours(telling, course, request),
        *([] if not OWN.isdisjoint(begins) else crew.look),
    ]
    # A sentence that tells of a class asks for no record: it is shown first.
    tells = _tells(begins) or not OWN.isdisjoint(map(plain_word, request.text.split()))
    is_whole = course is not None and not (notes or look or tells)
    said = LogSaid(
        course=course,
        day=None if day_open else telling.day,
        day_open=day_open,
        hours=telling.hours,
        people=[person.id for person in crew.people],
        # Who logs for themself alone chooses nobody in the form.
        named=(crew.named or not request.member.agencies) and request.member.may(Needs.LEAD),
        result=telling.result or Result.PASS,
        expires_on=telling.expires_on,
        unclear=" ".join([*notes, *look, NOT_YET]) if notes else "",
        look=" ".join([*look, NOT_YET]) if look and not notes else "",
        left=crew.unknown if NEW_LINE in request.text.strip() and request.member.may(Needs.LEAD) else [],
    )
    return Understood(said, crew.people, is_whole)


def _many_hours(telling: Telling, course: int | None, request: Request) -> list[str]:
    """What is looked at where a class is said to have lasted longer than a day, and than it usually does."""
    hours, usual = telling.hours or 0, request.catalogue.courses[course].hours if course is not None else 0
    return [f"{hours:g} hours: please check the number."] if hours > max(A_DAY, usual or 0) else []


def still_to_come(day: date) -> Unclear:
    """A class of a day that lies ahead is no record yet."""
    return Unclear(
        not_understood=f"{spoken(day)} is still to come: log a class once it is over. {NOT_YET}",
        example="/training log ASIM Basic yesterday",
    )


def may_log(request: Request, people: Sequence[Person], day: date) -> Verdict:
    """Whether the speaker may log for all of them; that a day is still to come is said of the day alone."""
    return may_for_all(request, Action.LOG, [person.id for person in people], min(day, request.today))


def expires_too_soon(day: date, expires_on: date | None) -> str:
    """What is said of a certificate whose last day lies before the day of the class; empty for any other."""
    if expires_on is None or expires_on >= day:
        return ""
    return f"A certificate of {spoken(day)} can't have expired on {spoken(expires_on)}, before it was issued."


def _refuse_others(request: Request, crew: Crew) -> None:
    """Raises Refused where a speaker who logs for themself alone named somebody they may not."""
    if crew.unknown and not request.member.may(Needs.LEAD):
        raise Refused(
            f"I can't find “{shown(', '.join(crew.unknown))}” among the people you can log for. {NOT_YET}",
            FOR_YOURSELF,
        )


def _course(telling: Telling, request: Request) -> tuple[int | None, list[str], list[str]]:
    """The course that was named, what is to be said of words that were not understood, and what is looked at:
    for which course something was taken that is no whole name."""
    unknown = telling.unknown
    if not telling.courses and telling.again:
        unknown = [*telling.unknown, *telling.again] if tokens(" ".join(telling.unknown)) else telling.again
    left = " ".join(unknown)
    aside = [f"I did not understand “{shown(left)}”."] if left else []
    if telling.clashing:
        aside.append(f"I was not sure of the result: “{shown(' '.join(telling.clashing))}”.")
    if len(telling.courses) == 1:
        key = int(telling.courses[0].key)
        others = _other_courses(unknown, key, request)
        if others:
            return None, [f"One class at a time: {' or '.join([telling.courses[0].name, *others])}?"], []
        again = f"{telling.course_words} {' '.join(telling.again)}"
        return key, aside, [_taken(again, telling.courses[0])] if telling.again else []
    if telling.courses:
        return None, [fits_several(telling.course_words, telling.courses, "courses"), *aside], []
    if not left:
        return None, ["Which course?", *aside], []
    return _likely_course(unknown, request, aside[1:])


def _taken(said: str, course: Match) -> str:
    return f"I took “{shown(said)}” for {course.name}."


def _other_courses(unknown: Sequence[str], course: int, request: Request) -> list[str]:
    """The other courses that are named in full among the words that were left over."""
    lexicon, found = lexicon_of(request.catalogue), []
    for place in range(len(unknown)):
        named = lexicon.exactly(unknown[place:], [Kind.COURSE])
        found += [match.name for match in named.matches if match.key != course] if named else []
    return list(dict.fromkeys(found))


def _likely_course(
    unknown: Sequence[str], request: Request, aside: Sequence[str]
) -> tuple[int | None, list[str], list[str]]:
    """The course that unknown words are a part of, to be looked at; none where there is not one alone."""
    lexicon, said = lexicon_of(request.catalogue), " ".join(unknown)
    found = None if GENERIC.issuperset(tokens(said)) else lexicon.find(unknown, [Kind.COURSE])
    if found is not None and len(found.matches) == 1:
        words, left = " ".join(unknown[: found.words]), " ".join(unknown[found.words :])
        taken = _taken(words, found.matches[0])
        more = [f"I did not understand “{shown(left)}”."] if left else []
        course = request.catalogue.courses[int(found.matches[0].key)]
        names = [tokens(each) for each in (course.code, course.title, *course.aliases)]
        if any(set(tokens(words)) <= set(name) for name in names):
            return course.id, [*more, *aside], [taken]
        return course.id, [taken, *more, *aside], []
    if found is not None:
        return None, [fits_several(" ".join(unknown[: found.words]), found.matches, "courses"), *aside], []
    near = " or ".join(match.name for match in lexicon.near(said, [Kind.COURSE]))
    hint = f" Perhaps {near}?" if near and not GENERIC.issuperset(tokens(said)) else ""
    return None, [f"I can't find any course called “{shown(said)}”.{hint}", *aside], []


def _people_notes(crew: Crew, request: Request) -> list[str]:
    notes = list(crew.unsure)
    if crew.unknown:
        notes.append(f"I can't find “{shown(', '.join(crew.unknown))}” among the people you can log for.")
    if 0 < len(crew.unknown) <= MOST_NEAR and request.member.may(Needs.LEAD):
        theirs = agencies_named_to(request.member)
        names = [each for each in crew.unknown if TURNING.isdisjoint(map(plain_word, each.split()))]
        perhaps = [alike(request, each, theirs).strip() for each in names]
        notes += [each for each in dict.fromkeys(perhaps) if each]
    return notes


def _own_notes(crew: Crew, request: Request) -> list[str]:
    """What is to be said where nobody was named, and it was not the speaker's alone, or can't be theirs."""
    if crew.named:
        return []
    if not request.member.agencies:
        return ["For whom? You are not on a roster yourself."]
    said = next((word for word in request.text.split() if plain_word(word) in OURS), None)
    return [] if said is None else [f"“{shown(said)}”: who took it besides you? Name them."]


def _others_told_of(telling: Telling, crew: Crew, request: Request) -> str:
    """What is asked where a lead tells of others who are not known: "my crew took BLS". It was not they."""
    plain = [plain_word(word) for word in request.text.split()]
    verb = next((place for place, word in enumerate(plain) if word in TELLING - OWN - {"just"}), 0)
    who = {plain_word(word) for word in telling.unknown} & set(plain[:verb])
    is_theirs = crew.named or not OWN.isdisjoint(plain) or not request.member.may(Needs.LEAD)
    return "" if is_theirs or not who else "Who took it? Name them."


def _tells(begins: Sequence[str]) -> bool:
    """Whether a sentence that begins so tells of a class; "did not finish" says how one ended."""
    return bool(begins) and begins[0] in TELLING and begins[:2] != ["did", "not"]


def _sign_notes(telling: Telling, crew: Crew, request: Request) -> list[str]:
    """What is to be said of signs that may say something, and were not named yet as not understood."""
    own = ""
    if len(telling.courses) == 1:
        course = request.catalogue.courses[int(telling.courses[0].key)]
        own = f"{course.code} {course.title}".replace("?", "")
    course_words = telling.course_words.split()
    left = []
    for word in [*telling.signs, *crew.signs]:
        if word in course_words and not signed([word], own):
            course_words.remove(word)
        elif not any(word in said for said in [*telling.unknown, *crew.unknown]):
            left.append(word)
    return [f"I did not understand “{shown(' '.join(left))}”."] if left else []


def carriable(said: LogSaid) -> LogSaid:
    """It, if a form can carry it. Raises Unclear otherwise: nothing is left out to make it fit."""
    if len(said.model_dump_json(exclude_defaults=True)) > VALUE:
        raise _too_many(said.people)
    carriable_people(said.people)
    return said


def carriable_people(people: Sequence[int]) -> None:
    """Raises Unclear for more people than one form takes."""
    if len(people) > MOST_PEOPLE:
        raise _too_many(people)


def _too_many(people: Sequence[int]) -> Unclear:
    return Unclear(
        not_understood=f"That is too many for one form: {len(people)} people were found, and it takes "
        "at most "
        f"{MOST_PEOPLE} at a time. {NOT_YET}",
        example="the same again, for some of them each time",
    )
