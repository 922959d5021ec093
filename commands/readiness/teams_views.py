"""How teams are said and drawn: how many deep, what the next one is short of, a bar for each position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.blocks import aside, button, buttons, cut, paragraphs, says, styled, words
from commands.kit.charts import CHART_LABEL, BarChart, bar_of
from commands.kit.coverage_views import BAR
from commands.kit.reply import Message
from commands.kit.tables import DrawnLines
from commands.language.planning import PlanSaid, plan_button
from commands.readiness.depth_views import TeamsAsked, next_fails
from commands.readiness.digest_views import LEFT_OUT
from readiness.positions import LAPSING_DAYS
from readiness.vocabulary import ExerciseType
from storage.team_figures import PositionFigures, TeamFigures
from words.amounts import listing, plural
from words.days import spoken

SHARE_TEAMS = "teams.share"

LONGEST_TITLE = 100
NAMED = 5
"""People named who lapse first; the others are counted."""
ON_OWN_WORD = "On own word: played by the person's own account, not verified yet; it counts."
NOTHING_NEEDED = (
    "No position is needed for a team yet: an emergency manager says which with /muster positions."
)


def fixing(found: TeamFigures, agencies: Sequence[int]) -> PlanSaid:
    """The exercise in which what is short is played: a drill of one position, several together."""
    short = found.short_titles
    kind = ExerciseType.DRILL if len(short) == 1 else ExerciseType.FUNCTIONAL
    return PlanSaid(title=cut(f"{listing(short)} exercise", LONGEST_TITLE), type=kind, invited=list(agencies))


@dataclass(frozen=True)
class Deep:
    """How deep a scope is on a day, as it is said: what it is called, and whether that day is today."""

    called: str
    found: TeamFigures
    on: date
    today: date

    @property
    def line(self) -> str:
        """The answer in one sentence."""
        if self.on == self.today:
            return self._sentence("is", "tonight", "fails")
        if self.on < self.today:
            return self._sentence("was", f"on {spoken(self.on)}", "failed")
        return self._sentence("is", f"on {spoken(self.on)}, if nothing changes", "fails")

    def _sentence(self, verb: str, when: str, fails: str) -> str:
        teams = self.found.teams or 0
        return f"{self.called} {verb} {plural(teams, 'team')} deep {when}; {next_fails(self.found, fails)}."


def teams_message(
    deep: Deep,
    lapsing: Sequence[str] | None,
    more_lapsing: bool,
    asked: TeamsAsked,
    plans: PlanSaid | None,
    shares: bool,
    mark: str,
) -> Message:
    """The answer on one screen.

    `lapsing` are lines with names, None where none are for the reader. `plans` is what they may plan, None
    for nothing. `shares`: there is a channel to share the counts with.
    """
    last = _notes(deep, mark)
    row = buttons(*_ways(deep, asked, plans, shares))
    return Message(
        [
            words(deep.line),
            *_bars(deep.found),
            *paragraphs(list(_beneath(deep.found))),
            *_lapsing(lapsing, more_lapsing),
            *row,
            aside(*last),
        ]
    )


def shared_message(deep: Deep, by: str, mark: str) -> Message:
    """The same for a channel, with a chart where it takes one."""
    above: list[Block] = [words(deep.line)]
    below = [*paragraphs(list(_beneath(deep.found))), aside(f"Shared by {by}.", *_notes(deep, mark))]
    plain_blocks = [*above, *_bars(deep.found), *below]
    native = chart(deep.found)
    return Message([*above, native, *below] if native else plain_blocks, plain_blocks)


def nothing_needed(manages: bool) -> Message:
    """Where no position is needed for a team yet."""
    way = says("Positions", "muster positions") if manages else says("Readiness", "readiness", "readiness")
    return Message([words(NOTHING_NEEDED), *buttons(way)])


def chart(found: TeamFigures) -> BarChart | None:
    """People current in each needed position, beside how many of it the next team would take."""
    there = [each for each in found.needed if each.bench is not None]
    if not there or found.teams is None:
        return None
    more = found.teams + 1
    return BarChart(
        "People current, by position",
        [each.title for each in there],
        [
            ("Current", [each.bench.current for each in there if each.bench is not None]),
            (f"For {plural(more, 'team')}", [each.needed * more for each in there]),
        ],
        "people",
        told=[*_told(found)],
    )


def _bars(found: TeamFigures) -> list[Block]:
    return [styled(f"*People current / needed for {plural((found.teams or 0) + 1, 'team')}*"), drawn(found)]


def drawn(found: TeamFigures) -> DrawnLines:
    """The same as bars of signs: a full bar has people enough for one team more."""
    width = max(len(_label(each)) for each in found.needed)
    more = (found.teams or 0) + 1
    lines = [f"{_label(each):<{width}}  {_bar(each, more)}" for each in found.needed]
    return DrawnLines(lines, list(_told(found)))


def _label(each: PositionFigures) -> str:
    return cut(each.title, CHART_LABEL)


def _bar(each: PositionFigures, more: int) -> str:
    if each.bench is None:
        return f"{'·' * BAR}  too few to count"
    wanted = each.needed * more
    return f"{bar_of(each.bench.current, wanted, BAR)} {each.bench.current:,} / {wanted:,}"


def _told(found: TeamFigures) -> Iterator[str]:
    """What the bars show, in words."""
    more = (found.teams or 0) + 1
    for each in found.needed:
        current = "too few people to count" if each.bench is None else f"{each.bench.current:,} current"
        yield f"{each.title}: {current}, {each.needed * more:,} wanted for {plural(more, 'team')}"


def _beneath(found: TeamFigures) -> Iterator[str]:
    """What else there is to say of the bench, a line a matter; parts that are nobody are left out."""
    yield from _counted(f"Lapse within {LAPSING_DAYS} days", found, "lapsing")
    yield from _counted("Walked only", found, "walked")
    yield from _counted("On own word", found, "on_own_word")
    beside = [each for each in found.positions if not each.needed and each.bench and each.bench.current]
    if beside:
        said = ", ".join(f"{each.title} {each.bench.current:,}" for each in beside if each.bench)
        yield f"Recorded, not needed for a team: {said}"


def _counted(what: str, found: TeamFigures, column: str) -> Iterator[str]:
    counts = [(each.title, getattr(each.bench, column)) for each in found.needed if each.bench is not None]
    said = ", ".join(f"{name} {count:,}" for name, count in counts if count)
    if said:
        yield f"{what}: {said}"


def _lapsing(lines: Sequence[str] | None, more: bool) -> list[Block]:
    if not lines:
        return []
    rest = ["Those who lapse later are counted above."] if more else []
    return [styled("*The first to lapse*"), *paragraphs([*lines, *rest])]


def _notes(deep: Deep, mark: str) -> list[str]:
    notes = [
        f"{deep.called}, {'tonight, ' if deep.on == deep.today else ''}{spoken(deep.on)}. Current: played "
        "lately enough, in an operations-based exercise, a simulation or an incident. One seat a person."
    ]
    if any(each.bench is not None and each.bench.on_own_word for each in deep.found.needed):
        notes.append(ON_OWN_WORD)
    if deep.found.leaves_out:
        notes.append(LEFT_OUT)
    return [*notes, mark]


def _ways(
    deep: Deep, asked: TeamsAsked, plans: PlanSaid | None, shares: bool
) -> Iterator[ButtonElement | None]:
    if plans is not None and deep.on >= deep.today:
        yield plan_button("Plan the exercise that fixes it", plans)
    if shares and deep.on == deep.today:
        yield button("Share", SHARE_TEAMS, asked)
    if plans is None:
        yield says("Exercises", "exercise", "exercises")
