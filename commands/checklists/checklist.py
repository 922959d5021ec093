"""`/checklist`: how far the checklists are that are the speaker's, one of them by its steps, what is theirs.

A lead keeps their agency's, an emergency manager all of them; whoever is named as an item's owner sees that
item, and no list. The words pick: an agency, a title, "mine", "overdue", "done".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock
from sqlalchemy import ColumnElement, case, true

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
from commands.checklists.item_pages import (
    LATEST_FIRST,
    Unled,
    count,
    for_want_of_a_lead,
    is_late,
    mine,
    mine_to_see_to,
    page_of,
    to_do,
    unled,
)
from commands.kit.about import Kept
from commands.kit.blocks import button, paragraphs, plain, says
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
from commands.language.items_meant import item_said, items_fitting
from commands.language.records_meant import span_said
from commands.language.scopes import offers, several, shown
from readiness.records import AgencyId
from storage.checklist_counts import Counts, counts_by_list, counts_by_step, is_latest
from storage.checklists import ChecklistItem, ChecklistRecord, ItemState
from words.amounts import plural
from words.classes import listed, plain_word
from words.names import Match
from words.periods import Period, read_period
from words.problems import Offer, Problem, Unclear

MINE = listed("mine my me i am i'm")
OVERDUE = listed("overdue late")
CLOSED = listed("closed done dropped finished")
FILLERS = listed(
    "show tell give open what what's which how far is are items item still to do all every please there have "
    "overview and on"
)
ITEM = listed("item items")
BESIDE_STEPS = 2
"""So many items fewer stand on a page that begins with finished steps."""
NOTHING_YOURS = "No item of a checklist is yours to see to."
NOTHING_OVERDUE = "Nothing that is yours to see to is overdue."


def checklist(request: Request) -> Reply:
    """The list, or lists, that were named, or the one item; alone, all lists that are the speaker's."""
    found = asked_for(request)
    return (
        listed_page(request, found) if isinstance(found, ListPicked) else _looked_at(request, found.item_id)
    )


def asked_for(request: Request, time: Period | None = None) -> ListPicked | ItemPicked:
    """Which list, lists or item the words name, and of which time.

    Words that name none are looked through for a time, once. Raises Unclear where they name nothing.
    """
    bare = [plain_word(each) for each in request.text.split()]
    part = next((part for part, said in _PARTS if said.intersection(bare)), "")
    left = _left(request)
    page = ListPicked.model_validate({"part": part, "mine": not MINE.isdisjoint(bare)})
    if time is not None:
        page = page.model_copy(update={"since": time.since or time.on, "by": time.by or time.on})
    said = understand_lists(request, left)
    if said.is_empty and not (left and not ITEM.isdisjoint(bare)):
        return page
    meant = lists_meant(request, said)
    if not said.title and said.agencies is not None and len(said.agencies) == 1:
        [agency] = said.agencies
        return page.model_copy(update={"agency": agency})
    if not said.title and said.is_region and said.agencies is None:
        return page.model_copy(update={"region": True})
    if len(meant) == 1 and ITEM.isdisjoint(bare):
        return page.model_copy(update={"checklist": meant[0].id})
    fitting = [] if meant and ITEM.isdisjoint(bare) else items_fitting(request, left, true())
    if fitting:
        return ItemPicked(item_id=item_said(request, left, LOOK, true(), fitting=fitting))
    if time is None and (timed := _without_its_time(request)) is not None:
        return asked_for(replace(request, text=timed[0]), timed[1])
    raise _unclear(request, said, meant, left, page)


def _without_its_time(request: Request) -> tuple[str, Period] | None:
    """The words without the one time among them, and that time; None for none, and for several."""
    said, left, found = request.text.split(), list[str](), list[Period]()
    is_past = not CLOSED.isdisjoint(map(plain_word, said))
    place = 0
    while place < len(said):
        behind_due = bool(left) and plain_word(left[-1]) == "due"
        period = read_period(said[place:], request.reading(looks_back=False), is_past, due=behind_due)
        left += [] if period is not None else [said[place]]
        found += [] if period is None else [period]
        place += 1 if period is None else period.used
    if len(found) != 1:
        return None
    return " ".join(word for word in left if plain_word(word) != "due"), found[0]


def _left(request: Request) -> str:
    """The words that name a list, an agency or an item."""
    small = FILLERS | OVERDUE | CLOSED | MINE
    return " ".join(word for word in request.text.split() if plain_word(word) not in small)


def show(request: Request) -> Reply:
    """What a button asks for: a list, the next rows of one, an agency's, or all."""
    page = request.carried(ListPicked)
    return listed_page(request, page, replaces=page.start > 0)


def look(request: Request) -> Reply:
    """One item with all there is of it."""
    return _looked_at(request, request.carried(ItemPicked).item_id)


def choose(request: Request) -> Reply:
    """The one that was chosen in a list's menu."""
    return _looked_at(request, record_id(request.text) or 0)


def listed_page(request: Request, page: ListPicked, replaces: bool = False, done: str = "") -> Reply:
    """One page of what was asked for. Raises Refused for lists of others."""
    if page.checklist and not page.mine and not (page.since or page.by):
        return Reply(message=_one_list(request, page, done), replaces=replaces)
    keeps = keeps_a_list(request)
    if (page.agency or page.region) and not page.mine:
        named = Kept(page.agency or None)
        may(request.member, Action.CHECKLIST, named, request.today, request.today).or_refuse()
    if page.part or page.mine or not keeps or page.since or page.by:
        return Reply(message=_across(request, page, keeps, done), replaces=replaces)
    lists = lists_there(request, *_of_whom(page))
    if len(lists) == 1:
        one = page.model_copy(update={"checklist": lists[0].id})
        return Reply(message=_one_list(request, one, done), replaces=replaces)
    if page.agency or page.region:
        whose = whose_name(request, page.agency or None)
        return Reply(message=_overview(request, page, lists, [], whose), replaces=replaces)
    regions = [each for each in lists if each.agency_id is None]
    theirs = [each for each in lists if each.agency_id is not None]
    if len({each.agency_id for each in theirs}) <= 1:
        regions, theirs = lists, []
    return Reply(message=_overview(request, page, regions, theirs, ""), replaces=replaces)


def keeps_a_list(request: Request) -> bool:
    """Whether any checklist is the speaker's to keep: of an agency they lead, or the region's."""
    regions = may(request.member, Action.CHECKLIST, Kept(), request.today, request.today)
    return bool(agencies_led(request.member)) or bool(regions)


def _of_whom(page: ListPicked) -> list[ColumnElement[bool]]:
    """The condition for the lists that are an agency's, the region's, or one of them; none for all."""
    if page.checklist:
        return [ChecklistRecord.id == page.checklist]
    if page.agency:
        return [ChecklistRecord.agency_id == page.agency]
    return [ChecklistRecord.agency_id.is_(None)] if page.region else []


def _when(page: ListPicked) -> list[ColumnElement[bool]]:
    """The conditions for what is due between two days; for what is closed, when it was."""
    day = ChecklistItem.closed_on if page.part == "closed" else ChecklistItem.due_on
    since = [] if page.since is None else [day >= page.since]
    return since if page.by is None else [*since, day <= page.by]


def _one_list(request: Request, page: ListPicked, done: str) -> Message:
    """A list by its steps: what is to be done, finished steps in a line each; all of it; the overdue ones of
    it; or what was closed of it, every round, the latest first.
    """
    there = checklist_of(request, page.checklist)
    name, on = list_name(request, there), request.today
    counts = counts_by_list(request.session, on, ChecklistRecord.id == there.id).get(there.id, Counts())
    head = f"{name}: {counts_words(counts)}"
    of_list = ChecklistItem.checklist_id == there.id
    if page.part == "closed":
        found = page_of(request, page.start, ROWS, of_list, IS_CLOSED, order=LATEST_FIRST)
        return rows_message(request, head, found, page, {}, done)
    steps = dict(counts_by_step(request.session, there.id, on))
    which = {
        "all": is_latest() & (ChecklistItem.state != ItemState.DROPPED),
        "overdue": is_late(request),
    }.get(page.part, to_do(request))
    by_step = case({step: place for place, step in enumerate(steps)}, value=ChecklistItem.step, else_=0)
    pressing = [] if page.part == "all" else [case((is_late(request), 0), else_=1)]
    order = (*pressing, *([by_step] if steps else []), ChecklistItem.place, ChecklistItem.id)
    finished = paragraphs(list(_finished(steps))) if not page.part and not page.start else []
    rows = ROWS - BESIDE_STEPS if finished else ROWS
    found = page_of(request, page.start, rows, of_list, which, order=order)
    return rows_message(request, head, found, page, steps, done, finished)


def _finished(steps: Mapping[str, Counts]) -> Iterator[str]:
    """A line for each step of which nothing is left to be done; none where there are no steps."""
    for step, counts in steps.items():
        if step and counts.all and counts.done == counts.all:
            yield f"{step}: {counts_words(counts)}"


def _across(request: Request, page: ListPicked, keeps: bool, done: str) -> Message:
    """Items over all lists, or those of one agency or of the region: what is the speaker's to see to, what is
    overdue, what was closed, what falls to emergency managers for want of a lead.
    """
    of_whom, when = [*_of_whom(page), *_when(page)], span_said(page.since, page.by)
    is_of = page.agency or page.region
    whose = f" of {whose_name(request, page.agency or None)}" if is_of else ""
    whose = f" of {list_name(request, checklist_of(request, page.checklist))}" if page.checklist else whose
    none = f"No item{whose}"
    whose += f", {'closed' if page.part == 'closed' else 'due'} {when}" if when else ""
    if page.part == "unled":
        found = page_of(request, page.start, ROWS, for_want_of_a_lead(request))
        return rows_message(request, unled(request).said, found, page, {}, done)
    is_mine = page.mine or not keeps
    if page.part == "closed":
        own = [mine(request)] if is_mine else []
        found = page_of(request, page.start, ROWS, IS_CLOSED, *own, *of_whom, order=LATEST_FIRST)
        said = f"{plural(found.total, 'item')} done or dropped" if found.total else "Nothing is done yet"
        none = f"{none} was closed {when}"
    elif is_mine:
        late = [is_late(request)] if page.part == "overdue" else []
        found = page_of(request, page.start, ROWS, mine_to_see_to(request), *late, *of_whom)
        overdue = f", {found.overdue:,} overdue" if found.overdue else ""
        nothing = NOTHING_OVERDUE if late else NOTHING_YOURS
        head = f"Yours{whose}: {plural(found.total, 'item')}{overdue}" if found.total else nothing
        head = head if found.total or not when else f"No item of yours is due {when}"
        return rows_message(request, head, found, page, {}, done, _unled_line(request, page))
    elif when and not page.part:
        found = page_of(request, page.start, ROWS, to_do(request), *of_whom)
        said, none = f"{plural(found.total, 'item')} to be done", f"{none} is due {when}"
    else:
        found = page_of(request, page.start, ROWS, is_late(request), *of_whom)
        said = f"{plural(found.total, 'item')} overdue" if found.total else "Nothing is overdue"
        none = f"{none} due {when} is overdue"
    if when and not found.total:
        return rows_message(request, none, found, page, {}, done)
    yours = "Yours: " if is_mine and found.total else ""
    return rows_message(request, f"{yours}{said}{whose}", found, page, {}, done)


def _unled_line(request: Request, page: ListPicked) -> list[Block]:
    """What falls to an emergency manager for want of a lead, in one line apart from their own."""
    found = Unled() if page.agency or page.region or page.start else unled(request)
    if not found.items:
        return []
    opens = button("Open", f"{SHOW}:unled", ListPicked(part="unled"))
    return [SectionBlock(text=plain(f"{found.said}."), accessory=opens)]


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
    own, late = (0, 0) if whose else count(request, mine_to_see_to(request))
    yours = f"Yours to see to: {plural(own, 'item')}{f', {late:,} overdue' if late else ''}."
    fallen = Unled() if whose else unled(request)
    overdue = page.model_copy(update={"part": "overdue", "start": 0})
    row: list[ButtonElement | None] = [
        says("Mine", "checklist mine", "mine") if own else None,
        button("Overdue", f"{SHOW}:overdue", overdue) if every.overdue else None,
        button("Without a lead", f"{SHOW}:unled", ListPicked(part="unled")) if fallen.items else None,
        add_button(ItemWords(into=f"own:{page.agency}") if page.agency else None),
        says("Set up the roadmap", "checklist template roadmap", "roadmap")
        if not lines and may(request.member, Action.CHECKLIST, Kept(), request.today, request.today)
        else None,
    ]
    return overview_message(
        head,
        lines,
        page,
        [yours if own else "", f"{fallen.said}." if fallen.items else ""],
        [each for each in row if each is not None],
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


def _unclear(
    request: Request, said: ListsSaid, meant: Sequence[ChecklistRecord], text: str, page: ListPicked
) -> Problem:
    """What is said where no list was named, or several; or one that is not the speaker's."""
    for agency in sorted(said.agencies or ()):
        verdict = may(request.member, Action.CHECKLIST, Kept(agency), request.today, request.today)
        if not verdict:
            return Refused(verdict.why_not, verdict.who_could)

    def offer(match: Match) -> Offer:
        """Pressed, the part that was asked for is shown of it."""
        its = list_offer(match)
        assert isinstance(its.value, ListPicked)
        return replace(its, value=its.value.model_copy(update={"part": page.part, "mine": page.mine}))

    if meant:
        return several([list_match(request, each) for each in meant], text, offer, example=EXAMPLE_LIST)
    return Unclear(
        not_understood=f"I don't find a checklist, an agency or an item “{shown(text)}” that is yours.",
        example=EXAMPLE_LIST,
        offers=offers(near_lists(request, text), offer),
    )


_PARTS = (("overdue", OVERDUE), ("closed", CLOSED))
IS_CLOSED = ChecklistItem.state != ItemState.OPEN

ENTRIES: tuple[Declared, ...] = (
    Form(
        "checklist",
        checklist,
        what="checklists: how far they are, what is overdue, what is yours",
        example=EXAMPLE_LIST,
        takes="[mine | overdue | AGENCY | TITLE | ITEM] [a time] | add | assign | done | snooze",
    ),
    Click(SHOW, show),
    Click(LOOK, look),
    Click(CHOOSE, choose),
)
