"""How what people tell emergency management is shown: to who told it, and to who answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock
from slack_sdk.models.views import View

from commands.kit.blocks import (
    SECTION,
    aside,
    button,
    buttons,
    cut,
    headed,
    plain,
    says,
    shown_of,
    title,
    words,
)
from commands.kit.forms import TITLE
from commands.kit.reply import Message
from storage.confided import ConfidedRecord, Matter
from storage.region import Region
from words.amounts import listing, plural
from words.days import spoken

SHOW, OPEN, NOTE = "ask.show", "ask.answer", "ask.note"
MINE, TAKE_BACK, READ = "ask.mine", "ask.take_back", "ask.read"
FORM, CHAMPIONS = "ask.form", "ask.champions"
PAGE = 4
"""How much of what was told is read at once: a screen."""
SHOWN = 280
"""Characters of each that a list shows; the form has all of them."""
ANSWER_SHOWN = 1000
"""Characters of an answer that the list of who asked shows."""

CALLED: Mapping[Matter, str] = {
    Matter.WHY: "Why a shared plan is wanted",
    Matter.CHAMPION: "Would be a champion",
    Matter.CONCERN: "A concern",
}
"""What each is called before who reads it."""
COUNTED: Mapping[Matter, tuple[str, str]] = {
    Matter.WHY: ("reason for a shared plan", "reasons for a shared plan"),
    Matter.CHAMPION: ("offer to be a champion", "offers to be a champion"),
    Matter.CONCERN: ("concern", "concerns"),
}
YOURS: Mapping[Matter, str] = {
    Matter.WHY: "why a shared plan is wanted",
    Matter.CHAMPION: "your offer to be a champion",
    Matter.CONCERN: "your concern",
}
"""What each is called before who told it."""
NO_WORDS = "Without words."
WAITS_TO_BE_READ = "It waits to be read."


class TellSaid(BaseModel):
    """What the form is filled in with at first."""

    matter: str = ""
    text: str = ""


class ToldPage(BaseModel):
    """Which of what people told: of one agency (0: of all), only what waits, from which on."""

    agency: int = 0
    waiting: bool = False
    start: int = 0


class ToldNamed(ToldPage):
    """One thing that was told, with where the list was."""

    told: int


class ChampionsPage(BaseModel):
    """From which agency on champions are listed."""

    start: int = 0


@dataclass(frozen=True)
class Row:
    """One thing that was told, with who told it, and their agencies by id and by name."""

    told: ConfidedRecord
    name: str
    agencies: frozenset[int]
    where: str

    @property
    def who(self) -> str:
        """Who told it, and where they belong."""
        return f"{self.name}, {self.where}" if self.where else self.name


def counted(counts: Mapping[Matter, int]) -> str:
    """ "1 offer to be a champion and 2 concerns"."""
    return listing([plural(count, *COUNTED[matter]) for matter, count in counts.items()])


def list_message(
    rows: Sequence[Row], total: int, head: Sequence[str], page: ToldPage, region: Region, without: str = ""
) -> Message:
    """A page of what people told, with what can be done about each; `without` says what is not in it."""
    blocks: list[Block] = [title("Told to emergency management"), words("\n".join(head))]
    for row in rows:
        blocks += _row(row, page, region)
    shown = shown_of(page.start, len(rows), total, order="what waits first, by agency")
    if shown or without:
        blocks.append(aside(shown, without))
    blocks += buttons(*_ways_on(len(rows), total, page))
    return Message(blocks)


def _row(row: Row, page: ToldPage, region: Region) -> list[Block]:
    told = row.told
    named = ToldNamed(told=told.id, agency=page.agency, waiting=page.waiting, start=page.start)
    stands = answered_words(told, region)
    text = cut(told.text, SHOWN) or NO_WORDS
    head = f"{CALLED[told.matter]} · {row.who} · {spoken(region.day(told.told_at))}"
    reads = "Read it" if told.answer else "Answer"
    note = button("Noted", f"{NOTE}:{told.id}", named) if told.answered_at is None else None
    return [
        headed(head, "\n".join(each for each in (text, cut(stands, SHOWN)) if each)),
        *buttons(button(reads, f"{OPEN}:{told.id}", named), note),
    ]


def _ways_on(shown: int, total: int, page: ToldPage) -> Iterator[ButtonElement]:
    after, before = page.start + PAGE, max(page.start - PAGE, 0)
    if page.start + shown < total:
        yield button("More", f"{SHOW}:more", page.model_copy(update={"start": after}))
    if page.start:
        yield button("Back", f"{SHOW}:back", page.model_copy(update={"start": before}))
    other = page.model_copy(update={"start": 0, "waiting": not page.waiting})
    yield button("Answered ones too" if page.waiting else "Only what waits", f"{SHOW}:part", other)
    if page.agency:
        yield button("All agencies", f"{SHOW}:all", ToldPage(waiting=page.waiting))
    yield says("Champions", "ask champions", "champions")


def answered_words(told: ConfidedRecord, region: Region) -> str:
    """Whether it was answered, by whom and when; nothing where it waits."""
    if told.answered_at is None:
        return ""
    on = spoken(region.day(told.answered_at))
    if not told.answer:
        return f"Read and noted by {told.answered_by} on {on}."
    return f"Answered by {told.answered_by} on {on}: {told.answer}"


def whole(row: Row, region: Region) -> list[Block]:
    """All of what somebody told, and what it was answered, as a form shows it."""
    told = row.told
    head = f"{CALLED[told.matter]} · {row.who} · {spoken(region.day(told.told_at))}"
    stands = answered_words(told, region)
    return [words(head), *_all_of(told.text or NO_WORDS), *_all_of(stands)]


def whole_of_own(told: ConfidedRecord, region: Region) -> View:
    """All of what somebody told, and what they were answered, for themself."""
    head = f"{_capital(YOURS[told.matter])} · {spoken(region.day(told.told_at))}"
    stands = answered_words(told, region) or WAITS_TO_BE_READ
    blocks = [words(head), *_all_of(told.text or NO_WORDS), *_all_of(stands)]
    return View(type="modal", title=plain("What you told", TITLE), close=plain("Close", TITLE), blocks=blocks)


def _all_of(text: str) -> list[SectionBlock]:
    """A text of any length, none of it cut."""
    return [words(text[start : start + SECTION]) for start in range(0, len(text), SECTION)]


def mine_message(there: Sequence[ConfidedRecord], start: int, total: int, region: Region) -> Message:
    """What somebody told, newest first, with the answers."""
    blocks: list[Block] = []
    if not there:
        blocks.append(words("You have not told emergency management anything yet."))
    else:
        blocks.append(title("What you told emergency management"))
    for told in there:
        stands = answered_words(told, region) or WAITS_TO_BE_READ
        head = f"{_capital(YOURS[told.matter])} · {spoken(region.day(told.told_at))}"
        back = button(
            "Take it back",
            f"{TAKE_BACK}:{told.id}",
            ToldNamed(told=told.id),
            confirm="Emergency managers do not see it any more. What you were answered stays with you.",
        )
        is_cut = len(told.text) > SHOWN or len(stands) > ANSWER_SHOWN
        read = button("Read it", f"{READ}:{told.id}", ToldNamed(told=told.id)) if is_cut else None
        text = f"{cut(told.text, SHOWN) or NO_WORDS}\n{cut(stands, ANSWER_SHOWN)}"
        blocks += [headed(head, text), *buttons(read, back)]
    if said := shown_of(start, len(there), total, order="newest first"):
        blocks.append(aside(said))
    more = start + len(there) < total
    blocks += buttons(
        button("More", f"{MINE}:more", ToldPage(start=start + PAGE)) if more else None,
        button("Tell something", FORM, TellSaid()),
    )
    return Message(blocks)


def kept_message(matter: Matter, readers: str) -> Message:
    """That it was kept, without its words: who reads it, and how the answer comes."""
    lines = [
        f"Kept: {YOURS[matter]}. {readers}",
        "An answer comes to you here in a direct message, and to nobody else.",
    ]
    if matter is Matter.CHAMPION:
        lines.append("Your offer stands until you take it back.")
    return Message([words("\n".join(lines)), *buttons(says("What I told", "ask mine", "told"))])


def answer_message(told: ConfidedRecord, by: str, region: Region) -> Message:
    """The answer, for who told it."""
    on = spoken(region.day(told.told_at))
    return Message(
        [
            words(f"{by} answers {YOURS[told.matter]} of {on}:"),
            words(told.answer),
            aside(f"You wrote: {cut(told.text, SHOWN)}" if told.text else "", "This came to you alone."),
            *buttons(says("What I told", "ask mine", "told")),
        ]
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
