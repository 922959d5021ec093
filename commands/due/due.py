"""`/due`: who is due for a refresher. Counts for everybody; names for leads and emergency managers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel
from slack_sdk.models.blocks import ButtonElement

from commands.due.counting import LEFT_OUT, counted_for, nobody_line
from commands.due.home import my_standing
from commands.due.views import ROWS, by_course, counts_line, due_blocks, mine_lines, row_line
from commands.kit.about import Whom
from commands.kit.blocks import aside, button, buttons, says, shown_of, words
from commands.kit.home import STANDING
from commands.kit.may import Action, first_scope, may
from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared, Form, HomePart, Shortcut
from commands.kit.reply import File, Message, Post, Reply
from commands.kit.request import Request
from commands.kit.sharing import refuse_nowhere, shared
from commands.language.questions import ASK, EXAMPLE, DueQuestion, scope_name, understand
from files.write import Value, write_csv
from readiness.due import Scope, ScopeKind
from readiness.records import Affiliation, Agency
from storage.answers import DueEntry, asked_on, who_is_due_on
from storage.audit import AuditKind
from words.amounts import plural
from words.problems import Problem

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


def ask(request: Request) -> Reply:
    """Answers the question that a button carries."""
    return answer(request, DuePage(question=request.carried(DueQuestion)))


def more(request: Request) -> Reply:
    """The next rows, in place of the ones before."""
    return answer(request, request.carried(DuePage), replaces=True)


def answer(request: Request, page: DuePage, replaces: bool = False) -> Reply:
    """The answer to a question, as far as it is for the one who asks."""
    question = _still_there(request, page.question)
    if question.scope.kind is ScopeKind.PERSON and question.scope.key == request.member.person_id:
        return _mine(request, question)
    counted = counted_for(request, question)
    entries = [
        entry
        for entry in entries_for(request, question)
        if counted.has(entry.row.course) or _may_name(request, entry)
    ]
    visible = [entry for entry in entries if _may_name(request, entry)]
    left_out = counted.leaves_out
    understood = question.understood(request.session, request.catalogue, request.today)
    head = counts_line(entries) if entries else nobody_line(request, question)
    shown = visible[page.start : page.start + ROWS]
    lines = by_course(entries) if page.start == 0 and len(question.courses) != 1 else []
    with_agency = question.scope.kind not in (ScopeKind.AGENCY, ScopeKind.UNIT)
    rows = [row_line(entry, request.catalogue, with_agency) for entry in shown]
    blocks = due_blocks(head, understood, lines, _beneath(request, entries, visible, page, left_out))
    if rows:
        blocks.insert(len(blocks) - 1, words("\n".join(rows)))
    blocks += buttons(
        _more_button(page, len(visible)),
        button("Download", "due.download", question) if visible and request.member.may(Needs.LEAD) else None,
        None
        if not request.place.others_read
        or question.scope.kind is ScopeKind.PERSON
        or question.day(request.today) != request.today
        else button("Share", "due.share", question),
        says("What I am due for", "due", "mine"),
    )
    return Reply(message=Message(blocks), replaces=replaces)


def entries_for(request: Request, question: DueQuestion) -> list[DueEntry]:
    """Everyone due, as the question asks."""
    return who_is_due_on(
        request.session,
        question.day(request.today),
        question.scope,
        question.within or 0,
        question.courses or None,
    )


def _mine(request: Request, question: DueQuestion) -> Reply:
    on = question.day(request.today)
    courses = question.courses or None
    asked = asked_on(request.session, on, question.scope, courses)
    entries = entries_for(request, question)
    head, lines = mine_lines(asked, entries, request.catalogue, on, question.courses)
    understood = question.understood(request.session, request.catalogue, request.today)
    blocks = due_blocks(head, understood, lines, ())
    blocks += buttons(
        says("Log training", "training", "log"),
        says("My record", "training history", "history"),
    )
    return Reply(message=Message(blocks))


def share(request: Request) -> Reply:
    """Posts the counts, and only the counts, to the channel."""
    question = _still_there(request, request.carried(DueQuestion))
    refuse_nowhere(request)
    counted = counted_for(request, question, aloud=True)
    entries = [each for each in entries_for(request, question) if counted.has(each.row.course)]
    head = counts_line(entries) if entries else nobody_line(request, question)
    understood = question.understood(request.session, request.catalogue, request.today)
    head = f"{scope_name(request.session, request.catalogue, question.scope)}: {head}"
    lines = by_course(entries) if len(question.courses) != 1 else []
    beneath = [f"Shared by {request.member.name}.", *([LEFT_OUT] if counted.leaves_out else [])]
    blocks = due_blocks(head, understood, lines, beneath)
    if request.region.handling_mark:
        blocks.append(aside(request.region.handling_mark))
    request.note(AuditKind.DUE_SHARED, question=understood)
    return shared(request, Message(blocks))


def download(request: Request) -> Reply:
    """All rows that are for the speaker, as CSV, by DM."""
    question = _still_there(request, request.carried(DueQuestion))
    counted_for(request, question)
    visible = [e for e in entries_for(request, question) if _may_name(request, e)]
    if not visible:
        raise Refused(
            "There are no rows here that are for you.", "Who can: an agency lead, an emergency manager."
        )
    understood = question.understood(request.session, request.catalogue, request.today)
    content = write_csv(DUE_COLUMNS, due_rows(request, visible))
    name = f"due-{question.day(request.today).isoformat()}.csv"
    request.note(
        AuditKind.DUE_DOWNLOADED,
        question=understood,
        rows=len(visible),
    )
    file = File(name=name, title=f"Who is due: {understood}", content=content)
    said = f"{plural(len(visible), 'row')} of who is due: {understood}."
    post = Post(to=request.member.user, message=Message([words(said)]), key="download", file=file)
    done = f"The file with {plural(len(visible), 'row')} comes to you in a direct message."
    return Reply(message=Message([words(done)]), posts=[post])


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
            request, DuePage(question=DueQuestion.about(Scope(ScopeKind.PERSON, request.member.person_id)))
        )
    scope = first_scope(request.member)
    question = DueQuestion.about(scope)
    return answer(request, DuePage(question=question))


def _still_there(request: Request, question: DueQuestion) -> DueQuestion:
    if not question.is_there(request.session, request.catalogue):
        raise Problem("What that was about is no longer there. Please ask again.")
    return question


def _may_name(request: Request, entry: DueEntry) -> bool:
    """Whether a row is for the one who asks by name: whom an agency asks belongs to it on that day."""
    belongs = [Affiliation(agency) for agency in entry.row.agencies]
    about = Whom(entry.person.id, belongs)
    return bool(may(request.member, Action.NAME, about, request.today, request.today))


def _beneath(
    request: Request,
    entries: Sequence[DueEntry],
    visible: Sequence[DueEntry],
    page: DuePage,
    left_out: bool,
) -> list[str]:
    notes = []
    if len(visible) < len(entries):
        notes.append("Names are for agency leads, in their agency, and for emergency managers.")
    if left_out:
        notes.append(LEFT_OUT)
    rows = len(visible[page.start : page.start + ROWS])
    if said := shown_of(page.start, rows, len(visible), "Rows"):
        notes.append(said)
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
    HomePart(STANDING, my_standing),
    Click(ASK, ask),
    Click("due.more", more),
    Click("due.share", share, changes=True),
    Click("due.download", download, needs=Needs.LEAD, changes=True),
    Shortcut("whos_due", whos_due, name="Who's due?", what="Who is due for a refresher"),
)
