"""Every entry there is, in the order help lists them."""

from __future__ import annotations

from commands import helping, home
from commands.due import due
from commands.exercises import own_word, planning, planning_overview, taking_part, verifying
from commands.kit.registry import Registry
from commands.readiness import digests, overview, teams
from commands.region import importing, positions, setup
from commands.roster import linking, people, rights
from commands.training import history, log

TRAINING = (log, history, due)
EXERCISES = (planning_overview, planning, own_word, taking_part, verifying)
REGION = (setup, people, importing, positions, linking, rights)
MODULES = (*TRAINING, *EXERCISES, overview, teams, digests, *REGION)


def registry() -> Registry:
    """All commands, clicks, modals, searches and shortcuts. Raises ValueError for two of one name."""
    declared = Registry.of(entry for module in MODULES for entry in module.ENTRIES)
    for entry in (*home.entries(declared.home), *helping.entries(list(declared.forms.values()))):
        declared.add(entry)
    return declared
