"""The guard that keeps a spreadsheet from running a text as a formula, and its exact inverse.

A text that begins with `=`, `+`, `-`, `@`, a tab or a line break (behind spaces or apostrophes too, and in
their full-width forms, which Japanese and Chinese editions run as well) is written with an apostrophe
before it. The set of guarded texts is closed under putting an apostrophe in front, which is what makes
`unguard(guard(text)) == text` hold for every text there is.
"""

from __future__ import annotations

import re

NO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
"""Signs nobody sees, which copying out of web pages leaves around a text."""

_SIGNS = "=+-@＝＋－＠"
_RUNS = re.compile(rf"[\s'{NO_WIDTH}]*[\t\r\n{re.escape(_SIGNS)}]")
_MARK = "'"


def guard(text: str) -> str:
    """The text as it is written to a file: with an apostrophe before it where a spreadsheet might run it."""
    return _MARK + text if _RUNS.match(text) else text


def unguard(text: str) -> str:
    """The text as it was before `guard`; a text that bears no guard is left alone."""
    return text[1:] if text.startswith(_MARK) and _RUNS.match(text, 1) else text


def begins_formula(text: str) -> bool:
    """Whether the very first sign is one that begins a formula."""
    return text[:1] != "" and text[0] in _SIGNS
