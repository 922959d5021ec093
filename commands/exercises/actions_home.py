"""What Home says of corrective actions: mine that are overdue, due soon or came back; the region's late ones.

Once it is overdue for long (`readiness.actions.ESCALATED_DAYS`) an action goes to the emergency managers too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from commands.exercises.actions import whose_to_see_to
from commands.exercises.actions_views import standing_words
from commands.kit.blocks import cut, says
from commands.kit.exercise_rights import actions_for, answers_for
from commands.kit.home import REST, Urgency, Waits
from commands.kit.member import Member, Needs
from commands.kit.registry import Declared, HomePart
from commands.kit.request import Request
from readiness.actions import ESCALATED_DAYS, ActionState, is_escalated
from readiness.vocabulary import ActionStatus
from storage.exercises import ActionRecord, RatingRecord
from storage.improving import ActionStanding, actions_on
from storage.rights import leads_by_agency
from words.amounts import plural

SOON = timedelta(days=30)
LINES = 4
AT_HOME = 3
"""Lines of Home that one's own actions take: of more, the most pressing and how many there are."""
LINE = 200
STILL_OPEN = (ActionStatus.OPEN.value, ActionStatus.EXTENDED.value)


def my_actions(request: Request) -> Iterator[Waits]:
    """Mine, most pressing first; for emergency managers those overdue for so long that they are theirs."""
    mine, late = pressing(request)
    mine.sort(key=_nearest)
    shown = mine if len(mine) <= AT_HOME else mine[: AT_HOME - 1]
    for each in shown:
        action = each.action
        way = says("My actions", "exercise actions mine", f"my action {action.id}")
        yield Waits(_urgency(each), action_line(each, request.today), way, action.due_on)
    if rest := mine[len(shown) :]:
        overdue = sum(each.state is ActionState.OVERDUE for each in rest)
        said = f"{plural(len(rest), 'more corrective action')} of yours"
        said += f", {overdue:,} of them overdue." if overdue else "."
        urgency = Urgency.LATE if overdue else Urgency.SOON
        yield Waits(urgency, said, says("My actions", "exercise actions mine", "my actions"))
    if late:
        head, *where = late_lines(request, late)
        said = f"{head} {' · '.join(where)}"
        yield Waits(Urgency.LATE, said, says("All actions", "exercise actions", "all actions"))


def pressing(request: Request) -> tuple[list[ActionStanding], list[ActionStanding]]:
    """What is the speaker's to see to, most pressing first; and, for emergency managers, what is late."""
    [found] = pressing_for(request, [request.member])
    return found


def pressing_for(
    request: Request, members: Sequence[Member]
) -> Iterator[tuple[list[ActionStanding], list[ActionStanding]]]:
    """The same for each of some members, in their order, read at once; whoever asks."""
    found = actions_on(request.session, request.today, *_of_theirs(request, members))
    theirs = whose_to_see_to(request, [each for each in found if _is_pressing(each, request.today)])
    order = (ActionState.OVERDUE, ActionState.CAME_BACK, ActionState.OPEN)
    theirs.sort(key=lambda each: order.index(each[0].state))
    escalated = _escalated(request) if any(each.may(Needs.MANAGER) for each in members) else []
    for member in members:
        mine = [each for each, whose in theirs if answers_for(member, whose)]
        known = {each.action.id for each in mine}
        late = escalated if member.may(Needs.MANAGER) else []
        yield mine, [each for each in late if each.action.id not in known]


def _nearest(standing: ActionStanding) -> tuple[bool, int]:
    """What is overdue or came back first, the latest of it before what long has; then what is due soonest."""
    due = standing.action.due_on.toordinal()
    is_open = standing.state is ActionState.OPEN
    return is_open, due if is_open else -due


def _urgency(standing: ActionStanding) -> Urgency:
    return Urgency.SOON if standing.state is ActionState.OPEN else Urgency.LATE


def late_lines(request: Request, late: Sequence[ActionStanding]) -> Iterator[str]:
    """How many are late in the region, and where most of them are."""
    if not late:
        return
    agencies = request.catalogue.agencies
    counted: dict[str, int] = {}
    for each in late:
        agency = agencies.get(each.action.agency_id or 0)
        name = agency.name if agency else "No agency named"
        counted[name] = counted.get(name, 0) + 1
    yield f"{plural(len(late), 'action')} in the region overdue for more than {ESCALATED_DAYS} days:"
    ranked = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    yield from (f"{name}: {count:,}" for name, count in ranked[:LINES])
    if len(ranked) > LINES:
        yield f"{plural(len(ranked) - LINES, 'more agency', 'more agencies')}."


def action_line(standing: ActionStanding, today: date) -> str:
    """One action in a line: its code, where it stands, what is to be done."""
    stands = standing_words(standing, today)
    return cut(f"{standing.action.code} {stands}: {standing.action.corrective_action}", LINE)


def _is_pressing(standing: ActionStanding, today: date) -> bool:
    if standing.state is ActionState.OPEN:
        return standing.action.due_on <= today + SOON
    return standing.state in (ActionState.OVERDUE, ActionState.CAME_BACK)


def _escalated(request: Request) -> list[ActionStanding]:
    there = actions_on(
        request.session,
        request.today,
        ActionRecord.status.in_(STILL_OPEN),
        ActionRecord.due_on < request.today,
    )
    return [each for each in there if is_escalated(each.action.due_on, request.today)]


def _of_theirs(request: Request, members: Sequence[Member]) -> list[ColumnElement[bool]]:
    """The conditions on those that may be some members' and pressing: open and due soon, or rated since."""
    rated = select(RatingRecord.task_key).where(RatingRecord.voided_at.is_(None))
    pressing = or_(
        and_(ActionRecord.status.in_(STILL_OPEN), ActionRecord.due_on <= request.today + SOON),
        and_(ActionRecord.status == ActionStatus.DONE.value, ActionRecord.task_key.in_(rated)),
    )
    return [actions_for(members, leads_by_agency(request.session)), pressing]


ENTRIES: tuple[Declared, ...] = (HomePart(REST, my_actions),)
