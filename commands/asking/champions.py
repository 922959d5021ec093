"""`/ask champions`: who offered to be a champion, by agency, for the emergency managers; a count for others.

The count is of the whole region, and of no agency: who leads one is not to learn from it that somebody there
offered. It is rounded down by the rule of small counts, so that nobody can be found by subtracting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commands.asking.asking_views import CHAMPIONS, ChampionsPage
from commands.asking.hearing import heard_by
from commands.kit.blocks import aside, button, buttons, paragraphs, says, shown_of, title, words
from commands.kit.confided_rights import agencies_half_heard, agencies_not_heard
from commands.kit.may import Action, counting_aloud
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from readiness.records import AgencyId
from storage.answers import names_of
from storage.confided import ConfidedRecord, Matter
from storage.confiding import champions, champions_by_agency, told
from words.amounts import listing, plural
from words.folding import fold

LINES = 12
"""Agencies on one page."""
NAMED = 6
"""Champions named of one agency."""
MOST_WITHOUT = 12


def champions_asked(request: Request) -> Reply:
    """Champions by agency with their names; for those who do not manage, how many in all."""
    if request.member.may(Needs.MANAGER):
        return Reply(message=_by_agency(request, 0))
    return Reply(message=_counted(request))


def show(request: Request) -> Reply:
    """The next agencies, in place of those before."""
    return Reply(message=_by_agency(request, request.carried(ChampionsPage).start), replaces=True)


def _by_agency(request: Request, start: int) -> Message:
    own = ConfidedRecord.person_id == (request.member.person_id or 0)
    offers = heard_by(request, ConfidedRecord.matter == Matter.CHAMPION)
    offers += told(request.session, ConfidedRecord.matter == Matter.CHAMPION, own)
    found = champions_by_agency(request.session, offers, request.today)
    agencies = request.catalogue.agencies
    once_led = agencies_half_heard(request.session, request.member)
    not_heard = {*agencies_not_heard(request.member), *once_led}
    there = sorted((key for key in agencies if key in found), key=lambda key: fold(agencies[key].name))
    without = [each.name for key, each in agencies.items() if key not in found and key not in not_heard]
    lines = list(_lines(request, [(agencies[key].name, found[key]) for key in there]))
    if None in found:
        lines += _lines(request, [("On no roster any more", found[None])])
    people = plural(len({each.person_id for each in offers}), "person offers", "people offer")
    if not_heard:
        people = f"As far as it is yours to read, {people}"
    head = f"{people} to be a champion of the shared plan, in {plural(len(there), 'agency', 'agencies')}."
    shown = lines[start : start + LINES]
    blocks = [title("Champions"), words(head), *paragraphs(shown)]
    if said := shown_of(start, len(shown), len(lines), order="by agency"):
        blocks.append(aside(said))
    said_of = "Without one, as far as you can see" if not_heard else "Without one"
    blocks.append(aside(_without(sorted(without, key=fold), said_of), *_not_in_it(request, once_led)))
    more = start + LINES < len(lines)
    blocks += buttons(
        button("More", f"{CHAMPIONS}:more", ChampionsPage(start=start + LINES)) if more else None,
        button("Back", f"{CHAMPIONS}:back", ChampionsPage(start=max(start - LINES, 0))) if start else None,
        says("What people told", "ask list", "told"),
    )
    return Message(blocks)


def _lines(request: Request, there: Sequence[tuple[str, Sequence[ConfidedRecord]]]) -> Iterator[str]:
    names = names_of(request.session, {each.person_id for _, offers in there for each in offers})
    for agency, offers in there:
        yield f"{agency}: {listing([names[each.person_id].name for each in offers], NAMED)}"


def _without(agencies: Sequence[str], said_of: str) -> str:
    """The agencies that nobody offers for. Whoever led one may not read of everybody, and is told so:
    somebody of theirs may belong to another agency as well."""
    if not agencies:
        return "No other agency is without one." if said_of != "Without one" else "No agency is without one."
    rest = len(agencies) - MOST_WITHOUT
    more = [plural(rest, "more agency", "more agencies")] if rest > 0 else []
    return f"{said_of}: {listing([*agencies[:MOST_WITHOUT], *more])}."


def _not_in_it(request: Request, once_led: Sequence[AgencyId]) -> Iterator[str]:
    """What the list may leave out, whether or not there is any."""
    agencies = request.catalogue.agencies
    if led := [agencies[key].name for key in agencies_not_heard(request.member)]:
        yield f"Of {listing(led)} it says nothing: you lead there."
    if led := [agencies[key].name for key in once_led if key in agencies]:
        yield f"Of {listing(led)} it has nothing that was told while you led there."


def _counted(request: Request) -> Message:
    """How many offered in the region, rounded down to what tells of nobody."""
    offers = champions(request.session)
    found = champions_by_agency(request.session, offers, request.today)
    people = len({each.person_id for key, theirs in found.items() if key is not None for each in theirs})
    least = max(counting_aloud(request.region), 1)
    if people < least:
        said = f"Fewer than {least:,} people of the region offer to be a champion so far."
    else:
        said = f"At least {people // least * least:,} people of the region offer to be a champion."
    why = "Who they are is for emergency managers alone; no agency's count is shown."
    return Message([words(said), aside(why), *buttons(says("Be one", "ask champion", "champion"))])


ENTRIES: tuple[Declared, ...] = (
    Form(
        "ask champions",
        champions_asked,
        what="how many champions there are; for an emergency manager who, by agency",
        example="/ask champions",
    ),
    Click(CHAMPIONS, show, needs=Needs.MANAGER, does=Action.HEAR),
)
