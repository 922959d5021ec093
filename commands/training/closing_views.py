"""How a class is closed: its list with what each gets and why, and what was confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from commands.kit.blocks import aside, button, buttons, paragraphs, plain, rule, says, shown_of, styled, words
from commands.kit.home import Urgency, Waits
from commands.kit.reply import Message
from commands.kit.request import Request
from commands.language.classes import class_name, class_title
from commands.language.logs import UNDO_MINUTES
from commands.language.pasted import Kept
from commands.training.class_views import CLOSE
from storage.classes import ClassRecord, ClassState, Outcome, Way
from storage.crediting import Crediting, Judged
from words.amounts import listing, plural
from words.days import spoken

PAGE = "class.list"
REOPEN = "class.reopen"
ADD = "class.add"
TAKE_OFF = "class.take_off"
STAYED = "class.stayed"
"""What the buttons on a class's list are known by; each carries which class, and where on the list."""
A_PAGE = 30
"""People on one page of the list: with a button each they are within what one modal takes."""
ORDER = (Outcome.LEFT_EARLY, Outcome.NOT_ON_ROSTER, Outcome.HAD_IT, Outcome.THEIR_OWN, Outcome.CREDITED)
"""Those who get no record stand first: they are to be looked at."""
MOST_NAMED = 10
REOPENS = f"Undo opens it again, within {UNDO_MINUTES} minutes: what it gave is taken back, its list stays."


BEFORE_ITS_END = (
    "Close it before its end? Nobody signs in or leaves early any more then, and everybody below is "
    "confirmed for the whole of it."
)


class Closing(Kept):
    """Which class a form closes, from which person on its list is shown, and the fingerprint of what it
    showed; with it is kept who of a pasted list was found.
    """

    class_id: int
    start: int = 0
    seen: str = ""


class Reopening(Closing):
    """Which close of a class Undo takes back."""

    closed_at: datetime


class OnList(Closing):
    """The same, and somebody's place on the list."""

    record: int


def in_order(found: Crediting) -> list[Judged]:
    """Those on a list as they are shown: those who get no record first, each kind by name."""
    return sorted(found.judged, key=lambda each: ORDER.index(each.outcome))


def clock(instant: datetime, zone: ZoneInfo, held: ClassRecord) -> str:
    """An instant on the wall clock: "20:15"; of another day than the class's with its date."""
    there = instant.astimezone(zone)
    day = "" if there.date() == held.held_on else f"{spoken(there.date())}, "
    return f"{day}{there:%H:%M}"


def why(held: ClassRecord, each: Judged, zone: ZoneInfo) -> str:
    """Why somebody gets no record, or what is to be known of the one they get; empty for nothing."""
    match each.outcome:
        case Outcome.LEFT_EARLY:
            assert each.record.left_early_at is not None
            return f"left early, at {clock(each.record.left_early_at, zone, held)}"
        case Outcome.NOT_ON_ROSTER:
            return f"was on no agency's roster on {spoken(held.held_on)}"
        case Outcome.HAD_IT:
            return "has a confirmed record of that day already"
        case Outcome.THEIR_OWN:
            return "nobody confirms their own: somebody else does, once it is closed"
        case Outcome.CREDITED:
            if each.says_other:
                return "what they logged themself says something else, and waits in /training verify"
            return "what they logged themself is confirmed" if each.on_record is not None else ""


def list_blocks(
    request: Request,
    held: ClassRecord,
    found: Crediting,
    agencies: Mapping[int, str],
    start: int,
    ended: datetime,
) -> Iterator[Block]:
    """The form's body: how many get a record, what can be done about the list, and a page of it."""
    there, zone = in_order(found), request.region.zone
    closing = Closing(class_id=held.id, start=start, seen=found.fingerprint)
    yield words(_head(request, held, found))
    if request.now < ended:
        yield styled(f"*It runs until {clock(ended, zone, held)}.* {BEFORE_ITS_END}")
    yield from buttons(
        button("Add people", ADD, closing), button("Take somebody off", TAKE_OFF, closing) if there else None
    )
    if not there:
        return
    yield rule()
    page = there[start : start + A_PAGE]
    others = [each for each in page if each.outcome is not Outcome.CREDITED]
    if others:
        yield styled("*No record*")
    for each in others:
        line = f"{_named(each, agencies)}{_known(held, each, zone, ended)}"
        stayed = button(
            "They stayed",
            f"{STAYED}:{each.record.id}",
            OnList(class_id=held.id, start=start, record=each.record.id),
        )
        is_left = each.outcome is Outcome.LEFT_EARLY
        yield SectionBlock(text=plain(f"• {line}"), accessory=stayed if is_left else None)
    credited = [each for each in page if each.outcome is Outcome.CREDITED]
    if credited:
        lines = [f"• {_named(each, agencies)}{_known(held, each, zone, ended)}" for each in credited]
        yield styled("*A confirmed record*")
        yield from paragraphs(lines)
    if said := shown_of(start, len(page), len(there)):
        yield aside(said)
        yield from buttons(*_pages(closing, len(there)))


def closed_message(request: Request, held: ClassRecord, found: Crediting) -> Message:
    """What the one who closed it hears: how many got it, who did not, and why; what waits."""
    many = found.counts
    credited = many.get(Outcome.CREDITED, 0)
    lines = [f"Closed: {class_name(request.catalogue, held)}. {_got(request, held, credited)}"]
    lines += [
        f"{_names(found, outcome)} {said}"
        for outcome, said in (
            (Outcome.LEFT_EARLY, "left early: no record."),
            (Outcome.HAD_IT, "had a confirmed record of that day already: nothing was recorded twice."),
            (Outcome.NOT_ON_ROSTER, f"on no agency's roster on {spoken(held.held_on)}: no record."),
        )
        if many.get(outcome)
    ]
    if many.get(Outcome.THEIR_OWN):
        lines.append(
            "Your own record waits for somebody else whose class it is: nobody confirms their own. "
            "They read it in their next letter, and find it in Home and by /training close."
        )
    if credited:
        lines.append("Everybody who got one reads it in their next letter.")
    assert held.closed_at is not None
    undo = button("Undo", REOPEN, Reopening(class_id=held.id, closed_at=held.closed_at))
    row = buttons(undo, says("Classes", "training classes", "classes"))
    return Message([words("\n".join(lines)), aside(REOPENS), *row])


def closed_already(request: Request, held: ClassRecord) -> str:
    """By whom and when a class was closed, for somebody who would close it again."""
    by = "you" if held.closed_by == request.member.label else held.closed_by or "somebody"
    at = held.closed_at
    when = "" if at is None else f" on {_moment(at, request.region.zone)}"
    return f"{class_name(request.catalogue, held)} was closed by {by}{when}. Nothing was changed."


def left_blocks(request: Request, held: ClassRecord, own: Sequence[str], gone: Sequence[str]) -> list[Block]:
    """The form's body where a class is closed and somebody in it is left over.

    `own`: those who could not confirm themselves; `gone`: those whose record of that day stands no more.
    """
    said = [closed_already(request, held).removesuffix(" Nothing was changed.")]
    if own:
        said.append(f"Not confirmed yet, since nobody confirms their own record: {listing(own)}.")
    if gone:
        said.append(
            f"Not confirmed any more, since their record of that day was taken back: {listing(gone)}."
        )
    return [words(each) for each in said]


def to_close_lines(request: Request, rows: Sequence[tuple[ClassRecord, str]], more: int) -> Iterator[Waits]:
    """Home's lines of the classes that are to be closed, each with its button, and how many more."""
    for held, said in rows:
        line = f"{class_name(request.catalogue, held)}: {said}"
        label = "Look and confirm" if held.state is ClassState.CLOSED else "Look and close"
        yield Waits(Urgency.LATE, line, close_button(held, label), held.held_on)
    if more:
        said = f"{plural(more, 'more class', 'more classes')} to close."
        yield Waits(Urgency.LATE, said, says("All of them", "training close", "classes to close"))


def close_button(held: ClassRecord, label: str) -> ButtonElement:
    """The button that opens the list of a class, or of those left over in it."""
    return button(label, f"{CLOSE}:{held.id}", Closing(class_id=held.id))


def _head(request: Request, held: ClassRecord, found: Crediting) -> str:
    name = class_name(request.catalogue, held)
    if not found.judged:
        return f"{name}: nobody is on its list. Add those who were there, or cancel it."
    many, credited = len(found.judged), found.counts.get(Outcome.CREDITED, 0)
    others = (
        f" {many - credited:,} {'gets' if many - credited == 1 else 'get'} none." if many > credited else ""
    )
    on_list = f"{plural(many, 'person', 'people')} on the list."
    gets = "gets" if credited == 1 else "get"
    return f"{name}: {on_list} {credited:,} {gets} a confirmed record.{others}"


def _named(each: Judged, agencies: Mapping[int, str]) -> str:
    where = agencies.get(each.person.id, "")
    return f"{each.person.name}, {where}" if where else each.person.name


def _known(held: ClassRecord, each: Judged, zone: ZoneInfo, ended: datetime) -> str:
    """What whoever confirms somebody has to know of how they came to be on the list."""
    said = [why(held, each, zone)]
    if each.record.way is Way.ADDED:
        said.append("added")
    elif each.record.signed_in_at > ended:
        said.append(f"signed in after it was over, at {clock(each.record.signed_in_at, zone, held)}")
    told = "; ".join(one for one in said if one)
    return f": {told}" if told else ""


def _got(request: Request, held: ClassRecord, credited: int) -> str:
    of = f"{class_title(request.catalogue, held)} on {spoken(held.held_on)}"
    if not credited:
        return f"Nobody got a record of {of}."
    return f"{plural(credited, 'person', 'people')} got a confirmed record of {of}."


def _names(found: Crediting, outcome: Outcome) -> str:
    names = [each.person.name for each in found.of(outcome)]
    if len(names) > MOST_NAMED:
        names = [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1} more"]
    return f"{listing(names)}:" if outcome is Outcome.NOT_ON_ROSTER else listing(names)


def _moment(instant: datetime, zone: ZoneInfo) -> str:
    there = instant.astimezone(zone)
    return f"{spoken(there.date())} at {there:%H:%M}"


def _pages(closing: Closing, total: int) -> list[ButtonElement | None]:
    start = closing.start

    def to(label: str, place: int) -> ButtonElement:
        return button(label, f"{PAGE}:{label}", closing.model_copy(update={"start": place}))

    return [
        to("Earlier", max(start - A_PAGE, 0)) if start else None,
        to("More", start + A_PAGE) if start + A_PAGE < total else None,
    ]
