"""Checklists as people name them: "roadmap", "Cedar Fire's"; and what is pressed of them and their items.

A list by whose it is and its title. Near misses are offered; what is pressed carries keys.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel
from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, select

from commands.kit.about import Kept
from commands.kit.cards import Look
from commands.kit.checklist_rights import checklists_for, kept
from commands.kit.may import Action, agencies_led, may
from commands.kit.request import Request
from commands.language.naming import lexicon_of
from commands.language.scopes import several
from readiness.records import AgencyId
from readiness.text import fold
from storage.catalogue import Catalogue
from storage.checklist_keeping import own_checklist
from storage.checklist_turns import lock_checklist, lock_item
from storage.checklists import LIST_STANDS, ChecklistItem, ChecklistRecord, ItemState
from storage.region import Region
from storage.turns import take_turn
from words.classes import listed, plain_word
from words.days import spoken
from words.names import ALIKE, Kind, Match, tokens
from words.problems import Offer, Problem

SHOW = "checklist.show"
"""What a button that shows a checklist is known by; it carries which (`ListPicked`)."""
LOOK = "checklist.item"
"""What a button that shows one item is known by; it carries which (`ItemPicked`), as all of these do."""
DONE, SNOOZE, SNOOZE_WEEK = "checklist.done", "checklist.snooze", "checklist.snooze_week"
CHANGE, ASSIGN, DROP, REOPEN = "checklist.change", "checklist.assign", "checklist.drop", "checklist.reopen"
UNDO = "checklist.undo"
"""What the buttons about one item are known by."""
ADD = "checklist.add"
"""What a button that opens the form of a new item is known by; it carries what was understood."""
CHANNEL_LINE = "checklist.channel"
"""What a button is known by that lets a channel read once a week how far a list is; it may carry which."""

EXAMPLE_LIST = "/checklist Cedar Fire"
SMALL = listed("the a an of for in on at my our list lists checklist checklists item items number no and to")
OURS = listed("ours our us we")
OF_THE_REGION = listed("region region's regions regional county county's countywide everybody's")
POSSESSIVE = re.compile(r"['\u2019]s?$")
GONE = "That checklist is no longer there. Nothing was changed."
ITEM_GONE = "That item is no longer there. Nothing was changed."


class ListPicked(BaseModel):
    """Which checklist a button is about, which part of it, and from which row on.

    Without one: all that are an agency's (`agency`), the region's (`region`), or the speaker's. `mine`: what
    is the speaker's to see to; "unled": what falls to emergency managers since its agency has no lead; "all":
    what is done beside what is to be done. `since` and `by`: due between them, or closed where that part is
    shown; both inclusive.
    """

    checklist: int = 0
    agency: int = 0
    region: bool = False
    part: Literal["", "overdue", "closed", "unled", "all"] = ""
    mine: bool = False
    since: date | None = None
    by: date | None = None
    start: int = 0


class ItemPicked(BaseModel):
    """Which item a button is about; `keeps_next`: the one that came of it stays when it is opened again."""

    item_id: int = 0
    keeps_next: bool = False


@dataclass(frozen=True)
class ListsSaid:
    """Whose checklists were named, and by which words of their titles.

    `is_region`: the region's were said; `agencies` None: no agency was named.
    """

    agencies: frozenset[AgencyId] | None = None
    is_region: bool = False
    title: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was named at all."""
        return self.agencies is None and not self.is_region and not self.title


def whose_name(request: Request | Look, agency_id: AgencyId | None) -> str:
    """Whose a checklist is, in words."""
    return owner_called(request.catalogue, request.region, agency_id)


def owner_called(catalogue: Catalogue, region: Region, agency_id: AgencyId | None) -> str:
    """The same where nobody asks."""
    agency = catalogue.agencies.get(agency_id or 0)
    return agency.name if agency is not None else region.name or "the region"


def list_name(request: Request | Look, checklist: ChecklistRecord) -> str:
    """A checklist as it is spoken of: "Roadmap", "Readiness of Cedar Fire", "Checklist of Grove County"."""
    return list_called(request.catalogue, request.region, checklist)


def list_called(catalogue: Catalogue, region: Region, checklist: ChecklistRecord) -> str:
    """The same where nobody asks."""
    return list_titled(catalogue, region, checklist.title, checklist.agency_id, checklist.template_id)


def list_titled(
    catalogue: Catalogue, region: Region, title: str, agency_id: AgencyId | None, template_id: int | None
) -> str:
    """The same where the list itself was not read."""
    if agency_id is None and template_id is not None:
        return title
    return f"{title} of {owner_called(catalogue, region, agency_id)}"


def list_match(request: Request, checklist: ChecklistRecord) -> Match:
    """A checklist as one of several to choose from."""
    return Match(Kind.CHECKLIST, checklist.id, list_name(request, checklist))


def lists_there(request: Request, *conditions: ColumnElement[bool]) -> list[ChecklistRecord]:
    """The checklists that are the speaker's to read and to keep, the region's first, then by agency."""
    query = select(ChecklistRecord).where(LIST_STANDS, checklists_for(request.member), *conditions)
    agencies = request.catalogue.agencies

    def order(each: ChecklistRecord) -> tuple[str, bool, str, int]:
        agency = agencies.get(each.agency_id or 0)
        return (agency.name if agency else "", each.template_id is None, each.title, each.id)

    return sorted(request.session.scalars(query), key=order)


def checklist_of(request: Request, key: int) -> ChecklistRecord:
    """The checklist a button is about. Raises Problem for one that is gone, Refused for one of others."""
    found = request.session.get(ChecklistRecord, key) if key else None
    if found is None or found.voided_at is not None:
        raise Problem(GONE)
    may(request.member, Action.CHECKLIST, kept(found), request.today, request.today).or_refuse()
    return found


def own_list(request: Request, agency: AgencyId | None) -> ChecklistRecord:
    """An agency's own list (None: the region's), made where it is missing; nobody else changes it meanwhile.

    What stands on it is to be asked once the turn has come. Raises Refused for one that is not the speaker's.
    """
    may(request.member, Action.CHECKLIST, Kept(agency), request.today, request.today).or_refuse()
    take_turn(request.session, "own checklist", agency)
    return locked_list(request, own_checklist(request.session, agency, request.trail()))


def locked_list(request: Request, checklist: ChecklistRecord) -> ChecklistRecord:
    """A list that nobody else changes meanwhile. Raises Refused where it is not the speaker's any more."""
    lock_checklist(request.session, checklist)
    may(request.member, Action.CHECKLIST, kept(checklist), request.today, request.today).or_refuse()
    return checklist


def item_of(
    request: Request, key: int, action: Action = Action.TICK, lock: bool = False
) -> tuple[ChecklistItem, ChecklistRecord]:
    """The item a button is about, with its checklist, if the speaker may do this with it.

    With `lock` nobody else changes its checklist as long as this lasts, and whose it is, is asked as it is
    once its turn came. Raises Problem for one that is gone, and Refused.
    """
    item = request.session.get(ChecklistItem, key) if key else None
    if item is not None and lock:
        lock_item(request.session, item)
    checklist = None if item is None else request.session.get(ChecklistRecord, item.checklist_id)
    if item is None or checklist is None or checklist.voided_at is not None or item.voided_at is not None:
        raise Problem(ITEM_GONE)
    may(request.member, action, kept(checklist, item), request.today, request.today).or_refuse()
    return item, checklist


def refuse_closed(item: ChecklistItem) -> None:
    """Raises Problem for an item that is closed already, as it stands."""
    if item.state is ItemState.OPEN:
        return
    became = "done" if item.state is ItemState.DONE else "marked as not being done"
    since = f" since {spoken(item.closed_on)}" if item.closed_on else ""
    raise Problem(
        f"It is {became}{since} already: {item.text}. Nothing was changed. Open it again to change it."
    )


def understand_lists(request: Request, said: str) -> ListsSaid:
    """Whose checklists a text names, and by which words of their titles.

    Raises Unclear where a name fits several agencies.
    """
    agencies: set[AgencyId] = set()
    is_region, title, place = False, list[str](), 0
    words = [POSSESSIVE.sub("", each) if len(each) > 3 else each for each in said.split()]
    lexicon = lexicon_of(request.catalogue)
    titles = {tokens(each.title) for each in lists_there(request)}  # "Birch readiness" may be one of a list
    while place < len(words):
        plain = plain_word(words[place])
        found = None if plain in SMALL else lexicon.find(words[place:], (Kind.AGENCY,))
        if found is not None and tokens(" ".join(words[place : place + found.words])) not in titles:
            if len(found.matches) > 1:
                raise several(found.matches, " ".join(words[place : place + found.words]), _of_agency)
            agencies.add(int(found.matches[0].key))
            place += found.words
            continue
        place += 1
        if plain in OURS:
            agencies |= set(agencies_led(request.member) or request.member.agencies)
        elif plain in OF_THE_REGION:
            is_region = True
        elif plain not in SMALL:
            title.append(plain)
    return ListsSaid(frozenset(agencies) or None, is_region, title)


def lists_meant(request: Request, said: ListsSaid) -> list[ChecklistRecord]:
    """The checklists that are the speaker's and fit all that was named."""
    return [each for each in lists_there(request) if _fits_list(said, each)]


def near_lists(request: Request, said: str) -> list[Match]:
    """The checklists, else the agencies, that were perhaps meant."""
    there = {each.id: list_name(request, each) for each in lists_there(request)}
    ranked = process.extract(fold(said), there, scorer=fuzz.WRatio, limit=3, score_cutoff=ALIKE)
    found = [Match(Kind.CHECKLIST, key, name) for name, _, key in ranked]
    return found or list(lexicon_of(request.catalogue).near(said, (Kind.AGENCY,)))


def list_offer(match: Match) -> Offer:
    """What pressing one of several checklists, or agencies, does: it is shown."""
    is_list = match.kind is Kind.CHECKLIST
    picked = ListPicked(checklist=int(match.key)) if is_list else ListPicked(agency=int(match.key))
    return Offer(match.name, f"{SHOW}:{match.kind} {match.key}", picked)


def _of_agency(match: Match) -> Offer | None:
    return None


def _fits_list(said: ListsSaid, checklist: ChecklistRecord) -> bool:
    whose = said.agencies is None and not said.is_region
    whose = whose or (said.is_region and checklist.agency_id is None)
    whose = whose or (said.agencies is not None and checklist.agency_id in said.agencies)
    own = tokens(checklist.title)
    return whose and all(any(each.startswith(word) for each in own) for word in tokens(" ".join(said.title)))
