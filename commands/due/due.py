"""`/due`: who is due, how many, what share, when, whether. Counts for everybody, names for those who may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from commands.due.counting import APART, LEFT_OUT, WITHOUT_ONE, counted_for, nobody_line
from commands.due.home import my_standing
from commands.due.listed import DuePage, Listed, as_listed, listed
from commands.due.people import about_people
from commands.due.saying import called, counts_line
from commands.due.shares import ranked_for, ranking, ranking_blocks, share_blocks, share_of_them
from commands.due.views import answered, by_course, plain_lines
from commands.kit.blocks import words
from commands.kit.home import STANDING
from commands.kit.may import Action, may_for_all
from commands.kit.member import Needs
from commands.kit.ours import first_scope
from commands.kit.problems import ONLY_THEM, Refused
from commands.kit.registry import Click, Declared, Form, HomePart, Shortcut
from commands.kit.reply import File, Message, Post, Reply
from commands.kit.request import Request
from commands.kit.sharing import refuse_nowhere, shared
from commands.language.questions import ASK, EXAMPLE, DueQuestion, scope_called, understand
from files.write import Value, write_xlsx
from readiness.due import Scope, ScopeKind
from readiness.question import Measure, State
from readiness.records import Agency
from storage.answers import DueEntry, entries_of
from storage.asking import rows_for
from storage.audit import AuditKind
from storage.due_counts import Part
from storage.sealing import head_line
from words.amounts import plural
from words.days import spoken
from words.problems import Problem, Unclear

DUE_COLUMNS = ("email", "member_id", "name", "agency", "discipline", "course", "status", "due_on", "verified")
AWAY = frozenset({State.ON_LEAVE, State.WAIVED})


def due(request: Request) -> Reply:
    """Answers the question that was said; without one, what the speaker is due for."""
    question = understand(
        request.text, request.session, request.catalogue, request.member, request.reading(looks_back=False)
    )
    return answer(request, DuePage(question=question))


def ask(request: Request) -> Reply:
    """Answers the question that a button carries, or that other words led to."""
    return answer(request, DuePage(question=request.carried(DueQuestion)))


def more(request: Request) -> Reply:
    """The next rows, in place of the ones before."""
    return answer(request, request.carried(DuePage), replaces=True)


def answer(request: Request, page: DuePage, replaces: bool = False) -> Reply:
    """The answer to a question of any kind, as far as it is for the one who asks."""
    question = _still_there(request, page.question)
    match question.measure:
        case Measure.SHARE:
            return share_of_them(request, question)
        case Measure.RANKING:
            return ranking(request, page, replaces)
    if all(each.kind is ScopeKind.PERSON for each in question.within_scopes):
        return about_people(request, question)
    if question.measure is Measure.WHETHER:
        return _whether(request, page, replaces)
    return listed(request, page, replaces)


def _whether(request: Request, page: DuePage, replaces: bool) -> Reply:
    """Whether any of a group are in a state: yes or no, then who; of being current the share says it."""
    if set(page.question.states) == {State.CURRENT}:
        return share_of_them(request, page.question)
    found = Listed(request, page, counted_for(request, page.question))
    if found.counted.apart:
        return as_listed(found, replaces)
    is_nobody = "" if found.counted.leaves_out else "No:"
    return as_listed(found, replaces, "Yes:" if found.tally.rows else is_nobody)


def share(request: Request) -> Reply:
    """Posts the counts, and only the counts, to the channel."""
    question = _still_there(request, request.carried(DueQuestion))
    refuse_nowhere(request)
    by = f"Shared by {request.member.name}."
    message = shared_message(request, question, by)
    understood = question.understood(request.session, request.catalogue, request.today)
    return shared(request, message, afterwards=[request.noting(AuditKind.DUE_SHARED, question=understood)])


def shared_message(request: Request, question: DueQuestion, by: str) -> Message:
    """The counts as a channel gets them, whoever shares them: by the rule of small counts, of today."""
    if question.measure is Measure.RANKING:
        if question.day(request.today) != request.today:
            counted_for(request, question, aloud=True)
        found = ranked_for(request, question.asked(request.today), aloud=True)
        return Message(ranking_blocks(request, question, found, by=by))
    counted = counted_for(request, question, aloud=True)
    if question.measure is Measure.SHARE:
        head, lines = share_blocks(request, question, counted, by, aloud=True)
        return Message([*head, *lines])
    found_ = Listed(request, DuePage(question=question), counted)
    understood = question.understood(request.session, request.catalogue, request.today)
    notes = [by, *([LEFT_OUT] if counted.leaves_out else []), request.region.handling_mark]
    if counted.apart:
        told = found_.apart
        return Message([*answered(told[0], understood, *notes, APART), *plain_lines(told[1:])])
    tally = found_.due.tally(Part(counted.courses))
    said = (
        counts_line(tally, question.states)
        if tally.rows
        else nobody_line(request, question, counted.leaves_out)
    )
    head_ = answered(f"{scope_called(request, question.scope)}: {said}", understood, *notes)
    plain_ = [
        *head_,
        *(plain_lines(by_course(tally, request.catalogue)) if len(question.courses) != 1 else []),
    ]
    return Message(plain_)


def download(request: Request) -> Reply:
    """All rows that are for the speaker, as a workbook, by DM; the command line has CSV for a program."""
    question = _still_there(request, request.carried(DueQuestion))
    found = Listed(request, DuePage(question=question), counted_for(request, question))
    rows = list(filter(found.named.has, rows_for(request.session, question.asked(request.today))))
    if not rows:
        raise Refused(
            "None of these rows are yours to see.", "Who can: an agency lead, an emergency manager."
        )
    visible = entries_of(request.session, rows)
    understood = question.understood(request.session, request.catalogue, request.today)
    on = question.day(request.today)
    content = write_xlsx(
        DUE_COLUMNS,
        due_rows(request, visible),
        sheet=sheet_named(on),
        heading=heading_of(understood, on, request.region.handling_mark, head_line(request.session)),
    )
    name = f"due-{on.isoformat()}.xlsx"
    noted = request.noting(AuditKind.DUE_DOWNLOADED, question=understood, rows=len(visible))
    who = f"Who is {called(question.states)}"
    file = File(name=name, title=f"{who}: {understood}", content=content)
    said = f"{plural(len(visible), 'row')} of {who[0].lower()}{who[1:]}: {understood}."
    post = Post(to=request.member.user, message=Message([words(said)]), key="download", file=file)
    done = f"A spreadsheet with {plural(len(visible), 'row')} comes to you in a direct message."
    return Reply(message=Message([words(done)]), posts=[post], afterwards=[noted])


def sheet_named(on: date) -> str:
    """What the sheet is called, by its tab: of which day it is."""
    return f"Due {on.isoformat()}"


def heading_of(understood: str, on: date, *more: str) -> str:
    """What heads each printed page: what was asked, of which day, and more: how it is to be handled."""
    return " · ".join(each for each in (understood, f"as of {spoken(on)}", *more) if each)


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
    return answer(request, DuePage(question=DueQuestion.about(first_scope(request.member))))


def _still_there(request: Request, question: DueQuestion) -> DueQuestion:
    """The question, where whom it names is for the one who asks, all of it is still there, and its time is
    one that can be asked about.

    Raises Refused before anybody's name is said, Problem, and Unclear for a time of those on leave, of whom
    no due date is known.
    """
    _refuse_names(request, question)
    if not question.is_there(request.session, request.catalogue):
        raise Problem("What that was about is no longer there. Please ask again.")
    has_time = question.since is not None or question.by is not None
    if has_time and not AWAY.isdisjoint(question.states) and question.measure is not Measure.RANKING:
        raise Unclear(
            not_understood="I can say who is on leave or waived on one day, not over a period.",
            understood=question.understood(request.session, request.catalogue, request.today),
            example="/due Cedar Fire on leave on 1 March",
        )
    return question


def _refuse_names(request: Request, question: DueQuestion) -> None:
    """Raises Refused for somebody who is not for the one who asks: what a button carries may be of another
    day, or made by hand. Whoever is taken away need only be one they find on the roster.
    """
    asked = set(question.within_scopes)
    those = [each.number for each in question.people if each in asked]
    may_for_all(request, Action.READ, those, question.day(request.today)).or_refuse()
    others = [each.number for each in question.people if each not in asked]
    on_roster = may_for_all(request, Action.LIST, others, request.today)
    if not on_roster and not may_for_all(request, Action.READ, others, question.day(request.today)):
        raise Refused(WITHOUT_ONE, ONLY_THEM)


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
    Click("due.share", share, gives_out=True),
    Click("due.download", download, needs=Needs.LEAD, gives_out=True),
    Shortcut("whos_due", whos_due, name="Who's due?", what="Who is due for a refresher"),
)
