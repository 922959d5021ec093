"""How corrective actions are said: where each stands, in lists of open ones and of what became of the rest.

Findings are for those who may read them (`commands.exercises.actions`); everybody else sees counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.action_views import SHOW, ActionsPage
from commands.kit.blocks import (
    aside,
    button,
    buttons,
    cut,
    headed,
    paragraphs,
    says,
    shown_of,
    styled,
    title,
    words,
)
from commands.kit.reply import Message
from readiness.actions import ActionState, fix_rate, to_show_again
from readiness.due import Scope
from readiness.vocabulary import ActionStatus
from storage.improving import ActionStanding
from storage.scopes import scope_key
from words.amounts import listing, plural
from words.days import spoken

ROWS, ROWS_BENEATH = 3, 2
"""Open actions on one page, and beneath the agencies: each has its buttons, and a message fits one screen."""

CLOSED_LINES = 8
AGENCY_LINES = 5
LINE = 240
TEXT = 300
ORDER = (ActionState.OVERDUE, ActionState.CAME_BACK, ActionState.OPEN)
"""What is listed as open, and in this order: what came back is work again."""

NAMES = {
    ActionState.OVERDUE: "overdue",
    ActionState.OPEN: "open",
    ActionState.CAME_BACK: "came back",
    ActionState.DONE: "done, not shown yet",
    ActionState.SHOWN: "shown",
    ActionState.NOT_DOING: "not doing",
}
CLOSED_MEANS_SHOWN = (
    "Closed means shown: an action is closed once a later exercise rates its task P or S. Rated M or U it "
    "came back."
)


class OneAction(BaseModel):
    """Which corrective action a button or a form is about."""

    action: int = 0


@dataclass(frozen=True)
class Told:
    """What the lines of actions name: agencies, exercises, and who answers for each action, by id."""

    agencies: Mapping[int, str]
    exercises: Mapping[int, str]
    owners: Mapping[int, str]


def standing_words(standing: ActionStanding, on: date, headed: bool = False) -> str:
    """Where an action stands, in words: "was due 3 Oct 2026, 30 days ago".

    `headed`: beneath a heading that says which state it is, and is not said again.
    """
    action, decided = standing.action, standing.decided_by
    by = ""
    if decided is not None:
        by = f" on {spoken(decided.held_on)}: {decided.rating} in {decided.title}, run {decided.run}"
    match standing.state:
        case ActionState.OVERDUE:
            said = f"was due {spoken(action.due_on)}, {plural((on - action.due_on).days, 'day')} ago"
        case ActionState.OPEN:
            begins = action.starts_on is not None and action.starts_on > on
            starts = f"starts {spoken(action.starts_on)}, " if begins and action.starts_on else ""
            said = f"{starts}due {spoken(action.due_on)}"
        case ActionState.NOT_DOING:
            reason = action.reason or "no reason on record"
            return reason if headed else f"{NAMES[standing.state]}: {reason}"
        case ActionState.DONE:
            said = f"done{_done_on(action.done_on)}" + ("" if headed else ", not shown yet")
        case ActionState.SHOWN:
            said = f"done{_done_on(action.done_on)}, shown{by}"
        case ActionState.CAME_BACK:
            said = f"came back{by} (done{_done_on(action.done_on)})"
    return said + _reason(standing)


def action_lines(standing: ActionStanding, told: Told, on: date) -> str:
    """One action in a list: its code and where it stands, what is to be done, about what, whose it is."""
    action = standing.action
    of = [f"Task: {action.task}" if action.task else "No task: no exercise can show it"]
    if action.exercise_id is not None and action.exercise_id in told.exercises:
        of.append(f"from {told.exercises[action.exercise_id]}")
    if action.capability:
        of.append(action.capability)
    lines = [
        f"{action.code}: {standing_words(standing, on)}",
        cut(action.corrective_action, TEXT),
        f"Issue: {cut(action.issue, TEXT)}" if action.issue else "",
        f"{', '.join(of)} · {told.owners[action.id]}",
    ]
    return "\n".join(line for line in lines if line)


def counts_words(states: Iterable[ActionState]) -> str:
    """ "4 open, 2 of them overdue; 1 came back; 3 done, not shown yet; 2 shown; 1 not doing"."""
    found = Counter(states)
    late = found[ActionState.OVERDUE]
    opened = found[ActionState.OPEN] + late
    parts = [f"{opened:,} open" + (f", {late:,} of them overdue" if late else "")]
    if late and late == opened:
        parts = [f"{late:,} overdue"]
    for each in (ActionState.CAME_BACK, ActionState.DONE, ActionState.SHOWN, ActionState.NOT_DOING):
        if found[each]:
            parts.append(f"{found[each]:,} {NAMES[each]}")
    return "; ".join(parts)


def open_message(
    about: str,
    page: ActionsPage,
    everything: Sequence[ActionStanding],
    told: Told,
    on: date,
    done: str = "",
    is_all: bool = True,
) -> Message:
    """The open actions, overdue first, each with what may be done with it; then the counts by agency.

    `is_all`: nothing there was left out as not the reader's to see.
    """
    wanted = ORDER[:1] if page.part == "overdue" else ORDER
    rows = [each for state in wanted for each in everything if each.state is state]
    by_agency = _by_agency(everything) if page.start == 0 else {}
    most = 0 if page.agencies else ROWS_BENEATH if len(by_agency) > 1 else ROWS
    shown = rows[page.start : page.start + most]
    blocks: list[Block] = [words(done)] if done else []
    blocks += [title(f"Corrective actions: {about}"), words(_head(everything, page, is_all))]
    if len(by_agency) > 1:
        blocks += _agencies(by_agency, page, told)
    for each in shown:
        blocks += [_row(each, told, on), *buttons(*settling(each))]
    last = page.start + len(shown)
    if shown and (said := shown_of(page.start, len(shown), len(rows), order="overdue first")):
        blocks.append(aside(said))
    blocks += buttons(
        button("More", f"{SHOW}:more", page.model_copy(update={"start": last})) if last < len(rows) else None,
        button(
            "Done, shown, came back",
            f"{SHOW}:closed",
            page.model_copy(update={"part": "closed", "start": 0}),
        )
        if len(everything) > len(rows) or any(each.state.is_to_show for each in everything)
        else None,
        says("Review an exercise", "exercise review", "review"),
        says("How tasks went", "exercise trend", "trend"),
    )
    return Message(blocks)


def coded_message(asked: Sequence[ActionStanding], told: Told, on: date) -> Message:
    """The actions whose codes were said, wherever they stand, each with what may be done with it."""
    blocks: list[Block] = [title("Corrective action" if len(asked) == 1 else "Corrective actions")]
    for each in asked[:ROWS]:
        blocks += [_row(each, told, on), *buttons(*settling(each))]
    return Message([*blocks, *buttons(button("All actions", f"{SHOW}:all", ActionsPage()))])


def closed_message(
    about: str, page: ActionsPage, everything: Sequence[ActionStanding], told: Told, on: date
) -> Message:
    """Closed means shown: what was, what is only said to be, what came back; what is to be shown again."""
    share = fix_rate(Counter(each.state for each in everything)).share
    head = counts_words(each.state for each in everything)
    if share is not None:
        head += f". Shown of those said to be done: {share}%"
    blocks: list[Block] = [title(f"What became of corrective actions: {about}"), words(f"{head}.")]
    for heading, states in (
        ("Came back", (ActionState.CAME_BACK,)),
        ("Done, not shown yet", (ActionState.DONE,)),
        ("Shown", (ActionState.SHOWN,)),
        ("Not doing", (ActionState.NOT_DOING,)),
    ):
        found = [each for each in everything if each.state in states]
        blocks += _section(heading, [_short(each, told, on) for each in found])
    blocks += _section("The next exercise has to show again", _to_show(everything))
    blocks += buttons(
        button("Open ones", f"{SHOW}:open", page.model_copy(update={"part": "open", "start": 0})),
        says("How tasks went", "exercise trend", "trend"),
    )
    return Message([*blocks, aside(CLOSED_MEANS_SHOWN)])


def counts_message(counted: Sequence[tuple[str, Sequence[ActionState]]], who: str, when: str = "") -> Message:
    """What those see who are on the roster and nothing else: counts of their agencies, of all or of a time."""
    none = "none" if when else "none on record"
    lines = [f"{name}: {counts_words(states) if states else none}" for name, states in counted]
    return Message(
        [
            title(f"Corrective actions, {when}" if when else "Corrective actions"),
            words("\n".join(lines)),
            *buttons(says("Exercises", "exercise", "exercises")),
            aside(f"What they are about is for those who answer for them. {who}", CLOSED_MEANS_SHOWN),
        ]
    )


def settling(standing: ActionStanding) -> list[ButtonElement]:
    """What may be said of an action, as it stands."""
    one = OneAction(action=standing.action.id)
    if standing.state in (ActionState.OPEN, ActionState.OVERDUE):
        offered = [("Done", "actions.done"), ("Extend", "actions.extend"), ("Not doing", "actions.drop")]
    elif standing.state is ActionState.CAME_BACK:
        offered = [("Open again", "actions.reopen"), ("Answer", "actions.answer")]
    else:
        offered = [("Open again", "actions.reopen")]
    return [button(label, f"{action}:{one.action}", one) for label, action in offered]


def _head(everything: Sequence[ActionStanding], page: ActionsPage, is_all: bool) -> str:
    """How they stand; of a part of them that has none, no more than that."""
    if not everything and (page.since or page.by or page.exercise or page.without or page.scopes):
        return "None."
    if not everything and page.mine:
        return "No corrective action is yours to see to."
    if not everything and not is_all:
        return "None that is yours to see is on record."
    if not everything:
        return "None on record: the review of an exercise writes them."
    return f"{counts_words(each.state for each in everything)}."


def _row(standing: ActionStanding, told: Told, on: date) -> Block:
    """One action of a list: which it is and where it stands in bold, what it says beneath."""
    first, _, rest = action_lines(standing, told, on).partition("\n")
    return headed(first, rest)


def _by_agency(everything: Sequence[ActionStanding]) -> dict[int | None, list[ActionState]]:
    """Where the actions of each agency stand that has something left to do."""
    found: dict[int | None, list[ActionState]] = {}
    for each in everything:
        found.setdefault(each.action.agency_id, []).append(each.state)
    return {key: states for key, states in found.items() if any(each in ORDER for each in states)}


def _agencies(
    by_agency: Mapping[int | None, Sequence[ActionState]], page: ActionsPage, told: Told
) -> list[Block]:
    """The counts of each agency, those with most overdue first, and a button to open each."""
    names = {key: told.agencies.get(key or 0, "No agency named") for key in by_agency}
    ranked = sorted(by_agency, key=lambda key: (-by_agency[key].count(ActionState.OVERDUE), names[key]))
    there = ranked[page.agencies : page.agencies + AGENCY_LINES]
    lines = [f"{names[key]}: {_left(by_agency[key])}" for key in there]
    of_all = page.model_copy(update={"agencies": 0})
    row = [
        button(names[key], f"{SHOW}:{key}", of_all.model_copy(update={"scope": scope_key(Scope.agency(key))}))
        for key in there
        if key is not None
    ]
    last = page.agencies + len(there)
    if last < len(ranked):
        further = page.model_copy(update={"agencies": last})
        row.append(
            button(plural(len(ranked) - last, "more agency", "more agencies"), f"{SHOW}:agencies", further)
        )
    return [styled("*By agency*"), *paragraphs(lines), *buttons(*row)]


def _left(states: Sequence[ActionState]) -> str:
    """What an agency has left to do, the worst first: "2 overdue, 1 came back, 3 open"."""
    counted = ((each, states.count(each)) for each in (*ORDER[:2], ActionState.OPEN))
    return ", ".join(f"{count:,} {NAMES[state]}" for state, count in counted if count)


def _section(heading: str, lines: Sequence[str]) -> list[Block]:
    if not lines:
        return []
    shown = list(lines[:CLOSED_LINES])
    if len(lines) > CLOSED_LINES:
        shown.append(f"{len(lines) - CLOSED_LINES:,} more; ask for one agency to see them.")
    return [styled(f"*{heading}*"), *paragraphs(shown)]


def _short(standing: ActionStanding, told: Told, on: date) -> str:
    action = standing.action
    whose = told.agencies.get(action.agency_id or 0, "no agency named")
    said = f"{action.code}, {whose}: {standing_words(standing, on, headed=True)}. {action.corrective_action}"
    if action.evidence and standing.state.is_claimed:
        said += f" (evidence: {action.evidence})"
    return cut(said, LINE)


def _to_show(everything: Sequence[ActionStanding]) -> list[str]:
    """The tasks the next exercise has to show, each with the actions that wait for it."""
    there = {each.action.id: each for each in everything if each.action.task_key}
    by_task: dict[str, list[ActionStanding]] = {}
    for key in to_show_again({key: each.state for key, each in there.items()}):
        by_task.setdefault(there[key].action.task_key, []).append(there[key])
    return [
        cut(f"{found[0].action.task}: {listing([each.action.code for each in found])}", LINE)
        for found in by_task.values()
    ]


def _done_on(day: date | None) -> str:
    return "" if day is None else f" {spoken(day)}"


def _reason(standing: ActionStanding) -> str:
    """What its owner gave as a reason: for the extension, or in answer to its coming back."""
    action = standing.action
    if not action.reason:
        return ""
    if action.status == ActionStatus.EXTENDED.value:
        return f" (extended: {action.reason})"
    return f" (answered: {action.reason})" if standing.state is ActionState.CAME_BACK else ""
