"""What `/readiness` shows: how a scope stands on one screen, the weakest first, and what to do next.

Counts only, as the figures have them. What is longer than a few lines stands on pages of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.blocks import Line, aside, bold_lines, button, buttons, says, shown_of, title
from commands.kit.coverage_views import (
    bars,
    chart,
    outside_words,
    share_line,
    share_of,
    unverified_words,
    weakest_of,
)
from commands.kit.reply import Message
from commands.language.gaps import SHOW_GAPS, GapsAsked
from commands.language.pacing import SHOW_PROJECTION, PaceAsked
from commands.language.questions import ASK, question_about
from commands.readiness.depth_views import SHOW_TEAMS, TeamsAsked
from commands.readiness.digest_lines_views import lines_beneath, lines_of_courses
from commands.readiness.digest_views import (
    HOW,
    NOTHING_ASKED,
    REQUIREMENT,
    How,
    hidden_words,
    scope_title,
    short_message,
)
from commands.readiness.plan_views import plan_lines
from commands.readiness.steps_views import next_steps, step_line, steps_heading
from commands.readiness.summary_views import summary_button
from readiness.coverage import weakness
from readiness.due import EVERYONE
from storage.figures import Figures
from storage.region import Region
from storage.scopes import is_unit, scope_in
from storage.weakest import Part
from words.days import spoken

PARTS = "readiness.parts"
"""What a button that shows a page of a scope's parts is known by; it carries which, and from where on."""
CHART = "readiness.chart"
"""What a button that shows a scope's disciplines as a chart is known by; it carries the scope."""
ROWS, COURSES, PLANS = 3, 2, 1
"""Agencies or units, courses and plans of the overview: it is one screen, and all of them stand on pages."""
PAGE = 15
NOT_SHOWN = "Parts of too few people are not shown; what is asked of too few is in no total."


class PartKind(StrEnum):
    """What a page lists."""

    AGENCIES = "agencies"
    UNITS = "units"
    COURSES = "courses"


class PartsAsked(BaseModel):
    """Which parts of a scope, from which on."""

    scope: str = "everyone"
    part: PartKind = PartKind.AGENCIES
    start: int = 0


HEADINGS = {
    PartKind.AGENCIES: "By agency, weakest first",
    PartKind.UNITS: "By unit, weakest first",
    PartKind.COURSES: "By course, most to train first, beside each its weakest agency",
}


def overview(figures: Figures, region: Region, how: How, digests: bool, summary: bool = False) -> Message:
    """How a scope stands on one screen, weakest first. `digests`: the reader may subscribe to them;
    `summary`: they may have one for a council.
    """
    head = f"Readiness: {scope_title(figures)}"
    if figures.overall.is_empty:
        asof = f"As of {spoken(figures.as_of)}. {NOTHING_ASKED}"
        return short_message(head, [asof, *("".join(line) for line in lines_beneath(figures))], region)
    above: list[Block] = [title(head), bold_lines(_numbers(figures))]
    below: list[Block] = [bold_lines([*_listed(figures), *_steps(figures)])]
    below += [*_ways(figures, how, digests, summary), _notes(figures, region)]
    return Message([*above, *bars(figures), *below])


def chart_message(figures: Figures, region: Region) -> Message:
    """The shares by discipline as Slack's own chart, which is as high as the rest of the overview."""
    native = chart(figures)
    if native is None:
        return short_message(f"Readiness: {scope_title(figures)}", [NOTHING_ASKED], region)
    above: list[Block] = [title(f"Readiness: {scope_title(figures)}"), bold_lines(_numbers(figures)[:2])]
    notes = _notes(figures, region)
    return Message([*above, native, notes], [*above, *bars(figures), notes])


def parts_message(figures: Figures, region: Region, asked: PartsAsked) -> Message:
    """A page of a scope's parts, or of its courses."""
    rows = _lines_of(figures, asked.part)
    start = asked.start if asked.start < len(rows) else 0
    shown = rows[start : start + PAGE]
    blocks: list[Block] = [title(f"Readiness: {scope_title(figures)}")]
    blocks.append(bold_lines([(HEADINGS[asked.part], ""), *shown]))
    last = start + len(shown)
    on = asked.model_copy(update={"start": last})
    back = asked.model_copy(update={"start": max(0, start - PAGE)})
    blocks += buttons(
        button("More", f"{PARTS}:more", on) if last < len(rows) else None,
        button("Back", f"{PARTS}:back", back) if start else None,
    )
    blocks.append(aside(shown_of(start, len(shown), len(rows)), _counted(figures), region.handling_mark))
    return Message(blocks)


def _numbers(figures: Figures) -> list[Line]:
    """The answer, its weakest parts beside it, then what else tells how ready they are."""
    counts, weakest = figures.overall, weakest_of(figures)
    beside = "".join(f" · {each}" for each in (*outside_words(counts), *unverified_words(counts)))
    lines = [(share_line(counts, "requirements"), beside), *([("", weakest)] if weakest else [])]
    return [*lines, *lines_beneath(figures)]


def _listed(figures: Figures) -> Iterator[Line]:
    """The weakest agencies and units in a line, where there are several; courses a line each."""
    for part in (PartKind.AGENCIES, PartKind.UNITS):
        rows = _shares(figures, part)
        if len(rows) > 1:
            left = f", and {len(rows) - ROWS:,} more" if len(rows) > ROWS else ""
            said = ", ".join(f"{name} {share}" for name, share in rows[:ROWS])
            yield HEADINGS[part], f": {said}{left}"
    if figures.courses:
        yield HEADINGS[PartKind.COURSES], ""
        yield from lines_of_courses(figures.courses[:COURSES], is_short=True)


def _lines_of(figures: Figures, part: PartKind) -> list[Line]:
    if part is PartKind.COURSES:
        return lines_of_courses(figures.courses)
    return [(name, f": {share}") for name, share in _shares(figures, part)]


def _shares(figures: Figures, part: PartKind) -> list[tuple[str, str]]:
    """Agencies or units by name, each with its share, the weakest first."""
    there = figures.agencies if part is PartKind.AGENCIES else figures.units
    return [(each.name, share_of(each.counts)) for each in _weakest_first(there)]


def _steps(figures: Figures) -> list[Line]:
    steps = [step_line(number, step) for number, step in enumerate(next_steps(figures), 1)]
    return [(steps_heading(figures), ""), *steps] if steps else []


def _ways(figures: Figures, how: How, digests: bool, summary: bool) -> Iterator[Block]:
    """The ways on: what tells more of this scope, and its parts where not all of them are shown."""
    scope = figures.scope
    row: list[ButtonElement | None] = [
        button("How we know", HOW, how),
        button("Who is due", ASK, question_about(scope)),
        button("Gaps", f"{SHOW_GAPS}:overview", GapsAsked(scope=scope)) if _is_of_agencies(figures) else None,
        button("Teams", SHOW_TEAMS, TeamsAsked(scope=scope)) if figures.teams is not None else None,
        button("Projection", f"{SHOW_PROJECTION}:overview", PaceAsked(scope=scope)),
        says("Scorecard", "readiness scorecard", "scorecard") if scope == "everyone" else None,
    ]
    there = {
        PartKind.AGENCIES: len(figures.agencies),
        PartKind.UNITS: len(figures.units),
        PartKind.COURSES: len(figures.courses),
    }
    for part in PartKind:
        if there[part] > (COURSES if part is PartKind.COURSES else ROWS):
            asked = PartsAsked(scope=scope, part=part)
            row.append(button(part.capitalize(), f"{PARTS}:{part}", asked))
    row.append(button("As a chart", f"{CHART}:overview", how) if len(figures.disciplines) > 1 else None)
    row.append(says("Digest here", "readiness digest") if digests else None)
    row.append(summary_button(scope) if summary else None)
    yield from buttons(*row)


def _is_of_agencies(figures: Figures) -> bool:
    return not is_unit(scope_in(figures.scope) or EVERYONE)


def _notes(figures: Figures, region: Region) -> Block:
    return aside(". ".join([*plan_lines(figures, PLANS, PLANS), _counted(figures)]), region.handling_mark)


def _counted(figures: Figures) -> str:
    """As of when, what is counted, and what is left out."""
    notes = [f"As of {spoken(figures.as_of)}.", REQUIREMENT]
    if figures.left_out:
        notes.append(NOT_SHOWN)
    return " ".join([*notes, *hidden_words(figures)])


def _weakest_first(parts: Sequence[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: weakness(part.counts, part.name))
