"""People as they are found and offered to choose: in the forms' searches, in lists, in questions.

Each with the agencies they belong to on the day of the request, and never with one they left.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from slack_sdk.models.blocks import Option
from sqlalchemy import select

from commands.kit.blocks import option
from commands.kit.may import Action, agencies_named_to, may, people_for, whom_for
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.naming import EMAIL, find_of_agencies, find_on_roster, find_people
from readiness.records import Agency, AgencyId, PersonId
from storage.base import is_active
from storage.linking import identities_of
from storage.people import AffiliationRecord, Person, SlackIdentity
from storage.rights import Rights, rights_of_people
from storage.roster import is_on_roster, memberships
from words.amounts import listing

OPTIONS = 50
"""People offered while somebody types."""

NOBODY = "nobody"
NOBODY_FITS = "No matching person was found here"
WHO_IS_FOUND = "Only people of the host and those invited, and whole e-mails"


@dataclass(frozen=True)
class PersonCard:
    """One person with all that a lead or an emergency manager may see."""

    person: Person
    belongs: Sequence[AffiliationRecord]
    identities: Sequence[SlackIdentity] = ()
    rights: Rights = field(default_factory=Rights)


def cards_of(request: Request, found: Sequence[Person]) -> list[PersonCard]:
    """What is known of some people, in their order."""
    ids = [person.id for person in found]
    belongs, identities = memberships(request.session, ids), identities_of(request.session, ids)
    rights = rights_of_people(request.session, ids)
    return [
        PersonCard(person, belongs.get(person.id, ()), identities.get(person.id, ()), rights[person.id])
        for person in found
    ]


def option_label(card: PersonCard, agencies: Mapping[int, Agency], today: date) -> str:
    """One person among the options of a search: the name, and where they belong today."""
    now = [
        agencies[row.agency_id].name for row in card.belongs if is_active(row.joined_on, row.left_on, today)
    ]
    return f"{card.person.name} ({', '.join(dict.fromkeys(now)) or 'not on the roster today'})"


def people_options(request: Request, found: Sequence[Person]) -> list[Option]:
    """Some people as the options of a search, in their order."""
    belongs = memberships(request.session, [person.id for person in found])
    cards = [PersonCard(person, belongs.get(person.id, ())) for person in found]
    agencies, today = request.catalogue.agencies, request.today
    return [option(option_label(card, agencies, today), str(card.person.id)) for card in cards]


def person_option(request: Request, person_id: int | None) -> Option | None:
    """Somebody as the option that is chosen when a form opens; None for nobody."""
    person = None if person_id is None else request.session.get(Person, person_id)
    return None if person is None else people_options(request, [person])[0]


def find_named(request: Request, said: str, most: int) -> list[Person]:
    """Those on the roster who are meant, of those the speaker may name today.

    A lead's claim to a person's record ends with the membership.
    """
    found = find_people(request.session, said, request.member, most)
    of = whom_for(request, [person.id for person in found])
    today = request.today
    return [each for each in found if may(request.member, Action.LIST, of[each.id], today, today)]


def search_people(request: Request) -> Reply:
    """The people that fit what is being typed into a form, of those the speaker may name.

    Everybody may find themself; a lead finds the people of their agencies, an emergency manager, on the
    roster or not, everybody.
    """
    said = request.text.strip()
    return Reply(options=people_options(request, find_named(request, said, OPTIONS) if said else []))


def findable(request: Request, people: Sequence[Person]) -> list[PersonId]:
    """Those of some people, by id, whom `find_people` would find for the speaker, today's or of earlier."""
    theirs, ids = people_for(request.member), [each.id for each in people]
    if theirs is None:
        return ids
    return list(request.session.scalars(select(Person.id).where(Person.id.in_(ids), theirs)))


def nameable(request: Request, people: Sequence[Person]) -> list[PersonId]:
    """Those of some people, by id, whom `search_people` would offer the speaker."""
    ids, today = findable(request, people), request.today
    of = whom_for(request, ids)
    return [each for each in ids if may(request.member, Action.LIST, of[each], today, today)]


def everybody(request: Request, people: Sequence[Person]) -> list[PersonId]:
    """All of some people: a form for whoever may write down anybody on the roster offers them."""
    return [each.id for each in people]


def contacts_among(
    request: Request, people: Sequence[Person], agencies: Collection[AgencyId]
) -> list[PersonId]:
    """Those of some people whom `search_contacts` would offer by name."""
    theirs = select(AffiliationRecord.person_id).where(
        AffiliationRecord.agency_id.in_(sorted(agencies)),
        AffiliationRecord.person_id.in_([each.id for each in people]),
        is_on_roster(request.today),
    )
    return [*nameable(request, people), *request.session.scalars(theirs)]


def contact_option(request: Request, person: Person) -> Option:
    """Somebody as the option of `search_contacts`: whom only a whole e-mail finds is chosen by that."""
    [shown] = people_options(request, [person])
    if person.email and not nameable(request, [person]):
        shown.value = person.email
    return shown


def search_contacts(request: Request, agencies: Collection[AgencyId]) -> Reply:
    """Those who may be named as the point of contact of what some agencies do together: whom the speaker may
    name, the people of these agencies, and whoever has the e-mail that was typed, whole.

    Where that is nobody, an option that says who is found here; choosing it names nobody (`NOBODY`).
    """
    said, place = request.text.strip(), request.member.workspace
    found = {each.id: each for each in find_named(request, said, OPTIONS)} if said else {}
    by_email: list[Option] = []
    if EMAIL.fullmatch(said):
        those = find_on_roster(request.session, said, place, OPTIONS)
        by_email = [contact_option(request, each) for each in those if each.id not in found]
    elif said:
        theirs = find_of_agencies(request.session, said, place, agencies, request.today, OPTIONS)
        found |= {each.id: each for each in theirs}
    if said and not found and not by_email and agencies_named_to(request.member) is not None:
        return Reply(options=[option(NOBODY_FITS, NOBODY, WHO_IS_FOUND)])
    return Reply(options=[*people_options(request, list(found.values())[:OPTIONS]), *by_email][:OPTIONS])


def whom(request: Request, people: Sequence[Person]) -> str:
    """Some people by name, the speaker as "you"."""
    names = ["you" if person.id == request.member.person_id else person.name for person in people]
    if len(names) > 12:
        names = [*names[:10], f"{len(names) - 10} more"]
    return listing(names)
