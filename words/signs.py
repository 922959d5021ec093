"""Signs nobody sees, and what becomes of them on the way in.

Marks of direction and zero-width signs turn a name round or make two names look like one; halves of a
surrogate pair and NUL can't be written to a database. They are taken out where a text comes in, and nowhere
else: what is kept has none.
"""

from __future__ import annotations

import unicodedata

UNSEEN = frozenset(("Cf", "Cs"))
"""Unicode's categories of what has no shape of its own: format signs, and halves of surrogate pairs."""

SPACES = "\t\n\r"


def visible(text: str) -> str:
    """The text without signs of format and halves of surrogate pairs."""
    if text.isascii():
        return text
    return "".join(sign for sign in text if unicodedata.category(sign) not in UNSEEN)


def typeable(text: str) -> str:
    """The visible text without control signs, but for tabs and line breaks: what a person can have typed."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(s for s in visible(text) if s in SPACES or unicodedata.category(s) != "Cc")
