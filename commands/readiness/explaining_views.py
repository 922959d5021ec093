"""How a kept number is explained: what it says, its rule, what the records of then give, and what since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block, ContextBlock

from commands.kit.blocks import aside, bold, paragraphs, shown_of, title, words
from commands.language.reach import begun
from commands.readiness.recounting import Reached
from readiness.due import ScopeKind
from readiness.vocabulary import discipline_name
from storage.catalogue import Catalogue
from storage.number_rows import NumberRow
from storage.region import Region
from storage.scopes import scope_in, scope_named, scope_of
from storage.shown_numbers import ShownNumber
from words.amounts import listing, plural
from words.days import spoken

ROWS = 8
"""Rows of one page; Download gives all of them."""
REASONS = 8

NO_HISTORY = (
    "Nothing recorded since explains that: what is asked (courses, rules, requirements, plans, agencies’ "
    "disciplines) was changed since, and I count by what is asked now; or a record was changed in a way that "
    "keeps no history."
)
COUNTS_ONLY = (
    "What it was counted of, and how that day is counted now, is for those who can see the names there: "
    "their lead, of several agencies the lead of all of them; an emergency manager."
)


def explained_blocks(made: Reached, catalogue: Catalogue, region: Region, names: bool) -> list[Block]:
    """The number with its question, what the records of then give, and what changed since."""
    first, *beside = _parts(made, made.number.result)
    question = asked(made, catalogue, region)
    return [
        title(f"Key {made.number.key}: {first}"),
        words(f"{' · '.join(beside)}. {question}" if beside else question),
        words(" ".join(_since(made, names))),
    ]


def rule_note(made: Reached, catalogue: Catalogue) -> ContextBlock:
    """By which rule it is counted, and where that stands, in small."""
    explains = made.explains
    lines = [] if explains is None else explains.rule(catalogue, made.number)
    return aside(f"How it is counted. {' '.join(lines)}" if lines else "Counted by a rule I no longer know.")


def asked(made: Reached, catalogue: Catalogue, region: Region) -> str:
    """The question, as of which day, and when it was counted: "Coverage of ASIM Basic: Cedar Fire. As of"."""
    number = made.number
    local = number.counted_at.astimezone(region.zone)
    what = number.measure if made.explains is None else made.explains.asks(catalogue, number.question)
    said = f"{begun(what)}: {scope_words(number, catalogue)}. As of {spoken(number.as_of)}, "
    said += f"counted on {spoken(local.date())} at {local:%H:%M} ({region.timezone})."
    if number.fewest > 1:
        said += f" Parts of fewer than {number.fewest:,} people are in no total."
    return said


def said_of(made: Reached, result: Mapping[str, Any]) -> str:
    """A result in words; as it was kept where nothing explains its measure any more."""
    return " · ".join(_parts(made, result))


def _parts(made: Reached, result: Mapping[str, Any]) -> list[str]:
    """The number, then what stands beside it."""
    if made.explains is not None:
        said = made.explains.says(result, made.number.question)
        return [said, *made.explains.beside(result)]
    return [", ".join(f"{name} {value}" for name, value in result.items())]


def scope_words(number: ShownNumber, catalogue: Catalogue) -> str:
    """Of whom it was counted."""
    scope = scope_of(number.scope, catalogue)
    if scope is None:
        gone = scope_in(number.scope)
        was = gone is not None and gone.kind in (ScopeKind.AGENCY, ScopeKind.UNIT)
        return "an agency that is no longer there" if was else "a part that is no longer there"
    if scope.kind is ScopeKind.DISCIPLINE:
        return discipline_name(str(scope.key))
    return scope_named(catalogue, scope)


def _since(made: Reached, names: bool) -> Iterator[str]:
    if made.gone:
        yield f"{made.gone} What it said is kept, and I can't count it again."
        return
    if made.then is not None:
        yield from _then(made)
    elif made.since is not None:
        day, now = spoken(made.number.as_of), said_of(made, dict(made.since.result))
        yield f"By what is known now, {day} is {'' if made.has_changed else 'still '}{now}."
    elif not names and made.explains is not None and made.explains.recount is not None:
        yield COUNTS_ONLY
    elif made.explains is None or made.explains.recount is None:
        yield "I keep what it said, and can't count it again."
    if made.today is not None:
        yield f"Today the same question gives {_today_said(made, names)}."


def _then(made: Reached) -> Iterator[str]:
    number, then, since = made.number, made.then, made.since
    assert then is not None
    assert since is not None
    kinds = [many(count, what) for what, count in made.later.items() if count]
    later = listing(kinds) if kinds else ""
    if made.is_as_kept:
        yield "Counted again by the records as they were known then: the same."
    else:
        yield (
            f"Counted again by the records as they were known then: {said_of(made, then.result)}, "
            f"which is not what was said. {NO_HISTORY}"
        )
    now = said_of(made, since.result)
    day = spoken(number.as_of)
    if later:
        yield f"Recorded since, of what may affect that day: {later}."
    if made.has_changed:
        yield f"Then {said_of(made, number.result)}; by what is known now, {day} is {now}."
    elif later:
        yield f"By what is known now, {day} is still {now}."
    else:
        yield f"Nothing that affects {day} was recorded since."


def _today_said(made: Reached, names: bool) -> str:
    assert made.today is not None
    if names:
        return said_of(made, dict(made.today.result))
    counted = [value for value in made.today.result.values() if value]
    if not counted and made.number.fewest > 1 and made.explains is not None and made.explains.of_people:
        return "nothing that can be counted without naming somebody"
    return said_of(made, made.today.result)


def many(count: int, what: str) -> str:
    """ "2 completions recorded": what is counted begins with its noun."""
    noun, _, rest = what.partition(" ")
    return f"{plural(count, noun)} {rest}".strip()


def rows_blocks(rows: Sequence[NumberRow], start: int) -> list[Block]:
    """How many are in it and why the others are not, then a page of the rows themselves."""
    counted = sum(row.counts for row in rows)
    reasons = Counter((row.why, row.left_out) for row in rows if not row.counts)
    said = f"Counted: {plural(counted, 'row')}."
    if reasons:
        said += (
            f" Left out: {listing([_left_out(*each, many) for each, many in reasons.most_common(REASONS)])}."
        )
    shown = rows[start : start + ROWS]
    where = len({row.where for row in rows}) > 1
    about = len({row.about for row in rows}) > 1
    return [bold(said), *paragraphs([row_line(row, where, about) for row in shown])]


def rows_note(rows: Sequence[NumberRow], start: int) -> str:
    """Which rows of how many are shown, and to whom."""
    return f"{shown_of(start, len(rows[start : start + ROWS]), len(rows), 'Rows')} Only you see them.".strip()


def _left_out(why: str, what: str, number: int) -> str:
    return f"{plural(number, what) if what else f'{number:,}'} {why}"


def row_line(row: NumberRow, where: bool = True, about: bool = True) -> str:
    """One row: "Ada Abbott (Cedar Fire): ASIM Basic, current until 3 Mar 2027"; less what all have alike."""
    at = f" ({row.where})" if where and row.where else ""
    left_out = f"left out: {row.reason}" if row.why else ""
    parts = [each for each in (row.about if about else "", row.said, left_out) if each]
    return f"{row.what}{at}" + (f": {', '.join(parts)}" if parts else "")
