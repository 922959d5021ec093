"""How what waits to be confirmed is shown: by agency with counts, then record by record, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement, CheckboxesElement, InputBlock, SectionBlock
from slack_sdk.models.views import View

from commands.kit.blocks import aside, button, buttons, cut, option, plain, shown_of, words
from commands.training.certificates_views import certificate_buttons
from commands.training.record_views import OfRecord, link_button
from commands.training.tracing import CORRECT, LINK, TRACE
from words.amounts import plural

FORM = "training.verify"
PAGE, ALL = f"{FORM}.page", f"{FORM}.all"
APPROVE, REJECT, REJECT_ALL = f"{FORM}.approve", f"{FORM}.reject", f"{FORM}.reject_all"
NOBODY_WAITS = "Nothing waits for you to confirm."
PICK = "pick"
ROWS = 6
MOST_AGENCIES = 40
AT_ONCE = 500
"""Records that are confirmed by one press; of more the rest comes after it."""
LABEL, HINT = 300, 900


class Waiting(BaseModel):
    """From which record on; of which agency (0: none), else of all; or by agency, where that is shown first.

    `files`: those that files brought in; `newest` the newest record when the list was shown. `seen_to`: of
    the agencies the speaker sees to, as their letter counts them.
    """

    start: int = 0
    agency: int | None = None
    every: bool = False
    files: bool = False
    newest: int = 0
    seen_to: bool = False


class WaitingRecord(Waiting):
    """One record of the list, with where the list was."""

    record: int


class Rejecting(Waiting):
    """Some records of the list that are to be rejected; all of it, where none is named."""

    records: list[int] = []


@dataclass(frozen=True)
class Row:
    """One record as it is shown: whose and what; the details; where its evidence is, and its certificates."""

    record: int
    line: str
    details: str
    evidence: str = ""
    certificates: Sequence[int] = ()


@dataclass(frozen=True)
class Listed:
    """What a page shows: some rows of how many, and how many files brought in besides."""

    rows: Sequence[Row]
    count: int
    brought: int
    head: str


def picked(record_id: int) -> str:
    """The place of the box by which one record is chosen."""
    return f"{PICK}.{record_id}"


def list_view(listed: Listed, shown: Waiting, done: Sequence[str], has_agencies: bool) -> View:
    """A page of what waits; what was just done stands before it."""
    blocks: list[Block] = [SectionBlock(block_id="done", text=plain("\n".join(done)))] if done else []
    blocks.append(words(listed.head))
    for row in listed.rows:
        blocks += _row(row, shown)
    if said := shown_of(shown.start, len(listed.rows), listed.count, order="newest first"):
        blocks.append(aside(said))
    blocks += _ways_on(listed, shown, has_agencies)
    return _view(blocks, shown, "Approve the chosen" if listed.rows else None)


def agencies_view(
    agencies: Sequence[tuple[int, str, int]], listed: Listed, shown: Waiting, done: Sequence[str]
) -> View:
    """How many wait in each agency, each to be opened; most first."""
    blocks: list[Block] = [SectionBlock(block_id="done", text=plain("\n".join(done)))] if done else []
    blocks.append(words(listed.head))
    for key, name, count in agencies[:MOST_AGENCIES]:
        open_it = button("Open", f"{PAGE}:agency {key}", Waiting(agency=key, files=shown.files))
        blocks.append(SectionBlock(text=plain(f"{name}: {count:,}"), accessory=open_it))
    if len(agencies) > MOST_AGENCIES:
        more = plural(len(agencies) - MOST_AGENCIES, "agency", "agencies")
        blocks.append(aside(f"And {more} more; all records are in the whole list."))
    whole = Waiting(every=True, files=shown.files)
    blocks += buttons(
        button("The whole list", f"{PAGE}:every", whole) if listed.count else None, _of_files(listed, shown)
    )
    return _view(blocks, shown, None)


def _row(row: Row, shown: Waiting) -> list[Block]:
    pressed = WaitingRecord(record=row.record, **shown.model_dump())
    box = CheckboxesElement(action_id=PICK, options=[option("Choose", str(row.record))])
    chosen = InputBlock(
        block_id=picked(row.record),
        label=plain(cut(row.line, LABEL)),
        element=box,
        hint=plain(cut(row.details, HINT)),
        optional=True,
    )
    return [
        chosen,
        *buttons(
            button("Approve", f"{APPROVE}:{row.record}", pressed, style="primary"),
            button("Reject", f"{REJECT}:{row.record}", _of_one(row.record, shown)),
            button("Correct", f"{CORRECT}:{row.record}", OfRecord(record=row.record)),
            button("Details", f"{TRACE}:{row.record}", OfRecord(record=row.record)),
            link_button("Evidence", f"{LINK}:{row.record}", row.evidence),
            *certificate_buttons(row.certificates),
        ),
    ]


def _of_one(record_id: int, shown: Waiting) -> Rejecting:
    return Rejecting(records=[record_id], **shown.model_dump())


def _ways_on(listed: Listed, shown: Waiting, has_agencies: bool) -> Iterator[Block]:
    """What can be pressed beneath the rows: some, all, the next page, and back."""
    several = listed.count > 1
    at_once = min(listed.count, AT_ONCE)
    sure = f"You approve {plural(at_once, 'record')}, those not shown here too."
    everything = Rejecting(**shown.model_dump())
    last = shown.start + len(listed.rows)
    yield from buttons(
        button("Reject the chosen", f"{REJECT}:chosen", everything) if several and listed.rows else None,
        button(f"Approve all {at_once:,}", ALL, shown, confirm=sure) if several else None,
        button(f"Reject all {at_once:,}", REJECT_ALL, everything) if several else None,
    )
    yield from buttons(
        button("Next", f"{PAGE}:next", shown.model_copy(update={"start": last}))
        if last < listed.count
        else None,
        button("Back", f"{PAGE}:back", shown.model_copy(update={"start": max(0, shown.start - ROWS)}))
        if shown.start
        else None,
        button("By agency", f"{PAGE}:agencies", Waiting(files=shown.files)) if has_agencies else None,
        _of_files(listed, shown),
    )


def _of_files(listed: Listed, shown: Waiting) -> ButtonElement | None:
    """The way to what files brought in unconfirmed, and back from it."""
    if shown.files:
        return button(
            "What people said", f"{PAGE}:said", shown.model_copy(update={"files": False, "start": 0})
        )
    if not listed.brought:
        return None
    label = f"From files: {listed.brought:,}"
    return button(label, f"{PAGE}:files", shown.model_copy(update={"files": True, "start": 0}))


def _view(blocks: Sequence[Block], shown: Waiting, submit: str | None) -> View:
    return View(
        type="modal",
        callback_id=FORM,
        title=plain("Waiting records", 24),
        submit=None if submit is None else plain(submit, 24),
        close=plain("Close", 24),
        blocks=list(blocks),
        private_metadata=shown.model_dump_json(exclude_defaults=True),
    )
