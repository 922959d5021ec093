"""`/muster positions`: the catalogue of positions people play, and what a change of it moves."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from commands.kit.blocks import aside, button, title, words
from commands.kit.forms import Filled, Modal, opened
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language.exercises import position_said, unknown_position
from commands.language.scopes import shown
from commands.region.positions_views import (
    CODE,
    DISCIPLINES,
    LOCAL_POLICY,
    MONTHS,
    NEEDED,
    PLACE,
    POSITION_TITLE,
    PositionDraft,
    PositionShown,
    moves_words,
    position_words,
    positions_message,
    taken_out_row,
)
from files.imports.starting_positions import load_starting_positions
from readiness.positions import CURRENT_MONTHS, MOST_NEEDED, Position, Teams
from storage.benches import teams_on
from storage.position_changes import (
    NameTaken,
    NoLongerThere,
    PositionTerms,
    TooManyNeeded,
    add_position,
    change_position,
    take_out,
)
from words.amounts import listing
from words.problems import Problem, Unclear

GONE = "That position was taken out of the catalogue meanwhile. Nothing was changed."
TOO_MANY = (
    f"{MOST_NEEDED} positions are needed for a team already, and that is the most: put 0 here, or in another "
    "position first. Nothing was changed."
)


def positions(request: Request) -> Reply:
    """The catalogue; with a position's name, the form of that one."""
    said = request.text.strip()
    if not said:
        return _listed(request)
    found = position_said(request, said)
    if found is None:
        raise unknown_position(request, said)
    return _opened(request, found)


def add(request: Request) -> Reply:
    """The form of a new position."""
    if request.text.strip():
        raise Unclear(
            not_understood=f"“{shown(request.text.strip())}”: the form asks for the code and the rest.",
            example="/muster positions add",
        )
    return _opened(request, None)


def open_form(request: Request) -> Reply:
    """The form of the position a button is about, or of a new one."""
    key = request.carried(PositionShown).position
    return _opened(request, None if key == 0 else _there(request, key))


def load(request: Request) -> Reply:
    """Loads the starting positions; what is there stays as it is."""
    added = load_starting_positions(request.session, request.trail())
    if not added:
        done = "The starting positions are there already, or were taken out; nothing was changed."
    else:
        done = f"Loaded: {listing([each.title for each in added])}. {LOCAL_POLICY}"
    return replace(_listed(request, done), replaces=True)


def submit(request: Request) -> Reply:
    """Takes a position as the form has it; what moves teams is shown before it is done."""
    filled, key = POSITION.read(request), request.carried(PositionShown).position
    position = None if key == 0 else _there(request, key)
    draft = _draft(request, position, filled)
    if position is not None and not _moves_teams(position, draft):
        return _done(request, draft)
    return Reply(updated=_confirming(request, draft))


def ask_to_take_out(request: Request) -> Reply:
    """What taking a position out would move, in place of its form."""
    position = _there(request, request.carried(PositionShown).position)
    return Reply(updated=_confirming(request, _as_it_is(position).model_copy(update={"out": True})))


def confirm(request: Request) -> Reply:
    """Does what was shown."""
    return _done(request, request.carried(PositionDraft))


def _listed(request: Request, done: str = "") -> Reply:
    return Reply(message=positions_message(request.catalogue, request.region.handling_mark, done))


def _opened(request: Request, position: Position | None) -> Reply:
    about = PositionShown(position=0 if position is None else position.key)
    label = "Add a position" if position is None else f"Change {position.title}"
    text = "Say what the position is, who can fill it and how many a team needs."
    return opened(request, _form(request, position), text, button(label, "positions.open", about))


def _form(request: Request, position: Position | None) -> View:
    there = list(request.catalogue.positions)
    if position is None:
        first = {"needed": 1, "months": CURRENT_MONTHS, "place": len(there) + 1}
        return POSITION.view(first, PositionShown())
    as_it_is = {
        "title": position.title,
        "disciplines": sorted(position.disciplines),
        "needed": position.needed,
        "months": position.current_months,
        "place": there.index(position.key) + 1,
    }
    return POSITION.view(
        as_it_is,
        PositionShown(position=position.key),
        above=[words(f"{position.title} ({position.code})")],
        below=taken_out_row(position),
        only=(POSITION_TITLE, DISCIPLINES, NEEDED, MONTHS, PLACE),
    )


def _draft(request: Request, position: Position | None, filled: Filled) -> PositionDraft:
    code = filled[CODE] if position is None else position.code
    if not code:
        raise Wrong({CODE.name: "This is needed."})
    return PositionDraft(
        position=0 if position is None else position.key,
        code=code,
        title=" ".join(filled[POSITION_TITLE].split()),
        disciplines=filled[DISCIPLINES],
        needed=filled[NEEDED],
        months=filled[MONTHS],
        place=filled[PLACE],
    )


def _as_it_is(position: Position) -> PositionDraft:
    return PositionDraft(
        position=position.key,
        code=position.code,
        title=position.title,
        disciplines=sorted(position.disciplines),
        needed=position.needed,
        months=position.current_months,
    )


def _moves_teams(position: Position, draft: PositionDraft) -> bool:
    before = _as_it_is(position)
    return (before.disciplines, before.needed, before.months) != (
        draft.disciplines,
        draft.needed,
        draft.months,
    )


def _confirming(request: Request, draft: PositionDraft) -> View:
    """What a change would move, to be confirmed. Raises Wrong for one that can't be made."""
    before, after, titles = _tried(request, draft)
    above: list[Block] = [title("Take it out?" if draft.out else draft.title)]
    if draft.out:
        above.append(
            words(
                f"{draft.title} can't be played any more, and no team needs it. "
                "What was played in it stays on record."
            )
        )
    else:
        above.append(words(position_words(_position(draft))))
    above.append(words(moves_words(before, after, request.catalogue, titles, request.region.called)))
    above.append(aside("Nothing is changed until you confirm it."))
    return CONFIRM.view(carried=draft, above=above)


def _tried(request: Request, draft: PositionDraft) -> tuple[Teams, Teams, dict[int, str]]:
    """How deep the region is tonight, and how deep it would be: a change is made, counted, and taken back."""
    session = request.session
    before = teams_on(session, request.today)
    trial = session.begin_nested()
    try:
        _apply(request, draft)
        after = teams_on(session, request.today)
        titles = {key: each.title for key, each in request.catalogue.every_position.items()}
    finally:
        trial.rollback()
        session.info["catalogue"] = {}  # it was that of the trial
    return before, after, titles


def _done(request: Request, draft: PositionDraft) -> Reply:
    what = _apply(request, draft)
    return replace(_listed(request, what), closes=True)


def _apply(request: Request, draft: PositionDraft) -> str:
    """Makes a change; what was done. Raises Wrong where the form is to be mended, Problem where it can't."""
    trail = request.trail()
    terms = PositionTerms(draft.code, draft.title, draft.disciplines, draft.needed, draft.months)
    try:
        if draft.out:
            return f"{take_out(request.session, draft.position, trail).title} was taken out of the catalogue."
        if draft.position == 0:
            add_position(request.session, terms, trail, draft.place)
            return f"{draft.title} is in the catalogue now."
        changed = change_position(request.session, draft.position, terms, trail, draft.place)
        return f"{draft.title} was changed." if changed else f"{draft.title}: nothing was changed."
    except NoLongerThere:
        raise Problem(GONE) from None
    except TooManyNeeded:
        raise Wrong({NEEDED.name: TOO_MANY}) from None
    except NameTaken as taken:
        field = CODE if str(taken) == "code" else POSITION_TITLE
        raise Wrong({field.name: f"Another position has that {taken}."}) from None


def _position(draft: PositionDraft) -> Position:
    return Position(
        draft.position, draft.code, draft.title, frozenset(draft.disciplines), draft.needed, draft.months
    )


def _there(request: Request, position_id: int) -> Position:
    found = request.catalogue.positions.get(position_id)
    if found is None:
        raise Problem(GONE)
    return found


POSITION = Modal(
    "position",
    "Position",
    "Go on",
    (CODE, POSITION_TITLE, DISCIPLINES, NEEDED, MONTHS, PLACE),
    submit,
    needs=Needs.MANAGER,
    does=Action.CATALOGUE,
)
CONFIRM = Modal(
    "position.confirm", "Position", "Confirm", (), confirm, needs=Needs.MANAGER, does=Action.CATALOGUE
)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "muster positions",
        positions,
        what="the positions people play, and which a full team needs",
        example="/muster positions",
        needs=Needs.MANAGER,
        does=Action.CATALOGUE,
        takes="[position]",
    ),
    Form(
        "muster positions add",
        add,
        what="put a position into the catalogue",
        example="/muster positions add",
        needs=Needs.MANAGER,
        does=Action.CATALOGUE,
    ),
    Click("positions.open", open_form, needs=Needs.MANAGER, does=Action.CATALOGUE),
    Click("positions.out", ask_to_take_out, needs=Needs.MANAGER, does=Action.CATALOGUE, changes=True),
    Click("positions.load", load, needs=Needs.MANAGER, does=Action.CATALOGUE, changes=True),
    *POSITION.entries(),
    *CONFIRM.entries(),
)
