"""Items of checklists as people name them: "3", "the radio plan", "radio plan of Cedar Fire".

An item by its number, its text or a part of it, with whose list it is on where that matters. Two that fit are
asked about, near misses are offered; what is pressed carries keys. The database is asked for what the words
may mean, and of that only what tells items apart is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session

from commands.kit.checklist_rights import items_for
from commands.kit.request import Request
from commands.language.checklists import SMALL, ItemPicked, list_titled
from commands.language.scopes import offers, several, shown
from readiness.text import fold
from storage.checklist_counts import is_latest
from storage.checklists import IS_OPEN, ITEM_STANDS, LIST_STANDS, ChecklistItem, ChecklistRecord
from words.classes import plain_word
from words.names import ALIKE, Kind, Match, tokens
from words.problems import Offer, Unclear

EXAMPLE_ITEM = "a part of it, or its number, such as: radio plan"
MOST_OFFERED = 5
MOST_WORDS = 120
NUMBER = re.compile(r"#?(\d{1,4})\.?")


@dataclass(frozen=True, slots=True)
class Named:
    """What tells an item apart: its number on its list, its words, its step, and which list that is."""

    id: int
    place: int
    text: str
    step: str
    checklist: int
    listed: str


def item_said(
    request: Request,
    said: str,
    action: str,
    condition: ColumnElement[bool] = IS_OPEN,
    more: ItemPicked | None = None,
    fitting: Sequence[Named] = (),
) -> int:
    """The id of the one item that all of the words name, of the speaker's of which something holds.

    Raises Unclear for none and for several; pressing one of them is known by `action`, and carries what else
    was said (`more`). `fitting`: what `items_fitting` gave for these words, where it was asked already.
    """
    fitting = fitting or items_fitting(request, said, condition)
    if len(fitting) == 1:
        return fitting[0].id

    def offering(match: Match) -> Offer:
        picked = (more or ItemPicked()).model_copy(update={"item_id": int(match.key)})
        return Offer(match.name, f"{action}:{match.key}", picked)

    if fitting:
        raise several(item_matches(fitting), said, offering, example=EXAMPLE_ITEM)
    if not said:
        first = _read(request, condition, most=MOST_OFFERED)
        asked = "Which item?" if first else "There is no such item of yours now."
        near = item_matches(first)
        raise Unclear(not_understood=asked, example=EXAMPLE_ITEM, offers=offers(near, offering))
    raise Unclear(
        not_understood=f"I can't find any item called “{shown(said)}” that is yours now. Nothing was "
        "changed.",
        example=EXAMPLE_ITEM,
        offers=offers(item_matches(items_near(request, said, condition)), offering),
    )


def items_fitting(request: Request, said: str, condition: ColumnElement[bool] = IS_OPEN) -> list[Named]:
    """Those of the speaker's, of which something holds, that all of the words name; the whole text wins."""
    text = said.strip(' \t.,;:!?"“”')
    if not text:
        return []
    words = list(dict.fromkeys(each for each in tokens(text) if each not in SMALL))
    if len(words) > MOST_WORDS:
        return []  # no item has as many
    numbers = [match.group(1) for each in text.split() if (match := NUMBER.fullmatch(each))]
    there = _read(request, condition, _may_mean(request.session, words, numbers))
    whole = [each for each in there if fold(each.text) == fold(text)]
    if whole:
        return whole
    if len(numbers) == 1:
        others = [each for each in words if each != numbers[0]]
        numbered = [each for each in there if each.place == int(numbers[0]) and _of_list(others, each)]
        if numbered:
            return numbered
    return [each for each in there if _has_words(words, each)] if words else []


def item_matches(there: Iterable[Named]) -> list[Match]:
    """Items as several to choose from: of which list each is, where they are of several."""
    rows = list(there)
    are_of_several = len({each.checklist for each in rows}) > 1
    return [
        Match(Kind.ITEM, each.id, f"{each.text} ({each.listed})" if are_of_several else each.text)
        for each in rows
    ]


def _read(request: Request, *conditions: ColumnElement[bool], most: int | None = None) -> list[Named]:
    """Items that may be the speaker's, by name or as who keeps their list; the latest round of each."""
    query = (
        select(
            ChecklistItem.id,
            ChecklistItem.place,
            ChecklistItem.text,
            ChecklistItem.step,
            ChecklistItem.checklist_id,
            ChecklistRecord.title,
            ChecklistRecord.agency_id,
            ChecklistRecord.template_id,
        )
        .join(ChecklistRecord, ChecklistRecord.id == ChecklistItem.checklist_id)
        .where(LIST_STANDS, ITEM_STANDS, is_latest(), items_for(request.member), *conditions)
        .order_by(ChecklistItem.checklist_id, ChecklistItem.place, ChecklistItem.id)
        .limit(most)
    )
    catalogue, region = request.catalogue, request.region
    return [
        Named(key, place, text, step, checklist, list_titled(catalogue, region, title, agency, template))
        for key, place, text, step, checklist, title, agency, template in request.session.execute(query)
    ]


def _may_mean(session: Session, words: Sequence[str], numbers: Sequence[str]) -> ColumnElement[bool]:
    """A condition that holds for every item the words may mean, and for few others.

    The database does not compare as `tokens` does where a text is not plain ASCII: such a one may be meant.
    """
    if not words:
        return true()
    parts = [each.partition("'")[0] for each in words]
    plain = [ChecklistItem.text.icontains(each, autoescape=True) for each in parts if each.isascii()]
    numbered = ChecklistItem.place.in_([int(each) for each in numbers]) if numbers else false()
    return or_(*plain, numbered, _is_not_plain(session))


def _is_not_plain(session: Session) -> ColumnElement[bool]:
    if session.get_bind().dialect.name == "sqlite":
        return ChecklistItem.text.op("GLOB")("*[^ -~]*")
    return func.octet_length(ChecklistItem.text) != func.char_length(ChecklistItem.text)


def _of_list(words: Sequence[str], row: Named) -> bool:
    """Whether words are all of whose list it is, and what the list is called."""
    own = tokens(row.listed)
    return all(any(each.startswith(word) for each in own) for word in words)


def _has_words(words: Sequence[str], row: Named) -> bool:
    """Whether each word is of the item, one at least of its text; others may be of its step or its list."""
    text = tokens(row.text)
    left = [word for word in words if not any(each.startswith(word) for each in text)]
    if len(left) == len(words):
        return False
    rest = tokens(f"{row.step} {row.listed}") if left else ()
    return all(any(each.startswith(word) for each in rest) for word in left)


def has_items(request: Request) -> bool:
    """Whether any open item may be the speaker's."""
    return bool(_read(request, IS_OPEN, most=1))


def items_near(request: Request, said: str, condition: ColumnElement[bool] = IS_OPEN) -> list[Named]:
    """The first items of the texts that are most like what was said."""
    query = (
        select(ChecklistItem.text)
        .distinct()
        .join(ChecklistRecord, ChecklistRecord.id == ChecklistItem.checklist_id)
        .where(LIST_STANDS, ITEM_STANDS, is_latest(), items_for(request.member), condition)
    )
    texts = {each: fold(each) for each in sorted(request.session.scalars(query))}
    named = " ".join(each for each in said.split() if plain_word(each) not in SMALL)
    ranked = next(
        (
            found
            for each in (said, named)
            if (found := process.extract(fold(each), texts, scorer=fuzz.WRatio, limit=3, score_cutoff=ALIKE))
        ),
        [],
    )
    near = [key for _, _, key in ranked]
    there = _read(request, condition, ChecklistItem.text.in_(near), most=MOST_OFFERED) if near else []
    return sorted(there, key=lambda each: near.index(each.text))
