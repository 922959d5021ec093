"""`/training move` and `/training cancel`: a class is changed, or not held; who would come is told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.views import View

from commands.kit.about import Verdict
from commands.kit.blocks import button, cut, words
from commands.kit.class_rights import taught
from commands.kit.forms import Field, Modal, opened
from commands.kit.may import Action, may
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Post, Reply
from commands.kit.request import Request
from commands.kit.telling import is_near
from commands.language.classes import ClassPicked, class_name, class_said_to_hold, theirs_to_hold
from commands.language.grants import AWARD, GRANT
from commands.language.planned_classes import ClassSaid, understand_class
from commands.training.class_form import (
    AGENCY,
    AT,
    DAY,
    HOURS,
    INSTRUCTOR,
    NAMED,
    PLACE,
    PROVIDER,
    REASON,
    SEATS,
    of_record,
)
from commands.training.class_planning import IN_SLACK, refuse, written
from commands.training.class_presses import as_it_is, why_not
from commands.training.class_views import CANCEL, MOVE, because, receipt
from commands.training.telling_classes import how_it_is, tell
from storage.attending import begins
from storage.class_turns import NotAsItIs, PeopleSignedIn
from storage.classes import ClassRecord
from storage.letters import CLASS_CANCELLED, CLASS_MOVED, CLASS_SEAT, CLASS_TO_TEACH, CLASS_WAITS
from storage.people import lock_people
from storage.planned_classes import MOVES, Changed, cancel_class, change_class
from words.amounts import plural
from words.classes import listed, plain_word
from words.problems import Problem, Unclear

NEW = re.compile(r"\s+to\s+", re.IGNORECASE)
"""What parts a class from when and where it is to be: "ASIM Basic to 4 Dec 19:00"."""
BECAUSE = listed("because since as due to owing reason the is")
BECAUSE_FIRST = re.compile(
    r"^[\s,;:–—-]*(?:\b(?:because(?: of)?|due to|owing to|since|as|reason)\b)?[\s:,]*", re.IGNORECASE
)
REASON_BEGINS = re.compile(r"[,;:]\s|\s(?:because|due to|owing to)\s", re.IGNORECASE)
NOTHING_ELSE = "It was so already; nothing changed."


class Cancelling(ClassPicked):
    """Which class a button cancels, and why, as far as it was said."""

    reason: str = ""


def move(request: Request) -> Reply:
    """Opens the form of the class that is said, filled in with what it is to become."""
    which, _, to = _parted(request.text)
    held = class_said_to_hold(request, which, MOVE)
    said = understand_class(request, to) if to else ClassSaid()
    text = f"{class_name(request.catalogue, held)}: look at it, and save it. Nothing was changed yet."
    return opened(
        request,
        _form(request, held, said),
        text,
        button("Move or change", MOVE, ClassPicked(class_id=held.id)),
    )


def open_move(request: Request) -> Reply:
    """The form of the class a button is about."""
    held = theirs_to_hold(request, request.carried(ClassPicked).class_id)
    _refuse_over(request, held)
    return Reply(modal=_form(request, held, ClassSaid()))


def move_submitted(request: Request) -> Reply:
    """Changes the class, and tells whom it concerns; or shows which fields can't be taken."""
    held = theirs_to_hold(request, request.carried(ClassPicked).class_id, lock=True)
    filled = MOVE_CLASS.read(request)
    if filled[DAY] != held.held_on or filled[AT] != _at(held):  # one of yesterday may still get its place
        refuse(request, filled)
    was, start = how_it_is(request, held), begins(held, request.region.zone)
    instructor = held.instructor_id
    done = _changed(request, held, _theirs_to_change(request, held, written(filled)))
    if not done.before:
        return Reply(message=receipt(request, held, "As it was", [NOTHING_ELSE]), closes=True)
    near = is_near(request.now, start, begins(held, request.region.zone))
    posts = _tell_changed(request, held, done, was, near, instructor)
    notes = _told_notes(done, near)
    done_said = "Moved" if _is_moved(done.before) else "Changed"
    return Reply(message=receipt(request, held, done_said, notes), posts=posts, closes=True)


def cancel(request: Request) -> Reply:
    """Asks for the reason of the class that is said: nothing is cancelled without one."""
    held, reason = _class_and_reason(request)
    why = f"because {reason}: look at it" if reason else "say why"
    text = f"{class_name(request.catalogue, held)}, {why}, and cancel it. Nothing was changed yet."
    carried = Cancelling(class_id=held.id, reason=cut(reason, 200))
    return opened(request, _why(request, held, reason), text, button("Cancel it", CANCEL, carried))


def open_cancel(request: Request) -> Reply:
    """The form that asks for the reason."""
    held = theirs_to_hold(request, request.carried(ClassPicked).class_id)
    _refuse_over(request, held)
    return Reply(modal=_why(request, held, request.carried(Cancelling).reason))


def cancel_submitted(request: Request) -> Reply:
    """Cancels the class, and tells who would come."""
    held = theirs_to_hold(request, request.carried(ClassPicked).class_id, lock=True)
    reason = CANCEL_CLASS.read(request)[REASON]
    near = is_near(request.now, begins(held, request.region.zone))
    done = as_it_is(
        request, held, lambda: cancel_class(request.session, held, reason, request.trail(IN_SLACK))
    )
    name = class_name(request.catalogue, held)
    if not done.before:
        raise Problem(f"{name} was cancelled already{because(held)} Nothing changed.")
    people = [*done.told, *_teacher(held)]
    posts = tell(request, held, people, CLASS_CANCELLED, near)
    lines = [f"{name} is cancelled{because(held)}", *_who_is_told(len(done.told), near)]
    return Reply(message=Message([words("\n".join(lines))]), posts=posts, closes=True)


def _theirs_to_change(
    request: Request, held: ClassRecord, changes: Mapping[str, object]
) -> dict[str, object]:
    """What a form changes, without what it did not ask.

    Raises Refused where it says who teaches or whose it is, and that is not the speaker's to say.
    """
    found = dict(changes)
    if not any(each.place in request.fields for each in HANDED_ON):
        for name in HANDS_ON:
            found.pop(name)
    elif found["instructor_id"] is not None and found["instructor_id"] == held.instructor_id:
        found.pop("instructor")  # the same person, who may be called otherwise by now
    if any(getattr(held, name) != found[name] for name in HANDS_ON if name in found):
        _may_hand_on(request, held).or_refuse()
    return found


def _may_hand_on(request: Request, held: ClassRecord) -> Verdict:
    return may(request.member, Action.HAND_ON, taught(held), held.held_on, request.today)


def _class_and_reason(request: Request) -> tuple[ClassRecord, str]:
    """The class that the first words name, as many as do, and the reason: the rest."""
    said = request.text.split()
    for length in range(len(said), 0, -1):
        which = " ".join(said[:length]).rstrip(" ,;:.-–—")
        if not which or (length < len(said) and plain_word(said[length - 1]) in BECAUSE):
            continue
        try:
            held = class_said_to_hold(request, which, CANCEL)
        except Unclear:
            continue
        return held, BECAUSE_FIRST.sub("", " ".join(said[length:])).strip(" .")
    first = REASON_BEGINS.split(request.text, 1)[0].strip()
    return class_said_to_hold(request, first, CANCEL), ""


def _changed(request: Request, held: ClassRecord, changes: Mapping[str, Any]) -> Changed:
    trail, zone = request.trail(IN_SLACK), request.region.zone
    try:
        return change_class(request.session, held, changes, trail, zone)
    except PeopleSignedIn:
        raise MOVE_CLASS.wrong(
            {DAY.name: "People have signed in to it already: it can't move to a day that is still to come."}
        ) from None
    except NotAsItIs as why:
        raise why_not(request, held, why) from None


def _tell_changed(
    request: Request, held: ClassRecord, done: Changed, was: str, near: bool, instructor: int | None
) -> list[Post]:
    """The messages for those who have to know at once; for the others a line of their letter is left."""
    told = {*done.told, *_teacher(held), *done.moved_up, *done.moved_back}
    lock_people(request.session, told)  # several lines are left, and each is of people
    posts: list[Post] = []
    is_new = held.instructor_id != instructor
    if _is_moved(done.before):
        people = [*done.told, *([] if is_new else _teacher(held))]
        posts += tell(request, held, people, CLASS_MOVED, near, was)
    if is_new:
        posts += tell(request, held, _teacher(held), CLASS_TO_TEACH, near)
    posts += tell(request, held, done.moved_up, CLASS_SEAT, near)
    posts += tell(request, held, done.moved_back, CLASS_WAITS, near)
    return posts


def _told_notes(done: Changed, near: bool) -> list[str]:
    notes = _who_is_told(len(done.told), near) if _is_moved(done.before) else []
    if done.moved_up:
        notes.append(
            f"{plural(len(done.moved_up), 'person', 'people')} who waited have a seat now, and are told."
        )
    if done.moved_back:
        waits = plural(len(done.moved_back), "person waits", "people wait")
        notes.append(f"{waits} in line now: who came last. They are told.")
    return notes


def _who_is_told(people: int, near: bool) -> list[str]:
    """How many who would come, or wait, hear of it, and when."""
    if not people:
        return ["Nobody had said they would come."]
    when = "now" if near else "in their next letter"
    return [
        f"{plural(people, 'person', 'people')} who would come {'hears' if people == 1 else 'hear'} it {when}."
    ]


def _is_moved(before: Mapping[str, Any]) -> bool:
    return any(name in before for name in MOVES)


def _teacher(held: ClassRecord) -> list[int]:
    return [] if held.instructor_id is None else [held.instructor_id]


def _at(held: ClassRecord) -> str:
    return f"{held.start_time:%H:%M}" if held.start_time is not None else ""


def _parted(text: str) -> tuple[str, str, str]:
    which, *to = NEW.split(text.strip(), 1)
    return which, "to", to[0] if to else ""


def _refuse_over(request: Request, held: ClassRecord) -> None:
    name = class_name(request.catalogue, held)
    if held.state == "closed":
        raise Problem(f"{name} is closed, and who took it is on record: it stays as it is.")
    if held.state == "cancelled":
        raise Problem(f"{name} was cancelled{because(held)} Plan another one: it stays as it is.")


def _form(request: Request, held: ClassRecord, said: ClassSaid) -> View:
    """The form with what the class says now, and over it what it is to become, where that was said."""
    shown = of_record(request, held)
    new: dict[str, object] = {"day": said.day, "at": said.at or None, "place": said.place or None}
    shown |= {name: value for name, value in new.items() if value is not None}
    unclear = said.unclear if said.unclear and (said.day or said.at or said.place) else ""
    above = [words(f"{class_name(request.catalogue, held)}, as it is planned now.")]
    above += [words(unclear)] if unclear and said.day is None else []
    asked = [each for each in MOVE_CLASS.fields if each not in HANDED_ON or _may_hand_on(request, held)]
    return MOVE_CLASS.view(shown, carried=ClassPicked(class_id=held.id), above=above, only=asked)


def _why(request: Request, held: ClassRecord, reason: str = "") -> View:
    above = [words(f"{class_name(request.catalogue, held)} will not be held.")]
    return CANCEL_CLASS.view(
        {REASON.name: reason or None}, carried=ClassPicked(class_id=held.id), above=above
    )


HANDED_ON: Sequence[Field[Any]] = (INSTRUCTOR, NAMED, AGENCY)
"""The fields that say who teaches and whose it is: not asked of an instructor who is nothing more."""
HANDS_ON = ("instructor", "instructor_id", "agency_id")
"""The columns they are written to."""
MOVE_CLASS = Modal(
    "class.move_form",
    "Move or change a class",
    "Save",
    (DAY, AT, HOURS, PLACE, INSTRUCTOR, NAMED, AGENCY, SEATS, PROVIDER, GRANT, AWARD),
    move_submitted,
)
CANCEL_CLASS = Modal("class.cancel_form", "Cancel a class", "Cancel it", (REASON,), cancel_submitted)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "training move",
        move,
        what="move or change a class",
        example="/training move ASIM Basic to 4 Dec 19:00",
        takes="CLASS [to DAY TIME]",
    ),
    Form(
        "training cancel",
        cancel,
        what="cancel a class, with the reason",
        example="/training cancel ASIM Basic 3 Dec",
        takes="CLASS",
    ),
    Click(MOVE, open_move),
    Click(CANCEL, open_cancel),
    *MOVE_CLASS.entries(),
    *CANCEL_CLASS.entries(),
)
