"""`/muster names`: what agencies, units and courses are also called; one more name or one less, for some.

In words as well: "CFD means Cedar Fire", "call BLS CPR", "what do we call Cedar Fire?", "forget CFD". What is
said is shown first, with what it would be; a button does it.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel
from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.about import THE_REGION, Agencies, Verdict
from commands.kit.blocks import aside, bold_lines, button, buttons, cut, shown_of, title, words
from commands.kit.may import Action, may
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.naming import lexicon_of
from commands.language.questions import ASK, DueQuestion
from commands.language.scopes import fits_several, labels, offers, scope_of_match, shown
from commands.language.sentences_of_names import (
    NAMES,
    Does,
    NameSaid,
    all_called,
    bearers,
    known,
    name_said,
    named,
)
from storage.also_called import NAMED, also_call, no_longer_call, other_names_of, refuse_name
from storage.course_aliases import as_compared
from storage.course_records import Gone
from storage.shadowing import AliasTaken
from words.amounts import listing, plural
from words.names import Kind, Match
from words.problems import Offer, Problem, Unclear

EXAMPLE = "/muster names CFD means Cedar Fire"
UNCHANGED = "Nothing was changed."
ROWS = 15
"""Agencies, units and courses in one list: one screen."""


class OtherName(BaseModel):
    """One thing by its kind and key, and a name for it; no name, where it is only asked about."""

    kind: Kind
    key: int
    alias: str = ""


class NamesPage(BaseModel):
    """From which row on."""

    start: int = 0


def names(request: Request) -> Reply:
    """All that goes by other names; of one thing its names; or a name to be given or taken away."""
    text = request.text.strip()
    if not text:
        return _listed(request, NamesPage())
    said = name_said(text)
    if said is None:
        return _called(request, _the_one(request, known(request.catalogue, text), text, ""))
    match said.does:
        case Does.ASK | Does.MEAN:
            if not said.of:
                return _listed(request, NamesPage())
            of = _the_one(request, known(request.catalogue, said.of), said.of, "")
            return _called(request, of, said.of if said.does is Does.MEAN else "")
        case Does.FORGET:
            return _forgetting(request, said)
    there = named(request.catalogue, said)
    return _giving(request, _the_one(request, there.matches, there.of or said.both, there.alias), there.alias)


def look(request: Request) -> Reply:
    """The names of what a button carries; with a name, whether it is to be called so."""
    of, alias = _carried(request)
    return _giving(request, of, alias) if alias else _called(request, of)


def more(request: Request) -> Reply:
    """The next of the list, in place of those before."""
    reply = _listed(request, request.carried(NamesPage))
    return Reply(message=reply.message, replaces=True)


def give(request: Request) -> Reply:
    """Calls it so."""
    of, alias = _carried(request)
    _may_call(request, of).or_refuse()
    try:
        is_new = also_call(request.session, of, alias, request.trail(), request.today)
    except AliasTaken as taken:
        raise Problem(f"{taken}. {UNCHANGED}") from None
    except Gone:
        raise _gone() from None
    said = f"Recorded: {of.name} is also called {alias}." if is_new else f"{of.name} is called so already."
    undo = button("Undo", "names.forget", _other(of, alias)) if is_new else None
    note = "People can ask and log by it, and files can use it." if is_new else UNCHANGED
    return Reply(message=Message([words(said), aside(note), *buttons(undo, *_steps(of))]))


def forget(request: Request) -> Reply:
    """Calls it so no more."""
    of, alias = _carried(request)
    _may_call(request, of).or_refuse()
    try:
        was = no_longer_call(request.session, of, alias, request.trail(), request.today)
    except (AliasTaken, Gone):
        raise _gone() from None
    if not was:
        raise Problem(f"{of.name} is not called {shown(alias)}. {UNCHANGED}")
    said = f"Recorded: {of.name} is no longer called {alias}."
    undo = button("Undo", "names.give", _other(of, alias))
    return Reply(message=Message([words(said), *buttons(undo, *_steps(of))]))


def _giving(request: Request, of: Match, alias: str) -> Reply:
    """Asks whether something is to be called so. Raises Refused, and Problem where it can't be."""
    _may_call(request, of).or_refuse()
    there = other_names_of(request.session, of)
    if any(as_compared(each) == as_compared(alias) for each in there):
        return _called(request, of)
    try:
        refuse_name(request.session, of, alias)
    except AliasTaken as taken:
        raise Unclear(
            not_understood=f"{taken}. {UNCHANGED}",
            understood=f"{of.name} would also be called {shown(alias)}",
            example=EXAMPLE,
            offers=[Offer("What it is called", "names.look", _other(of))],
        ) from None
    said = f"Call {of.name} “{alias}” too?"
    note = "People could then ask and log by it, and files could use it. Nothing has been changed yet."
    yes = button(cut(f"Call it {alias}", 40), "names.give", _other(of, alias), style="primary")
    return Reply(message=Message([words(said), aside(note), *buttons(yes, _look(of) if there else None)]))


def _forgetting(request: Request, said: NameSaid) -> Reply:
    there = named(request.catalogue, said)
    found = bearers(request.catalogue, there.alias)
    if there.of:
        those = {(each.kind, each.key) for each in known(request.catalogue, there.of)}
        found = [each for each in found if (each.kind, each.key) in those]
    if not found:
        own = known(request.catalogue, there.alias)
        what = (
            f"{listing([each.name for each in own], 3)} is no alias: its own name stays."
            if own and not there.of
            else f"Nothing here is called {shown(there.alias)} beside its own name."
        )
        raise Unclear(not_understood=f"{what} {UNCHANGED}", example="/muster names forget CFD")
    of = _the_one(request, found, there.alias, "")
    _may_call(request, of).or_refuse()
    alias = next(
        each for each in other_names_of(request.session, of) if as_compared(each) == as_compared(there.alias)
    )
    ask = f"Stop calling {of.name} “{alias}”?"
    note = "Questions, logs, and files could then no longer use it. Nothing has been changed yet."
    yes = button(cut(f"Forget {alias}", 40), "names.forget", _other(of, alias), style="danger")
    return Reply(message=Message([words(ask), aside(note), *buttons(yes, _look(of))]))


def _called(request: Request, of: Match, asked: str = "") -> Reply:
    """What something is called; `asked`: by a word whose meaning was asked for."""
    aliases = other_names_of(request.session, of)
    others = [each for each in aliases if as_compared(each) != as_compared(asked)]
    also = f"also called {listing(others)}" if others else ""
    if asked and as_compared(asked) != as_compared(of.name):
        said = f"{shown(asked)} is {of.name}{f', {also}' if also else ''}."
    else:
        said = f"{of.name} is {also}." if also else f"{of.name} has no other name here."
    may_call = bool(_may_call(request, of))
    note = aside(f"To give it another name, say: call {of.name} CFD.") if may_call else None
    gone = [
        button(cut(f"Forget {each}", 40), f"names.forget:{n}", _other(of, each))
        for n, each in enumerate(aliases[:5])
        if may_call
    ]
    blocks: list[Block] = [words(said), *([note] if note else []), *buttons(*gone, *_steps(of))]
    return Reply(message=Message(blocks))


def _listed(request: Request, page: NamesPage) -> Reply:
    everything = list(all_called(request.catalogue))
    these = everything[page.start : page.start + ROWS]
    if not everything:
        return Reply(
            message=Message(
                [
                    words("Nothing goes by another name yet."),
                    aside("An emergency manager gives one: call Cedar Fire CFD."),
                ]
            )
        )
    said = plural(len(everything), "agency, unit, or course", "agencies, units, and courses")
    verb = "goes" if len(everything) == 1 else "go"
    lines = [(of.name, f": {', '.join(aliases)}") for of, aliases in these]
    start = page.start + len(these)
    rest = button("More", "names.more", NamesPage(start=start)) if start < len(everything) else None
    of_all = shown_of(page.start, len(these), len(everything), "Names")
    note = aside(of_all) if of_all else None
    blocks: list[Block] = [
        title(f"{said} {verb} by other names."),
        *([note] if note else []),
        bold_lines(lines),
    ]
    return Reply(message=Message([*blocks, *buttons(rest)]))


def _steps(of: Match) -> list[ButtonElement]:
    due = None if of.kind is Kind.COURSE else DueQuestion.about(scope_of_match(of))
    return [_look(of), *([button("Who is due there", ASK, due)] if due is not None else [])]


def _look(of: Match) -> ButtonElement:
    return button("What it is called", "names.look", _other(of))


def _other(of: Match, alias: str = "") -> OtherName:
    return OtherName(kind=of.kind, key=int(of.key), alias=alias)


def _the_one(request: Request, matches: Sequence[Match], said: str, alias: str) -> Match:
    """The one thing that fits. Raises Unclear for none, with what was perhaps meant, and for several."""
    if len(matches) == 1:
        return _titled(request, matches[0])
    unchanged = f" {UNCHANGED}" if alias else ""
    what = f"I can't find any agency, unit, or course called “{shown(said)}”.{unchanged}"
    if matches:
        what = fits_several(said, matches, "names")
    near = matches or lexicon_of(request.catalogue).near(said, NAMED)
    perhaps = [_titled(request, each) for each in near]
    told = labels(perhaps)
    raise Unclear(
        not_understood=what,
        understood=f"it would also be called {shown(alias)}" if alias else "",
        example=EXAMPLE,
        offers=offers(perhaps, lambda match: Offer(told[match], "names.look", _other(match, alias))),
    )


def _titled(request: Request, of: Match) -> Match:
    """What is named, a course by its title."""
    if of.kind is not Kind.COURSE:
        return of
    return Match(of.kind, of.key, request.catalogue.courses[int(of.key)].title)


def _carried(request: Request) -> tuple[Match, str]:
    """What a button is about, as it is named today, and the name. Raises Problem where it is gone."""
    carried, catalogue = request.carried(OtherName), request.catalogue
    key, name = carried.key, None
    if carried.kind is Kind.COURSE and key in catalogue.courses:
        name = catalogue.courses[key].title
    elif carried.kind is Kind.AGENCY and key in catalogue.agencies:
        name = catalogue.agencies[key].name
    elif carried.kind is Kind.UNIT and key in catalogue.units:
        name = catalogue.unit_called(key)
    if name is None:
        raise _gone()
    return Match(carried.kind, key, name), " ".join(carried.alias.split())


def _gone() -> Problem:
    return Problem(f"That is no longer there. {UNCHANGED}")


def _may_call(request: Request, of: Match) -> Verdict:
    """Names of courses and agencies are an emergency manager's to say, a unit's its agency's lead's too."""
    today = request.today
    match of.kind:
        case Kind.COURSE:
            return may(request.member, Action.CATALOGUE, THE_REGION, today, today)
        case Kind.AGENCY:
            return may(request.member, Action.SET_UP, THE_REGION, today, today)
    agency = request.catalogue.units[int(of.key)].agency
    return may(request.member, Action.AGENCY, Agencies(frozenset([agency])), today, today)


ENTRIES: tuple[Declared, ...] = (
    Form(
        NAMES,
        names,
        what="what agencies, units, and courses are also called",
        example=EXAMPLE,
        takes="[NAME | CFD means NAME | forget CFD]",
    ),
    Click("names.look", look),
    Click("names.more", more),
    Click("names.give", give, changes=True),
    Click("names.forget", forget, changes=True),
)
