"""`/muster link` and "Ask to be linked": making a Slack user somebody of the roster."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from slack_sdk.models.blocks import ButtonElement, InputInteractiveElement, UserSelectElement
from sqlalchemy import select

from commands.kit.blocks import button, cut, plain, says, words
from commands.kit.cards import CardKind, Look
from commands.kit.forms import PLACEHOLDER, CantTake, Field, Modal, opened
from commands.kit.home import TO_DO, ToDo
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form, HomePart
from commands.kit.reply import CardOf, Message, Post, Reply
from commands.kit.request import Request
from commands.language.choosing import PersonCard, cards_of, option_label, person_option
from commands.language.naming import people_like
from commands.roster.fields import PERSON
from commands.roster.linking_views import (
    Likely,
    LinkFor,
    asked,
    asks_to_be_linked,
    linked_message,
    nobody_to_ask,
    requests_list,
    was_linked,
    was_told,
    who_asks,
    you_are_linked,
    you_are_not,
)
from commands.roster.people import SHOW
from commands.roster.people_views import PeoplePage, rights_words, slack_words
from storage.addresses import bearers, kept_for
from storage.audit import AuditKind
from storage.linking import (
    LINK_REQUEST,
    CannotLink,
    LinkRequest,
    identity_of,
    last_request,
    link,
    undecided_requests,
)
from storage.people import Person, SlackIdentity
from storage.rights import Rights, managers_in_slack
from words.days import spoken
from words.problems import Problem

ASKS_A_DAY = timedelta(days=1)
MOST_OFFERED = 3
NAME = 60


def ask(request: Request) -> Reply:
    """Carries somebody's wish to be linked to every emergency manager, at most once a day."""
    member = request.member
    if member.person_id is not None:
        text = f"You are linked already, as {member.name or member.email}."
        return Reply(message=Message([words(text)]))
    identity = _identity_of_speaker(request)
    before = last_request(request.session, member.workspace, member.user)
    managers = managers_in_slack(request.session, request.region, member.workspace)
    if not managers:
        return Reply(message=nobody_to_ask(member.user))
    if before is not None and abs(request.now - before.asked_at) < ASKS_A_DAY:
        text = "I asked for you already, less than a day ago. I'll tell you here when it is done."
        if before.decided_at is not None:
            text = (
                "An emergency manager looked at your request: you are not on the roster. "
                "You can ask again a day after you asked."
            )
        return Reply(message=Message([words(text)]))
    asking = LinkRequest(workspace=member.workspace, user=member.user, asked_at=request.now)
    request.session.add(asking)
    request.session.flush()
    request.note(
        AuditKind.LINK_ASKED,
        ("link_request", asking.id),
        of=asking,
        workspace=member.workspace,
        user=member.user,
    )
    question, card = asks_to_be_linked(identity, _likely(request, identity)), CardOf(LINK_REQUEST, asking.id)
    about = (LinkRequest.__tablename__, asking.id)
    posts = [
        Post(to=each.user, message=question, key=f"ask {each.user}", card=card, about=about)
        for each in managers
    ]
    return Reply(message=asked(len(managers)), posts=posts)


def requests_at_home(request: Request) -> Iterator[ToDo]:
    """For an emergency manager: who waits to be linked, before whatever else is to be done."""
    if not request.member.may(Needs.MANAGER):
        return
    there = undecided_requests(request.session, request.member.workspace)
    if there:
        first, identity = there[0]
        since = spoken(request.region.day(first.asked_at))
        who = cut(identity.real_name or identity.user, NAME)
        said = f"{who} asks to be linked to the roster, since {since}."
        if len(there) > 1:
            said = f"{len(there):,} people ask to be linked to the roster, the first since {since}."
        yield ToDo(said, button("Look", "link.requests", LinkFor()), first=True)


def show_requests(request: Request) -> Reply:
    """Who was chosen, or alone waits, with the likely matches; of several a list to choose from."""
    wanted = request.carried(LinkFor).user
    there = [each for _, each in undecided_requests(request.session, request.member.workspace)]
    chosen = [each for each in there if each.user == wanted] if wanted else there
    if not chosen:
        return Reply(message=Message([words("Nobody waits to be linked any more.")]))
    if len(chosen) == 1:
        return Reply(message=asks_to_be_linked(chosen[0], _likely(request, chosen[0])))
    return Reply(message=requests_list(chosen))


def open_form(request: Request) -> Reply:
    """The form; filled in as far as the button knows."""
    carried = request.carried(LinkFor)
    first = {"user": carried.user or None, "person": person_option(request, carried.person)}
    view = LINK.view(first, carried)
    return opened(
        request, view, "Choose a Slack user and the person they are.", button("Link", "link.open", carried)
    )


def submit(request: Request) -> Reply:
    """Links the two that were chosen in the form, whoever the user was before."""
    filled = LINK.read(request)
    identity, person = filled[USER], filled[PERSON]
    try:
        message, posts = _link(request, identity, person)
    except CannotLink as problem:
        raise Wrong({"user": str(problem)}) from None
    return Reply(message=message, posts=posts, closes=True)


def link_to(request: Request) -> Reply:
    """Links the one who asked to a likely match; what another emergency manager decided meanwhile stands."""
    carried = request.carried(LinkFor)
    identity = _asker(request, carried)
    person = _person(request, carried)
    if identity.person_id not in (None, person.id):
        return Reply(message=_decided(request, identity), replaces=True)
    try:
        message, posts = _link(request, identity, person)
    except CannotLink as problem:
        raise Problem(str(problem)) from None
    return Reply(message=message, posts=posts, replaces=True)


def link_back(request: Request) -> Reply:
    """Links a user to whom they were linked before, as the button says."""
    carried = request.carried(LinkFor)
    try:
        message, posts = _link(request, _asker(request, carried), _person(request, carried))
    except CannotLink as problem:
        raise Problem(str(problem)) from None
    return Reply(message=message, posts=posts, replaces=True)


def refuse(request: Request) -> Reply:
    """Tells the one who asked that they are not on the roster; once, whoever presses."""
    identity = _asker(request, request.carried(LinkFor))
    if identity.person_id is not None:
        return Reply(message=_decided(request, identity), replaces=True)
    message = was_told(identity)
    asked = last_request(request.session, identity.workspace, identity.user)
    if asked is not None and asked.decided_at is not None:
        return Reply(message=message, replaces=True)
    if asked is not None:
        asked.decide(request.session, request.member.label, request.now)
    request.note(
        AuditKind.LINK_REFUSED,
        workspace=identity.workspace,
        user=identity.user,
    )
    told = you_are_not(request.member.name or "An emergency manager")
    about = (SlackIdentity.__tablename__, identity.user)
    post = Post(to=identity.user, message=told, key="not on the roster", about=about)
    return Reply(message=message, replaces=True, posts=[post])


def request_card(look: Look) -> Message | None:
    """The question as it stands: once it is decided, every emergency manager sees what was."""
    asked = look.session.get_one(LinkRequest, look.record_id)
    identity = identity_of(look.session, asked.workspace, asked.user)
    if asked.decided_at is None or identity is None:
        return None
    if asked.person_id is None:
        return was_told(identity)
    return was_linked(identity, look.session.get_one(Person, asked.person_id).name, asked.decided_by)


def _link(request: Request, identity: SlackIdentity, person: Person) -> tuple[Message, list[Post]]:
    known = identity.person_id == person.id
    before = link(request.session, identity, person.id, request.member.label, request.now)
    card = cards_of(request, [person])[0]
    label = option_label(card, request.catalogue.agencies, request.today)
    who = identity.real_name or identity.user
    if known:
        return linked_message(f"{who} is linked to {label} already.", "", *_next(card)), []
    notes, back = [who_asks(identity)], None
    if before is not None:
        former = request.session.get_one(Person, before)
        notes.append(f"Before, they were linked to {former.name}.")
        back = button(
            "Link back", "link.back", LinkFor(user=identity.user, person=before), confirm=f"To {former.name}."
        )
    posts = []
    if identity.user != request.member.user:
        about = (Person.__tablename__, person.id)
        posts.append(Post(to=person.id, message=you_are_linked(label), key="linked", about=about))
    return linked_message(f"{who} is linked to {label}.", " ".join(notes), back, *_next(card)), posts


def _likely(request: Request, identity: SlackIdentity) -> list[Likely]:
    """Whom of the roster a Slack user may be: by e-mail first, then by the likeness of the names."""
    reasons: dict[int, str] = {}
    if identity.email:
        email = identity.email.lower()
        reasons |= {each.id: "the same e-mail" for each in bearers(request.session, [email]).values()}
        for person_id in kept_for(request.session, [email]).values():
            reasons.setdefault(person_id, "an e-mail they had, or have elsewhere")
    for person_id, score in people_like(request.session, request.today, identity.real_name).items():
        reasons.setdefault(person_id, "the same name" if score == 100 else "a similar name")
    people = {
        person.id: person for person in request.session.scalars(select(Person).where(Person.id.in_(reasons)))
    }
    cards = cards_of(request, [people[key] for key in list(reasons)[:MOST_OFFERED]])
    agencies = request.catalogue.agencies
    return [
        Likely(
            card.person.id,
            option_label(card, agencies, request.today),
            reasons[card.person.id],
            _caution(request, card),
        )
        for card in cards
    ]


def _caution(request: Request, card: PersonCard) -> str:
    """What to look at twice before a Slack user speaks as this person."""
    parts = []
    if card.identities:
        parts.append(f"Linked to {slack_words(card.identities)} already.")
    if card.person.email in request.region.emergency_managers or card.rights != Rights():
        named = rights_words(card.rights, request.catalogue.agencies)
        parts.append(f"Has rights: {named if card.rights != Rights() else 'emergency manager'}.")
    return " ".join(parts)


def _decided(request: Request, identity: SlackIdentity) -> Message:
    """What another emergency manager did with the same question."""
    assert identity.person_id is not None
    person = request.session.get_one(Person, identity.person_id)
    return was_linked(identity, person.name, identity.linked_by or "")


def _identity_of_speaker(request: Request) -> SlackIdentity:
    member = request.member
    identity = identity_of(request.session, member.workspace, member.user, lock=True)
    if identity is None:
        identity = SlackIdentity(
            workspace=member.workspace, user=member.user, real_name=member.name, seen_at=request.now
        )
        request.session.add(identity)
    return identity


def _asker(request: Request, carried: LinkFor) -> SlackIdentity:
    identity = identity_of(request.session, request.member.workspace, carried.user, lock=True)
    if identity is None:
        raise Problem("I no longer know that Slack user.")
    return identity


def _person(request: Request, carried: LinkFor) -> Person:
    person = None if carried.person is None else request.session.get(Person, carried.person)
    if person is None:
        raise Problem("I no longer know that person. Nothing was changed.")
    return person


def _next(card: PersonCard) -> tuple[ButtonElement, ...]:
    return (
        button("Their entry", SHOW, PeoplePage(person=card.person.id)),
        says("Who is not linked", "muster people", "people"),
    )


def _user_select(initial: str | None) -> InputInteractiveElement:
    return UserSelectElement(
        action_id="user", placeholder=plain("A Slack user", PLACEHOLDER), initial_user=initial
    )


def _user(request: Request, field: str) -> SlackIdentity:
    identity = identity_of(request.session, request.member.workspace, request.typed(field), lock=True)
    if identity is None:
        raise CantTake(
            "I have not met this Slack user yet. Ask them to write to me once, "
            "or try again tomorrow: I look through all users every day."
        )
    return identity


USER: Field[SlackIdentity] = Field("user", "Slack user", _user_select, _user)
LINK = Modal(
    "link", "Link to the roster", "Link", (USER, PERSON), submit, needs=Needs.MANAGER, does=Action.LINK
)

ENTRIES: tuple[Declared, ...] = (
    CardKind(LINK_REQUEST, request_card),
    Form(
        "muster link",
        open_form,
        what="link a Slack user to a person on the roster",
        example="/muster link",
        needs=Needs.MANAGER,
        does=Action.LINK,
    ),
    Click("link.ask", ask, needs=Needs.NOTHING, changes=True),
    Click("link.requests", show_requests, needs=Needs.MANAGER, does=Action.LINK),
    HomePart(TO_DO, requests_at_home),
    Click("link.open", open_form, needs=Needs.MANAGER, does=Action.LINK),
    Click("link.to", link_to, needs=Needs.MANAGER, does=Action.LINK, changes=True),
    Click("link.back", link_back, needs=Needs.MANAGER, does=Action.LINK, changes=True),
    Click("link.refuse", refuse, needs=Needs.MANAGER, does=Action.LINK, changes=True),
    *LINK.entries(),
)
