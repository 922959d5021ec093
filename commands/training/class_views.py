"""How a class is shown: its facts, its card in a channel, and what the one who pressed hears."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import ButtonElement, InteractiveElement

from commands.kit.blocks import button, buttons, says, words
from commands.kit.cards import Look
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.kit.signin_views import SignInShown
from commands.kit.zone_views import is_read_elsewhere
from commands.language import classes
from commands.language.classes import ClassPicked, class_name, class_title
from storage.attending import AFTER_THE_END, HeadCount, begins, ends, head_count, sign_in_opens
from storage.catalogue import Catalogue, revision_name
from storage.classes import ClassRecord, ClassState
from storage.people import Person
from storage.planned_classes import Answered
from storage.region import Region
from words.amounts import listing, ordinal, plural
from words.days import WEEKDAYS, spoken

COMING = classes.COMING
NOT_COMING = classes.NOT_COMING
HERE = "class.here"
EARLY = "class.early"
BACK = "class.back"
OPEN_NOW = "class.open"
CLOSE = "class.close"
POST = "class.post"
MOVE = "class.move"
CANCEL = "class.cancel"
SHEET = "class.sheet"
"""What the buttons of a class are known by; each carries which class."""
ONLY_YOU = "Only you see what I answer to a press. The channel sees the count, never the names."


def day_and_time(held: ClassRecord, catalogue: Catalogue, region: Region) -> str:
    """When a class is held: "Thu 3 Dec 2026, 18:00 to 22:00", or "Thu 3 Dec 2026, all day"."""
    said = f"{WEEKDAYS[held.held_on.weekday()][:3].capitalize()} {spoken(held.held_on)}"
    if held.start_time is None:
        return f"{said}, all day"
    return f"{said}, {held.start_time:%H:%M}{_until(held, _end(held, catalogue, region))}"


def _until(held: ClassRecord, end: datetime | None) -> str:
    """ " to 22:00"; of a class of more than a day how many hours, as nobody knows how they are parted."""
    if end is None:
        return ""
    nights = (end.date() - held.held_on).days
    if nights == 0:
        return f" to {end:%H:%M}"
    if nights == 1 and held.start_time is not None and end.time() < held.start_time:
        return f" to {end:%H:%M} the next day"
    return " and following days"


def _end(held: ClassRecord, catalogue: Catalogue, region: Region) -> datetime | None:
    """When a class is over, on the region's wall clock; None where it is not known how long it takes."""
    course = catalogue.courses.get(held.course_id)
    hours = course.hours if course is not None else None
    if held.start_time is None or not (held.hours or hours):
        return None
    return ending(held, catalogue, region)


def ending(held: ClassRecord, catalogue: Catalogue, region: Region) -> datetime:
    """The instant a class ends, on the region's wall clock; of one of unknown length, with its day."""
    course = catalogue.courses.get(held.course_id)
    return ends(held, None if course is None else course.hours, region.zone).astimezone(region.zone)


def is_over(look: Look | Request, held: ClassRecord) -> bool:
    """Whether a class that nobody closed ended so long ago that nobody signs in by themself any more."""
    return look.now >= ending(held, look.catalogue, look.region) + AFTER_THE_END


def moment(instant: datetime, region: Region) -> str:
    """An instant on the region's wall clock: "27 Nov 2026 at 22:00"."""
    there = instant.astimezone(region.zone)
    return f"{spoken(there.date())} at {there:%H:%M}"


def ended_said(held: ClassRecord, catalogue: Catalogue, region: Region) -> str:
    """When a class ended: "on 27 Nov 2026 at 22:00"; of one of a whole day "with 27 Nov 2026"."""
    end = _end(held, catalogue, region)
    return f"with {spoken(held.held_on)}" if end is None else f"on {moment(end, region)}"


def plan_taught(held: ClassRecord, catalogue: Catalogue) -> str:
    """The revision of its course's plan that is in force on the day of a class; empty for none."""
    plan = catalogue.plans.get(catalogue.rulebook.teaches.get(held.course_id) or 0)
    in_force = [] if plan is None else [each for each in plan.revisions if each.effective_on <= held.held_on]
    return revision_name(plan.name, in_force[-1].name) if plan is not None and in_force else ""


def class_facts(look: Look | Request, held: ClassRecord) -> list[str]:
    """When, where, by whom, of which plan and paid by what, a line each."""
    catalogue = look.catalogue
    agency = catalogue.agencies.get(held.agency_id or 0)
    teacher = instructor_of(look, held)
    facts = [
        day_and_time(held, catalogue, look.region),
        f"Place: {held.place}" if held.place else "",
        f"Instructor: {teacher}" if teacher else "",
        f"Plan: {plan}" if (plan := plan_taught(held, catalogue)) else "",
        f"Held by: {agency.name}" if agency is not None else "",
        f"Provider: {held.provider}" if held.provider else "",
        f"Grant: {held.funding}" if held.funding else "",
        f"Seats: {held.seats:,}" if held.seats is not None else "",
    ]
    return [each for each in facts if each]


def instructor_of(look: Look | Request, held: ClassRecord) -> str:
    """Who teaches a class, by name; empty where nobody is named."""
    person = None if held.instructor_id is None else look.session.get(Person, held.instructor_id)
    return person.name if person is not None else held.instructor


def takes_sign_ins(held: ClassRecord, now: datetime, region: Region) -> bool:
    """Whether people sign in to a class now: it was opened, or is within an hour of its start."""
    if held.state is ClassState.PLANNED:
        return now >= sign_in_opens(held, region.zone)
    return held.state is ClassState.OPEN


def class_card(look: Look | Request, held: ClassRecord) -> SignInShown:
    """What the card of a class says as the class stands now."""
    catalogue, region, count = look.catalogue, look.region, head_count(look.session, held.id)
    title, facts = class_title(catalogue, held), class_facts(look, held)
    match held.state:
        case ClassState.CANCELLED:
            return SignInShown(title, facts, f"Cancelled{because(held)}")
        case ClassState.CLOSED:
            return SignInShown(
                title, facts, f"Closed: {plural(count.on_list, 'person was', 'people were')} here."
            )
    if is_over(look, held):
        over = f"It ended {ended_said(held, catalogue, region)}, and waits to be closed. Not on its list, and"
        told = f"{here_said(count)}\n{over} you were there? Its instructor can add you."
        return SignInShown(title, facts, told, [button("Close", CLOSE, ClassPicked(class_id=held.id))])
    starts = begins(held, region.zone) if _is_read_elsewhere(look, held) else None
    if takes_sign_ins(held, look.now, region):
        return SignInShown(title, facts, here_said(count), _open_controls(held), (ONLY_YOU,), starts)
    opens = f"Sign-in opens {_opening(held, look.now, region)}."
    controls = _planned_controls(held, is_today=held.held_on == look.today)
    return SignInShown(title, facts, coming_said(held, count), controls, (opens, ONLY_YOU), starts)


def because(held: ClassRecord) -> str:
    """What follows "it is cancelled": ": the instructor is sick."; a full stop where no reason is kept."""
    reason = (held.cancel_reason or "").strip()
    return f": {reason}" + ("" if reason[-1] in ".!?" else ".") if reason else "."


def here_said(count: HeadCount) -> str:
    """How many are there: "12 here, 2 left early."."""
    if not count.on_list:
        return "Nobody has signed in yet."
    left = f", {count.left_early:,} left early" if count.left_early else ""
    return f"{count.here:,} here{left}."


def coming_said(held: ClassRecord, count: HeadCount) -> str:
    """How many said what: "7 coming of 20 seats, 3 not coming."."""
    if not (count.coming or count.waiting or count.not_coming):
        return "Nobody has answered yet."
    seats = f" of {plural(held.seats, 'seat')}" if held.seats is not None else ""
    parts = [f"{count.coming:,} coming{seats}"]
    parts += [f"{count.waiting:,} waiting for a seat"] if count.waiting else []
    parts += [f"{count.not_coming:,} not coming"] if count.not_coming else []
    return f"{', '.join(parts)}."


def _from_when(held: ClassRecord, region: Region) -> str:
    """ "from 17:00 on"; with the day where that is another than the class's own."""
    opens = sign_in_opens(held, region.zone).astimezone(region.zone)
    if held.start_time is None:
        return "on that day"
    day = "" if opens.date() == held.held_on else f" on {spoken(opens.date())}"
    return f"from {opens:%H:%M}{day}" if day else f"from {opens:%H:%M} on"


def _opening(held: ClassRecord, now: datetime, region: Region) -> str:
    """ "at 17:00", "on 3 Dec 2026 at 17:00", "on 3 Dec 2026"."""
    opens = sign_in_opens(held, region.zone).astimezone(region.zone)
    if held.start_time is None:
        return f"on {spoken(held.held_on)}"
    is_today = opens.date() == region.day(now)
    return f"at {opens:%H:%M}" if is_today else f"on {spoken(opens.date())} at {opens:%H:%M}"


def opens_said(when: datetime, now: datetime, region: Region) -> str:
    """From when on people sign in, as they are told: "at 17:00", "on 3 Dec 2026 at 17:00"."""
    there = when.astimezone(region.zone)
    day = "" if there.date() == region.day(now) else f"on {spoken(there.date())} "
    return f"{day}at {there:%H:%M}"


def _is_read_elsewhere(look: Look | Request, held: ClassRecord) -> bool:
    """Whether somebody of the workspace reads clocks that show another time than the region's then."""
    workspace = look.workspace if isinstance(look, Look) else look.member.workspace
    return held.start_time is not None and is_read_elsewhere(
        look.session, workspace, begins(held, look.region.zone), look.region
    )


def _planned_controls(held: ClassRecord, is_today: bool) -> list[InteractiveElement]:
    picked = ClassPicked(class_id=held.id)
    found: list[InteractiveElement] = [
        button("Coming", COMING, picked, style="primary"),
        button("Not coming", NOT_COMING, picked),
    ]
    return [*found, button("Open now", OPEN_NOW, picked)] if is_today else found


def _open_controls(held: ClassRecord) -> list[InteractiveElement]:
    picked = ClassPicked(class_id=held.id)
    return [
        button("I'm here", HERE, picked, style="primary"),
        button("I'm leaving early", EARLY, picked),
        button("Close", CLOSE, picked),
    ]


def answered(request: Request, held: ClassRecord, now: Answered) -> Message:
    """What the one who said whether they come hears: where they stand."""
    name, again = class_name(request.catalogue, held), "" if now.is_new else "You said so already. "
    picked = ClassPicked(class_id=held.id)
    not_coming = button("Not coming", f"{NOT_COMING}:after", picked)
    if now.place is not None:
        seats = plural(held.seats or 0, "seat")
        text = (
            f"{again}{name} is full, with {seats}: you are {ordinal(now.place)} in line. "
            "I tell you when a seat comes free."
        )
        return Message([words(text), *buttons(not_coming, _classes())])
    if now.answer == "coming":
        place = f", {held.place}" if held.place else ""
        text = (
            f"{again}You are coming: {name}{place}. Sign in there {_from_when(held, request.region)}, with "
            "I'm here on the card or the code on the wall."
        )
        return Message([words(text), *buttons(not_coming, _classes())])
    text = f"{again}Noted: you are not coming to {name}."
    return Message([words(text), *buttons(button("Coming after all", f"{COMING}:after", picked), _classes())])


def signed_in(
    request: Request,
    held: ClassRecord,
    since: datetime,
    is_new: bool,
    is_back: bool,
    others: Sequence[ClassRecord] = (),
) -> Message:
    """What somebody hears who signed in, again, or is back; `others`: where they are signed in meanwhile."""
    name, at = class_name(request.catalogue, held), since.astimezone(request.region.zone)
    is_known = at.date() == held.held_on == request.today
    when = f"{at:%H:%M}" if is_known else moment(since, request.region)
    picked = ClassPicked(class_id=held.id)
    if is_back:
        text = f"You are back: signed in to {name} since {when}, to its end."
    elif is_new:
        text = f"You are signed in to {name}, {'at' if is_known else 'on'} {when}."
    else:
        text = f"You are signed in to {name} already, since {when}: nothing was recorded twice."
    if held.instructor_id is not None and held.instructor_id == request.member.person_id:
        text += " You teach it: somebody else confirms your own record."
    else:
        text += " It is put on record once the class is closed."
    if others:
        names = listing([class_name(request.catalogue, each) for each in others])
        text += (
            f"\nYou are signed in to {names} as well, at the same hour. Press I'm leaving early where you "
            "are not."
        )
    return Message([words(text), *buttons(button("I'm leaving early", f"{EARLY}:after", picked))])


def leaving(request: Request, held: ClassRecord, at: datetime) -> Message:
    """What somebody hears who leaves before the end."""
    left = at.astimezone(request.region.zone)
    text = (
        f"Noted: you left {class_name(request.catalogue, held)} early, at {left:%H:%M}. "
        "Partial attendance gives no record of the class."
    )
    back = button("I'm back", BACK, ClassPicked(class_id=held.id))
    return Message([words(text), *buttons(back)])


def holder_buttons(held: ClassRecord, now: datetime, region: Region) -> list[ButtonElement]:
    """What those whose class it is may do next, while it is not closed or cancelled."""
    picked = ClassPicked(class_id=held.id)
    mark = f":{held.id}"
    is_open = takes_sign_ins(held, now, region)
    first = button("Close", CLOSE + mark, picked) if is_open else button("Open now", OPEN_NOW + mark, picked)
    return [
        first,
        button("Move or change", MOVE + mark, picked),
        button("Cancel it", CANCEL + mark, picked),
        button("Post its card", POST + mark, picked),
        button("A sheet for the wall", SHEET + mark, picked),
    ]


def receipt(request: Request, held: ClassRecord, done: str, notes: Sequence[str] = ()) -> Message:
    """What the one who planned, moved or posted a class hears: what stands, and the next steps."""
    facts = "\n".join(class_facts(request, held))
    code = f"Code for the wall: {held.wall_code}" if held.wall_code else ""
    lines = [f"{done}: {class_title(request.catalogue, held)}", facts, code, *notes]
    *row, sheet = holder_buttons(held, request.now, request.region)[1:]
    return Message([words("\n".join(line for line in lines if line)), *buttons(sheet, *row, _classes())])


def _classes() -> ButtonElement:
    return says("Classes", "training classes", "classes")
