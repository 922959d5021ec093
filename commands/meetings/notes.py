"""`/meeting note`, `/meeting decision …`: decisions, objections and concerns, noted by whose meeting
it is.

Several in one sitting, one a line. What was taken back stays readable, and is in no minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import Field
from slack_sdk.models.views import View

from commands.kit.blocks import buttons, cut
from commands.kit.forms import Modal, opened, text_field
from commands.kit.meeting_rights import meetings_for
from commands.kit.meeting_views import meeting_name
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply, say
from commands.kit.request import Door, Request
from commands.language.meetings import meetings_fitting
from commands.language.scopes import shown
from commands.meetings.after_views import (
    A_PAGE,
    HEADS,
    NOTE_BACK,
    NOTES,
    OfNote,
    after_buttons,
    note_blocks,
)
from commands.meetings.begun import NOTHING, Begun, meant, refused, theirs_begun
from storage.meeting_notes import note_down, notes_of, take_note_back
from storage.meeting_turns import NotAsItStands
from storage.meetings import TAKES_PLACE, MeetingNote, MeetingRecord, NoteKind
from words.amounts import listing, plural
from words.classes import plain_word
from words.problems import Offer, Problem, Unclear
from words.signs import typeable

SAY = "meeting.note_said"
"""What a button is known by that notes what was said; it carries the words, and of which meeting."""
EXAMPLE = "/meeting decision One shared plan by June"
MOST = 1000
"""Characters of one note; it has to travel with a button."""
MOST_FIELD = 3000


class NoteSaid(Begun):
    """What was said in words, and as what; of no kind yet where that is asked back."""

    kind: NoteKind | None = None
    text: str = Field("", max_length=MOST)


def note(request: Request) -> Reply:
    """Notes what was said as what; opens the form where nothing was."""
    first, _, rest = request.text.strip().partition(" ")
    kind = KINDS.get(plain_word(first).strip(":"))
    if kind is not None and rest.strip():
        return _note_said(request, kind, rest)
    if kind is None and (named := _named(request)) is not None:
        return _opened(request, theirs_begun(request, named.id))
    if kind is None and request.text.strip():
        return _note_said(request, None, request.text)
    meeting = meant(request, NOTES, lambda key: Begun(meeting_id=key), EXAMPLE)
    return _opened(request, meeting)


def said_as(kind: NoteKind) -> Callable[[Request], Reply]:
    """Notes what follows "/meeting decision" and its like."""

    def run(request: Request) -> Reply:
        if not request.text.strip():
            raise Unclear(not_understood=f"What is the {kind}? {NOTHING}", example=_sample(kind))
        return _note_said(request, kind, request.text)

    return run


def say_pressed(request: Request) -> Reply:
    """Notes the words that a button carries, of the meeting and as what it says."""
    pressed = request.carried(NoteSaid)
    if not pressed.meeting_id or pressed.kind is None:
        return _note_said(request, pressed.kind, pressed.text)
    return _noted(request, theirs_begun(request, pressed.meeting_id, lock=True), pressed.kind, pressed.text)


def notes_pressed(request: Request) -> Reply:
    """Opens the form of the meeting a button carries; within the form, another page of what is noted."""
    begun = request.carried(Begun)
    meeting = theirs_begun(request, begun.meeting_id)
    if request.door is Door.MODAL:
        return Reply(updated=_view(request, meeting, begun))
    return _opened(request, meeting)


def submitted(request: Request) -> Reply:
    """Notes what stands in the fields, a note a line, and leaves the form open for more."""
    begun = request.carried(Begun)
    meeting = theirs_begun(request, begun.meeting_id, lock=True)
    form = NOTING.turned(begun.turn)
    filled = form.read(request)
    said: list[tuple[NoteKind, str]] = []
    wrong: dict[str, str] = {}
    for kind, field in zip(NoteKind, FIELDS, strict=True):
        lines = [" ".join(each.split()) for each in filled[field].split("\n")]
        if any(len(each) > MOST for each in lines):
            wrong[field.name] = f"At most {MOST:,} characters a line, please: one note each."
        said += [(kind, each) for each in lines if each]
    if not said and not wrong:
        wrong = {FIELDS[0].name: "Nothing is written here yet: a note a line."}
    if wrong:
        raise form.wrong(wrong)
    new = _written(request, meeting, said)
    twice = len(said) - len(new)
    note = f"Noted: {_counted(new)}." if new else "Nothing is new."
    if twice:
        note += f" {plural(twice, 'line was', 'lines were')} there already, and nothing was noted twice."
    last = max(len(notes_of(request.session, meeting.id)) - 1, 0)
    again = Begun(meeting_id=meeting.id, turn=begun.turn + 1, start=last - last % A_PAGE)
    return Reply(updated=_view(request, meeting, again, f"{note} Write more, or be done."))


def take_back(request: Request) -> Reply:
    """Takes one note back; it stays readable."""
    pressed = request.carried(OfNote)
    meeting = theirs_begun(request, pressed.meeting_id, lock=True)
    found = request.session.get(MeetingNote, pressed.note)
    if found is None or found.meeting_id != meeting.id:
        raise Problem(f"That note is no longer there. {NOTHING}")
    done = take_note_back(request.session, meeting, found, request.trail())
    said = "Taken back; it stays readable beneath." if done else "It was taken back before."
    begun = Begun(meeting_id=meeting.id, turn=pressed.turn)
    return Reply(updated=_view(request, meeting, begun, said))


def _named(request: Request) -> MeetingRecord | None:
    """The one meeting of the speaker's that the words name, and nothing else: "/meeting note huddle"."""
    theirs = TAKES_PLACE & meetings_for(request.member)
    named = meetings_fitting(request, request.text, theirs) if request.text.strip() else []
    return named[0] if len(named) == 1 else None


def _sample(kind: NoteKind) -> str:
    """How a note of that kind is said."""
    return f"/meeting {kind} {SAMPLES[kind]}"


def _note_said(request: Request, kind: NoteKind | None, text: str) -> Reply:
    said = " ".join(typeable(text).split()).strip(" :")
    if len(said) > MOST:
        raise Problem(
            f"That is longer than {MOST:,} characters: write it in the form, a note a line. {NOTHING}"
        )
    if kind is None:
        raise Unclear(
            not_understood=f"Is that a decision, an objection or a concern? {NOTHING}",
            understood=f"“{shown(said)}”",
            example=EXAMPLE,
            offers=[Offer(HEADS[each], f"{SAY}:{each}", NoteSaid(kind=each, text=said)) for each in NoteKind],
        )
    meeting = meant(request, SAY, lambda key: NoteSaid(meeting_id=key, kind=kind, text=said), EXAMPLE)
    return _noted(request, theirs_begun(request, meeting.id, lock=True), kind, said)


def _noted(request: Request, meeting: MeetingRecord, kind: NoteKind, text: str) -> Reply:
    new = _written(request, meeting, [(kind, text)])
    name = meeting_name(meeting)
    said = (
        f"{HEADS[kind]} noted, of {name}: {text}"
        if new
        else f"That {kind} is there already, of {name}. Nothing was noted twice."
    )
    return say(cut(said, 2900), *buttons(*after_buttons(meeting)[1:]))


def _written(
    request: Request, meeting: MeetingRecord, said: Sequence[tuple[NoteKind, str]]
) -> list[MeetingNote]:
    try:
        return note_down(request.session, meeting, said, request.trail(), request.region.zone)
    except NotAsItStands as problem:
        raise refused(request, problem) from None


def _counted(new: Sequence[MeetingNote]) -> str:
    counts = [(kind, sum(each.kind is kind for each in new)) for kind in NoteKind]
    return listing([plural(count, str(kind)) for kind, count in counts if count])


def _opened(request: Request, meeting: MeetingRecord) -> Reply:
    view = _view(request, meeting, Begun(meeting_id=meeting.id))
    said = f"{meeting_name(meeting)}: note its decisions, objections and concerns."
    return opened(request, view, said, after_buttons(meeting)[1])


def _view(request: Request, meeting: MeetingRecord, begun: Begun, said: str = "") -> View:
    notes = notes_of(request.session, meeting.id, taken_back=True)
    above = list(note_blocks(meeting, notes, begun, said))
    return NOTING.turned(begun.turn).view(carried=begun, above=above)


KINDS = {str(each): each for each in NoteKind} | {f"{each}s": each for each in NoteKind}
SAMPLES = {
    NoteKind.DECISION: "One shared plan by June",
    NoteKind.OBJECTION: "Birch Police keeps its own radio plan",
    NoteKind.CONCERN: "Nobody pays for the overtime",
}
FIELDS = tuple(
    text_field(
        str(each), f"{HEADS[each]}s", MOST_FIELD, hint=f"One a line, such as: {SAMPLES[each]}", lines=True
    )
    for each in NoteKind
)
NOTING = Modal(
    "meeting.noting", "Notes of the meeting", "Note them", FIELDS, submitted, needs=Needs.LEAD, close="Done"
)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting note",
        note,
        what="note the decisions, objections and concerns of a meeting",
        example="/meeting note",
        needs=Needs.LEAD,
        changes=True,
        takes="[MEETING] | [decision | objection | concern TEXT]",
    ),
    *(
        Form(
            f"meeting {each}",
            said_as(each),
            what=f"note {'an' if each is NoteKind.OBJECTION else 'a'} {each} of a meeting",
            example=_sample(each),
            needs=Needs.LEAD,
            changes=True,
            takes="TEXT",
        )
        for each in NoteKind
    ),
    Click(NOTES, notes_pressed, needs=Needs.LEAD),
    Click(NOTE_BACK, take_back, needs=Needs.LEAD, changes=True),
    Click(SAY, say_pressed, needs=Needs.LEAD, changes=True),
    *NOTING.entries(),
)
