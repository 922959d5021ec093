"""What every record became, transaction by transaction: the digests by which a change behind Muster's back
is found.

Whoever writes a record need not remember it: the store looks what a transaction wrote, and adds the digests
at its end, in the same transaction. The records are read from the database once more for that, so that a
digest is of what is kept, whoever else changed another column of it meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from itertools import chain, islice
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Insert,
    Result,
    Row,
    Select,
    Table,
    bindparam,
    event,
    func,
    insert,
    inspect,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, sessionmaker
from sqlalchemy.orm.attributes import instance_state

from storage.audit import last_noted
from storage.audit_key import KEY, AuditKey
from storage.base import WORKED_OUT, Base, table_of
from storage.canonical import canonical

Each = TypeVar("Each")

COVERED = frozenset(
    {
        "absence", "adoption", "affiliation", "agency", "agency_alias", "agency_discipline", "certificate",
        "checklist", "checklist_channel", "checklist_item", "checklist_template", "checklist_template_item",
        "class", "class_attendance", "class_coming", "completion", "confided", "corrective_action", "course",
        "course_alias", "course_capacity", "digest_subscription", "equivalent", "exercise",
        "exercise_invitation", "exercise_objective", "exercise_strength", "exercise_task", "grant_of_right",
        "import_layout", "letter_choice", "link_request", "meeting", "meeting_invitation", "meeting_note",
        "meeting_seat", "participation", "person", "person_address", "plan", "plan_revision", "position",
        "refresher_rule", "requirement", "score_kept", "score_said", "slack_identity", "task_rating", "unit",
        "unit_alias",
    }
)  # fmt: skip
"""The tables of what people recorded and decided. Each other one is named in docs/operator.md, with why."""

PASSING: Mapping[str, frozenset[str]] = {
    "checklist_channel": frozenset({"known_until"}),
    "digest_subscription": frozenset({"known_until"}),
    "import_layout": frozenset({"used_at"}),
    "slack_identity": frozenset({"seen_at"}),
}
"""Columns that move by themselves, day by day, and say nothing anybody decided."""

AT_ONCE = 100
"""How many records' digests one row holds at most: what reads them needs no more memory."""
GONE = ""
"""In place of the digest of a record that was taken out of its table."""
WRITTEN, FOUND, REBASED = "written", "found", "rebased"
"""Why a row says what a record is: it was written so, found so at first, or made so by a migration."""
DIGEST_SIGNS = 32
"""How many signs of a record's digest are kept: half of it, 128 bits, which nobody meets by trying."""

THEIR_CALLER_SAYS = "their_caller_says"
"""Among an INSERT's execution options: which records it made is said with `touched`."""
CHANGES_INSTEAD = (postgresql.dml.OnConflictDoUpdate, sqlite.dml.OnConflictDoUpdate)
"""What makes an INSERT change a record that is there already."""
_TOUCHED, _LATER = "touched records", "records to be looked up"


class DigestRow(Base):
    """What some records of one table became in one transaction: each one's key and digest. Only ever added.

    `audit_id` is the newest audit row of that transaction, where it wrote one. `cause` says whether they were
    written then, found as they were when digests began to be kept, or taken over into a new shape. `code` is
    of all of it, by the key.
    """

    __tablename__ = "audit_digest"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime | None] = mapped_column(default=None)
    audit_id: Mapped[int | None] = mapped_column(ForeignKey("audit.id"), default=None)
    cause: Mapped[str] = mapped_column(default=WRITTEN)
    name: Mapped[str]  # of their table
    digests: Mapped[dict[str, Any]]
    code: Mapped[str]


_ADD = insert(table_of(DigestRow))
_TAKE = text(
    "SELECT nextval(pg_get_serial_sequence('audit_digest', 'id')) FROM generate_series(1, :count) AS each"
)


def covered() -> dict[str, Table]:
    """The tables whose records have digests, by name."""
    return {name: table for name, table in Base.metadata.tables.items() if name in COVERED}


def watch_records(writing: sessionmaker[Session]) -> None:
    """Has every transaction remember which records it writes."""
    event.listen(writing, "after_flush", _after_flush)
    event.listen(writing, "do_orm_execute", _before_many)


def touched(session: Session, table: type[Base] | Table, keys: Iterable[Any]) -> None:
    """Says that records were written which the session could not see being written, as by COPY.

    `keys` are their primary keys, tuples where there are several columns.
    """
    known = table if isinstance(table, Table) else table_of(table)
    _of(session, known).update(each if isinstance(each, tuple) else (each,) for each in keys)


def note_digests(session: Session) -> None:
    """Adds, at the end of a transaction, the digests of all it wrote."""
    session.flush()
    if not session.in_transaction():  # it was rolled back
        return
    for table, import_id, above in session.info.pop(_LATER, ()):
        new = select(table.c.id).where(table.c.id > above, table.c.import_id == import_id)
        touched(session, table, session.scalars(new))
    found: dict[str, set[tuple[Any, ...]]] | None = session.info.pop(_TOUCHED, None)
    if not found:
        return
    connection, tables = session.connection(), covered()
    key: AuditKey = session.info[KEY]
    rows = [
        _row(name, part, WRITTEN, *last_noted(session))
        for name in sorted(found)
        for part in _digests_of(connection, tables[name], sorted(found[name]))
    ]
    if rows:  # a statement may have met no record at all
        _add(connection, key, rows)


def find_all(connection: Connection, key: AuditKey, at: datetime) -> None:
    """Takes every record as it is found, once: those of before digests were kept."""
    for name, table in covered().items():
        for part in in_parts(records_of(connection, table), AT_ONCE):
            put_digests(connection, key, name, dict(part), FOUND, at)


def put_digests(
    connection: Connection, key: AuditKey, name: str, digests: dict[str, str], cause: str, at: datetime
) -> None:
    """Adds what some records of a table are, by their keys, without anybody having written them just now."""
    _add(connection, key, [_row(name, digests, cause, at, None)])


def records_of(connection: Connection, table: Table) -> Iterator[tuple[str, str]]:
    """Every record of a table in the order of its key, with the digest it has now. Few are held at a time."""
    query = select(*said_by(table)).order_by(*table.primary_key)
    found = connection.execute(query.execution_options(yield_per=AT_ONCE))
    names = list(found.keys())
    key, digest = _key_from(table, names), digest_from(table, names)
    for row in found:
        yield key(row), digest(row)


def in_parts(found: Iterable[Each], most: int) -> Iterator[list[Each]]:
    """What is read of many records, so many at a time."""
    left = iter(found)
    while part := list(islice(left, most)):
        yield part


def digest_from(table: Table, names: Sequence[str]) -> Callable[[Sequence[Any]], str]:
    """How the beginning of a record's digest is made of its values, which stand under these names.

    It is the same as an audit row's that speaks of the record alone, where none of its columns pass. The
    order of the columns is worked out once: a record then takes half the time that `digest_of` would.
    """
    order = sorted(enumerate((*names, "table")), key=lambda each: each[1])
    written = [(place, f"{canonical(name)}:") for place, name in order]

    def digest(values: Sequence[Any]) -> str:
        there = (*values, table.name)
        said = ",".join(
            [name + canonical(value) for place, name in written if (value := there[place]) is not None]
        )
        return sha256(f"[{{{said}}}]".encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_SIGNS]

    return digest


def _key_from(table: Table, names: Sequence[str]) -> Callable[[Row[Any]], str]:
    """How a record's primary key is read off its values, as text: its columns joined by commas."""
    places = [names.index(column.name) for column in table.primary_key]
    if len(places) == 1:
        return lambda row: str(row[places[0]])
    return lambda row: ",".join(str(row[place]) for place in places)


def said_by(table: Table) -> list[Column[Any]]:
    """The columns that are part of a digest: all but what is worked out from other records, or passes."""
    return [column for column in table.columns if _is_said(column)]


def of_digests(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the code of a row of digests is of: its number too, since the row of the greatest one counts."""
    return {name: value for name, value in row.items() if name != "code" and value is not None}


def of_digests_before(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same of rows of releases before, which did not know their numbers."""
    return {name: value for name, value in of_digests(row).items() if name != "id"}


def _row(
    name: str, digests: dict[str, str], cause: str, at: datetime | None, audit_id: int | None
) -> dict[str, Any]:
    return {"at": at, "audit_id": audit_id, "cause": cause, "name": name, "digests": digests}


def _add(connection: Connection, key: AuditKey, rows: Sequence[dict[str, Any]]) -> None:
    """Adds rows of digests, each with a number of its own and a code."""
    numbered = [
        {"id": number, **row} for number, row in zip(_numbers(connection, len(rows)), rows, strict=True)
    ]
    connection.execute(_ADD, [{**row, "code": key.code(of_digests(row))} for row in numbered])


def _numbers(connection: Connection, count: int) -> Sequence[int]:
    """The next numbers of rows: on SQLite nobody else writes meanwhile, PostgreSQL gives each one once."""
    if connection.dialect.name == "sqlite":
        last: int | None = connection.exec_driver_sql("SELECT max(id) FROM audit_digest").scalar()
        return range((last or 0) + 1, (last or 0) + 1 + count)
    return connection.execute(_TAKE, {"count": count}).scalars().all()


def _digests_of(
    connection: Connection, table: Table, keys: Sequence[tuple[Any, ...]]
) -> Iterator[dict[str, str]]:
    columns, question = said_by(table), _of_keys(table)
    is_single = len(table.primary_key) == 1
    names = [column.name for column in columns]
    key, digest = _key_from(table, names), digest_from(table, names)
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        these = {"keys": [each[0] for each in part] if is_single else part}
        digests = {",".join(map(str, each)): GONE for each in part}
        for row in connection.execute(question, these):
            digests[key(row)] = digest(row)
        yield digests


@cache
def _of_keys(table: Table) -> Select[Any]:
    """The records of some keys; to put the question together takes longer than to have it answered."""
    primary = list(table.primary_key)
    of = primary[0] if len(primary) == 1 else tuple_(*primary)
    return select(*said_by(table)).where(of.in_(bindparam("keys", expanding=True)))


def _of(session: Session, table: Table) -> set[tuple[Any, ...]]:
    found: dict[str, set[tuple[Any, ...]]] = session.info.setdefault(_TOUCHED, {})
    return found.setdefault(table.name, set())


def _after_flush(session: Session, _: object) -> None:
    for each in chain(session.new, session.deleted):
        _touch(session, each)
    for each in session.dirty:
        if any(_speaks(type(each), name) for name in instance_state(each).committed_state):
            _touch(session, each)


def _touch(session: Session, record: object) -> None:
    table = getattr(type(record), "__table__", None)
    if table is not None and table.name in COVERED:
        _of(session, table).add(tuple(inspect(type(record)).primary_key_from_instance(record)))


def _speaks(kind: type, name: str) -> bool:
    table: Table | None = getattr(kind, "__table__", None)
    return table is not None and name in table.c and _is_said(table.c[name])


def _is_said(column: Column[Any]) -> bool:
    return not column.info.get(WORKED_OUT) and column.name not in PASSING.get(column.table.name, ())


def _before_many(state: ORMExecuteState) -> Result[Any] | None:
    """Many records at once, by a statement. None has it run as it is."""
    if state.is_select or not (state.is_insert or state.is_update or state.is_delete):
        return None
    statement: Any = state.statement
    table = statement.table
    if table.name not in COVERED:
        return None
    if isinstance(statement, Insert):
        return _insert(state, statement, table)
    if not (state.is_delete or _changes_what_is_said(state, statement, table)):
        return None
    if isinstance(state.parameters, list):
        raise TypeError(f"{table.name}: which records are changed by many sets of values can't be told")
    return _met(state, statement, table)


def _met(state: ORMExecuteState, statement: Any, table: Table) -> Result[Any]:
    """Runs a statement and has the database say which records it met, those too that came just before it.

    They are what it gives back then: their keys, and so no number of rows.
    """
    if statement._returning:
        raise TypeError(f"{table.name}: the keys of what is written are given back already, and nothing else")
    met = state.invoke_statement(statement=statement.returning(*table.primary_key)).freeze()
    touched(state.session, table, (tuple(each) for each in met()))
    return met()


def _changes_what_is_said(state: ORMExecuteState, statement: Any, table: Table) -> bool:
    values = statement._values or {}
    rows = _sets_of_values(state)
    names = {getattr(each, "key", each) for each in values} | (set() if values else {*chain(*rows)})
    return any(name in table.c and _is_said(table.c[name]) for name in names)


def _sets_of_values(state: ORMExecuteState) -> Sequence[Mapping[str, Any]]:
    given: Any = state.parameters or {}
    return given if isinstance(given, list) else [given]


def _insert(state: ORMExecuteState, statement: Insert, table: Table) -> Result[Any] | None:
    """The keys of new records are in their values, or follow on the greatest there was and are of one import,
    or are given back. What may change records as well is refused: the database does not say which it did.
    """
    if isinstance(statement._post_values_clause, CHANGES_INSTEAD):
        raise TypeError(f"{table.name}: records are added or changed, and never either in one statement")
    if state.execution_options.get(THEIR_CALLER_SAYS):
        return None
    session, primary = state.session, [column.name for column in table.primary_key]
    rows: Sequence[Mapping[str, Any]] = _sets_of_values(state)
    if all(name in row and row[name] is not None for row in rows for name in primary):
        touched(session, table, (tuple(row[name] for name in primary) for row in rows))
        return None
    import_id = rows[0].get("import_id")
    if import_id is None:
        return _met(state, statement, table)
    above = session.connection().scalar(select(func.max(table.c.id))) or 0
    session.info.setdefault(_LATER, []).append((table, import_id, above))
    return None
