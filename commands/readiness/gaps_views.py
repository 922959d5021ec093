"""How gaps are said and drawn: the matrix of agencies, positions that never met, siloed exercises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.blocks import aside, bold, button, buttons, cut, says, words
from commands.kit.coverage_views import short
from commands.kit.reply import Message
from commands.kit.tables import DrawnTable, NativeTable
from commands.language.gaps import SHOW_GAPS, SUGGEST, GapsAsked, SuggestFor, Topic
from commands.language.reach import begun
from readiness.due import ScopeKind
from readiness.records import AgencyId
from readiness.together import between
from readiness.vocabulary import discipline_label, discipline_name, discipline_sign
from storage.catalogue import Catalogue
from storage.gaps import Gaps
from words.amounts import listing, plural, without_players
from words.days import spoken

SHARE_GAPS = "gaps.share"
AS_TABLE = "gaps.table"

MATRIX = 9
"""Agencies that stand in one matrix; more of them are seen by discipline."""
GROUPS = 7
"""Disciplines in one matrix: as many as a phone shows."""
FEWEST = 3
NARROW, BESIDE = 4, 8
"""Characters of a discipline above and beside its numbers, so that seven of them fit a phone."""
NAMES = 20
PAIRS, EXERCISES = 6, 3
"""Of each so many, where all the gaps are told; by themselves MORE."""
MORE = 20
LINE = 240
TITLE = 80
TOGETHER, APART, SELF = "●", "○", "–"
SIGNS = "● played together · ○ not yet"
SHARES = "How many in a hundred of their pairs have played together"
LEFT_OUT = "A position that too few people here could fill is not spoken of: it would tell of a few."
NO_AGENCY = "No agency is on record yet: an emergency manager brings the roster with /muster import."


@dataclass(frozen=True)
class Told:
    """Gaps as they are said: what the scope is called where a sentence begins with it, and within one, the
    seats never filled, and the handling mark.
    """

    gaps: Gaps
    called: str
    within: str
    catalogue: Catalogue
    seats: Sequence[str] = ()
    mark: str = ""

    @property
    def names(self) -> dict[AgencyId, str]:
        """The agencies by their names."""
        return {key: each.name for key, each in self.catalogue.agencies.items()}


@dataclass(frozen=True)
class Ways:
    """What the reader may press: the topic they asked for, whether they plan, and where an answer goes."""

    asked: GapsAsked
    plans: bool = False
    shares: bool = False
    set_up: Sequence[Block] = ()  # the way on where no agency is on record, for the one who can go it


def gaps_message(told: Told, ways: Ways) -> Message:
    """All gaps, or those of one topic, on one screen; where there is nobody, that."""
    if not told.catalogue.agencies:
        way = ways.set_up or buttons(says("Readiness", "readiness", "readiness"))
        return Message([words(NO_AGENCY), *way])
    last, body = aside(*_notes(told, ways.asked.topic)), list(_body(told, ways.asked))
    has_table = any(isinstance(each, DrawnTable) for each in body)
    return Message([*body, *buttons(*_row(told, ways, has_table)), last])


def shared_gaps(told: Told, asked: GapsAsked, by: str) -> Message:
    """The same for a message: with Slack's own table where it is taken, and nothing to press."""
    last = aside(*([f"Shared by {by}."] if by else []), *_notes(told, asked.topic))
    plain_blocks = [*_body(told, asked), last]
    native = [*_body(told, asked, native=True), last]
    return (
        Message(native, plain_blocks) if any(isinstance(b, NativeTable) for b in native) else Message(native)
    )


def _body(told: Told, asked: GapsAsked, native: bool = False) -> Iterator[Block]:
    match asked.topic:
        case Topic.SILOED:
            yield words(_siloed_line(told))
            yield from _siloed(told, MORE)
        case Topic.TABLETOP:
            yield words(_tabletop_line(told))
            yield from _tabletops(told)
        case Topic.POSITIONS:
            yield words(_positions_line(told))
            yield from _positions(told, MORE)
        case Topic.AGENCIES:
            yield words(f"{_agencies_line(told)}.")
            yield from _matrix(told, native)
            yield from _partners(told, asked.start)
        case Topic.ALL:
            yield words(_first_line(told))
            yield from _matrix(told, native)
            yield from _partners(told, asked.start)
            yield from _positions(told, PAIRS)
            yield from _siloed(told, EXERCISES)
            if told.seats:
                yield bold("Seats never filled this year: ", f"{listing(told.seats)}.")


def _first_line(told: Told) -> str:
    """The answer: "12 of 45 pairs of agencies have not played together in 24 months; …"."""
    gaps = told.gaps
    if not gaps.tabletops:
        return f"{_agencies_line(told)}."
    said = _never_at_tabletop(gaps)
    if gaps.matrix.centre is not None:
        last = _last_tabletop(gaps)
        said = f"its last tabletop was on {spoken(last)}" if last else "it was never at a tabletop"
    return f"{_agencies_line(told)}; {said}."


def _agencies_line(told: Told) -> str:
    gaps, matrix = told.gaps, told.gaps.matrix
    within = f"in {plural(gaps.months, 'month')}"
    if matrix.centre is not None:
        name = told.names[matrix.centre]
        if not matrix.pairs:
            return f"{name} is the only agency here: there is nobody to play with yet"
        if not matrix.holes:
            return f"{name} has played with every other agency {within}"
        if matrix.holes == matrix.pairs:
            others = "the one other agency" if matrix.pairs == 1 else f"any of the other {matrix.pairs:,}"
            return f"{name} has not played with {others} {within}"
        return f"{name} has not played with {matrix.holes:,} of {matrix.pairs:,} agencies {within}"
    if not matrix.agencies:
        return f"{told.called} has no agency"
    if not matrix.pairs:
        alone = told.names[matrix.agencies[0]]
        return f"{alone} is the only agency of {told.within}: no pair to play together"
    pairs = plural(matrix.pairs, "pair")
    if not matrix.holes:
        whose = "The one pair of agencies has" if matrix.pairs == 1 else f"All {pairs} of agencies have"
        return f"{whose} played together {within}"
    if matrix.holes == matrix.pairs:
        whose = "The one pair" if matrix.pairs == 1 else f"None of {pairs}"
        return f"{whose} of agencies has {'not ' if matrix.pairs == 1 else ''}played together {within}"
    verb = "has" if matrix.holes == 1 else "have"
    return f"{matrix.holes:,} of {pairs} of agencies {verb} not played together {within}"


def _matrix(told: Told, native: bool) -> list[Block]:
    """Agencies by agencies; where there are more than can be seen at once, disciplines by disciplines."""
    matrix = told.gaps.matrix
    if matrix.centre is not None or not matrix.pairs:
        return []
    heads, rows, spoken_rows, caption = (
        _of_agencies(told) if len(matrix.agencies) <= MATRIX else _of_disciplines(told, native)
    )
    if len(rows) < 2:
        return []
    made = NativeTable if native else DrawnTable
    return [made(heads, rows, spoken_rows), aside(caption)]


def _of_agencies(told: Told) -> tuple[list[str], list[list[str]], list[str], str]:
    matrix = told.gaps.matrix
    numbers = {agency: str(place) for place, agency in enumerate(matrix.agencies, 1)}
    rows, said = [], []
    for agency in matrix.agencies:
        cells = [
            SELF if other == agency else TOGETHER if matrix.last_on(agency, other) else APART
            for other in matrix.agencies
        ]
        rows.append([f"{numbers[agency]} {short(told.names[agency])}", *cells])
        holes = [told.names[each] for each in matrix.holes_of(agency)]
        said.append(
            f"{told.names[agency]}: {'not with ' + listing(holes) if holes else 'with all of the others'}"
        )
    return ["", *numbers.values()], rows, said, SIGNS


def _of_disciplines(told: Told, native: bool) -> tuple[list[str], list[list[str]], list[str], str]:
    groups = {key: each.disciplines for key, each in told.catalogue.agencies.items()}
    found = between(told.gaps.matrix, groups)
    order = [each.discipline for each in told.gaps.tabletops if (each.discipline,) * 2 in found][:GROUPS]
    rows, said = [], []
    for place, one in enumerate(order):
        cells = []
        for other in order:
            share = found[min(one, other), max(one, other)].share
            cells.append(SELF if share is None else f"{share}%" if native else str(share))
        label = discipline_label(one)
        beside = label if len(label) <= BESIDE else _narrow(one)
        rows.append([label if native else beside, *cells])
        parts = []
        for other in order[place:]:
            each = found[min(one, other), max(one, other)]
            if each.pairs:
                parts.append(f"{discipline_name(other)} {each.met:,} of {each.pairs:,} pairs")
        if parts:
            said.append(f"{discipline_name(one)} with {', '.join(parts)}")
    heads = [discipline_label(each) if native else _narrow(each) for each in order]
    return ["", *heads], rows, said, f"{SHARES}, in {told.gaps.months} months"


def _partners(told: Told, start: int) -> Iterator[Block]:
    """Of one agency with whom it has not played; of many those that have the fewest partners."""
    matrix, names = told.gaps.matrix, told.names
    if matrix.centre is not None:
        centre = matrix.centre
        near = told.catalogue.agencies[centre].jurisdiction
        apart = sorted(
            matrix.holes_of(centre), key=lambda key: told.catalogue.agencies[key].jurisdiction != near
        )
        page = apart[start : start + NAMES]
        if page:
            rest = (
                f" ({start + 1:,} to {start + len(page):,} of {len(apart):,})"
                if len(page) < len(apart)
                else ""
            )
            yield bold(f"Not played with{rest}: ", f"{', '.join(names[each] for each in page)}.")
        if matrix.met and not start:
            met = sorted(matrix.met.items(), key=lambda item: item[1], reverse=True)[:PAIRS]
            said = ", ".join(
                f"{names[pair[0] if pair[1] == centre else pair[1]]} on {spoken(on)}" for pair, on in met
            )
            more = f", and {len(matrix.met) - len(met):,} more" if len(matrix.met) > len(met) else ""
            yield bold("Last played with: ", f"{said}{more}.")
    elif len(matrix.agencies) > MATRIX and matrix.holes:
        fewest = matrix.fewest_partners()[:FEWEST]
        said = ", ".join(f"{names[each]} {matrix.partners[each]:,}" for each in fewest)
        yield bold(f"Fewest of {len(matrix.agencies) - 1:,} partners: ", f"{said}.")


def _positions_line(told: Told) -> str:
    gaps = told.gaps
    if not gaps.position_pairs:
        return "There are no two positions here to have met."
    if not gaps.never_met:
        return f"All {plural(gaps.position_pairs, 'pair')} of positions have been in one run."
    verb = "has" if len(gaps.never_met) == 1 else "have"
    return f"{len(gaps.never_met):,} of {plural(gaps.position_pairs, 'pair')} of positions {verb} never met."


def _positions(told: Told, most: int) -> Iterator[Block]:
    """ "Never in one run (3 of 21 pairs): Triage and Transport; …"."""
    never = told.gaps.never_met
    if not never:
        return
    said = "; ".join(f"{cut(one.title, TITLE)} and {cut(two.title, TITLE)}" for one, two in never[:most])
    more = f"; and {len(never) - most:,} more" if len(never) > most else ""
    head = f"Positions never in one run ({len(never):,} of {plural(told.gaps.position_pairs, 'pair')}): "
    yield bold(head, f"{said}{more}.")


def _siloed_line(told: Told) -> str:
    gaps = told.gaps
    within = f"in {plural(gaps.months, 'month')}"
    beside = f"; {without_players(gaps.not_played)}" if gaps.not_played else ""
    if not gaps.played:
        return f"Nobody of {told.within} is on record as a player of an exercise {within}{beside}."
    if not gaps.siloed:
        return f"None of {plural(gaps.played, 'exercise')} {within} was siloed{beside}."
    verb = "was" if len(gaps.siloed) == 1 else "were"
    return f"{len(gaps.siloed):,} of {plural(gaps.played, 'exercise')} {within} {verb} siloed{beside}."


def _siloed(told: Told, most: int) -> Iterator[Block]:
    siloed = told.gaps.siloed
    if not told.gaps.played and most == EXERCISES:
        yield words(_siloed_line(told))
    if not siloed:
        return
    lines = [
        cut(
            f"{spoken(each.held_on)}, {cut(each.title, TITLE)}: {_disciplines(each.missing)} missing"
            if each.missing
            else f"{spoken(each.held_on)}, {cut(each.title, TITLE)}: one agency alone",
            LINE,
        )
        for each in siloed[:most]
    ]
    if len(siloed) > most:
        lines.append(f"And {len(siloed) - most:,} more.")
    beside = f"; {without_players(told.gaps.not_played)}" if told.gaps.not_played else ""
    head = f"Siloed exercises ({len(siloed):,} of {told.gaps.played:,}{beside})"
    yield bold(head, "\n" + "\n".join(lines))


def _tabletop_line(told: Told) -> str:
    """ "No: Dispatch was never at a tabletop."; "Yes: Fire last played one on 3 Oct 2025."."""
    gaps = told.gaps
    if gaps.scope.kind is ScopeKind.EVERYONE:
        return f"{begun(_never_at_tabletop(gaps))}."
    last = _last_tabletop(gaps)
    if last is None:
        return f"No: {told.called} was never at a tabletop."
    return f"Yes: {told.called} played a tabletop last on {spoken(last)}."


def _never_at_tabletop(gaps: Gaps) -> str:
    """Which disciplines were never at one, within a sentence."""
    never = gaps.never_at_tabletop
    if len(never) == len(gaps.tabletops):
        return "nobody was ever at a tabletop"
    if not never:
        return "every discipline has been at a tabletop"
    return f"{_disciplines(never)} {'was' if len(never) == 1 else 'were'} never at a tabletop"


def _last_tabletop(gaps: Gaps) -> date | None:
    """When a scope was last at one; a discipline by its own, whatever else its agencies do."""
    days = (
        each.last_on
        for each in gaps.tabletops
        if gaps.scope.kind is not ScopeKind.DISCIPLINE or each.discipline == gaps.scope.key
    )
    return max((each for each in days if each is not None), default=None)


def _tabletops(told: Told) -> Iterator[Block]:
    """Each discipline of the region or of a jurisdiction, where there are several."""
    if told.gaps.scope.kind not in (ScopeKind.EVERYONE, ScopeKind.JURISDICTION):
        return
    lines = [
        f"{discipline_name(each.discipline)}: "
        + ("never" if each.last_on is None else f"last on {spoken(each.last_on)}")
        for each in told.gaps.tabletops
    ]
    if len(lines) > 1:
        yield words("\n".join(lines))


def _row(told: Told, ways: Ways, has_table: bool) -> Iterator[ButtonElement | None]:
    asked, matrix = ways.asked, told.gaps.matrix
    label = "Plan the exercise that closes the most" if ways.plans else "What would close the most"
    yield button(label, SUGGEST, SuggestFor(scope=asked.scope))
    if matrix.centre is not None and asked.topic in (Topic.ALL, Topic.AGENCIES):
        following = asked.start + NAMES
        if following < len(matrix.holes_of(matrix.centre)):
            more = asked.model_copy(update={"topic": Topic.AGENCIES, "start": following})
            yield button("More agencies", f"{SHOW_GAPS}:more", more)
    if matrix.centre is None and len(matrix.agencies) > MATRIX and asked.topic is Topic.ALL:
        for agency in matrix.fewest_partners()[:FEWEST] if matrix.holes else ():
            of_one = GapsAsked(scope=f"agency:{agency}", months=asked.months)
            yield button(short(told.names[agency]), f"{SHOW_GAPS}:{agency}", of_one)
    if asked.topic is not Topic.ALL:
        yield button("All the gaps", f"{SHOW_GAPS}:all", GapsAsked(scope=asked.scope, months=asked.months))
    if ways.shares:
        yield button("Share", SHARE_GAPS, asked)
    elif has_table:
        yield button("As a table", AS_TABLE, asked)


def _notes(told: Told, topic: Topic) -> list[str]:
    gaps = told.gaps
    notes = [
        f"{told.called}, {spoken(gaps.on)}. Together: both players in one exercise of the last "
        f"{plural(gaps.months, 'month')}. Siloed: one agency or one discipline."
    ]
    if topic in (Topic.ALL, Topic.POSITIONS) and gaps.position_pairs:
        notes.append("Positions have met when two people held them in one run, ever.")
    if gaps.leaves_out:
        notes.append(LEFT_OUT)
    return [*notes, told.mark]


def _disciplines(codes: Sequence[str]) -> str:
    return listing([discipline_label(each) for each in codes])


def _narrow(discipline: str) -> str:
    """A discipline above a narrow column: "Disp"."""
    return discipline_sign(discipline)[:NARROW]
