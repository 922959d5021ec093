"""Every entry there is, in the order help lists them."""

from __future__ import annotations

from commands import helping, home
from commands.due import due
from commands.exercises import (
    closing,
    own_word,
    planning,
    planning_overview,
    runs,
    signing_in,
    signing_in_presses,
    taking_part,
    verifying,
)
from commands.kit.registry import Registry
from commands.readiness import digests, overview
from commands.region import importing, setup
from commands.roster import linking, people, rights
from commands.training import history, log

TRAINING = (log, history, due)
SIGN_IN = (signing_in, signing_in_presses, runs, closing)
EXERCISES = (planning_overview, planning, *SIGN_IN, own_word, taking_part, verifying)
REGION = (setup, people, importing, linking, rights)
MODULES = (*TRAINING, *EXERCISES, overview, digests, *REGION)


def registry() -> Registry:
    """All commands, clicks, modals, searches and shortcuts. Raises ValueError for two of one name."""
    declared = Registry.of(entry for module in MODULES for entry in module.ENTRIES)
    for entry in (*home.entries(declared.home), *helping.entries(list(declared.forms.values()))):
        declared.add(entry)
    return declared
