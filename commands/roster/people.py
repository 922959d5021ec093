"""`/muster people`: who is on the roster, and who of them Slack knows."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement

from commands.kit.blocks import button, offered_buttons, says, shown_of
from commands.kit.may import Action, agencies_named_to, may_about
from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.registry import Click, Entry, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.choosing import cards_of, find_named
from commands.language.naming import people_like
from commands.language.questions import ASK, DueQuestion
from commands.language.scopes import HISTORY, HistoryPage, agencies_fitting, agencies_like, person_match
from commands.roster.linking_views import LinkFor
from commands.roster.people_views import (
    ROWS,
    PeoplePage,
    counts_message,
    people_message,
    person_line,
    person_message,
)
from commands.roster.rights_views import RightsFor
from readiness.due import Scope
from readiness.records import Agency
from readiness.text import fold
from storage.people import Person
from storage.roster import headcount, people_on_roster, roster_counts
from words.amounts import plural
from words.folding import fold_name
from words.names import Kind, Match
from words.problems import Offer, Problem, Unclear

EXAMPLE = "/muster people Cedar Fire"
SHOW = "people.show"
"""What a button that shows a person, or an agency's people, is known by; it carries which."""


def people(request: Request) -> Reply:
    """The roster in counts; or those who were named, or an agency's people."""
    return _page(request, PeoplePage(said=request.text.strip()))


def show(request: Request) -> Reply:
    """The people of the agency, or the person, that a button carries."""
    return _page(request, request.carried(PeoplePage))


def more_people(request: Request) -> Reply:
    """The next rows, in place of the ones before."""
    reply = _page(request, request.carried(PeoplePage))
    return Reply(message=reply.message, replaces=True)


def _page(request: Request, page: PeoplePage) -> Reply:
    if page.agency is not None:
        return _agency_people(request, _agency_keyed(request, page.agency), page)
    if page.person is not None:
        return _one(request, person_keyed(request, page.person))
    if not page.said:
        return _overview(request, page)
    named = agencies_fitting(page.said, request.catalogue)
    found = find_named(request, page.said, page.start + ROWS + 1)
    bearing = any(fold_name(person.name) == fold_name(page.said) for person in found)
    if len(named) == 1 and fold(named[0].name) == fold(page.said) and not bearing:
        return _agency_people(request, _agency_keyed(request, int(named[0].key)), page)
    if len(found) == 1 and not named:
        return _one(request, found[0])
    if found:
        return _several(request, page, found, named)
    if len(named) == 1:
        return _agency_people(request, _agency_keyed(request, int(named[0].key)), page)
    raise Unclear(
        not_understood=f"I don't know a person or an agency called “{page.said}” on the roster."
        if request.member.may(Needs.MANAGER)
        else f"I don't find “{page.said}” in the agencies you lead.",
        example=EXAMPLE,
        offers=_near(request, page.said, named),
    )


def _overview(request: Request, page: PeoplePage) -> Reply:
    mine, manages = agencies_named_to(request.member), request.member.may(Needs.MANAGER)
    counts = roster_counts(request.session, request.today, mine)
    found = people_on_roster(
        request.session, request.today, mine, without_slack=True, start=page.start, most=ROWS
    )
    shown = shown_of(page.start, len(found), counts.without_slack)
    return Reply(
        message=counts_message(
            counts,
            mine is None,
            _lines(request, found, with_slack=False),
            shown and f"Not in Slack: {shown}",
            _more("people.more", page, len(found), counts.without_slack),
            button("Link somebody", "link.open") if manages and counts.people else None,
            says("The agencies", "muster agencies", "agencies"),
            says("Import a roster", "muster import", "import") if manages else None,
        )
    )


def _agency_people(request: Request, agency: Agency, page: PeoplePage) -> Reply:
    key = agency.key
    if not may_about(request, Action.NAME, Scope.agency(key)):
        raise Refused(
            f"The names of {agency.name}'s people are for its lead.", "An emergency manager can see them too."
        )
    page = PeoplePage(agency=key, start=page.start)
    total = headcount(request.session, key, request.today)
    found = people_on_roster(request.session, request.today, [key], start=page.start, most=ROWS)
    return Reply(
        message=people_message(
            f"{agency.name}: {plural(total, 'person', 'people')} on the roster",
            _lines(request, found),
            shown_of(page.start, len(found), total),
            _more("people.more", page, len(found), total),
            button("Who is due", ASK, DueQuestion.about(Scope.agency(key))),
            says("Rights", "muster rights", "rights") if request.member.may(Needs.MANAGER) else None,
        )
    )


def _several(request: Request, page: PeoplePage, found: Sequence[Person], named: Sequence[Match]) -> Reply:
    rows = found[page.start : page.start + ROWS]
    more_there = len(found) > page.start + ROWS
    people = [person_match(each) for each in rows[:5]]
    choices = offered_buttons([_offer(match) for match in (*people, *named[:5])])
    next_page = page.model_copy(update={"start": page.start + ROWS})
    return Reply(
        message=people_message(
            f"“{page.said}” on the roster",
            _lines(request, rows),
            "There are more." if more_there else "",
            button("More", "people.more", next_page) if more_there else None,
            *choices,
        )
    )


def _one(request: Request, person: Person) -> Reply:
    card = cards_of(request, [person])[0]
    manager = request.member.may(Needs.MANAGER)
    return Reply(
        message=person_message(
            card,
            request.catalogue.agencies,
            request.today,
            button("Link a Slack user", "link.open", LinkFor(person=person.id)) if manager else None,
            button("Rights", "rights.person", RightsFor(person=person.id)) if manager else None,
            button("What they are due for", ASK, DueQuestion.about(Scope.person(person.id))),
            button("Their record", HISTORY, HistoryPage(person=person.id)),
        )
    )


def _lines(request: Request, found: Sequence[Person], with_slack: bool = True) -> list[str]:
    agencies = request.catalogue.agencies
    return [person_line(card, agencies, request.today, with_slack) for card in cards_of(request, found)]


def person_keyed(request: Request, key: int) -> Person:
    """Whom a button is about. Raises Problem for who is not for the speaker any more, or not there."""
    person = request.session.get(Person, key)
    if person is None or not may_about(request, Action.LIST, Scope.person(key)):
        raise Problem("I no longer know that person. Nothing was changed.")
    return person


def _agency_keyed(request: Request, key: int) -> Agency:
    if key not in request.catalogue.agencies:
        raise Problem("That agency is no longer there. Please ask again.")
    return request.catalogue.agencies[key]


def _offer(match: Match) -> Offer:
    if match.kind is Kind.AGENCY:
        return Offer(match.name, SHOW, PeoplePage(agency=int(match.key)))
    return Offer(match.name, SHOW, PeoplePage(person=int(match.key)))


def _near(request: Request, said: str, named: Sequence[Match]) -> list[Offer]:
    """Who was perhaps meant, the likeliest first."""
    if named:
        return [_offer(match) for match in named[:5]]
    like = people_like(request.session, request.today, said, agencies_named_to(request.member))
    close = [person_match(request.session.get_one(Person, key)) for key in like]
    return [_offer(match) for match in (*close, *agencies_like(said, request.catalogue))][:5]


def _more(action: str, page: PeoplePage, rows: int, total: int) -> ButtonElement | None:
    start = page.start + rows
    return button("More", action, page.model_copy(update={"start": start})) if start < total else None


ENTRIES: tuple[Entry, ...] = (
    Form(
        "muster people",
        people,
        what="who is on the roster, and who of them is linked in Slack",
        example=EXAMPLE,
        needs=Needs.LEAD,
        takes="[name, e-mail or agency]",
    ),
    Click(SHOW, show, needs=Needs.LEAD),
    Click("people.more", more_people, needs=Needs.LEAD),
)
