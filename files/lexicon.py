"""The courses a file may speak of, by every spelling: what its columns, titles and headings are known by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from words.folding import fold

_SIGNS = re.compile(r"[\W_]+")
_FEWEST_SIGNS = 3  # of a name that is looked for within a longer text


def spelled(text: str) -> str:
    """What a course is compared by: no case; hyphens, dashes, spaces and other signs all alike."""
    return _SIGNS.sub(" ", fold(text)).strip()


@dataclass(frozen=True)
class Lexicon:
    """The courses there are: each code by its code, title and aliases as compared, and each title by code."""

    codes: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

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
        said = f" {spelled(text)} "
        found = {
            key: code for key, code in self.codes.items() if len(key) >= _FEWEST_SIGNS and f" {key} " in said
        }
        longest = {
            code
            for key, code in found.items()
            if not any(key != other and f" {key} " in f" {other} " for other in found)
        }
        return longest.pop() if len(longest) == 1 else None
