"""Telling emergency management something privately, answering it, taking it back; and who offered to help.

What concerns what one person told takes turns by that person (`storage.people.lock_people`). Audit rows say
that something was told, answered or taken back, and none of its words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from readiness.text import fold
from storage.audit import AuditKind, Trail
from storage.confided import TOLD, ConfidedRecord, Matter
from storage.people import lock_people
from storage.roster import terms_of

TAKEN_BACK_BY_TELLER = "taken back by who told it"


class ToldAlready(Exception):
    """The same stands already: word for word, or an offer to be a champion. `held` is it."""

    def __init__(self, held: ConfidedRecord) -> None:
        """Of what was told before."""
        super().__init__(f"confided {held.id} says so")
        self.held = held


class TakenBackMeanwhile(Exception):
    """Who told it took it back."""


class AnsweredMeanwhile(Exception):
    """Somebody answered it, or noted it: who and when stands in `held`."""

    def __init__(self, held: ConfidedRecord) -> None:
        """Of what was answered."""
        super().__init__(f"confided {held.id} is answered")
        self.held = held


def tell(
    session: Session,
    person_id: int,
    matter: Matter,
    text: str,
    agencies: Collection[int],
    trail: Trail,
    chiefs: Collection[int] = (),
) -> ConfidedRecord:
    """Writes down what somebody tells, with all agencies that are theirs and who leads these.

    Raises ToldAlready where the same stands.
    """
    lock_people(session, [person_id])
    for each in told(session, ConfidedRecord.person_id == person_id, ConfidedRecord.matter == matter):
        if matter is Matter.CHAMPION or fold(each.text) == fold(text):
            raise ToldAlready(each)
    made = ConfidedRecord(
        person_id=person_id,
        agencies=sorted(agencies),
        chiefs=sorted(chiefs),
        matter=matter,
        text=text,
        told_at=trail.now,
    )
    session.add(made)
    session.flush()
    trail.note(session, AuditKind.CONFIDED, made.subject, of=made, matter=str(matter))
    return made


def lock_told(session: Session, held: ConfidedRecord, others: Iterable[int] = ()) -> None:
    """Makes those who answer what somebody told, or take it back, take turns; it is as it is now.

    `others` are locked too: those whose rights must not change meanwhile.
    """
    session.flush()
    lock_people(session, [held.person_id, *others])
    session.refresh(held)


def answer(session: Session, held: ConfidedRecord, said: str, trail: Trail) -> None:
    """Answers what was told; without words it is noted. Lock it first (`lock_told`).

    What was noted may be answered still. Raises TakenBackMeanwhile and AnsweredMeanwhile.
    """
    if held.voided_at is not None:
        raise TakenBackMeanwhile
    if held.answer or (held.answered_at is not None and not said):
        raise AnsweredMeanwhile(held)
    held.answer, held.answered_by, held.answered_at = said, trail.by, trail.now
    trail.note(session, AuditKind.CONFIDED_ANSWERED, held.subject, of=held, noted=not said)


def take_back(session: Session, held: ConfidedRecord, trail: Trail) -> None:
    """Takes back what somebody told, at their word. Lock it first. Raises TakenBackMeanwhile."""
    if held.voided_at is not None:
        raise TakenBackMeanwhile
    held.take_back(trail.now, trail.by, TAKEN_BACK_BY_TELLER)
    trail.note(session, AuditKind.CONFIDED_TAKEN_BACK, held.subject, of=held)


def told(session: Session, *conditions: ColumnElement[bool]) -> list[ConfidedRecord]:
    """What people told and did not take back, oldest first, as far as the conditions say."""
    query = select(ConfidedRecord).where(TOLD, *conditions)
    return list(session.scalars(query.order_by(ConfidedRecord.told_at, ConfidedRecord.id)))


def counts(there: Iterable[ConfidedRecord]) -> dict[Matter, int]:
    """How much of each matter there is, in the order of the matters; what there is none of is left out."""
    found = Counter(each.matter for each in there)
    return {matter: found[matter] for matter in Matter if found[matter]}


def champions(session: Session) -> list[ConfidedRecord]:
    """The offers to be a champion that stand."""
    return told(session, ConfidedRecord.matter == Matter.CHAMPION)


def champions_by_agency(
    session: Session, offers: Sequence[ConfidedRecord], today: date
) -> dict[int | None, list[ConfidedRecord]]:
    """Some offers by the agencies whose people made them: where they belong today, or are to begin.

    Who belongs to several is a champion in each; None: who is on no roster any more.
    """
    terms = terms_of(session, {each.person_id for each in offers})
    found: defaultdict[int | None, list[ConfidedRecord]] = defaultdict(list)
    for offer in offers:
        theirs = terms.get(offer.person_id, ())
        there = {term.agency for term in theirs if term.left_on is None or term.left_on >= today}
        for agency in there or (None,):
            found[agency].append(offer)
    return dict(found)
