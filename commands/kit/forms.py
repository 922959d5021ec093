"""Forms: each says its fields once, and with them how they look, how they are read and what is wrong.

A field's choices and searches are known by the form and the field together, so that two forms may both have
a day. `Modal.view` draws a form, `Modal.read` reads what came back: every field at once, or `Wrong` with what
can't be taken. A form of several steps keeps its state in a record and carries the record's number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    DatePickerElement,
    ExternalDataMultiSelectElement,
    ExternalDataSelectElement,
    InputBlock,
    InputInteractiveElement,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    StaticSelectElement,
    UrlInputElement,
)
from slack_sdk.models.views import View

from commands.kit.blocks import buttons, plain, words
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Run, Search, Submission, in_form
from commands.kit.reply import Message, Reply
from commands.kit.request import STALE, Door, Request
from words.addresses import LONGEST_ADDRESS, is_web_address
from words.problems import Problem
from words.signs import typeable

TITLE = 24
LABEL = 2000
METADATA = 3000
PLACEHOLDER = 150
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAYS = (date(1900, 1, 1), date(2100, 12, 31))
"""The first and the last day that a form takes."""
WITHOUT_MODAL = (Door.MENTION, Door.DIRECT)

T = TypeVar("T")


class CantTake(Exception):
    """What stands in a field can't be taken; the message says why, for the one who filled it in."""


@dataclass(frozen=True)
class Field(Generic[T]):
    """One field: its name, its label, how it is drawn and how it is read.

    `draw` gets what it shows at first, None for nothing. `read` gives the value, or raises CantTake.
    `change` runs when something is chosen in it, `search` finds its options while somebody types.
    `turn` tells it from the same field of the form as it was shown before (`Modal.turned`).
    """

    name: str
    label: str
    draw: Callable[[Any], InputInteractiveElement]
    read: Callable[[Request, str], T]
    hint: str = ""
    optional: bool = False
    change: Run | None = None
    search: Run | None = None
    turn: int = 0

    @property
    def place(self) -> str:
        """The id of its block."""
        return f"{self.name}.{self.turn}" if self.turn else self.name

    def block(self, initial: Any = None, hint: str = "") -> InputBlock:
        """The field as it stands in the modal."""
        said = hint or self.hint
        return InputBlock(
            block_id=self.place,
            label=plain(self.label, LABEL),
            element=self.draw(initial),
            hint=plain(said, LABEL) if said else None,
            optional=self.optional,
            dispatch_action=True if self.change is not None else None,
        )


class Filled:
    """What a form was filled in with, by field."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getitem__(self, field: Field[T]) -> T:
        found: T = self._values[field.name]
        return found


@dataclass(frozen=True)
class Modal:
    """A modal that asks for something. `name` is its callback id."""

    name: str
    title: str
    submit: str
    fields: Sequence[Field[Any]]
    run: Run
    needs: Needs = Needs.RESPONDER
    does: Action | None = None
    close: str = "Cancel"  # "Done" where each submit is kept, and the form stays open for more

    def view(
        self,
        initial: Mapping[str, Any] | None = None,
        carried: BaseModel | None = None,
        above: Sequence[Block] = (),
        below: Sequence[Block] = (),
        only: Iterable[Field[Any]] | None = None,
        hints: Mapping[str, str] | None = None,
    ) -> View:
        """The form, with what its fields show at first. `only`: these of its fields; `carried` comes back.

        Raises Problem for more than a form can carry: no button of ours brings that.
        """
        first, said = initial or {}, hints or {}
        wanted = None if only is None else {each.name for each in only}
        asked = [each for each in self.fields if wanted is None or each.name in wanted]
        return View(
            type="modal",
            callback_id=self.name,
            title=plain(self.title, TITLE),
            submit=plain(self.submit, TITLE),
            close=plain(self.close, TITLE),
            blocks=[
                *above,
                *(each.block(first.get(each.name), said.get(each.name, "")) for each in asked),
                *below,
            ],
            private_metadata=_carriable(carried),
        )

    def turned(self, turn: int, *fields: Field[Any]) -> Modal:
        """The form as one that was not shown yet, where a modal that changes shows it again; or only some
        of its fields, where they are named: the others keep what was put into them.

        Slack keeps what was put into a field by the id of its block, whatever the new view says it shows.
        """
        anew = {each.name for each in fields or self.fields}
        return replace(
            self, fields=[replace(each, turn=turn) if each.name in anew else each for each in self.fields]
        )

    def wrong(self, fields: Mapping[str, str]) -> Wrong:
        """What is wrong with some of its fields, by their names."""
        places = {each.name: each.place for each in self.fields}
        return Wrong({places[name]: said for name, said in fields.items()})

    def read(self, request: Request) -> Filled:
        """What it was filled in with. Raises Wrong with everything that can't be taken."""
        values: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for each in self.fields:
            try:
                values[each.name] = each.read(request, each.place)
            except CantTake as problem:
                wrong[each.place] = str(problem)
        if wrong:
            raise Wrong(wrong)
        return Filled(values)

    def entries(self) -> tuple[Declared, ...]:
        """What the registry knows of it: the form submitted, chosen in, and searched in."""
        found: list[Declared] = [Submission(self.name, self.run, needs=self.needs, does=self.does)]
        for each in self.fields:
            if each.change is not None:
                found.append(
                    Click(in_form(self.name, each.name), each.change, needs=self.needs, does=self.does)
                )
            if each.search is not None:
                found.append(
                    Search(in_form(self.name, each.name), each.search, needs=self.needs, does=self.does)
                )
        return tuple(found)


def _carriable(carried: BaseModel | None) -> str:
    said = "" if carried is None else carried.model_dump_json(exclude_defaults=True)
    if len(said) > METADATA:
        raise Problem(STALE)
    return said


def text_field(
    name: str, label: str, most: int = 200, optional: bool = True, hint: str = "", lines: bool = False
) -> Field[str]:
    """A line of text, each space in it one; or several, with their breaks: as an import reads them."""

    def draw(initial: str | None) -> InputInteractiveElement:
        return PlainTextInputElement(
            action_id=name, max_length=most, initial_value=initial, multiline=lines or None
        )

    def read(request: Request, field: str) -> str:
        typed = typeable(request.typed(field)).replace("\r\n", "\n").replace("\r", "\n").strip()
        said = typed if lines else " ".join(typed.split())
        if len(said) > most:
            raise CantTake(f"At most {most:,} characters, please; these are {len(said):,}.")
        if not said and not optional:
            raise CantTake("This is needed.")
        return said

    return Field(name, label, draw, read, hint, optional)


def link_field(name: str, label: str) -> Field[str]:
    """A web address without a name or a password of its own; empty where none was given."""

    def draw(initial: str | None) -> InputInteractiveElement:
        return UrlInputElement(
            action_id=name, placeholder=plain("https://", PLACEHOLDER), initial_value=initial
        )

    def read(request: Request, field: str) -> str:
        said = request.typed(field)
        if len(said) > LONGEST_ADDRESS:
            raise CantTake(f"At most {LONGEST_ADDRESS:,} characters, please; these are {len(said):,}.")
        if said and not is_web_address(said):
            raise CantTake(
                "A web address without spaces or a password, please, such as https://county.example/roster."
            )
        return said

    return Field(name, label, draw, read, optional=True)


def number_field(name: str, label: str, most: int, example: str, hint: str = "") -> Field[float | None]:
    """A number from 0 to `most`; None where none was given. What it shows at first is its placeholder."""

    def draw(initial: Any) -> InputInteractiveElement:
        usual, value = initial if isinstance(initial, tuple) else (initial, None)
        return NumberInputElement(
            action_id=name,
            is_decimal_allowed=True,
            min_value="0",
            max_value=str(most),
            placeholder=plain(usual or example, PLACEHOLDER),
            initial_value=value,
        )

    def read(request: Request, field: str) -> float | None:
        said = request.typed(field)
        if not said:
            return None
        number = float(said) if NUMBER.fullmatch(said) else -1
        if not 0 <= number <= most:
            raise CantTake(f"{label} are a number from 0 to {most:,}, such as {example}.")
        return number

    return Field(name, label, draw, read, hint, optional=True)


def day_field(name: str, label: str, missing: str, change: Run | None = None) -> Field[date]:
    """A day; `missing` is said where none was chosen."""

    def draw(initial: date | None) -> InputInteractiveElement:
        return DatePickerElement(action_id=name, initial_date=initial.isoformat() if initial else None)

    def read(request: Request, field: str) -> date:
        said = request.typed(field)
        try:
            day = date.fromisoformat(said) if DAY.fullmatch(said) else None
        except ValueError:
            day = None
        if day is None or not DAYS[0] <= day <= DAYS[1]:
            raise CantTake(missing)
        return day

    return Field(name, label, draw, read, change=change)


def optional_day_field(name: str, label: str, hint: str = "") -> Field[date | None]:
    """A day, or none; what is no day is said at the field."""
    asked = day_field(name, label, "Choose a day from 1900 to 2100, or leave it empty.")

    def read(request: Request, field: str) -> date | None:
        return asked.read(request, field) if request.typed(field) else None

    return Field(name, label, asked.draw, read, hint, optional=True)


def choice_field(
    name: str,
    label: str,
    choices: Sequence[Option],
    placeholder: str,
    missing: str,
    hint: str = "",
    optional: bool = False,
) -> Field[str]:
    """One of a few, by its value; `missing` is said where none of them was chosen."""
    known = {each.value for each in choices}

    def draw(initial: str | None) -> InputInteractiveElement:
        first = next((each for each in choices if each.value == initial), None)
        return one_of(name, choices, placeholder, first)

    def read(request: Request, field: str) -> str:
        chosen = request.typed(field)
        if chosen in known or (optional and not chosen):
            return chosen
        raise CantTake(missing)

    return Field(name, label, draw, read, hint, optional)


def searched_field(
    name: str,
    label: str,
    placeholder: str,
    read: Callable[[Request, str], T],
    search: Run,
    hint: str = "",
    optional: bool = False,
    change: Run | None = None,
    least: int = 0,
) -> Field[T]:
    """One of many, found while somebody types from `least` letters on; shows an Option at first."""

    def draw(initial: Option | None) -> InputInteractiveElement:
        return ExternalDataSelectElement(
            action_id=name,
            placeholder=plain(placeholder, PLACEHOLDER),
            min_query_length=least,
            initial_option=initial,
        )

    return Field(name, label, draw, read, hint, optional, change, search)


def several_searched_field(
    name: str,
    label: str,
    placeholder: str,
    read: Callable[[Request, str], T],
    search: Run,
    most: int,
    hint: str = "",
    change: Run | None = None,
) -> Field[T]:
    """Several of many, found while somebody types; shows Options at first."""

    def draw(initial: Sequence[Option] | None) -> InputInteractiveElement:
        return ExternalDataMultiSelectElement(
            action_id=name,
            placeholder=plain(placeholder, PLACEHOLDER),
            min_query_length=1,
            max_selected_items=most,
            initial_options=list(initial) if initial else None,
        )

    return Field(name, label, draw, read, hint, True, change, search)


def one_of(
    action: str, options: Sequence[Option], placeholder: str, initial: Option | None = None
) -> StaticSelectElement:
    """A choice of one."""
    return StaticSelectElement(
        action_id=action, placeholder=plain(placeholder, PLACEHOLDER), options=options, initial_option=initial
    )


def opened(request: Request, view: View, text: str, *opener: ButtonElement) -> Reply:
    """The modal; in a conversation, where Slack opens none by itself, a button that opens it."""
    if request.door in WITHOUT_MODAL:
        return Reply(message=Message([words(text), *buttons(*opener)]))
    return Reply(modal=view)
