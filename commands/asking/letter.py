"""What a letter says of what was told privately: that it waits; to who told it, that it was read.

A letter has none of the words. Whether something is for a reader is asked when their letter is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from commands.asking.asking_views import YOURS, counted
from commands.kit.blocks import says
from commands.kit.confided_rights import confided
from commands.kit.letters import LetterPart, Line, Reader, Round
from commands.kit.may import Action, may
from commands.kit.registry import Declared
from storage.confided import WAITS, ConfidedRecord
from storage.confiding import counts, told
from storage.letters import CONFIDED, CONFIDED_NOTED, LetterLine
from words.days import spoken


def told_and_read(round_: Round) -> Iterator[Line]:
    """One line with a count for all that was told since; one for each that was noted without an answer."""
    by_reader: defaultdict[int, list[LetterLine]] = defaultdict(list)
    for line in round_.left(CONFIDED):
        by_reader[line.person_id].append(line)
    for person, lines in by_reader.items():
        theirs = _for(round_, round_.readers[person], [line.about_id for line in lines])
        said = f"New, told privately: {counted(counts(theirs))}." if theirs else ""
        for line in lines:  # the first speaks for all of them
            look = says("Read what people told", "ask list open", "letter told") if said else None
            yield Line.of_left(line, said, button=look)
            said = ""
    for line in round_.left(CONFIDED_NOTED):
        record = round_.session.get(ConfidedRecord, line.about_id)
        look = says("What I told", "ask mine", f"letter told {line.id}")
        said = "" if record is None else _noted(round_, record)
        yield Line.of_left(line, said, button=look)


def _for(round_: Round, reader: Reader, ids: Sequence[int]) -> list[ConfidedRecord]:
    """What of it waits still, and is for the reader now."""
    there = told(round_.session, WAITS, ConfidedRecord.id.in_(ids))
    about = confided(round_.session, round_.region, there)
    day = round_.day
    return [each for each in there if may(reader.member, Action.HEAR, about[each.id], day, day)]


def _noted(round_: Round, record: ConfidedRecord) -> str:
    if record.voided_at is not None or record.answer:
        return ""
    on = spoken(round_.region.day(record.told_at))
    return f"Read by emergency management, and noted without an answer: {YOURS[record.matter]} of {on}."


ENTRIES: tuple[Declared, ...] = (LetterPart(33, told_and_read),)
