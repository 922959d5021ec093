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
from commands.language.meetings import begun_lately, is_just_over, meetings_fitting
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
OBJECTION, NOTE = "meeting objection", "meeting note"
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
PRONOUNS = listed("it that this them these the one")
SMALL = listed(
    "what what's when when's where where's is are was will be do does did we i have the our my a an next any "
    "there which show me list see about of for held take place on again coming come up planned upcoming next "
    "this year month week quarter tonight today call calls seat seats open empty filled never been"
)
"""Words of a question that name no meeting."""
VERB = (
    r"(?:schedule|set up|set|i need|we need|plan|call|arrange|organi[sz]e|book|create|start|make|have|hold)"
)
CALLS = whole(
    rf"{VERB}(?: me| us)? (?:(?:a|an|another|the|our) )?(?:new )?(?P<kind>(?:[\w'&-]+"
    rf" ){{0,4}}?)meetings?\b(?P<rest>.*)",
    r"(?:let us |let's )?meet(?P<kind>) (?P<rest>(?:on|next|tomorrow|at|this|for|with) .+)",
    r"new (?P<kind>(?:[\w'&-]+ ){0,3}?)meeting\b(?P<rest>.*)",
    r"meetings? (?:new|schedule|plan|set up|create|add)\b(?P<kind>)(?P<rest>.*)",
)
SHIFTS = whole(
    r"(?P<what>.+?) (?:is|was|has been|got) (?:moved|postponed|rescheduled|pushed)(?: back)? to (?P<new>.+)",
    r"(?:move|reschedule|push|postpone|shift|delay|bump)(?: back)? (?P<what>.+?)(?: back"
    r"| out)? (?:to|until|till) (?P<new>.+)",
    r"(?:reschedule|postpone|move|push back|delay) (?P<what>.+)",
    r"change (?P<what>.+?) to (?P<new>.+)",
)
SHIFTS_PART = whole(
    r"(?:change|move|set|update)(?: the)? (?P<part>place|location|room|venue|time|date|day"
    r"|hour) (?:of|for) (?P<what>.+?) to (?P<new>.+)",
    r"rename(?P<part>) (?P<what>.+?) (?:to|as) .+",
    r"(?:change|move|update)(?: the)? (?P<part>link|agenda|title|name|objective|place|time|date"
    r"|day|seats) (?:of|for) (?P<what>.+)",
)
OF_PLACE = listed("place location room venue")
CALLS_OFF = whole(
    r"(?:cancel|call off|scrap|drop) (?P<what>.+)",
    r"(?P<what>.+?) (?:is|was|has been|got) (?:cancelled|canceled|called off)(?P<why>.*)",
)
TAKES_OFF = whole(r"(?:uninvite|disinvite|remove|take) (?P<whom>.+?) (?:from|off) (?P<what>.+)")
OBJECTED = whole(r".+? (?:objected|objects|object) (?:to|that) .+")
NOTES = whole(
    r"note\s*[:\u2013\u2014-]\s*(?P<text>.+)",
    r"(?:show(?: me)?|open|see|read)?(?: the)? ?(?:meeting )?notes(?: (?:of|for|from) (?P<text>.+))?",
)
BECAUSE = re.compile(r"[,;:]\s+|\s+(?:because(?: of)?|due to|owing to|since)\s+", re.IGNORECASE)
ASKS_IN = whole(
    r"(?:invite|ask) (?P<whom>.+?) to (?P<what>.+)",
    r"add (?P<whom>.+?) to (?P<what>.+)",
)
ASKS_WHEN = whole(
    r"what(?: time| day) (?:is|does) (?P<what>.+?)(?: at| on| start| begin| for)?",
    r"what(?:'s| is) (?P<what>.+?) about",
    r"(?:when|where)(?:'s| is| are| was| will)? (?P<what>.+?)(?: be)?(?: held| taking place)?",
    r"(?:show|see|open|tell)(?: me)?(?: about)? (?P<what>.+)",
    r"what(?:'s| is)(?: on)? the (?:agenda|objective|place|time) (?:of|for) (?P<what>.+)",
)
OF_ALL = whole(
    r"(?:show(?: me)? |list )?(?:all )?(?:my|our|upcoming|coming|planned|future|the)"
    r" (?:upcoming |coming )?meetings",
    r"(?:upcoming|coming) meetings",
)
OF_PAST = whole(
    r"(?:what|which|show|list|see|any)?(?: me)?(?: the| our| all)? ?(?:past|previous|earlier|old"
    r"|last|recent) meetings(?: did we have| were there)?",
    r"(?:what|which) meetings (?:did we have|have we had|were there|were held|took place)(?: (?P<rest>.*))?",
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
    r"who (?:isn't|is not|won't be|aren't) (?:coming|attending|going)(?: (?:to|for) (?P<what>.+))?",
    r"who(?:n't| won't| can't| will not| cannot) (?:come|be coming|attend|make it)(?: to)?(?P<what>.*)",
    r"who(?:'s| is) (?:not coming|missing|invited)(?P<what>)",
    r"meetings? who(?:'s| is)?(?: coming| answered)?(?: to)? ?(?P<what>.*)",
)
ASKS_THERE = whole(
    r"who(?: all)? (?:showed up|was there|came|attended)(?P<what>)",
    r"(?:who|how many)(?: all| people)? (?:was|were|came|attended|showed up|sat|has been|had been"
    r"|did come)(?: there| present)?"
    r"(?: at| to| in)? (?P<what>.+)",
    r"attendance (?:of|for|at) (?P<what>.+)",
)
ASKS_DECIDED = whole(
    r"what (?:were|are) the decisions(?: (?:of|at|from) (?P<what>.+))?",
    r"what (?:did we|have we|was|were|got|has been|did they)(?: been)? ?(?:decide|decided|agree"
    r"|agreed|agree on|agreed on|settle|settled)"
    r"(?: (?:at|in|on) (?P<what>.+))?",
    r"what (?:came out of|happened at|happened in) (?P<what>.+)",
    r"(?:send|give|show|get|e-?mail|share|have|see|read)(?: me| us)?(?: the)? minutes"
    r"(?: (?:of|for|from) (?P<what>.+))?",
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
    r"next steps?\s*[:\u2013\u2014-]\s*(?P<text>.+)",
    r"action(?: items?| points?)?\s*[:\u2013\u2014-]\s*(?P<text>.+)",
)
TAKES_ON = re.compile(
    r"(?P<whom>[A-Z][\w'.-]*(?: [A-Z][\w'.-]*){0,2}|<@\w+(?:\|[^>]*)?>|I|i) (?:to|will|should"
    r"|must|is to|shall) (?P<what>.+)",
    re.DOTALL,
)
CONCERNED = whole(r"(?:my |a |another )?concerns?\s*[:\u2013\u2014-]\s*(?P<text>.+)")
ASKS_TOLD = whole(
    r"(?:what|read what|show(?: me)? what|see what) (?:did |have |has )?(?:people|they|everyone"
    r"|everybody|anyone|anybody|responders|members|crews?)"
    r"(?: have| has)? (?:tell|told|say|said|ask|asked|raise|raised|write|written|wrote)(?: to)?(?: me| us)?",
    r"(?:show(?: me)?|read|see|list|what are|any|are there(?: any)?)(?: the| new)? ?(?:concerns"
    r"|concerns people raised)",
    r"what (?:new )?concerns (?:are there|do people have|were raised|came in)",
    r"has (?:anyone|anybody|someone) (?:told|said|written|raised|asked)(?: me| us)?(?: anything| something)?",
    r"ask (?:concerns|told|list)",
)
TELLS = whole(
    r"(?:please )?(?:tell|let|message|write to|write|inform) (?:the |our )?"
    r"(?:emergency managers?|emergency management|em"
    r"|the county)(?: know)?(?: that|:| about|,)? (?P<text>.+)",
)
YES = frozenset(
    ("yes", "yep", "yeah", "yup", "sure", "definitely", "i'm in", "im in", "i can", "yes i can", "yes i will")
)
NO = frozenset(
    ("no", "nope", "i'm out", "im out", "i can't", "no i can't", "i cannot", "sorry no", "can't", "no sorry")
)
MAYBE = frozenset(
    ("maybe", "perhaps", "possibly", "maybe not sure yet", "maybe not sure", "i don't know yet")
)


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
    word = " ".join(plain_word(each) for each in said.split())
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
        yield Sense(CONCERN_TOLD, text, is_just_over, before=_which_concern(text))


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
    elif matched(OBJECTED, said):
        yield Sense(OBJECTION, said, is_just_over)
    elif found := matched(NOTES, said):
        yield Sense(NOTE, part(found, "text"), is_just_over)
    elif matched(WE_DECIDED, said):
        yield Sense(DECISION, said, is_just_over, always)
    elif found := matched(FOLLOWED_UP, said):
        text = taken_on(part(found, "text"))
        yield Sense(FOLLOW_UP, text, _is_follow_up)
        yield Sense(ADDING, text, _is_no_follow_up)
    elif found := matched(ASKS_DECIDED, said):
        yield Sense(MINUTES, part(found, "what"))


def _is_follow_up(request: Request) -> bool:
    """Whether a meeting began of which it may be."""
    return bool(begun_lately(request))


def _is_no_follow_up(request: Request) -> bool:
    return not begun_lately(request)


def taken_on(text: str) -> str:
    """ "Noor to draft the plan by 15 Dec" as an item is said: "Draft the plan by 15 Dec for Noor"."""
    found = TAKES_ON.fullmatch(text.strip())
    if found is None:
        return text
    what, whom = found["what"].strip(" ."), found["whom"]
    return f"{what[:1].upper()}{what[1:]} for {'me' if whom in ('I', 'i') else whom}"


def _asked(said: str) -> Iterator[Sense]:
    """Which meetings there are, when one is, who answered."""
    if matched(OF_ALL, said):
        yield Sense(MEETINGS, said if re.search(r"\b(?:my|our)\b", said, re.I) else "")
    elif found := matched(OF_PAST, said):
        yield Sense(PAST, part(found, "rest"))
    elif found := matched(TO_CALENDAR, said):
        yield Sense(CALENDAR, re.sub(r"^(?:it|this|that|them)$", "", part(found, "what")))
    elif found := matched(ASKS_ANSWERS, said):
        what = part(found, "what")
        if not _is_of_others(what):
            yield Sense(ANSWERS, what)
    elif (found := matched(ASKS_THERE, said)) and not _is_of_others(said):
        what = part(found, "what")
        if not what:
            yield Sense(ATTENDANCE, "", is_just_over)
        else:
            loosely = always if _is_of_meetings(what) else None
            yield Sense(ATTENDANCE, what, meeting_fits(what, past=True), loosely)
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
        text = f"{what} {part(found, 'why')}".strip()
        yield from _of_three(CANCEL, CANCEL_CLASS, BECAUSE.split(what, maxsplit=1)[0], text)
    elif (found := matched(TAKES_OFF, said)) and not _is_of_others(part(found, "what")):
        what = part(found, "what")
        yield Sense(INVITE, what, always if _is_of_meetings(what) else meeting_fits(what))
    elif (found := matched(ASKS_IN, said)) and not _is_of_others(part(found, "what")):
        what = part(found, "what")
        is_asked = said.lower().startswith(("invite", "ask"))
        fits = always if _is_of_meetings(what) else meeting_fits(what)
        yield Sense(INVITE, f"{part(found, 'whom')} to {what}", fits, always if is_asked else None)


def _of_three(meeting: str, of_class: str, what: str, text: str) -> Iterator[Sense]:
    """A meeting, or a class, told by the noun that is said, else by which of them the words name."""
    if not set(map(plain_word, what.split())) - PRONOUNS:
        return
    if _is_of_meetings(what):
        yield Sense(meeting, text)
    elif not _is_of_others(what):
        yield Sense(meeting, text, meeting_fits(what))
        yield Sense(of_class, text, class_fits(what))
    elif not CLASS.isdisjoint(map(plain_word, what.split())):
        yield Sense(of_class, text)
