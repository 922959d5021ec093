"""Every entry there is, in the order help lists them."""

from __future__ import annotations

from commands import (
    due,
    helping,
    history,
    home,
    importing,
    linking,
    people,
    readiness,
    rights,
    setup,
    training,
)
from commands.registry import Form, Registry

MODULES = (training, history, due, readiness, setup, people, importing, linking, rights, home)


def registry() -> Registry:
    """All commands, clicks, modals, searches and shortcuts. Raises ValueError for two of one name."""
    entries = [entry for module in MODULES for entry in module.ENTRIES]
    return Registry.of([*entries, *helping.entries([each for each in entries if isinstance(each, Form)])])
