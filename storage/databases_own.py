"""What is PostgreSQL's own, and what somebody added that is taken for it.

An operator or a function that is made for just the kinds it is given goes before the database's own, in
whichever schema on the path it is. So whoever looks for such things must not ask by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, text

FIRST_ADDED = 16384
"""PostgreSQL's FirstNormalObjectId: what it was made with has smaller numbers, all that came since not."""
ANYTHING = ['"any"', "anyelement", "anynonarray", "anycompatible", "anycompatiblenonarray"]
"""The kinds of PostgreSQL's that stand for every one a column of Muster's has."""

_TABLES = text(
    "SELECT each.name, CAST(pg_catalog.to_regclass(pg_catalog.quote_ident(each.name)) AS pg_catalog.oid)"
    " AS number"
    " FROM pg_catalog.unnest(CAST(:names AS pg_catalog.text[])) AS each (name)"
)
_PATH = text("SELECT CAST(pg_catalog.current_schemas(true) AS pg_catalog.text[])")
_ADDED = text(
    """
    WITH every AS (
        SELECT 'operator' AS kind, oid, tableoid, oprname AS name, oprnamespace AS schema,
            ARRAY[oprleft, oprright] AS kinds, oprleft AS first, oprright AS second
        FROM pg_catalog.pg_operator
        UNION ALL
        SELECT 'function', oid, tableoid, proname, pronamespace, proargtypes::oid[],
            CASE WHEN pronargs = 1 AND provariadic <> 0 THEN provariadic ELSE proargtypes[0] END, 0
        FROM pg_catalog.pg_proc
    )
    SELECT theirs.kind, CASE theirs.kind
            WHEN 'operator' THEN theirs.oid::regoperator::text ELSE theirs.oid::regprocedure::text
        END
    FROM every AS theirs
    WHERE theirs.oid >= :added AND EXISTS (
        SELECT FROM every AS own
        WHERE own.kind = theirs.kind AND own.name = theirs.name
        AND own.oid < :added AND own.schema = 'pg_catalog'::regnamespace
        AND (
            NOT EXISTS (
                SELECT FROM pg_catalog.pg_depend AS d
                WHERE d.classid = theirs.tableoid AND d.objid = theirs.oid AND d.deptype = 'e'
            )
            OR theirs.schema::regnamespace::text = ANY (CAST(:path AS text[]))
            AND :added > ALL (theirs.kinds)
            AND NOT EXISTS (
                SELECT FROM (
                    VALUES (theirs.first, own.first), (theirs.second, own.second)
                ) AS side (given, taken)
                WHERE given <> taken AND given <> ALL (CAST(:anything AS regtype[])::oid[])
                AND taken <> ALL (CAST(:anything AS regtype[])::oid[])
                AND NOT EXISTS (
                    SELECT FROM pg_catalog.pg_cast AS c
                    WHERE c.castsource = given AND c.casttarget = taken AND c.castcontext = 'i'
                )
            )
        )
    )
    UNION ALL
    SELECT 'operator class', o.opcname::text
    FROM pg_catalog.pg_opclass AS o JOIN pg_catalog.pg_am AS a ON a.oid = o.opcmethod
    WHERE o.oid >= :added AND o.opcintype < :added AND o.opcdefault AND a.amname IN ('btree', 'hash')
    UNION ALL
    SELECT 'cast', c.castsource::regtype::text || ' AS ' || c.casttarget::regtype::text
    FROM pg_catalog.pg_cast AS c
    WHERE c.oid >= :added AND c.castsource < :added AND c.casttarget < :added AND c.castcontext = 'i'
    ORDER BY 1, 2
    """
)
"""An extension may add to a name what it has for kinds of its own, or for kinds the database's own never
takes (pg_trgm's `%` of texts). It may not add what goes before the database's own: what has only kinds that
columns of Muster's may have, and passes for one by both its sides, or by what a function is given first.
"""

_AT_LOGIN = text(
    "SELECT evtname::text FROM pg_catalog.pg_event_trigger"
    " WHERE evtevent = 'login' AND evtenabled <> 'D' ORDER BY 1"
)


@contextmanager
def nothing_but_its_own(connection: Connection) -> Iterator[None]:
    """Within it PostgreSQL looks for tables, operators and functions in no schema but its own.

    A table is asked for in it by its number (`numbers_of`).
    """
    with connection.begin_nested() as so:
        connection.execute(text("SET LOCAL search_path = pg_catalog, pg_temp"))
        yield
        so.rollback()


def numbers_of(connection: Connection, names: Iterable[str]) -> Mapping[str, int | None]:
    """By its name the number of the table which is asked by that; None where there is none."""
    return {row.name: row.number for row in connection.execute(_TABLES, {"names": list(names)})}


def taken_for_own(connection: Connection) -> list[tuple[str, str]]:
    """What PostgreSQL may take for its own `=` or `lower()`: of what kind, and its name."""
    asked = {"added": FIRST_ADDED, "anything": ANYTHING, "path": connection.scalar(_PATH)}
    with nothing_but_its_own(connection):
        return [(kind, name) for kind, name in connection.execute(_ADDED, asked)]


def run_at_login(connection: Connection) -> list[str]:
    """The triggers that run in each new session, and can set for it what its client had set otherwise."""
    with nothing_but_its_own(connection):
        return list(connection.scalars(_AT_LOGIN))
