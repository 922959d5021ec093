"""Recording that agencies adopted a revision of a shared plan, and taking a wrong record of it back."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_sdk.models.blocks import InputInteractiveElement, Option

from commands.kit.about import Agencies
from commands.kit.blocks import option
from commands.kit.forms import CantTake, Field, Modal, day_field, one_of, several_searched_field, text_field
from commands.kit.may import Action, may
from commands.kit.member import Needs
from commands.kit.ours import own_agency
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.fields import agencies_offered, agency_option, read_agencies
from commands.region.plans import may_adopt_for, plan_keyed, plans_shown
from commands.region.plans_views import AdoptOf, PlanPage
from readiness.plans import in_force
from readiness.records import AgencyId, Revision
from storage.catalogue import Plan, revision_name
from storage.plans import AdoptionRecord
from storage.revising import Adopted, adopt, standing_adoptions, take_back_adoption
from words.amounts import listing, plural
from words.days import spoken
from words.problems import Problem

MOST_AGENCIES = 100
OPTIONS = 100
NAMED = 8


def open_form(request: Request) -> Reply:
    """The form, for the agency that the button carries, or the speaker's own."""
    carried = request.carried(AdoptOf)
    plan = plan_keyed(request, carried.plan)
    now = in_force(plan.revisions, request.today)
    mine = own_agency(request.member)
    agency = carried.agency or mine or 0
    chosen = agency_option(request, agency) if may_adopt_for(request, agency) else None
    first = {
        "agencies": [chosen] if chosen else None,
        "revision": (_revision_options(plan), str(now.key) if now else ""),
        "adopted_on": request.today,
    }
    return Reply(modal=ADOPT_FORM.view(first, AdoptOf(plan=plan.id)))


def submit(request: Request) -> Reply:
    """Records what the form says; what is on record already is not recorded twice."""
    filled = ADOPT_FORM.read(request)
    plan = plan_keyed(request, request.carried(AdoptOf).plan)
    agencies, revision, on = filled[AGENCIES], filled[REVISION], filled[ADOPTED_ON]
    if on > request.today:
        raise Wrong({"adopted_on": f"{spoken(on)} is still to come: record it once it is adopted."})
    for agency in agencies:
        about = Agencies(frozenset([agency]))
        verdict = may(request.member, Action.ADOPT, about, request.today, request.today)
        if not verdict:
            raise Wrong({"agencies": f"{verdict.why_not} {verdict.who_could}"})
    found = adopt(request.session, revision.key, agencies, on, request.trail())
    done = _done(request, plan, revision, found)
    return Reply(message=plans_shown(request, PlanPage(plan=plan.id), done), closes=True)


def search_agencies(request: Request) -> Reply:
    """The agencies the speaker may record for whose name fits what is being typed."""
    return agencies_offered(request, partial(may_adopt_for, request))


def open_void(request: Request) -> Reply:
    """Asks which adoption of an agency was recorded wrongly, and why it is taken back."""
    carried = request.carried(AdoptOf)
    about = Agencies(frozenset([carried.agency]))
    may(request.member, Action.ADOPT, about, request.today, request.today).or_refuse()
    options = _adoption_options(request, carried)
    if not options:
        raise Problem("That adoption is no longer on record. Nothing was changed.")
    first = {"adoption": (options, options[0].value)}
    return Reply(modal=VOID_FORM.view(first, carried))


def void(request: Request) -> Reply:
    """Takes the adoption back."""
    filled, carried = VOID_FORM.read(request), request.carried(AdoptOf)
    record = filled[ADOPTION]
    about = Agencies(frozenset([record.agency_id]))
    may(request.member, Action.ADOPT, about, request.today, request.today).or_refuse()
    plan = plan_keyed(request, carried.plan)
    agency = request.catalogue.agencies[record.agency_id].name
    name = next(each.name for each in plan.revisions if each.key == record.revision_id)
    take_back_adoption(request.session, record, filled[REASON], request.trail())
    done = f"Taken back: that {agency} adopted {name}. It stays readable, with that as the reason."
    return Reply(message=plans_shown(request, PlanPage(plan=plan.id), done), closes=True)


def _done(request: Request, plan: Plan, revision: Revision, found: list[Adopted]) -> str:
    agencies = request.catalogue.agencies
    new = [agencies[each.record.agency_id].name for each in found if each.is_new]
    said = []
    if new:
        on = next(each.record.adopted_on for each in found if each.is_new)
        said.append(
            f"Recorded: {_named(new)} adopted {revision_name(plan.name, revision.name)} on {spoken(on)}."
        )
    already = [
        f"{agencies[each.record.agency_id].name} (on {spoken(each.record.adopted_on)})"
        for each in found
        if not each.is_new
    ]
    if already:
        said.append(
            f"On record already that {_named(already)} adopted {revision.name}: nothing was recorded twice."
        )
    now = in_force(plan.revisions, request.today)
    if now is not None and revision.effective_on < now.effective_on:
        said.append(f"{now.name} is in force since {spoken(now.effective_on)}: that is an older one.")
    elif revision.effective_on > request.today:
        said.append(f"{revision.name} takes effect on {spoken(revision.effective_on)}.")
    return " ".join(said)


def _named(names: list[str]) -> str:
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], plural(len(names) - NAMED + 1, "more agency", "more agencies")]
    return listing(names)


def _revision_options(plan: Plan) -> list[Option]:
    newest = list(reversed(plan.revisions))[:OPTIONS]
    if not newest:
        raise Problem("That plan has no revision yet, so there is nothing to adopt.")
    return [option(each.name, str(each.key), f"from {spoken(each.effective_on)}") for each in newest]


def _standing(request: Request, carried: AdoptOf) -> list[AdoptionRecord]:
    """The adoptions of a plan by an agency, the newest first."""
    plan = plan_keyed(request, carried.plan)
    there = standing_adoptions(request.session, [each.key for each in plan.revisions])
    return [each for each in reversed(there) if each.agency_id == carried.agency]


def _adoption_options(request: Request, carried: AdoptOf) -> list[Option]:
    names = {each.key: each.name for each in plan_keyed(request, carried.plan).revisions}
    return [
        option(f"{names[each.revision_id]}, adopted {spoken(each.adopted_on)}", str(each.id))
        for each in _standing(request, carried)[:OPTIONS]
    ]


def _draw(name: str, placeholder: str) -> Any:
    """A select whose options are known once the form is opened: it is given them, and which is chosen."""

    def draw(initial: tuple[list[Option], str]) -> InputInteractiveElement:
        options, chosen = initial
        first = next((each for each in options if each.value == chosen), None)
        return one_of(name, options, placeholder, first)

    return draw


def _read_agencies(request: Request, field: str) -> list[AgencyId]:
    found = read_agencies(request, field)
    if not found:
        raise CantTake("Choose at least one agency from the list.")
    return found


def _read_revision(request: Request, field: str) -> Revision:
    plan, chosen = plan_keyed(request, request.carried(AdoptOf).plan), request.typed_id(field)
    found = next((each for each in plan.revisions if each.key == chosen), None)
    if found is None:
        raise CantTake("Choose a revision that is there.")
    return found


def _read_adoption(request: Request, field: str) -> AdoptionRecord:
    chosen = request.typed_id(field)
    found = next((each for each in _standing(request, request.carried(AdoptOf)) if each.id == chosen), None)
    if found is None:
        raise CantTake("Choose an adoption that is in effect.")
    return found


AGENCIES: Field[list[AgencyId]] = several_searched_field(
    "agencies", "Agencies", "Type a name", _read_agencies, search_agencies, MOST_AGENCIES
)
REVISION: Field[Revision] = Field("revision", "Revision", _draw("revision", "Which revision"), _read_revision)
ADOPTED_ON = day_field("adopted_on", "Adopted on", "Choose the day it was adopted.")
ADOPTION: Field[AdoptionRecord] = Field(
    "adoption", "Which adoption", _draw("adoption", "Which adoption"), _read_adoption
)
REASON = text_field("reason", "Reason", 300, optional=False, hint="It stays readable, with the record.")
ADOPT_FORM = Modal(
    "plan.adopt",
    "Record an adoption",
    "Record it",
    (AGENCIES, REVISION, ADOPTED_ON),
    submit,
    Needs.LEAD,
)
VOID_FORM = Modal(
    "adoption.void", "Take an adoption back", "Take it back", (ADOPTION, REASON), void, Needs.LEAD
)

ENTRIES: tuple[Declared, ...] = (
    Click("adopt.open", open_form, needs=Needs.LEAD),
    Click("adoption.void", open_void, needs=Needs.LEAD),
    *ADOPT_FORM.entries(),
    *VOID_FORM.entries(),
)
