"""What is said, without what is put around it: formatting, quotes, bullets, a greeting to Muster.

Looked through in this one place, before it is asked which form a sentence uses. What says something stays: a
word struck through, a question mark, a sign within a name. Text that is kept as it was typed, such as a note
or a concern, is never unwrapped.
"""

from __future__ import annotations

import re

from commands.language.telling import LEADING

FENCE = re.compile(r"```(?:[a-z]+\n)?")
WRAPPED = re.compile(
    r"(?<![\w@.])(?P<mark>[*_`]{1,3})(?P<said>[^\s*_`](?:[^*_`\n]*[^\s*_`])?)(?P=mark)(?![\w@])"
)
"""Words in bold, in italics or as code; a mark within a word is a part of it."""
QUOTED = re.compile('["“”„‟«»]')
CALLED_UPON = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|dear|yo|psst)[ ,]+)?@?muster(?:[ ]*[,:!–—-]+\s*|\s+(?=(?:please|can|could"
    r"|who|what|when|how|which|is|am|are|was|show|list|tell|hi|hello|hey|thanks|log|undo|i)"
    r"\b))",
    re.IGNORECASE,
)
""""@Muster", "hey Muster," before a sentence; "muster help" is a command, and stays."""
GREETED = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: there| all| team)?[ ]*[,!.–—-]+\s*", re.I
)
_AUDIENCE = (
    r"(?:board|council|commission(?:ers)?|supervisors|chiefs?|mayor|manager|report|meeting|records?|briefing|"
    r"audit|auditors?|minutes|newsletter|file|agenda|press|state|grant|court|memo|slides?|call)"
)
LED_IN = re.compile(
    r"^(?:(?:this is |just |so |and |ok |okay )?(?:for|before|ahead of|prepping|prep for) (?:the|my|our|a|an|"
    r"tonight's|today's|tomorrow's|this|next)(?: [\w'’-]+){0,3}? "
    + _AUDIENCE
    + r"|quick(?: question| one| check)?|(?:a |one |another )?question|q|fyi|"
    r"(?:just )?(?:checking|curious|wondering|asking)|asking for [\w' ]{2,20}|"
    r"(?:and )?(?:one|another|one more)(?: one| thing)?|just to (?:check|know|confirm)|note to self|sorry|"
    r"reminder|fwd|fw|re)\s*[:–—]+\s+",
    re.IGNORECASE,
)
"""What leads into a sentence before a colon, and says nothing of it: "for the board:", "quick question:"."""
EMOJI = re.compile(
    "[ \\t]*(?:(?<!\\w):(?!(?:white_check_mark|heavy_check_mark|ballot_box_with_check):)"
    "[a-z0-9_+'-]{2,40}:(?!\\w)"
    "|[\U0001f300-\U0001faff\u2600-\u2610\u2612-\u2704\u2706-\u2713\u2715-\u27bf\U0001f1e6-\U0001f1ff]"
    "[\ufe0f\u200d\U0001f3fb-\U0001f3ff\u2640\u2642]*)",
    re.IGNORECASE,
)
"""Wherever it stands it names nothing: ":fire:" is no discipline. A tick says something, see below."""
SAYS_DONE = re.compile(
    "(?<=\\S)\\s*(?::(?:white_check_mark|heavy_check_mark|ballot_box_with_check):|[\u2705\u2714\u2611])\ufe0f?\\s*$"
)
"""A tick behind what was done says so."""
SAYS_NO = re.compile(
    ":(?:x|no_\\w+|-1|thumbsdown|negative_squared_cross_mark|heavy_minus_sign|heavy_multiplication_x)"
    "[a-z0-9_]*:|[❌⛔🚫👎✖🙅➖]",
    re.IGNORECASE,
)
"""An emoji that may deny what stands before it is left, to be asked about."""


def unwrapped(sentence: str) -> str:
    """The sentence as it reads without formatting; the same line breaks."""
    text = FENCE.sub("", sentence)
    lines = (LEADING.sub("", line, count=1) for line in text.strip().split("\n"))
    text = "\n".join(line for line in lines if line.strip()) if "\n" in text else LEADING.sub("", text)
    for _ in range(3):  # bold within italics within code
        text = WRAPPED.sub(lambda found: found["said"], text)
    text = QUOTED.sub("", text).strip()
    text = SAYS_DONE.sub(" done", text)
    if not SAYS_NO.search(text):
        text = EMOJI.sub(" ", text).strip() or text  # a thumb alone says all of it
    for lead in (CALLED_UPON, GREETED, LED_IN, CALLED_UPON):
        bare = lead.sub("", text, count=1)
        text = bare if bare.strip() else text
    return text.strip()
