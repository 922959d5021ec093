"""`/muster import`: bringing a file, deciding on its preview, taking an import back.

Reading, applying and taking back are done in the background (`jobs.incoming`), which may take longer than
Slack waits for an answer; what is here notes what was decided.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from slack_sdk.models.blocks import ButtonElement
from sqlalchemy.orm import Session, defer

from commands.kit.about import THE_REGION
from commands.kit.blocks import meant
from commands.kit.cards import CardKind, Look
from commands.kit.forms import Modal, opened
from commands.kit.may import Action, may
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, FileTaker, Form
from commands.kit.reply import Message, Reply, say
from commands.kit.request import STALE, Request
from commands.region.importing_views import (
    FILE,
    KIND,
    OPEN_FORM,
    SHOWN,
    TAKE,
    FileOf,
    ImportStep,
    Table,
    applied_message,
    applying_message,
    choices,
    discard_button,
    import_again,
    linked_words,
    newer_preview_message,
    opener,
    reading_message,
    set_aside_message,
    standing_message,
    tables_message,
    undo_button,
)
from files.certificates import is_table, shown_name
from files.imports.plan import Plan
from files.kinds import KINDS, UnknownKind, kind_named
from storage.audit import SLACK
from storage.imports import IMPORT_CARD, OPEN, ROSTER, Decision, ImportRun, ImportState, discard_import
from storage.roster import roster_counts
from words.amounts import listing
from words.classes import plain_word
from words.problems import Problem, Unclear

MOST_TABLES = 5
"""Tables of one message that are offered to be read."""

UNDO_EXAMPLE = "/muster import undo 7"


def open_form(request: Request) -> Reply:
    """The form that brings a file; the kind may be said already."""
    said = request.text.strip()
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
    """A file that waits to be read."""
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
    """Offers to import the tables sent in a direct message, to those who may; tells all others who can."""
    tables = [each for each in request.files if is_table(each.name)][:MOST_TABLES]
    if not tables:
        return None
    verdict = may(request.member, Action.IMPORT, THE_REGION, request.today, request.today)
    if not verdict:
        names = listing([shown_name(each.name) for each in tables])
        return say(f"{names}: nothing was read. Importing a table is not for you. {verdict.who_could}")
    kinds = {each.id: kind for each in tables if (kind := _kind_said(request.text, each.name, len(tables)))}
    return Reply(
        message=tables_message([replace(each, name=shown_name(each.name)) for each in tables], kinds)
    )


def take_pressed(request: Request) -> Reply:
    """Has a table that was sent read, as the button says or as was chosen."""
    kind, _, file = request.text.partition(":")
    if request.value:
        table = request.carried(Table)
        kind, file = table.kind, table.file
    if kind not in KINDS or not file:
        raise Problem(STALE)
    return Reply(message=reading_message(_waiting(request, kind, file).id), replaces=True)


def _kind_said(text: str, name: str, files: int) -> str | None:
    """What a table holds by the words it came with, where it came alone, else by its own name."""
    said = [plain_word(word) for word in text.split()] if files == 1 else []
    stem = name.rpartition(".")[0].lower()
    return next((kind for kind in KINDS if kind in said), stem if stem in KINDS else None)


def apply_pressed(request: Request) -> Reply:
    """Agrees to what the preview says."""
    return _agree(request, end_missing=False)


def end_pressed(request: Request) -> Reply:
    """Agrees to it, and to ending the memberships the roster leaves out."""
    return _agree(request, end_missing=True)


def discard(request: Request) -> Reply:
    """Lets the file go."""
    run = _run(request, request.carried(ImportStep).run)
    if run.state in OPEN and run.state != ImportState.AGREED:
        discard_import(request.session, run.id, request.member.label, SLACK, request.now)
    return Reply(message=where_it_stands(run), replaces=True)


def undo_pressed(request: Request) -> Reply:
    """Takes back the import a button is about."""
    return Reply(message=_undo(request, request.carried(ImportStep).run), replaces=True)


def undo_said(request: Request) -> Reply:
    """Says how the import of a number stands, with the button that takes it back."""
    said = request.text.strip().lstrip("#")
    if not (said.isascii() and said.isdecimal() and len(said) < 10):
        raise Unclear(
            not_understood=f"“{said}” is no import's number." if said else "I need the import's number.",
            example=UNDO_EXAMPLE,
        )
    return Reply(message=where_it_stands(_run(request, int(said))))


def note_preview(session: Session, run: ImportRun, plan: Plan, content: bytes, now: datetime) -> None:
    """Notes what was read and what it would do; with nothing to apply the file is let go at once."""
    would = plan.writes or bool(plan.missing)
    run.file_name = plan.table.name
    run.moves_to(session, ImportState.PREVIEWED if would else ImportState.DISCARDED, now)
    run.content = content if would else None
    run.counts, run.previewed = plan.counted, fingerprint(plan)


def fingerprint(plan: Plan) -> str:
    """What a preview showed, in short: another one means that something else would be written."""
    shown = [
        [[row.line, row.change.value, row.subject, [str(each) for each in row.changes]] for row in plan.rows],
        [[each.line, each.reason] for each in plan.refused],
        [each.affiliation_id for each in plan.missing],
        [[move.course, move.before, move.after, move.people] for day in plan.moves for move in day.moves],
    ]
    return sha256(json.dumps(shown).encode()).hexdigest()


def ways_on(run: ImportRun) -> list[ButtonElement | None]:
    """What can be pressed next for an import, as it stands."""
    match run.state:
        case ImportState.PREVIEWED:
            return choices(run.id, run.counts.writes, run.counts.missing, run.previewed)
        case ImportState.SET_ASIDE:
            return [import_again(run.kind), discard_button(run.id)]
        case ImportState.APPLIED:
            return [undo_button(run.id)]
        case _:
            return [import_again(run.kind)]


def where_it_stands(run: ImportRun, linked: str = "") -> Message:
    """Where an import stands, with what can be done next; of a roster's, how many are `linked`, in words."""
    named = f"Import {run.id} ({run.file_name})" if run.file_name else f"Import {run.id}"
    match run.state:
        case ImportState.APPLIED:
            return applied_message(run.id, run.file_name, run.counts, linked)
        case ImportState.AGREED:
            return applying_message(run.id, run.file_name)
        case ImportState.UNDOING:
            return standing_message(f"{named} is being taken back. I'll tell you here when it is done.")
        case ImportState.WAITING:
            return standing_message(f"{named} is still being read. The preview comes by direct message.")
        case ImportState.PREVIEWED:
            return standing_message(f"{named} waits for a decision: nothing was written yet.", *ways_on(run))
        case ImportState.DISCARDED:
            return standing_message(f"{named} was discarded; nothing was written.", *ways_on(run))
        case ImportState.UNDONE:
            return standing_message(f"{named} was applied and taken back.", *ways_on(run))
        case ImportState.SET_ASIDE:
            return set_aside_message(run.id, run.file_name, run.attempts, ways_on(run))
        case ImportState.FAILED:
            return standing_message(f"{named} could not be read; nothing was written.", *ways_on(run))


def import_card(look: Look) -> Message | None:
    """An import as it stands now; a preview nobody decided on stays as it was written."""
    run = look.session.get_one(ImportRun, look.record_id, options=[defer(ImportRun.content)])
    if run.state is not ImportState.PREVIEWED:
        is_roster = run.state is ImportState.APPLIED and run.kind == ROSTER
        return where_it_stands(
            run, linked_words(roster_counts(look.session, look.today)) if is_roster else ""
        )
    return None if look.newest else newer_preview_message(run.id, run.file_name)


def _form(request: Request, kind: str) -> Reply:
    view = IMPORT.view({"kind": kind})
    return opened(request, view, "Bring a CSV or Excel file.", opener("Import a file", kind))


def _agree(request: Request, end_missing: bool) -> Reply:
    step = request.carried(ImportStep)
    run = _run(request, step.run)
    if run.state == ImportState.PREVIEWED and step.shown != run.previewed[:SHOWN]:
        return Reply(message=newer_preview_message(run.id, run.file_name), replaces=True)
    if run.state == ImportState.PREVIEWED:
        _decide(request, run, ImportState.AGREED, end_missing)
    return Reply(message=where_it_stands(run), replaces=True)


def _undo(request: Request, number: int) -> Message:
    run = _run(request, number)
    if run.state == ImportState.APPLIED:
        _decide(request, run, ImportState.UNDOING)
    return where_it_stands(run)


def _decide(request: Request, run: ImportRun, state: ImportState, end_missing: bool = False) -> None:
    member = request.member
    decision = Decision(
        by=member.label, workspace=member.workspace, user=member.user, end_missing=end_missing
    )
    run.decide(request.session, state, decision, request.now)
    request.session.flush()


def _run(request: Request, number: int) -> ImportRun:
    run = request.session.get(ImportRun, number, with_for_update=True)
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
        takes="[kind]",
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
    Click(OPEN_FORM, open_pressed, needs=Needs.MANAGER, does=Action.IMPORT),
    Click("import.apply", apply_pressed, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
    Click("import.end", end_pressed, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
    Click("import.discard", discard, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
    Click("import.undo", undo_pressed, needs=Needs.MANAGER, does=Action.IMPORT, changes=True),
    *IMPORT.entries(),
)
