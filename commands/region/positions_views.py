"""The catalogue of positions as it is shown: the list, the form of one, and what a change would move."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    InputInteractiveElement,
    SectionBlock,
)

from commands.kit.blocks import aside, button, buttons, plain, title, words
from commands.kit.forms import CantTake, Field, text_field
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.language.fields import disciplines_field, whole_number_field
from readiness.positions import (
    CURRENT_MONTHS,
    LONGEST_TITLE,
    MOST_CURRENT_MONTHS,
    MOST_NEEDED,
    MOST_OF_ONE,
    Position,
    Teams,
)
from storage.catalogue import Catalogue
from words.amounts import listing, ordinal, plural

ROWS = 40
LONGEST_CODE = 20
MOST_PLACES = 9999

LOCAL_POLICY = (
    "Who can fill which, how many a team needs and for how long having played it counts are local policy: "
    "the starting positions' are assumptions to begin with."
)


class PositionShown(BaseModel):
    """Which position a button is about; 0: a new one."""

    position: int = 0


class PositionDraft(BaseModel):
    """A position as it is to be, while what it would move is shown. `out`: it is to be taken out."""

    position: int = 0
    code: str = ""
    title: str = ""
    disciplines: list[str] = []
    needed: int = 1
    months: int = CURRENT_MONTHS
    place: int | None = None
    out: bool = False


def positions_message(catalogue: Catalogue, mark: str, done: str = "") -> Message:
    """The catalogue in its order, each position with the way to change it."""
    positions = list(catalogue.positions.values())
    said = [words(done)] if done else []
    head = [title("Positions"), words(_summary(positions))]
    rows = [_row(number, each) for number, each in enumerate(positions[:ROWS], 1)]
    gone = [catalogue.every_position[key].title for key in catalogue.taken_out]
    notes = [LOCAL_POLICY]
    if len(positions) > ROWS:
        notes.append(f"{len(positions) - ROWS} more are not listed: /muster positions and a title shows one.")
    if gone:
        notes.append(
            f"Taken out: {listing(sorted(gone)[:10])}. What was played stays on record; added again by its "
            "code, it is back."
        )
    row = buttons(
        button("Add a position", "positions.open", PositionShown()),
        button("Load starting positions", "positions.load", PositionShown(), confirm=LOCAL_POLICY),
    )
    return Message([*said, *head, *rows, *row, aside(*notes, mark)])


def taken_out_row(position: Position) -> list[Block]:
    """The way to take a position out, beneath its form."""
    out = button("Take it out", "positions.out", PositionShown(position=position.key))
    return [ActionsBlock(elements=[out])]


def moves_words(
    before: Teams, after: Teams, catalogue: Catalogue, titles: dict[int, str], called: str
) -> str:
    """What a change would do to the region tonight: "9 → 7 teams deep tonight; the eighth would fail …"."""
    titles = {key: each.title for key, each in catalogue.every_position.items()} | titles
    if before == after:
        return f"{called} stays {plural(after.teams, 'team')} deep tonight."
    if not after.wanted:
        return f"{plural(before.teams, 'team')} deep tonight, and then no position is needed for a team."
    short = listing([titles[key] for key in after.short_of])
    fails = f"the {ordinal(after.teams + 1)} would fail at {short} ({after.people:,} of {after.wanted:,})"
    if not before.wanted:
        return f"{called} would be {plural(after.teams, 'team')} deep tonight; {fails}."
    if before.teams == after.teams:
        return f"{called} stays {plural(after.teams, 'team')} deep tonight; {fails}."
    return f"{before.teams:,} → {plural(after.teams, 'team')} deep tonight; {fails}."


def position_words(position: Position) -> str:
    """What the catalogue says of a position: "EMS or Fire · 2 a team · played within 12 months"."""
    many = f"{position.needed:,} a team" if position.needed else "recorded, not needed"
    return f"{position.filled_by} · {many} · played within {plural(position.current_months, 'month')}"


def _draw_code(initial: str | None) -> InputInteractiveElement:
    return text_field("code", "Code", LONGEST_CODE).draw(initial)


def _read_code(request: Request, field: str) -> str:
    """Empty in the form of a position that is there: its code stays."""
    said = " ".join(request.typed(field).split())
    if len(said) > LONGEST_CODE:
        raise CantTake(f"At most {LONGEST_CODE} characters, please.")
    return said


CODE: Field[str] = Field(
    "code", "Code", _draw_code, _read_code, "A short one, such as RESCUE-TF: files know the position by it."
)
POSITION_TITLE = text_field("title", "Title", LONGEST_TITLE, optional=False)
DISCIPLINES = disciplines_field(
    "disciplines", "Whose people can fill it", "Anybody", "None chosen: anybody's."
)
NEEDED = whole_number_field(
    "needed",
    "How many a full team needs",
    0,
    MOST_OF_ONE,
    f"0: recorded, not needed. At most {MOST_NEEDED} positions can be needed for a team.",
)
MONTHS = whole_number_field(
    "months",
    "For how many months having played it counts",
    1,
    MOST_CURRENT_MONTHS,
    "12 is usual (local policy).",
)
PLACE = whole_number_field(
    "place",
    "Place in the list",
    1,
    MOST_PLACES,
    "Of what a team is equally short of, the first in the list is named.",
)


def _summary(positions: Sequence[Position]) -> str:
    if not positions:
        return (
            "No position is in the catalogue yet. Starting positions can be loaded: command, tactical, "
            "triage, transport, staging, rescue task force, dispatch, public information."
        )
    seats = plural(sum(each.needed for each in positions), "person", "people")
    needed = sum(bool(each.needed) for each in positions)
    return f"{plural(len(positions), 'position')}; a full team needs {seats} in {needed} of them."


def _row(number: int, position: Position) -> SectionBlock:
    return SectionBlock(
        text=plain(f"{number}. {position.title} ({position.code})\n{position_words(position)}"),
        accessory=button("Change", f"positions.open:{position.key}", PositionShown(position=position.key)),
    )
