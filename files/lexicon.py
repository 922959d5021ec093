"""The courses and agencies a file may speak of, by every spelling: what its columns, titles and headings are
known by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from words.folding import fold
from words.names import tokens
from words.spoken import by_kind

_SIGNS = re.compile(r"[\W_]+")
_FEWEST_SIGNS = 3  # of a name that is looked for within a longer text


def spelled(text: str) -> str:
    """What a course is compared by: no case; hyphens, dashes, spaces and other signs all alike."""
    return _SIGNS.sub(" ", fold(text)).strip()


def in_short(name: str) -> str:
    """An agency's name with its kind said in one way: Elm PD, Elm Police, Elm Police Department."""
    return " ".join(by_kind(tokens(name))) or fold(name)


@dataclass(frozen=True)
class Lexicon:
    """The courses there are: each code by its code, title and aliases as compared, and each title by code;
    and the agencies: each name by all it goes by, its kind said in one way.
    """

    codes: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, courses: Iterable[tuple[str, str]], aliases: Iterable[tuple[str, str]] = ()) -> Lexicon:
        """Of courses by code and title, and of aliases with the code each stands for. A title that several
        courses bear names none of them.
        """
        titles = dict(courses)
        codes: dict[str, str] = {}
        shared: set[str] = set()
        for code, title in titles.items():
            key = spelled(title)
            if codes.setdefault(key, code) != code:
                shared.add(key)
        for key in shared:
            del codes[key]
        codes.update((spelled(alias), code) for alias, code in aliases)
        codes.update((spelled(code), code) for code in titles)
        codes.pop("", None)
        return cls(codes, titles)

    def course(self, text: str) -> str | None:
        """The code of the course of that name; None where it is none."""
        return self.codes.get(spelled(text))

    def mentioned(self, text: str) -> str | None:
        """The code of the one course a text speaks of, such as a title or a file's name; None where it is
        none, or several.
        """
        return _spoken_of(spelled(text), self.codes)

    def with_agencies(self, named: Iterable[tuple[str, str]]) -> Lexicon:
        """With agencies, each by what it is called; what several are called names none of them."""
        agencies: dict[str, str] = {}
        shared: set[str] = set()
        for called, name in named:
            key = in_short(called)
            if agencies.setdefault(key, name) != name:
                shared.add(key)
        return replace(self, agencies={key: each for key, each in agencies.items() if key not in shared})

    def agency(self, text: str) -> str | None:
        """The name of the agency that is called so; None where it is none."""
        return self.agencies.get(in_short(text))

    def agency_mentioned(self, text: str) -> str | None:
        """The name of the one agency a text speaks of; None where it is none, or several."""
        return _spoken_of(in_short(text), self.agencies)


def _spoken_of(text: str, names: Mapping[str, str]) -> str | None:
    said = f" {text} "
    found = {key: whose for key, whose in names.items() if len(key) >= _FEWEST_SIGNS and f" {key} " in said}
    longest = {
        whose
        for key, whose in found.items()
        if not any(key != other and f" {key} " in f" {other} " for other in found)
    }
    return longest.pop() if len(longest) == 1 else None
