"""Pictures in messages: Slack's own bars, and bars of signs for a surface that takes none.

Both say in words what they show, for those who are read to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.models.blocks.basic_components import MarkdownTextObject

from commands.kit.blocks import cut

CHART_TITLE = 50
CHART_LABEL = 20
CHART_CATEGORIES = 20
WHOLE = 100


def bar_of(part: int, whole: int, width: int, hoped: int = 0) -> str:
    """A part of a whole as a bar of so many signs, rounded down; never more than all of them.

    What is `hoped` beyond the part is drawn half full.
    """
    full, half = (min(width, width * each // whole) if whole else 0 for each in (part, max(part, hoped)))
    return f"{'█' * full}{'▒' * (half - full)}{'░' * (width - half)}"


class DrawnBars(SectionBlock):
    """Bars of signs, for a surface that takes no chart; `told` says in words what they show.

    The lines are of our own words: nothing somebody typed.
    """

    def __init__(self, lines: Sequence[str], told: Sequence[str]) -> None:
        super().__init__(text=MarkdownTextObject(text="```" + "\n".join(lines) + "```"))
        self.told = list(told)


class BarChart(Block):
    """A native chart of bars, a series or several. Messages only; classic surfaces refuse it.

    `told` says in words what it shows.
    """

    type = "data_visualization"

    def __init__(
        self,
        name: str,
        labels: Sequence[str],
        series: Sequence[tuple[str, Sequence[int]]],
        unit: str,
        told: Sequence[str] = (),
    ) -> None:
        super().__init__(type=self.type)
        self.told = [cut(name, CHART_TITLE), *told]
        there = [cut(label, CHART_LABEL) for label in labels[:CHART_CATEGORIES]]
        self.title = cut(name, CHART_TITLE)
        self.chart: dict[str, Any] = {
            "type": "bar",
            "axis_config": {"categories": there, "y_label": unit},
            "series": [
                {
                    "name": cut(called, CHART_LABEL),
                    "data": [
                        {"label": label, "value": value} for label, value in zip(there, values, strict=False)
                    ],
                }
                for called, values in series
            ],
        }

    @classmethod
    def of_one(
        cls,
        name: str,
        series: str,
        bars: Sequence[tuple[str, int]],
        told: Sequence[str] = (),
        unit: str = "percent",
    ) -> Self:
        """A chart of one series, each bar with its label."""
        return cls(name, [label for label, _ in bars], [(series, [value for _, value in bars])], unit, told)

    @classmethod
    def of_percent(
        cls,
        name: str,
        series: str,
        bars: Sequence[tuple[str, int]],
        told: Sequence[str] = (),
        target: int | None = None,
    ) -> Self:
        """A chart of shares, each bar beside one of the `target`, if any, and one of all that is asked.

        Slack scales an axis to its highest bar and takes no other end: with these it always ends at 100.
        """
        beside = [] if target is None else [("Target", target)]
        if target is None or target < WHOLE:
            beside.append(("All", WHOLE))
        labels, values = [label for label, _ in bars], [value for _, value in bars]
        ends = [(called, [value] * len(bars)) for called, value in beside]
        return cls(name, labels, [(series, values), *ends], "percent", told)

    @property
    def attributes(self) -> set[str]:  # type: ignore[override]
        """What is sent."""
        return super().attributes | {"title", "chart"}
