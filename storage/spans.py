"""Spans of numbers that follow on one another: how the rows under a seal are said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

Span = tuple[int, int]


def as_spans(ids: Iterable[int]) -> list[list[int]]:
    """Ids as spans of those that follow one another, in the order they come."""
    spans: list[list[int]] = []
    for each in ids:
        if spans and each == spans[-1][1] + 1:
            spans[-1][1] = each
        else:
            spans.append([each, each])
    return spans


def less(span: Span, others: Iterable[Sequence[int]]) -> Iterator[Span]:
    """A span less some other ones."""
    first, last = span
    for lo, hi in joined(others):
        if hi < first or lo > last:
            continue
        if first < lo:
            yield first, lo - 1
        first = hi + 1
    if first <= last:
        yield first, last


def joined(spans: Iterable[Sequence[int]]) -> list[tuple[int, int]]:
    """Spans in order, those that follow on one another as one."""
    found: list[tuple[int, int]] = []
    for first, last in sorted((each[0], each[1]) for each in spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(last, found[-1][1])
        else:
            found.append((first, last))
    return found


def as_text(spans: Iterable[Sequence[int]]) -> str:
    """Spans in words: "3, 7-9"; "none" for no span."""
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in joined(spans)) or "none"
