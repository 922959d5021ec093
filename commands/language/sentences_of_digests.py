"""What is said of digests without the form's words: "send the digest here every Monday", "stop the digest".

Each opens the form, with what was said filled in: where, how often and about whom is read there.
"""

from __future__ import annotations

import re

from commands.language.said_plainly import matched, plainly_said, whole
from commands.language.senses import Sense

DIGEST = "readiness digest"

_BEGINS = (
    r"(?:send|post|kill|show|see|preview|give|get|make|create|start|begin|stop|end|pause|cancel|remove|delete|"
    r"set ?up|setup|schedule|subscribe|unsubscribe|change|move|switch|edit|turn|put|deliver|share|publish|"
    r"want|need|can|could|which|what|what's|when|when's|where|how|who|do|does|is|are|list|open|look|view|"
    r"read|i want|i need|i'd like|we want|we need|the|a|an|our|my|this|that|your|any|all|no|new|first|"
    r"last|latest|next|another|more|every|each|weekly|monthly|bi-?weekly|fortnightly|daily|quarterly|"
    r"readiness|digests?)"
)
_CADENCE = (
    r"(?:weekly|monthly|fortnightly|bi-?weekly|daily|every (?:other |second |two |single )?(?:week|weeks|"
    r"month|day|"
    r"morning|mon|tue|wed|thu|fri|sat|sun)\w*|each (?:week|month|day|mon|tue|wed|thu|fri|sat|sun)\w*|"
    r"(?:once )?a (?:week|month)|every (?:other|second) \w+|on (?:mon|tues|wednes|thurs|fri|satur|sun)days)"
)
_POST = (
    r"(?:readiness|summary|summaries|overview|update|updates|numbers|figures|bulletin|round-?up|recap|status)"
)
_SENDS = (
    r"(?:send|post|give|set ?up|setup|schedule|put|deliver|share|publish|start|subscribe|get|show|make|"
    r"create|"
    r"we want|i want|we need|i need|want|need)"
)
OF_DIGESTS = whole(
    rf"{_BEGINS}\b.*\bdigests?\b.*",
    r"digests?\b.*",
    rf"{_SENDS} .*\b{_CADENCE} (?:\w+ ){{0,2}}{_POST}\b.*",
    rf"{_SENDS} .*\b{_POST}\b.* {_CADENCE}\b.*",
    rf"(?:a |the |our )?{_CADENCE} (?:readiness )?{_POST}\b.*",
    rf"{_CADENCE} {_SENDS} .*\b{_POST}\b.*",
)
OF_ANOTHER = re.compile(
    r"\b(?:check ?list|to-?do|task|council|board|commissioners|exercise|drill|meeting|class|template|agenda"
    r"|minutes|letters?|remind|concern|done|finished|completed|counted|calculated|came from|come from|"
    r"course|due)\b|\bkeys?\b",
    re.IGNORECASE,
)
"""With one of these a sentence is of something else, whatever it says of a digest."""
STOPS = re.compile(
    r"^(?:no more|don't send|do not send|stop sending|stop posting) .*\bdigests?\b", re.IGNORECASE
)


def senses_of_digests(sentence: str) -> list[Sense]:
    """The form of digests, for a sentence about one; none for most."""
    said = plainly_said(sentence)
    if OF_ANOTHER.search(said):
        return []
    return [Sense(DIGEST, said)] if matched(OF_DIGESTS, said) or STOPS.match(said) else []
