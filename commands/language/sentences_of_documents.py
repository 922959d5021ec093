"""What is said of documents without a form's words: "after action report for Vine drill", "one page for the
council".

Which exercise, of whom and of which day is read by the form, once somebody asks.
"""

from __future__ import annotations

import re

from commands.language.said_plainly import matched, part, plainly_said, whole
from commands.language.senses import Sense

REPORT, SUMMARY = "exercise report", "readiness summary"

_GIVE = (
    r"(?:(?:give|send|make|write|show|get|download|print|draft|prepare|create|where(?: i|')s|what(?: i|')s)"
    r"(?: me| us)?(?: out| up)? )?(?:the |an? |our |that |my )?"
)
_AAR = (
    r"(?:after[- ]action(?: report| reports)?|aar(?: ?/ ?ip)?|aar and (?:the )?(?:ip|improvement plan)"
    r"|improvement plan)(?: and (?:the )?improvement plan)?"
)
_HELD = r"(?:exercise|drill|tabletop|simulation|incident)"
_WHO = (
    r"(?:city |county |town |village |borough |school )?(?:council(?:s|men|members)?|board|commissioners"
    r"|commission|supervisors|trustees|selectmen|mayor|electeds|elected officials)\b"
)
_FOR_WHOM = rf"(?: (?:for|to|before) (?:the |a |an |our )?{_WHO}(?: meeting)?)"
_SHEET = r"(?:summary|one[- ]pager|(?:one[- ])?page|sheet|report|handout)"
_REST = r"(?P<what>(?: .*)?)"
READERS = re.compile(_FOR_WHOM, re.IGNORECASE)
OF_A_REPORT = whole(
    rf"{_GIVE}{_AAR}(?: (?:for|of|on|from|about)(?: the)? (?P<what>.+))?",
    rf"{_GIVE}report (?:on|of|for|about)(?: the)? (?P<what>.*\b{_HELD}\b.*)",
    rf"{_GIVE}(?P<what>.+?)(?:'s)? (?:after[- ]action report|aar)",
)
OF_A_SUMMARY = whole(
    rf"{_GIVE}(?:one[- ]page |short |readiness )*{_SHEET}(?: of (?:our )?readiness)?"
    rf"(?P<before> (?:of|for) .+?)?{_FOR_WHOM}{_REST}",
    rf"{_GIVE}{_WHO} (?:readiness )?(?:summary|one[- ]pager|handout|page|report|sheet|brief|briefing){_REST}",
    rf"{_GIVE}one[- ]pagers?(?P<before> (?:of|for|on|about) .+?)?{_FOR_WHOM}?{_REST}",
    rf"{_GIVE}(?:one[- ]page )?(?:readiness (?:summary|one[- ]pager)|summary of (?:our )?readiness){_REST}",
)


def senses_of_documents(sentence: str) -> list[Sense]:
    """What a sentence may mean of documents; none for most."""
    said = plainly_said(sentence)
    if found := matched(OF_A_SUMMARY, said):
        return [Sense(SUMMARY, " ".join(filter(None, (part(found, "before"), part(found, "what")))))]
    if found := matched(OF_A_REPORT, said):
        return [Sense(REPORT, part(found, "what"))]
    return []


def without_readers(text: str) -> str:
    """What is said of a summary, without for whom it is: "for the council"."""
    return READERS.sub(" ", f" {text}").strip()
