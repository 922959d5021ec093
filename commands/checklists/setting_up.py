"""Setting a template up or handing it out, bringing its lists up to date, taking back what was handed out."""

from __future__ import annotations

from collections.abc import Sequence

from commands.checklists.template_views import (
    HAND,
    UNDO,
    UPDATE,
    Handed,
    Plan,
    done_message,
    preview_message,
    updated_message,
)
from commands.checklists.template_words import (
    GONE,
    Template,
    TemplateFor,
    agencies_meant,
    loaded,
    names_of,
    template_of,
)
from commands.kit.checklist_rights import kept
from commands.kit.may import Action, may
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Undoes
from commands.kit.reply import Message, Reply, say
from commands.kit.request import Request
from commands.language.logs import refuse_late_undo
from readiness.records import AgencyId
from storage.audit import AuditKind, AuditRow
from storage.checklists import ChecklistRecord
from storage.handing_out import Worked, bring_up_to_date, hand_out, lists_of, newer, undo_handing_out
from storage.templates import NoLongerThere
from words.problems import Problem

UNKNOWN = "I no longer know what was handed out there. Nothing was changed."


def plan_of(request: Request, wanted: TemplateFor, template: Template | None = None) -> Plan:
    """What handing a template out would do. Raises Problem for one that is gone, and Refused."""
    found = template or template_of(request, wanted.key)
    keys: Sequence[AgencyId | None] = agencies_meant(request, wanted) if found.for_agencies else [None]
    if found.record is None:
        return Plan(found, wanted, keys, (), {})
    there = lists_of(request.session, found.record.id, keys)
    had = [there[each] for each in keys if each in there]
    behind = newer(request.session, found.record, had)
    return Plan(found, wanted, [each for each in keys if each not in there], had, behind)


def handed(request: Request, wanted: TemplateFor) -> Message:
    """Hands it out, or sets it up, as it was said; what that did."""
    template = template_of(request, wanted.key)
    agencies = agencies_meant(request, wanted) if template.for_agencies else None
    if agencies == []:
        return preview_message(request, plan_of(request, wanted, template))
    record, person = loaded(request, template), request.member.person_id
    try:
        done = hand_out(
            request.session,
            record,
            agencies,
            request.today,
            request.trail(),
            person,
            wanted.updates,
            wanted.drops,
            wanted.first_day,
        )
    except NoLongerThere:
        raise Problem(GONE) from None
    return done_message(request, plan_of(request, wanted), done)


def hand(request: Request) -> Reply:
    """Does what was shown."""
    return Reply(message=handed(request, request.carried(TemplateFor)), replaces=True)


def update(request: Request) -> Reply:
    """Brings the lists that are behind the template up to date."""
    wanted = request.carried(TemplateFor)
    plan = plan_of(request, wanted)
    if plan.template.record is None:
        raise Problem(GONE)
    try:
        updated = bring_up_to_date(
            request.session,
            plan.template.record,
            [each for each in plan.had if each.id in plan.behind],
            request.today,
            request.trail(),
            request.member.person_id,
            wanted.drops,
        )
    except NoLongerThere:
        raise Problem(GONE) from None
    return Reply(message=updated_message(plan, updated), replaces=True)


def undo(request: Request) -> Reply:
    """Takes back what was handed out, for ten minutes, while nobody did anything on it."""
    row = request.session.get(AuditRow, request.carried(Handed).row)
    if row is None or row.kind != AuditKind.TEMPLATE_HANDED.value:
        raise Problem(UNKNOWN)
    for key in row.detail["lists"]:
        there = request.session.get_one(ChecklistRecord, key)
        may(request.member, Action.CHECKLIST, kept(there), request.today, request.today).or_refuse()
    refuse_late_undo(request, row.at, "What does not need to be done can be dropped, item by item.")
    try:
        taken = undo_handing_out(request.session, row, request.trail())
    except NoLongerThere:
        raise Problem(GONE) from None
    except Worked as worked:
        whose = names_of(request, [each.agency_id or 0 for each in worked.lists])
        where = f" of {whose}" if whose else ""
        raise Problem(f"Something was done on the list{where} since. Nothing was taken back.") from None
    if not taken:
        raise Problem("It was taken back already; nothing changed.")
    lists = "The list was" if len(taken) == 1 else f"{len(taken):,} lists were"
    return say(f"{lists} taken back. The record says both.", replaces=True)


ENTRIES: tuple[Declared, ...] = (
    Click(HAND, hand, needs=Needs.LEAD, changes=True),
    Click(UPDATE, update, needs=Needs.LEAD, changes=True),
    Click(UNDO, undo, needs=Needs.LEAD, changes=True),
    Undoes(AuditKind.TEMPLATE_HANDED, UNDO, lambda rows: Handed(row=rows[0].id)),
)
