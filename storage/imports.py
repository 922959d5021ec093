"""Files that were brought, by their number, and how far each is."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Dialect, Enum, ForeignKey, LargeBinary, Select, TypeDecorator, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.audit import AuditKind, note
from storage.base import WORKED_OUT, Base
from storage.cards import changed
from storage.waits import holds


class ImportState(StrEnum):
    """How far an import is."""

    WAITING = "waiting"  # brought, to be read
    ASKED = "asked"  # read, and of it something is open before any row can be taken
    PREVIEWED = "previewed"  # read, to be decided on
    AGREED = "agreed"  # to be applied
    WRITING = "writing"  # being written in batches: so far as its counts say
    APPLIED = "applied"
    DISCARDED = "discarded"
    UNDOING = "undoing"  # to be taken back
    UNDONE = "undone"
    FAILED = "failed"  # could not be read
    SET_ASIDE = "set aside"  # failed as often as is tried, and waits for somebody to let it go


ROSTER = "roster"
"""The kind of import that says who belongs to which agency."""

IMPORT_CARD = "import"
"""The card that shows one."""

LEASE = timedelta(seconds=60)
"""How long after its last batch an import is left to whoever writes it, or takes it back."""

OPEN = (
    ImportState.WAITING,
    ImportState.ASKED,
    ImportState.PREVIEWED,
    ImportState.AGREED,
    ImportState.SET_ASIDE,
)
"""States in which nothing was written yet and a file, or the wish for one, is still kept."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a file are what; of a previewed one what they would be."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    missing: int = 0  # affiliations the roster leaves out
    ended: int = 0  # those of them that were ended
    left_out: int = 0  # rows of which something else would have come than was agreed to

    @property
    def writes(self) -> bool:
        """Whether any row adds or changes something."""
        return bool(self.new or self.changed)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on an import, and who hears what came of it."""

    by: str
    workspace: str
    user: str
    end_missing: bool = False


class CountsColumn(TypeDecorator[Counts]):
    """Counts, kept as JSON; a count this release does not know is passed over."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Counts | None, dialect: Dialect) -> dict[str, int] | None:
        """To what is stored."""
        return None if value is None else asdict(value)

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Counts:
        """To counts; one that is not stored is zero."""
        known = {each.name for each in fields(Counts)}
        return Counts(**{name: int(count) for name, count in (value or {}).items() if name in known})


class ImportRun(Base):
    """A file that was brought: read, previewed, then applied, discarded or undone.

    From the preview until it is applied or discarded, and no longer, are kept the file (`ImportFile`), the
    `questions` it leaves open (as `files.settled.Open`) and the blocks of the `preview` as it was sent. One
    whose `kind` is empty is brought without a word of what it holds: that is found out as it is read, or
    asked.

    Of one that is written in batches are kept how many rows were agreed to, a digest of what was `brought`,
    and whose `turn` it is to write, or to take it back: whoever goes on takes the next, and who had the last
    one stops.
    """

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    file_name: Mapped[str]
    state: Mapped[ImportState] = mapped_column(
        Enum(ImportState, native_enum=False, length=20, values_callable=lambda states: [*map(str, states)])
    )
    started_by: Mapped[str]
    workspace: Mapped[str] = mapped_column(default="")
    slack_user: Mapped[str] = mapped_column(default="")
    slack_file: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    applied_at: Mapped[datetime | None] = mapped_column(default=None)
    counts: Mapped[Counts] = mapped_column(CountsColumn, default=Counts)
    previewed: Mapped[str] = mapped_column(default="")  # the fingerprint of what the preview showed
    attempts: Mapped[int] = mapped_column(default=0)  # at the step it stands before, counted as each begins
    not_before: Mapped[datetime | None] = mapped_column(default=None)  # when the next may begin
    decided_by: Mapped[str | None] = mapped_column(default=None)  # None before anybody decided
    decided_workspace: Mapped[str] = mapped_column(default="")
    decided_user: Mapped[str] = mapped_column(default="")
    ends_missing: Mapped[bool] = mapped_column(default=False)
    settled: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # as `files.settled` writes it
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    preview: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    agreed_rows: Mapped[int] = mapped_column(default=0, server_default="0", info={WORKED_OUT: True})
    brought: Mapped[str] = mapped_column(default="", server_default="", info={WORKED_OUT: True})
    turn: Mapped[int] = mapped_column(default=0, server_default="0", info={WORKED_OUT: True})

    @property
    def written(self) -> int:
        """How many of the rows that were agreed to are in, or were left out."""
        return self.counts.new + self.counts.changed + self.counts.left_out

    @property
    def decision(self) -> Decision | None:
        """What was decided on it last; None before anybody decided."""
        if self.decided_by is None:
            return None
        return Decision(self.decided_by, self.decided_workspace, self.decided_user, self.ends_missing)

    def decide(self, session: Session, state: ImportState, decision: Decision, now: datetime) -> None:
        """Notes a decision, and the state it brings the import into; the cards that show it change."""
        self.state = state
        changed(session, IMPORT_CARD, self.id, now)
        self.decided_by, self.ends_missing = decision.by, decision.end_missing
        self.decided_workspace, self.decided_user = decision.workspace, decision.user

    def next_turn(self, now: datetime) -> int:
        """Takes the next turn, for a while; which one it is."""
        self.turn, self.not_before = self.turn + 1, now + LEASE
        return self.turn

    def is_left(self, now: datetime) -> bool:
        """Whether it is half written, or half taken back, and whoever was at it fell silent."""
        is_half = self.state in (ImportState.WRITING, ImportState.UNDOING)
        return is_half and self.not_before is not None and not holds(self.not_before, now)

    def rests(self, now: datetime) -> None:
        """Nobody is at it, and nobody is asked to be: it stays as it is until somebody decides anew."""
        self.decided_by, self.attempts, self.not_before = None, 0, now

    def goes_on(self, now: datetime) -> None:
        """Notes that whoever has the turn is at it, and has it for a while longer."""
        self.attempts, self.not_before = min(self.attempts, 1), now + LEASE

    def keep(self, session: Session, *, content: bytes | None = None, agreed: bytes | None = None) -> None:
        """Keeps the file that was brought, or what was agreed to of its rows."""
        kept = session.get(ImportFile, self.id)
        if kept is None:
            session.add(kept := ImportFile(import_id=self.id))
        kept.content = kept.content if content is None else content
        kept.agreed = kept.agreed if agreed is None else agreed

    def let_go(self, session: Session) -> None:
        """Forgets what was brought, and what was shown of it: both hold names."""
        self.questions, self.preview = [], []
        kept = session.get(ImportFile, self.id)
        if kept is not None:
            session.delete(kept)
            session.flush()

    def moves_to(self, session: Session, state: ImportState, now: datetime) -> None:
        """Notes that a step is done: the next one begins with no attempt made; the cards change."""
        self.stands_at(session, state, now)
        self.attempts = 0

    def stands_at(self, session: Session, state: ImportState, now: datetime) -> None:
        """Notes the state, with the attempts that were made; the cards that show it change."""
        self.state, self.not_before = state, None
        changed(session, IMPORT_CARD, self.id, now)


class ImportFile(Base):
    """What is kept of a file until its last row is in, or it is let go: its bytes, where Slack brought it,
    and what was agreed to of each row (as `files.imports.agreed` packs it), where it is written in batches.

    It stands by itself because the import's own row is written with each batch, and SQLite writes a row as a
    whole: with a file of 10 MB in it that took 90 ms of CPU a batch, and half a second of a busy disk.
    """

    __tablename__ = "import_file"

    import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), primary_key=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    agreed: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)


def content_of(session: Session, number: int) -> bytes | None:
    """The file that is kept for an import; None where it is not there, or not any more."""
    return session.scalar(select(ImportFile.content).where(ImportFile.import_id == number))


def agreed_of(session: Session, number: int) -> bytes | None:
    """What was agreed to of each row of an import that is written in batches; None where it is none."""
    return session.scalar(select(ImportFile.agreed).where(ImportFile.import_id == number))


def new_run(
    session: Session, kind: str, file_name: str, state: ImportState, started_by: str, now: datetime
) -> ImportRun:
    """A file that was brought now, with its number."""
    run = ImportRun(kind=kind, file_name=file_name, state=state, started_by=started_by, started_at=now)
    session.add(run)
    session.flush()
    return run


def cut_short(session: Session, kind: str, brought: str) -> ImportRun | None:
    """An import of the same file, settled alike, of which only a part is in; the last of several."""
    query = select(ImportRun).where(ImportRun.state == ImportState.WRITING, ImportRun.kind == kind)
    return session.scalars(query.where(ImportRun.brought == brought).order_by(ImportRun.id.desc())).first()


class CannotDiscard(Exception):
    """There is no such import, or nothing of it is left to let go; the message says which."""


def applied_after(at: datetime) -> Select[int]:
    """The imports that were applied after an instant, by their numbers."""
    return select(ImportRun.id).where(ImportRun.applied_at > at)


def rosters_since(session: Session, since: datetime | None, now: datetime) -> list[int]:
    """The imports of a roster that were applied since an instant, by their numbers; None: ever."""
    query = select(ImportRun.id).where(ImportRun.kind == ROSTER, ImportRun.applied_at <= now)
    query = query.where(ImportRun.state == ImportState.APPLIED)
    return list(session.scalars(query if since is None else query.where(ImportRun.applied_at > since)))


def discard_import(session: Session, number: int, by: str, door: str, now: datetime) -> ImportRun:
    """Lets an import go that was not applied, with the file that is kept for it.

    Raises:
        CannotDiscard: when there is no import of that number, or it is applied or closed already.
    """
    run = session.get(ImportRun, number, with_for_update=True)
    if run is None:
        raise CannotDiscard(f"There is no import {number}.")
    named = f"Import {number} ({', '.join(filter(None, (run.kind, run.file_name)))})"
    if run.state in (ImportState.APPLIED, ImportState.WRITING, ImportState.UNDOING):
        is_in = "is being written" if run.state is ImportState.WRITING else "is applied"
        raise CannotDiscard(f"{named} {is_in}; to take it back: muster import undo {number}")
    if run.state not in OPEN:
        raise CannotDiscard(f"{named} is {run.state.value} already; nothing of it is kept.")
    run.moves_to(session, ImportState.DISCARDED, now)
    run.let_go(session)
    run.decided_by = by
    note(session, now, by, door, AuditKind.IMPORT_DISCARDED, ("import", run.id), of=run, kind=run.kind)
    return run
