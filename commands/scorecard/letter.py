"""What a letter says of scorecards once a quarter: the questions that wait, for who answers them.

The lead of an agency is told of theirs; the emergency manager of the region's, and in the same line of how
many agencies nobody in Slack leads whose questions wait too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from commands.kit.blocks import button
from commands.kit.letters import LetterPart, Line, Round
from commands.kit.registry import Declared
from commands.scorecard.scorecard import may_answer
from commands.scorecard.scorecard_views import ANSWER, SHOW, CardOf
from storage.letters import SCORECARD_ASKED, LetterLine
from storage.rights import unled
from storage.scorecards import unanswered
from words.amounts import plural


def asked(round_: Round) -> Iterator[Line]:
    """One line for each scorecard whose questions wait still, to those who may still answer them."""
    for line in round_.left(SCORECARD_ASKED):
        agency, reader = line.about_id or None, round_.of(round_.readers[line.person_id])
        is_gone = agency is not None and agency not in round_.catalogue.agencies
        if is_gone or not may_answer(reader, agency):
            yield Line.of_left(line)
        elif agency is None:
            yield _of_region(round_, line)
        else:
            yield _of_agency(round_, line, agency)


def _of_agency(round_: Round, line: LetterLine, agency: int) -> Line:
    waits = len(unanswered(round_.session, [agency], _since(line)).get(agency, ()))
    if not waits:
        return Line.of_left(line)
    name = round_.catalogue.agencies[agency].name
    said = f"Scorecard of {name}, once a quarter: {plural(waits, 'question waits', 'questions wait')}."
    press = button("Answer", f"{ANSWER}:letter {line.id}", CardOf(agency=agency))
    return Line.of_left(line, said, button=press)


def _of_region(round_: Round, line: LetterLine) -> Line:
    alone = unled(round_.session, round_.catalogue.agencies, round_.day)
    found = unanswered(round_.session, [None, *sorted(alone)], _since(line))
    waits, agencies = len(found.pop(None, ())), len(found)
    if not waits and not agencies:
        return Line.of_left(line)
    parts = [plural(waits, "question waits", "questions wait")] if waits else []
    if agencies:
        parts.append(
            f"those of {plural(agencies, 'agency', 'agencies')} without a lead in Slack wait for you"
        )
    said = f"Scorecard of the region, once a quarter: {'; '.join(parts)}."
    press = (
        button("Answer", f"{ANSWER}:letter {line.id}", CardOf())
        if waits
        else button("Scorecard", f"{SHOW}:letter {line.id}", CardOf())
    )
    return Line.of_left(line, said, button=press)


def _since(line: LetterLine) -> date:
    """The first day of the quarter a line is of: what was said since answers it."""
    return date.fromisoformat(line.mark)


ENTRIES: tuple[Declared, ...] = (LetterPart(14, asked),)
