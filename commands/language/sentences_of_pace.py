"""Plain questions of pace: "how far are we from 90%?", "when will everyone be trained?".

Of whom, which course and what share is read by the form.
"""

from __future__ import annotations

import re

from commands.kit.blocks import meant
from commands.language.pacing import PROJECTION, WAVE
from commands.language.said_plainly import is_short, matched, part, plainly_said, whole
from commands.language.senses import Sense
from commands.language.sentences_of_readiness import whom_said
from words.problems import Unclear

HOW_FAR = whole(
    r"how (?:far|close|near)(?: away| off)? (?:are|is) (?P<of>.+?) (?:from|to|off|of) (?:reaching |"
    r"getting to )?(?P<aim>"
    r"(?:the |our |its )?(?:target|goal)|\d{1,3} ?(?:%|percent))(?P<in> (?:in|of|for) .+)?",
    r"(?:what|how much|how many)(?:'s| is)? (?:missing|left|still missing) (?:to|until|till) "
    r"(?P<aim>(?:the |our )?"
    r"(?:target|goal)|\d{1,3} ?(?:%|percent))(?P<in> (?:in|of|for) .+)?",
)
_TRAINED = r"(?:(?:fully |all |finally )?(?:trained|current|ready|covered|up to date|certified|qualified))"
WHEN_TRAINED = whole(
    rf"how (?:long|soon|many months) (?:until|till|before|to|will it (?:be|take) (?:until|till|before))"
    rf" (?P<of>.+?) (?:is|are|will be|can be|to be) {_TRAINED}(?P<in> (?:in|on) .+)?",
    rf"(?:by )?when (?:will|can|could|is|are) (?P<of>.+?) (?:be |going to be |to be )?{_TRAINED}(?P<in> "
    rf"(?:in|on) .+)?",
    rf"how long (?:will it take|does it take|would it take)(?: for)?(?: to get)? (?P<of>.+?) (?:to be |"
    rf"to get )?"
    rf"{_TRAINED}(?P<in> (?:in|on) .+)?",
    r"how long (?:will it take|does it take|would it take) to (?:train|get through) (?P<of>.+?)(?P<in> "
    r"in .+)?",
)
ALL_OF = re.compile(r"^(?:everyone|everybody|all|every one|each)\b|\b(?:all|everyone)$", re.IGNORECASE)
FULLY = re.compile(
    r"\b(?:fully|all) (?:trained|current|ready|covered|up to date|certified|qualified)\b", re.IGNORECASE
)
WHAT_IF = whole(
    r"(?:what (?:if|happens if|would happen if)|suppose|say) (?:we|i) (?:ran?|run|teach|taught|give|gave|"
    r"hold|held|"
    r"have|had|do|did|add|added|offer|offered|schedule|scheduled)\b.*\b(?:class|classes|courses?|trainers?|"
    r"instructors?|sessions?|seats)\b.*",
    r"(?:would|will|is|are) .+ (?:class|classes|sessions) (?:a|per|each|every) month (?:be )?enough.*",
)
_MONTH_NAMES = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_SPAN = (
    rf"(?:next (?:month|year|quarter)|this (?:month|year|quarter)|(?:in|during) (?:{_MONTH_NAMES}|"
    r"20\d\d)(?: 20\d\d)?)"
)
_LAPSE = (
    r"(?:expires?|expiring|lapses?|lapsing|run(?:s|ning)? out|fall(?:s|ing)? due|come(?:s)? due|be due|"
    r"is due|are due|"
    r"due|need (?:a |their )?refreshers?|need renewing|(?:have|has) to renew|renew|be coming due|coming "
    r"due|come up)"
)
HOW_MANY_LAPSE = whole(
    rf"how many (?:people|persons|responders|of us|of them|certs|certificates|certifications|cards|will|are|"
    rf"refreshers|renewals|expirations|courses)(?: (?:in|of|at|from) (?P<of>.+?))?(?: (?:will|are|is|do|"
    rf"does|have|"
    rf"going|to|we|there|need|that|be))*(?: {_LAPSE})?(?: (?:in|of|at|from) (?P<of2>.+?))?"
    rf"(?P<in> (?:in|for|of) .+?)? {_SPAN}",
    rf"how many (?P<of>.+?) (?:people|refreshers|certifications|certificates) (?:will |are |that "
    rf")*(?:{_LAPSE} )?{_SPAN}",
    rf"how many (?:in|of|at|from) (?P<of>.+?) (?:(?:will|are|is|do|does|have|going|to|need) )*{_LAPSE}"
    rf"(?P<in> (?:in|for) .+?)? {_SPAN}",
    rf"how many (?:will |are going to )?{_LAPSE}(?P<in> (?:in|for) .+?)? {_SPAN}",
)
NO_TRIAL = (
    "I can't try out a number of classes. I tell how many a month it would take to reach a share by a day."
)


def senses_of_pace(sentence: str) -> list[Sense]:
    """What a plain question of pace means; none for any other. Raises Unclear for a trial of classes."""
    said = plainly_said(sentence)
    if not is_short(said):
        return []
    if matched(WHAT_IF, said):
        raise Unclear(
            not_understood=NO_TRIAL,
            example="/readiness projection fire by 1 March",
            offers=[meant(PROJECTION), meant(WAVE)],
        )
    if found := matched(HOW_MANY_LAPSE, said):
        return _asking(WAVE, part(found, "of") or part(found, "of2"), part(found, "in"))
    if found := matched(HOW_FAR, said):
        return _asking(PROJECTION, part(found, "of"), part(found, "aim"), part(found, "in"))
    if found := matched(WHEN_TRAINED, said):
        of = part(found, "of")
        aim = "100%" if ALL_OF.search(of) or FULLY.search(said) else ""
        return _asking(PROJECTION, of, aim, part(found, "in"))
    return []


def _asking(form: str, of: str, *more: str) -> list[Sense]:
    whom = whom_said(of)
    return [] if whom is None else [Sense(form, " ".join(each for each in (whom, *more) if each))]
