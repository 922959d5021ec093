"""Every entry there is, in the order help lists them."""

from __future__ import annotations

from commands import helping, home
from commands.due import due
from commands.exercises import actions, actions_home, actions_settling, reviewing, reviewing_actions, trend
from commands.kit.registry import Registry
from commands.readiness import digests, overview
from commands.region import importing, setup
from commands.roster import linking, people, rights
from commands.training import history, log

EXERCISES = (reviewing, reviewing_actions, actions, actions_settling, actions_home, trend)
MODULES = (log, history, due, *EXERCISES, overview, digests, setup, people, importing, linking, rights)


def registry() -> Registry:
    """All commands, clicks, modals, searches and shortcuts. Raises ValueError for two of one name."""
    declared = Registry.of(entry for module in MODULES for entry in module.ENTRIES)
    for entry in (*home.entries(declared.home), *helping.entries(list(declared.forms.values()))):
        declared.add(entry)
    return declared
