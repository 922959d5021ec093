"""How the next exercise is suggested: what it closes, who and what it takes, and why each of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import Block

from commands.kit.blocks import aside, bold, button, buttons, cut, says, words
from commands.kit.reply import Message
from commands.language.gaps import SHOW_GAPS, GapsAsked
from commands.language.planning import PlanSaid, plan_button
from readiness.actions import ActionState
from readiness.due import Scope
from readiness.positions import PositionId
from readiness.records import AgencyId
from readiness.suggesting import USUAL, Apart, NeverMet, ThinPosition, ToShow
from readiness.vocabulary import discipline_label
from storage.catalogue import Catalogue
from storage.exercising import table_with
from storage.figures import scope_key
from storage.improving import ActionStanding
from storage.suggesting import NextExercise
from words.amounts import listing, plural
from words.days import WEEKDAYS, spoken

LINE = 240
NAMED = 3
CODES = 3
NOTHING = (
    "I know no gap that an exercise would close: the agencies have played together, the positions have met, "
    "and no corrective action waits to be shown."
)
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
        return Message([words(f"{told.called}: {NOTHING}"), *buttons(gaps)])
    row = buttons(plan_button("Use as plan", plans) if plans is not None else None, gaps)
    beneath = [*_parts(told), words(reach_line(told)), *row, aside(*_notes(told))]
    return Message([words(first_line(told)), *beneath])


def first_line(told: Suggested) -> str:
    """ "Tuesday 29 Dec 2026: one exercise of 6 agencies closes 34 gaps at once: 15 pairs of …"."""
    chosen = told.found.suggestion
    there = plural(len(chosen.agencies), "agency", "agencies")
    counts = Counter(type(gap) for gap in chosen.closed)
    named = {
        ThinPosition: ("position the next team is short of", "positions the next team is short of"),
        Apart: ("pair of agencies", "pairs of agencies"),
        NeverMet: ("pair of positions", "pairs of positions"),
        ToShow: ("corrective action to show", "corrective actions to show"),
    }
    parts = [plural(counts[kind], *said) for kind, said in named.items() if counts[kind]]
    closes = plural(len(chosen.closed), "gap")
    return (
        f"{day_in_words(told.found.day)}: one exercise of {there} would close {closes} at once: "
        f"{listing(parts)}."
    )


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
    return "; ".join(part for part in said if part) or "fills what anybody may"


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
        return f"{usual}; the first who is current in a position lapses sooner, on {lapses}"
    if (found.day - told.found.gaps.on) < USUAL:
        return f"the last free weekday up to {lapses}, when the first who is current in a position lapses"
    return f"{usual}; it is before the first who is current in a position lapses, on {lapses}"


def _notes(told: Suggested) -> list[str]:
    why = day_reason(told)
    return [
        f"{told.called}, {spoken(told.found.gaps.on)}. The day: {why}; I know no holidays.",
        "At most six agencies and five tasks; the form takes more (local policy).",
        told.mark,
    ]
