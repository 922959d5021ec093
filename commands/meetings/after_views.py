"""What comes after a meeting, as it is shown: its list, its notes, its follow-ups, and buttons to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock
from sqlalchemy import select

from commands.kit.blocks import aside, button, buttons, cut, paragraphs, plain, rule, shown_of, words
from commands.kit.meeting_views import meeting_name
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.meetings.begun import Begun
from files.exports.minutes import state_of
from storage.answering_calls import SeatState
from storage.checklists import ChecklistItem
from storage.meeting_attendance import Attendance, Invited
from storage.meetings import MeetingNote, MeetingRecord, MeetingState, NoteKind, RsvpAnswer, SeatRecord
from storage.people import Person
from words.amounts import listing, plural
from words.days import spoken

ATTENDANCE = "meeting.attendance"
COMING = "meeting.coming_there"
NOTES = "meeting.notes"
NOTE_BACK = "meeting.note_back"
FOLLOW_UPS = "meeting.follow_ups"
MINUTES = "meeting.minutes"
"""What the buttons after a meeting are known by; each carries which."""
A_PAGE = 30
"""Notes on one page: with a button each they are within what one modal takes."""
MOST_LISTED = 40
"""Paragraphs of a list above a form."""

SAID = {
    RsvpAnswer.COMING: "said they're coming",
    RsvpAnswer.NOT_COMING: "said they're not coming",
    RsvpAnswer.UNSURE: "was not sure",
    RsvpAnswer.SENDING: "sends someone",
    None: "did not answer",
}
HEADS = {NoteKind.DECISION: "Decision", NoteKind.OBJECTION: "Objection", NoteKind.CONCERN: "Concern"}


class OfNote(Begun):
    """The same, and which of its notes."""

    note: int = 0


def after_buttons(meeting: MeetingRecord) -> list[ButtonElement]:
    """What whoever decides about a meeting does once it began: who was there, notes, follow-ups, minutes."""
    if meeting.state not in (MeetingState.CALLED, MeetingState.HELD):
        return []
    return [
        attendance_button(meeting),
        button("Notes", f"{NOTES}:{meeting.id}", Begun(meeting_id=meeting.id)),
        button("Follow-ups", f"{FOLLOW_UPS}:{meeting.id}", Begun(meeting_id=meeting.id)),
        minutes_button(meeting),
    ]


def attendance_button(meeting: MeetingRecord) -> ButtonElement:
    """The button that opens the list of who was there."""
    label = "Correct who was there" if meeting.state is MeetingState.HELD else "Who was there"
    return button(label, f"{ATTENDANCE}:{meeting.id}", Begun(meeting_id=meeting.id))


def minutes_button(meeting: MeetingRecord) -> ButtonElement:
    """The button that gives the minutes as a document."""
    return button("Minutes", f"{MINUTES}:{meeting.id}", Begun(meeting_id=meeting.id))


def list_blocks(
    request: Request, meeting: MeetingRecord, found: Attendance, seats: Sequence[SeatRecord], begun: Begun
) -> Iterator[Block]:
    """Above the form: what an answer is worth, and by seat whom the meeting has on its list."""
    held = meeting.state is MeetingState.HELD
    name = meeting_name(meeting)
    if held and meeting.closed_at is not None:
        day, by = spoken(request.region.day(meeting.closed_at)), _named(request, meeting.closed_by)
        yield words(f"{name}: confirmed by {by} on {day}. What was said before stays on record.")
    else:
        yield words(f"{name}: who was there? An answer is no attendance: nobody counts until you confirm it.")
    if expected := len(found.expected):
        yield from buttons(button(f"Begin with the {expected} who said they're coming", COMING, begun))
    yield from paragraphs(_by_seat(found, seats))[:MOST_LISTED]


def _named(request: Request, label: str | None) -> str:
    """Who a record says did something: by their name, where they are on the roster by that e-mail."""
    if label == request.member.label:
        return "you"
    found = request.session.scalars(select(Person).where(Person.email == label)).first() if label else None
    return (label or "somebody") if found is None else found.name


def confirmed_message(
    meeting: MeetingRecord, found: Attendance, seats: Sequence[SeatState], was_held: bool, is_same: bool
) -> Message:
    """What the one who confirmed it hears: how many, which seats were attended, which were not."""
    count = len(found.present) + len(found.named_present)
    head = "As it was" if is_same else "Corrected" if was_held else "Confirmed"
    lines = [f"{head}: {meeting_name(meeting)}. {plural(count, 'person', 'people')} were there."]
    lines[0] = lines[0].replace("1 person were", "1 person was")
    attended, absent = (
        [each for each in seats if each.attended],
        [each for each in seats if not each.attended],
    )
    if seats:
        lines.append(f"Seats attended: {len(attended)} of {len(seats)}.")
    if absent:
        lines.append(f"Nobody filled: {listing([each.seat.name for each in absent])}.")
    if was_held and not is_same:
        lines.append("What was confirmed before stays readable in the log.")
    return Message([words("\n".join(lines)), *buttons(*after_buttons(meeting))])


def note_blocks(
    meeting: MeetingRecord, notes: Sequence[MeetingNote], begun: Begun, said: str
) -> Iterator[Block]:
    """Above the form: what is noted, each with what takes it back; beneath, what was taken back."""
    standing = [each for each in notes if each.voided_at is None]
    yield words(said or f"{meeting_name(meeting)}: {plural(len(standing), 'note')} so far.")
    page = standing[begun.start : begun.start + A_PAGE]
    for each in page:
        yield SectionBlock(
            text=plain(f"{HEADS[each.kind]}: {each.text}"),
            accessory=button(
                "Take back",
                f"{NOTE_BACK}:{each.id}",
                OfNote(**begun.model_dump(), note=each.id),
                confirm="It stays readable as taken back, and is left out of the minutes.",
            ),
        )
    if shown := shown_of(begun.start, len(page), len(standing), "Notes"):
        yield aside(shown)
        yield from buttons(*_pages(begun, len(standing)))
    gone = [each for each in notes if each.voided_at is not None]
    if gone:
        yield aside(*(f"Taken back: {HEADS[each.kind].lower()}, {each.text}" for each in gone[-5:]))
    yield rule()


def _pages(begun: Begun, total: int) -> list[ButtonElement | None]:
    def to(label: str, place: int) -> ButtonElement:
        return button(label, f"{NOTES}:{label}", begun.model_copy(update={"start": place}))

    return [
        to("Earlier", max(begun.start - A_PAGE, 0)) if begun.start else None,
        to("More", begun.start + A_PAGE) if begun.start + A_PAGE < total else None,
    ]


def _by_seat(found: Attendance, seats: Sequence[SeatRecord]) -> list[str]:
    """The list by seat, those without one last: "Fire chiefs: Ada Abbott (said they're coming)"."""
    by_seat: defaultdict[int | None, list[Invited]] = defaultdict(list)
    for each in found.there:
        by_seat[each.invitation.seat_id].append(each)
    lines = [f"{seat.name}: {_listed(by_seat.pop(seat.id, []))}" for seat in seats]
    others = [each for rest in by_seat.values() for each in rest]
    if others:
        lines.append(f"Without a seat: {_listed(others)}")
    return lines


def _listed(there: Sequence[Invited]) -> str:
    return "; ".join(map(_answered, there)) or "nobody invited"


def _answered(each: Invited) -> str:
    said = SAID[each.invitation.answer]
    if each.named:
        said = f"sends {each.named}"
    if each.invitation.attended and each.invitation.answer is None:
        said = "was there"
    return f"{each.person.name} ({said})"


def follow_up_blocks(
    request: Request, meeting: MeetingRecord, rows: Sequence[tuple[ChecklistItem, str]], said: str
) -> Iterator[Block]:
    """Above the form: the meeting's follow-ups so far, each with its owner, its day and its state."""
    count = plural(len(rows), "follow-up")
    yield words(said or f"{meeting_name(meeting)}: {count} so far. Each is an item of a checklist.")
    today = request.today
    lines = [f"{item.text}: {owner}, {_due(item)}{state_of(item, today)}" for item, owner in rows]
    yield from paragraphs([cut(each, 600) for each in lines])[:MOST_LISTED]
    yield rule()


def _due(item: ChecklistItem) -> str:
    return "" if item.due_on is None else f"due {spoken(item.due_on)}, "
