"""`/meeting follow-up`: what somebody took on in a meeting, an item of a checklist with an owner and a day.

It stands on the region's own checklist, or on that of the agency whose meeting it is. Its owner reads of it
in their next letter, and is reminded of it like of any item.
"""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.models.views import View
from sqlalchemy import select

from commands.kit.blocks import option
from commands.kit.forms import CantTake, Field, Modal, day_field, opened, searched_field, text_field
from commands.kit.may import Action, may, whom_for
from commands.kit.meeting_views import meeting_name
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.choosing import OPTIONS, find_named, people_options
from commands.language.fields import read_needed_person
from commands.meetings.after_views import FOLLOW_UPS, after_buttons, follow_up_blocks
from commands.meetings.begun import Begun, meant, theirs_begun
from files.exports.minutes import follow_ups_of, right_name
from storage.checklist_keeping import ItemSaid, add_item, own_checklist, standing_twin
from storage.checklists import OwnerRight
from storage.meetings import MeetingRecord
from storage.people import AffiliationRecord, Person
from storage.roster import is_on_roster
from words.days import spoken
from words.signs import typeable

EXAMPLE = "/meeting follow-up Draft the shared plan"
MOST = 300
FURTHEST = 3660
"""Days: nobody follows up on something ten years on."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who sees to it: a person, else whoever has a right."""

    person: Person | None
    right: OwnerRight


def follow_up(request: Request) -> Reply:
    """Opens the form of the meeting that is on, or was the last, with what was said."""
    meeting = meant(request, FOLLOW_UPS, lambda key: Begun(meeting_id=key), EXAMPLE)
    return _opened(request, meeting, " ".join(typeable(request.text).split())[:MOST])


def pressed(request: Request) -> Reply:
    """The same, of the meeting a button carries."""
    return _opened(request, theirs_begun(request, request.carried(Begun).meeting_id))


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
    meeting = theirs_begun(request, begun.meeting_id, lock=True)
    form = FOLLOWING.turned(begun.turn)
    filled = form.read(request)
    owner, due_on = filled[OWNER], filled[DUE]
    wrong: dict[str, str] = {}
    if due_on < request.today:
        wrong["due"] = f"{spoken(due_on)} is over: choose today or a later day."
    elif (due_on - request.today).days > FURTHEST:
        wrong["due"] = f"{spoken(due_on)} is more than ten years ahead."
    if owner.person is not None and (why := _why_not(request, owner.person)):
        wrong["owner"] = why
    checklist = own_checklist(request.session, meeting.agency_id, request.trail())
    if not wrong and standing_twin(request.session, checklist, filled[WHAT]) is not None:
        wrong["what"] = "That stands on the checklist already, and is open. Nothing was written twice."
    if wrong:
        raise form.wrong(wrong)
    said = ItemSaid(
        text=filled[WHAT],
        owner_id=None if owner.person is None else owner.person.id,
        owner_right=owner.right,
        due_on=due_on,
        meeting_id=meeting.id,
    )
    add_item(request.session, checklist, said, request.trail(), by=request.member.person_id)
    is_told = owner.person is not None and owner.person.id != request.member.person_id
    told = " They read so in their next letter." if is_told else ""
    who = _who(request, meeting, owner)
    note = f"Written down for {who}, due {spoken(due_on)}.{told} Write another, or close this."
    return Reply(updated=_view(request, meeting, begun.model_copy(update={"turn": begun.turn + 1}), note))


def _why_not(request: Request, person: Person) -> str:
    """Why somebody can't own a follow-up; empty where they can."""
    there = select(AffiliationRecord.id).where(
        AffiliationRecord.person_id == person.id, is_on_roster(request.today)
    )
    if request.session.scalars(there.limit(1)).first() is None:
        return f"{person.name} is not on the roster today: choose somebody else, or a right."
    about = whom_for(request, [person.id])[person.id]
    if not may(request.member, Action.LIST, about, request.today, request.today):
        return "Choose somebody of an agency that you lead, or a right."
    return ""


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
    usual = OwnerRight.MANAGER if meeting.agency_id is None else OwnerRight.LEAD
    if said in _rights(request, meeting):
        return Owner(None, OwnerRight(said))
    return Owner(read_needed_person(request, field), usual)


def _opened(request: Request, meeting: MeetingRecord, text: str = "") -> Reply:
    view = _view(request, meeting, Begun(meeting_id=meeting.id), text=text)
    said = f"{meeting_name(meeting)}: write down who does what, and until when."
    return opened(request, view, said, after_buttons(meeting)[2])


def _view(request: Request, meeting: MeetingRecord, begun: Begun, said: str = "", text: str = "") -> View:
    rows = follow_ups_of(request.session, request.catalogue, meeting, request.today)
    above = list(follow_up_blocks(request, meeting, rows, said))
    return FOLLOWING.turned(begun.turn).view({"what": text or None}, begun, above=above)


WHAT = text_field("what", "What is to be done", MOST, optional=False)
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
    "meeting.following", "Follow-ups", "Write it down", (WHAT, OWNER, DUE), submitted, needs=Needs.LEAD
)

ENTRIES: tuple[Declared, ...] = (
    *(
        Form(
            f"meeting {says}",
            follow_up,
            what="write down who does what after a meeting, and until when",
            example=EXAMPLE,
            needs=Needs.LEAD,
            takes="[TEXT]",
        )
        for says in ("follow-up", "follow-ups")
    ),
    Click(FOLLOW_UPS, pressed, needs=Needs.LEAD),
    *FOLLOWING.entries(),
)
