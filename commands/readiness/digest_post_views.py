"""What a channel reads in its digest: what changed, what to do about it, then the numbers. No names, ever.

One screen: at most three numbers before the first next step; a course has one line with its weakest part
beside it; parts that are zero are left out. Two digests of one channel on one morning are one message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, InteractiveElement

from commands.kit.as_json import as_json
from commands.kit.blocks import Line, aside, bold_lines, button, cut, rule, title
from commands.kit.charts import BarChart
from commands.kit.coverage_views import (
    bars,
    beside,
    chart,
    outside_words,
    percent,
    unverified_words,
)
from commands.kit.problems import TOO_FEW
from commands.kit.reading import text_of
from commands.kit.reply import Message
from commands.language.questions import ASK, question_about
from commands.readiness.depth_views import depth_line, depth_moved
from commands.readiness.digest_lines_views import (
    COURSES,
    TITLE,
    course_lines,
    moves,
    number_lines,
    step_lines,
)
from commands.readiness.digest_views import HOW, NOTHING_ASKED, SHOW, How, scope_title, short_message
from commands.readiness.number_views import Numbered, Numbers, keys_line, menu_of
from commands.readiness.plan_views import plan_changes
from commands.readiness.steps_views import steps_heading
from readiness.coverage import Counts
from storage.figures import Figures
from storage.region import Region
from words.amounts import listing, plural
from words.days import spoken

Json = dict[str, Any]

COURSES_HEADING = "By course, most to train first; its weakest part beside it"
NOT_SHOWN = "Parts and courses of too few people are left out."
MOST_BLOCKS, MOST_SIGNS, MOST_CHARTS = 50, 9_000, 2
"""What one message takes, with room to spare: Slack refuses one near 13,000 characters."""


def digest_message(
    figures: Figures, before: Figures | None, region: Region, how: How, numbers: Sequence[Numbered] = ()
) -> Message:
    """One digest, or one part of a message. `numbers` are kept, and stand with keys; a preview's are not."""
    head = f"Readiness digest: {scope_title(figures)}"
    asof = f"As of {spoken(figures.as_of)}."
    if figures.overall.is_empty:
        said = TOO_FEW if figures.left_out else NOTHING_ASKED
        return short_message(head, [f"{asof} {said}", depth_line(figures.teams)], region)
    of = Numbers(figures)
    above = [
        title(head),
        bold_lines(_changed(figures, before), [(steps_heading(figures), ""), *_steps(of)]),
        bold_lines(each.line for each in number_lines(of, before)),
    ]
    courses = [bold_lines([(COURSES_HEADING, ""), *(each.line for each in course_lines(of, before))])]
    pressed = ActionsBlock(elements=_to_press(figures, how, numbers))
    notes = aside(keys_line(numbers), " ".join(_notes(figures)), region.handling_mark)
    below = [*(courses if figures.courses else []), pressed, notes]
    native, plain_bars = chart(figures), bars(figures)
    plain_blocks = [*above, *plain_bars, *below]
    return Message([*above, native, *below] if native else plain_blocks, plain_blocks)


def _notes(figures: Figures) -> list[str]:
    left = len(figures.courses) - COURSES
    return [
        f"As of {spoken(figures.as_of)}.",
        *_outside(figures.overall),
        *([f"{plural(left, 'more course')} in Coverage."] if left > 0 else []),
        *([NOT_SHOWN] if figures.left_out else []),
    ]


@dataclass(frozen=True)
class DigestPart:
    """One digest as it is sent: made once for all channels that read the same, which share its blocks.

    `plain_blocks` and `plain_text` say the same for a workspace that does not take the richer ones.
    """

    blocks: Sequence[Json]
    text: str
    plain_blocks: Sequence[Json]
    plain_text: str

    @classmethod
    def of(cls, message: Message) -> DigestPart:
        """A digest, each of its blocks made once, whether it stands in both or not."""
        plain = message.blocks if message.plain_blocks is None else message.plain_blocks
        once = {id(block): block for block in (*message.blocks, *plain)}
        made = {key: as_json(block) for key, block in once.items()}
        blocks = [made[id(block)] for block in message.blocks]
        plain_blocks = [made[id(block)] for block in plain]
        return cls(blocks, text_of(message.blocks, blocks), plain_blocks, text_of(plain, plain_blocks))

    def asked_by(self, how: How) -> DigestPart:
        """The same for one channel: its button tells how the numbers of this very digest were counted."""
        value = how.model_dump_json(exclude_defaults=True)
        return replace(
            self,
            blocks=[_asking(each, value) for each in self.blocks],
            plain_blocks=[_asking(each, value) for each in self.plain_blocks],
        )


def _asking(block: Json, value: str) -> Json:
    """A block with what its button about the numbers carries; any other as it is."""
    if block["type"] != ActionsBlock.type or all(each["action_id"] != HOW for each in block["elements"]):
        return block
    there = [{**each, "value": value} if each["action_id"] == HOW else each for each in block["elements"]]
    return {**block, "elements": there}


def together(parts: Sequence[DigestPart]) -> list[tuple[DigestPart, int]]:
    """Several digests in as few messages as they fit into, in their order, with a line between two.

    Each message with how many of them it has; none of them is in two.
    """
    found: list[list[DigestPart]] = []
    for part in parts:
        if found and _fits([*found[-1], part]):
            found[-1].append(part)
        else:
            found.append([part])
    return [(_joined(each), len(each)) for each in found]


def _fits(parts: Sequence[DigestPart]) -> bool:
    lines_between = len(parts) - 1
    blocks = sum(len(part.blocks) for part in parts) + lines_between
    return blocks <= MOST_BLOCKS and sum(len(part.text) for part in parts) <= MOST_SIGNS


def _joined(parts: Sequence[DigestPart]) -> DigestPart:
    if len(parts) == 1:
        return parts[0]
    blocks: list[Json] = []
    plain_blocks: list[Json] = []
    texts: list[str] = []
    charts, between = 0, as_json(rule())
    for part in parts:
        charts += any(block["type"] == BarChart.type for block in part.blocks)
        rich = charts <= MOST_CHARTS
        there = part.blocks if rich else part.plain_blocks
        blocks += [between, *there] if blocks else there
        plain_blocks += [between, *part.plain_blocks] if plain_blocks else part.plain_blocks
        texts.append(part.text if rich else part.plain_text)
    return DigestPart(blocks, "\n".join(texts), plain_blocks, "\n".join(part.plain_text for part in parts))


def _to_press(figures: Figures, how: How, numbers: Sequence[Numbered]) -> list[InteractiveElement]:
    menu = menu_of(numbers, figures)
    return [
        *([menu] if menu is not None else []),
        button("How we know", HOW, how),
        button("Who is due", ASK, question_about(figures.scope)),
        button("Coverage", SHOW, How(scope=figures.scope)),
    ]


def _changed(figures: Figures, before: Figures | None) -> list[Line]:
    """What moved since the last digest, in three numbers at most; more stands with each course below."""
    if before is None:
        return [("What changed", ": this is the first digest here; the next one says what changed.")]
    said = plan_changes(figures, before)
    was, now = before.overall, figures.overall
    if (was.current, was.required) != (now.current, now.required):
        same = percent(was) == percent(now)
        share = f"Still {percent(now)}" if same else f"{percent(was)} → {percent(now)}"
        part = figures.weakest_agency or figures.weakest_discipline
        weakest = beside([part], figures.untold, "; ", "weakest: ")
        said.append(f"{share} of what is asked is current{weakest}.")
    moved = [(each.name, move) for each in figures.courses for move in moves(each, before)]
    if moved:
        name, most = min(moved, key=lambda each: (-abs(each[1].by), each[0]))
        said.append(f"{cut(name, TITLE)} moved most: {most.words}.")
    known = {each.course for each in before.courses}
    there = {each.course for each in figures.courses}.union(figures.hidden)
    new = [each.name for each in figures.courses if each.course not in {*known, *before.hidden}]
    gone = [each.name for each in before.courses if each.course not in there]
    said += [
        f"{_named(names)}: {what}."
        for names, what in ((new, "newly asked"), (gone, "no longer asked"))
        if names
    ]
    if not said and depth_moved(before.teams, figures.teams):
        said.append("How many teams deep we are moved, or what one more would need.")
    heading = f"What changed since {spoken(before.as_of)}"
    return [(heading, f": {' '.join(said) or 'Nothing moved.'}")]


def _named(names: Sequence[str]) -> str:
    return listing([cut(each, TITLE) for each in names[:2]] + (["others"] if len(names) > 2 else []))


def _outside(counts: Counts) -> list[str]:
    """Who is outside the share, and who is unverified; nothing of what there is none."""
    outside = ", ".join(outside_words(counts))
    return [
        *([f"Outside the share: {outside}."] if outside else []),
        *(f"{each}." for each in unverified_words(counts)),
    ]


def _steps(of: Numbers) -> list[Line]:
    steps = [each.line for each in step_lines(of)]
    return steps or [("", "Nobody has lapsed, and nothing falls due within 30 days.")]
