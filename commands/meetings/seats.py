"""The second step of a call: each seat with whom it asks, to be changed; then the call itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from slack_sdk.models.blocks import Block, Option
from slack_sdk.models.views import View

from commands.kit.blocks import button, buttons, words
from commands.kit.cards import card_post
from commands.kit.channel import optional_channel_field
from commands.kit.forms import Field, Filled, Modal, several_searched_field
from commands.kit.meeting_views import MeetingPicked, meeting_name, meeting_time, meeting_where
from commands.kit.problems import AskedBack, Wrong
from commands.kit.registry import Declared
from commands.kit.reply import CardOf, Post, Reply
from commands.kit.request import Request
from commands.language.choosing import nameable, people_options, search_people
from commands.language.fields import people_among
from commands.language.meetings import refuse_anothers_draft, theirs_to_decide
from commands.language.meetings_said import why_not_meet_at, why_not_meet_on
from commands.meetings.calendar_posts import calendar_for
from commands.meetings.card_views import meeting_card
from commands.meetings.invitation_views import invitation_posts
from commands.meetings.meanwhile import asked_mark
from commands.meetings.steps_views import BACK, MOST_NAMES, how_many, names_of, not_in_slack, receipt
from readiness.records import PersonId
from storage.accounts import accounts_of
from storage.base import is_active
from storage.calling import call, twins
from storage.meeting_seats import invitations_of, seats_of, set_invited, suggested
from storage.meetings import MEETING_CARD, MeetingRecord, MeetingState, SeatRecord
from storage.people import Person
from storage.roster import memberships
from storage.turns import take_turn
from words.amounts import listing
from words.days import spoken
from words.problems import Problem

IN_SLACK = "Slack"
ON_ITS_WAY = "I am posting its card into that channel. I tell you if I can't."
MOST_A_SEAT = 100
ASKED_CHANGED = (
    "The meeting, or who is asked, was changed elsewhere since this form was shown. It shows what stands "
    "now: look at it, and change it again if you still want to. Nothing was changed."
)
STAY = "And {:,} more, who stay asked."
NOBODY_DOES = "Nobody on the roster can fill it: no agency here does this. Leave it open, or add somebody."
NOBODY_LEADS = "No lead there is on the roster: type a name to add somebody, or leave it open."
ROOM = "room"
"""The field of those who are asked without a seat."""


class Asking(MeetingPicked):
    """Which meeting a form asks whom for, and what it shows: the invitations up to `last`, and of each seat
    that has more than its field takes those up to `cut`, by the seat's id (0: without one). `seen` marks what
    it shows; `turn`: how often its fields were emptied.
    """

    last: int | None = None
    cut: tuple[tuple[int, int], ...] = ()
    seen: str = ""
    turn: int = 0


class Calling(Asking):
    """Which draft the form is of, and the meeting that it is known to be another one than."""

    besides: int = 0


def seats_view(
    request: Request, meeting: MeetingRecord, note: str = "", besides: int = 0, turn: int = 0
) -> View:
    """The form of a draft's seats, with whom each asks as it stands."""
    seats, shown = seats_of(request.session, meeting.id), shown_of(request, meeting)
    asked = asked_by_seat(request, meeting)
    carried = Calling(**shown.model_dump() | {"besides": besides, "turn": turn})
    where = f"{meeting_time(meeting, request.region)}{meeting_where(meeting)}"
    said = [f"{meeting.title}, {where}.", _who_is_asked(request, meeting, seats, asked)]
    above: list[Block] = [words("\n".join(said))]
    above += [words(note)] if note else []
    back = buttons(button("Back to the facts", BACK, carried))
    form = seats_form(seats, CALL_FORM).turned(turn)
    return form.view(
        first_asked(request, asked),
        carried=carried,
        above=[*above, *back],
        only=drawn(form, carried),
        hints=hints_of(request, meeting, seats, asked),
    )


def shown_of(request: Request, meeting: MeetingRecord) -> Asking:
    """What a form of it shows as it stands now."""
    by_seat: dict[int, list[int]] = {}
    there = [each for each, _ in invitations_of(request.session, meeting.id)]
    for each in there:
        by_seat.setdefault(each.seat_id or 0, []).append(each.id)
    cut = tuple((key, ids[MOST_A_SEAT - 1]) for key, ids in by_seat.items() if len(ids) > MOST_A_SEAT)
    last = max((each.id for each in there), default=0)
    return Asking(meeting_id=meeting.id, last=last, cut=cut, seen=asked_mark(request.session, meeting, last))


def is_stale(request: Request, meeting: MeetingRecord) -> bool:
    """Whether the meeting, a seat, or who was asked is another since the form was shown; who was added since
    stays.
    """
    shown = request.carried(Asking)
    return bool(shown.seen) and shown.seen != asked_mark(request.session, meeting, shown.last or 0)


def drawn(form: Modal, shown: Asking) -> list[Field[Any]]:
    """The fields of a form that are drawn; that of those not shown where there are some."""
    return [each for each in form.fields if each.name != OUT.name or shown.cut]


def first_asked(
    request: Request, asked: Mapping[int | None, Sequence[Person]]
) -> dict[str, Sequence[Option]]:
    """What the fields show at first: of many the first, as they were invited."""
    return {field_name(key): people_options(request, people[:MOST_A_SEAT]) for key, people in asked.items()}


def hints_of(
    request: Request,
    meeting: MeetingRecord,
    seats: Sequence[SeatRecord],
    asked: Mapping[int | None, Sequence[Person]],
) -> dict[str, str]:
    """What stands beneath a seat's field: why it asks nobody, or how many more it asks than are shown."""
    more = {key: len(people) - MOST_A_SEAT for key, people in asked.items()}
    stay = {field_name(key): STAY.format(count) for key, count in more.items() if count > 0}
    return why_empty(request, meeting, seats, asked) | stay


def asked_by_seat(request: Request, meeting: MeetingRecord) -> dict[int | None, list[Person]]:
    """Who is invited for each seat that asks somebody; None: without a seat."""
    found: dict[int | None, list[Person]] = {}
    for invitation, person in invitations_of(request.session, meeting.id):
        found.setdefault(invitation.seat_id, []).append(person)
    return found


def why_empty(
    request: Request,
    meeting: MeetingRecord,
    seats: Sequence[SeatRecord],
    asked: Mapping[int | None, Sequence[Person]],
) -> dict[str, str]:
    """Why a seat asks nobody, beneath its field: nobody leads there, or who does has another seat."""
    empty = [seat for seat in seats if not asked.get(seat.id)]
    could = suggested(request.session, meeting, empty, request.today) if empty else {}
    return {field_name(seat.id): _why_empty(request, seat, could[seat.id]) for seat in empty}


def _why_empty(request: Request, seat: SeatRecord, could: Sequence[PersonId]) -> str:
    if not could:
        agencies = request.catalogue.agencies.values()
        is_done = seat.agency_id is not None or any(seat.discipline in each.disciplines for each in agencies)
        return NOBODY_LEADS if is_done else NOBODY_DOES
    named = listing(names_of(request, could), MOST_NAMES)
    return f"One seat a person: {named} could fill it, and may have another seat here."


def submit_call(request: Request) -> Reply:
    """Calls the meeting: its card, and the call to each who is asked; or shows what can't be taken."""
    carried = request.carried(Calling)
    take_turn_to_call(request)
    meeting = theirs_to_decide(request, carried.meeting_id, lock=True)
    if meeting.state is not MeetingState.DRAFT:
        raise Problem(f"{meeting_name(meeting)} was called already: nobody was told twice.")
    refuse_anothers_draft(request, meeting)
    if is_stale(request, meeting):
        view = seats_view(request, meeting, ASKED_CHANGED, carried.besides, carried.turn + 1)
        raise AskedBack(Reply(updated=view))
    form = seats_form(seats_of(request.session, meeting.id), CALL_FORM).turned(carried.turn)
    filled = form.read(request)
    wanted = read_wanted(request, meeting, form, filled)
    if not any(wanted.values()) and not filled[CHANNEL]:
        raise form.wrong(
            {CHANNEL.name: "Nobody would hear about it: ask somebody above, or choose a channel."}
        )
    if why := why_not_meet_on(request, meeting.held_on) or why_not_meet_at(
        request, meeting.held_on, meeting.start_time
    ):
        note = f"{why} Go back to the facts, and choose another time."
        raise AskedBack(Reply(updated=seats_view(request, meeting, note, carried.besides, carried.turn)))
    double = twin_of(request, meeting)
    if double is not None and double.id != carried.besides:
        note = f"{the_same(double)} If it is another one, press Call it again."
        raise AskedBack(Reply(updated=seats_view(request, meeting, note, double.id, carried.turn)))
    trail = request.trail(IN_SLACK)
    set_invited(request.session, meeting, wanted, trail)
    call(request.session, meeting, trail)
    return _called(request, meeting, filled[CHANNEL])


def keep_asked(request: Request, meeting: MeetingRecord) -> None:
    """Writes whom the form asks so far into the draft; what can't be taken is left as the draft has it."""
    if is_stale(request, meeting):
        return
    turn = request.carried(Asking).turn
    form = seats_form(seats_of(request.session, meeting.id), CALL_FORM).turned(turn)
    try:
        wanted = read_wanted(request, meeting, form, form.read(request))
    except Wrong:
        return
    set_invited(request.session, meeting, wanted, request.trail(IN_SLACK))


def take_turn_to_call(request: Request) -> None:
    """Makes those wait for each other who call or move a meeting; before one is locked (`storage.turns`)."""
    take_turn(request.session, "meeting called")


def twin_of(request: Request, meeting: MeetingRecord) -> MeetingRecord | None:
    """A meeting of that title, day, time and agency there is already; take the turn to call before."""
    return next(iter(twins(request.session, meeting)), None)


def the_same(double: MeetingRecord) -> str:
    """Asks whether a meeting there is is meant."""
    place = f", {double.place}" if double.place else ""
    return f"There is one of that title and time: {meeting_name(double)}{place}. The same?"


def call_post(request: Request, meeting: MeetingRecord, channel: str) -> Post:
    """Its card, into a channel; where it can't stand there, the one who posts it is told."""
    its_card = CardOf(MEETING_CARD, meeting.id)
    return card_post(
        request, channel, meeting_card(request, meeting), its_card, meeting.subject, "meeting card"
    )


def read_wanted(
    request: Request, meeting: MeetingRecord, form: Modal, filled: Filled
) -> dict[int | None, list[PersonId]]:
    """Whom a form asks for each seat, and with them those whom it did not show: they stay.

    Raises Wrong for who would have two seats, or can't be asked.
    """
    wanted: dict[int | None, list[PersonId]] = {}
    wrong: dict[str, str] = {}
    seats = {seat.id: seat.name for seat in seats_of(request.session, meeting.id)}
    keys: list[int | None] = [*seats, None]
    has_seat: dict[PersonId, str] = {}
    # Who is asked already stays; in a draft that waited, somebody may have left the roster meanwhile.
    there: set[PersonId] = set()
    if meeting.state is not MeetingState.DRAFT:
        there = {person.id for people in asked_by_seat(request, meeting).values() for person in people}
    for key in keys:
        people: Sequence[Person] = filled[_field(field_name(key))]
        wanted[key] = [person.id for person in people]
        for person in people:
            seat = has_seat.get(person.id)
            if seat is not None:
                wrong[field_name(key)] = f"{person.name} is asked for {seat} already: one seat a person."
            has_seat[person.id] = seats.get(key or 0, "no seat")
        strangers = [each for each in people if each.id not in there]
        if why := next(iter(_why_not_asked(request, meeting, strangers).values()), ""):
            wrong.setdefault(field_name(key), why)
    if wrong:
        raise form.wrong(wrong)
    out = {each.id for each in filled[OUT]}
    for seat_id, unseen in _not_shown(request, meeting).items():
        off = _why_not_asked(request, meeting, [each for each in unseen if each.id not in there])
        kept = [each.id for each in unseen if each.id not in out | has_seat.keys() | off.keys()]
        wanted.setdefault(seat_id, []).extend(kept)
    return wanted


def _not_shown(request: Request, meeting: MeetingRecord) -> dict[int | None, list[Person]]:
    """Who stands invited and was not in the form: beyond what a field takes, or asked since it was shown."""
    shown = request.carried(Asking)
    cut = dict(shown.cut)
    found: dict[int | None, list[Person]] = {}
    for each, person in invitations_of(request.session, meeting.id):
        is_new = shown.last is not None and each.id > shown.last
        if is_new or each.id > cut.get(each.seat_id or 0, each.id):
            found.setdefault(each.seat_id, []).append(person)
    return found


def seats_form(seats: Sequence[SeatRecord], form: Modal) -> Modal:
    """A form with a field for each seat, one for who is asked without one, and the form's own.

    Its searches are known by the field it declares.
    """
    asked = [replace(ASKED, name=field_name(seat.id), label=seat.name) for seat in seats]
    room = replace(ASKED, name=ROOM, label="Also asked, without a seat" if seats else "Who is asked")
    own = [each for each in form.fields if each is not ASKED]
    return replace(form, fields=[*asked, room, *own])


def field_name(seat_id: int | None) -> str:
    """What the field of a seat is called in a form; None: of those who are asked without one."""
    return ROOM if seat_id is None else f"seat{seat_id}"


def _field(name: str) -> Field[Sequence[Person]]:
    return replace(ASKED, name=name)


def _why_not_asked(request: Request, meeting: MeetingRecord, people: Sequence[Person]) -> dict[PersonId, str]:
    """Which of some people can't be asked and why: not on the roster that day, or not of the agency's own."""
    found: dict[PersonId, str] = {}
    day = meeting.held_on
    belongs = memberships(request.session, [each.id for each in people])
    for person in people:
        agencies = [
            row.agency_id for row in belongs.get(person.id, ()) if is_active(row.joined_on, row.left_on, day)
        ]
        if not agencies:
            found[person.id] = f"{person.name} is not on the roster on {spoken(day)}."
        elif meeting.agency_id is not None and meeting.agency_id not in agencies:
            name = request.catalogue.agencies[meeting.agency_id].name
            found[person.id] = f"{person.name} is not of {name}: its meetings ask its own people."
    return found


def _who_is_asked(
    request: Request,
    meeting: MeetingRecord,
    seats: Sequence[SeatRecord],
    asked: dict[int | None, list[Person]],
) -> str:
    """How many are asked so far, and which seats nobody on the roster can fill."""
    people = sum(map(len, asked.values()))
    empty = [seat.name for seat in seats if not asked.get(seat.id)]
    said = f"{how_many(people)} would be asked. Change who, then call it: nobody was told yet."
    return f"{said} Nobody found for: {', '.join(empty)}." if empty else said


def _called(request: Request, meeting: MeetingRecord, channel: str) -> Reply:
    """What follows a call: the card into the channel, the call with its file to each who is asked."""
    there = invitations_of(request.session, meeting.id)
    people = [person.id for _, person in there]
    posts = [call_post(request, meeting, channel)] if channel else []
    posts += calls_of(request, meeting, people)
    asked = {invitation.seat_id for invitation, _ in there}
    seats = seats_of(request.session, meeting.id)
    empty = [seat.name for seat in seats if seat.id not in asked]
    notes = [
        f"{how_many(len(people))} {'is' if len(people) == 1 else 'are'} asked now."
        if people
        else "Nobody is asked by name.",
        f"Nobody is invited yet for: {', '.join(empty)}." if empty else "",
        not_in_slack(request, people),
        ON_ITS_WAY if channel else "",
    ]
    return Reply(message=receipt(request, meeting, "Called", notes), posts=posts, closes=True)


def calls_of(request: Request, meeting: MeetingRecord, people: Sequence[PersonId]) -> list[Post]:
    """The call of a meeting, with its file for calendars, to those of some invited whom Slack reaches."""
    asked = accounts_of(request.session, people, request.member.workspace, request.now)
    there = [each for each, person in invitations_of(request.session, meeting.id) if person.id in asked]
    return [*invitation_posts(request, meeting, there), *calendar_for(request, meeting, people)]


def _asked_already(request: Request) -> list[PersonId]:
    meeting = request.carried(MeetingPicked).meeting_id
    return [person.id for _, person in invitations_of(request.session, meeting)]


CHANNEL = optional_channel_field(
    "Post its card in", "The card shows counts, no names. I must be in the channel: /invite @Muster."
)
ASKED: Field[Sequence[Person]] = several_searched_field(
    "asked", "Who is asked", "Type a name", people_among(nameable, _asked_already), search_people, MOST_A_SEAT
)
OUT: Field[Sequence[Person]] = several_searched_field(
    "out",
    "Of those who are not shown: not asked any more",
    "Type a name",
    people_among(nameable, _asked_already),
    search_people,
    MOST_A_SEAT,
)
CALL_FORM = Modal("meeting.seats_form", "Who is asked", "Call it", (ASKED, OUT, CHANNEL), submit_call)
ENTRIES: tuple[Declared, ...] = CALL_FORM.entries()
