"""Sending someone to a meeting: a form that asks whom; somebody on the roster, else a name in words.

Nobody is guessed: a name that fits people on the roster is asked back. One seat a person.
"""

from __future__ import annotations

from slack_sdk.models.blocks import InputInteractiveElement, UserSelectElement
from slack_sdk.models.views import View

from commands.kit.blocks import button, buttons, plain, words
from commands.kit.forms import PLACEHOLDER, CantTake, Field, Filled, Modal, opened, searched_field, text_field
from commands.kit.meeting_views import COMING, SENDING, MeetingPicked, meeting_name
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.calls import gone_call, own_calls, whom_and_where
from commands.language.choosing import cards_of, contact_option, find_named, option_label, search_contacts
from commands.language.fields import contact_among
from commands.language.meetings import meeting_said, meetings_fitting
from commands.language.naming import EMAIL, find_on_roster
from commands.meetings.calendar_posts import calendar_for
from commands.meetings.invitation_views import invitation_posts
from commands.meetings.presses import (
    ASK_THEM,
    CARD,
    as_it_stands,
    own_invitation,
    pressed,
    tell_of,
)
from storage.accounts import accounts_of
from storage.answering_calls import Answered, send
from storage.linking import identity_of
from storage.meeting_turns import AlreadyInvited, NamedAlready, NotOnRoster, SendsThemself, refuse_not_called
from storage.meetings import InvitationRecord, MeetingRecord
from storage.people import Person
from words.amounts import listing
from words.classes import listed
from words.days import spoken
from words.folding import fold
from words.problems import Problem

MOST_NAME = 100
SOMEBODY = listed("someone somebody anyone") | {"", "my deputy", "a deputy"}
MOST_TOLD = 3
"""People a name in words fits who are named back."""


class SendSaid(MeetingPicked):
    """Which meeting somebody is sent to, and whom, as far as it was said."""

    name: str = ""


def open_sending(request: Request) -> Reply:
    """The form that asks who comes in the speaker's place."""
    meeting = pressed(request)
    return Reply(modal=_form(request, meeting, request.carried(SendSaid).name))


def said(request: Request) -> Reply:
    """The same, filled in with whom somebody says they send; saying it records nothing."""
    who, which = whom_and_where(request, request.text)
    if (gone := gone_call(request, which)) is not None:
        as_it_stands(request, gone, lambda: refuse_not_called(gone, request.today))
    if not meetings_fitting(request, "", own_calls(request)):
        raise Problem("No meeting's call waits for your answer. Nothing was recorded.")
    meeting = meeting_said(request, which, SENDING, own_calls(request))
    name = "" if fold(who) in SOMEBODY else who.strip(" .,!")[:MOST_NAME]
    text = f"{name or 'Who'} comes to {meeting_name(meeting)} in your place? Say so in the form."
    opener = button("Open the form", f"{SENDING}:said", SendSaid(meeting_id=meeting.id, name=name))
    return opened(request, _form(request, meeting, name), f"{text} Nothing was recorded yet.", opener)


def submit(request: Request) -> Reply:
    """Keeps who is sent, and sends them the call; or shows which field can't be taken."""
    meeting = pressed(request)
    theirs = own_invitation(request, meeting)
    person, name = _whom(request, SEND.read(request))
    done = as_it_stands(request, meeting, lambda: _send(request, meeting, theirs, person, name))
    posts = tell_of(request, meeting, done)
    if done.sent is not None and done.is_new:
        posts += invitation_posts(request, meeting, [done.sent], "sent")
        posts += calendar_for(request, meeting, [done.sent.person_id])
    return Reply(message=_said(request, meeting, done), posts=posts, closes=True)


def search(request: Request) -> Reply:
    """Those whom the speaker may find by name, and whoever has the whole e-mail that was typed."""
    return search_contacts(request, ())


def _form(request: Request, meeting: MeetingRecord, name: str = "") -> View:
    """The form, with whom a name is of where it fits one person; raises what keeps one from answering."""
    own_invitation(request, meeting)
    as_it_stands(request, meeting, lambda: refuse_not_called(meeting, request.today))
    above = [words(f"Who comes to {meeting_name(meeting)} in your place?")]
    fits = _on_the_roster(request, name) if name else []
    shown: dict[str, object] = {}
    if len(fits) == 1:
        shown[PERSON.name] = contact_option(request, fits[0])
    elif fits:
        above.append(words(_which(request, name, fits)))
    elif name:
        shown[NAMED.name] = name
    return SEND.view(shown, carried=MeetingPicked(meeting_id=meeting.id), above=above)


def _send(
    request: Request, meeting: MeetingRecord, theirs: InvitationRecord, person: Person | None, name: str
) -> Answered:
    key, trail = None if person is None else person.id, request.trail(CARD)
    who = name if person is None else person.name
    try:
        return send(request.session, theirs, trail, request.today, person_id=key, name=name)
    except SendsThemself:
        raise Wrong({PERSON.name: "That is you: press Coming on the call instead."}) from None
    except AlreadyInvited as why:
        raise Wrong({PERSON.name: _has_a_seat(who, theirs, why.theirs)}) from None
    except NotOnRoster:
        said = f"{who} is not on the roster on {spoken(meeting.held_on)}: write the name below instead."
        raise Wrong({PERSON.name: said}) from None
    except NamedAlready:
        said = (
            f"Somebody called {who} is invited or sent already: one seat a person. Of somebody else say "
            f"more, such as {who} of Elm EMS."
        )
        raise Wrong({NAMED.name: said}) from None


def _has_a_seat(who: str, mine: InvitationRecord, theirs: InvitationRecord) -> str:
    """Why somebody can't be sent who is invited already."""
    where = "that seat" if mine.seat_id == theirs.seat_id else "another seat"
    if theirs.sent_by_id is not None:
        return f"{who} is sent for {where} by somebody else already: one seat a person."
    if theirs.seat_id is None:
        return f"{who} is invited already, without a seat: who called it can give them this one."
    return f"{who} is invited for {where} already, and answers for themself."


def _whom(request: Request, filled: Filled) -> tuple[Person | None, str]:
    """The one on the roster, or the name in words.

    Raises Wrong for nobody, for two, and for a name in words that fits people on the roster.
    """
    chosen = {each.id: each for each in (filled[PERSON], filled[USER]) if each is not None}
    named = filled[NAMED]
    if len(chosen) + bool(named) > 1:
        place = NAMED.name if named else USER.name
        raise Wrong({place: "Somebody is chosen above already: take one of the two out."})
    if chosen:
        return next(iter(chosen.values())), ""
    if not named:
        raise Wrong({PERSON.name: "Choose who comes, or write their name below."})
    fits = _on_the_roster(request, named)
    if fits:
        raise Wrong({NAMED.name: _which(request, named, fits)})
    return None, named


def _on_the_roster(request: Request, named: str) -> list[Person]:
    """Whom a name in words fits, of those the speaker may find; of everybody, where it is a whole e-mail."""
    if EMAIL.fullmatch(named):
        return find_on_roster(request.session, named, request.member.workspace)
    return find_named(request, named, MOST_TOLD + 1)


def _which(request: Request, named: str, fits: list[Person]) -> str:
    agencies, today = request.catalogue.agencies, request.today
    names = [option_label(each, agencies, today) for each in cards_of(request, fits[:MOST_TOLD])]
    more = ["others"] if len(fits) > MOST_TOLD else []
    return (
        f"“{named}” matches {listing([*names, *more])}, on the roster: choose them above. Of somebody "
        "else say "
        "more, such as their organization."
    )


def _said(request: Request, meeting: MeetingRecord, done: Answered) -> Message:
    """What the sender hears."""
    again = "" if done.is_new else "You said so already. "
    name, picked = meeting_name(meeting), MeetingPicked(meeting_id=meeting.id)
    if done.sent is None:
        text = (
            f"{again}Noted: you send {done.invitation.sent_name} to {name}. They are not on the roster: "
            "please pass the call on."
        )
    else:
        person = request.session.get_one(Person, done.sent.person_id)
        reached = accounts_of(request.session, [person.id], request.member.workspace, request.now)
        how = "They have the call by direct message, and can answer differently."
        if person.id not in reached:
            how = "I can't write to them in Slack: please pass the call on."
        text = f"{again}Noted: you send {person.name} to {name}. {how}"
    if done.taken_back:
        gone = [request.session.get_one(Person, each.person_id).name for each in done.taken_back]
        text += f" {listing(gone)} {'is' if len(gone) == 1 else 'are'} not asked to it any more."
    row = buttons(
        button("Send somebody else", f"{SENDING}:after", picked),
        button("Coming after all", f"{COMING}:after", picked),
    )
    return Message([words(text), *row])


def _select(initial: str | None) -> InputInteractiveElement:
    return UserSelectElement(
        action_id="user", placeholder=plain("A Slack user", PLACEHOLDER), initial_user=initial
    )


def _linked(request: Request, field: str) -> Person | None:
    """Who a Slack user is on the roster. Raises CantTake for one who is linked to nobody there."""
    user = request.typed(field)
    if not user:
        return None
    found = identity_of(request.session, request.member.workspace, user)
    person = None if found is None or found.person_id is None else found.person_id
    if person is None:
        raise CantTake("This Slack user is not linked to the roster: write their name below instead.")
    return request.session.get_one(Person, person)


PERSON: Field[Person | None] = searched_field(
    "person",
    "Somebody on the roster",
    "Type a name, or a whole e-mail",
    contact_among(lambda request: ()),
    search,
    optional=True,
)
USER: Field[Person | None] = Field("user", "Or a Slack user", _select, _linked, optional=True)
NAMED = text_field(
    "named", "Or a name, of somebody not on the roster", most=MOST_NAME, hint="With their organization."
)
SEND = Modal("meeting.send", "Sending someone", "Send them", (PERSON, USER, NAMED), submit)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "meeting send",
        said,
        what="send somebody to a meeting in your place",
        example="/meeting send Kim Lee to the kickoff",
        takes="NAME [to MEETING]",
        stranger=ASK_THEM,
    ),
    Click(SENDING, open_sending, stranger=ASK_THEM),
    *SEND.entries(),
)
