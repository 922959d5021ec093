"""`/due`: who is due for a refresher. Counts for everybody; names for leads and emergency managers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import BaseModel
from slack_sdk.models.blocks import ButtonElement
from sqlalchemy import select

from commands.due.home import my_standing
from commands.due.views import ROWS, by_course, counts_line, due_blocks, mine_lines, row_line
from commands.kit.blocks import aside, button, buttons, says, words
from commands.kit.member import Needs
from commands.kit.problems import ONLY_THEM, Refused
from commands.kit.registry import Click, Declared, Form, HomePart, Shortcut
from commands.kit.reply import File, Message, Post, Reply
from commands.kit.request import Request
from commands.language.questions import EXAMPLE, DueQuestion, scope_name, understand
from files.write import Value, write_csv
from readiness.due import ScopeKind
from readiness.records import Agency
from storage.answers import DueEntry, agencies_in, asked_on, courses_of_one, who_is_due_on
from storage.audit import AuditKind, note
from storage.people import AffiliationRecord
from storage.roster import is_on_roster
from words.amounts import plural
from words.problems import Problem

LEFT_OUT = "What is asked of one person alone is left out: a count of one is a name."
DUE_COLUMNS = ("email", "member_id", "name", "agency", "discipline", "course", "status", "due_on", "verified")


class DuePage(BaseModel):
    """A question, and from which row on."""

    question: DueQuestion
    start: int = 0


def due(request: Request) -> Reply:
    """Answers the question that was said; without one, what the speaker is due for."""
    question = understand(
        request.text, request.session, request.catalogue, request.member, request.reading(looks_back=False)
    )
    return answer(request, DuePage(question=question))


def more(request: Request) -> Reply:
    """The next rows, in place of the ones before."""
    return answer(request, request.carried(DuePage), replaces=True)


def answer(request: Request, page: DuePage, replaces: bool = False) -> Reply:
    """The answer to a question, as far as it is for the one who asks."""
    question = _still_there(request, page.question)
    if question.kind is ScopeKind.PERSON and question.key == request.member.person_id:
        return _mine(request, question)
    left_out = _left_out(request, question)
    entries = [
        entry
        for entry in entries_for(request, question)
        if entry.row.course not in left_out or _may_name(request, entry)
    ]
    visible = [entry for entry in entries if _may_name(request, entry)]
    understood = question.understood(request.session, request.catalogue, request.today)
    head = counts_line(entries) if entries else "Nobody is due."
    shown = visible[page.start : page.start + ROWS]
    lines = by_course(entries) if page.start == 0 and len(question.courses) != 1 else []
    with_agency = question.kind is not ScopeKind.AGENCY
    rows = [row_line(entry, request.catalogue, with_agency) for entry in shown]
    said = [head, *lines, *rows, f"As I understood it: {understood}.", *([LEFT_OUT] if left_out else [])]
    text = "\n".join(said)
    blocks = due_blocks(
        head, understood, lines, _beneath(request, entries, visible, page, left_out), question.leftover
    )
    if rows:
        blocks.insert(len(blocks) - 1, words("\n".join(rows)))
    blocks += buttons(
        _more_button(page, len(visible)),
        button("Download", "due.download", question) if visible and request.member.may(Needs.LEAD) else None,
        None
        if request.place.is_direct or not request.place.channel or question.kind is ScopeKind.PERSON
        else button("Share", "due.share", question),
        says("What I am due for", "due", "mine"),
    )
    if question.leftover:
        text += f"\nI left out “{question.leftover}”: I did not understand it."
    return Reply(message=Message(text, blocks), replaces=replaces)


def entries_for(request: Request, question: DueQuestion) -> list[DueEntry]:
    """Everyone due, as the question asks."""
    return who_is_due_on(
        request.session,
        question.day(request.today),
        question.scope,
        question.within,
        question.courses or None,
    )


def _mine(request: Request, question: DueQuestion) -> Reply:
    on = question.day(request.today)
    courses = question.courses or None
    asked = asked_on(request.session, on, question.scope, courses)
    entries = entries_for(request, question)
    head, lines = mine_lines(asked, entries, request.catalogue, on, question.courses)
    understood = question.understood(request.session, request.catalogue, request.today)
    blocks = due_blocks(head, understood, lines, (), question.leftover)
    blocks += buttons(
        says("Log training", "training", "log"),
        says("My record", "training history", "history"),
    )
    text = "\n".join([head, *lines, f"As I understood it: {understood}."])
    return Reply(message=Message(text, blocks))


def share(request: Request) -> Reply:
    """Posts the counts, and only the counts, to the channel."""
    question = _still_there(request, request.carried(DueQuestion))
    if not request.place.channel or request.place.is_direct:
        raise Refused("There is no channel here to share with.", "Ask in the channel, then press Share.")
    left_out = _left_out(request, question, aloud=True)
    entries = [each for each in entries_for(request, question) if each.row.course not in left_out]
    head = counts_line(entries) if entries else "Nobody is due."
    understood = question.understood(request.session, request.catalogue, request.today)
    head = f"{scope_name(request.session, request.catalogue, question.scope)}: {head}"
    lines = by_course(entries) if len(question.courses) != 1 else []
    beneath = [f"Shared by {request.member.name}.", *([LEFT_OUT] if left_out else [])]
    blocks = due_blocks(head, understood, lines, beneath, "")
    if request.region.handling_mark:
        blocks.append(aside(request.region.handling_mark))
    text = "\n".join([head, *lines, f"As I understood it: {understood}.", *beneath[1:]])
    note(
        request.session, request.now, request.member.label, "slack", AuditKind.DUE_SHARED, question=understood
    )
    post = Post(
        to=request.place.channel,
        message=Message(text, blocks),
        key="share",
        tell=request.member.user,
        inside_only=True,
    )
    done = "Shared with the channel: counts only, no names."
    return Reply(message=Message(done, [words(done)]), posts=[post])


def download(request: Request) -> Reply:
    """All rows that are for the speaker, as CSV, by DM."""
    question = _still_there(request, request.carried(DueQuestion))
    _left_out(request, question)
    visible = [e for e in entries_for(request, question) if _may_name(request, e)]
    if not visible:
        raise Refused("There are no rows here that are for you.", "An agency lead or an emergency manager.")
    understood = question.understood(request.session, request.catalogue, request.today)
    content = write_csv(DUE_COLUMNS, due_rows(request, visible))
    name = f"due-{question.day(request.today).isoformat()}.csv"
    note(
        request.session,
        request.now,
        request.member.label,
        "slack",
        AuditKind.DUE_DOWNLOADED,
        question=understood,
        rows=len(visible),
    )
    file = File(name=name, title=f"Who is due: {understood}", content=content)
    said = f"{plural(len(visible), 'row')} of who is due: {understood}."
    post = Post(to=request.member.user, message=Message(said, [words(said)]), key="download", file=file)
    done = f"The file with {plural(len(visible), 'row')} comes to you in a direct message."
    return Reply(message=Message(done, [words(done)]), posts=[post])


def due_rows(request: Request, entries: Sequence[DueEntry]) -> list[tuple[Value, ...]]:
    """The rows as they are written to a file."""
    return [due_row(entry, request.catalogue.agencies) for entry in entries]


def due_row(entry: DueEntry, agencies: Mapping[int, Agency]) -> tuple[Value, ...]:
    """One row as it is written to a file, in the order of DUE_COLUMNS."""
    names = ";".join(agencies[key].name for key in entry.row.agencies)
    verified = {True: "yes", False: "no", None: ""}[entry.row.verified]
    return (
        entry.person.email,
        entry.person.member_id,
        entry.person.name,
        names,
        ";".join(entry.row.disciplines),
        entry.course,
        entry.row.status.value,
        entry.row.due_on,
        verified,
    )


def whos_due(request: Request) -> Reply:
    """The shortcut: who is due where I lead, or in the region; what I am due for otherwise."""
    if not request.member.may(Needs.LEAD):
        return answer(
            request, DuePage(question=DueQuestion(kind=ScopeKind.PERSON, key=request.member.person_id))
        )
    question = DueQuestion()
    if not request.member.is_manager and len(request.member.leads) == 1:
        question = DueQuestion(kind=ScopeKind.AGENCY, key=next(iter(request.member.leads)))
    return answer(request, DuePage(question=question))


def _still_there(request: Request, question: DueQuestion) -> DueQuestion:
    if not question.is_there(request.session, request.catalogue):
        raise Problem("What that was about is no longer there. Please ask again.")
    return question


def _may_name(request: Request, entry: DueEntry) -> bool:
    member = request.member
    if member.is_manager or entry.person.id == member.person_id:
        return True
    return any(isinstance(key, int) and key in member.leads for key in entry.row.agencies)


def _left_out(request: Request, question: DueQuestion, aloud: bool = False) -> frozenset[int]:
    """The courses that are not counted: asked of one person alone whom the speaker may not name.

    A count of one is a name: about one person only those it concerns are answered, and never `aloud`, in a
    channel. Raises Refused where nothing else is left to count.
    """
    member = request.member
    if question.kind is ScopeKind.PERSON:
        if aloud:
            raise Refused("A channel gets counts, and one person is no count.", ONLY_THEM)
        if not member.is_manager and question.key != member.person_id:
            _refuse_unless_led(request, question)
        return frozenset()
    if member.is_manager and not aloud:
        return frozenset()
    agencies = agencies_in(request.catalogue, question.scope)
    led = frozenset[int]() if aloud else member.leads
    if agencies is not None and led.issuperset(agencies):
        return frozenset()
    known = None if aloud else member.person_id
    if agencies is not None and _is_one_person(request, agencies, question.day(request.today), led, known):
        raise Refused("One person is all there is to count there.", ONLY_THEM)
    alone = courses_of_one(request.session, request.today, agencies, led, known)
    if question.courses and alone.issuperset(question.courses):
        raise Refused("One person is all there is to count there.", ONLY_THEM)
    return alone.intersection(question.courses) if question.courses else alone


def _refuse_unless_led(request: Request, question: DueQuestion) -> None:
    belongs = select(AffiliationRecord.agency_id).where(
        AffiliationRecord.person_id == question.key, AffiliationRecord.voided_at.is_(None)
    )
    if not request.member.leads.intersection(request.session.scalars(belongs)):
        raise Refused("I can't answer about one person here.", ONLY_THEM)


def _is_one_person(
    request: Request, agencies: Sequence[int], on: date, led: frozenset[int], known: int | None
) -> bool:
    """Whether there is one person in some agencies on a day, beside `known` and those of the led agencies."""
    belongs = select(AffiliationRecord.person_id).where(AffiliationRecord.voided_at.is_(None))
    people = belongs.where(AffiliationRecord.agency_id.in_(agencies), is_on_roster(on))
    if led:
        people = people.where(
            AffiliationRecord.person_id.not_in(belongs.where(AffiliationRecord.agency_id.in_(led)))
        )
    if known is not None:
        people = people.where(AffiliationRecord.person_id != known)
    return len(request.session.scalars(people.distinct().limit(2)).all()) == 1


def _beneath(
    request: Request,
    entries: Sequence[DueEntry],
    visible: Sequence[DueEntry],
    page: DuePage,
    left_out: frozenset[int],
) -> list[str]:
    notes = []
    if len(visible) < len(entries):
        notes.append("Names are for agency leads, in their agency, and for emergency managers.")
    if left_out:
        notes.append(LEFT_OUT)
    last = min(page.start + ROWS, len(visible))
    if visible and len(visible) > ROWS:
        notes.append(f"Rows {page.start + 1} to {last} of {len(visible)}.")
    if request.region.handling_mark:
        notes.append(request.region.handling_mark)
    return notes


def _more_button(page: DuePage, rows: int) -> ButtonElement | None:
    start = page.start + ROWS
    return button("More", "due.more", page.model_copy(update={"start": start})) if start < rows else None


ENTRIES: tuple[Declared, ...] = (
    Form(
        "due",
        due,
        what="who is due for a refresher; alone: you",
        example=EXAMPLE,
        takes="[agency, discipline, person or everyone] [for COURSE] [in N days | by DAY] [on DAY]",
    ),
    HomePart(10, my_standing),
    Click("due.more", more),
    Click("due.share", share, changes=True),
    Click("due.download", download, needs=Needs.LEAD, changes=True),
    Shortcut("whos_due", whos_due, name="Who's due?", what="Who is due for a refresher"),
)
