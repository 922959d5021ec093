"""What was never done together, and the next exercise: as it is asked in words, and what buttons carry.

"Who has never played together?", "which agencies have never exercised with Cedar Fire?", "what are our
gaps?", "has dispatch ever been at a tabletop?", "what should our next exercise be?".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel

from commands.language.said_plainly import MOST_ASKED, part
from readiness.exercises import TOGETHER_MONTHS

GAPS, NEXT, TOGETHER = "readiness gaps", "exercise suggest", "readiness together"
WITH = "with"
"""What stands before those with whom somebody never played: not a gap among them alone."""
SHOW_GAPS = "gaps.show"
"""What a button that shows the gaps of a scope is known by."""
SUGGEST = "exercise.suggest"
"""What a button that suggests the next exercise of a scope is known by."""

_PLAYED = (
    r"(?:play|played|playing|train|training|exercise|exercised|exercising|drill|drilled|practi[cs]ed|met|"
    r"meet|worked|"
    r"work|trained|been in an exercise|done an exercise)"
)
_NOT = r"(?:never|not|not yet|hasn't|haven't|hasnt|havent|(?:has|have) (?:not|never)|didn't|did not)"
_WHO = r"(?:who|which agencies|what agencies|which departments|which of our agencies|agencies|anybody|anyone)"
_LATELY = (
    r"(?:\s+(?:yet|ever|lately|recently|so far|at all))?"
    r"(?:\s+(?P<when>(?:in|within|for) (?:the (?:last|past) )?\w+ (?:months?|years?)))?"
)
_POLITE = re.compile(
    r"(?:(?:hi|hello|hey|please|ok|okay|so|and|can you|could you|show me|tell me|list)[ ,]+)*", re.IGNORECASE
)
_PLEASE = re.compile(r"[ ,]+please$", re.IGNORECASE)
_ENDS = re.compile(r"[?!.\s]+$")

_TOGETHER = (
    rf"{_WHO}\s+(?:(?:has|have|had|of us has)\s+)?(?:ever\s+)?{_NOT}\s+(?:ever\s+)?{_PLAYED}\s+"
    rf"(?:together|with each other|with one another|each other){_LATELY}"
    rf"(?:\s+(?:in|of|for)\s+(?P<of>.+))?"
)
_WITH = rf"{_WHO}\s+(?:(?:has|have|had)\s+)?{_NOT}\s+(?:ever\s+)?{_PLAYED}\s+with\s+(?P<of>.+?){_LATELY}"
_WHO_WITH = (
    rf"(?:who|whom|which agencies|what agencies)\s+(?:has|have|did)(?:n't|nt| not)?\s+(?P<of>.+?)\s+"
    rf"(?:(?:never|not|yet)\s+)*{_PLAYED}\s+with{_LATELY}"
)
_OUR_GAPS = (
    r"(?:(?:what|which|where)(?:'s|s)?\s+(?:(?:are|is|do we have|have we)\s+)?)?(?P<whose>our|the|my|any)?\s*"
    r"(?:readiness\s+|biggest\s+|worst\s+)?gaps?(?:\s+(?:are there|do we have|are|left|in readiness))?"
    r"(?:\s+(?:in|of|for|at|does|do)\s+(?P<of>.+?)(?:\s+have)?)?"
)
_SILOED = (
    r"(?:(?:which|what|how many|were|are|was|any|have|do)\s+)*(?:we\s+)?(?:(?:of\s+)?(?:the|our|any)\s+)?"
    r"(?:exercises?|drills?)(?:\s+(?:were|was|are|have been))?\s+(?:in\s+)?(?:silo(?:ed|s)?|in (?:a )?silos?)"
    r"(?:\s+(?:in|of|for|at)\s+(?P<of>.+))?"
)
_SILOED_FIRST = r"(?:any |our |the )?silo(?:ed|s)?(?: exercises?| drills?)?(?:\s+(?:in|of|for)\s+(?P<of>.+))?"
_AT_TABLETOP = (
    r"(?:(?:has|have|was|were|did|when was|when did)\s+)(?P<of>.+?)\s+"
    r"(?:(?:ever|never|last|yet|not)\s+)*(?:(?:been|be|sat|played|play|at|to|in|had|have|done|do|run|held|attended|attend)\s+)+"
    r"(?:an?\s+|any\s+|the\s+)?(?:tabletops?|ttx)(?:\s+exercises?)?(?:\s+(?:ever|yet|before|last))*"
)
_NEVER_TABLETOP = (
    r"(?:who|which disciplines?|what disciplines?|which agencies|disciplines?)\s+"
    rf"(?:(?:has|have|was|were)\s+)?{_NOT}\s+(?:ever\s+)?(?:(?:been|sat|played|at|to|in|had|done|run|"
    r"held|attended|do|did|joined|taken part|part of|part|gone|participated)\s+)+(?:an?\s+|any\s+)?"
    r"(?:tabletops?|ttx)(?:\s+exercises?)?(?:\s+(?:yet|before))*"
)
_POSITIONS = (
    rf"(?:which|what)\s+(?:pairs of\s+)?positions\s+(?:(?:has|have|had)\s+)?{_NOT}\s+(?:ever\s+)?"
    rf"(?:{_PLAYED}|been)(?:\s+(?:together|each other|in one run|with each other|in the same run))?{_LATELY}"
)
_NEXT = (
    r"(?:what|which)(?:\s+(?:kind|type|sort)\s+of)?(?:\s+(?:exercise|drill))?\s+(?:should|could|would|"
    r"shall|do)\s+"
    r"(?:(?:our|the|my|we|be)\s+)?(?:(?:next\s+)?(?:exercise|drill)|(?:plan|run|do|hold|play|exercise))\s*"
    r"(?:be|next|look like|now|together)*(?:\s+(?:in|of|for|with)\s+(?P<of>.+))?"
)
_SUGGEST = (
    r"(?:suggest|propose|recommend)\s+(?:us\s+|me\s+)?(?:an?\s+|the\s+|our\s+)?(?:next\s+|good\s+|new\s+)?"
    r"(?:exercise|drill)(?:\s+(?:in|of|for|with)\s+(?P<of>.+))?"
)
_CLOSES = (
    r"(?:what|which)\s+(?:exercise\s+|drill\s+)?(?:would\s+|will\s+|"
    r"could\s+)?closes?\s+(?:the\s+)?(?:most|our|all)"
    r"(?:\s+of)?(?:\s+(?:the|our))?(?:\s+gaps)?(?:\s+(?:in|of|for|at once)\s*(?P<of>.+)?)?"
)

_OF_TWO = (
    r"(?:have|has|did|do|when (?:have|has|did|were))\s+"
    r"(?P<of>(?!(?:i|you|he|she|my)\b).+?\s+(?:and|with)\s+.+?)\s+"
    rf"(?:(?:ever|never|last|yet|not)\s+)*(?:{_PLAYED}|been in one run|in one run)"
    r"(?:\s+(?:together|each other|with each other|in one run|last))*(?:\s+(?:ever|yet|before))?"
)
_ONE_WITH = (
    r"(?:have|has|did|do|when (?:have|has|did))\s+(?P<of>(?!(?:i|you|he|she|my)\b).+?)\s+"
    rf"(?:(?:ever|never|last|yet|not)\s+)*{_PLAYED}"
    r"\s+(?:together\s+)?with\s+(?P<other>.+?)(?:\s+(?:ever|yet|before))?"
)

_WAYS = (
    (_TOGETHER, GAPS, "agencies"),
    (_WHO_WITH, GAPS, f"agencies {WITH}"),
    (_WITH, GAPS, f"agencies {WITH}"),
    (_POSITIONS, GAPS, "positions"),
    (_NEVER_TABLETOP, GAPS, "tabletop"),
    (_AT_TABLETOP, GAPS, "tabletop"),
    (_SILOED, GAPS, "siloed"),
    (_SILOED_FIRST, GAPS, "siloed"),
    (_OUR_GAPS, GAPS, ""),
    (_ONE_WITH, TOGETHER, ""),
    (_OF_TWO, TOGETHER, ""),
    (_NEXT, NEXT, ""),
    (_SUGGEST, NEXT, ""),
    (_CLOSES, NEXT, ""),
)
_MEANT = tuple((re.compile(way, re.IGNORECASE), form, topic) for way, form, topic in _WAYS)
_ANYBODY = frozenset(("anybody", "anyone", "everybody", "everyone", "each other", "the county"))


class Topic(StrEnum):
    """Of which gaps a question is: of all, or of one kind."""

    ALL = "all"
    AGENCIES = "agencies"
    POSITIONS = "positions"
    SILOED = "siloed"
    TABLETOP = "tabletop"


class GapsAsked(BaseModel):
    """Whose gaps, of which kind, over how many months; from which row on, where one screen holds fewer."""

    scope: str = "everyone"
    topic: Topic = Topic.ALL
    start: int = 0
    months: int = TOGETHER_MONTHS


class SuggestFor(BaseModel):
    """Of whom the gaps are that the next exercise is to close."""

    scope: str = "everyone"


def about_gaps(words: Sequence[str]) -> tuple[str, str] | None:
    """The form that a question of gaps means, and what is for it; None for any other sentence.

    Whose gaps is said as it was typed, to be read by whoever answers.
    """
    if len(words) > MOST_ASKED:
        return None
    sentence = _ENDS.sub("", " ".join(words).replace("\u2019", "'"))
    said = _PLEASE.sub("", _POLITE.sub("", sentence, count=1))
    for way, form, topic in _MEANT:
        found = way.fullmatch(said)
        if found is not None:
            return form, " ".join(filter(None, (topic, _of(found), part(found, "when").lower())))
    return None


def _of(found: re.Match[str]) -> str:
    """Whose, as it was typed; nothing for everybody."""
    of = part(found, "of")
    if other := part(found, "other"):
        return f"{of} and {other}"
    if of.lower() in ("we", "us"):
        return "our"
    if of:
        return "" if of.lower() in _ANYBODY else of
    return "our" if part(found, "whose").lower() in ("our", "my") else ""
