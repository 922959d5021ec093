"""Everything Muster answers to, each with the right it needs declared beside it.

What is for emergency managers alone names the right of the region it takes, too (`does`): the table of rights
is to say what holds.

What `changes` the records runs in a turn to write. What only `gives_out` counts, a list or a document of many
people is composed in a look, by the rules of now, and nobody waits for that to write; what it leaves in the
records (`Reply.afterwards`) follows in a short turn.

Help, usage hints, "did you mean" and the manifest's commands are made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import BaseModel

from commands.kit.cards import CardKind
from commands.kit.explained import Explains
from commands.kit.home import Piece
from commands.kit.letters import LetterPart
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.reply import Reply
from commands.kit.request import Request
from storage.audit import AuditKind, AuditRow

Run = Callable[[Request], Reply]
Show = Callable[[Request], Iterable[Piece]]


@dataclass(frozen=True)
class Form:
    """One thing people say: its words, what follows them, an example, and what it is for.

    `says` is the first words without the slash ("training log"); a form of one word is a slash command.
    """

    says: str
    run: Run
    what: str
    example: str
    needs: Needs = Needs.RESPONDER
    does: Action | None = None
    changes: bool = False
    gives_out: bool = False
    takes: str = ""  # what may follow, for the usage hint
    stranger: str = ""  # what somebody who is not on the roster may do about it
    also: Sequence[str] = ()  # first words that mean the same, and stand in no help
    settles: Callable[[Request], tuple[Form, str]] | None = None
    """Which form it turns out to be, by what the speaker has, with what is said behind that one's words; None
    for a form that is what it says."""


@dataclass(frozen=True)
class Click:
    """A button or a select, by the first part of its action id (what follows a colon tells twins apart)."""

    action: str
    run: Run
    needs: Needs = Needs.RESPONDER
    does: Action | None = None
    changes: bool = False
    gives_out: bool = False
    stranger: str = ""  # what somebody who is not on the roster may do about it


@dataclass(frozen=True)
class Submission:
    """A submitted modal, by its callback id."""

    callback: str
    run: Run
    needs: Needs = Needs.RESPONDER
    does: Action | None = None
    changes: bool = True
    gives_out: ClassVar[bool] = False


@dataclass(frozen=True)
class Search:
    """Options looked up while somebody types, by the select's action id."""

    action: str
    run: Run
    needs: Needs = Needs.RESPONDER
    does: Action | None = None
    changes: ClassVar[bool] = False
    gives_out: ClassVar[bool] = False


@dataclass(frozen=True)
class Shortcut:
    """A global shortcut, by its callback id, with the name people see."""

    callback: str
    run: Run
    name: str
    what: str
    needs: Needs = Needs.RESPONDER
    does: Action | None = None
    changes: ClassVar[bool] = False
    gives_out: ClassVar[bool] = False


@dataclass(frozen=True)
class Overheard:
    """What hears a sentence that uses no form's words; it makes nothing of most, and records nothing."""

    run: Callable[[Request], Reply | None]


@dataclass(frozen=True)
class FileTaker:
    """What takes files sent in a direct message; it answers for those that are its own, None for no one.

    `instead_of` names the forms that ask for such a file: said together with one, they need not be opened.
    """

    run: Callable[[Request], Reply | None]
    instead_of: Sequence[str] = ()


@dataclass(frozen=True)
class Undoes:
    """How what somebody did is undone: the button that undoes it, and what that carries.

    `carries` makes it of the audit rows of that kind which the same request wrote; None where nothing of
    them is to be undone.
    """

    kind: AuditKind
    click: str
    carries: Callable[[Sequence[AuditRow]], BaseModel | None]


@dataclass(frozen=True)
class HomePart:
    """What a capability adds to Home; `show` gives nothing where it has nothing.

    Its blocks stand in the order of `place`; its lines of what waits and is to be done, and its buttons,
    stand with those of the others (`commands.kit.home`).
    """

    place: int
    show: Show


Entry = Form | Click | Submission | Search | Shortcut
Declared = Entry | HomePart | LetterPart | CardKind | Overheard | FileTaker | Undoes | Explains


def leaves_records(entry: Entry) -> bool:
    """Whether something stands in the records after it, and a repeated request gets the answer it got."""
    return entry.changes or entry.gives_out


def in_form(form: str, field: str) -> str:
    """What a form's field is known by: another form may have a field of that name."""
    return f"{form}/{field}"


@dataclass(frozen=True)
class Registry:
    """All of them by name. Raises ValueError for two of one kind and name."""

    forms: dict[str, Form] = field(default_factory=dict)
    also: dict[str, Form] = field(default_factory=dict)
    clicks: dict[str, Click] = field(default_factory=dict)
    submissions: dict[str, Submission] = field(default_factory=dict)
    searches: dict[str, Search] = field(default_factory=dict)
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    home: list[HomePart] = field(default_factory=list)
    letters: list[LetterPart] = field(default_factory=list)
    overhears: list[Overheard] = field(default_factory=list)
    takers: list[FileTaker] = field(default_factory=list)
    cards: dict[str, CardKind] = field(default_factory=dict)
    undoes: dict[str, Undoes] = field(default_factory=dict)
    explains: dict[str, Explains] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Declared]) -> Registry:
        """A registry of what is declared."""
        registry = cls()
        for entry in entries:
            registry.add(entry)
        return registry

    def add(self, entry: Declared) -> None:
        """One entry more. Raises ValueError for a second one of its kind and name."""
        match entry:
            case HomePart():
                self.home.append(entry)
                return
            case LetterPart():
                self.letters.append(entry)
                self.letters.sort(key=lambda part: part.place)
                return
            case Overheard():
                self.overhears.append(entry)
                return
            case FileTaker():
                self.takers.append(entry)
                return
            case Form(says=name):
                shelf: dict[str, Any] = self.forms
                for each in entry.also:
                    if each in self.also or each in self.forms:
                        raise ValueError(f"{each!r} is there already")
                    self.also[each] = entry
            case Click(action=name):
                shelf = self.clicks
            case Submission(callback=name):
                shelf = self.submissions
            case Search(action=name):
                shelf = self.searches
            case CardKind(name=name):
                shelf = self.cards
            case Undoes(kind=kind):
                name, shelf = kind.value, self.undoes
            case Explains(measure=measure):
                name, shelf = measure, self.explains
            case Shortcut(callback=name):
                shelf = self.shortcuts
        if name in shelf or (shelf is self.forms and name in self.also):
            raise ValueError(f"{type(entry).__name__} {name!r} is there already")
        shelf[name] = entry

    @property
    def commands(self) -> list[str]:
        """The slash commands, without the slash."""
        return [says for says in self.forms if " " not in says]

    def forms_of(self, command: str) -> list[Form]:
        """A command's forms, itself first."""
        return [form for says, form in self.forms.items() if says.split()[0] == command]

    def handler(self, shelf: str, name: str, form: str = "") -> Entry | None:
        """What handles a submitted modal, a search, a shortcut or a click; a form's own before all others."""
        shelves: dict[str, Mapping[str, Entry]] = {
            "submission": self.submissions,
            "search": self.searches,
            "shortcut": self.shortcuts,
        }
        there = shelves.get(shelf, self.clicks)
        return there.get(in_form(form, name)) or there.get(name)

    def find(self, words: Sequence[str]) -> tuple[Form, int] | None:
        """The form with the most first words in common, and how many words name it."""
        for length in range(min(len(words), 3), 0, -1):
            said = " ".join(words[:length]).lower().rstrip(":,")  # "training log: BLS"
            form = self.forms.get(said) or self.also.get(said)
            if form is not None:
                return form, length
        return None
