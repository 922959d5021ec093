"""What is said of meetings without a form's words: "cancel the kickoff", "what did we decide?".

The word "meeting" says what is meant; without it a sentence is of a meeting where its words name one of the
speaker's, which is looked up once somebody asks (`commands.language.senses`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sqlalchemy import select

from commands.kit.blocks import meant
from commands.kit.meeting_rights import readable_by
from commands.kit.request import Request
from commands.language.calls import own_calls
from commands.language.classes import classes_fitting
from commands.language.meetings import began_lately, meetings_fitting
from commands.language.said_plainly import matched, part, plainly_said, whole
from commands.language.senses import Fits, Sense, always
from commands.language.sentences_of_lists import ADDING
from storage.classes import IS_GOING
from storage.meetings import IS_CALLED, IS_INVITED, TAKES_PLACE, InvitationRecord, MeetingRecord
from words.classes import listed, plain_word
from words.problems import Unclear

MEETINGS, CALL, MOVE, CANCEL = "meeting", "meeting call", "meeting move", "meeting cancel"
ANSWERS, ATTENDANCE, MINUTES, INVITE = (
    "meeting answers",
    "meeting attendance",
    "meeting minutes",
    "meeting invite",
)
PAST, CALENDAR, RSVP = "meeting past", "meeting calendar", "meeting rsvp"
DECISION, CONCERN, FOLLOW_UP = "meeting decision", "meeting concern", "meeting follow-up"
MOVE_CLASS, CANCEL_CLASS, TELL, TOLD = "training move", "training cancel", "ask", "ask list"
CONCERN_TOLD = "ask concern"

MEETING = listed("meeting meetings")
OTHERS = listed(
    "class classes course courses training exercise exercises drill drills tabletop tabletops refresher "
    "full-scale functional record records log item items checklist checklists list template team teams"
)
"""With one of these it is no meeting that is spoken of."""
CLASS = listed("class classes course courses")
SMALL = listed(
    "what what's when when's where where's is are was will be do does did we i have the our my a an next any "
    "there which show me list see about of for held take place on again coming come up planned upcoming next "
    "this year month week quarter tonight today call calls seat seats open empty filled never been"
)
"""Words of a question that name no meeting."""
VERB = r"(?:schedule|set up|plan|call|arrange|organi[sz]e|book|create|start|make|have|hold)"
CALLS = whole(
    rf"{VERB}(?: me| us)? (?:(?:a|an|another|the|our) )?(?:new )?(?P<kind>(?:[\w'&-]+"
    rf" ){{0,4}}?)meetings?\b(?P<rest>.*)",
    r"new (?P<kind>(?:[\w'&-]+ ){0,3}?)meeting\b(?P<rest>.*)",
    r"meetings? (?:new|schedule|plan|set up|create|add)\b(?P<kind>)(?P<rest>.*)",
)
SHIFTS = whole(
    r"(?:move|reschedule|push|postpone|shift|delay|bump)(?: back)? (?P<what>.+?)(?: back"
    r"| out)? (?:to|until|till) (?P<new>.+)",
    r"(?:reschedule|postpone|move|push back|delay) (?P<what>.+)",
    r"change (?P<what>.+?) to (?P<new>.+)",
)
SHIFTS_PART = whole(
    r"(?:change|move|set|update)(?: the)? (?P<part>place|location|room|venue|time|date|day"
    r"|hour) (?:of|for) (?P<what>.+?) to (?P<new>.+)",
    r"(?:change|move|update)(?: the)? (?P<part>link|agenda|title|name|objective|place|time|date"
    r"|day|seats) (?:of|for) (?P<what>.+)",
)
OF_PLACE = listed("place location room venue")
CALLS_OFF = whole(r"(?:cancel|call off|scrap|drop) (?P<what>.+)")
BECAUSE = re.compile(r"[,;:]\s+|\s+(?:because(?: of)?|due to|owing to|since)\s+", re.IGNORECASE)
ASKS_IN = whole(
    r"(?:invite|ask) (?P<whom>.+?) to (?P<what>.+)",
    r"add (?P<whom>.+?) to (?P<what>.+)",
)
ASKS_WHEN = whole(
    r"(?:when|where)(?:'s| is| are| was| will)? (?P<what>.+?)(?: be)?(?: held| taking place)?",
    r"(?:show|see|open|tell)(?: me)?(?: about)? (?P<what>.+)",
    r"what(?:'s| is)(?: on)? the (?:agenda|objective|place|time) (?:of|for) (?P<what>.+)",
)
OF_PAST = whole(
    r"(?:what|which|show|list|see|any)?(?: me)?(?: the| our| all)? ?(?:past|previous|earlier|old"
    r"|last|recent) meetings(?: did we have| were there)?",
    r"(?:what|which) meetings (?:did we have|have we had|were there|were held|took place)(?: .*)?",
    r"meetings? past",
)
ASKS_ANSWERS = whole(
    r"who(?:'s| is| has| have| did)?(?: all)?(?:n't| not)? ?(?:yet )?(?:answered|answer|replied"
    r"|reply|responded|respond|rsvp'?d?|declined)"
    r"(?: yet)?(?: (?:to|for|about) (?P<what>.+?)(?: yet)?)?",
    r"who (?:hasn't|has not|haven't|didn't|did not) (?:yet )?(?:answered|answer|replied|reply"
    r"|responded|respond|rsvp'?d?)(?: yet)?"
    r"(?: (?:to|for|about) (?P<what>.+?)(?: yet)?)?",
    r"who (?:said|says) (?:yes|no|maybe)(?: (?:to|for|about) (?P<what>.+?)(?: yet)?)?",
    r"who(?:'s| is) (?:not coming|not attending|invited|asked)(?: to| for) (?P<what>.+)",
    r"who(?:n't| won't| can't| will not| cannot) (?:come|be coming|attend|make it)(?: to)?(?P<what>.*)",
    r"who(?:'s| is) (?:not coming|missing|invited)(?P<what>)",
    r"meetings? who(?:'s| is)?(?: coming| answered)?(?: to)? ?(?P<what>.*)",
)
ASKS_THERE = whole(
    r"(?:who|how many)(?: all| people)? (?:was|were|came|attended|showed up|sat|has been|had been"
    r"|did come)(?: there| present)?"
    r"(?: at| to| in)? (?P<what>.+)",
    r"attendance (?:of|for|at) (?P<what>.+)",
)
ASKS_DECIDED = whole(
    r"what (?:did we|have we|was|were|got|has been|did they)(?: been)? ?(?:decide|decided|agree"
    r"|agreed|agree on|agreed on|settle|settled)"
    r"(?: (?:at|in|on) (?P<what>.+))?",
    r"what (?:came out of|happened at|happened in) (?P<what>.+)",
    r"(?:send|give|show|get|e-?mail|share)(?: me| us)?(?: the)? minutes(?: (?:of|for|from) (?P<what>.+))?",
    r"(?:the )?minutes(?: please)?(?: (?:of|for|from) (?P<what>.+))?",
)
TO_CALENDAR = whole(
    r"(?:add|put|save|send)(?: (?P<what>.+?))? (?:to|in|into|on) my (?:calendar|outlook)",
    r"(?:add )?(?:to )?my calendar(?: (?:for|of) (?P<what>.+))?",
)
NOTED = whole(r"(?P<kind>decision|decided|objection|agreed)s?\s*[:\u2013\u2014-]\s*(?P<text>.+)")
WE_DECIDED = whole(
    r"(?:we|the group|the room|everyone|everybody)(?: have|'ve| all)? (?:decided|agreed"
    r"|resolved)(?: to| that| on|:)? .+"
)
FOLLOWED_UP = whole(
    r"follow[- ]?ups?\s*[:\u2013\u2014-]\s*(?P<text>.+)",
    r"action(?: items?| points?)?\s*[:\u2013\u2014-]\s*(?P<text>.+)",
)
TAKES_ON = re.compile(
    r"(?P<whom>[A-Z][\w'.-]*(?: [A-Z][\w'.-]*){0,2}|<@\w+(?:\|[^>]*)?>|I|i) (?:to|will|should"
    r"|must|is to|shall) (?P<what>.+)",
    re.DOTALL,
)
CONCERNED = whole(r"(?:my |a )?concerns?\s*[:\u2013\u2014-]\s*(?P<text>.+)")
ASKS_TOLD = whole(
    r"(?:what|read what|show(?: me)? what|see what) (?:did |have |has )?(?:people|they|everyone"
    r"|everybody|anyone|anybody|responders|members|crews?)"
    r"(?: have| has)? (?:tell|told|say|said|ask|asked|raise|raised|write|written|wrote)(?: to)?(?: me| us)?",
    r"(?:show(?: me)?|read|see|list|what are|any|are there(?: any)?)(?: the| new)? ?(?:concerns"
    r"|concerns people raised)",
    r"ask (?:concerns|told|list)",
)
TELLS = whole(
    r"(?:please )?(?:tell|let) (?:the |our )?(?:emergency managers?|emergency management|em"
    r"|the county|dispatch manager)"
    r"(?: know)?(?: that|:| about|,)? (?P<text>.+)",
)
YES = listed("yes yep yeah yup sure definitely")
NO = listed("no nope")
MAYBE = listed("maybe perhaps possibly")


def senses_of_meetings(sentence: str) -> list[Sense]:
    """What a sentence may mean of the speaker's meetings; several, where several is possible."""
    said = plainly_said(sentence)
    asks = sentence.rstrip().endswith("?")
    readers = (
        (_answered, _told, _afterwards, _asked) if asks else (_answered, _told, _afterwards, _asked, _decided)
    )
    return [each for read in readers for each in read(said)]


def meeting_fits(what: str, past: bool = False) -> Fits:
    """Whether words name a meeting that is the speaker's to read of; one of late with `past`."""

    def fits(request: Request) -> bool:
        if not what or not OTHERS.isdisjoint(map(plain_word, what.split())):
            return False
        there = TAKES_PLACE if past else IS_CALLED
        return bool(meetings_fitting(request, what, there & readable_by(request.member)))

    return fits


def class_fits(what: str) -> Fits:
    """Whether words name a class that is planned."""

    def fits(request: Request) -> bool:
        return bool(classes_fitting(request, what, IS_GOING))

    return fits


def _is_of_meetings(text: str) -> bool:
    return not MEETING.isdisjoint(map(plain_word, text.split()))


def _is_of_others(text: str) -> bool:
    return not OTHERS.isdisjoint(map(plain_word, text.split()))


def _answered(said: str) -> Iterator[Sense]:
    """A bare yes, no or maybe, where a call waits for the speaker's answer."""
    word = plain_word(said)
    for words, answer in ((YES, "I'm coming"), (NO, "I'm not coming"), (MAYBE, "I'm not sure")):
        if word in words:
            yield Sense(RSVP, answer, _call_waits)


def _call_waits(request: Request) -> bool:
    waits = select(InvitationRecord.meeting_id).where(
        InvitationRecord.person_id == (request.member.person_id or 0),
        IS_INVITED,
        InvitationRecord.answer.is_(None),
    )
    return bool(meetings_fitting(request, "", own_calls(request) & MeetingRecord.id.in_(waits)))


def _told(said: str) -> Iterator[Sense]:
    """What people told emergency management, and telling it."""
    if matched(ASKS_TOLD, said):
        yield Sense(TOLD)
    elif found := matched(TELLS, said):
        yield Sense(TELL, part(found, "text"))
    elif found := matched(CONCERNED, said):
        text = part(found, "text")
        yield Sense(
            CONCERN_TOLD, text, lambda request: bool(began_lately(request)), before=_which_concern(text)
        )


def _which_concern(text: str) -> Callable[[Request], None]:
    """During a meeting, or just after it, a concern may be one of the meeting's notes."""

    def ask(request: Request) -> None:
        raise Unclear(
            not_understood="Is it a note of the meeting, or told privately to emergency management? "
            "Nothing was recorded.",
            understood="a concern",
            example="/ask concern, or /meeting concern",
            offers=[meant(CONCERN, text), meant(CONCERN_TOLD, text)],
        )

    return ask


def _afterwards(said: str) -> Iterator[Sense]:
    """What came of a meeting, and who was there."""
    if found := matched(NOTED, said):
        kind = "objection" if part(found, "kind").lower() == "objection" else "decision"
        yield Sense(f"meeting {kind}", part(found, "text"))
    elif matched(WE_DECIDED, said):
        yield Sense(DECISION, said, lambda request: bool(began_lately(request)), always)
    elif found := matched(FOLLOWED_UP, said):
        text = taken_on(part(found, "text"))
        yield Sense(FOLLOW_UP, text, lambda request: bool(began_lately(request)))
        yield Sense(ADDING, text, lambda request: not began_lately(request))
    elif found := matched(ASKS_DECIDED, said):
        yield Sense(MINUTES, part(found, "what"))


def taken_on(text: str) -> str:
    """ "Noor to draft the plan by 15 Dec" as an item is said: "Draft the plan by 15 Dec for Noor"."""
    found = TAKES_ON.fullmatch(text.strip())
    if found is None:
        return text
    what, whom = found["what"].strip(" ."), found["whom"]
    return f"{what[:1].upper()}{what[1:]} for {'me' if whom in ('I', 'i') else whom}"


def _asked(said: str) -> Iterator[Sense]:
    """Which meetings there are, when one is, who answered."""
    if matched(OF_PAST, said):
        yield Sense(PAST)
    elif found := matched(TO_CALENDAR, said):
        yield Sense(CALENDAR, re.sub(r"^(?:it|this|that|them)$", "", part(found, "what")))
    elif found := matched(ASKS_ANSWERS, said):
        what = part(found, "what")
        if not _is_of_others(what):
            yield Sense(ANSWERS, what)
    elif (found := matched(ASKS_THERE, said)) and not _is_of_others(said):
        what = part(found, "what")
        yield Sense(
            ATTENDANCE, what, meeting_fits(what, past=True), always if _is_of_meetings(what) else None
        )
    elif _is_of_meetings(said) and (named := without_asking(said)) is not None:
        yield Sense(MEETINGS, named)
    elif found := matched(ASKS_WHEN, said):
        what = part(found, "what")
        yield Sense(MEETINGS, what, meeting_fits(what))


def without_asking(said: str) -> str | None:
    """The words that name a meeting in a question about meetings; None where they name none."""
    plain = [plain_word(word) for word in said.split()]
    if not plain or plain[0] not in ("what", "what's", "when", "when's", "where", "where's", "which", "show"):
        return None
    named = [word for word, each in zip(said.split(), plain, strict=True) if each not in SMALL]
    return None if set(map(plain_word, named)) <= MEETING else " ".join(named)


def _decided(said: str) -> Iterator[Sense]:
    """A meeting is called, moved, called off; somebody more is asked to it."""
    if (found := matched(CALLS, said)) and not _is_of_others(part(found, "kind")):
        kind = part(found, "kind")
        rest = re.sub(
            r"^(?:for|on|about|called|named|with|titled)\s+", "", part(found, "rest"), flags=re.IGNORECASE
        )
        yield Sense(CALL, f"{kind} meeting {rest}".strip() if kind else rest)
        return
    if found := matched(SHIFTS_PART, said):
        what, new = part(found, "what"), part(found, "new")
        at = "at " if new and part(found, "part").lower() in OF_PLACE else ""
        yield from _of_three(MOVE, MOVE_CLASS, what, f"{what} to {at}{new}" if new else what)
        return
    if found := matched(SHIFTS, said):
        what, new = part(found, "what"), part(found, "new")
        yield from _of_three(MOVE, MOVE_CLASS, what, f"{what} to {new}" if new else what)
    elif found := matched(CALLS_OFF, said):
        what = part(found, "what")
        yield from _of_three(CANCEL, CANCEL_CLASS, BECAUSE.split(what, maxsplit=1)[0], what)
    elif (found := matched(ASKS_IN, said)) and not _is_of_others(part(found, "what")):
        what = part(found, "what")
        is_asked = said.lower().startswith(("invite", "ask"))
        fits = always if _is_of_meetings(what) else meeting_fits(what)
        yield Sense(INVITE, f"{part(found, 'whom')} to {what}", fits, always if is_asked else None)


def _of_three(meeting: str, of_class: str, what: str, text: str) -> Iterator[Sense]:
    """A meeting, or a class, told by the noun that is said, else by which of them the words name."""
    if _is_of_meetings(what):
        yield Sense(meeting, text)
    elif not _is_of_others(what):
        yield Sense(meeting, text, meeting_fits(what))
        yield Sense(of_class, text, class_fits(what))
    elif not CLASS.isdisjoint(map(plain_word, what.split())):
        yield Sense(of_class, text)
