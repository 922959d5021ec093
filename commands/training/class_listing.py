"""`/training classes`: what is coming, which of it is mine, and the next step of each; a line in Home."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement
from sqlalchemy import select

from commands.kit.about import THE_REGION
from commands.kit.blocks import aside, button, buttons, rule, says, shown_of, words
from commands.kit.class_rights import classes_for, taught
from commands.kit.home import REST, Urgency, Waits
from commands.kit.may import Action, may
from commands.kit.registry import Click, Declared, Form, HomePart
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.classes import ClassPicked, class_name, class_title
from commands.language.planned_classes import ClassSaid, plan_button
from commands.training.class_asked import ClassesAsked, classes_asked, classes_that_fit, head_said
from commands.training.class_views import (
    BACK,
    COMING,
    EARLY,
    HERE,
    NOT_COMING,
    because,
    coming_said,
    day_and_time,
    ending,
    here_said,
    holder_buttons,
    instructor_of,
    takes_sign_ins,
)
from storage.attending import attendance_of, head_count
from storage.classes import IS_GOING, ClassRecord, ClassState, Coming, ComingRecord
from storage.planned_classes import place_in_line
from words.amounts import ordinal, plural
from words.days import spoken

MORE, ASKED = "class.more", "class.asked"
PAGE = 5
NOT_COMING_SAID = "You are not coming."
TEACHES_SAID = "You teach it."
NEAR = timedelta(days=14)
"""How far ahead a class may be that Home shows to who has not answered yet."""
OWN_AHEAD = timedelta(days=90)
"""And one of their own."""
OWN_AT_HOME, OTHERS_AT_HOME = 3, 2
UNCLOSED = timedelta(days=30)
"""How long a class that nobody closed is listed for whose it is."""


class ClassesPage(BaseModel):
    """Which classes were asked for, and from which on."""

    asked: ClassesAsked = ClassesAsked()
    start: int = 0


def classes(request: Request) -> Reply:
    """The classes to come, the earliest first; or those that were asked for, the cancelled too."""
    asked = classes_asked(request)
    return Reply(message=listing_of(request) if asked.is_all else _asked_for(request, asked))


def show_asked(request: Request) -> Reply:
    """The next of those that were asked for, in place of those shown."""
    page = request.carried(ClassesPage)
    return Reply(message=_asked_for(request, page.asked, page.start), replaces=True)


def _asked_for(request: Request, asked: ClassesAsked, start: int = 0) -> Message:
    """The classes that were asked for; of a course, that one to come is cancelled is said as well."""
    there = classes_that_fit(request, asked)
    shown = there[start : start + PAGE]
    blocks: list[Block] = [words(head_said(request, asked, len(there)))]
    for each in shown:
        blocks += [rule(), words(_told(request, each)), *buttons(*_told_steps(request, each))]
    if asked.courses and not asked.cancelled and not start:
        for each in classes_that_fit(request, asked.model_copy(update={"cancelled": True}))[:PAGE]:
            blocks += [rule(), words(f"{class_name(request.catalogue, each)} is cancelled{because(each)}")]
    if page := shown_of(start, len(shown), len(there), "Classes"):
        blocks.append(aside(page))
    more = ClassesPage(asked=asked, start=start + PAGE)
    return Message(
        [
            *blocks,
            *buttons(
                button("More", ASKED, more) if start + PAGE < len(there) else None,
                button("All classes", MORE, ClassPicked()),
            ),
        ]
    )


def _told(request: Request, held: ClassRecord) -> str:
    """A class as it is listed; of one that is over, and not the reader's to close, what, when and where."""
    name = class_name(request.catalogue, held)
    if held.state is ClassState.CANCELLED:
        return f"{name} is cancelled{because(held)}"
    if not _has_ended(request, held) or may(
        request.member, Action.CLASS, taught(held), held.held_on, request.today
    ):
        return _line(request, held)
    facts = (day_and_time(held, request.catalogue, request.region), held.place)
    return f"{class_title(request.catalogue, held)}\n{', '.join(each for each in facts if each)}."


def _told_steps(request: Request, held: ClassRecord) -> list[ButtonElement]:
    is_going = held.state in (ClassState.PLANNED, ClassState.OPEN)
    over = _has_ended(request, held)
    theirs = may(request.member, Action.CLASS, taught(held), held.held_on, request.today)
    return _steps(request, held) if is_going and (theirs or not over) else []


def more(request: Request) -> Reply:
    """The next of them, in place of those shown."""
    return Reply(message=listing_of(request, request.carried(ClassPicked).start), replaces=True)


def listing_of(request: Request, start: int = 0) -> Message:
    """Some of the classes to come, each with where the reader stands and what they may do."""
    over, coming = _to_come(request)
    there = [*over, *coming]
    count, shown = len(there), there[start : start + PAGE]
    may_plan = bool(may(request.member, Action.TEACH, THE_REGION, request.today, request.today))
    plan = plan_button("Plan a class", ClassSaid()) if may_plan else None
    if not count:
        return Message([words("No class is planned."), *buttons(plan)])
    blocks: list[Block] = [words(_head(len(coming), len(over)))]
    for each in shown:
        blocks += [rule(), words(_line(request, each)), *buttons(*_steps(request, each))]
    left = start + PAGE < count
    following = button("More", MORE, ClassPicked(start=start + PAGE)) if left else None
    if page := shown_of(start, len(shown), count, "Classes", "the earliest first"):
        blocks.append(aside(page))
    return Message([*blocks, *buttons(following, plan)])


def in_home(request: Request) -> Iterator[Waits]:
    """The next classes that the reader comes to, or teaches; then some that are near and take sign-ups."""
    until = request.today + OWN_AHEAD
    _, coming = _to_come(request, until)
    standing = [(each, _mine(request, each)) for each in coming]
    own = [(each, mine) for each, mine in standing if mine not in ("", NOT_COMING_SAID)]
    near = request.today + NEAR
    others = [(each, mine) for each, mine in standing if not mine and each.held_on <= near]
    shown = [*own[:OWN_AT_HOME], *others[:OTHERS_AT_HOME]]
    for held, mine in shown:
        said = COMING if mine else ""  # who comes may say that they don't, and no more
        step = next((each for each in _steps(request, held) if _pressed(each) != said), None)
        is_today = held.held_on == request.today
        way = step or says("Classes", "training classes", f"class {held.id}")
        urgency = Urgency.TODAY if is_today else Urgency.SOON
        yield Waits(urgency, _home_line(request, held, mine), way, held.held_on)
    left = len(own) + len(others) - len(shown)
    if left:
        more = plural(left, "more class is", "more classes are")
        yield Waits(Urgency.SOON, f"{more} coming.", says("Classes", "training classes", "more classes"))


def _pressed(each: ButtonElement) -> str:
    return str(each.action_id).partition(":")[0]


def _home_line(request: Request, held: ClassRecord, mine: str) -> str:
    """One class: of whom it is, when and where, and where the reader stands."""
    days = {0: "today", 1: "tomorrow"}
    on = days.get((held.held_on - request.today).days, f"on {spoken(held.held_on)}")
    at = f" at {held.start_time:%H:%M}" if held.start_time is not None else ""
    place = f", {held.place}" if held.place else ""
    teaches = mine == TEACHES_SAID
    lead = "You teach" if teaches else "Your class" if mine else "A class"
    said = f" {mine}" if mine and not teaches else ""
    return f"{lead} {on}{at}: {class_title(request.catalogue, held)}{place}.{said}"


def _to_come(request: Request, until: date | None = None) -> tuple[list[ClassRecord], list[ClassRecord]]:
    """Those of late that wait to be closed by the reader; and the classes to come, through a day."""
    today = request.today
    theirs = classes_for(request.member)
    lately = ClassRecord.held_on >= today - UNCLOSED
    query = select(ClassRecord, theirs).where(IS_GOING, (ClassRecord.held_on >= today) | (theirs & lately))
    if until is not None:
        query = query.where(ClassRecord.held_on <= until)
    order = (ClassRecord.held_on, ClassRecord.start_time, ClassRecord.id)
    found = request.session.execute(query.order_by(*order)).all()
    over: list[ClassRecord] = []
    coming: list[ClassRecord] = []
    for held, is_theirs in found:
        if not _has_ended(request, held):
            coming.append(held)
        elif is_theirs:  # what ended today, too, is listed for whose it is to close alone
            over.append(held)
    return over, coming


def _head(come: int, over: int) -> str:
    """How many come, and how many wait to be closed: "1 class is coming, 1 waits to be closed"."""
    wait = f"{over:,} {'waits' if over == 1 else 'wait'} to be closed"
    if not come:
        return f"No class is coming; {wait}."
    coming = f"{plural(come, 'class is', 'classes are')} coming"
    return f"{coming}, {wait}." if over else f"{coming}."


def _line(request: Request, held: ClassRecord) -> str:
    """What, when, where, by whom; how many; where the reader stands."""
    count, teacher = head_count(request.session, held.id), instructor_of(request, held)
    over = _has_ended(request, held)
    is_open = over or takes_sign_ins(held, request.now, request.region)
    when = day_and_time(held, request.catalogue, request.region)
    facts = ", ".join(each for each in (when, held.place, f"by {teacher}" if teacher else "") if each)
    counted = here_said(count) if is_open else coming_said(held, count)
    if over:
        counted = f"It is over, and waits to be closed. {counted}"
    mine = _mine(request, held)
    return "\n".join(
        part for part in (class_title(request.catalogue, held), f"{facts}.", counted, mine) if part
    )


def _mine(request: Request, held: ClassRecord) -> str:
    """Where the reader stands; empty where they said nothing."""
    person = request.member.person_id
    if person is None:
        return ""
    if person == held.instructor_id:
        return TEACHES_SAID
    attended = attendance_of(request.session, held.id, person)
    if attended is not None:
        return "You left early." if attended.left_early_at is not None else "You are signed in."
    row = request.session.get(ComingRecord, (held.id, person))
    if row is None:
        return ""
    if row.answer is Coming.WAITING:
        place = place_in_line(request.session, held.id, person) or 1
        return f"You are {ordinal(place)} in line for a seat."
    return "You are coming." if row.answer is Coming.COMING else NOT_COMING_SAID


def _steps(request: Request, held: ClassRecord) -> list[ButtonElement]:
    """What the reader may do with a class: say whether they come, sign in, hold it."""
    picked, mark = ClassPicked(class_id=held.id), f":{held.id}"
    row: list[ButtonElement] = []
    if takes_sign_ins(held, request.now, request.region):
        row += _at_the_class(request, held)
    elif request.member.person_id != held.instructor_id or held.instructor_id is None:
        row.append(button("Coming", COMING + mark, picked))
        row.append(button("Not coming", NOT_COMING + mark, picked))
    if may(request.member, Action.CLASS, taught(held), held.held_on, request.today):
        row += holder_buttons(held, request.now, request.region)
    return row


def _at_the_class(request: Request, held: ClassRecord) -> list[ButtonElement]:
    """What somebody presses who is there: by where they stand; nothing of a class that has ended."""
    if _has_ended(request, held):
        return []
    picked, mark, person = ClassPicked(class_id=held.id), f":{held.id}", request.member.person_id
    attended = None if person is None else attendance_of(request.session, held.id, person)
    if attended is None:
        return [button("I'm here", HERE + mark, picked)]
    if attended.left_early_at is not None:
        return [button("I'm back", BACK + mark, picked)]
    return [button("I'm leaving early", EARLY + mark, picked)]


def _has_ended(request: Request, held: ClassRecord) -> bool:
    return request.now >= ending(held, request.catalogue, request.region)


ENTRIES: tuple[Declared, ...] = (
    Form(
        "training classes",
        classes,
        what="the classes to come, and which are yours",
        example="/training classes BLS in January",
        takes="[COURSE] [AGENCY] [a time] [mine | past | cancelled]",
    ),
    Click(MORE, more),
    Click(ASKED, show_asked),
    HomePart(REST, in_home),
)
