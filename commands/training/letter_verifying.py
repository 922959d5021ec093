"""What a letter says to those who verify: once a week, how many records wait for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, and_, func, or_, select

from commands.kit.blocks import says
from commands.kit.letter_rights import seen_to_by
from commands.kit.letters import LetterPart, Line, Reader, Round, those_who_lead
from commands.kit.record_rights import asks_to_be_confirmed
from commands.kit.registry import Declared
from storage.people import AffiliationRecord
from storage.responders import is_corrected
from storage.rights import led_in_slack
from storage.training import CompletionRecord
from words.amounts import plural

MATTER = "to verify"


def to_verify(round_: Round) -> Iterator[Line]:
    """How many records wait for each lead; for the emergency managers those of agencies without one."""
    if not round_.of_the_week:
        return
    led = led_in_slack(round_.session)
    unled = frozenset(round_.catalogue.agencies) - led
    for reader in round_.of_the_week:
        agencies = seen_to_by(reader.member, unled)
        if agencies and (waiting := _waiting(round_, reader, agencies)):
            verb = "waits" if waiting == 1 else "wait"
            yield Line(
                reader.person_id,
                MATTER,
                0,
                f"{plural(waiting, 'record')} {verb} to be verified by you.",
                button=says("Verify", "training verify", "letter verify"),
            )


def _waiting(round_: Round, reader: Reader, agencies: Collection[int]) -> int:
    """How many records of some agencies' people nobody confirmed yet; never the reader's own."""
    theirs = (
        select(AffiliationRecord.id)
        .where(
            AffiliationRecord.person_id == CompletionRecord.person_id,
            AffiliationRecord.agency_id.in_(sorted(agencies)),
            AffiliationRecord.voided_at.is_(None),
            or_(_covers(round_.day), _covers(CompletionRecord.completed_on)),
        )
        .exists()
    )
    query = select(func.count()).where(
        asks_to_be_confirmed(),
        CompletionRecord.voided_at.is_(None),
        ~is_corrected(),
        CompletionRecord.person_id != reader.person_id,
        theirs,
    )
    return round_.session.scalar(query) or 0


def _covers(day: object) -> ColumnElement[bool]:
    """A membership on a day; both its days count."""
    return and_(
        or_(AffiliationRecord.joined_on.is_(None), AffiliationRecord.joined_on <= day),
        or_(AffiliationRecord.left_on.is_(None), AffiliationRecord.left_on >= day),
    )


ENTRIES: tuple[Declared, ...] = (LetterPart(40, to_verify, once_a_week=those_who_lead),)
