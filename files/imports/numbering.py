"""Rows that give somebody's e-mail beside a member id that is nobody's: one mailbox may be several people's.

Where the ids of a whole file are another numbering (a learning system's own, one id an address, and nobody's
here), they say nothing; else a row is somebody's only where its id, or its name, says so too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from files.cells import BadCell, parse_email, shown
from files.imports.lookup import number_in
from files.table import Table
from readiness.text import fold

_FEWEST_OF_A_NUMBERING = 3


class Numbering:
    """The member ids of one file, by the addresses beside them."""

    def __init__(self, table: Table, known: Collection[str]) -> None:
        """`known` are the ids that are somebody's here, as they compare."""
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        if {"email", "member_id"} <= set(table.columns):
            places = [table.columns.index(each) for each in ("email", "member_id")]
            for row in table.rows:
                email, number = (row.raw[place] for place in places)
                if (address := address_in(email)) and (said := fold(shown(number))):
                    self._ids[address].add(said)
        said_here = {each for ids in self._ids.values() for each in ids}
        is_one_each = all(len(ids) == 1 for ids in self._ids.values())
        self._is_another = (
            len(said_here) >= _FEWEST_OF_A_NUMBERING and is_one_each and said_here.isdisjoint(known)
        )

    def differs(self, email: str | None, said: str | None, theirs: str | None) -> bool:
        """Whether a row's id speaks against the one whose e-mail it bears: they have another, or the file
        has several ids beside that e-mail.
        """
        if self._is_another or not (email and said) or fold(said) == fold(theirs or ""):
            return False
        if theirs:
            return not number_in(said) or number_in(said) != number_in(theirs)
        return len(self._ids[email]) > 1


def other_number(email: str | None, said: str | None, whose: str) -> str:
    """Why a row can't be that of the person whose e-mail it bears."""
    return (
        f"member_id: {said} is nobody's here, and {email} is {whose}; mend one of them, give the name, or "
        "leave the member ids out where they count otherwise"
    )


def address_in(cell: Any) -> str | None:
    """The e-mail in a cell, as it compares; None where there is none."""
    try:
        return parse_email(cell)
    except BadCell:
        return None
