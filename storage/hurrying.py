"""Looks in a hurry: who asks in Slack, while many are to be counted anew, is not kept waiting for it.

After a change of what is asked, everybody's counts follow from the records until they are moved on. Where an
answer would have to go through many of them it ends with NotCountedYet instead, and is given by the rules
before, all of it, and said to be (`by_rules_before`). Whoever has the time, as the command line, waits.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.base import table_of
from storage.catalogue import Catalogue, catalogue_of
from storage.people import Person
from storage.rules_before import BEFORE, MEANWHILE, SHOWN

MOST_AT_ONCE = 4000
"""So many people, at most, are counted while somebody in a hurry waits."""
SECONDS_A_PERSON = 0.0006
"""What one takes to be counted, others being let in between, until it is known from those who were."""
HURRIED = "in a hurry"
QUICK = "quick"
AS_BEFORE = "as the rules before have it"


class NotCountedYet(Exception):
    """An answer would have to count so many people first; in about so many seconds they will be counted."""

    def __init__(self, people: int, seconds: float) -> None:
        super().__init__(f"{people:,} people are to be counted first, which takes some {seconds:.0f} seconds")
        self.people, self.seconds = people, seconds


class TakesLong(Exception):
    """An answer would have to be worked out from the records of so many people, as of a day long ago."""

    def __init__(self, people: int) -> None:
        super().__init__(f"{people:,} people are to be worked out from their records")
        self.people = people


def be_quick(session: Session) -> None:
    """From now on this look ends with TakesLong rather than work many people out from their records."""
    session.info[QUICK] = True


def refuse_long(session: Session, people: int) -> None:
    """Raises TakesLong for many people, where a look is to be quick."""
    if session.info.get(QUICK) and people > MOST_AT_ONCE:
        raise TakesLong(people)


def hurry(session: Session) -> None:
    """From now on this look ends with NotCountedYet rather than count many people."""
    session.info[HURRIED] = True


def is_hurried(session: Session) -> bool:
    """Whether somebody waits for what is answered in this look, who can't be kept waiting."""
    return bool(session.info.get(HURRIED))


def by_rules_before(session: Session) -> bool:
    """Has this look see what was asked before the last change of it, in all that is asked and answered.

    False where that is not known to this process, or where many were moved on since; all is as it was then.
    """
    before = _with_rules_before(catalogue_of(session))
    if before is None:
        return False
    person = table_of(Person).c
    since = select(person.id).where(person.projected_by > before.until).limit(MOST_AT_ONCE + 1)
    if len(session.execute(since).all()) > MOST_AT_ONCE:
        return False
    session.info["catalogue"] = {"catalogue": before}
    return True


def _with_rules_before(catalogue: Catalogue) -> Catalogue | None:
    """A catalogue that asks what the one before asked, of the agencies of now; None where none is known.

    Whoever was projected since is computed from their records by it.
    """
    before = cast(Catalogue | None, catalogue.made.get(BEFORE))
    known = cast(Catalogue | None, catalogue.made.get(AS_BEFORE))
    if before is None or (known is not None and known.until == before.number):
        return None if before is None else known
    agencies = {
        key: replace(each, disciplines=before.agencies[key].disciplines) if key in before.agencies else each
        for key, each in catalogue.agencies.items()
    }
    rules = before.rulebook
    lasting = (MEANWHILE, SHOWN) if agencies == before.agencies else (MEANWHILE,)
    made = {name: before.made[name] for name in lasting if name in before.made}
    known = catalogue.made[AS_BEFORE] = replace(
        catalogue,
        agencies=agencies,
        rulebook=replace(
            catalogue.rulebook,
            agencies=agencies,
            requirements=rules.requirements,
            versions=rules.versions,
            equivalents=rules.equivalents,
            revisions=rules.revisions,
            teaches=rules.teaches,
        ),
        changed_in=before.changed_in,
        until=before.number,
        made=made,
    )
    return known
