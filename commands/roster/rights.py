"""`/muster rights`: who leads which agency and who manages the region; given and taken away here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from commands.kit.blocks import button, option
from commands.kit.forms import Field, Modal, choice_field, opened, searched_field
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Post, Reply
from commands.kit.request import Request
from commands.language.choosing import person_option
from commands.language.fields import agency_option, read_agency, search_agencies
from commands.language.scopes import Offering, agency_said, person_match, person_said, shown
from commands.roster.fields import PERSON
from commands.roster.rights_views import (
    NAMES,
    ROWS,
    HeldRight,
    RightLine,
    RightsFor,
    right_words,
    rights_message,
    you_may,
    you_may_not,
)
from storage.answers import names_of
from storage.people import Person, RightKind
from storage.rights import LastManager, give_right, live_grants, take_right
from words.days import spoken
from words.names import Match
from words.problems import Offer, Problem, Unclear

GIVE = "muster rights give ada@cedar.example lead Cedar Fire Department"
TAKE = "muster rights take ada@cedar.example lead Cedar Fire Department"
WORDS = {"lead": RightKind.LEAD, "manager": RightKind.MANAGER}
PADDING = ("agency", "emergency", "an", "a", "as", "of", "for", "to", "the", "from", "right")
OPTIONS = 100
SHOW = "rights.person"


def rights(request: Request) -> Reply:
    """The rights in force: everybody's, or one person's."""
    said = request.text.strip()
    if not said:
        return Reply(message=_listed(request, RightsFor()))

    def offer(match: Match) -> Offer:
        return Offer(match.name, SHOW, RightsFor(person=int(match.key)))

    return Reply(
        message=_listed(request, RightsFor(person=_person_said(request, said, "muster rights", offer).id))
    )


def show(request: Request) -> Reply:
    """The rights of the person a button names, or the next ones of everybody's."""
    shown = request.carried(RightsFor)
    return Reply(message=_listed(request, shown), replaces=shown.start > 0)


def open_form(request: Request) -> Reply:
    """The form that gives a right."""
    carried = request.carried(RightsFor)
    chosen = {
        "person": person_option(request, carried.person),
        "right": carried.kind,
        "agency": agency_option(request, carried.agency),
    }
    view = GIVE_FORM.view(chosen, carried)
    return opened(
        request, view, "Choose the person and the right.", button("Give a right", "rights.open", carried)
    )


def submit(request: Request) -> Reply:
    """Gives the right that was chosen in the form."""
    filled = GIVE_FORM.read(request)
    kind, agency = WORDS[filled[RIGHT]], filled[AGENCY]
    if kind is RightKind.LEAD and agency is None:
        raise Wrong({"agency": "Choose the agency they are to lead."})
    if kind is RightKind.MANAGER and agency is not None:
        raise Wrong({"agency": "An emergency manager is the whole region's: leave this empty."})
    done = _give(request, Named(filled[PERSON], kind, agency))
    return Reply(message=done.message, posts=done.posts, closes=True)


def give(request: Request) -> Reply:
    """Gives the right that was said."""
    return _give(request, _said(request, GIVE, _offer_to_give))


def take(request: Request) -> Reply:
    """Takes away the right that was said."""
    named = _said(request, TAKE, _offer_to_take)
    right = HeldRight(person=named.person.id, kind=named.kind, agency=named.agency)
    return _take(request, right)


def take_pressed(request: Request) -> Reply:
    """Takes away the right beside the button; the list comes anew."""
    reply = _take(request, request.carried(HeldRight))
    return Reply(message=reply.message, posts=reply.posts, replaces=True)


@dataclass(frozen=True)
class Named:
    """A person and a right, as they were said or chosen."""

    person: Person
    kind: RightKind
    agency: int | None


def _give(request: Request, named: Named) -> Reply:
    granted = give_right(
        request.session, named.person.id, named.kind, named.agency, request.member.label, request.now
    )
    agency = _agency(request, named.agency)
    what = right_words(named.kind, agency)
    done = f"{named.person.name} is {what} now."
    if granted is None:
        done = f"{named.person.name} is {what} already."
    message = _listed(request, RightsFor(person=named.person.id), done)
    return Reply(
        message=message,
        posts=[] if granted is None else _tell(request, named.person.id, you_may(named.kind, agency)),
    )


def _take(request: Request, right: HeldRight) -> Reply:
    person = request.session.get(Person, right.person)
    if person is None:
        raise Problem("I no longer know that person. Nothing was changed.")
    what = _what(request, right.kind, right.agency)
    try:
        taken = take_right(
            request.session,
            person.id,
            right.kind,
            right.agency,
            request.member.label,
            request.now,
            request.region,
        )
    except LastManager:
        raise Problem(
            f"{person.name} is the only emergency manager, and the settings name none. "
            "Make somebody else one first; nothing was changed."
        ) from None
    done = (
        f"{person.name} is no longer {what}." if taken else f"{person.name} is not {what}; nothing to take."
    )
    if right.kind is RightKind.MANAGER and person.email in request.region.emergency_managers:
        done += " The settings still name them as one."
    return Reply(
        message=_listed(request, RightsFor(person=right.within), done),
        posts=_tell(request, person.id, you_may_not(what)) if taken else [],
    )


def _tell(request: Request, person_id: int, message: Message) -> list[Post]:
    """The news to the person; not where they did it themselves."""
    if person_id == request.member.person_id:
        return []
    about = (Person.__tablename__, person_id)
    return [Post(to=person_id, message=message, key="right", tell=request.member.user, about=about)]


def _listed(request: Request, shown: RightsFor, done: str = "") -> Message:
    lines = _lines(request, shown.person)
    named = sorted(request.region.emergency_managers)
    head = "Who can do what"
    if shown.person is not None:
        person = request.session.get_one(Person, shown.person)
        head = f"What {person.name} may do"
        named = [email for email in named if email == person.email]
    rows = lines[shown.start : shown.start + ROWS]
    return rights_message(done, head, rows, named, shown, len(lines))


def _lines(request: Request, person_id: int | None) -> list[RightLine]:
    """The rights in force, emergency managers first, then by agency."""
    grants = [each for each in live_grants(request.session) if person_id in (None, each.person_id)]
    names = names_of(request.session, {grant.person_id for grant in grants})
    lines = [
        RightLine(
            HeldRight(
                person=grant.person_id, kind=RightKind(grant.kind), agency=grant.agency_id, within=person_id
            ),
            names[grant.person_id].name,
            _what(request, RightKind(grant.kind), grant.agency_id),
            spoken(request.region.day(grant.given_at)),
        )
        for grant in grants
    ]
    return sorted(lines, key=lambda line: (line.right.kind is RightKind.LEAD, line.what, line.name))


def _what(request: Request, kind: RightKind, agency: int | None) -> str:
    return right_words(kind, _agency(request, agency))


def _agency(request: Request, agency: int | None) -> str:
    """The agency of a right by its name; empty for a right that is the region's."""
    return "" if agency is None else request.catalogue.agencies[agency].name


Offers = Callable[[Match, RightKind, int | None], Offer]
"""What may be pressed for one of several people, or agencies, that were named with a right."""


def _offer_to_give(person: Match, kind: RightKind, agency: int | None) -> Offer:
    """The form, filled in: a right is given by its own button, never by the answer to a question."""
    return Offer(person.name, "rights.open", RightsFor(person=int(person.key), kind=kind, agency=agency))


def _offer_to_take(person: Match, kind: RightKind, agency: int | None) -> Offer:
    return Offer(person.name, SHOW, RightsFor(person=int(person.key)))


def _said(request: Request, example: str, offers: Offers) -> Named:
    """The person, the right and the agency in a sentence such as "ada@cedar.example lead Cedar Fire"."""
    spoken_words = request.text.split()
    places = [place for place, word in enumerate(spoken_words) if word.lower() in WORDS]
    if not places:
        raise Unclear(
            not_understood="I need a person, then lead or manager, and for a lead the agency.",
            example=f"/{example}",
        )
    kind = WORDS[spoken_words[places[0]].lower()]
    rest = _unpadded(spoken_words[places[0] + 1 :])
    who = _unpadded(spoken_words[: places[0]])
    agency = _agency_surely(request, rest)
    person = _person_said(request, who, example, lambda match: offers(match, kind, agency))
    if kind is RightKind.LEAD:
        return Named(person, kind, _agency_said(request, rest, person, example, offers))
    if rest:
        raise Unclear(
            not_understood=f"An emergency manager is the whole region's; I did not understand “{rest}”.",
            understood=f"{person.name}, emergency manager",
            example=f"/{' '.join(example.split()[:4])} manager",
        )
    return Named(person, kind, None)


def _agency_surely(request: Request, said: str) -> int | None:
    """The agency, where one alone is meant: it goes along with the question who is."""
    try:
        return agency_said(said.split(), request.catalogue, lambda match: None, "") if said else None
    except Unclear:
        return None


def _person_said(request: Request, said: str, example: str, offering: Offering) -> Person:
    if not said:
        raise Unclear(not_understood="I need a person.", example=f"/{example}")
    nobody = Unclear(not_understood=f"I don't find “{shown(said)}” on the roster.", example=f"/{example}")
    several = "their e-mail instead of the name"
    return person_said(said, request.session, request.member, offering, nobody, several)


def _agency_said(request: Request, said: str, person: Person, example: str, offers: Offers) -> int:
    def offer(match: Match) -> Offer:
        made = offers(person_match(person), RightKind.LEAD, int(match.key))
        return replace(made, label=match.name)

    if not said:
        raise Unclear(
            not_understood="A lead is one agency's: I need its name.",
            understood=f"{person.name}, agency lead",
            example=f"/{example}",
            offers=[
                Offer("Choose the agency", "rights.open", RightsFor(person=person.id, kind=RightKind.LEAD))
            ]
            if offers is _offer_to_give
            else (),
        )
    try:
        return agency_said(said.split(), request.catalogue, offer, f"/{example}")
    except Unclear as unclear:
        unclear.understood = f"{person.name}, agency lead"
        raise


def _unpadded(spoken_words: Sequence[str]) -> str:
    """The words without those around them that only join."""
    left = list(spoken_words)
    while left and left[0].lower() in PADDING:
        left.pop(0)
    while left and left[-1].lower() in PADDING:
        left.pop()
    return " ".join(left)


RIGHT = choice_field(
    "right",
    "Right",
    [option(name.capitalize(), kind.value) for kind, name in NAMES.items()],
    "Which right",
    "Choose one of the two.",
)
AGENCY: Field[int | None] = searched_field(
    "agency",
    "Agency",
    "An agency",
    read_agency,
    search_agencies,
    hint="For an agency lead only.",
    optional=True,
)
GIVE_FORM = Modal(
    "rights.give",
    "Give a right",
    "Give",
    (PERSON, RIGHT, AGENCY),
    submit,
    needs=Needs.MANAGER,
    does=Action.GIVE,
)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "muster rights",
        rights,
        what="who leads which agency, and who manages the region",
        example="/muster rights",
        needs=Needs.MANAGER,
        does=Action.GIVE,
        takes="[person]",
    ),
    Form(
        "muster rights give",
        give,
        what="make somebody an agency's lead or an emergency manager",
        example=f"/{GIVE}",
        needs=Needs.MANAGER,
        does=Action.GIVE,
        changes=True,
        takes="PERSON lead AGENCY | PERSON manager",
    ),
    Form(
        "muster rights take",
        take,
        what="take such a right away",
        example=f"/{TAKE}",
        needs=Needs.MANAGER,
        does=Action.GIVE,
        changes=True,
        takes="PERSON lead AGENCY | PERSON manager",
    ),
    Click(SHOW, show, needs=Needs.MANAGER, does=Action.GIVE),
    Click("rights.open", open_form, needs=Needs.MANAGER, does=Action.GIVE),
    Click("rights.take", take_pressed, needs=Needs.MANAGER, does=Action.GIVE, changes=True),
    *GIVE_FORM.entries(),
)
