"""An exercise to be planned, as it was understood: what a button carries to the form that plans it."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel
from slack_sdk.models.blocks import ButtonElement

from commands.kit.blocks import button

PLAN = "exercise.plan"
"""What a button that opens the form is known by; it carries what was understood."""


class PlanSaid(BaseModel):
    """What was understood of an exercise to be planned, as keys; it travels with a button or the form.

    `exercise`: the one that is changed, none for a new one. `turn` tells one drawing of who is invited from
    the next: a field that is drawn again under the name it had keeps what was chosen in it. `moved`: the day
    that was asked about, where who took part moves with it. `plays` and `shows` are the positions to be
    played and the corrective actions to be shown, of which a new one's objectives and tasks are made.
    """

    exercise: int = 0
    title: str = ""
    day: date | None = None
    type: str = ""
    simulation: bool = False
    host: int = 0
    invited: list[int] = []
    unclear: str = ""
    turn: int = 0
    moved: date | None = None
    plays: list[int] = []
    shows: list[int] = []


def plan_button(label: str, said: PlanSaid) -> ButtonElement:
    """A button that opens the form, filled in with what was understood."""
    return button(label, PLAN, said)
