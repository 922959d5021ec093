"""Turns at what is no row yet, or not one row: the class of a day, the codes somebody tries."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def take_turn(session: Session, matter: str, *keys: object) -> None:
    """Makes those who name the same matter wait for each other until the transaction ends.

    What is read afterwards is the latest. SQLite's writers take turns anyway. It comes before a class or
    people are locked (`storage.class_turns`, `storage.people.lock_people`): no two wait for each other.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    named = sha256(repr((matter, *map(str, keys))).encode()).digest()
    session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(named[:8], signed=True))))
