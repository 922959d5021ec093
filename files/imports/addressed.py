"""Rows that give several addresses of one person: by which of them somebody is known here.

Whoever is known by one of them is meant. Addresses of two people on one row are nobody's.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from files.cells import shown
from files.kinds import ROSTER
from files.rows import in_place, refusing
from files.table import Row, Table
from files.whom import OTHER_EMAILS
from storage.addresses import people_by_address


def by_known_addresses(session: Session, table: Table, kind: str) -> Table:
    """The table with the address by which each row's person is known; of a roster, a row for each address, so
    that somebody is known by all of them. There it takes a member id to say that they are one person's.
    """
    if OTHER_EMAILS not in table.columns:
        return table
    if kind == ROSTER.name:
        return _each_address(table)
    place, others = table.columns.index("email"), table.columns.index(OTHER_EMAILS)
    said = {row.line: [shown(row.raw[place]), *shown(row.raw[others]).split()] for row in table.rows}
    there = people_by_address(session, {email for emails in said.values() for email in emails})

    def why(row: Row) -> str | None:
        known = {there[email].id: there[email].name for email in said[row.line] if email in there}
        if len(known) < 2:
            return None
        return f"email: the addresses are of {' and '.join(sorted(known.values()))}; it must be one person"

    cells = [
        next((email for email in said[row.line] if email in there), row.raw[place]) for row in table.rows
    ]
    return refusing(in_place(table, place, cells), why)


def _each_address(table: Table) -> Table:
    place, others = table.columns.index("email"), table.columns.index(OTHER_EMAILS)
    member = table.columns.index("member_id") if "member_id" in table.columns else None
    rows: list[Row] = []
    for row in table.rows:
        rows.append(row)
        if member is not None and row.raw[member] != "" and row.problem is None:
            for email in shown(row.raw[others]).split():
                raw = (*row.raw[:place], email, *row.raw[place + 1 :])
                rows.append(replace(row, raw=raw, source=row.source or row))
    return replace(table, rows=rows)
