"""`/training signin`: a class is planned, in words or in a form, and its card is posted into a channel."""

from __future__ import annotations

from datetime import time, timedelta

from slack_sdk.models.views import View
from sqlalchemy import select

from commands.kit.about import THE_REGION
from commands.kit.blocks import button, buttons, words
from commands.kit.cards import CardKind, Look, card_post
from commands.kit.channel import is_channel
from commands.kit.class_rights import classes_for
from commands.kit.forms import Filled, Modal, opened
from commands.kit.may import Action, may
from commands.kit.problems import AskedBack, Wrong
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import CardOf, Message, Post, Reply, say
from commands.kit.request import Door, Request
from commands.kit.signin_views import further_down, signin_card
from commands.kit.telling import is_near
from commands.language.classes import ClassPicked, class_name, class_said, class_title, theirs_to_hold
from commands.language.grants import AWARD, GRANT, funding_of
from commands.language.planned_classes import (
    EXAMPLE,
    NOT_YET,
    PLAN,
    ClassSaid,
    plan_button,
    understand_class,
    why_not_at,
    why_not_then,
)
from commands.training.class_form import (
    AGENCY,
    AT,
    CHANNEL,
    COURSE,
    DAY,
    HOURS,
    INSTRUCTOR,
    NAMED,
    PLACE,
    PROVIDER,
    SEATS,
    of_words,
    own_agency_of,
)
from commands.training.class_listing import listing_of
from commands.training.class_views import POST, class_card, receipt
from commands.training.telling_classes import tell
from storage import cards
from storage.attending import begins
from storage.classes import CLASS_CARD, IS_GOING, ClassRecord, ClassState
from storage.letters import CLASS_TO_TEACH
from storage.planned_classes import plan_class
from storage.turns import take_turn
from words.days import spoken
from words.folding import fold
from words.problems import Problem, Unclear
from words.times import TimeSaid

TYPED = (Door.COMMAND, Door.MENTION, Door.DIRECT)
IN_SLACK = "Slack"


def signin(request: Request) -> Reply:
    """Posts the card of the class that is said, and plans it where there is none; alone, the form."""
    if not request.text:
        return _form_or_list(request)
    there = _said_already(request)
    if there is not None:
        return _post_here(request, there)
    may(request.member, Action.TEACH, THE_REGION, request.today, request.today).or_refuse()
    said = understand_class(request, request.text).model_copy(update={"posts": True})
    # A press says what was typed at another time: it shows, and records nothing.
    if said.unclear or not is_channel(request.place) or request.door not in TYPED:
        raise AskedBack(_shown(request, said))
    held = _of_words(request, said)
    double = _double(request, held)
    if double is not None:
        other = said.model_copy(update={"besides": double.id})
        row = buttons(
            button("The same: post its card", POST, ClassPicked(class_id=double.id)),
            plan_button("Another one: plan it", other),
        )
        raise AskedBack(say(f"{_the_same(request, double)} {NOT_YET}", *row))
    plan_class(request.session, held, request.trail(IN_SLACK))
    return _posted(request, held, request.place.channel, "this channel", "Planned")


def plan(request: Request) -> Reply:
    """Opens the form, filled in with what was said; nothing is recorded by saying it."""
    if not may(request.member, Action.TEACH, THE_REGION, request.today, request.today):
        return _form_or_list(request)
    said = understand_class(request, request.text) if request.text else ClassSaid()
    return _shown(request, said)


def open_form(request: Request) -> Reply:
    """The form, filled in with what the button carries."""
    may(request.member, Action.TEACH, THE_REGION, request.today, request.today).or_refuse()
    return Reply(modal=_form(request, request.carried(ClassSaid)))


def submit(request: Request) -> Reply:
    """Plans the class and posts its card, or shows which fields can't be taken."""
    may(request.member, Action.TEACH, THE_REGION, request.today, request.today).or_refuse()
    filled = PLAN_CLASS.read(request)
    refuse(request, filled)
    held = ClassRecord(
        course_id=filled[COURSE].id,
        recorded_by=request.member.label,
        recorded_at=request.now,
        **written(filled),
    )
    twin = _twin(request, held)
    if twin is not None:
        raise Wrong({COURSE.name: "It is planned already, for that day, time and place."})
    said, double = request.carried(ClassSaid), _double(request, held)
    if double is not None and double.id != said.besides:
        note = f"{_the_same(request, double)} If it is another one, press Plan it again."
        shown = PLAN_CLASS.view(
            of_words(request, said),
            carried=said.model_copy(update={"besides": double.id}),
            above=[words(note)],
        )
        raise AskedBack(Reply(updated=shown))
    plan_class(request.session, held, request.trail(IN_SLACK))
    if filled[CHANNEL]:
        return _posted(request, held, filled[CHANNEL], "that channel", "Planned")
    posts = _tell_instructor(request, held)
    note = "Nobody has been told: post its card where people will see it."
    return Reply(message=receipt(request, held, "Planned", [note]), posts=posts, closes=True)


def post_pressed(request: Request) -> Reply:
    """Post its card: into which channel is asked in a form."""
    held = theirs_to_hold(request, request.carried(ClassPicked).class_id)
    _refuse_over(request, held)
    return Reply(modal=POST_CARD.view({}, carried=ClassPicked(class_id=held.id)))


def post_submitted(request: Request) -> Reply:
    """Posts the card of a class into one channel more."""
    held = theirs_to_hold(request, request.carried(ClassPicked).class_id, lock=True)
    channel = POST_CARD.read(request)[CHANNEL]
    if not channel:
        raise Wrong({CHANNEL.name: "Choose a channel."})
    _refuse_over(request, held)
    return _posted(request, held, channel, "that channel", "Posted")


def render(look: Look) -> Message | None:
    """The card as the class stands now; an earlier one of a channel points to the latest."""
    held = look.session.get_one(ClassRecord, look.record_id)
    if not look.newest:
        return further_down(class_title(look.catalogue, held))
    return signin_card(class_card(look, held))


def refuse(request: Request, filled: Filled) -> None:
    """Raises Wrong with what can't be of a class, seen beside what else was filled in."""
    wrong: dict[str, str] = {}
    day, at = filled[DAY], filled[AT]
    if why := why_not_then(request, day):
        wrong[DAY.name] = why
    elif at and (why := why_not_at(request, day, TimeSaid(time.fromisoformat(at)))):
        wrong[AT.name] = why
    if filled[INSTRUCTOR] is not None and filled[NAMED]:
        wrong[NAMED.name] = "An instructor is chosen above already: take one of the two out."
    if wrong:
        raise Wrong(wrong)


def written(filled: Filled) -> dict[str, object]:
    """What a form says of a class beside its course, by column."""
    person, at = filled[INSTRUCTOR], filled[AT]
    return {
        "held_on": filled[DAY],
        "start_time": time.fromisoformat(at) if at else None,
        "hours": filled[HOURS],
        "place": filled[PLACE],
        "provider": filled[PROVIDER],
        "instructor": person.name if person is not None else filled[NAMED],
        "instructor_id": None if person is None else person.id,
        "agency_id": filled[AGENCY],
        "funding": funding_of(filled[GRANT], filled[AWARD]),
        "seats": filled[SEATS],
    }


def _of_words(request: Request, said: ClassSaid) -> ClassRecord:
    """The class that was said to the last word, not planned yet."""
    assert said.course is not None
    assert said.day is not None
    person = said.instructor_id or None
    return ClassRecord(
        course_id=said.course,
        held_on=said.day,
        start_time=time.fromisoformat(said.at) if said.at else None,
        hours=said.hours,
        place=said.place,
        instructor=said.instructor,
        instructor_id=person,
        agency_id=said.agency or own_agency_of(request) or None,
        seats=said.seats,
        recorded_by=request.member.label,
        recorded_at=request.now,
    )


def _posted(request: Request, held: ClassRecord, channel: str, where: str, done: str) -> Reply:
    """What follows once a class is there: its card into a channel, and its instructor told of it."""
    posts = _tell_instructor(request, held) if done == "Planned" else []
    cards.changed(request.session, CLASS_CARD, held.id, request.now)  # an earlier one says where this stands
    shown, message = CardOf(CLASS_CARD, held.id), signin_card(class_card(request, held))
    card = card_post(request, channel, message, shown, held.subject)
    notes = [f"Its card is on its way into {where}."]
    return Reply(message=receipt(request, held, done, notes), posts=[card, *posts], closes=True)


def _tell_instructor(request: Request, held: ClassRecord) -> list[Post]:
    people = [] if held.instructor_id is None else [held.instructor_id]
    near = is_near(request.now, begins(held, request.region.zone))
    return tell(request, held, people, CLASS_TO_TEACH, near)


def _said_already(request: Request) -> ClassRecord | None:
    """The class of the speaker's that is there, where all that was said is of it alone."""
    try:
        to_come = ClassRecord.held_on >= request.today - timedelta(days=1)
        return class_said(request, request.text, POST, IS_GOING & to_come & classes_for(request.member))
    except Unclear:
        pass
    if not may(request.member, Action.TEACH, THE_REGION, request.today, request.today):
        return None
    said = understand_class(request, request.text)
    if said.unclear or said.course is None or said.day is None:
        return None
    at = time.fromisoformat(said.at) if said.at else None
    twin = _twin(
        request, ClassRecord(course_id=said.course, held_on=said.day, start_time=at, place=said.place)
    )
    if twin is not None:
        theirs_to_hold(request, twin.id)
    return twin


def _twin(request: Request, held: ClassRecord) -> ClassRecord | None:
    """Another class of that course on that day, at that time and place, that was not cancelled.

    Whoever plans one of that course and day meanwhile comes first, or waits until this one is there.
    """
    take_turn(request.session, "class planned", held.course_id, held.held_on)
    same = _at_that_hour(request, held)
    return next((each for each in same if fold(each.place) == fold(held.place or "")), None)


def _double(request: Request, held: ClassRecord) -> ClassRecord | None:
    """Another one of that hour by the same instructor, at a place in other words: perhaps the same class."""
    for each in _at_that_hour(request, held):
        if held.instructor_id is not None and each.instructor_id == held.instructor_id:
            return each
        if fold(held.instructor or "") and fold(each.instructor) == fold(held.instructor):
            return each
    return None


def _the_same(request: Request, double: ClassRecord) -> str:
    """Asks whether a class there is is meant."""
    at = f"at {double.start_time:%H:%M}" if double.start_time is not None else "on that day"
    place = f", {double.place}" if double.place else ""
    name = class_name(request.catalogue, double)
    return f"There is one {at} by the same instructor: {name}{place}. The same?"


def _at_that_hour(request: Request, held: ClassRecord) -> list[ClassRecord]:
    query = select(ClassRecord).where(
        IS_GOING, ClassRecord.course_id == held.course_id, ClassRecord.held_on == held.held_on
    )
    there = request.session.scalars(query).all()
    return [each for each in there if each.start_time == held.start_time and each is not held]


def _post_here(request: Request, held: ClassRecord) -> Reply:
    """The card of a class there is, into this channel; where this is none, the form asks into which."""
    theirs_to_hold(request, held.id)
    _refuse_over(request, held)
    if is_channel(request.place) and request.door in TYPED:
        return _posted(request, held, request.place.channel, "this channel", "Planned already")
    done = "Planned already. Post its card where people will see it"
    raise AskedBack(Reply(message=receipt(request, held, done)))


def _refuse_over(request: Request, held: ClassRecord) -> None:
    """Raises Problem for a class that nobody signs in to any more."""
    title = class_title(request.catalogue, held)
    if held.state is ClassState.CANCELLED:
        raise Problem(f"{title} was cancelled: there is nothing to sign in to.")
    if held.state is ClassState.CLOSED:
        raise Problem(f"The sign-in of {title} is closed.")


def _form_or_list(request: Request) -> Reply:
    """The form for who may plan a class; what is coming for everybody else."""
    if not may(request.member, Action.TEACH, THE_REGION, request.today, request.today):
        return Reply(message=listing_of(request))
    return _shown(
        request, ClassSaid(posts=True), f"Say it in a channel, such as {EXAMPLE}, or open the form."
    )


def _shown(request: Request, said: ClassSaid, text: str = "") -> Reply:
    """The form; where none opens by itself, what was not understood, and a button that opens it."""
    lead = text or said.unclear or f"Into which channel? Say it there, or choose it in the form. {NOT_YET}"
    understood = _told(request, said)
    return opened(
        request,
        _form(request, said),
        f"{lead}\nI understood: {understood}." if understood else lead,
        plan_button("Open the form", said),
    )


def _told(request: Request, said: ClassSaid) -> str:
    """What was understood of a class, in words."""
    course = request.catalogue.courses.get(said.course or 0)
    agency = request.catalogue.agencies.get(said.agency)
    parts = [
        "" if course is None else course.title,
        "" if said.day is None else spoken(said.day),
        said.at,
        said.place,
        said.instructor,
        "" if agency is None else f"for {agency.name}",
        "" if said.seats is None else f"{said.seats} seats",
    ]
    return ", ".join(part for part in parts if part)


def _form(request: Request, said: ClassSaid) -> View:
    above = [words(said.unclear)] if said.unclear else []
    return PLAN_CLASS.view(of_words(request, said), carried=said, above=above)


PLAN_CLASS = Modal(
    PLAN,
    "Plan a class",
    "Plan it",
    (COURSE, DAY, AT, HOURS, PLACE, INSTRUCTOR, NAMED, AGENCY, SEATS, PROVIDER, GRANT, AWARD, CHANNEL),
    submit,
)
POST_CARD = Modal("class.post_card", "Post the card", "Post it", (CHANNEL,), post_submitted)

ENTRIES: tuple[Declared, ...] = (
    CardKind(CLASS_CARD, render),
    Form(
        "training signin",
        signin,
        what="plan a class, and post the card that people sign in on",
        example=EXAMPLE,
        changes=True,
        takes="COURSE DAY TIME PLACE",
    ),
    Form(
        "training plan",
        plan,
        what="the form a class is planned in",
        example="/training plan ASIM Basic 3 Dec 18:00",
    ),
    Click(PLAN, open_form),
    Click(POST, post_pressed),
    *PLAN_CLASS.entries(),
    *POST_CARD.entries(),
)
