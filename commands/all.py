"""Every entry there is, in the order help lists them."""

from __future__ import annotations

from commands import helping, home
from commands.due import due, letter_weekly
from commands.due import letter as due_letter
from commands.exercises import (
    actions,
    actions_home,
    actions_settling,
    cancelling,
    closing,
    own_word,
    planning,
    planning_overview,
    reviewing,
    reviewing_actions,
    runs,
    signing_in,
    signing_in_presses,
    taking_part,
    trend,
    verifying,
    yours_home,
)
from commands.exercises import letter as exercise_letter
from commands.kit.registry import Registry
from commands.letters import choosing
from commands.readiness import digests, overview, teams
from commands.region import (
    importing,
    plans,
    plans_adopting,
    plans_revising,
    plans_writing,
    positions,
    setup,
)
from commands.roster import linking, people, rights
from commands.training import history, letter_verifying, log
from commands.training import letter as training_letter

TRAINING = (log, history, due)
SIGN_IN = (signing_in, signing_in_presses, runs, closing)
REVIEWS = (reviewing, reviewing_actions, actions, actions_settling, actions_home, trend)
EXERCISES = (
    *(planning_overview, planning, cancelling, *SIGN_IN, own_word, taking_part, verifying, yours_home),
    *REVIEWS,
)
PLANS = (plans, plans_writing, plans_revising, plans_adopting)
READINESS = (overview, teams, digests)
REGION = (*PLANS, setup, people, importing, positions, linking, rights)
LETTERS = (due_letter, letter_weekly, training_letter, letter_verifying, exercise_letter)
MODULES = (*TRAINING, *EXERCISES, *READINESS, *REGION, *LETTERS)


def registry() -> Registry:
    """All commands, clicks, modals, searches and shortcuts. Raises ValueError for two of one name."""
    declared = Registry.of(entry for module in MODULES for entry in module.ENTRIES)
    for each in choosing.entries(declared.letters):
        declared.add(each)
    for entry in (*home.entries(declared.home), *helping.entries(list(declared.forms.values()))):
        declared.add(entry)
    return declared
