"""`/training verify`: the records nobody confirmed yet, for whose people they are to approve or reject.

One by one, some, or all; never one's own. What somebody else settled meanwhile is told with who did it, and
stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.views import View
from sqlalchemy import Select, func, select

from commands.kit.blocks import button, buttons, says, words
from commands.kit.forms import Modal, opened, text_field
from commands.kit.home import REST, Urgency, Waits
from commands.kit.letter_rights import seen_to_by
from commands.kit.may import Action, agencies_named_to, may, whom_for
from commands.kit.member import Needs
from commands.kit.record_rights import waiting_records
from commands.kit.registry import Click, Declared, Form, HomePart, Submission
from commands.kit.reply import Reply
from commands.kit.request import STALE, Door, Request, record_id
from commands.training.certificates import shown_certificates
from commands.training.certificates_placing import live
from commands.training.certificates_views import named
from commands.training.closing import left_to_me
from commands.training.record_views import (
    details_of,
    ended_words,
    recorded_words,
    verified_words,
    what_of,
    whose_and_what,
)
from commands.training.verifying_views import (
    ALL,
    APPROVE,
    AT_ONCE,
    FORM,
    NOBODY_WAITS,
    PAGE,
    PICK,
    REJECT,
    REJECT_ALL,
    ROWS,
    Listed,
    Rejecting,
    Row,
    Waiting,
    WaitingRecord,
    agencies_view,
    list_view,
)
from readiness.due import Scope
from storage.answers import asked_on
from storage.certificates import certificates_of
from storage.people import AffiliationRecord, Person
from storage.recording import verify
from storage.rights import unled
from storage.roster import is_on_roster
from storage.taking_back import reject
from storage.training import CompletionRecord
from words.amounts import plural
from words.days import spoken
from words.problems import Problem

FROM = "the list of what waits"
"""From where what is confirmed here is confirmed."""
NO_AGENCY = 0
MOST_TOLD = 5


def open_list(request: Request) -> Reply:
    """What waits for the speaker, in a form; in a conversation a button that opens it."""
    count, shown = _count(request, Waiting()), Waiting()
    text = "\n".join([_head(count) if count else NOBODY_WAITS, *_of_classes(request)])
    return opened(request, page(request, shown), text, button("Look at them", PAGE, shown))


def turn(request: Request) -> Reply:
    """Another page, an agency's records, or the list anew."""
    shown = request.carried(Waiting)
    view = page(request, shown)
    return Reply(updated=view) if request.door is Door.MODAL else Reply(modal=view)


def approve_one(request: Request) -> Reply:
    """Confirms one record; the list comes anew."""
    pressed = request.carried(WaitingRecord)
    return _approved(request, [pressed.record], pressed)


def approve_chosen(request: Request) -> Reply:
    """Confirms those whose box is ticked."""
    shown, chosen = request.carried(Waiting), _chosen(request)
    if not chosen:
        return Reply(updated=page(request, shown, ["Choose some first; nothing was changed."]))
    return _approved(request, chosen, shown)


def approve_all(request: Request) -> Reply:
    """Confirms all that waited when the list was shown, at most so many at once; what came since waits on."""
    shown = request.carried(Waiting)
    return _approved(request, _everything(request, shown), shown)


def ask_why(request: Request) -> Reply:
    """The form that asks for a reason, for one record or for those that are chosen."""
    pressed = request.carried(Rejecting)
    ids = pressed.records or _chosen(request)
    if not ids:
        return Reply(updated=page(request, pressed, ["Choose some first; nothing was changed."]))
    return _reason_form(request, pressed.model_copy(update={"records": ids}), ids)


def ask_why_all(request: Request) -> Reply:
    """The same for all that waited when the list was shown."""
    pressed = request.carried(Rejecting).model_copy(update={"records": []})
    return _reason_form(request, pressed, _everything(request, pressed))


def submit_reject(request: Request) -> Reply:
    """Takes the records back with the reason, which the people read in their letters; the list comes anew."""
    reason = REJECT_FORM.read(request)[REASON]
    pressed = request.carried(Rejecting)
    records = _theirs(request, pressed.records or _everything(request, pressed))
    fresh = reject(request.session, records, reason, request.trail(FROM), request.today)
    done = [f"Rejected: {plural(len(fresh), 'record')}. Who it is about reads the reason in their letter."]
    if not fresh:
        done = ["Nothing was rejected."]
    return Reply(updated=page(request, pressed, [*done, *_settled(request, records, fresh)]))


def waiting_for_me(request: Request) -> Iterator[Waits]:
    """Home's line of how many wait, for those for whom any do."""
    if request.member.may(Needs.LEAD) and (count := _count(request, Waiting())):
        yield Waits(Urgency.ASKED, _head(count), says("Look at them", "training verify", "records"))


def page(request: Request, shown: Waiting, done: Sequence[str] = ()) -> View:
    """The list as it is now: by agency first for who sees all of them."""
    count = _count(request, shown)
    start = shown.start if shown.start < count else max(0, (count - 1) // ROWS * ROWS)
    query = _waiting(request, shown)
    shown = Waiting(
        start=start,
        agency=shown.agency,
        every=shown.every,
        files=shown.files,
        seen_to=shown.seen_to,
        newest=request.session.scalar(_plain(query, func.max(CompletionRecord.id))) or 0,
    )
    brought = 0 if shown.files else _count(request, shown.model_copy(update={"files": True}))
    head = _head(count) if count else NOBODY_WAITS
    if shown.files and count:
        head = f"{plural(count, 'record')} came in from files without being confirmed."
    done = [*done, *_of_classes(request)]
    sees_all = agencies_named_to(request.member) is None
    if sees_all and shown.agency is None and not shown.every and count:
        return agencies_view(_by_agency(request, shown), Listed((), count, brought, head), shown, done)
    if shown.agency:
        head = f"{request.catalogue.agencies[shown.agency].name}: {head}"
    records = request.session.scalars(query.offset(start).limit(ROWS)).all()
    listed = Listed([_row(request, each) for each in records], count, brought, head)
    return list_view(listed, shown, done, sees_all and bool(shown.agency is not None or shown.every))


def _head(count: int) -> str:
    return f"{plural(count, 'record waits', 'records wait')} for you to confirm."


def _of_classes(request: Request) -> Iterator[str]:
    """That closed classes wait for the speaker, too, in which nobody else confirmed who closed them."""
    if left := len(left_to_me(request)):
        where = plural(left, "closed class", "closed classes")
        yield f"In {where} a record waits for you, since nobody confirms their own: /training close."


def _waiting(request: Request, shown: Waiting) -> Select[Any]:
    """What waits for the speaker, of one agency where one is open."""
    within = None
    if shown.seen_to:
        within = seen_to_by(request.member, unled(request.session, request.catalogue.agencies, request.today))
    query = waiting_records(request.member, request.today, shown.files, within)
    if shown.agency is None:
        return query
    today = select(AffiliationRecord.id).where(
        AffiliationRecord.person_id == CompletionRecord.person_id, is_on_roster(request.today)
    )
    if shown.agency == NO_AGENCY:
        return query.where(~today.exists())
    return query.where(today.where(AffiliationRecord.agency_id == shown.agency).exists())


def _plain(query: Select[Any], *columns: Any) -> Select[Any]:
    return query.order_by(None).with_only_columns(*columns)


def _count(request: Request, shown: Waiting) -> int:
    if not request.member.may(Needs.LEAD):
        return 0
    return request.session.scalar(_plain(_waiting(request, shown), func.count())) or 0


def _by_agency(request: Request, shown: Waiting) -> list[tuple[int, str, int]]:
    """How many wait in each agency their people belong to today, most first; who belongs to none last."""
    records = _plain(
        _waiting(request, shown.model_copy(update={"agency": None})),
        CompletionRecord.id,
        CompletionRecord.person_id,
    ).subquery()
    belongs = (AffiliationRecord.person_id == records.c.person_id) & is_on_roster(request.today)
    rows = request.session.execute(
        select(AffiliationRecord.agency_id, func.count(records.c.id.distinct()))
        .select_from(records)
        .outerjoin(AffiliationRecord, belongs)
        .group_by(AffiliationRecord.agency_id)
    ).all()
    named = [
        (key or NO_AGENCY, request.catalogue.agencies[key].name if key else "No agency today", count)
        for key, count in rows
    ]
    return sorted(named, key=lambda each: (each[0] == NO_AGENCY, -each[2], each[1]))


def _everything(request: Request, shown: Waiting) -> list[int]:
    """The records that waited when the list was shown, at most so many at once."""
    query = _waiting(request, shown).where(CompletionRecord.id <= shown.newest)
    return list(request.session.scalars(query.with_only_columns(CompletionRecord.id).limit(AT_ONCE)))


def _chosen(request: Request) -> list[int]:
    """The records whose box is ticked."""
    said = (request.chosen(name) for name in request.fields if name.startswith(f"{PICK}."))
    return [key for each in said for one in each if (key := record_id(one)) is not None]


def _theirs(request: Request, ids: Sequence[int]) -> list[CompletionRecord]:
    """Some records that are all the speaker's to confirm. Raises Refused for any other."""
    query = select(CompletionRecord).where(CompletionRecord.id.in_(ids)).order_by(CompletionRecord.id)
    records = list(request.session.scalars(query))
    if len(records) < len(set(ids)):
        raise Problem(STALE)
    people = whom_for(request, {each.person_id for each in records})
    for each in records:
        about = people[each.person_id]
        may(request.member, Action.VERIFY, about, each.completed_on, request.today).or_refuse()
    return records


def _approved(request: Request, ids: Sequence[int], shown: Waiting) -> Reply:
    records = _theirs(request, ids)
    fresh = verify(request.session, records, request.trail(FROM), request.today)
    done = ["Nothing was approved."]
    if len(fresh) == 1:
        done = [f"Approved: {whose_and_what(request, fresh[0])}."]
    elif fresh:
        done = [f"Approved: {plural(len(fresh), 'record')}."]
    return Reply(updated=page(request, shown, [*done, *_settled(request, records, fresh)]))


def _settled(
    request: Request, records: Sequence[CompletionRecord], fresh: Sequence[CompletionRecord]
) -> Iterator[str]:
    """Who settled the others meanwhile, and how."""
    done = {each.id for each in fresh}
    others = [each for each in records if each.id not in done]
    for each in others[:MOST_TOLD]:
        became = ended_words(request, each) or verified_words(request, each)
        yield f"{whose_and_what(request, each)} was decided already. {became}"
    if len(others) > MOST_TOLD:
        yield f"And {len(others) - MOST_TOLD:,} more were decided already."


def _reason_form(request: Request, pressed: Rejecting, ids: Sequence[int]) -> Reply:
    """The reason is asked for, with what it is about and what stands again by it."""
    records = _theirs(request, ids)
    lines = [whose_and_what(request, each) for each in records[:MOST_TOLD]]
    if len(records) > MOST_TOLD:
        lines.append(f"and {len(records) - MOST_TOLD:,} more")
    if any(each.corrects_id is not None for each in records):
        lines.append("What a rejected correction had corrected is back.")
    back = Waiting.model_validate(pressed.model_dump(exclude={"records"}))
    view = REJECT_FORM.view(
        carried=pressed,
        above=[words("\n".join(lines))],
        below=buttons(button("Back to the list", f"{PAGE}:list", back)),
    )
    return Reply(updated=view)


def _row(request: Request, record: CompletionRecord) -> Row:
    """One record as it waits: who, what, and all that helps to decide."""
    person = request.session.get_one(Person, record.person_id)
    details = [*details_of(record), *_until(request, record)]
    proof = certificates_of(request.session, [record]).get(record.id, ())
    if not (record.evidence or live(proof)):
        details.append("no evidence linked, no certificate")
    if live(proof):
        details.append(f"certificate {named(live(proof))}")
    if record.corrects_id is not None:
        earlier = request.session.get_one(CompletionRecord, record.corrects_id)
        details.append(f"a correction of {what_of(request, earlier)}")
    first = "; ".join(details)
    return Row(
        record.id,
        f"{person.name}{_agencies(request, record)}: {what_of(request, record)}",
        f"{first[:1].upper()}{first[1:]}. {recorded_words(request, record)}.",
        record.evidence,
        [each.certificate for each in shown_certificates(request, record, proof)],
    )


def _agencies(request: Request, record: CompletionRecord) -> str:
    """The agencies somebody belongs to today, behind the name."""
    today = select(AffiliationRecord.agency_id).where(
        AffiliationRecord.person_id == record.person_id, is_on_roster(request.today)
    )
    names = [request.catalogue.agencies[key].name for key in dict.fromkeys(request.session.scalars(today))]
    return f", {', '.join(names)}" if names else ""


def _until(request: Request, record: CompletionRecord) -> Iterator[str]:
    """Until when the person is current by it, where their standing rests on it."""
    scope = Scope.person(record.person_id)
    for asked in asked_on(request.session, request.today, scope, [record.course_id]):
        due_on = asked.outlook.due_on(request.today)
        if asked.outlook.last_on == record.completed_on and due_on is not None:
            yield f"good until {spoken(due_on)}"


REASON = text_field(
    "reason",
    "Why it can't be confirmed",
    300,
    optional=False,
    hint="They read it in their letter, and can log it again.",
)
REJECT_FORM = Modal("training.reject", "Reject", "Reject", (REASON,), submit_reject, needs=Needs.LEAD)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "training verify",
        open_list,
        what="what nobody confirmed yet, for you to approve or reject",
        example="/training verify",
        needs=Needs.LEAD,
    ),
    Click(PAGE, turn, needs=Needs.LEAD),
    Click(APPROVE, approve_one, needs=Needs.LEAD, changes=True),
    Click(ALL, approve_all, needs=Needs.LEAD, changes=True),
    Click(REJECT, ask_why, needs=Needs.LEAD),
    Click(REJECT_ALL, ask_why_all, needs=Needs.LEAD),
    Submission(FORM, approve_chosen, needs=Needs.LEAD),
    *REJECT_FORM.entries(),
    HomePart(REST, waiting_for_me),
)
