"""What a scorecard says: five bars as claimed and as proven, and how each item was counted. Names nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.blocks import aside, button, buttons, headed, paragraphs, title, words
from commands.kit.charts import WHOLE, BarChart, DrawnBars, bar_of
from commands.kit.reply import Message
from readiness.scorecard import FRESH_MONTHS, MOST, Answer, Bar, Count, Scored, Step
from readiness.scorecard_items import Asked, Category, Item, Reason
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
KEY = "█ proven  ▒ hoped beyond"
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
MEANS = "● by the records, ○ asked: of the region the mean of what its agencies answered."
MOST_SILENT = 8
HOW_PAGE = 2
"""Categories whose items are explained on one screen."""


class CardOf(BaseModel):
    """Whose scorecard a button shows: an agency's, or (0) the region's."""

    agency: int = 0


class HowOf(CardOf):
    """Whose items are explained, from which category on."""

    start: int = 0


@dataclass(frozen=True)
class Card:
    """A scorecard as it is shown: whose, its bars, those kept last, and what is beneath it."""

    name: str
    on: date
    bars: Sequence[Bar]
    kept: ScoreKept | None
    mark: str = ""
    is_own: bool = False  # an agency's
    shows_evidence: bool = False  # to who may answer
    silent: Sequence[str] = field(default_factory=tuple)  # agencies that have not answered

    def before(self, bar: Bar) -> Mapping[str, Any]:
        """A bar as it was kept last; empty where it was not."""
        found: Mapping[str, Any] = {} if self.kept is None else self.kept.bars.get(bar.category.value, {})
        return found


def card_message(card: Card, row: Sequence[ButtonElement | None]) -> Message:
    """The five bars on one screen, drawn in signs: any door takes them."""
    return Message(_with_signs(card, row))


def card_chart(card: Card, row: Sequence[ButtonElement | None]) -> Message:
    """The same with Slack's own chart, for a message; bars of signs where it takes none."""
    plain_blocks = _with_signs(card, row)
    known = _known(card.bars)
    if not known:
        return Message(plain_blocks)
    native = BarChart(
        "What we hope and what we can prove",
        [bar.category.label for bar, _, _ in known],
        [(HOPED, [claimed for _, claimed, _ in known]), (PROVEN, [proven for _, _, proven in known])],
        "percent",
        [f"{each.category.text}: {_both(each)}{_since(card, each)}" for each in card.bars],
    )
    steps = [f"{each.category.label}: {said}" for each in card.bars if (said := step_words(each))]
    return Message(_composed(card, [native, *paragraphs(steps)], row), plain_blocks)


def how_message(card: Card, asked: HowOf, row: Sequence[ButtonElement | None]) -> Message:
    """How each item of some categories was counted, as of the day; the others stand on the next page."""
    blocks: list[Block] = [title(f"How it was counted: {card.name}")]
    start = asked.start if asked.start < len(card.bars) else 0
    following = start + HOW_PAGE
    is_last = following >= len(card.bars)
    for bar in card.bars[start:following]:
        if bar.items:
            lines = [_item_line(card, bar, each) for each in bar.items]
            blocks.append(headed(f"{bar.category.text}: {_both(bar)}", "\n".join(lines)))
    if card.silent and is_last:
        blocks.append(words(f"Not all answered by: {listing(card.silent, MOST_SILENT)}."))
    on, back = (HowOf(agency=asked.agency, start=each) for each in (following, max(0, start - HOW_PAGE)))
    more = None if is_last else button("More", f"{HOW}:more", on)
    less = button("Back", f"{HOW}:back", back) if start else None
    return Message(
        [
            *blocks,
            *buttons(more, less, *row),
            aside(
                f"As of {spoken(card.on)}. {MEANS}",
                *((POINTS, AT_MOST_ONE, LEFT_OUT, WHICH_PLANS) if is_last else (POINTS,)),
                card.mark,
            ),
        ]
    )


def item_called(item: Item, is_own: bool) -> str:
    """What an item is called, in the scorecard of the region or (`is_own`) of an agency."""
    return item.own if is_own and item.own else item.words


def step_words(bar: Bar) -> str:
    """The next step of a category, and what it would give."""
    if bar.step is None:
        return "Nothing more to raise: keep it so." if bar.proven is not None else ""
    reason = next((each.reason for each in bar.items if each.item is bar.step.item), None)
    return f"Next, to {bar.would_be}%: {_what(bar.step, reason)}."


def _item_line(card: Card, bar: Bar, scored: Scored) -> str:
    """One item with its points and what they were counted from, and what it had when bars were kept last."""
    item = scored.item
    called = item_called(item, card.is_own)
    sign = "●" if item.asked is Asked.NOBODY else "○"
    if scored.proven is None or scored.claimed is None:
        why = "" if scored.reason is None else f": {scored.reason.value}"
        return f"– {called}: not counted here{why}"
    is_mean = scored.count is not None and item.asked is Asked.AGENCY
    if item.asked is Asked.NOBODY:
        points = f"{points_words(scored.proven)} of {MOST}"
    else:
        points = f"claimed {points_words(scored.claimed)}, proven {points_words(scored.proven)} of {MOST}"
    said = details(scored, is_mean, card.shows_evidence)
    was = card.before(bar).get("items", {}).get(item.code)
    if card.kept is not None and was is not None and Fraction(was) != scored.proven:
        said.append(f"{points_words(Fraction(was))} proven on {spoken(card.kept.kept_on)}")
    return f"{sign} {called}: {points}" + (f" · {' · '.join(said)}" if said else "")


def _with_signs(card: Card, row: Sequence[ButtonElement | None]) -> list[Block]:
    lines = [
        headed(f"{each.category.text}: {_both(each)}{_since(card, each)}", _step(each)) for each in card.bars
    ]
    return _composed(card, [*_drawn(card.bars), *lines], row)


def _composed(card: Card, shown: Sequence[Block], row: Sequence[ButtonElement | None]) -> list[Block]:
    since = "No bars were kept yet: they are once a quarter."
    if card.kept is not None:
        since = f"Measured against {spoken(card.kept.kept_on)}."
    return [
        title(f"Scorecard: {card.name}"),
        words(_first(card.bars)),
        *shown,
        *buttons(*row),
        aside(" ".join([f"As of {spoken(card.on)}.", since, MEANING]), card.mark),
    ]


def _step(bar: Bar) -> str:
    return step_words(bar) or "Nothing of it can be met here yet."


def _first(bars: Sequence[Bar]) -> str:
    known = _known(bars)
    if not known:
        return "Nothing can be scored here yet: nothing is asked of anybody."
    weakest, most, proven = min(known, key=lambda each: each[2])
    widest, hoped, shown = max(known, key=lambda each: each[1] - each[2])
    said = f"Least proven: {weakest.category.text}, {proven}%"
    said += f" of {most}% hoped." if most > proven else "."
    if hoped > shown and widest is not weakest:
        said += f" Widest gap: {widest.category.text}, {shown}% proven of {hoped}% hoped."
    return said


def _both(bar: Bar) -> str:
    return "n/a" if bar.proven is None else f"{HOPED} {bar.claimed}%, {PROVEN} {bar.proven}%"


def _since(card: Card, bar: Bar) -> str:
    """How the proven bar moved since the last that were kept: " (up from 25%)"."""
    was = card.before(bar).get("proven")
    if was is None or bar.proven is None:
        return ""
    if was == bar.proven:
        return " (as before)"
    return f" ({'up' if bar.proven > was else 'down'} from {was}%)"


def _what(step: Step, reason: Reason | None) -> str:
    item = step.item
    if step.evidence:
        return f"bring evidence of the last {FRESH_MONTHS} months of what is claimed ({item.short})"
    if item.asked is not Asked.NOBODY and step.count is not None:
        return f"{plural(step.more, 'agency has', 'agencies have')} still to answer ({item.short})"
    if item.asked is not Asked.NOBODY and reason is Reason.NOT_ANSWERED:
        return f"answer the question, with evidence ({item.short})"
    if reason is Reason.NO_POSITIONS:
        return "say which positions a team needs"
    said = item.step[0].lower() + item.step[1:]
    if step.count is not None and step.more:
        return f"{said} ({plural(step.more, *_more(step.count))})"
    return f"{said} ({reason.value})" if reason is not None else said


def _more(count: Count) -> tuple[str, str]:
    return f"more {count.one}", f"more {count.many}"


def details(scored: Scored, is_mean: bool, shows_evidence: bool) -> list[str]:
    """What an item was counted from, in a few words each; `is_mean`: it is one of the answers of agencies."""
    count, found = scored.count, []
    if count is not None and is_mean:
        found.append(f"{count.number:,} of {plural(count.of, count.one, count.many)} answered")
    elif count is not None:
        found.append(f"{count.number:,} of {plural(count.of, count.one, count.many)} ({count.share}%)")
    if scored.said:
        found.append(scored.said)
    if scored.answer is not None:
        found.append(_evidence(scored.answer, shows_evidence))
    if scored.reason is not None and not (is_mean and scored.reason is Reason.NOT_ANSWERED):
        found.append(scored.reason.value)
    return found


def _evidence(answer: Answer, shows: bool) -> str:
    if answer.evidence_on is None:
        return "no evidence"
    return f"evidence of {spoken(answer.evidence_on)}" + (f": {answer.evidence}" if shows else "")


def points_words(points: Fraction) -> str:
    """Points, rounded down to a tenth: "2", "1.3"."""
    tenths = int(points * 10)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else f"{tenths // 10}"


def _known(bars: Sequence[Bar]) -> list[tuple[Bar, int, int]]:
    return [(each, each.claimed, each.proven) for each in bars if each.claimed is not None is not each.proven]


def _drawn(bars: Sequence[Bar]) -> list[Block]:
    """A line a category: what is proven, full; what is hoped beyond it, half full. Words say it beneath."""
    width = max(len(each.label) for each in Category)
    lines = [f"{each.category.label:<{width}} {_bar(each)}" for each in bars]
    return [DrawnBars([*lines, f"{'':<{width}} {KEY}"], [])]


def _bar(bar: Bar) -> str:
    if bar.claimed is None or bar.proven is None:
        return f"{'·' * DRAWN}  n/a"
    hope = f" (hope {bar.claimed}%)" if bar.claimed > bar.proven else ""
    return f"{bar_of(bar.proven, WHOLE, DRAWN, bar.claimed)} {bar.proven:>3}%{hope}"
