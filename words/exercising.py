"""What files call exercises, who takes part in them, and leaves: by all their names, folded as words are.

The short forms of exercises are those of the Homeland Security Exercise and Evaluation Program (HSEEP, 2020).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from readiness.records import AbsenceKind
from readiness.vocabulary import ExerciseType, Role
from words.folding import fold_word

Word = TypeVar("Word")


def _by_name(lists: Mapping[Word, str]) -> Mapping[str, Word]:
    return MappingProxyType(
        {fold_word(name): word for word, names in lists.items() for name in names.split(", ")}
    )


EXERCISE_TYPES_SAID: Mapping[str, ExerciseType] = _by_name(
    {
        ExerciseType.SEMINAR: "sem, seminar exercise",
        ExerciseType.WORKSHOP: "ws, wks, wksp, workshop exercise",
        ExerciseType.TABLETOP: "tt, ttx, ttxs, table top, table top exercise, tabletop exercise",
        ExerciseType.GAME: "gm, game exercise, games",
        ExerciseType.DRILL: "dr, drill exercise, drills",
        ExerciseType.FUNCTIONAL: "fe, fx, functional exercise",
        ExerciseType.FULL_SCALE: "fs, fse, fsx, fullscale, full scale exercise",
        ExerciseType.INCIDENT: "real incident, real world incident, real event, real world event, "
        "actual incident, actual event, real world",
    }
)
"""Every kind of exercise by what else it is called."""

ROLES_SAID: Mapping[str, Role] = _by_name(
    {
        Role.PLAYER: "players, lead player",
        Role.CONTROLLER: "controllers, lead controller, senior controller",
        Role.EVALUATOR: "evaluators, lead evaluator, senior evaluator, eval",
        Role.FACILITATOR: "facilitators, co facilitator, lead facilitator, moderator",
        Role.OBSERVER: "observers, obs, vip, vip observer",
        Role.PLANNER: "planners, planning team, planning team member, exercise planner, lead planner, "
        "exercise planning team",
        Role.SIMULATOR: "simulators, actor, actors, role player, role players, victim, victims, "
        "victim actor, mock victim, victim volunteer, sim cell, simulation cell",
        Role.SAFETY_OFFICER: "safety, safety officers, safety controller",
        Role.EXERCISE_DIRECTOR: "director, ex director, exercise co director",
        Role.TRUSTED_AGENT: "trusted agents",
    }
)
"""Every role in an exercise by what else it is called; an actor does not play a position."""

ABSENCES_SAID: Mapping[str, AbsenceKind] = _by_name(
    {
        AbsenceKind.LEAVE: "fmla, fmla leave, family leave, family medical leave, family and medical leave, "
        "family medical leave act, family and medical leave act, leave of absence, loa, on leave, leaves, "
        "military, military leave, military deployment, military duty, deployment, deployed, active duty, "
        "userra, medical, medical leave, sick leave, injury, injured, injury leave, disability, "
        "disability leave, workers comp, workers' comp, workers compensation, maternity, maternity leave, "
        "paternity, paternity leave, parental leave, pregnancy leave, admin leave, administrative leave, "
        "bereavement, bereavement leave, extended leave, unpaid leave, paid leave, personal leave, "
        "sabbatical, educational leave",
        AbsenceKind.WAIVER: "waived, waivers, exempt, exemption, exempted, excused",
    }
)
"""Leaves and waivers by what files call them."""
