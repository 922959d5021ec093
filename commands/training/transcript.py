"""`/training transcript`: one person's record to take along, as PDF or as a workbook, by direct message.

It holds what the one who asks may read: each class and exercise by its own day, as the history shows them.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel

from commands.kit.blocks import aside, button, buttons, words
from commands.kit.may import Action, may, may_about, whom_for
from commands.kit.problems import Refused
from commands.kit.registry import Click, Entry, Form
from commands.kit.reply import File, Message, Post, Reply
from commands.kit.request import Request
from commands.language.scopes import person_said, shown
from files.documents.setting import Document, Kind
from files.documents.transcript import Transcript
from files.exports.transcript import note_transcript, transcript_of
from readiness.due import Scope
from storage.people import Person
from words.file_names import file_name
from words.names import Match
from words.problems import Offer

DOWNLOAD = "transcript.download"
"""What a button that makes a transcript is known by; it carries whose, and of what form."""
WHOSE = "A transcript is for that person, their agency's lead and an emergency manager."
EXAMPLE = "/training transcript @colleague"


class Shape(StrEnum):
    """As what a transcript is written."""

    PDF = "pdf"
    XLSX = "xlsx"

    @property
    def called(self) -> str:
        """How it is spoken of."""
        return "PDF" if self is Shape.PDF else "workbook (XLSX)"


ASKED = {"pdf": Shape.PDF, "xlsx": Shape.XLSX, "excel": Shape.XLSX, "workbook": Shape.XLSX}
BEFORE_A_SHAPE = frozenset(("as", "in", "a", "an"))
MINE = frozenset(("", "me", "mine", "my"))


class TranscriptAsked(BaseModel):
    """Whose transcript, and as what."""

    person: int
    shape: Shape = Shape.PDF


def transcript(request: Request) -> Reply:
    """The transcript of the person named; one's own without a name. As PDF, where nothing else is said."""
    said, shape = _read(request.text)
    if said.casefold() in MINE:
        assert request.member.person_id is not None
        return _made(request, TranscriptAsked(person=request.member.person_id, shape=shape))

    def offer(match: Match) -> Offer:
        return Offer(match.name, DOWNLOAD, TranscriptAsked(person=int(match.key), shape=shape))

    nobody = Refused(f"I don't find “{shown(said)}” among the people whose records you can see.", WHOSE)
    person = person_said(
        said, request.session, request.member, offer, nobody, "/training transcript and an e-mail"
    )
    return _made(request, TranscriptAsked(person=person.id, shape=shape))


def download(request: Request) -> Reply:
    """The transcript a button asks for."""
    return _made(request, request.carried(TranscriptAsked))


def _read(text: str) -> tuple[str, Shape]:
    """Who is named, and as what it is wanted: "Ben Flores as xlsx"."""
    said = text.split()
    shape = ASKED.get(said[-1].casefold().strip(".()")) if said else None
    if shape is None:
        return " ".join(said), Shape.PDF
    said.pop()
    while said and said[-1].casefold() in BEFORE_A_SHAPE:
        said.pop()
    return " ".join(said), shape


def _made(request: Request, asked: TranscriptAsked) -> Reply:
    person = request.session.get(Person, asked.person)
    if person is None:
        raise Refused("That record is not for you.", WHOSE)
    made = _transcript(request, person)
    shape = asked.shape
    kind = Kind.TRANSCRIPT_PDF if shape is Shape.PDF else Kind.TRANSCRIPT_XLSX
    note_transcript(request.session, request.trail(), person, made, shape.value)
    whose = "Your transcript" if person.id == request.member.person_id else f"The transcript of {person.name}"
    name = file_name("transcript", made.name, made.on, shape.value)
    file = File(name, f"{made.title}, as of {made.on.isoformat()}", Document.of(kind, made))
    said = f"{whose}, as of {made.instant}, as {shape.called}."
    post = Post(request.member.user, Message([words(said)]), f"transcript-{shape.value}", file)
    other = Shape.XLSX if shape is Shape.PDF else Shape.PDF
    beneath = [*made.remarks, *([made.handling_mark] if made.handling_mark else [])]
    return Reply(
        message=Message(
            [
                words(f"{whose} comes to you in a direct message, as {shape.called}."),
                *([aside(*beneath)] if beneath else []),
                *buttons(
                    button(
                        f"As {'a workbook' if other is Shape.XLSX else 'PDF'} instead",
                        DOWNLOAD,
                        TranscriptAsked(person=person.id, shape=other),
                    )
                ),
            ]
        ),
        posts=[post],
    )


def _transcript(request: Request, person: Person) -> Transcript:
    """What of the record is for the one who asks. Raises Refused where nothing is."""
    today = may_about(request, Action.READ, Scope.person(person.id))
    about = whom_for(request, [person.id])[person.id]
    member, now = request.member, request.today
    made = transcript_of(
        request.session,
        request.region,
        person,
        request.now,
        lambda day: bool(may(member, Action.READ, about, day, now)),
        today.why_not,
    )
    if not made.classes and not made.parts:
        today.or_refuse()
    return made


ENTRIES: tuple[Entry, ...] = (
    Form(
        "training transcript",
        transcript,
        what="a record to take along, as PDF or workbook: yours, or a person's",
        example=EXAMPLE,
        changes=True,
        takes="[person] [pdf | xlsx]",
    ),
    Click(DOWNLOAD, download, changes=True),
)
