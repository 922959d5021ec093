"""`/exercise actions`: which corrective actions are open, and what became of the rest.

What they say is for those who answer for them: the point of contact, the lead of the agency that owes one,
those whose exercise it came from, emergency managers. Everybody else sees counts of their agency.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import select

from commands.exercises.actions_asked import actions_asked, asked_of, codes_said, page_said, that_fit
from commands.exercises.actions_views import (
    Told,
    closed_message,
    coded_message,
    counts_message,
    open_message,
)
from commands.kit.about import Held, Improvement
from commands.kit.action_views import SHOW, ActionsPage
from commands.kit.exercise_rights import agencies_counted, answers_for, reads_every_action
from commands.kit.may import WHOSE_ACTION, Action, may
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import STALE, Request
from commands.language.exercises import exercise_name
from commands.language.records_meant import agencies_asked
from readiness.due import ScopeKind
from readiness.records import AgencyId
from storage.answers import names_of
from storage.exercises import ActionRecord, ExerciseRecord
from storage.improving import ActionStanding, actions_on
from storage.people import AffiliationRecord
from storage.rights import leads_by_agency
from storage.roster import is_on_roster
from storage.scopes import scope_in, scope_of
from words.amounts import plural
from words.classes import plain_word
from words.problems import Problem

NOBODY = {"scope": "everyone", "scopes": [], "without": []}
"""A page without those it is of: their lines name them."""
EXAMPLE = "/exercise actions Cedar Fire"


def actions(request: Request) -> Reply:
    """The open actions of whom was named; of everybody's those that are for the speaker, without a name."""
    if one := _coded(request):
        return one
    return listed(request, actions_asked(replace(request, text=" ".join(_said(request)))))


def _said(request: Request) -> list[str]:
    said = request.text.split()
    is_led = [plain_word(word) for word in said[:2]] in (["show", "me"], ["tell", "me"], ["give", "me"])
    return said[2:] if is_led else said


def _coded(request: Request) -> Reply | None:
    """The one action whose code was said, wherever it stands; None where none was.

    Raises Refused where it is not for the speaker.
    """
    codes = codes_said(request)
    there = actions_on(request.session, request.today, ActionRecord.key.in_(codes)) if codes else []
    if not there:
        return None
    theirs = for_the_speaker(request, there)
    if not theirs:
        raise Refused(f"The corrective action {there[0].action.code} is not for you.", WHOSE_ACTION)
    return Reply(message=coded_message(theirs, told_of(request, theirs), request.today))


def show(request: Request) -> Reply:
    """What a button asks for: the next ones in place of those before, or another part."""
    page = request.carried(ActionsPage)
    return listed(request, page, replaces=page.start > 0 or page.agencies > 0)


def listed(request: Request, page: ActionsPage, replaces: bool = False, done: str = "") -> Reply:
    """The actions of a page that are for the speaker; counts for those who answer for none of them."""
    scope = scope_in(page.scope)
    is_person = scope is not None and scope.kind is ScopeKind.PERSON
    if scope is None or not (is_person or scope_of(page.scope, request.catalogue)):
        raise Problem(STALE)
    there = actions_on(request.session, request.today, *that_fit(request, page))
    theirs = for_the_speaker(request, there)
    if page.mine:
        theirs = answered_for_by(request, theirs)
    elif not theirs:
        asked = None if asked_of(page).people else agencies_asked(request, asked_of(page))
        counted = agencies_counted(request.member)
        counted = counted if asked is None else counted.intersection(asked)
        if counted:
            return _counted(request, counted, there, page_said(request, page.model_copy(update=NOBODY)))
        if asked is not None:
            _refuse(request, asked)
    about = f"{_about(request, page)}{_undated(request, page)}"
    if page.part == "closed":
        return Reply(
            message=closed_message(about, page, theirs, told_of(request, theirs), request.today),
            replaces=replaces,
        )
    told, is_all = told_of(request, theirs), reads_every_action(request.member)
    message = open_message(about, page, theirs, told, request.today, done, is_all)
    return Reply(message=message, replaces=replaces)


def _undated(request: Request, page: ActionsPage) -> str:
    """How many open actions are not among those opened in a time, for want of a start day; mostly nothing."""
    if page.dated != "opened":
        return ""
    every = page.model_copy(update={"since": None, "by": None})
    fits = (*that_fit(request, every), ActionRecord.starts_on.is_(None))
    there = [
        each
        for each in for_the_speaker(request, actions_on(request.session, request.today, *fits))
        if each.action.done_on is None
    ]
    there = answered_for_by(request, there) if page.mine else there
    verb = "has" if len(there) == 1 else "have"
    return f", without {plural(len(there), 'action')} that {verb} no start day" if there else ""


def _about(request: Request, page: ActionsPage) -> str:
    """Whose they are, and of when, in words."""
    said = page_said(request, page)
    if page.mine:
        return "yours" if said == "everyone" else f"yours, {said.removeprefix('everyone, ')}"
    if not reads_every_action(request.member):
        return "yours to see" if said == "everyone" else f"yours to see, {said.removeprefix('everyone, ')}"
    return said


def for_the_speaker(request: Request, there: Sequence[ActionStanding]) -> list[ActionStanding]:
    """Those the speaker may read: it is their action, or it came from their exercise."""
    whose = _whose_exercises(request, {each.action.exercise_id for each in there})
    today = request.today
    return [
        each
        for each in there
        if may(request.member, Action.SETTLE, improvement(each.action), today, today)
        or (
            each.action.exercise_id in whose
            and may(request.member, Action.EXERCISE, whose[each.action.exercise_id], today, today)
        )
    ]


def answered_for_by(request: Request, there: Sequence[ActionStanding]) -> list[ActionStanding]:
    """Those the speaker answers for: as the point of contact; else as the lead of the agency that owes it."""
    return [each for each, whose in whose_to_see_to(request, there) if answers_for(request.member, whose)]


def whose_to_see_to(
    request: Request, there: Sequence[ActionStanding]
) -> list[tuple[ActionStanding, Improvement]]:
    """Some actions, each with whose it is to see to (`answers_for`), whoever asks.

    One whose point of contact left the roster, or was never on it, falls to the agency's lead; where there is
    none, to the emergency managers.
    """
    on_roster = still_on_roster(request, [each.action.poc_id for each in there if each.action.poc_id])
    led = leads_by_agency(request.session)

    def whose(action: ActionRecord) -> Improvement:
        return Improvement(
            action.agency_id if action.agency_id in led else None,
            action.poc_id if action.poc_id in on_roster else None,
        )

    return [(each, whose(each.action)) for each in there]


def improvement(action: ActionRecord) -> Improvement:
    """An action as rights see it."""
    return Improvement(action.agency_id, action.poc_id)


def told_of(request: Request, there: Sequence[ActionStanding]) -> Told:
    """What the lines of some actions name. Names of people stay out of what is asked in a channel."""
    agencies = {key: agency.name for key, agency in request.catalogue.agencies.items()}
    ids = {each.action.exercise_id for each in there if each.action.exercise_id is not None}
    exercises = request.session.scalars(select(ExerciseRecord).where(ExerciseRecord.id.in_(sorted(ids))))
    return Told(
        agencies=agencies,
        exercises={each.id: exercise_name(each) for each in exercises},
        owners=_owners(request, there, agencies),
    )


def still_on_roster(request: Request, person_ids: Collection[int]) -> set[int]:
    """Who of some people is on the roster today."""
    query = select(AffiliationRecord.person_id).where(
        AffiliationRecord.person_id.in_(sorted(set(person_ids))), is_on_roster(request.today)
    )
    return set(request.session.scalars(query))


def _owners(request: Request, there: Sequence[ActionStanding], agencies: dict[int, str]) -> dict[int, str]:
    people = {each.action.poc_id for each in there if each.action.poc_id is not None}
    names, on_roster = names_of(request.session, people), still_on_roster(request, people)
    led = leads_by_agency(request.session)
    names_people = not request.place.others_read
    found = {}
    for each in there:
        action = each.action
        agency = agencies.get(action.agency_id or 0, "")
        falls_to = f"the lead of {agency}" if action.agency_id in led else "an emergency manager"
        if action.poc_id is not None and action.poc_id not in on_roster:
            who = f"{names[action.poc_id].name} is" if names_people else "its point of contact is"
            said = f"{who} no longer on the roster: it falls to {falls_to}"
        elif action.poc_id is not None:
            said = f"point of contact: {names[action.poc_id].name}" if names_people else ""
        else:
            said = f"point of contact: {action.poc}" if action.poc and names_people else ""
        found[action.id] = "; ".join(part for part in (agency or "no agency named", said) if part)
    return found


def _whose_exercises(request: Request, ids: Collection[int | None]) -> dict[int | None, Held]:
    wanted = sorted(each for each in ids if each is not None)
    rows = request.session.execute(
        select(ExerciseRecord.id, ExerciseRecord.host_agency_id, ExerciseRecord.poc_id).where(
            ExerciseRecord.id.in_(wanted)
        )
    )
    return {key: Held(host, poc) for key, host, poc in rows}


def _refuse(request: Request, agencies: Collection[AgencyId]) -> None:
    """Raises Refused where what none of some agencies owes is for the speaker."""
    today = request.today
    about = [Improvement(each) for each in agencies]
    if not any(may(request.member, Action.SETTLE, each, today, today) for each in about):
        raise Refused("The corrective actions there are not for you.", WHOSE_ACTION)


def _counted(
    request: Request, agencies: Collection[AgencyId], there: Sequence[ActionStanding], said: str
) -> Reply:
    """How many actions of each of some agencies stand how; `said`: of which time, and from what."""
    counted = [
        (
            request.catalogue.agencies[key].name,
            [each.state for each in there if each.action.agency_id == key],
        )
        for key in sorted(agencies)
    ]
    return Reply(message=counts_message(counted, WHOSE_ACTION, said.removeprefix("everyone").strip(", ")))


ENTRIES: tuple[Declared, ...] = (
    Form(
        "exercise actions",
        actions,
        what="corrective actions: what is open, and what the next exercise has to show again",
        example=EXAMPLE,
        takes="[mine | overdue | closed] [AGENCY] [a time] [from EXERCISE]",
    ),
    Click(SHOW, show),
)
