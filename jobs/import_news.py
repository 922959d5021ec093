"""What is told of an import, to whoever brought its file or decided last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from commands.kit.reply import CardOf, File, Message, Post
from commands.region.import_cards import where_it_stands
from commands.region.importing_views import linked_words, rejected_message
from files.imports.plan import Plan
from files.intake import Refused
from files.write import write_rejected
from jobs.posting import put
from storage.deliveries import Subject
from storage.imports import IMPORT_CARD, ROSTER, ImportRun
from storage.region import Region
from storage.roster import roster_counts


def tell_of_it(
    session: Session, region: Region, run: ImportRun, plan: Plan, left_out: Sequence[Refused], now: datetime
) -> None:
    """Tells that an import is applied; its rejected rows come where they were not sent with the preview."""
    linked = ""
    if run.kind == ROSTER:  # the walk through the workspace follows at once (`jobs.ticker`)
        linked = linked_words(roster_counts(session, region.day(now)), looks_on=True)
    tell(session, run, where_it_stands(run, linked), "applied", now, changes=True)
    not_sent_before = plan.refused if plan.open else ()
    send_rejected(session, run, plan, (*not_sent_before, *left_out), now)


def tell(
    session: Session, run: ImportRun, message: Message, what: str, now: datetime, changes: bool = False
) -> None:
    """Tells whoever decided last, or else whoever brought the file.

    `changes`: the message shows the import, and changes with it whoever decides.
    """
    decision = run.decision
    workspace, user = (decision.workspace, decision.user) if decision else (run.workspace, run.slack_user)
    card = CardOf(IMPORT_CARD, run.id) if changes else None
    post = Post(to=user, message=message, key=what, about=_subject(run), card=card)
    put(session, post, workspace, _key(run, now), now)


def send_rejected(
    session: Session, run: ImportRun, plan: Plan, refused: Sequence[Refused], now: datetime
) -> None:
    """Sends the rows that could not be taken, in a file of their own, to whoever brought them."""
    if not refused:
        return
    name, content = write_rejected(plan.table, refused)
    message = rejected_message(run.id, plan.table.name, len(refused))
    file = File(name, name, content)
    post = Post(to=run.slack_user, message=message, key="rejected", file=file, about=_subject(run))
    put(session, post, run.workspace, _key(run, now), now)


def _subject(run: ImportRun) -> Subject:
    return (ImportRun.__tablename__, run.id)


def _key(run: ImportRun, now: datetime) -> str:
    return f"import:{run.id}:{now.isoformat()}"
