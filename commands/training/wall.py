"""The wall: a sheet to print with a QR code and four digits, and "here 4821" in a message, which signs in."""

from __future__ import annotations

import re

from commands.kit.blocks import button, buttons, says, words
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import File, Message, Post, Reply, say
from commands.kit.request import Request
from commands.language.classes import ClassPicked, class_name, class_title, theirs_to_hold
from commands.language.phrases import card_words
from commands.training.class_presses import TELL_THEM, sign_in_as
from commands.training.class_views import POST, SHEET, day_and_time, instructor_of
from commands.training.class_words import press_said
from files.documents.setting import Document, Kind
from files.documents.wall import WallSheet
from storage.attending import by_wall_code
from storage.cards import is_placed, newest_link
from storage.classes import CLASS_CARD, GOING, ClassRecord, Way
from storage.wrong_codes import FEW, WITHIN, may_try, note_wrong_code
from words.problems import Problem

EXAMPLE = "here 4821"
CODE = re.compile(r"\d{4}")
WALL = "the code on the wall"
"""Where rows are recorded from of who sent it."""
ON_ITS_WAY = (
    "Its card is still on its way to Slack, and its address with it. Press again in a few seconds: the sheet "
    "shows it as a QR code."
)


def here(request: Request) -> Reply:
    """Signs in to the class on whose wall the four digits stand; or does what the words of a card say."""
    if said_press := card_words(request.text.split()):
        return press_said(request, *said_press)
    said = re.sub(r"[\s:#,.!-]", "", request.text)
    if not said:
        return say(f"Which class? Send the code on its wall, such as {EXAMPLE}. Nothing was recorded.")
    if not CODE.fullmatch(said) or not said.isascii():
        return say(f"A code on the wall is four digits, such as {EXAMPLE}. Nothing was recorded.")
    person = request.member.person_id
    assert person is not None
    if not may_try(request.session, person, request.now):
        minutes = int(WITHIN.total_seconds() // 60)
        return say(
            f"Those were {FEW} wrong codes: look at the sheet, and try again in {minutes} minutes. The "
            "instructor can add you meanwhile, or press I'm here on the class's card. Nothing was recorded."
        )
    held = by_wall_code(request.session, said)
    if held is None:
        note_wrong_code(request.session, person, request.now)
        return say(
            f"No class has the code {said} now. Look at the sheet again; once a class is closed, its code is "
            "gone, and its instructor is the one to ask. Nothing was recorded."
        )
    return sign_in_as(request, held, Way.CODE, WALL)


def sheet(request: Request) -> Reply:
    """The sheet to print, as a file in a direct message."""
    held = theirs_to_hold(request, request.carried(ClassPicked).class_id)
    if held.state not in GOING:
        raise Problem("Nobody signs in to that class any more: there is nothing for the wall.")
    address = newest_link(request.session, CLASS_CARD, held.id)
    placed = is_placed(request.session, CLASS_CARD, held.id)
    if address is None and placed:
        raise Problem(ON_ITS_WAY)
    name = class_name(request.catalogue, held)
    file = File(f"{_file_name(request, held)}.pdf", f"Sign-in: {name}", _made(request, held, address or ""))
    said = f"The sheet for the wall: {name}."
    if not address:
        said += " It has the code alone: post the card of the class first, and it has a QR code too."
    post = Post(to=request.member.user, message=Message([words(said)]), key="wall sheet", file=file)
    row = buttons(
        None if placed else button("Post its card", POST, ClassPicked(class_id=held.id)),
        says("Classes", "training classes", "classes"),
    )
    return Reply(
        message=Message([words("The sheet comes as a direct message, to print."), *row]), posts=[post]
    )


def _made(request: Request, held: ClassRecord, address: str) -> Document:
    teacher = instructor_of(request, held)
    facts = [
        day_and_time(held, request.catalogue, request.region),
        held.place,
        f"Instructor: {teacher}" if teacher else "",
    ]
    return Document.of(
        Kind.WALL_SHEET,
        WallSheet(
            title=class_title(request.catalogue, held),
            facts=[each for each in facts if each],
            address=address,
            code=held.wall_code or "",
            region=request.region.called,
            handling_mark=request.region.handling_mark,
            made_at=request.now,
        ),
    )


def _file_name(request: Request, held: ClassRecord) -> str:
    """A file's name of the course and the day, in letters, digits and hyphens alone."""
    title = re.sub(r"[^A-Za-z0-9]+", "-", class_title(request.catalogue, held)).strip("-").lower()
    return f"sign-in-{title[:60] or 'class'}-{held.held_on.isoformat()}"


ENTRIES: tuple[Declared, ...] = (
    Form(
        "training here",
        here,
        what="sign in with the code on the wall",
        example=EXAMPLE,
        changes=True,
        takes="CODE",
        stranger=TELL_THEM,
    ),
    Click(SHEET, sheet, changes=True),
)
