"""`/training`: log a class, for oneself or for many, take it back, and read a record."""

from __future__ import annotations

from commands.kit.blocks import button, buttons, says, words
from commands.kit.forms import WITHOUT_MODAL, opened
from commands.kit.problems import AskedBack, Refused
from commands.kit.registry import Click, Declared, Form, Shortcut, Undoes
from commands.kit.reply import Message, Reply, say
from commands.kit.request import Door, Request
from commands.kit.slash import locally
from commands.language.choosing import whom
from commands.language.logs import EXAMPLE, NOT_YET, OPEN_LOG, ClassHeld, LogSaid, carriable, understand_log
from commands.training.bulk import lately
from commands.training.form import LOG_FORM, filled_in, open_form, people_by_key, warnings_of, who_has_it
from commands.training.receipts import AGAIN, Undo, receipt
from commands.training.recording import record, undo
from readiness.vocabulary import Result
from storage.audit import AuditKind
from storage.catalogue import Course
from storage.responders import passes_on
from words.days import spoken

LOG_IT = "training.log_it"
"""The button that records what was told of and shown; it carries all of it."""
TYPED = (Door.COMMAND, Door.MENTION, Door.DIRECT)
MOST_NAMED = 12
"""People who are all shown by name, and so may be logged by a button."""


class Shown(LogSaid):
    """A class as it was shown to the one who told of it, and who that is."""

    by: str


def training(request: Request) -> Reply:
    """Opens the form; what stands behind the command and is no form of it is taken as a class to log."""
    if not request.text:
        return Reply(modal=filled_in(request, LogSaid()))
    return _shown(request, understand_log(request).said)


def log_in_words(request: Request) -> Reply:
    """Records the class that was said and understood to the last word; shows the form for any other."""
    if not request.text:
        example = locally(EXAMPLE, request.region)
        text = f"Say the course, the day and who it is for, such as {example}. {NOT_YET}"
        return say(text, *buttons(says("Open the form", "training", "log")))
    understood = understand_log(request)
    said = understood.said
    # A press says what was typed at another time: it shows, and records nothing.
    if not understood.is_whole or said.course is None or request.door not in TYPED:
        raise AskedBack(_shown(request, said))
    held = ClassHeld(
        course=request.catalogue.courses[said.course],
        day=said.day or request.today,
        people=understood.people,
        hours=said.hours,
        result=said.result,
        expires_on=said.expires_on,
    )
    had = _had_lately(request, held)
    if any(each.id in had for each in held.people if each.id != request.member.person_id):
        raise AskedBack(_shown(request, said))
    when = had.get(request.member.person_id or 0, "").partition(",")[0]
    note = f"You had it on {when} too." if when else ""
    return Reply(message=receipt(request, held, record(request, held), note))


def _had_lately(request: Request, held: ClassHeld) -> dict[int, str]:
    """Who of those a class is logged for has it on another day lately, and not on that day, with when."""
    if held.result is not Result.PASS or held.day > request.today:
        return {}
    had = lately(request, [each.id for each in held.people], held.course, held.day)
    there = passes_on(request.session, list(had), held.course.id, held.day) if had else {}
    return {person: when for person, when in had.items() if person not in there}


def _shown(request: Request, said: LogSaid) -> Reply:
    """The form; where none opens by itself, what was understood, what was not, and a button that opens it."""
    has_day = said.day is not None
    said = carriable(said.dated(request.today))
    lines = [said.unclear or said.look or f"Look at it, and log it. {NOT_YET}"]
    if told := _told(request, said):
        lines.append(f"I understood: {told}.")
    lines += (warnings := warnings_of(request, said))
    opener = [button("Open the form", OPEN_LOG, said)]
    if request.door in WITHOUT_MODAL and not warnings and (ready := _as_shown(request, said, has_day)):
        lines[1:] = [f"I understood: {_told(request, ready)}."]
        opener = [
            button("Log it", LOG_IT, ready, style="primary"),
            button("Change it", OPEN_LOG, said),
        ]
    head = [*warnings, NOT_YET] if warnings and not (said.unclear or said.look) else warnings
    return opened(request, filled_in(request, said, head), "\n".join(lines), *opener)


def _as_shown(request: Request, said: LogSaid, has_day: bool) -> Shown | None:
    """A class of which course, day and people are plain, and nothing is left over or to be looked at, with
    all that would be recorded of it; None where any of it is not so.
    """
    course = None if said.course is None else request.catalogue.courses.get(said.course)
    if course is None or not has_day or said.unclear or said.look or said.left:
        return None
    if not 0 < len(said.people) <= MOST_NAMED:
        return None
    hours = course.hours if said.hours is None else said.hours
    ready = said.model_copy(update={"hours": hours, "named": True})
    shown = Shown(**ready.model_dump(), by=request.member.label)
    return None if _is_doubtful(request, shown, course) else shown


def _is_doubtful(request: Request, shown: Shown, course: Course) -> bool:
    """Whether somebody has it that day already, or somebody else than the speaker on another day lately."""
    people, day = people_by_key(request, shown.people), shown.day or request.today
    others = [each for each in people if each.id != request.member.person_id]
    return bool(
        who_has_it(request, course, day, others) or passes_on(request.session, shown.people, course.id, day)
    )


def log_it(request: Request) -> Reply:
    """Records what was shown, and nothing else, if whoever presses may; the form where it can't stand now."""
    said = request.carried(Shown)
    if said.by != request.member.label:
        raise Refused(f"Only the one who told of it can log it so. {NOT_YET}", "/training opens the form.")
    course = None if said.course is None else request.catalogue.courses.get(said.course)
    people = people_by_key(request, said.people)
    everybody = len(people) == len(set(said.people)) > 0
    if course is None or said.day is None or not everybody or _is_doubtful(request, said, course):
        raise AskedBack(_shown(request, said))
    held = ClassHeld(
        course=course,
        day=said.day,
        people=people,
        hours=said.hours,
        result=said.result,
        expires_on=said.expires_on,
    )
    return Reply(message=receipt(request, held, record(request, held)), replaces=True)


def _told(request: Request, said: LogSaid) -> str:
    """What was understood of a class, in words."""
    course = None if said.course is None else request.catalogue.courses[said.course].title
    hours = None if said.hours is None else f"{said.hours:g} hours"
    people = people_by_key(request, said.people)
    named = f"for {whom(request, people)}" if said.named and people else None
    expires = None if said.expires_on is None else f"expires {spoken(said.expires_on)}"
    ended = "incomplete" if said.result is Result.INCOMPLETE else None
    day = None if said.day is None else spoken(said.day)
    return ", ".join(part for part in (course, day, hours, named, ended, expires) if part)


def take_back(request: Request) -> Reply:
    """Undo: takes back what that log recorded."""
    log = request.carried(Undo)
    taken = undo(request, log.log)
    text = "Taken back. It stays readable in the record, with the reason." if taken == 1 else ""
    text = text or f"Taken back, for {taken} people. It stays readable in their records, with the reason."
    again = buttons(button("Log again", AGAIN, log))
    return Reply(message=Message([words(text), *again]), replaces=True)


ENTRIES: tuple[Declared, ...] = (
    Form(
        "training",
        training,
        what="the form to log a class in",
        example="/training",
        takes="[log COURSE DAY HOURS for PEOPLE] | [signin or plan COURSE DAY TIME PLACE] | classes | "
        "[close, move or cancel CLASS] | verify | correct | certificate | [history or transcript PERSON] | "
        "[courses COURSE] | help",
    ),
    Form(
        "training log",
        log_in_words,
        what="log a class in words",
        example=EXAMPLE,
        changes=True,
    ),
    *LOG_FORM.entries(),
    Click(OPEN_LOG, open_form),
    Click(LOG_IT, log_it, changes=True),
    Click("training.undo", take_back, changes=True),
    Undoes(AuditKind.TRAINING_LOGGED, "training.undo", lambda rows: Undo(log=rows[0].id)),
    Shortcut("log_training", training, name="Log training", what="Put a class on record"),
)
