"""What a kind of import is made of: its columns, how each is read, and which of them must be there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Generic, NamedTuple, TypeVar, get_type_hints

from files.blanks import says_no_end, says_nothing
from files.cells import (
    BadCell,
    Cell,
    Choice,
    choices,
    found,
    parse_choice,
    parse_date,
    parse_email,
    parse_hours,
    parse_list,
    parse_name,
    parse_text,
    parse_whole,
    parse_yes_no,
    shown,
)
from files.results import parse_result
from words.addresses import LONGEST_ADDRESS, is_web_address
from words.folding import fold_word
from words.written import DateOrder

_BETWEEN = re.compile(r"[/,&+]|\band\b", re.IGNORECASE)
"""What separates words of a list beside `;`."""
NONE_ELSE: Mapping[str, Any] = MappingProxyType({})
Parse = Callable[[Cell, DateOrder], object]


class Spec(NamedTuple):
    """How a column's cells are read, whether one may be empty, and by what other names files call it."""

    parse: Parse
    bold: bool
    also: tuple[str, ...] = ()
    listed: bool = True  # whether an export and a template have it; else it is only read where a file has it


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """A row read into typed values. An absent column and an empty cell both give the field's default.

    A field that is a column says how it is read: `Annotated[date, bold(day)]`.

    `given` names the columns the row fills: neither an absent column nor a blank cell changes anything in a
    record that is there. Where somebody settled that blanks clear, it names every column the file has.
    """

    either: ClassVar[tuple[tuple[str, ...], ...]] = ()  # of each a file needs one, a row at least one filled
    instead: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({})
    """What may stand for a column that must be there, as a whole name for a first and a last one."""

    given: frozenset[str]

    def objections(self, today: date) -> Iterator[str]:
        """What speaks against the row as a whole, each in words for the person who brought it."""
        yield from ()


RowT = TypeVar("RowT", bound=ImportRow)
RowOf = TypeVar("RowOf", bound=ImportRow, covariant=True)


@dataclass(frozen=True)
class Kind(Generic[RowOf]):
    """A kind of import."""

    name: str
    order: int  # in which a county's files go in, as later kinds name what earlier ones bring
    row_type: type[RowOf]
    columns: tuple[str, ...]  # that an export has
    must: tuple[tuple[str, ...], ...]  # each a column that must be there, or several of which one must

    @classmethod
    def of(cls, name: str, order: int, row_type: type[RowOf]) -> Kind[RowOf]:
        """The kind whose columns are the fields of `row_type`."""
        names = tuple(column for column, spec in specs(row_type) if spec.listed)
        bold = tuple((column,) for column, spec in specs(row_type) if spec.bold)
        return cls(name, order, row_type, names, row_type.either + bold)


def known_columns(row_type: type[ImportRow], columns: Sequence[str]) -> tuple[str, ...]:
    """A file's columns by the names they have here; what is called otherwise, and unknown, stays as it is."""
    found = list(columns)
    alike = {_SIGNS.sub("", column): place for place, column in reversed(list(enumerate(columns)))}
    names = {column for column, _ in specs(row_type)}
    for column, spec in specs(row_type):
        if column in columns or not spec.also:
            continue
        called = (alike.get(_SIGNS.sub("", each)) for each in (column, *spec.also))
        place = next((each for each in called if each is not None and found[each] not in names), None)
        if place is not None:
            found[place] = column
    return tuple(found)


_SIGNS = re.compile(r"[\W_]+")


def specs(row_type: type[ImportRow]) -> tuple[tuple[str, Spec], ...]:
    """The columns of a row type, in their order."""
    kept: Any = row_type  # mypy takes a class for no key where its objects are none
    return _specs(kept)


@cache
def _specs(row_type: type[ImportRow]) -> tuple[tuple[str, Spec], ...]:
    hints = get_type_hints(row_type, include_extras=True)
    return tuple(
        (each.name, spec)
        for each in fields(row_type)
        for spec in getattr(hints[each.name], "__metadata__", ())
        if isinstance(spec, Spec)
    )


def bold(parse: Parse) -> Spec:
    """A column that must be there and whose cells must hold something."""
    return Spec(parse, bold=True)


def plain(parse: Parse, *also: str) -> Spec:
    """A column that may be absent; an empty cell means the field's default, and so does a text that says
    nothing (N/A, a dash).

    Where a file has no column of its name, the first there is of those it is `also` called stands for it.
    """
    return Spec(replace(parse, may_say_nothing=True) if isinstance(parse, _Text) else parse, False, also)


def beside(parse: Parse, *also: str) -> Spec:
    """A column that helps to know whom or what a row is about; no export has it."""
    return Spec(parse, bold=False, also=also, listed=False)


def filled_by(row_type: type[ImportRow], group: Sequence[str]) -> set[str]:
    """The columns that fill one of a group, by themselves or in its stead."""
    return {each for column in group for each in (column, *row_type.instead.get(column, ()))}


@dataclass(frozen=True)
class _Text:
    """Reads a text, or several; where it `may_say_nothing`, N/A and a dash are no text but a blank."""

    read: Callable[[Cell, int], object]
    most: int
    may_say_nothing: bool = False

    def __call__(self, cell: Cell, order: DateOrder) -> object:
        if self.may_say_nothing and says_nothing(cell):
            return None
        return self.read(cell, self.most) or None


def short_text(most: int = 200) -> Parse:
    """Reads a text of one line."""
    return _Text(lambda cell, most: parse_name(cell, most=most), most)


def long_text(most: int = 2000) -> Parse:
    """Reads a text that may have several lines."""
    return _Text(lambda cell, most: parse_text(cell, most=most), most)


def list_of_texts(most: int = 100) -> Parse:
    """Reads texts separated by `;`."""
    return _Text(lambda cell, most: parse_list(cell, most=most), most)


def count_of(of: str, *, least: int = 0, most: int) -> Parse:
    """Reads a whole number of something."""
    return lambda cell, order: parse_whole(cell, name=of, least=least, most=most)


def share_of_people(cell: Cell, order: DateOrder) -> object:
    """Reads a share in whole percent, 1 to 100, with or without its sign: 90, 90%."""
    text = cell.strip().removesuffix("%").strip() if isinstance(cell, str) else cell
    return parse_whole(text, name="percent", least=1, most=100)


class Listed:
    """Reads words of a fixed list; knows which there are, and what of a cell is none of them."""

    def __init__(self, allowed: Mapping[str, Choice], words: Iterable[Choice], several: bool = False) -> None:
        """`allowed`: what each folded word stands for; `words`: those to be chosen."""
        self._allowed, self._several = allowed, several
        self.words = tuple(dict.fromkeys(map(str, words)))

    def __call__(self, cell: Cell, order: DateOrder) -> object:
        """The word that a cell says. Raises BadCell."""
        return parse_choice(cell, self._allowed)

    def parts(self, cell: Cell) -> list[str]:
        """The words a cell says, as it writes them; none where it says nothing."""
        if not self._several:
            said = " ".join(shown(cell).split())
            return [said] if said else []
        return [each for part in parse_list(cell) for each in _parted(part, self._allowed)]

    def unknown(self, cell: Cell) -> list[str]:
        """The words of a cell that are none of the list."""
        try:
            return [each for each in self.parts(cell) if fold_word(each) not in self._allowed]
        except BadCell:
            return []


def one_of(words: Iterable[Choice], also: Mapping[str, Choice] = NONE_ELSE) -> Parse:
    """Reads one word of a fixed list, or what else it is called, folded."""
    listed = tuple(words)
    return Listed({**also, **choices(listed)}, listed)


class _SomeOf(Listed):
    def __init__(self, listed: Sequence[Choice], everything: str | None, also: Mapping[str, Choice]) -> None:
        self._everything = everything
        self._parts_allowed = {**choices(listed), **also}
        whole: list[Any] = [*([everything] if everything else []), *listed]
        super().__init__({**choices(whole), **also}, whole, several=True)

    def __call__(self, cell: Cell, order: DateOrder) -> object:
        parts = self.parts(cell)
        if len(parts) == 1 and self._everything is not None:
            chosen = parse_choice(parts[0], self._allowed)
            return frozenset() if chosen == self._everything else frozenset([chosen])
        return frozenset(parse_choice(part, self._parts_allowed) for part in parts) or None


def some_of(
    listed: Iterable[Choice], *, everything: str | None = None, also: Mapping[str, Choice] = NONE_ELSE
) -> Parse:
    """Reads several words of a fixed list, or what else they are called, folded. They are separated by `;`,
    and where a name has none of these signs itself by `/`, `,`, `&`, `+` or "and".

    With `everything`, that one word may stand for all of them; it is read as the empty set.
    """
    return _SomeOf(tuple(listed), everything, also)


def _parted(said: str, known: Mapping[str, Choice]) -> list[str]:
    if fold_word(said) in known:
        return [said]
    return [part for each in _BETWEEN.split(said) if (part := each.strip())]


def day(cell: Cell, order: DateOrder) -> date | None:
    """Reads a calendar day."""
    return None if says_nothing(cell) or says_no_end(cell) else parse_date(cell, order)


def yes_or_no(cell: Cell, order: DateOrder) -> bool:
    """Reads yes or no."""
    return parse_yes_no(cell)


def number_of_hours(cell: Cell, order: DateOrder) -> float | None:
    """Reads a number of hours."""
    return None if says_nothing(cell) else parse_hours(cell)


def how_it_ended(cell: Cell, order: DateOrder) -> object:
    """Reads how a class ended: pass, incomplete, or the words of others for them."""
    return parse_result(cell)


def email_address(cell: Cell, order: DateOrder) -> str | None:
    """Reads an e-mail address."""
    return None if says_nothing(cell) else parse_email(cell)


def member_id(cell: Cell, order: DateOrder) -> str | None:
    """Reads a member id."""
    return None if says_nothing(cell) else parse_name(cell, most=CODE_LENGTH) or None


def web_address(cell: Cell, order: DateOrder) -> str | None:
    """Reads a web address."""
    if says_nothing(cell):
        return None
    said = parse_name(cell, most=LONGEST_ADDRESS)
    if said and not is_web_address(said):
        raise found(cell, "a web address without spaces or a password, such as https://county.example/plan")
    return said or None


def known_or_text(words: Iterable[Choice], most: int = 200) -> Parse:
    """Reads a word of a list in its spelling there, or any other text of one line."""
    known = choices(words)

    def parse(cell: Cell, order: DateOrder) -> object:
        said = parse_name(cell, most=most)
        return str(known.get(fold_word(said), said)) or None

    return parse


CODE_LENGTH = 64
"""Characters of a code, a member id, a record's number."""

Code = Annotated[str, bold(short_text(CODE_LENGTH))]
OtherCode = Annotated[str, plain(short_text(CODE_LENGTH))]
Email = Annotated[str | None, plain(email_address)]
MemberId = Annotated[str | None, plain(member_id)]
BoldDay = Annotated[date, bold(day)]
Day = Annotated[date | None, plain(day)]
BoldText = Annotated[str, bold(short_text())]
ShortText = Annotated[str, plain(short_text())]
LongText = Annotated[str, plain(long_text())]
FullName = Annotated[
    str,
    beside(short_text(200), "name", "employee name", "student name", "student", "member name", "your name"),
]
PartOfName = Annotated[str, beside(short_text(100))]
KNOWN_BY_NAME: Mapping[str, tuple[str, ...]] = MappingProxyType({"member_id": ("last_name", "full_name")})
"""Who is meant, where a file has neither e-mail nor member id."""
