"""What `muster serve` imports, imported as it does it: only forking is left of a start then."""

from __future__ import annotations

from importlib import import_module

from bot.cli import COMMANDS
from bot.cli.lazily import Later

LATER = ("alembic.command", "psycopg", "waitress")
"""What it imports once it is asked for."""

next(Later(place) for place in COMMANDS if place.name == "serve").load()
for each in LATER:
    import_module(each)
