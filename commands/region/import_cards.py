"""An import as it stands, and the card that shows it: it closes when somebody decides, in every copy of it.

What was shown last is kept with the import, so that whoever else decides sees it first.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256

from slack_sdk.models.blocks import Block, ButtonElement
from sqlalchemy.orm import Session

from commands.kit.blocks import raw
from commands.kit.cards import Look
from commands.kit.reply import CardOf, Message, Post
from commands.region.importing_views import (
    applied_message,
    applying_message,
    discard_button,
    half_undone_message,
    import_again,
    linked_words,
    newer_preview_message,
    set_aside_message,
    show_button,
    standing_message,
    undo_button,
    writing_message,
)
from commands.region.preview_views import asked_message, preview_message
from files.imports.plan import Plan
from storage.imports import IMPORT_CARD, ROSTER, ImportRun, ImportState
from storage.roster import roster_counts

UNDECIDED = (ImportState.ASKED, ImportState.PREVIEWED)
"""States in which what was shown waits for somebody to decide."""
DECIDED = (
    ImportState.AGREED,
    ImportState.WRITING,
    ImportState.APPLIED,
    ImportState.DISCARDED,
    ImportState.UNDOING,
    ImportState.UNDONE,
)


def note_preview(
    session: Session, run: ImportRun, plan: Plan, content: bytes, now: datetime, changed_since: bool = False
) -> Message:
    """Notes what was read and what it would do, or what is open before any row can be taken; the message that
    shows it. With nothing to apply the file is let go at once.
    """
    run.file_name, run.kind = plan.table.name, plan.kind.name
    run.counts, run.previewed = plan.counted, fingerprint(plan)
    if plan.waits:
        state, message = ImportState.ASKED, asked_message(run.id, plan)
    else:
        stands = plan.writes or plan.missing or plan.open
        state = ImportState.PREVIEWED if stands else ImportState.DISCARDED
        message = preview_message(run.id, plan, run.previewed, changed_since)
    run.moves_to(session, state, now)
    run.let_go(session)
    if state in UNDECIDED:
        run.keep(session, content=content)
        run.questions, run.preview = [each.kept for each in plan.open], raw(message.blocks)
    return message


def note_kinds(session: Session, run: ImportRun, message: Message, content: bytes, now: datetime) -> None:
    """Notes that it is asked what a file holds, by a message."""
    run.kind = ""
    run.moves_to(session, ImportState.ASKED, now)
    run.let_go(session)
    run.keep(session, content=content)
    run.preview = raw(message.blocks)


def fingerprint(plan: Plan) -> str:
    """What a preview showed, in short: another one means that something else would be written."""
    shown = [
        [[row.line, row.change.value, row.subject, [str(each) for each in row.changes]] for row in plan.rows],
        [[each.line, each.reason] for each in plan.refused],
        [each.affiliation_id for each in plan.missing],
        list(plan.outcome.coming),
        [plan.unverified, plan.settled.verified_by],
        [[move.course, move.before, move.after, move.people] for day in plan.moves for move in day.moves],
    ]
    return sha256(json.dumps(shown).encode()).hexdigest()


def preview_of(run: ImportRun) -> Message:
    """What was shown of it last: for a direct message alone."""
    return Message(Block.parse_all(run.preview))


def preview_post(run: ImportRun, user: str, key: str = "preview") -> Post:
    """The same, as a card for somebody who has not seen it."""
    about = (ImportRun.__tablename__, run.id)
    return Post(
        to=user, message=preview_of(run), key=key, about=about, card=CardOf(IMPORT_CARD, run.id), tell=user
    )


def ways_on(run: ImportRun) -> list[ButtonElement | None]:
    """What can be pressed next for an import, as it stands; its preview comes before any decision."""
    match run.state:
        case ImportState.ASKED | ImportState.PREVIEWED:
            return [show_button(run.id), discard_button(run.id)]
        case ImportState.SET_ASIDE:
            return [import_again(run.kind), discard_button(run.id)]
        case ImportState.APPLIED | ImportState.WRITING:
            return [undo_button(run.id)]
        case _:
            return [import_again(run.kind)]


def where_it_stands(run: ImportRun, linked: str = "") -> Message:
    """Where an import stands, with what can be done next; of a roster's, how many are `linked`, in words."""
    match run.state:
        case ImportState.APPLIED:
            return applied_message(run.id, run.file_name, run.counts, linked)
        case ImportState.AGREED:
            return applying_message(run.id, run.file_name)
        case ImportState.WRITING:
            return writing_message(run.id, run.file_name, run.written, run.agreed_rows)
        case ImportState.SET_ASIDE:
            return set_aside_message(run.id, run.file_name, run.attempts, ways_on(run))
        case ImportState.UNDOING if run.decided_by is None:
            return half_undone_message(run.id, run.file_name)
        case ImportState.UNDOING:
            return standing_message(f"{stands(run)} I'll tell you here when it is done.")
        case ImportState.WAITING:
            return standing_message(f"{stands(run)} The preview comes by direct message.")
        case _:
            return standing_message(stands(run), *ways_on(run))


def stands(run: ImportRun) -> str:
    """Where an import stands, in a line: what was decided, and by whom."""
    named = f"Import {run.id} ({run.file_name})" if run.file_name else f"Import {run.id}"
    said = {
        ImportState.WAITING: "is still being read.",
        ImportState.ASKED: "waits for answers, which come before any of its rows; nothing was written.",
        ImportState.PREVIEWED: "waits for a decision: nothing was written yet.",
        ImportState.AGREED: "is being applied.",
        ImportState.WRITING: f"is being written: {run.written:,} of {run.agreed_rows:,} rows are done.",
        ImportState.APPLIED: "was applied.",
        ImportState.DISCARDED: "was discarded; nothing was written.",
        ImportState.UNDOING: "is being taken back.",
        ImportState.UNDONE: "was applied and taken back.",
        ImportState.FAILED: "could not be read; nothing was written.",
        ImportState.SET_ASIDE: "did not get through and is set aside; nothing was written.",
    }
    by = f" Decided by {run.decided_by}." if run.decided_by and run.state in DECIDED else ""
    return f"{named} {said[run.state]}{by}"


def import_card(look: Look) -> Message | None:
    """An import as it stands now. Where it is decided the card closes, but for the newest of the one who
    decided, which has the ways on.
    """
    run = look.session.get_one(ImportRun, look.record_id)
    if run.state in UNDECIDED:
        return preview_of(run) if look.newest else newer_preview_message(run.id, run.file_name)
    decides = (run.decided_workspace, run.decided_user) == (look.workspace, look.recipient)
    if not (look.newest and decides):
        return standing_message(stands(run))
    is_roster = run.state is ImportState.APPLIED and run.kind == ROSTER
    return where_it_stands(run, linked_words(roster_counts(look.session, look.today)) if is_roster else "")
