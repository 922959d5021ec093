"""Seals and the rows under them as they are stored, each held against the shape in which Muster writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection

from storage.as_stored import Stored, stored
from storage.base import GREATEST_ID, table_of
from storage.record_digests import DigestRow
from storage.sealed_rows import DOUBTED
from storage.sealing import ROWS_A_SEAL, STREAMS, SealRow
from storage.spans import Span

MOST_UNDER_A_SEAL = 100 * ROWS_A_SEAL
"""Of more rows than these no seal is: whoever says so wants the look at them never to end."""


@dataclass(frozen=True, slots=True)
class SealAsStored:
    """A seal: its columns, which of them are `wrong`, and by stream which rows it covers.

    One that says so in another shape, or of more or fewer rows than it counts, covers none here.
    """

    values: Mapping[str, Any]
    wrong: Sequence[str]
    spans: Mapping[str, Sequence[Span]]

    @property
    def rows(self) -> int:
        """How many rows it covers."""
        return sum(last - first + 1 for spans in self.spans.values() for first, last in spans)


def seals(connection: Connection) -> Iterator[SealAsStored]:
    """Every seal, in order."""
    for each in stored(connection, table_of(SealRow)):
        yield _of_its_shape(each)


def rows(connection: Connection, stream: str, where: ColumnElement[bool]) -> Iterator[Stored]:
    """Rows of a stream, in order."""
    for row in stored(connection, table_of(STREAMS[stream]), where=where):
        wrong = row.wrong or _not_of_its_shape(stream, row.values)
        yield replace(row, wrong=wrong) if wrong else row


def _not_of_its_shape(stream: str, row: Mapping[str, Any]) -> Sequence[str]:
    if stream != DigestRow.__tablename__:
        return () if isinstance(row["detail"], dict) else ("detail",)
    digests = row["digests"]
    if not isinstance(digests, dict) or not all(type(each) is str for each in digests.values()):
        return ("digests",)
    return () if _can_be_said(digests) else ("digests",)


def _can_be_said(digests: Mapping[str, str]) -> bool:
    """JSON can spell half of a character, which is no text."""
    if all(map(str.isascii, chain(digests, digests.values()))):
        return True
    try:
        "".join(chain(digests, digests.values())).encode()
    except UnicodeEncodeError:
        return False
    return True


def _of_its_shape(seal: Stored) -> SealAsStored:
    wrong = list(seal.wrong)
    values = dict(seal.values)
    covers, lacks = values["covers"], values["lacks"]
    if "lacks" not in wrong and not _are_lacks(lacks):
        wrong.append("lacks")
    if "covers" in wrong or not _are_covers(covers):
        wrong += [] if "covers" in wrong else ["covers"]
        return SealAsStored({**values, "covers": {}}, wrong, {})
    found = SealAsStored(values, wrong, {name: _spans(covers.get(name, ())) for name in STREAMS})
    if found.rows == values["count"] and found.rows <= MOST_UNDER_A_SEAL:
        return found
    return SealAsStored(values, [*wrong, "count"], {})


def _spans(said: Sequence[Sequence[int]]) -> list[Span]:
    return [(first, last) for first, last in said]


def _are_covers(said: Any) -> bool:
    if not isinstance(said, dict):
        return False
    doubted = said.get(DOUBTED, {})
    return isinstance(doubted, dict) and all(
        _are_spans(of.get(name, [])) for of in (said, doubted) for name in STREAMS
    )


def _are_lacks(said: Any) -> bool:
    return isinstance(said, dict) and all(
        isinstance(each, dict)
        and _is_id(each.get("greatest", 0), 0)
        and isinstance(each.get("missing", []), list)
        and all(
            isinstance(span, list) and len(span) == 3 and _is_span(span[:2]) and isinstance(span[2], str)
            for span in each.get("missing", [])
        )
        for each in said.values()
    )


def _are_spans(said: Any) -> bool:
    return isinstance(said, list) and all(map(_is_span, said))


def _is_span(said: Any) -> bool:
    return (
        isinstance(said, list)
        and len(said) == 2
        and all(_is_id(each) for each in said)
        and bool(said[0] <= said[1])
    )


def _is_id(said: Any, least: int = 1) -> bool:
    return type(said) is int and least <= said <= GREATEST_ID
