"""Who may: every finer right, once, for a member and what it is about, on a day.

The coarse right stands beside each entry (`commands.kit.member.Needs`); whatever is finer is asked here, and
nobody else compares rights. The table `muster rights --table` prints is made from these functions
(`commands.kit.rights_table`).

One rule decides about somebody who belonged, belongs or will belong to an agency: **what happened while they
belonged, and nothing after**. Their history went with them, so whose membership covers today has all of it
before their lead; for the lead of an agency they left there is what lies between their first and their last
day there, both included. Who is yet to begin is listed for their lead, and counted and read for days from
their first one on. What was taken back gives no right to anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from commands.kit.about import (
    ALLOWED,
    About,
    Agencies,
    Confided,
    Convened,
    Held,
    Improvement,
    Kept,
    Taught,
    Verdict,
    WholeRegion,
    Whom,
    Written,
)
from commands.kit.checklist_rights import about_checklist, about_item
from commands.kit.confided_rights import about_confided
from commands.kit.meeting_rights import about_meeting
from commands.kit.member import Member
from commands.kit.problems import ONLY_THEM
from commands.kit.request import Request
from readiness.asked import is_active
from readiness.due import Scope, ScopeKind
from readiness.records import Affiliation, AgencyId, PersonId
from readiness.small_counts import BY_NAME
from storage.answers import agencies_in
from storage.catalogue import Catalogue
from storage.people import AffiliationRecord, Person
from storage.region import Region
from storage.roster import terms_of
from words.days import spoken

A_MANAGER = "Who can: an emergency manager."
THEIR_LEAD = "Who can: their agency's lead (training officer) or an emergency manager."
THE_LEAD = "Who can: the lead of the agency; of several, of all of them; an emergency manager."

WHOSE_EXERCISE = "Who can: the lead of the agency that hosts it, its point of contact, an emergency manager."
WHOSE_RATINGS = (
    "Who can: the lead of an agency that hosts the exercise, is invited to it or took part; its point of "
    "contact; an emergency manager."
)
WHOSE_CLASS = "Who can: its instructor, the lead of the agency whose class it is, an emergency manager."
WHO_HANDS_ON = "Who can: the lead of the agency whose class it is, an emergency manager."
WHO_PLANS_CLASSES = "Who can: the lead of an agency (training officer), an emergency manager."
WHOSE_ACTION = "Who can: its point of contact, the lead of the agency that owes it, an emergency manager."
NOT_YOUR_DIGEST = "That digest is not yours to change."
WHO_DECIDES = "Who can: an emergency manager; a lead, for the digest of their own agency."


class Action(StrEnum):
    """What somebody may do, beyond asking at all."""

    LIST = "find by name"  # that they are on the roster, and where
    READ = "see records and standing"
    LOG = "log a class"
    VERIFY = "confirm a record"
    UNDO = "undo a log"  # about the person who made it
    NAME = "see names"
    COUNT = "see counts"  # where not of named people, by the rule of small counts
    DIGEST = "decide about digests"
    EXERCISE = "plan, log, rate and close an exercise"
    RATINGS = "read how tasks went"
    CONFIRM = "confirm, correct or take back who took part"
    SETTLE = "say what became of a corrective action"
    TEACH = "plan a class"
    CLASS = "open, move and close a class"
    HAND_ON = "say who teaches a class and whose it is"
    CREDIT = "confirm who took a class"
    CORRECT = "correct or take back a record"
    MEETING = "call, move and close a meeting"
    CHECKLIST = "keep a checklist"
    TICK = "say what became of a checklist's item"
    HEAR = "read and answer what people tell"
    ABSENCE = "record leaves and waivers"
    AGENCY = "say an agency's strength and units"
    ADOPT = "record that an agency adopted a plan"
    SCORE = "read and answer a scorecard"
    IMPORT = "import and undo"
    GIVE = "give and take rights"
    LINK = "link people to Slack"
    SET_UP = "set up the region"
    CATALOGUE = "change courses, positions, plans and templates"
    TRANSFER = "move people between agencies"


OF_THE_REGION = (
    *(Action.IMPORT, Action.GIVE, Action.LINK, Action.SET_UP, Action.CATALOGUE, Action.TRANSFER),
    Action.HEAR,  # at all; of whom is asked of each thing that was told
)
"""What only an emergency manager does; the entries that do it name it (`commands.kit.registry`)."""
WRITES = frozenset((Action.LOG, Action.VERIFY, Action.CORRECT))


def may(member: Member, action: Action, about: About, on: date, today: date) -> Verdict:
    """Whether a member may do something about a person, a scope or the region.

    `on` is the day it is about: the day of a record or of a class, the day whose standing, names or counts
    are asked for.
    """
    if not _has_a_part(member):
        return Verdict(member.why_not or "I can't find you on the roster.", A_MANAGER)
    if action in WRITES and on > today:
        return Verdict(f"{spoken(on)} is still to come: nothing has happened on it yet.", "Nobody.")
    if action is Action.UNDO:
        return _about_a_log(member, about)
    match about:
        case Whom():
            return _about_person(member, action, about, on, today)
        case Written():
            return _about_record(member, action, about, on, today)
        case Agencies():
            return _about_scope(member, action, about, on, today)
        case Held():
            return _about_exercise(member, action, about)
        case Improvement():
            return _about_improvement(member, about)
        case Taught():
            return _about_class(member, action, about)
        case Convened():
            return about_meeting(member, about)
        case Kept():
            return about_item(member, about) if action is Action.TICK else about_checklist(member, about)
        case Confided():
            return about_confided(member, about)
        case WholeRegion():
            return _about_region(member, action)


def whom(session: Session, person_ids: Collection[PersonId]) -> dict[PersonId, Whom]:
    """Some people as rights see them, by id; somebody without any membership too."""
    terms = terms_of(session, person_ids)
    return {person: Whom(person, terms.get(person, ())) for person in person_ids}


def agencies_of(catalogue: Catalogue, scope: Scope) -> Agencies:
    """A scope as rights see it: the agencies it is made of. Of a person there is none."""
    keys = agencies_in(catalogue, scope)
    if keys is not None:
        return Agencies(frozenset(keys))
    return Agencies(frozenset(catalogue.agencies) if scope.kind is ScopeKind.EVERYONE else frozenset())


def may_about(request: Request, action: Action, scope: Scope, on: date | None = None) -> Verdict:
    """The same for the one who asks, about whom a question is asked; today, where no day is given."""
    day = on or request.today
    if scope.kind is ScopeKind.PERSON:
        about: About = whom_for(request, [scope.number])[scope.number]
    else:
        about = agencies_of(request.catalogue, scope)
    return may(request.member, action, about, day, request.today)


def may_for_all(request: Request, action: Action, person_ids: Iterable[PersonId], on: date) -> Verdict:
    """Whether the one who asks may do it for every one of some people; else why not for the first of them."""
    for each in whom_for(request, list(person_ids)).values():
        verdict = may(request.member, action, each, on, request.today)
        if not verdict:
            return verdict
    return ALLOWED


def whom_for(request: Request, person_ids: Collection[PersonId]) -> dict[PersonId, Whom]:
    """Some people as the rights of the one who asks see them: where they belong matters to a lead only."""
    member = request.member
    others = [each for each in person_ids if each != member.person_id]
    known = whom(request.session, others) if others and member.leads and not member.is_manager else {}
    return {each: known.get(each, Whom(each)) for each in person_ids}


def people_for(member: Member, today: date | None = None) -> ColumnElement[bool] | None:
    """The condition on `Person` for whom a member may ask about by name; None: everybody.

    With `today` those they may find on the roster (Action.LIST); without, those who left a led agency too,
    of whom there is something to read from the days they belonged. The day decides afterwards: ask `may`.
    """
    if member.is_manager:
        return None
    mine = false() if member.person_id is None else Person.id == member.person_id
    if not member.leads:
        return mine
    led = select(AffiliationRecord.person_id).where(
        AffiliationRecord.agency_id.in_(sorted(member.leads)), AffiliationRecord.voided_at.is_(None)
    )
    if today is not None:
        led = led.where(or_(AffiliationRecord.left_on.is_(None), AffiliationRecord.left_on >= today))
    return or_(mine, Person.id.in_(led))


def agencies_named_to(member: Member) -> frozenset[AgencyId] | None:
    """The agencies whose people are for a member to name; None: all."""
    return None if member.is_manager else member.leads


def agencies_led(member: Member) -> list[AgencyId]:
    """The agencies somebody leads, in a steady order."""
    return sorted(member.leads)


def counting(request: Request, scope: Scope | None = None) -> int:
    """The fewest people who are counted for the one who asks; what may be counted follows from it.

    One, where they may name everybody of the `scope` today; none is given where that was asked before. All
    others are shown the same, so that no answer contradicts what a channel was told.
    """
    may_name = scope is not None and may_about(request, Action.NAME, scope)
    return BY_NAME if may_name else counting_aloud(request.region)


def counting_aloud(region: Region) -> int:
    """The same for what a channel hears, whoever asked for it, or nobody."""
    return region.smallest_count


def _has_a_part(member: Member) -> bool:
    return bool(member.agencies or member.leads or member.is_manager)


def _about_a_log(member: Member, about: About) -> Verdict:
    if isinstance(about, Whom) and member.person_id is not None and about.person == member.person_id:
        return ALLOWED
    return Verdict("Only the one who logged it can undo it.", "Their lead or an emergency manager can help.")


def _about_region(member: Member, action: Action) -> Verdict:
    if member.is_manager or action is Action.COUNT:
        return ALLOWED
    if action is Action.DIGEST:
        return Verdict(NOT_YOUR_DIGEST, WHO_DECIDES)
    if action is Action.TEACH:
        if member.leads:
            return ALLOWED
        return Verdict("Planning a class is for the leads of agencies.", WHO_PLANS_CLASSES)
    return Verdict("That concerns the whole region.", A_MANAGER)


def _about_scope(member: Member, action: Action, about: Agencies, on: date, today: date) -> Verdict:
    if action in OF_THE_REGION:
        return _about_region(member, action)
    if member.is_manager or (about.keys and about.keys <= member.leads):
        return ALLOWED
    if action is Action.COUNT:
        if on == today:
            return ALLOWED
        return Verdict(
            "I count people as of today; another day is for those who can see their names.", THE_LEAD
        )
    if action is Action.DIGEST:
        return Verdict(NOT_YOUR_DIGEST, WHO_DECIDES)
    if action is Action.ADOPT:
        return Verdict("What that agency adopts is not yours to record.", THE_LEAD)
    if action is Action.SCORE:
        return Verdict("You can't see that agency's scorecard.", THE_LEAD)
    if action is Action.AGENCY:
        return Verdict("That agency's strength and units are not yours to change.", THE_LEAD)
    return Verdict("You can't see the names there.", THE_LEAD)


def is_own_exercise(member: Member, about: Held) -> bool:
    """Whether an exercise is a member's own to hold; an emergency manager may decide about all of them."""
    return about.host in member.leads or _is(member, about.poc)


def _about_exercise(member: Member, action: Action, about: Held) -> Verdict:
    """Its host's lead, its point of contact, an emergency manager; nobody confirms what they played.

    How its tasks went is for the leads of whoever was at the table, too.
    """
    is_theirs = member.is_manager or is_own_exercise(member, about)
    if action is Action.RATINGS:
        if is_theirs or not about.at_table.isdisjoint(member.leads):
            return ALLOWED
        return Verdict("You can't see how tasks went there.", WHOSE_RATINGS)
    if not is_theirs:
        return Verdict("That exercise is not yours to change.", WHOSE_EXERCISE)
    if action is Action.CONFIRM and _is(member, about.person):
        return Verdict("Nobody confirms what they did themself.", WHOSE_EXERCISE)
    return ALLOWED


def _about_improvement(member: Member, about: Improvement) -> Verdict:
    if member.is_manager or about.agency in member.leads or _is(member, about.poc):
        return ALLOWED
    return Verdict("That corrective action is not yours to change.", WHOSE_ACTION)


def _about_class(member: Member, action: Action, about: Taught) -> Verdict:
    """Its instructor's, its agency's lead's, an emergency manager's; nobody confirms what they took.

    Who teaches it and whose it is, is not its instructor's to say: they would choose who confirms them.
    """
    if action is Action.HAND_ON and not (member.is_manager or about.agency in member.leads):
        return Verdict("Who teaches that class, and whose it is, is not yours to change.", WHO_HANDS_ON)
    if not (member.is_manager or about.agency in member.leads or _is(member, about.instructor)):
        return Verdict("That class is not yours to change.", WHOSE_CLASS)
    if action is Action.CREDIT and _is(member, about.person):
        return Verdict("Nobody confirms a record of their own.", WHOSE_CLASS)
    return ALLOWED


def _about_record(member: Member, action: Action, about: Written, on: date, today: date) -> Verdict:
    """One's own word may be mended by oneself, until somebody confirmed it; other records as people are."""
    if action is Action.CORRECT and about.whom.person == member.person_id and not about.is_verified:
        return ALLOWED
    return _about_person(member, action, about.whom, on, today)


def _is(member: Member, person: PersonId | None) -> bool:
    return person is not None and member.person_id == person


def _about_person(member: Member, action: Action, about: Whom, on: date, today: date) -> Verdict:
    if action in OF_THE_REGION or action is Action.DIGEST:
        return _about_region(member, action)
    if about.person == member.person_id:
        if action is Action.VERIFY:
            return Verdict("Nobody confirms a record of their own.", THEIR_LEAD)
        if action is Action.CORRECT:
            return Verdict("That record was confirmed: it is not yours to change.", THEIR_LEAD)
        if action is Action.ABSENCE:
            return Verdict("Nobody records a leave or a waiver of their own.", THEIR_LEAD)
        return ALLOWED
    if member.is_manager:
        return ALLOWED
    led = [term for term in about.terms if term.agency in member.leads]
    if any(_gives_the_day(term, action, on, today) for term in led):
        return ALLOWED
    return _not_theirs(member, action, led, today)


def _gives_the_day(term: Affiliation, action: Action, on: date, today: date) -> bool:
    """The one rule: what happened while they belonged; and, while they belong, what happened before."""
    if action is Action.LIST:
        return term.left_on is None or term.left_on >= today
    return is_active(term, on) or (is_active(term, today) and on <= today)


def _not_theirs(member: Member, action: Action, led: Sequence[Affiliation], today: date) -> Verdict:
    begins = min((t.joined_on for t in led if t.joined_on is not None and t.joined_on > today), default=None)
    left = max((t.left_on for t in led if t.left_on is not None and t.left_on < today), default=None)
    begun = "Nothing was recorded: " if action is Action.LOG else ""
    if left is not None:
        what = f"{begun}They left on {spoken(left)}: you see what happened while they belonged."
    elif begins is not None:
        what = f"{begun}They begin on {spoken(begins)}: you see what happens from then on."
    elif action is Action.LOG:
        yours = " and for the people of the agency you lead" if member.leads else ""
        what = f"{begun}you can log for yourself{yours}."
    else:
        what = "I can't answer about one person here."
    return Verdict(what, THEIR_LEAD if action in WRITES or action is Action.ABSENCE else ONLY_THEM)
