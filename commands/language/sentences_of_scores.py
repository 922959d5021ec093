"""What is asked of scorecards without the form's words: "how do we score?", "fill in our scorecard"."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from words.classes import listed, plain_word

SCORECARD = "readiness scorecard"
SCORES = listed("score scores scorecard scorecards scoring")
BEGINS = listed(
    "how how's what what's which where show give see tell please can could is are do does our my the who "
    "let i fill answer complete update open i'd start do enter"
)

CLAIMED, PROVEN = listed("claimed claim claims hope hoped say"), listed("proven prove proof proved")
"""With one of each it is asked what is claimed beside what is proven: the scorecard."""
MOST = 16


def asks_of_scores(words: Sequence[str], commands: Collection[str]) -> bool:
    """Whether a question is of how an agency, or the region, scores; the scorecard reads of whom.

    What begins with a command of its own is that command's.
    """
    plain = [plain_word(word) for word in words]
    if not CLAIMED.isdisjoint(plain) and not PROVEN.isdisjoint(plain) and plain[0] not in commands:
        return len(plain) <= MOST and (plain[0] in BEGINS | CLAIMED | PROVEN or words[-1].endswith("?"))
    if not plain or SCORES.isdisjoint(plain) or plain[0] in commands:
        return False
    return plain[0] in BEGINS or plain[0] in SCORES or plain[-1] in ("scorecard", "score")
