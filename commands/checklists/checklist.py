"""`/checklist`: how far the checklists are that are the speaker's, one of them by its steps, what is theirs.

A lead keeps their agency's, an emergency manager all of them; whoever is named as an item's owner sees that
item, and no list. The words pick: an agency, a title, "mine", "overdue", "done".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import ButtonElement
from sqlalchemy import case

from commands.checklists.checklist_views import (
    CHOOSE,
    ROWS,
    Listed,
    add_button,
    counts_words,
    item_message,
    overview_message,
    rows_message,
)
from commands.checklists.item_pages import LATEST_FIRST, count, is_late, mine_to_see_to, page_of
from commands.kit.about import Kept
from commands.kit.blocks import button, says
from commands.kit.checklist_rights import checklists_for, kept
from commands.kit.may import Action, agencies_led, may
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request, record_id
from commands.language.checklist_items import ItemWords
from commands.language.checklists import (
    EXAMPLE_LIST,
    LOOK,
    SHOW,
    ItemPicked,
    ListPicked,
    ListsSaid,
    checklist_of,
    item_of,
    list_match,
    list_name,
    list_offer,
    lists_meant,
    lists_there,
    near_lists,
    understand_lists,
    whose_name,
)
from commands.language.items_meant import item_said
from commands.language.scopes import offers, several, shown
from readiness.records import AgencyId
from storage.checklist_counts import Counts, counts_by_list, counts_by_step, is_latest
from storage.checklists import ChecklistItem, ChecklistRecord, ItemState
from words.amounts import plural
from words.classes import listed, plain_word
from words.problems import Problem, Unclear

MINE = listed("mine my me i am i'm")
OVERDUE = listed("overdue late")
CLOSED = listed("closed done dropped finished")
FILLERS = listed(
    "show tell give open what what's which how far is are items item still to do all every please there have "
    "overview and on"
)
NOTHING_YOURS = "No item of a checklist is yours to see to."


def checklist(request: Request) -> Reply:
    """The list, or lists, that were named; alone, all that are the speaker's."""
    plain = [plain_word(each) for each in request.text.split()]
    part = next((part for part, said in _PARTS if said.intersection(plain)), "")
    left = [
        word
        for word, each in zip(request.text.split(), plain, strict=True)
        if each not in FILLERS | OVERDUE | CLOSED | MINE
    ]
    page = ListPicked.model_validate({"part": part})
    said = understand_lists(request, " ".join(left))
    if said.is_empty:
        return listed_page(request, page)
    meant = lists_meant(request, said)
    if len(meant) == 1:
        return listed_page(request, page.model_copy(update={"checklist": meant[0].id}))
    if not said.title and said.agencies is not None and len(said.agencies) == 1:
        [agency] = said.agencies
        return listed_page(request, page.model_copy(update={"agency": agency}))
    if not said.title and said.is_region:
        return Reply(message=_overview(request, page, meant, [], whose_name(request, None)))
    raise _unclear(request, said, meant, " ".join(left))


def show(request: Request) -> Reply:
    """What a button asks for: a list, the next rows of one, an agency's, or all."""
    page = request.carried(ListPicked)
    return listed_page(request, page, replaces=page.start > 0)


def look(request: Request) -> Reply:
    """One item with all there is of it."""
    return _looked_at(request, request.carried(ItemPicked).item_id)


def look_said(request: Request) -> Reply:
    """The item that is said: who sees to it, by when, and all else there is of it."""
    return _looked_at(request, item_said(request, request.text, LOOK))


def choose(request: Request) -> Reply:
    """The one that was chosen in a list's menu."""
    return _looked_at(request, record_id(request.text) or 0)


def listed_page(request: Request, page: ListPicked, replaces: bool = False, done: str = "") -> Reply:
    """One page of what was asked for. Raises Refused for lists of others."""
    if page.checklist:
        return Reply(message=_one_list(request, page, done), replaces=replaces)
    keeps = keeps_a_list(request)
    if page.agency:
        return _of_agency(request, page, replaces)
    if page.part or not keeps:
        return Reply(message=_across(request, page, keeps, done), replaces=replaces)
    lists = lists_there(request)
    if len(lists) == 1:
        return Reply(message=_one_list(request, ListPicked(checklist=lists[0].id), done), replaces=replaces)
    regions = [each for each in lists if each.agency_id is None]
    theirs = [each for each in lists if each.agency_id is not None]
    if len({each.agency_id for each in theirs}) <= 1:
        regions, theirs = lists, []
    return Reply(message=_overview(request, page, regions, theirs, ""), replaces=replaces)


def keeps_a_list(request: Request) -> bool:
    """Whether any checklist is the speaker's to keep: of an agency they lead, or the region's."""
    regions = may(request.member, Action.CHECKLIST, Kept(), request.today, request.today)
    return bool(agencies_led(request.member)) or bool(regions)


def _of_agency(request: Request, page: ListPicked, replaces: bool) -> Reply:
    """An agency's lists: the one there is, or how far each of several is."""
    about = Kept(page.agency)
    may(request.member, Action.CHECKLIST, about, request.today, request.today).or_refuse()
    lists = lists_there(request, ChecklistRecord.agency_id == page.agency)
    if len(lists) == 1:
        one = ListPicked(checklist=lists[0].id, part=page.part)
        return Reply(message=_one_list(request, one, ""), replaces=replaces)
    return Reply(
        message=_overview(request, page, lists, [], whose_name(request, page.agency)), replaces=replaces
    )


def _one_list(request: Request, page: ListPicked, done: str) -> Message:
    """A list by its steps; the overdue ones of it; or what was closed of it, the latest first."""
    there = checklist_of(request, page.checklist)
    name, on = list_name(request, there), request.today
    counts = counts_by_list(request.session, on, ChecklistRecord.id == there.id).get(there.id, Counts())
    head = f"{name}: {counts_words(counts)}"
    of_list = ChecklistItem.checklist_id == there.id
    if page.part == "closed":
        closed = ChecklistItem.state != ItemState.OPEN
        found = page_of(request, page.start, ROWS, of_list, closed, order=LATEST_FIRST)
        return rows_message(request, head, found, page, {}, done)
    steps = dict(counts_by_step(request.session, there.id, on))
    which = [of_list, is_latest(), ChecklistItem.state != ItemState.DROPPED]
    which += [is_late(request)] if page.part == "overdue" else []
    by_step = case({step: place for place, step in enumerate(steps)}, value=ChecklistItem.step, else_=0)
    order = (*([by_step] if steps else []), ChecklistItem.place, ChecklistItem.id)
    return rows_message(
        request, head, page_of(request, page.start, ROWS, *which, order=order), page, steps, done
    )


def _across(request: Request, page: ListPicked, keeps: bool, done: str) -> Message:
    """What is the speaker's to see to, over all lists; or all that is overdue, for who keeps lists."""
    latest = is_latest()
    if page.part == "overdue" and keeps:
        found = page_of(request, page.start, ROWS, latest, is_late(request))
        head = f"{plural(found.total, 'item')} overdue" if found.total else "Nothing is overdue"
    elif page.part == "closed" and keeps:
        closed = ChecklistItem.state != ItemState.OPEN
        found = page_of(request, page.start, ROWS, latest, closed, order=LATEST_FIRST)
        head = f"{plural(found.total, 'item')} done or dropped" if found.total else "Nothing is done yet"
    else:
        late = [is_late(request)] if page.part == "overdue" else []
        found = page_of(request, page.start, ROWS, mine_to_see_to(request), *late)
        overdue = f", {found.overdue:,} overdue" if found.overdue else ""
        head = f"Yours: {plural(found.total, 'item')}{overdue}" if found.total else NOTHING_YOURS
    return rows_message(request, head, found, page, {}, done)


def _overview(
    request: Request,
    page: ListPicked,
    lists: Sequence[ChecklistRecord],
    by_agency: Sequence[ChecklistRecord],
    whose: str,
) -> Message:
    """A line for each of some lists, and one for each agency of the others."""
    counts = counts_by_list(request.session, request.today, checklists_for(request.member))
    lines = [
        Listed(list_name(request, each), counts.get(each.id, Counts()), ListPicked(checklist=each.id))
        for each in lists
    ]
    lines += _by_agency(request, by_agency, counts)
    every = sum((each.counts for each in lines), Counts())
    head = f"Checklists{f' of {whose}' if whose else ''}: {counts_words(every)}"
    if not lines:
        head = f"No checklist{f' of {whose}' if whose else ''} is kept yet"
    mine, late = (0, 0) if whose else count(request, mine_to_see_to(request))
    yours = f"Yours to see to: {plural(mine, 'item')}{f', {late:,} overdue' if late else ''}."
    overdue = page.model_copy(update={"part": "overdue", "start": 0})
    row: list[ButtonElement | None] = [
        says("Mine", "checklist mine", "mine") if mine else None,
        button("Overdue", f"{SHOW}:overdue", overdue) if every.overdue and not whose else None,
        add_button(ItemWords(into=f"own:{page.agency}") if page.agency else None),
        says("Set up the roadmap", "checklist template roadmap", "roadmap")
        if not lines and may(request.member, Action.CHECKLIST, Kept(), request.today, request.today)
        else None,
    ]
    return overview_message(
        head, lines, page, [yours] if mine else [], [each for each in row if each is not None]
    )


def _by_agency(
    request: Request, lists: Sequence[ChecklistRecord], counts: dict[int, Counts]
) -> Iterator[Listed]:
    """A line for each agency, those with most overdue first."""
    found: dict[AgencyId, Counts] = {}
    for each in lists:
        if each.agency_id is not None:
            before = found.get(each.agency_id, Counts())
            found[each.agency_id] = before + counts.get(each.id, Counts())
    names = {key: whose_name(request, key) for key in found}
    for key in sorted(found, key=lambda key: (-found[key].overdue, names[key])):
        yield Listed(names[key], found[key], ListPicked(agency=key))


def _looked_at(request: Request, key: int) -> Reply:
    item, there = item_of(request, key)
    keeps = bool(may(request.member, Action.CHECKLIST, kept(there), request.today, request.today))
    return Reply(message=item_message(request, item, there, keeps))


def _unclear(request: Request, said: ListsSaid, meant: Sequence[ChecklistRecord], text: str) -> Problem:
    """What is said where no list was named, or several; or one that is not the speaker's."""
    for agency in sorted(said.agencies or ()):
        verdict = may(request.member, Action.CHECKLIST, Kept(agency), request.today, request.today)
        if not verdict:
            return Refused(verdict.why_not, verdict.who_could)
    if meant:
        matches = [list_match(request, each) for each in meant]
        return several(matches, text, list_offer, example=EXAMPLE_LIST)
    near = near_lists(request, text)
    return Unclear(
        not_understood=f"I know no checklist and no agency “{shown(text)}” that is yours.",
        example=EXAMPLE_LIST,
        offers=offers(near, list_offer),
    )


_PARTS = (("mine", MINE), ("overdue", OVERDUE), ("closed", CLOSED))

ENTRIES: tuple[Declared, ...] = (
    Form(
        "checklist",
        checklist,
        what="checklists: how far they are, what is overdue, what is yours",
        example=EXAMPLE_LIST,
        takes="[mine | overdue | AGENCY | TITLE] | add | assign | done | snooze",
    ),
    Form(
        "checklist item",
        look_said,
        what="one item: who sees to it, by when, and what may be done about it",
        example="/checklist item radio plan",
        takes="ITEM",
    ),
    Click(SHOW, show),
    Click(LOOK, look),
    Click(CHOOSE, choose),
)
