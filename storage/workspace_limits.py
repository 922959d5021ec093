"""What a workspace takes at present: the methods not to be called for a while, and blocks that are plain."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.progress import Progress, progress, set_progress
from storage.waits import holds

PLAIN_FOR = timedelta(days=1)
"""How long a workspace that refused richer blocks gets plain ones."""


def hold(session: Session, workspace: str, method: str, until: datetime, now: datetime) -> None:
    """Keeps a method of the Web API ("*": all) from being called before an instant."""
    known = held_methods(session, workspace, now).get(method)
    if known is None or known < until:
        set_progress(session, f"hold {workspace} {method}", until.isoformat())


def held_methods(session: Session, workspace: str, now: datetime) -> dict[str, datetime]:
    """The methods not to be called now, each with the instant it may be called again."""
    prefix = f"hold {workspace} "
    rows = session.execute(
        select(Progress.name, Progress.value).where(Progress.name.startswith(prefix, autoescape=True))
    )
    found = {name.removeprefix(prefix): datetime.fromisoformat(value) for name, value in rows}
    return {method: until for method, until in found.items() if holds(until, now)}


def note_plain_only(session: Session, workspace: str, now: datetime) -> None:
    """Remembers that a workspace refused richer blocks: for a while it gets plain ones."""
    set_progress(session, f"plain blocks {workspace}", (now + PLAIN_FOR).isoformat())


def takes_plain_only(session: Session, workspace: str, now: datetime) -> bool:
    """Whether a workspace refused richer blocks lately."""
    until = progress(session, f"plain blocks {workspace}")
    return until is not None and holds(datetime.fromisoformat(until), now, PLAIN_FOR)
