"""What a scorecard says: five bars as claimed and as proven, and how each item was counted. Names nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.blocks import aside, bold, buttons, headed, paragraphs, title, words
from commands.kit.charts import BarChart, DrawnBars
from commands.kit.reply import Message
from readiness.scorecard import FRESH_MONTHS, MOST, Bar, Count, Scored, Step
from readiness.scorecard_items import Asked, Category, Reason
from storage.scorecards import ScoreKept
from words.amounts import listing, plural
from words.days import spoken

SHOW = "scorecard.show"
"""What a button that shows a scorecard is known by; it carries whose."""
HOW = "scorecard.how"
CHART = "scorecard.chart"
ANSWER = "scorecard.answer"
"""What a button is known by that opens the questions; it carries whose."""

DRAWN = 10
HOPED, PROVEN = "we hope", "we can prove"
MEANING = (
    "A local self-assessment. We hope: as claimed. We can prove: by the records, or by evidence of the last "
    f"{FRESH_MONTHS} months."
)
POINTS = "A share gives 4 points from 90%, 3 from 75%, 2 from 50%, 1 above 0. Shares round down."
AT_MOST_ONE = f"Without evidence of the last {FRESH_MONTHS} months an answer proves 1 point at most."
LEFT_OUT = "An item that can't be met here is left out of its category; what is missing counts 0."
WHICH_PLANS = (
    "The radio plan is the plan with radio or communications in its name; the shared plan is every other. "
    "The basic course is the one that teaches the shared plan, else ASIM-B, else what most people are asked."
)
MEANS = "(mean of its agencies)"
MOST_SILENT = 8


class CardOf(BaseModel):
    """Whose scorecard a button shows: an agency's, or (0) the region's."""

    agency: int = 0


@dataclass(frozen=True)
class Card:
    """A scorecard as it is shown: whose, its bars, those kept last, and what is beneath it."""

    name: str
    on: date
    bars: Sequence[Bar]
    kept: ScoreKept | None
    mark: str = ""
    is_own: bool = False  # an agency's
    silent: Sequence[str] = field(default_factory=tuple)  # agencies that have not answered

    @property
    def before(self) -> Mapping[str, Mapping[str, int | None]]:
        """The bars kept last, by category; empty where none were."""
        return {} if self.kept is None else self.kept.bars


def card_message(card: Card, row: Sequence[ButtonElement | None]) -> Message:
    """The five bars on one screen, drawn in signs: any door takes them."""
    return Message(_composed(card, _drawn(card.bars), row))


def card_chart(card: Card, row: Sequence[ButtonElement | None]) -> Message:
    """The same with Slack's own chart, for a message; bars of signs where it takes none."""
    plain_blocks = _composed(card, _drawn(card.bars), row)
    known = _known(card.bars)
    if not known:
        return Message(plain_blocks)
    native = BarChart(
        "What we hope and what we can prove",
        [bar.category.label for bar, _, _ in known],
        [(HOPED, [claimed for _, claimed, _ in known]), (PROVEN, [proven for _, _, proven in known])],
        "Percent of the points",  # what it shows stands in words beneath
    )
    return Message(_composed(card, [native], row), plain_blocks)


def how_message(card: Card, row: Sequence[ButtonElement | None]) -> Message:
    """How each item was counted, as of the day."""
    blocks: list[Block] = [title(f"How it was counted: {card.name}")]
    for bar in card.bars:
        if bar.items:
            blocks.append(bold(bar.category.text, f": {_both(bar)}"))
            blocks += paragraphs([item_line(each, card.is_own) for each in bar.items])
    if card.silent:
        blocks.append(words(f"Not all answered by: {listing(card.silent, MOST_SILENT)}."))
    return Message(
        [
            *blocks,
            *buttons(*row),
            aside(
                f"As of {spoken(card.on)}. ● by the records, ○ asked.",
                POINTS,
                AT_MOST_ONE,
                LEFT_OUT,
                WHICH_PLANS,
                card.mark,
            ),
        ]
    )


def item_line(scored: Scored, is_own: bool = False) -> str:
    """One item with its points and what they were counted from; `is_own`: on an agency's scorecard."""
    item = scored.item
    called = item.own if is_own and item.own else item.words
    sign = "●" if item.asked is Asked.NOBODY else "○"
    if scored.proven is None or scored.claimed is None:
        why = "" if scored.reason is None else f": {scored.reason.value}"
        return f"– {called}: not counted here{why}"
    is_mean = scored.count is not None and item.asked is Asked.AGENCY
    if item.asked is Asked.NOBODY:
        points = f"{_points(scored.proven)} of {MOST}"
    else:
        mean = f" {MEANS}" if is_mean else ""
        points = f"claimed {_points(scored.claimed)}, proven {_points(scored.proven)} of {MOST}{mean}"
    details = [*_details(scored, is_mean)]
    return f"{sign} {called}: {points}" + (f" · {' · '.join(details)}" if details else "")


def step_words(bar: Bar) -> str:
    """The next step of a category, and what it would give."""
    step = bar.step
    if step is None:
        return "Nothing more to raise: keep it so." if bar.proven is not None else ""
    reason = next((each.reason for each in bar.items if each.item is step.item), None)
    return f"Next: {_what(step, reason)}. That brings it to {bar.would_be}% proven."


def _composed(card: Card, drawn: Sequence[Block], row: Sequence[ButtonElement | None]) -> list[Block]:
    lines = [block for bar in card.bars for block in _category(card, bar)]
    since = f"Measured against {spoken(card.kept.kept_on)}. " if card.kept is not None else ""
    later = "" if card.kept is not None else "The bars are kept once a quarter; none were kept here yet."
    asof = f"As of {spoken(card.on)}. {since}{MEANING}"
    return [
        title(f"Scorecard: {card.name}"),
        words(_first(card.bars)),
        *drawn,
        *lines,
        *buttons(*row),
        aside(asof, later, card.mark),
    ]


def _first(bars: Sequence[Bar]) -> str:
    known = _known(bars)
    if not known:
        return "Nothing can be scored here yet: nothing is asked of anybody."
    weakest, _, proven = min(known, key=lambda each: each[2])
    widest, hoped, shown = max(known, key=lambda each: each[1] - each[2])
    said = f"Least proven: {weakest.category.text}, {proven}%."
    if hoped > shown:
        said += f" Most hoped for beyond that: {widest.category.text}, {hoped}% hoped, {shown}% proven."
    return said


def _category(card: Card, bar: Bar) -> list[Block]:
    if bar.proven is None:
        return [headed(f"{bar.category.text}: n/a", "Nothing of it can be met here yet.")]
    return [headed(f"{bar.category.text}: {_both(bar)}{_since(card, bar)}", step_words(bar))]


def _both(bar: Bar) -> str:
    return "n/a" if bar.proven is None else f"{HOPED} {bar.claimed}%, {PROVEN} {bar.proven}%"


def _since(card: Card, bar: Bar) -> str:
    """How the proven bar moved since the last that were kept: " (up from 25%)"."""
    was = card.before.get(bar.category.value, {}).get("proven")
    if was is None or bar.proven is None:
        return ""
    if was == bar.proven:
        return " (as before)"
    return f" ({'up' if bar.proven > was else 'down'} from {was}%)"


def _what(step: Step, reason: Reason | None) -> str:
    if step.evidence:
        return f"{step.item.words}: bring evidence of the last {FRESH_MONTHS} months for what is claimed"
    if step.item.asked is not Asked.NOBODY and step.count is not None:
        return f"{step.item.words}: {plural(step.more, 'agency has', 'agencies have')} not answered yet"
    if step.item.asked is not Asked.NOBODY and reason is Reason.NOT_ANSWERED:
        return f"{step.item.words}: answer it, with evidence"
    if step.count is not None and step.more:
        return f"{step.item.step} ({plural(step.more, *_more(step.count))})"
    return f"{step.item.step} ({reason.value})" if reason is not None else step.item.step


def _more(count: Count) -> tuple[str, str]:
    return f"more {count.one}", f"more {count.many}"


def _details(scored: Scored, is_mean: bool) -> list[str]:
    count, found = scored.count, []
    if count is not None and is_mean:
        found.append(f"{count.number:,} of {plural(count.of, count.one, count.many)} answered")
    elif count is not None:
        found.append(f"{count.number:,} of {plural(count.of, count.one, count.many)} ({count.share}%)")
    if scored.said:
        found.append(scored.said)
    if scored.reason is not None:
        found.append(scored.reason.value)
    return found


def _points(points: Fraction) -> str:
    """Points, rounded down to a tenth: "2", "1.3"."""
    tenths = int(points * 10)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else f"{tenths // 10}"


def _known(bars: Sequence[Bar]) -> list[tuple[Bar, int, int]]:
    return [(each, each.claimed, each.proven) for each in bars if each.claimed is not None is not each.proven]


def _drawn(bars: Sequence[Bar]) -> list[Block]:
    width = max(len(each.label) for each in Category)
    lines = []
    for bar in bars:
        label = bar.category.label
        if bar.claimed is None or bar.proven is None:
            lines.append(f"{label:<{width}} n/a")
            continue
        lines.append(f"{label:<{width}} hope  {_bar(bar.claimed)}")
        lines.append(f"{'':<{width}} prove {_bar(bar.proven)}")
    return [DrawnBars(lines, [])]  # what they show stands in words beneath


def _bar(percent: int) -> str:
    full = percent * DRAWN // 100
    return f"{'█' * full}{'░' * (DRAWN - full)} {percent:>3}%"
