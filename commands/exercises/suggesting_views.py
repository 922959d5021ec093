"""How the next exercise is suggested: what it closes, who and what it takes, and why each of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.blocks import aside, bold, button, buttons, cut, paragraphs, says, words
from commands.kit.reply import Message
from commands.language.gaps import SHOW_GAPS, GapsAsked
from commands.language.planning import PlanSaid, plan_button
from readiness.actions import ActionState
from readiness.due import Scope
from readiness.positions import PositionId, needed
from readiness.records import AgencyId
from readiness.suggesting import USUAL, Apart, Gap, NeverMet, ThinPosition, ToShow
from readiness.vocabulary import discipline_label
from storage.catalogue import Catalogue
from storage.exercising import table_with
from storage.improving import ActionStanding
from storage.scopes import scope_key
from storage.suggesting import NextExercise, PlannedExercise
from words.amounts import listing, plural
from words.days import WEEKDAYS, spoken

LINE = 240
TITLE = 80
NAMED = 3
CODES = 3
NO_GAP = "I see no gap that an exercise would close"
NOTHING_YET = "There is nothing yet by which I could suggest an exercise"
LEFT_OPEN = "No exercise would close what is open there"
NOBODY = "There is no agency yet that could play: an emergency manager brings the roster with /muster import."
WEEKS = USUAL.days // 7


@dataclass(frozen=True)
class Suggested:
    """What is suggested, for whom, as it is said."""

    found: NextExercise
    called: str
    catalogue: Catalogue
    scope: Scope
    mark: str = ""
    manages: bool = False  # whether it is told to who says which positions a team needs
    reads_all: bool = True  # whether every corrective action of the scope is theirs to read

    def agency(self, key: AgencyId) -> str:
        """An agency by its name."""
        return self.catalogue.agencies[key].name

    def position(self, key: PositionId) -> str:
        """A position by its title."""
        return self.catalogue.positions[key].title


def suggested_message(told: Suggested, plans: PlanSaid | None) -> Message:
    """The suggestion on one screen. `plans`: what *Use as plan* opens the form with; None for nobody's."""
    gaps = button("What the gaps are", SHOW_GAPS, GapsAsked(scope=scope_key(told.scope)))
    if not told.catalogue.agencies:
        return Message([words(NOBODY), *buttons(says("Readiness", "readiness", "readiness"))])
    if not told.found.suggestion.closed:
        said = [f"{told.called}: {nothing_line(told)}", *planned_lines(told)]
        return Message([*paragraphs(said), *buttons(_way_on(told), gaps)])
    row = buttons(plan_button("Use as plan", plans) if plans is not None else None, gaps)
    beneath = [*_parts(told), words(reach_line(told)), *row, aside(*_notes(told))]
    return Message([words(first_line(told)), *map(words, planned_lines(told)), *beneath])


def nothing_line(told: Suggested) -> str:
    """Why nothing is suggested: no gap, nothing to judge by, or what is open can't be closed there."""
    found = told.found
    parts = [
        _pairs_said(told),
        _positions_said(told),
        *_unfilled(told),
        f"no corrective action {'' if told.reads_all else 'you may read '}waits to be shown",
    ]
    if found.planned and not found.unclosed:
        return "What is planned already closes every gap I know."
    if found.unclosed:
        head = LEFT_OPEN
    elif not found.gaps.matrix.pairs and not found.gaps.position_pairs:
        head = NOTHING_YET
    else:
        head = NO_GAP
    return f"{head}: {listing([part for part in parts if part])}."


def planned_lines(told: Suggested) -> list[str]:
    """ "Planned already: Joint exercise, 21 Jan 2027, is to close 34 gaps: 15 pairs of …", a line each."""
    planned = told.found.planned
    lines = [f"Planned already: {planned_line(each)}" for each in planned[:NAMED]]
    if (more := len(planned) - NAMED) > 0:
        lines.append(f"And {plural(more, 'more exercise')} planned.")
    return lines


def planned_line(each: PlannedExercise) -> str:
    """What an exercise that is planned is to close."""
    closes = f"{plural(len(each.closed), 'gap')}: {_kinds(each.closed)}"
    return f"{cut(each.title, TITLE)}, {spoken(each.held_on)}, is to close {closes}."


def _pairs_said(told: Suggested) -> str:
    matrix = told.found.gaps.matrix
    if not matrix.pairs:
        return "there are no two agencies to bring together"
    if matrix.holes:
        return ""
    return f"the agencies have played together in {plural(told.found.gaps.months, 'month')}"


def _positions_said(told: Suggested) -> str:
    gaps = told.found.gaps
    if gaps.never_met:
        return ""
    if gaps.position_pairs:
        return "the positions have met"
    if not needed(told.catalogue.positions.values()):
        return "no position is needed for a team yet"
    return "there are no two positions to bring into one run"


def _unfilled(told: Suggested) -> list[str]:
    """The positions that no agency of the scope could fill, so that no exercise of theirs helps."""
    open_still = told.found.unclosed
    thin = [told.position(gap.position) for gap in open_still if isinstance(gap, ThinPosition)]
    met = [gap for gap in open_still if isinstance(gap, NeverMet)]
    return [
        *([f"no agency here can fill {listing(thin, NAMED)}"] if thin else []),
        *([f"{plural(len(met), 'pair')} of positions can't both be filled here"] if met else []),
    ]


def _way_on(told: Suggested) -> ButtonElement | None:
    """Where there is nothing to judge by: where positions are said to be needed."""
    if told.found.gaps.position_pairs or needed(told.catalogue.positions.values()) or not told.manages:
        return None
    return says("Positions", "muster positions", "set up positions")


def first_line(told: Suggested) -> str:
    """ "Tuesday 29 Dec 2026: one exercise of 6 agencies closes 34 gaps at once: 15 pairs of …"."""
    chosen = told.found.suggestion
    there = plural(len(chosen.agencies), "agency", "agencies")
    more = " more" if told.found.planned else ""
    closes = f"{len(chosen.closed):,}{more} {'gap' if len(chosen.closed) == 1 else 'gaps'}"
    return (
        f"{day_in_words(told.found.day)}: one exercise of {there} would close {closes} at once: "
        f"{_kinds(chosen.closed)}."
    )


def _kinds(gaps: Sequence[Gap]) -> str:
    """ "1 position the next team is short of, 1 pair of agencies and 2 corrective actions to show"."""
    counts = Counter(type(gap) for gap in gaps)
    named = {
        ThinPosition: ("position the next team is short of", "positions the next team is short of"),
        Apart: ("pair of agencies", "pairs of agencies"),
        NeverMet: ("pair of positions", "pairs of positions"),
        ToShow: ("corrective action to show", "corrective actions to show"),
    }
    return listing([plural(counts[kind], *said) for kind, said in named.items() if counts[kind]])


def reach_line(told: Suggested) -> str:
    """How far it would reach, and who of law, fire, EMS and dispatch would not be there."""
    table = table_with(told.catalogue, told.found.suggestion.agencies)
    if not table.missing:
        return f"It would be {table.reach}."
    missing = listing([discipline_label(each) for each in table.missing])
    return f"It would be {table.reach}; {missing} would not be there: think of inviting them too."


def day_in_words(day: date) -> str:
    """ "Tuesday 29 Dec 2026"."""
    return f"{WEEKDAYS[day.weekday()].capitalize()} {spoken(day)}"


def reasons(told: Suggested) -> Iterator[tuple[str, str, str]]:
    """Each part of the suggestion with why: what it is (agency, position, task), its name, the reason."""
    for agency in told.found.suggestion.agencies:
        yield "agency", told.agency(agency), _of_agency(told, agency)
    for position in told.found.suggestion.positions:
        yield "position", told.position(position), _of_position(told, position)
    for key, task in told.found.tasks.items():
        yield "task", task, _of_task(told, key)


def _parts(told: Suggested) -> Iterator[Block]:
    heads = {"agency": "Agencies", "position": "Positions", "task": "Tasks to try again"}
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for part, name, why in reasons(told):
        lines[part].append(cut(f"{name}: {why}", LINE))
    for part, head in heads.items():
        if lines[part]:
            yield bold(head, "\n" + "\n".join(lines[part]))


def _of_agency(told: Suggested, agency: AgencyId) -> str:
    found = told.found
    apart = [gap for gap in found.of_kind(Apart) if agency in (gap.agency, gap.other)]
    others = [gap.other if gap.agency == agency else gap.agency for gap in apart]
    there = [told.catalogue.positions[key] for key in found.suggestion.positions]
    disciplines = told.catalogue.agencies[agency].disciplines
    fills = [each.title for each in there if each.disciplines and each.is_filled_by(disciplines)]
    owes = sum(gap.owner == agency for gap in found.of_kind(ToShow))
    said = (_not_with(told, others), _fills(fills), _shows(owes))
    return "; ".join(part for part in said if part) or _brings(told, agency) or "fills what anybody can"


def _not_with(told: Suggested, others: Sequence[AgencyId]) -> str:
    if not others:
        return ""
    if len(others) == len(told.found.suggestion.agencies) - 1 and len(others) > 1:
        return "has not played with any of the others"
    return f"has not played with {listing([told.agency(each) for each in others], NAMED)}"


def _fills(titles: Sequence[str]) -> str:
    return f"fills {listing(list(titles), NAMED)}" if titles else ""


def _shows(owes: int) -> str:
    return f"has {plural(owes, 'corrective action')} to show" if owes else ""


def _brings(told: Suggested, agency: AgencyId) -> str:
    """Which of law, fire, EMS and dispatch would be missing without them."""
    others = [each for each in told.found.suggestion.agencies if each != agency]
    alone = [
        discipline_label(each)
        for each in table_with(told.catalogue, others).missing
        if each in told.catalogue.agencies[agency].disciplines
    ]
    return f"alone brings {listing(alone)} to the table" if alone and others else ""


def _of_position(told: Suggested, position: PositionId) -> str:
    closed, teams = told.found.suggestion.closed, told.found.teams
    parts = []
    if ThinPosition(position) in closed and teams is not None:
        count = "" if teams.people is None else f" ({teams.people:,} of {teams.wanted:,})"
        beside = "" if len(teams.short_of) == 1 else " with others"
        parts.append(f"the next team is short of it{beside}{count}")
    met = [
        gap.other if gap.position == position else gap.position
        for gap in told.found.of_kind(NeverMet)
        if position in (gap.position, gap.other)
    ]
    if met:
        parts.append(f"never in one run with {listing([told.position(each) for each in met], NAMED)}")
    return "; ".join(parts)


def _of_task(told: Suggested, task: str) -> str:
    closed = {gap.action for gap in told.found.of_kind(ToShow)}
    there = [
        each for key, each in told.found.actions.items() if key in closed and each.action.task_key == task
    ]
    said = listing([_state(each) for each in there[:CODES]])
    return f"{said}, and {len(there) - CODES:,} more" if len(there) > CODES else said


def _state(each: ActionStanding) -> str:
    if each.state is ActionState.CAME_BACK and each.decided_by is not None:
        return f"{each.action.code} came back on {spoken(each.decided_by.held_on)}"
    done = "" if each.action.done_on is None else f" since {spoken(each.action.done_on)}"
    return f"{each.action.code} is done{done} and not shown yet"


def day_reason(told: Suggested) -> str:
    """Why that day."""
    found = told.found
    usual = f"the first weekday from {WEEKS} weeks ahead on which no other exercise is planned"
    if found.lapses_on is None:
        return usual
    lapses = spoken(found.lapses_on)
    if found.day > found.lapses_on:
        return f"{usual}; somebody stops being current in a position before that, after {lapses}"
    if (found.day - told.found.gaps.on) < USUAL:
        return (
            f"the last free weekday up to {lapses}, the last day on which somebody is current in a position"
        )
    return f"{usual}; until {lapses} nobody stops being current in a position"


def _notes(told: Suggested) -> list[str]:
    why = day_reason(told)
    return [
        f"{told.called}, {spoken(told.found.gaps.on)}. The day: {why}; I don't know about holidays.",
        "At most six agencies and five tasks; the form takes more (local policy).",
        told.mark,
    ]
