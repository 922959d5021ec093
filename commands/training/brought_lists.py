"""A list of people brought as a file: those who were at a class, or those of a log.

What fits no field comes as a file. It is fetched and read in the background (`jobs.lists`); then whoever
brought it reads whom it names, who is asked about and who has it already, and says so with one press. Until
then nothing of it is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pydantic import BaseModel

from commands.kit.fields import files_field
from commands.kit.may import Action, agencies_named_to, may, whom_for
from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.reply import Message
from commands.kit.request import Request, carried
from commands.language.classes import class_name
from commands.language.lists import Listed, listed_for, listed_people, near
from commands.language.logs import ClassHeld
from commands.language.naming import find_on_roster, find_people
from commands.training.brought_lists_views import (
    MOST_ASKED,
    ON_THE_WAY,
    ClassFound,
    class_message,
    log_message,
)
from commands.training.bulk import Preview, preview
from commands.training.closing import going
from commands.training.closing_views import Closing
from files.people_lists import ENDINGS, MOST_BYTES, MOST_ROWS
from readiness.vocabulary import Result
from storage.attending import list_of
from storage.brought_lists import BroughtList
from storage.classes import ClassRecord
from storage.people import Person
from words.days import spoken
from words.problems import Problem

NO_NAMES = "I found no name and no e-mail in it. Wanted: one a line, or a column headed Name or Email."


class Logged(BaseModel):
    """A log as its form was filled in, beside the file with its people.

    `people` are those chosen or found in the form, by id; `lines` those of its list that are asked about;
    `files` its certificates, by their ids in Slack.
    """

    course: int
    day: date
    hours: float | None = None
    result: Result = Result.PASS
    provider: str = ""
    instructor: str = ""
    funding: str = ""
    evidence: str = ""
    expires_on: date | None = None
    files: list[str] = []
    people: list[int] = []
    lines: list[str] = []


@dataclass(frozen=True)
class ListRead:
    """What a list was read as: whom it names, the lines asked about with why, and what its author is told."""

    found: list[int]
    asked: list[tuple[str, str]]
    message: Message
    shown: str = ""


def note_class_list(request: Request, held: ClassRecord, files: Sequence[str]) -> list[str]:
    """Notes a list of those who were at a class, if one was brought; what is said of it."""
    for each in files:
        _note(request, each, class_id=held.id)
    return [ON_THE_WAY] if files else []


def note_log_list(
    request: Request, held: ClassHeld, files: Sequence[str], lines: Sequence[str], file: str
) -> None:
    """Notes a list of those a class is to be logged for; `files` are its certificates."""
    logged = Logged(
        course=held.course.id,
        day=held.day,
        hours=held.hours,
        result=held.result,
        provider=held.provider,
        instructor=held.instructor,
        funding=held.funding,
        evidence=held.evidence,
        expires_on=held.expires_on,
        files=list(files),
        people=[each.id for each in held.people],
        lines=list(lines),
    )
    _note(request, file, logged=logged.model_dump(mode="json"))


def read_list(request: Request, brought: BroughtList, lines: Sequence[str]) -> ListRead:
    """What the lines of a list come to, as its author may see it.

    Raises Problem and Refused where the class, or the log, is no longer theirs to fill in as it is now.
    """
    if not lines:
        raise Problem(f"{brought.name}: {NO_NAMES}")
    if brought.class_id is not None:
        return _read_of_class(request, brought, lines)
    return _read_of_log(request, brought, lines)


def class_of_list(request: Request, brought: BroughtList, lock: bool = False) -> ClassRecord:
    """The class of a list, still its author's to add to; with `lock`, once its turn has come.

    Raises Problem and Refused.
    """
    return going(request, Closing(class_id=brought.class_id or 0), lock)


def logged_by(brought: BroughtList) -> Logged:
    """What the form of a log said beside its list. Raises Problem for what an earlier release kept."""
    return carried(brought.logged, Logged)


def class_held(request: Request, logged: Logged, people: Sequence[Person]) -> ClassHeld:
    """The class of a log for some people. Raises Problem and Refused where it can't be logged now."""
    course = request.catalogue.courses.get(logged.course)
    if course is None:
        raise Problem("That course is no longer in the catalogue. Nothing was recorded.")
    if not request.member.may(Needs.LEAD):
        raise Refused(
            "Logging a class for others is not yours any more.", "Who can: a lead, an emergency manager."
        )
    return ClassHeld(
        course=course,
        day=logged.day,
        people=people,
        hours=logged.hours,
        result=logged.result,
        provider=logged.provider,
        instructor=logged.instructor,
        funding=logged.funding,
        evidence=logged.evidence,
        expires_on=logged.expires_on,
    )


def people_of(request: Request, brought: BroughtList) -> list[Person]:
    """Whom a list was found to name; who is no longer there is left out."""
    found = (request.session.get(Person, each) for each in brought.people)
    return [each for each in found if each is not None]


def seen_of_log(request: Request, brought: BroughtList, held: ClassHeld) -> Preview:
    """What a list that was read would record of a log now."""
    lines = brought.lines
    listed = Listed(held.people, [why for _, why in lines], [line for line, _ in lines])
    return preview(request, held, listed)


def shown_of_log(brought: BroughtList, seen: Preview, held: ClassHeld) -> Message:
    """A log of which something else would be recorded by now, shown anew."""
    return log_message(brought, _log_title(held), seen, list(seen.found_lines(held.day)), ())


def _note(
    request: Request, file: str, class_id: int | None = None, logged: dict[str, object] | None = None
) -> None:
    brought = BroughtList(
        class_id=class_id,
        logged=logged or {},
        workspace=request.member.workspace,
        slack_user=request.member.user,
        file_id=file,
        brought_at=request.now,
    )
    request.session.add(brought)


def _read_of_class(request: Request, brought: BroughtList, lines: Sequence[str]) -> ListRead:
    held = class_of_list(request, brought)

    def find(said: str, most: int) -> Sequence[Person]:
        return find_on_roster(request.session, said, request.member.workspace, most)

    listed = listed_people(request, "\n".join(lines), find, is_everybody=True)
    told = [near(request, line, find) for line in listed.left[:MOST_ASKED]]
    brought.asked = _asked(listed, told)
    there = {person.id: record for record, person in list_of(request.session, held.id)}
    left = [each for each in listed.people if each.id in there and there[each.id].left_early_at is not None]
    gone = {each.id for each in left}
    found = ClassFound(
        [each for each in listed.people if each.id not in there],
        [each for each in listed.people if each.id in there and each.id not in gone],
        left,
        listed.twice,
    )
    message = class_message(brought, class_name(request.catalogue, held), found)
    return ListRead([each.id for each in listed.people], brought.lines, message)


def _read_of_log(request: Request, brought: BroughtList, lines: Sequence[str]) -> ListRead:
    logged = logged_by(brought)
    listed = listed_for(request, "\n".join([*logged.lines, *lines]))

    def find(said: str, most: int) -> Sequence[Person]:
        return find_people(request.session, said, request.member, most)

    agencies = agencies_named_to(request.member)
    told = [near(request, line, find, agencies) for line in listed.left[:MOST_ASKED]]
    brought.asked = _asked(listed, told)
    chosen = (request.session.get(Person, each) for each in logged.people)
    everybody = {each.id: each for each in (*chosen, *listed.people) if each is not None}
    of, on = whom_for(request, list(everybody)), min(logged.day, request.today)
    allowed = {key for key in everybody if may(request.member, Action.LOG, of[key], on, request.today)}
    people = [each for key, each in everybody.items() if key in allowed]
    strangers = [each for key, each in everybody.items() if key not in allowed]
    held = class_held(request, logged, people)
    seen = preview(request, held, replace(listed, people=people, wrong=[why for _, why in brought.lines]))
    said = list(seen.found_lines(held.day))
    message = log_message(brought, _log_title(held), seen, said, strangers)
    return ListRead([each.id for each in people], brought.lines, message, seen.fingerprint(held))


def _asked(listed: Listed, told: Sequence[str]) -> list[tuple[str, str]]:
    """The lines that are asked about, each with why and whom it perhaps means."""
    nearby = [*told, *[""] * (len(listed.left) - len(told))]
    return [
        (line, f"{why}{perhaps}")
        for line, why, perhaps in zip(listed.left, listed.wrong, nearby, strict=True)
    ]


def _log_title(held: ClassHeld) -> str:
    return f"{held.course.title} on {spoken(held.day)}"


LIST = files_field(
    "list",
    "Or a list as a file",
    ENDINGS,
    1,
    hint=f"Names or e-mails, one a line, or a table with a column of them: text, CSV or Excel, up to "
    f"{MOST_ROWS:,} lines, {MOST_BYTES // 1_000_000} MB. You see who I found before anything is recorded.",
    optional=True,
)
