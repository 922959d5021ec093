"""The way on from each thing there is to do next, for whoever presses it: the same wherever it is said."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from commands.kit.action_views import SHOW as SHOW_ACTIONS
from commands.kit.action_views import ActionsPage
from commands.kit.blocks import button, says
from commands.language.gaps import SHOW_GAPS, GapsAsked
from commands.language.questions import ASK, DueQuestion, question_about
from commands.readiness.depth_views import SHOW_TEAMS, TeamsAsked
from commands.readiness.steps_views import Kind, Step
from readiness.due import Scope
from storage.figures import Figures


def step_button(figures: Figures, step: Step, number: int) -> ButtonElement:
    """The button of a step of some figures; `number` tells it from its neighbours."""
    twin, scope = f"step {number}", figures.scope
    match step.kind:
        case Kind.TRAIN if step.pair is not None and step.pair.agency_id and step.pair.course_id:
            pair = DueQuestion.about(Scope.agency(step.pair.agency_id), courses=[step.pair.course_id])
            return button("Who is due", f"{ASK}:{twin}", pair)
        case Kind.TRAIN:
            return button("Who is due", f"{ASK}:{twin}", question_about(scope))
        case Kind.SETTLE:
            return button("Actions", f"{SHOW_ACTIONS}:{twin}", ActionsPage(scope=scope, part="overdue"))
        case Kind.JOIN:
            return button("Gaps", f"{SHOW_GAPS}:{twin}", GapsAsked(scope=scope))
        case Kind.PLAY:
            return button("Teams", f"{SHOW_TEAMS}:{twin}", TeamsAsked(scope=scope))
        case Kind.SEAT:
            return says("Meetings", "meeting", twin)
