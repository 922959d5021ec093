"""`/meeting follow-up`: what somebody took on in a meeting, an item of a checklist with an owner and a day.

It stands on the region's own checklist, or on that of the agency whose meeting it is. Its owner reads of it
in their next letter, and is reminded of it like of any item.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import Option
from slack_sdk.models.views import View

from commands.kit.blocks import button, buttons, option
from commands.kit.forms import CantTake, Field, Modal, day_field, opened, searched_field, text_field
from commands.kit.meeting_views import meeting_name
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply, say
from commands.kit.request import Request
from commands.language.checklist_items import ItemWords, understand_item
from commands.language.checklists import own_list
from commands.language.choosing import OPTIONS, find_named, nameable, people_options
from commands.language.fields import needed_person_among
from commands.language.item_owners import why_not_owner
from commands.meetings.after_views import FOLLOW_UPS, after_buttons, follow_up_blocks
from commands.meetings.begun import NOTHING, Begun, meant, theirs_begun
from files.exports.minutes import follow_ups_of, right_name
from readiness.dates import FARTHEST
from storage.checklist_keeping import ItemSaid, add_item, standing_twin
from storage.checklists import OwnerRight
from storage.meetings import MeetingRecord
from storage.people import Person
from words.days import spoken
from words.signs import typeable

EXAMPLE = "/meeting follow-up Draft the shared plan by 1 Dec for Maria Ortiz"
MOST = 300
ONCE = "A follow-up is done once, and closed on its checklist; there it can be made to repeat."


@dataclass(frozen=True, slots=True)
class Owner:
    """Who sees to it: a person, else whoever has a right."""

    person: Person | None
    right: OwnerRight


class Following(Begun):
    """The same, and what was understood of a follow-up, as keys."""

    said: ItemWords = ItemWords()


def follow_up(request: Request) -> Reply:
    """Writes down what was said with whom and until when; opens the form where something of it is open."""
    text = " ".join(typeable(request.text).split())
    said = understand_item(request, text) if text else ItemWords()
    meeting = meant(request, FOLLOW_UPS, lambda key: Following(meeting_id=key, said=said), EXAMPLE)
    return _taken(request, Following(meeting_id=meeting.id, said=said))


def pressed(request: Request) -> Reply:
    """The same, of the meeting a button carries, and of the words."""
    return _taken(request, request.carried(Following))


def search_owners(request: Request) -> Reply:
    """Whom the speaker may name and the rights, as they fit what is being typed."""
    meeting = theirs_begun(request, request.carried(Begun).meeting_id)
    said = request.text.strip()
    people = people_options(request, find_named(request, said, OPTIONS)) if said else []
    rights = [
        option(name, str(right))
        for right, name in _rights(request, meeting).items()
        if said.casefold() in name.casefold()
    ]
    return Reply(options=[*rights, *people][:OPTIONS])


def submitted(request: Request) -> Reply:
    """Writes one follow-up down, and leaves the form open for the next."""
    begun = request.carried(Begun)
    meeting = theirs_begun(request, begun.meeting_id)
    form = FOLLOWING.turned(begun.turn)
    filled = form.read(request)
    written, wrong = _write(request, meeting, filled[WHAT], filled[OWNER], filled[DUE])
    if wrong:
        raise form.wrong(wrong)
    note = f"{written} Write another, or be done."
    again = Following(meeting_id=meeting.id, turn=begun.turn + 1)
    return Reply(updated=_view(request, meeting, again, note))


def _taken(request: Request, following: Following) -> Reply:
    """Writes down what is understood wholly; else the form with it, and what is open said above."""
    meeting, said = theirs_begun(request, following.meeting_id), following.said
    owner = _said_owner(request, meeting, said)
    is_whole = said.text and not (said.unclear or said.every or said.evidence)
    if is_whole and owner is not None and said.due_on is not None:
        done, wrong = _write(request, meeting, said.text, owner, said.due_on)
        if not wrong:
            row = buttons(*after_buttons(meeting)[2:])
            return say(f"{meeting_name(meeting)}: {said.text}. {done}", *row)
        said = said.model_copy(update={"unclear": f"{' '.join(wrong.values())} {NOTHING}"})
    following = following.model_copy(update={"said": said})
    notes = [said.unclear] if said.unclear else []
    notes += [ONCE] if said.every or said.evidence else []
    view = _view(request, meeting, following, " ".join(notes), owner)
    text = f"{meeting_name(meeting)}: write down who does what, and until when."
    return opened(request, view, text, button("Follow-ups", f"{FOLLOW_UPS}:{meeting.id}", following))


def _said_owner(request: Request, meeting: MeetingRecord, said: ItemWords) -> Owner | None:
    person = request.session.get(Person, said.owner_id) if said.owner_id else None
    if person is not None:
        return Owner(person, _usual_right(meeting))
    if said.owner_right in _rights(request, meeting):
        return Owner(None, OwnerRight(said.owner_right))
    return None


def _write(
    request: Request, meeting: MeetingRecord, what: str, owner: Owner, due_on: date
) -> tuple[str, dict[str, str]]:
    """Writes it down as an item; what is said of it, or what can't be, by the form's fields."""
    if wrong := _wrong(request, owner, due_on):
        return "", wrong
    checklist = own_list(request, meeting.agency_id)  # taken in turn: what stands on it is looked at after
    theirs_begun(request, meeting.id, lock=True)
    if standing_twin(request.session, checklist, what) is not None:
        return "", {"what": "That is on the checklist already, and open. Nothing was written twice."}
    said = ItemSaid(
        text=what,
        owner_id=None if owner.person is None else owner.person.id,
        owner_right=owner.right,
        due_on=due_on,
        meeting_id=meeting.id,
    )
    add_item(request.session, checklist, said, request.trail(), by=request.member.person_id)
    is_told = owner.person is not None and owner.person.id != request.member.person_id
    told = " They are told in their next letter." if is_told else ""
    return f"Written down for {_who(request, meeting, owner)}, due {spoken(due_on)}.{told}", {}


def _wrong(request: Request, owner: Owner, due_on: date) -> dict[str, str]:
    """Whose it can't be, and until when, by the form's fields."""
    wrong: dict[str, str] = {}
    if due_on < request.today:
        wrong["due"] = f"{spoken(due_on)} has passed: choose today or a later day."
    elif due_on - request.today > FARTHEST:
        wrong["due"] = f"{spoken(due_on)} is more than ten years ahead."
    if owner.person is not None and (why := why_not_owner(request, owner.person)):
        wrong["owner"] = why
    return wrong


def _rights(request: Request, meeting: MeetingRecord) -> dict[OwnerRight, str]:
    """The rights that may see to something, each as it is offered."""
    rights = [OwnerRight.MANAGER] if meeting.agency_id is None else [OwnerRight.LEAD, OwnerRight.MANAGER]
    names = [right_name(request.catalogue, meeting.agency_id, each) for each in rights]
    return {each: name[0].upper() + name[1:] for each, name in zip(rights, names, strict=True)}


def _who(request: Request, meeting: MeetingRecord, owner: Owner) -> str:
    if owner.person is not None:
        return owner.person.name
    return right_name(request.catalogue, meeting.agency_id, owner.right)


def _read_owner(request: Request, field: str) -> Owner:
    """Who was chosen; where it is a person, the right it falls to once they leave is the meeting's own."""
    said = request.typed(field)
    if not said:
        raise CantTake("Choose who sees to it: a person, or a right.")
    meeting = theirs_begun(request, request.carried(Begun).meeting_id)
    if said in _rights(request, meeting):
        return Owner(None, OwnerRight(said))
    return Owner(needed_person_among(nameable)(request, field), _usual_right(meeting))


def _view(
    request: Request, meeting: MeetingRecord, following: Following, note: str = "", owner: Owner | None = None
) -> View:
    """The form with what is understood of the next one, and above it the meeting's follow-ups so far."""
    rows = follow_ups_of(request.session, request.region, meeting, request.today)
    said = following.said
    initial = {
        "what": said.text or None,
        "owner": None if owner is None else _owner_option(request, meeting, owner),
        "due": said.due_on,
    }
    carried = Begun(meeting_id=meeting.id, turn=following.turn)
    above = list(follow_up_blocks(request, meeting, rows, note))
    return FOLLOWING.turned(following.turn).view(initial, carried, above=above)


def _owner_option(request: Request, meeting: MeetingRecord, owner: Owner) -> Option:
    if owner.person is not None:
        return people_options(request, [owner.person])[0]
    return option(_rights(request, meeting)[owner.right], str(owner.right))


def _usual_right(meeting: MeetingRecord) -> OwnerRight:
    """To whom falls what somebody took on who leaves."""
    return OwnerRight.MANAGER if meeting.agency_id is None else OwnerRight.LEAD


WHAT = text_field("what", "What needs to be done", MOST, optional=False)
OWNER: Field[Owner] = searched_field(
    "owner",
    "Who sees to it",
    "Type a name",
    _read_owner,
    search_owners,
    hint="Somebody on the roster; or the emergency managers, or whoever leads the agency.",
)
DUE = day_field("due", "Until when", "Choose the day it is due.")
FOLLOWING = Modal(
    "meeting.following",
    "Follow-ups",
    "Write it down",
    (WHAT, OWNER, DUE),
    submitted,
    needs=Needs.LEAD,
    close="Done",
)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting follow-up",
        follow_up,
        what="write down who does what after a meeting, and until when",
        example=EXAMPLE,
        needs=Needs.LEAD,
        changes=True,
        takes="[TEXT by DAY for WHOM]",
        also=("meeting follow-ups",),
    ),
    Click(FOLLOW_UPS, pressed, needs=Needs.LEAD, changes=True),
    *FOLLOWING.entries(),
)
