"""How texts compare: without regard to case and extra spaces, and names without regard to accents too."""

from __future__ import annotations

import re

from readiness.text import fold as without_accents

_SEPARATORS = re.compile(r"[\s_\-]+")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "`": "'"})


def fold(text: str) -> str:
    """What e-mails, agencies and codes are compared by: no case, single spaces."""
    return " ".join(text.casefold().split())


def fold_name(text: str) -> str:
    """What people's names are compared by: as `fold`, and accents and the shape of apostrophes set aside."""
    return without_accents(text.translate(_APOSTROPHES))


def fold_word(text: str) -> str:
    """What a word from a fixed list is compared by: no case, and no spaces, underscores or hyphens."""
    return _SEPARATORS.sub("", text.casefold())
