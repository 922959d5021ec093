"""How a sign-in is closed: the list of all who signed in, what can be mended, and what was confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from slack_sdk.models.blocks import Block, ButtonElement

from commands.exercises.planning_views import once_held
from commands.exercises.signing_in_views import SignInOf
from commands.kit.blocks import OPTION_VALUE, aside, button, buttons, paragraphs, rule, shown_of, words
from commands.kit.reply import Message
from commands.language.exercises import exercise_name
from commands.language.pasted import Kept
from commands.language.taking_part import held_as
from storage.catalogue import Catalogue
from storage.exercises import ExerciseRecord, Origin, ParticipationRecord
from storage.people import Person
from storage.signing_in import Presence
from words.amounts import plural

ADD = "signin.add"
STRIKE = "signin.strike"
PAGE = "signin.page"
START_RUN = "run.start"

A_PAGE = 50
"""People on one page of the list."""
MOST_UNFILLED = 5
"""Lines about positions that their agency does not fill."""

Present = tuple[ParticipationRecord, Person | None]


class Closing(Kept):
    """Whose sign-in a form closes, from which person on its list is shown, and the newest row it shows; with
    it is kept who of a pasted list was found.
    """

    exercise: int
    start: int = 0
    newest: int = 0


@dataclass(frozen=True)
class One:
    """Somebody of one agency, or those counted there without names, with all they did."""

    agency: int
    name: str
    parts: Sequence[str]


@dataclass(frozen=True)
class Confirmed:
    """What closing came to: who took part, how far it reached, and whose own part waits for somebody else;
    which positions were held by people whose agency does not fill them.
    """

    present: Presence
    reach: Sequence[str]
    own_waits: bool
    unfilled: Sequence[str] = ()


def ones(catalogue: Catalogue, present: Sequence[Present]) -> list[One]:
    """Those who took part, one a person and agency, as they come."""
    found = []
    for (agency, _), group in groupby(present, key=_whose):
        rows = list(group)
        person = rows[0][1]
        name = "Without names" if person is None else person.name
        found.append(One(agency, name, [part_words(catalogue, row) for row, _ in rows]))
    return found


def part_words(catalogue: Catalogue, record: ParticipationRecord) -> str:
    """What one row says: "Transport, run 2, carried over from run 1"."""
    counted = [] if record.headcount is None else [plural(record.headcount, "person", "people")]
    said = [*counted, *held_as(catalogue, record), f"run {record.run}"]
    if record.verified:
        said.append("confirmed")
    elif record.origin is Origin.CARRIED_OVER:
        said.append(f"carried over from run {record.run - 1}")
    elif record.origin is Origin.GIVEN:
        said.append("given for this run")
    return ", ".join(said)


def list_blocks(
    exercise: ExerciseRecord, there: Sequence[One], whole: Presence, catalogue: Catalogue, start: int
) -> list[Block]:
    """The form's body: how many there are, what can be done about it, and a page of them by agency."""
    runs = f" in {exercise.run} runs" if exercise.run > 1 else ""
    agencies = plural(whole.agencies, "agency", "agencies")
    head = f"{exercise_name(exercise)}: {plural(whole.people, 'person', 'people')} from {agencies}{runs}."
    closing = Closing(exercise=exercise.id, start=start)
    blocks: list[Block] = [
        words(head if there else f"{exercise_name(exercise)}: nobody has signed in yet."),
        *buttons(
            button("Add people", ADD, closing),
            button("Strike out", STRIKE, closing) if there else None,
            button(
                f"Start run {exercise.run + 1}",
                START_RUN,
                SignInOf(exercise=exercise.id),
                confirm=f"Everybody of run {exercise.run} is carried over, with their positions. "
                "The card turns to the new run.",
            )
            if there
            else None,
        ),
        rule(),
    ]
    page = there[start : start + A_PAGE]
    for agency, group in groupby(page, key=lambda each: each.agency):
        lines = [f"{each.name}: {'; '.join(each.parts)}" for each in group]
        blocks += paragraphs([catalogue.agencies[agency].name, *(f"• {line}" for line in lines)])
    if said := shown_of(start, len(page), len(there)):
        blocks += [aside(said), *buttons(*_pages(exercise.id, start, len(there)))]
    return blocks


def confirmed_message(exercise: ExerciseRecord, done: Confirmed) -> Message:
    """What the one who closed it hears: the counts, how far it reached, who was missing, and what waits."""
    agencies = plural(done.present.agencies, "agency", "agencies")
    people = plural(done.present.people, "person", "people")
    lines = [
        f"Closed: {exercise_name(exercise)}. {people} from {agencies} took part; all but you are confirmed."
        if done.own_waits
        else f"Closed: {exercise_name(exercise)}. {people} from {agencies} took part; all are confirmed.",
        *done.reach,
    ]
    if done.own_waits:
        lines.append("Your own part waits for somebody else whose exercise it is: nobody confirms their own.")
    lines += done.unfilled[:MOST_UNFILLED]
    if len(done.unfilled) > MOST_UNFILLED:
        lines[-1] = f"{len(done.unfilled) - MOST_UNFILLED + 1} more positions were held so."
    lines.append("Add anybody who is missing with /exercise log.")
    return Message([words("\n".join(lines)), *buttons(*once_held(exercise))])


def choices(catalogue: Catalogue, present: Sequence[Present]) -> Iterator[tuple[str, str]]:
    """What can be struck out, as label and value: all of somebody's rows, where they have several, and each.

    The value is the rows' numbers.
    """
    for (agency, _), group in groupby(present, key=_whose):
        found = list(group)
        rows, person = [row for row, _ in found], found[0][1]
        where = catalogue.agencies[agency].name
        who = where if person is None else f"{person.name} ({where})"
        everything = ",".join(str(row.id) for row in rows)
        if person is not None and len(rows) > 1 and len(everything) <= OPTION_VALUE:
            yield f"{who}: everything", everything
        for row in rows:
            yield f"{who}: {part_words(catalogue, row)}", str(row.id)


def _whose(present: Present) -> tuple[int, int]:
    """By whom rows belong together; those without names by their own number."""
    record, person = present
    return record.agency_id, -record.id if person is None else person.id


def _pages(exercise: int, start: int, total: int) -> list[ButtonElement | None]:
    def to(label: str, place: int) -> ButtonElement:
        return button(label, f"{PAGE}:{label}", Closing(exercise=exercise, start=place))

    return [
        to("Earlier", max(start - A_PAGE, 0)) if start else None,
        to("More", start + A_PAGE) if start + A_PAGE < total else None,
    ]
