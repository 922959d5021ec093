"""`/muster agencies`: the agencies, each with its disciplines, strength and the rest, and changing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.blocks import (
    Block,
    InputInteractiveElement,
    NumberInputElement,
)
from slack_sdk.models.views import View

from commands.kit.about import THE_REGION, Agencies, Verdict
from commands.kit.blocks import aside, button, option, says, shown_of, title, words
from commands.kit.forms import CantTake, Field, Filled, Modal, choice_field, text_field
from commands.kit.may import Action, may, may_about
from commands.kit.member import Needs
from commands.kit.moves_views import moves_words
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.fields import aliases_field, disciplines_field
from commands.language.questions import ASK, DueQuestion
from commands.language.scopes import agency_said
from commands.roster.agencies_views import (
    UNITS,
    AgencyDraft,
    AgencyLine,
    AgencyShown,
    agencies_message,
    agency_message,
    discipline_names,
    moves_of_agency,
)
from commands.roster.people import SHOW as SHOW_PEOPLE
from commands.roster.people_views import ROWS, PeoplePage
from readiness.asked import is_in_force
from readiness.due import Scope
from readiness.records import Agency, CourseId, Rulebook
from readiness.vocabulary import Governance
from storage.agency_changes import AgencyTerms, NameTaken, add_agency, change_agency, terms_of_agency
from storage.answers import names_of
from storage.course_aliases import SEPARATOR
from storage.moves import Moves, moves_between
from storage.rights import leads_by_agency
from storage.roster import headcount, headcounts, people_ever_in
from storage.shadowing import AliasTaken, objection
from words.names import Match
from words.problems import Offer, Problem

EXAMPLE = "/muster agencies Cedar Fire"
SHOW = "agencies.show"
LONGEST = 200
MOST_STRENGTH = 100_000
MOST_COUNTED = 3000
"""People whose standings are worked out while somebody waits for the form."""
GONE = "That agency is no longer there. Nothing was changed."


def agencies(request: Request) -> Reply:
    """The agencies with their disciplines, people and leads; with a name, that one."""
    said = request.text.strip()
    if not said:
        return _listed(request, PeoplePage())

    def offer(match: Match) -> Offer:
        return Offer(match.name, SHOW, AgencyShown(agency=int(match.key)))

    return _shown(request, agency_said(said.split(), request.catalogue, offer, EXAMPLE))


def more_agencies(request: Request) -> Reply:
    """The next agencies, in place of the ones before."""
    return replace(_listed(request, request.carried(PeoplePage)), replaces=True)


def show(request: Request) -> Reply:
    """The agency a button carries."""
    return _shown(request, _there(request, request.carried(AgencyShown).agency).key)


def open_form(request: Request) -> Reply:
    """The form of an agency, or of a new one."""
    key = request.carried(AgencyShown).agency
    _may_change(request, key).or_refuse()
    return Reply(modal=_form(request, key))


def submit(request: Request) -> Reply:
    """Takes an agency as the form has it; what other disciplines move is shown before it is done."""
    key = request.carried(AgencyShown).agency
    _may_change(request, key).or_refuse()
    draft = _draft(request, key, FORM.read(request))
    if key == 0 or set(draft.disciplines) == set(_there(request, key).disciplines):
        return _done(request, draft)
    return Reply(updated=_confirming(request, draft))


def confirm(request: Request) -> Reply:
    """Does what was shown."""
    return _done(request, request.carried(AgencyDraft))


def _listed(request: Request, page: PeoplePage) -> Reply:
    everything, manages = list(request.catalogue.agencies.values()), request.member.may(Needs.MANAGER)
    shown = everything[page.start : page.start + ROWS]
    start = page.start + len(shown)
    more = page.model_copy(update={"start": start})
    lines = _lines(request, shown)
    return Reply(
        message=agencies_message(
            lines,
            shown_of(page.start, len(shown), len(everything)),
            button("More", "agencies.more", more) if start < len(everything) else None,
            says("Name a lead", "muster rights", "rights") if manages and lines else None,
            button("Add an agency", "agencies.open", AgencyShown()) if manages else None,
            says("Import agencies", "muster import", "import") if manages else None,
            says("The people", "muster people", "people"),
        )
    )


def _lines(request: Request, agencies_shown: Sequence[Agency]) -> list[AgencyLine]:
    keys = [agency.key for agency in agencies_shown]
    counts = headcounts(request.session, request.today, keys)
    leads = leads_by_agency(request.session, keys)
    names = names_of(request.session, {person for people in leads.values() for person in people})
    return [
        AgencyLine(
            agency,
            counts.get(agency.key, 0),
            [
                names[person].name if may_about(request, Action.NAME, Scope.agency(agency.key)) else ""
                for person in leads.get(agency.key, ())
            ],
            request.catalogue.agency_aliases.get(agency.key, ()),
        )
        for agency in agencies_shown
    ]


def _shown(request: Request, key: int, done: str = "") -> Reply:
    agency = _there(request, key)
    [line] = _lines(request, [agency])
    governance = request.catalogue.governance.get(key, "")
    facts = [f"Governance: {governance}"] if governance else []
    asked = _asked_titles(request, request.catalogue.rulebook, key)
    facts.append(f"Asked of its people: {', '.join(asked)}" if asked else "Nothing is asked of its people.")
    names = may_about(request, Action.NAME, Scope.agency(key))
    return Reply(
        message=agency_message(
            line,
            facts,
            done,
            [] if _may_change(request, key) else ["Its lead or an emergency manager can change this."],
            button("Change", f"agencies.open:{key}", AgencyShown(agency=key))
            if _may_change(request, key)
            else None,
            button("Units", UNITS, AgencyShown(agency=key)) if _may_change(request, key) else None,
            button("Its people", SHOW_PEOPLE, PeoplePage(agency=key)) if names else None,
            button("Who is due", ASK, DueQuestion.about(Scope.agency(key))),
        )
    )


def _asked_titles(request: Request, rulebook: Rulebook, key: int) -> list[str]:
    """The courses asked of somebody of the agency today, by title."""
    courses = request.catalogue.courses
    return sorted(courses[each].title for each in _asked(request, rulebook, key))


def _asked(request: Request, rulebook: Rulebook, key: int) -> set[CourseId]:
    on = request.today
    return {
        row.course
        for row in rulebook.requirements
        if (not row.disciplines or row.disciplines & rulebook.agencies[key].disciplines)
        and is_in_force(row, on)
        and any(version.effective_on <= on for version in rulebook.versions.get(row.course, ()))
    }


def _form(request: Request, key: int) -> View:
    if key == 0:
        return FORM.view(None, AgencyShown())
    terms = terms_of_agency(request.session, key)
    if terms is None:
        raise Problem(GONE)
    first = {
        "name": terms.name,
        "disciplines": sorted(terms.disciplines),
        "jurisdiction": terms.jurisdiction or None,
        "governance": terms.governance or None,
        "strength": terms.strength,
        "aliases": f"{SEPARATOR} ".join(terms.aliases) or None,
    }
    manages = bool(may(request.member, Action.SET_UP, THE_REGION, request.today, request.today))
    head: list[Block] = [] if manages else [title(terms.name)]
    return FORM.view(first, AgencyShown(agency=key), above=head, only=None if manages else [STRENGTH])


def _draft(request: Request, key: int, filled: Filled) -> AgencyDraft:
    """What the form says; for a lead, whose form asks for the strength alone, the rest stays as it is."""
    strength = filled[STRENGTH]
    if not may(request.member, Action.SET_UP, THE_REGION, request.today, request.today):
        terms = terms_of_agency(request.session, key)
        if terms is None:
            raise Problem(GONE)
        kept = {"name": terms.name, "jurisdiction": terms.jurisdiction, "governance": terms.governance}
        disciplines, aliases = sorted(terms.disciplines), list(terms.aliases)
        return AgencyDraft(agency=key, strength=strength, disciplines=disciplines, aliases=aliases, **kept)
    wrong = {}
    if not filled[NAME]:
        wrong["name"] = "This is needed."
    if not filled[DISCIPLINES]:
        wrong["disciplines"] = "Choose at least one: what is asked of its people follows from it."
    if wrong:
        raise Wrong(wrong)
    return AgencyDraft(
        agency=key,
        name=filled[NAME],
        disciplines=filled[DISCIPLINES],
        jurisdiction=filled[JURISDICTION],
        governance=filled[GOVERNANCE],
        strength=strength,
        aliases=filled[ALIASES],
    )


def _confirming(request: Request, draft: AgencyDraft) -> View:
    agency = _there(request, draft.agency)
    before = request.catalogue.rulebook
    changed = replace(agency, disciplines=frozenset(draft.disciplines))
    after = replace(before, agencies={**before.agencies, agency.key: changed})
    was, becomes = _asked(request, before, agency.key), _asked(request, after, agency.key)
    courses, changed_courses = request.catalogue.courses, was ^ becomes
    people = people_ever_in(request.session, agency.key)
    moves: Sequence[Moves] = ()
    if changed_courses and len(people) <= MOST_COUNTED:
        days = [request.today]
        moves = moves_between(request.session, before, after, days, changed_courses, people)
    said = moves_of_agency(
        headcount(request.session, agency.key, request.today),
        sorted(courses[each].title for each in becomes - was),
        sorted(courses[each].title for each in was - becomes),
        moves_words(moves),
    )
    head = f"{discipline_names(list(agency.disciplines))} → {discipline_names(draft.disciplines)}"
    above = [title(agency.name), words(head), words(said), aside("Nothing is changed until you confirm it.")]
    return CONFIRM.view(carried=draft, above=above)


def _done(request: Request, draft: AgencyDraft) -> Reply:
    _may_change(request, draft.agency).or_refuse()
    terms = AgencyTerms(
        draft.name,
        draft.disciplines,
        draft.jurisdiction,
        draft.governance,
        draft.strength or None,
        draft.aliases,
    )
    session, trail, today = request.session, request.trail(), request.today
    try:
        if draft.agency == 0:
            key = add_agency(session, terms, trail, today).id
            done = f"{draft.name} has been added. Bring in its people with /muster import."
        else:
            key = draft.agency
            changed = change_agency(session, key, terms, trail, today)
            done = f"{draft.name} was changed." if changed else f"{draft.name}: nothing was changed."
    except NameTaken:
        raise Wrong({"name": "Another agency has that name."}) from None
    except AliasTaken as taken:
        raise Wrong({"aliases": f"{taken}."}) from None
    except LookupError:
        raise Problem(GONE) from None
    return replace(_shown(request, key, done), closes=True)


def _may_change(request: Request, key: int) -> Verdict:
    """A new agency is an emergency manager's to add; one that is there its lead's, too, as far as it goes."""
    today = request.today
    if key == 0:
        return may(request.member, Action.SET_UP, THE_REGION, today, today)
    return may(request.member, Action.AGENCY, Agencies(frozenset([key])), today, today)


def _there(request: Request, key: int) -> Agency:
    if key not in request.catalogue.agencies:
        raise Problem(GONE)
    return request.catalogue.agencies[key]


def _draw_strength(initial: int | None) -> InputInteractiveElement:
    return NumberInputElement(
        action_id="strength",
        is_decimal_allowed=False,
        min_value="0",
        max_value=str(MOST_STRENGTH),
        initial_value=None if initial is None else str(initial),
    )


def _read_strength(request: Request, field: str) -> int | None:
    said = request.typed(field)
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) <= 6 and int(said) <= MOST_STRENGTH):
        raise CantTake(f"A whole number up to {MOST_STRENGTH:,}, please.")
    return int(said) or None


NAME = text_field("name", "Name", LONGEST)
DISCIPLINES = disciplines_field(
    "disciplines", "Disciplines", "What it does", "What is asked of its people follows from them."
)
ALIASES = aliases_field("CFD; Cedar Fire and Rescue", objection)
JURISDICTION = text_field("jurisdiction", "Jurisdiction", LONGEST, hint="A city, the county, a district.")
GOVERNANCE = choice_field(
    "governance",
    "Governance",
    [option(each.value.capitalize(), each.value) for each in Governance],
    "Who runs it",
    "Choose one from the list.",
    optional=True,
)
STRENGTH: Field[int | None] = Field(
    "strength",
    "Strength",
    _draw_strength,
    _read_strength,
    "How many people it has, where the roster does not list all of them. Empty: none declared.",
    optional=True,
)
FORM = Modal(
    "agency",
    "Agency",
    "Go on",
    (NAME, ALIASES, DISCIPLINES, JURISDICTION, GOVERNANCE, STRENGTH),
    submit,
    needs=Needs.LEAD,
)
CONFIRM = Modal("agency.confirm", "Agency", "Confirm", (), confirm, needs=Needs.MANAGER, does=Action.SET_UP)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "muster agencies",
        agencies,
        what="the agencies with their disciplines, strength, people and leads",
        example=EXAMPLE,
        needs=Needs.LEAD,
        takes="[agency]",
    ),
    Click("agencies.more", more_agencies, needs=Needs.LEAD),
    Click(SHOW, show, needs=Needs.LEAD),
    Click("agencies.open", open_form, needs=Needs.LEAD),
    *FORM.entries(),
    *CONFIRM.entries(),
)
