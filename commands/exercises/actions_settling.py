"""What became of a corrective action, as whoever answers for it says: done, extended, not doing, open again.

A form each, opened by the button beside the action. What was said before stays in the audit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from slack_sdk.models.blocks import SectionBlock
from sqlalchemy import select

from commands.exercises.actions import improvement, told_of
from commands.exercises.actions_views import OneAction, action_lines, settling
from commands.kit.blocks import buttons, plain, says, words
from commands.kit.forms import Field, Modal, day_field, text_field
from commands.kit.may import Action, may
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared
from commands.kit.reply import Message, Reply
from commands.kit.request import STALE, Request
from commands.language.exercises import exercise_name
from readiness.actions import ActionState
from readiness.vocabulary import ActionStatus
from storage.audit import AuditKind
from storage.exercises import ActionRecord, ExerciseRecord
from storage.improving import ActionStanding, actions_on
from words.days import spoken
from words.problems import Problem

STILL_OPEN = frozenset((ActionState.OPEN, ActionState.OVERDUE))
SETTLED = frozenset(ActionState) - STILL_OPEN
REASON_CHARACTERS = 500
BEFORE = ("status", "due_on", "done_on", "reason", "evidence")
"""What settling an action may change; the audit keeps what it was."""
SAID = {"not doing": " will not be done.", "answered": ": your answer is kept."}
"""What is said of an action besides "is done." and the like."""


def open_done(request: Request) -> Reply:
    """The form that says an action is done."""
    return _form(request, DONE_FORM, STILL_OPEN, {"done_on": request.today})


def open_extend(request: Request) -> Reply:
    """The form that gives an action more time."""
    return _form(request, EXTEND_FORM, STILL_OPEN)


def open_drop(request: Request) -> Reply:
    """The form that says an action will not be done."""
    return _form(request, DROP_FORM, STILL_OPEN)


def open_reopen(request: Request) -> Reply:
    """The form that takes up again what came back, or was settled too soon."""
    return _form(request, REOPEN_FORM, SETTLED)


def open_answer(request: Request) -> Reply:
    """The form that answers an action's coming back with a reason."""
    return _form(request, ANSWER_FORM, frozenset((ActionState.CAME_BACK,)))


def done(request: Request) -> Reply:
    """Says that an action is done: claimed, until an exercise shows it."""
    filled = DONE_FORM.read(request)
    day = filled[DONE_ON]
    if day > request.today:
        raise Wrong({"done_on": f"{spoken(day)} is still to come: say so once it is done."})

    def change(action: ActionRecord) -> None:
        _refuse_before_it_began(request, action, day)
        action.status, action.done_on = ActionStatus.DONE.value, day
        action.evidence, action.reason = filled[EVIDENCE], ""

    return _settle(request, STILL_OPEN, "done", change)


def extend(request: Request) -> Reply:
    """Gives an action more time, with the reason."""
    filled = EXTEND_FORM.read(request)
    due_on = filled[NEW_DUE]

    def change(action: ActionRecord) -> None:
        if due_on <= action.due_on:
            raise Wrong({"due_on": f"It is due {spoken(action.due_on)} already: choose a later day."})
        _refuse_too_soon(request, action, due_on)
        action.status, action.due_on = ActionStatus.EXTENDED.value, due_on
        action.reason = filled[REASON]

    return _settle(request, STILL_OPEN, "extended", change)


def drop(request: Request) -> Reply:
    """Says that an action will not be done, with the reason."""
    filled = DROP_FORM.read(request)

    def change(action: ActionRecord) -> None:
        action.status, action.reason = ActionStatus.NOT_DOING.value, filled[REASON]

    return _settle(request, STILL_OPEN, "not doing", change)


def reopen(request: Request) -> Reply:
    """Takes an action up again, with a new day."""
    filled = REOPEN_FORM.read(request)

    def change(action: ActionRecord) -> None:
        _refuse_too_soon(request, action, filled[NEW_DUE])
        action.status, action.due_on = ActionStatus.OPEN.value, filled[NEW_DUE]
        action.done_on, action.reason = None, filled[WHY]

    return _settle(request, SETTLED, "opened again", change)


def answer(request: Request) -> Reply:
    """Answers an action's coming back with a reason: it stays so until an exercise shows it."""
    filled = ANSWER_FORM.read(request)

    def change(action: ActionRecord) -> None:
        action.reason = filled[REASON]

    return _settle(request, frozenset((ActionState.CAME_BACK,)), "answered", change)


def _form(
    request: Request, form: Modal, states: Iterable[ActionState], initial: dict[str, Any] | None = None
) -> Reply:
    """A form about an action as it stands. Raises Problem where it stands otherwise by now."""
    standing = _standing(request, request.carried(OneAction).action)
    _refuse_stale(standing, states)
    lines = action_lines(standing, told_of(request, [standing]), request.today)
    above = [SectionBlock(block_id="action", text=plain(lines))]
    return Reply(modal=form.view(initial, carried=OneAction(action=standing.action.id), above=above))


def _settle(
    request: Request, states: Iterable[ActionState], what: str, change: Callable[[ActionRecord], None]
) -> Reply:
    """Changes an action, where it stands as its form showed it, and says where it stands now."""
    standing = _standing(request, request.carried(OneAction).action, lock=True)
    _refuse_stale(standing, states)
    action = standing.action
    before = {name: _plain(getattr(action, name)) for name in BEFORE}
    change(action)
    request.session.flush()
    request.note(
        AuditKind.ACTION_SETTLED,
        action.subject,
        of=action,
        action=action.code,
        what=what,
        before={name: value for name, value in before.items() if value},
    )
    [now] = actions_on(request.session, request.today, ActionRecord.id == action.id)
    said = action.code + SAID.get(what, f" is {what}.")
    lines = action_lines(now, told_of(request, [now]), request.today)
    row = buttons(*settling(now), says("My actions", "exercise actions mine", "mine"))
    return Reply(message=Message([words(said), words(lines), *row]), closes=True)


def _standing(request: Request, action_id: int, lock: bool = False) -> ActionStanding:
    """Where an action stands. Raises Problem for one that is gone, Refused where it is not the speaker's."""
    if lock:
        request.session.execute(select(ActionRecord.id).where(ActionRecord.id == action_id).with_for_update())
    found = actions_on(request.session, request.today, ActionRecord.id == action_id)
    if not found:
        raise Problem(STALE)
    about = improvement(found[0].action)
    may(request.member, Action.SETTLE, about, request.today, request.today).or_refuse()
    return found[0]


def _refuse_stale(standing: ActionStanding, states: Iterable[ActionState]) -> None:
    if standing.state in states:
        return
    action = standing.action
    now = {
        ActionState.OPEN: "is open again",
        ActionState.OVERDUE: "is open again",
        ActionState.NOT_DOING: "is marked as not being done",
    }.get(standing.state, "is done" if action.done_on is None else f"is done since {spoken(action.done_on)}")
    raise Problem(f"{action.code} {now} already. Nothing was changed.")


def _refuse_too_soon(request: Request, action: ActionRecord, due_on: date) -> None:
    if due_on < request.today:
        raise Wrong({"due_on": f"{spoken(due_on)} is past: choose a day to come."})
    if action.starts_on is not None and due_on < action.starts_on:
        raise Wrong({"due_on": f"It starts {spoken(action.starts_on)}: it can't be due before that."})


def _refuse_before_it_began(request: Request, action: ActionRecord, done_on: date) -> None:
    if action.starts_on is not None and done_on < action.starts_on:
        raise Wrong({"done_on": f"It starts {spoken(action.starts_on)}: it can't be done before that."})
    exercise = request.session.get(ExerciseRecord, action.exercise_id) if action.exercise_id else None
    if exercise is not None and done_on < exercise.held_on:
        raise Wrong(
            {"done_on": f"It came of {exercise_name(exercise)}: it can't have been done before that."}
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


DONE_ON = day_field("done_on", "Done on", "Choose the day it was done.")
EVIDENCE = text_field(
    "evidence",
    "Evidence",
    REASON_CHARACTERS,
    optional=False,
    hint="What shows it: a link, a purchase order, a revised page, a class that was held.",
    lines=True,
)
NEW_DUE: Field[date] = day_field("due_on", "New due day", "Choose the day it is due now.")
REASON = text_field("reason", "Reason", REASON_CHARACTERS, optional=False, lines=True)
WHY = text_field("why", "Why", REASON_CHARACTERS, lines=True)

DONE_FORM = Modal("actions.done", "Done", "It is done", (DONE_ON, EVIDENCE), done)
EXTEND_FORM = Modal("actions.extend", "More time", "Extend", (NEW_DUE, REASON), extend)
DROP_FORM = Modal("actions.drop", "Not doing", "Not doing", (REASON,), drop)
REOPEN_FORM = Modal("actions.reopen", "Open again", "Open again", (NEW_DUE, WHY), reopen)
ANSWER_FORM = Modal("actions.answer", "Answer", "Answer", (REASON,), answer)

ENTRIES: tuple[Declared, ...] = (
    Click("actions.done", open_done),
    Click("actions.extend", open_extend),
    Click("actions.drop", open_drop),
    Click("actions.reopen", open_reopen),
    Click("actions.answer", open_answer),
    *DONE_FORM.entries(),
    *EXTEND_FORM.entries(),
    *DROP_FORM.entries(),
    *REOPEN_FORM.entries(),
    *ANSWER_FORM.entries(),
)
