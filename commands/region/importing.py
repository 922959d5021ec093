"""`/muster import`: bringing a file, deciding on its preview, taking an import back.

Reading, applying and taking back are done in the background (`jobs.incoming`), which may take longer than
Slack waits for an answer; what is here notes what was decided.
"""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.models.views import View
from sqlalchemy import select

from commands.kit.about import THE_REGION
from commands.kit.blocks import button, buttons, meant, words
from commands.kit.cards import CardKind
from commands.kit.forms import Modal, opened
from commands.kit.may import Action, may
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, FileTaker, Form, Undoes
from commands.kit.reply import Message, Reply, say
from commands.kit.request import STALE, Request, record_id
from commands.region.import_cards import UNDECIDED, import_card, preview_of, preview_post, where_it_stands
from commands.region.importing_views import (
    ANEW,
    FILE,
    KIND,
    KIND_OF,
    OPEN_FORM,
    SHOW,
    SHOWN,
    TAKE,
    TEMPLATE,
    VERIFY,
    FileOf,
    ImportStep,
    KindOf,
    Table,
    newer_preview_message,
    opener,
    reading_message,
    taken_message,
)
from files.certificates import is_table, shown_name
from files.guessing import kind_in_words
from files.kinds import KINDS, UnknownKind, kind_named
from files.settled import Settled
from storage.audit import SLACK, AuditKind
from storage.cards import was_given
from storage.engine import may_change
from storage.imports import IMPORT_CARD, OPEN, Decision, ImportRun, ImportState, discard_import
from words.amounts import listing
from words.problems import Offer, Problem, Unclear

MOST_TABLES = 5
"""Tables of one message that are read."""

UNDO_EXAMPLE = "/muster import undo 7"
MOST_OFFERED = 5


def open_form(request: Request) -> Reply:
    """The form that brings a file, the kind perhaps said already; of an import's number, where it stands."""
    said = request.text.strip()
    if (number := record_id(said.lstrip("#"))) is not None:
        return Reply(message=where_it_stands(run_of(request, number)))
    try:
        kind = kind_named(said).name if said else ""
    except UnknownKind as unknown:
        raise Unclear(
            not_understood=f"{unknown}.",
            example="/muster import roster",
            offers=[meant("muster import", name) for name in KINDS][:5],
        ) from None
    return _form(request, kind)


def open_pressed(request: Request) -> Reply:
    """The form, of the kind that the button carries; a kind there is no more is chosen anew."""
    kind = request.carried(FileOf).kind
    return _form(request, kind if kind in KINDS else "")


def submit(request: Request) -> Reply:
    """Notes the file to be read."""
    filled = IMPORT.read(request)
    run = _waiting(request, filled[KIND], filled[FILE][0])
    return Reply(message=reading_message(run.id), closes=True)


def _waiting(request: Request, kind: str, file: str) -> ImportRun:
    """A file that waits to be read; of no kind where that is to be found out."""
    member = request.member
    run = ImportRun(
        kind=kind,
        file_name="",
        state=ImportState.WAITING,
        started_by=member.label,
        workspace=member.workspace,
        slack_user=member.user,
        slack_file=file,
        started_at=request.now,
    )
    request.session.add(run)
    request.session.flush()
    return run


def take_tables(request: Request) -> Reply | None:
    """Has the tables sent in a direct message read, for those who may import; tells all others who can."""
    tables = [each for each in request.files if is_table(each.name)]
    if not tables:
        return None
    verdict = may(request.member, Action.IMPORT, THE_REGION, request.today, request.today)
    if not verdict:
        names = listing([shown_name(each.name) for each in tables])
        return say(f"{names}: nothing was read. Importing a table is not for you. {verdict.who_could}")
    kind = kind_in_words(request.text.split()) or "" if len(tables) == 1 else ""
    taken = [replace(each, name=shown_name(each.name)) for each in tables[:MOST_TABLES]]
    runs = [(_waiting(request, kind, each.id).id, each.name, kind) for each in taken]
    return Reply(message=taken_message(runs, len(tables) - len(taken)))


def take_pressed(request: Request) -> Reply:
    """Has a table that was sent read, as an earlier message's button says or as was chosen there."""
    kind, _, file = request.text.partition(":")
    if request.value:
        table = request.carried(Table)
        kind, file = table.kind, table.file
    if kind not in KINDS or not file:
        raise Problem(STALE)
    return Reply(message=reading_message(_waiting(request, kind, file).id), replaces=True)


def kind_pressed(request: Request) -> Reply:
    """Has an import read as what somebody says it holds."""
    said, _, number = request.text.partition(":")
    step = request.carried(KindOf) if request.value else KindOf(run=record_id(number) or 0, kind=said)
    if step.kind not in KINDS:
        raise Problem(STALE)
    run = run_of(request, step.run)
    if run.state is not ImportState.ASKED or run.kind:
        return Reply(message=where_it_stands(run), replaces=True)
    run.kind = step.kind
    return read_again(request, run, Settled())


def anew_pressed(request: Request) -> Reply:
    """Has a file read without what an earlier one of its header taught, so that it is asked again."""
    run = run_of(request, request.carried(ImportStep).run)
    if run.state not in UNDECIDED:
        return Reply(message=where_it_stands(run), replaces=True)
    return read_again(request, run, Settled(anew=True))


def verify_pressed(request: Request) -> Reply:
    """Has a file's completions go in as verified by the speaker, but for their own; the preview shows it."""
    step = request.carried(ImportStep)
    run = run_of(request, step.run)
    if run.state not in UNDECIDED:
        return Reply(message=where_it_stands(run), replaces=True)
    if not _has_seen(request, run):
        return _shown(request, run)
    if (newer := _newer(request, run, step)) is not None:
        return newer
    member = request.member
    settled = Settled.model_validate(run.settled or {})
    by = {"verified_by": member.label, "verifier": member.person_id}
    return read_again(request, run, settled.model_copy(update=by))


def read_again(request: Request, run: ImportRun, settled: Settled) -> Reply:
    """Has an import read once more, with what was settled of it; whoever settled it hears of it."""
    run.settled = settled.model_dump(mode="json", exclude_defaults=True)
    run.moves_to(request.session, ImportState.WAITING, request.now)
    _decide(request, run, ImportState.WAITING)
    return Reply(message=reading_message(run.id, again=True), replaces=True)


def show_pressed(request: Request) -> Reply:
    """Sends what was shown of an import last to whoever is to decide on it."""
    run = run_of(request, request.carried(ImportStep).run)
    if run.state not in UNDECIDED:
        return Reply(message=where_it_stands(run), replaces=True)
    return _shown(request, run)


def _shown(request: Request, run: ImportRun) -> Reply:
    said = (
        f"What import {run.id} would do names people: it is in our direct messages, with what decides on "
        "it. Nothing was written."
    )
    return say(said, posts=[preview_post(run, request.member.user)])


def apply_pressed(request: Request) -> Reply:
    """Agrees to what the preview says."""
    return _agree(request, end_missing=False)


def end_pressed(request: Request) -> Reply:
    """Agrees to it, and to ending the memberships the roster leaves out."""
    return _agree(request, end_missing=True)


def discard(request: Request) -> Reply:
    """Lets the file go."""
    run = run_of(request, request.carried(ImportStep).run)
    if run.state in OPEN and run.state != ImportState.AGREED:
        discard_import(request.session, run.id, request.member.label, SLACK, request.now)
    return Reply(message=where_it_stands(run), replaces=True)


def undo_pressed(request: Request) -> Reply:
    """Takes back the import a button is about."""
    return Reply(message=_undo(request, request.carried(ImportStep).run), replaces=True)


def undo_said(request: Request) -> Reply:
    """Says how the import of a number stands, with the button that takes it back."""
    said = request.text.strip().lstrip("#")
    if not said:
        raise Unclear("I need the import number.", example=UNDO_EXAMPLE, offers=_latest(request))
    if not (said.isascii() and said.isdecimal() and len(said) < 10):
        raise Unclear(
            not_understood=f"“{said}” is not an import number.",
            example=UNDO_EXAMPLE,
            offers=_latest(request),
        )
    return Reply(message=where_it_stands(run_of(request, int(said))))


def _latest(request: Request) -> list[Offer]:
    """The imports that may be taken back, the newest first: each is shown before anything is done."""
    query = select(ImportRun.id, ImportRun.file_name).where(ImportRun.state == ImportState.APPLIED)
    found = request.session.execute(query.order_by(ImportRun.id.desc()).limit(MOST_OFFERED))
    return [
        replace(meant("muster import undo", str(run)), label=f"Import {run}: {name}") for run, name in found
    ]


def import_form(kind: str, note: str = "") -> View:
    """The form that brings a file, with the way to a template of it; `note` is said above."""
    above = [words(note)] if note else []
    return IMPORT.view({"kind": kind}, above=above, below=buttons(button("Get a template", TEMPLATE)))


def _form(request: Request, kind: str) -> Reply:
    return opened(request, import_form(kind), "Bring a CSV or Excel file.", opener("Import a file", kind))


def _agree(request: Request, end_missing: bool) -> Reply:
    step = request.carried(ImportStep)
    run = run_of(request, step.run)
    if run.state in UNDECIDED and not _has_seen(request, run):
        return _shown(request, run)
    if (newer := _newer(request, run, step)) is not None:
        return newer
    if run.state == ImportState.PREVIEWED:
        _decide(request, run, ImportState.AGREED, end_missing)
    return Reply(message=where_it_stands(run), replaces=True)


def _newer(request: Request, run: ImportRun, step: ImportStep) -> Reply | None:
    """The preview of today, for a button beneath an older one: nobody agrees to what they were not shown."""
    if run.state != ImportState.PREVIEWED or step.shown == run.previewed[:SHOWN]:
        return None
    told = (run.decided_user or run.slack_user) == request.member.user
    newer = newer_preview_message(run.id, run.file_name) if told else preview_of(run)
    return Reply(message=newer, replaces=True)


def _has_seen(request: Request, run: ImportRun) -> bool:
    """Whether the speaker was sent what is shown of an import: which of its previews, the button tells."""
    member = request.member
    return was_given(request.session, IMPORT_CARD, run.id, member.workspace, member.user)


def _undo(request: Request, number: int) -> Message:
    run = run_of(request, number)
    if run.state in (ImportState.APPLIED, ImportState.WRITING):
        if run.state == ImportState.WRITING:  # whoever writes it stops
            run.attempts, run.not_before = 0, None
        _decide(request, run, ImportState.UNDOING)
    elif run.state == ImportState.UNDOING and run.decided_by is None and run.is_left(request.now):
        run.not_before = None
        _decide(request, run, ImportState.UNDOING)
    return where_it_stands(run)


def _decide(request: Request, run: ImportRun, state: ImportState, end_missing: bool = False) -> None:
    member = request.member
    decision = Decision(
        by=member.label, workspace=member.workspace, user=member.user, end_missing=end_missing
    )
    run.decide(request.session, state, decision, request.now)
    request.session.flush()


def run_of(request: Request, number: int) -> ImportRun:
    """An import by its number; who may change it has it alone. Raises Problem where there is none."""
    run = request.session.get(ImportRun, number, with_for_update=may_change(request.session) or None)
    if run is None:
        raise Problem(f"There is no import {number}. Nothing was changed.")
    return run


IMPORT = Modal(
    "import", "Import a file", "Read it", (KIND, FILE), submit, needs=Needs.MANAGER, does=Action.IMPORT
)

ENTRIES: tuple[Declared, ...] = (
    CardKind(IMPORT_CARD, import_card),
    Form(
        "muster import",
        open_form,
        what="bring a spreadsheet; you see what would change before anything is written",
        example="/muster import roster",
        needs=Needs.MANAGER,
        does=Action.IMPORT,
        takes="[kind | NUMBER]",
    ),
    Form(
        "muster import undo",
        undo_said,
        what="take back what an import added: how it stands, with the button that does it",
        example=UNDO_EXAMPLE,
        needs=Needs.MANAGER,
        does=Action.IMPORT,
        takes="NUMBER",
    ),
    FileTaker(take_tables, instead_of=("muster import",)),
    Click(TAKE, take_pressed, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
    Click(KIND_OF, kind_pressed, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
    Click(ANEW, anew_pressed, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
    Click(VERIFY, verify_pressed, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
    Click(SHOW, show_pressed, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
    Click(OPEN_FORM, open_pressed, needs=Needs.MANAGER, does=Action.IMPORT),
    Click("import.apply", apply_pressed, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
    Click("import.end", end_pressed, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
    Click("import.discard", discard, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
    Click("import.undo", undo_pressed, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
    Undoes(AuditKind.IMPORTED, SHOW, lambda rows: ImportStep(run=rows[0].subject_id or 0)),
    *IMPORT.entries(),
)
