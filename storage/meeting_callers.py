"""Who is told how a call goes: whoever called the meeting; while they can't read it, those it falls to.

These are the leads of the meeting's agency, else the emergency managers: whoever of them can read it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.absences import on_leave
from storage.accounts import has_no_slack
from storage.meetings import MeetingRecord
from storage.people import AffiliationRecord, Person
from storage.rights import leads_now
from storage.roster import is_on_roster


class Absent(StrEnum):
    """Why the caller of a meeting is told nothing of it, as it is said after "who called it,"."""

    UNKNOWN = "is not on the roster"
    NO_RIGHT = "can't decide about it any more"
    NO_SLACK = "is not in Slack"
    ON_LEAVE = "is away"


@dataclass(frozen=True, slots=True)
class Hears:
    """Who is told how a meeting's call goes; `why`: of whom it falls to, since its caller can't be."""

    people: Collection[int] = ()
    why: Absent | None = None


def who_hears(
    session: Session, meetings: Collection[MeetingRecord], day: date, managers: Collection[int]
) -> dict[int, Hears]:
    """Who is told of each of some meetings on a day, by the meeting's id; `managers`: people's ids.

    Nobody is, where the caller, the leads and the managers are all away.
    """
    led = leads_now(session, day) if meetings else {}
    able = {each.id: {*managers, *led.get(each.agency_id or 0, ())} for each in meetings}
    wanted = {person for people in able.values() for person in people}
    silent, away = _without_slack(session, wanted), on_leave(session, wanted, day)
    callers = {each.called_by_id for each in meetings if each.called_by_id is not None}
    here = _on_roster(session, callers - wanted, day)
    found: dict[int, Hears] = {}
    for each in meetings:
        caller, why = each.called_by_id, None
        if caller is None or (caller not in able[each.id] and caller not in wanted | here):
            why = Absent.UNKNOWN
        elif caller not in able[each.id]:
            why = Absent.NO_RIGHT
        elif caller in silent:
            why = Absent.NO_SLACK
        elif caller in away:
            why = Absent.ON_LEAVE
        else:
            found[each.id] = Hears([caller])
            continue
        leads = [person for person in led.get(each.agency_id or 0, ()) if person not in silent | away]
        others = [person for person in managers if person not in silent | away]
        found[each.id] = Hears(leads or others, why)
    return found


def _without_slack(session: Session, people: Iterable[int]) -> set[int]:
    query = select(Person.id).where(Person.id.in_(sorted(people)), has_no_slack(Person.id))
    return set(session.scalars(query))


def _on_roster(session: Session, people: Iterable[int], day: date) -> set[int]:
    query = select(AffiliationRecord.person_id).where(
        AffiliationRecord.person_id.in_(sorted(people)), is_on_roster(day)
    )
    return set(session.scalars(query))
