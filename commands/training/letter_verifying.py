"""What a letter says to those who verify: once a week, how many records wait for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from sqlalchemy import func

from commands.kit.blocks import button
from commands.kit.letter_rights import seen_to_by
from commands.kit.letters import LetterPart, Line, Reader, Round, those_who_lead
from commands.kit.record_rights import waiting_by_agency, waiting_records
from commands.kit.registry import Declared
from commands.training.verifying_views import PAGE, Waiting
from readiness.records import AgencyId, PersonId
from storage.rights import unled
from storage.training import CompletionRecord
from words.amounts import plural

MATTER = "to verify"
TO_SEE_TO = Waiting(every=True, seen_to=True)
"""What the letter counts, and its button opens."""

Counts = defaultdict[AgencyId, dict[PersonId, int]]


def to_verify(round_: Round) -> Iterator[Line]:
    """How many records wait for each lead; for the emergency managers those of agencies without one."""
    if not round_.of_the_week:
        return
    without = unled(round_.session, round_.catalogue.agencies, round_.day)
    seen = {each.person_id: seen_to_by(each.member, without) for each in round_.of_the_week}
    counts = _counted(round_) if any(seen.values()) else Counts(dict)
    for key, agencies in seen.items():
        if agencies and (waiting := _waiting(round_, round_.readers[key], agencies, counts)):
            verb = "waits" if waiting == 1 else "wait"
            yield Line(
                key,
                MATTER,
                0,
                f"{plural(waiting, 'record')} {verb} to be verified by you.",
                button=button("Verify", f"{PAGE}:letter", TO_SEE_TO),
            )


def _counted(round_: Round) -> Counts:
    """How many wait in each agency, by whose they are: asked once for all who read of one agency."""
    counts = Counts(dict)
    for agency, person, many in round_.session.execute(waiting_by_agency(round_.day)):
        counts[agency][person] = many
    return counts


def _waiting(round_: Round, reader: Reader, agencies: Collection[AgencyId], counts: Counts) -> int:
    """How many wait for somebody; of several agencies each once, whoever belongs to more of them."""
    if len(agencies) == 1:
        [agency] = agencies
        return sum(many for person, many in counts[agency].items() if person != reader.person_id)
    theirs = waiting_records(reader.member, round_.day, within=agencies)
    count = theirs.order_by(None).with_only_columns(func.count(CompletionRecord.id))
    return round_.session.scalar(count) or 0


ENTRIES: tuple[Declared, ...] = (LetterPart(40, to_verify, once_a_week=those_who_lead),)
