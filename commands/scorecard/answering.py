"""The items that are asked: a short form for an agency, or for the region, and what became of it.

What is said is never gone over: the newest counts, and what somebody else said while the form was open is
shown before it is answered once more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, InputInteractiveElement, Option, RadioButtonsElement
from slack_sdk.models.views import View

from commands.kit.blocks import aside, button, buttons, option, paragraphs, title, words
from commands.kit.forms import CantTake, Field, Modal, optional_day_field, text_field
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Undoes
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.logs import UNDO_NOTE, refuse_late_undo
from commands.language.questions import scope_called, scope_called_within
from commands.scorecard.scorecard import may_answer, scope_of_card, whose
from commands.scorecard.scorecard_views import ANSWER, AT_MOST_ONE, HOW, SHOW, CardOf
from readiness.records import AgencyId
from readiness.scorecard import FRESH_MONTHS, LEVELS, MOST, Answer
from readiness.scorecard_items import BY_CODE, ITEMS, Asked, Item
from storage.audit import AuditKind, AuditRow
from storage.scorecards import (
    LONGEST_EVIDENCE,
    SaidMeanwhile,
    ScoreSaid,
    asked_about,
    meant,
    said_of,
    say,
    take_back,
)
from words.days import spoken
from words.problems import Problem

TO_COME = "That day is still to come: evidence is from a day that has passed."
NO_DAY = "Of which day is that evidence? Without one it proves nothing."
NO_EVIDENCE = "What is the evidence of that day?"
NO_POINTS = "Choose how far it is, too."
UNDO = "scorecard.undo"
WHO_UNDOES = "Answer again instead: the newest answer counts."
NOTHING = "Answer at least one question."
CHANGES = "What you change is recorded; saved unchanged, all of it is said again as of today."
AGAIN = "What you filled in is still here: save it to put it in place of that, or cancel to leave it."


class Questions(BaseModel):
    """Whose questions a form asks (0: the region's), and the answers that stood in it, by item.

    `seen` are those it opened with, and what differs from them was said; `since` the newest it was shown with
    after somebody else had answered.
    """

    agency: int = 0
    seen: dict[str, int] = {}
    since: dict[str, int] = {}

    @property
    def newest(self) -> dict[str, int]:
        """The newest answers that whoever fills it in has seen."""
        return self.seen | self.since


class Answered(BaseModel):
    """Answers that a button takes back, by their ids."""

    rows: list[int] = []


def ask(request: Request) -> Reply:
    """Opens the questions of the agency, or the region, that a button carries."""
    agency = whose(request, request.carried(CardOf))
    may_answer(request, agency).or_refuse()
    return Reply(modal=_form(request, agency))


def submit(request: Request) -> Reply:
    """Takes the answers, unless somebody else answered meanwhile: then both are shown, and it is asked."""
    carried = request.carried(Questions)
    agency = whose(request, CardOf(agency=carried.agency))
    may_answer(request, agency).or_refuse()
    answers = meant(request.session, agency, _read(request, agency), carried.seen, carried.newest)
    try:
        said = say(request.session, agency, answers, carried.newest, request.trail(), request.today)
    except SaidMeanwhile as meanwhile:
        return Reply(updated=_form(request, agency, meanwhile.found, carried.seen))
    return Reply(message=_receipt(request, agency, said), closes=True)


def undo(request: Request) -> Reply:
    """Takes back what the speaker answered a moment ago; what was said before counts again."""
    rows = [
        row
        for each in request.carried(Answered).rows
        if (row := request.session.get(ScoreSaid, each)) is not None and row.voided_at is None
    ]
    if not rows:
        raise Problem("That answer was taken back already. Nothing was changed.")
    for row in rows:
        may_answer(request, row.agency_id).or_refuse()
        if row.recorded_by != request.member.label:
            raise Problem(f"Somebody else answered that. {WHO_UNDOES}")
        refuse_late_undo(request, row.recorded_at, WHO_UNDOES)
    back = take_back(request.session, [row.id for row in rows], request.trail())
    said = ", ".join(BY_CODE[each.item].words for each in back)
    carried = CardOf(agency=rows[0].agency_id or 0)
    return Reply(
        message=Message([words(f"Taken back: {said}."), *buttons(button("Scorecard", SHOW, carried))]),
        replaces=True,
    )


def _form(
    request: Request,
    agency: AgencyId | None,
    meanwhile: Mapping[str, ScoreSaid] | None = None,
    seen: Mapping[str, int] | None = None,
) -> View:
    there = {item: row for (_, item), row in said_of(request.session, [agency]).items()}
    asked = asked_about(agency)
    first: dict[str, Any] = {}
    for item in asked:
        if (row := there.get(item.code)) is not None:
            first |= {
                FIELDS[item].points.name: row.points,
                FIELDS[item].evidence.name: row.evidence or None,
                FIELDS[item].day.name: row.evidence_on,
            }
    newest = {item.code: row.id for item in asked if (row := there.get(item.code)) is not None}
    name = scope_called(request, scope_of_card(agency))
    above: list[Block] = [title(name), words(AT_MOST_ONE), *([words(CHANGES)] if newest else [])]
    if meanwhile:
        lines = [_meanwhile(BY_CODE[code], row) for code, row in meanwhile.items()]
        above = [title(name), *paragraphs([*lines, AGAIN])]
    fields = [field for item in asked for field in FIELDS[item]]
    carried = Questions(agency=agency or 0, seen=newest)
    if seen is not None:
        carried = Questions(agency=agency or 0, seen=dict(seen), since=newest)
    return FORM.view(first, carried, above=above, only=fields)


def _meanwhile(item: Item, row: ScoreSaid) -> str:
    return f"Answered by somebody else meanwhile: {item.words}: {_said(row)}. Yours is not recorded."


def _read(request: Request, agency: AgencyId | None) -> dict[str, Answer]:
    """The answers the form has, of the items asked there; none of one that was left empty."""
    filled = FORM.read(request)
    found: dict[str, Answer] = {}
    wrong: dict[str, str] = {}
    for item in asked_about(agency):
        of = FIELDS[item]
        points, evidence, day = filled[of.points], filled[of.evidence], filled[of.day]
        if points is None:
            if evidence or day is not None:
                wrong[of.points.name] = NO_POINTS
        elif day is not None and day > request.today:
            wrong[of.day.name] = TO_COME
        elif evidence and day is None:
            wrong[of.day.name] = NO_DAY
        elif day is not None and not evidence:
            wrong[of.evidence.name] = NO_EVIDENCE
        else:
            found[item.code] = Answer(points, evidence, day)
    if not found and not wrong:
        wrong[FIELDS[asked_about(agency)[0]].points.name] = NOTHING
    if wrong:
        raise FORM.wrong(wrong)
    return found


def _receipt(request: Request, agency: AgencyId | None, said: list[ScoreSaid]) -> Message:
    name = scope_called_within(request, scope_of_card(agency))
    lines = [f"{BY_CODE[each.item].words}: {_said(each)}. {_proves(each, request.today)}" for each in said]
    carried = CardOf(agency=agency or 0)
    return Message(
        [
            words(f"Recorded for the scorecard of {name}."),
            *paragraphs(lines),
            *buttons(
                button("Scorecard", SHOW, carried),
                button("How it was counted", HOW, carried),
                button("Undo", UNDO, Answered(rows=[each.id for each in said])),
                button("Add evidence", ANSWER, carried)
                if any(not each.answer.is_proven(request.today) for each in said)
                else None,
            ),
            aside(UNDO_NOTE),
        ]
    )


def _said(row: ScoreSaid) -> str:
    """An answer in words, with its evidence."""
    evidence = f"evidence of {spoken(row.evidence_on)}: {row.evidence}" if row.evidence_on else "no evidence"
    return f"{row.points} of {MOST}, {evidence}"


def _proves(row: ScoreSaid, today: date) -> str:
    proven = row.answer.proves(today)
    if proven < row.points:
        why = f"its evidence is more than {FRESH_MONTHS} months old" if row.evidence else "without evidence"
        return f"It counts {row.points} as claimed and {proven} as proven: {why}."
    return f"It counts {row.points} as claimed, and as proven."


def _level_field(name: str, label: str) -> Field[int | None]:
    """Points from 0 to 4, each with what it means, to be picked; None where none was."""
    levels: list[Option] = [option(said, str(points)) for points, said in enumerate(LEVELS)]

    def draw(initial: int | None) -> InputInteractiveElement:
        first = None if initial is None else levels[initial]
        return RadioButtonsElement(action_id=name, options=levels, initial_option=first)

    def read(request: Request, field: str) -> int | None:
        chosen = request.typed(field)
        if not chosen:
            return None
        if chosen not in {each.value for each in levels}:
            raise CantTake(f"Choose one, from 0 to {MOST}.")
        return int(chosen)

    return Field(name, label, draw, read, optional=True)


class _Fields(NamedTuple):
    """The fields of one question."""

    points: Field[int | None]
    evidence: Field[str]
    day: Field[date | None]


FIELDS: Mapping[Item, _Fields] = {
    item: _Fields(
        _level_field(f"{item.code}-points", item.asks),
        text_field(
            f"{item.code}-evidence",
            f"Evidence: {item.short}",
            LONGEST_EVIDENCE,
            hint="A document or a link: where it can be seen. The scorecard shows it: no names, please.",
        ),
        optional_day_field(f"{item.code}-day", f"Day of that evidence: {item.short}"),
    )
    for item in ITEMS
    if item.asked is not Asked.NOBODY
}
FORM = Modal(
    "scorecard",
    "Scorecard",
    "Save",
    [field for fields in FIELDS.values() for field in fields],
    submit,
    needs=Needs.LEAD,
)


def _last(rows: Sequence[AuditRow]) -> Answered | None:
    """What `undo` takes back: what was answered, and not what was taken back."""
    there = rows[0].detail
    return Answered(rows=there["rows"]) if "points" in there else None


ENTRIES: tuple[Declared, ...] = (
    Click(ANSWER, ask, needs=Needs.LEAD),
    Click(UNDO, undo, needs=Needs.LEAD, changes=True),
    Undoes(AuditKind.SCORECARD_ANSWERED, UNDO, _last),
    *FORM.entries(),
)
