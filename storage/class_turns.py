"""Whose turn it is with a class, and what cannot be done with it as it is now: refusals by their names."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from storage.catalogue import share_catalogue
from storage.classes import ClassRecord, ClassState


class NotAsItIs(Exception):
    """Something cannot be done with a class as it is now; `held` says how it is."""

    def __init__(self, held: ClassRecord) -> None:
        """Of this class."""
        super().__init__(f"class {held.id} is {held.state}")
        self.held = held


class ClassClosed(NotAsItIs):
    """It was closed: by whom and when stands in it."""


class ClassCancelled(NotAsItIs):
    """It was cancelled: why stands in it."""


class NotOpenYet(NotAsItIs):
    """Nobody signs in yet; `when` is the instant from which they do."""

    def __init__(self, held: ClassRecord, when: datetime) -> None:
        """Of this class, which opens then."""
        super().__init__(held)
        self.when = when


class SignInOver(NotAsItIs):
    """It ended so long ago that nobody signs in by themself any more; `when` is the instant it ended."""

    def __init__(self, held: ClassRecord, when: datetime) -> None:
        """Of this class, which ended then."""
        super().__init__(held)
        self.when = when


class Teaches(NotAsItIs):
    """Somebody would take a seat in the class they teach."""


class NotOnList(NotAsItIs):
    """Somebody is spoken of who never signed in to it, or was taken off its list."""


class SignedIn(NotAsItIs):
    """Somebody says that they don't come who is on its list."""


class PeopleSignedIn(NotAsItIs):
    """It is to be moved to a day that is still to come, and people have signed in to it already."""


def lock_class(session: Session, held: ClassRecord) -> None:
    """Makes those who change one class take turns (SQLite's writers do so anyway); it is as it is now.

    The catalogue is shared before it, and people are locked after it, all of them at once (`lock_people`).
    """
    session.flush()
    share_catalogue(session)
    session.refresh(held, with_for_update=session.get_bind().dialect.name != "sqlite" or None)


def lock_going(session: Session, held: ClassRecord) -> None:
    """The same for what can be done only while a class is still going to be, or going on.

    Raises ClassClosed and ClassCancelled.
    """
    lock_class(session, held)
    if held.state is ClassState.CLOSED:
        raise ClassClosed(held)
    if held.state is ClassState.CANCELLED:
        raise ClassCancelled(held)
