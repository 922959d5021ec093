"""`/training`: log a class, for oneself or for many, take it back, and read a record."""

from __future__ import annotations

from commands.kit.blocks import button, buttons, says, words
from commands.kit.forms import opened
from commands.kit.problems import AskedBack
from commands.kit.registry import Click, Declared, Form, Shortcut
from commands.kit.reply import Message, Reply, say
from commands.kit.request import Door, Request
from commands.kit.slash import locally
from commands.language.choosing import whom
from commands.language.logs import EXAMPLE, NOT_YET, ClassHeld, LogSaid, carriable, understand_log
from commands.training.form import LOG_FORM, filled_in, open_form, people_by_key
from commands.training.receipts import Undo, receipt
from commands.training.recording import record, refuse_strangers, still_to_come, undo
from readiness.vocabulary import Result
from words.days import spoken

TYPED = (Door.COMMAND, Door.MENTION, Door.DIRECT)


def training(request: Request) -> Reply:
    """Opens the form; what stands behind the command and is no form of it is taken as a class to log."""
    if not request.text:
        return Reply(modal=filled_in(request, LogSaid()))
    return _shown(request, understand_log(request).said)


def log_in_words(request: Request) -> Reply:
    """Records the class that was said and understood to the last word; shows the form for any other."""
    if not request.text:
        text = f"Say the course, the day and for whom, such as {locally(EXAMPLE, request.region)}. {NOT_YET}"
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
    return Reply(message=receipt(request, held, record(request, held)))


def _shown(request: Request, said: LogSaid) -> Reply:
    """The form; where none opens by itself, what was understood, what was not, and a button that opens it."""
    if said.day is not None and said.day > request.today:
        raise still_to_come(said.day)
    refuse_strangers(request, people_by_key(request, said.people), said.day or request.today)
    said = carriable(said if said.day else said.model_copy(update={"day": request.today}))
    lines = [said.unclear or f"Look at it, and log it. {NOT_YET}"]
    if told := _told(request, said):
        lines.append(f"I understood: {told}.")
    opener = button("Open the form", "training.open", said)
    return opened(request, filled_in(request, said), "\n".join(lines), opener)


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
    taken = undo(request, request.carried(Undo).log)
    text = "Taken back. It stays readable in the record, with the reason." if taken == 1 else ""
    text = text or f"Taken back, for {taken} people. It stays readable in their records, with the reason."
    return Reply(
        message=Message([words(text), *buttons(says("Log again", "training", "log"))]), replaces=True
    )


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
    Click("training.open", open_form),
    Click("training.undo", take_back, changes=True),
    Shortcut("log_training", training, name="Log training", what="Put a class on record"),
)
