"""Plain questions of how ready somebody is: "how ready is Cedar Fire?", "where are we weak?".

Of whom is read by the form. What is asked of another danger, or of one person, is asked back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.blocks import Block

from commands.kit.blocks import aside, buttons, meant, says
from commands.kit.member import Needs
from commands.kit.request import Request
from commands.language.gaps import GAPS
from commands.language.pacing import PROJECTION
from commands.language.questions_asked_back import NEVER_PEOPLE
from commands.language.said_plainly import is_short, matched, names_a_course, part, plainly_said, whole
from commands.language.scopes import scopes_fitting
from commands.language.senses import Sense, always
from words.problems import Unclear

DUE = "due"
READINESS, TEAMS, SCORECARD, CHECKLIST = "readiness", "readiness teams", "readiness scorecard", "checklist"
MOST_REPEATED = 60

_WE = (
    r"(?:we|us|readiness|training|coverage|"
    r"everyone|everybody|things|the (?:county|region|whole county|whole region))"
)
_REGION = re.compile(
    rf"{_WE}(?: all| overall| now| today| currently| as a (?:county|region))*", re.IGNORECASE
)
_OF_US = re.compile(r"(?:we|us)(?: all| overall| now| today| currently)*", re.IGNORECASE)
_NOW = r"(?: overall| now| today| right now| currently| at the moment| this (?:week|month|year)| here)*"
_STATE = (
    r"(?:ready|prepared|trained up|covered|in good shape|up to (?:date|speed|scratch)|well trained|in shape)"
)
_PERCENT = (
    r"(?:what(?:'s| is| are)? (?:the )?)?(?:percent|percentage|share|proportion|%|fraction|part|portion)"
)
_CURRENT = r"(?:current|trained|up to date|covered|in date|ready|compliant|qualified|certified)"
_PEOPLE = r"(?:people|persons|responders|members|personnel|staff|officers|of us)"
_PART = r"(?:agency|agencies|departments?|disciplines?|organi[sz]ations?|units?|courses?|areas?|parts?)"
_LOW = (
    r"(?:weakest|worst|least (?:ready|trained|prepared|covered|current)|lowest|furthest behind|farthest "
    r"behind|"
    r"most behind|poorest|behind|lagging(?: behind)?|falling behind|weak|struggling|not ready|unprepared|"
    r"doing (?:badly|poorly|worst)|in trouble|in bad shape|below (?:target|the target))"
)
_HIGH = (
    r"(?:strongest|best|most (?:ready|trained|prepared|current)|highest|doing (?:best|well)|furthest "
    r"ahead|ahead)"
)
OF_A_DANGER = whole(
    r"(?P<of>)(?:handle|respond to|deal with|cope with) (?P<what>.+)",
    rf"(?:how )?(?:are|is) (?P<of>.+?) {_STATE} (?:for|to (?:handle|respond to|face|deal with|take on)) "
    rf"(?P<what>.+)",
    rf"how {_STATE} (?:are|is) (?P<of>.+?) (?:for|to (?:handle|respond to|face|deal with|take on)) "
    rf"(?P<what>.+)",
    r"(?:can|could) (?P<of>.+?) (?:handle|respond to|deal with|cope with) (?P<what>.+)",
)
OURS_TO_COUNT = re.compile(
    r"(?:an?|the|another|our|any|a real|the next|a possible)? ?(?:real |next |big "
    r")?(?:active[- ](?:shooter|threat|"
    r"assailant|killer|attacker)s?|(?:mass|school) shootings?|shootings?|shooters?|hostile events?|gunm[ae]n|"
    r"asim|attacks?|mass casualt(?:y|ies)|mci|the worst|anything|real thing)"
    r"(?: (?:incidents?|events?|situations?|attacks?|incident management))?(?: (?:today|tonight|now|"
    r"tomorrow))?"
    r"(?: (?:at|in|on) .+)?",
    re.IGNORECASE,
)
"""What Muster's training, exercises and positions are for; of any other danger nothing is counted."""
HOW_READY = whole(
    rf"how (?:well )?(?:ready|prepared|trained|current|covered) (?:is|are) (?P<of>.+?){_NOW}",
    rf"(?:is|are) (?P<of>.+?) (?:really |all |fully )?{_STATE}{_NOW}",
    rf"how(?:'s|s| is| are) (?P<of>.+?) (?:doing|looking|holding up|standing|getting on)"
    rf"(?: (?:on|with|in) (?:training|readiness|coverage))?{_NOW}",
    rf"(?:how|where) (?:does|do) (?P<of>.+?) stand(?: (?:on|with|in) (?:training|readiness|coverage))?{_NOW}",
    rf"how good is (?P<of>.+?)(?:'s)? (?:coverage|readiness|training){_NOW}",
    rf"(?:what(?:'s|s| is| are)|how(?:'s|s| is)|how good is|show(?: me)?|tell me|give me) "
    rf"(?P<of>.+?)(?:'s|s')? "
    rf"(?:current |overall )?(?:training |readiness )?"
    rf"(?:coverage|readiness|state of readiness|readiness level|preparedness|status of training){_NOW}",
    r"(?:what(?:'s| is)|how(?:'s| is)|show(?: me)?|tell me|give me)(?: the)? (?:current |overall "
    r")?(?:training )?"
    rf"(?:coverage|readiness|preparedness)(?: level)?(?: (?:of|in|for|at|across) (?P<of>.+?))?{_NOW}",
    rf"(?:my|our) (?:coverage|readiness){_NOW}",
    rf"(?:(?P<of>[\w' ]{{2,40}}?)(?:'s)? )?coverage{_NOW}",
    rf"how well (?:is|are) (?P<of>.+?) (?:trained|prepared|covered|doing){_NOW}",
    rf"(?:the |overall )?(?:coverage|readiness|preparedness) (?:of|in|for|at|across) (?P<of>.+?){_NOW}",
)
IN_A_COURSE = whole(
    r"how(?:'s|s| is| are) (?P<of>.+?) (?:doing|looking|holding up|standing|getting on) "
    r"(?:on|with|in) (?P<in>.+)",
    r"(?:how|where) (?:does|do) (?P<of>.+?) stand (?:on|with|in) (?P<in>.+)",
)
"""How many are current in what is named, where it is a course."""
SHARES = whole(
    rf"{_PERCENT} (?:is|are) {_CURRENT}(?: (?:in|of|for|at) (?P<of>.+?))?{_NOW}",
    rf"how many(?: {_PEOPLE})? (?:is|are) {_CURRENT}(?: (?:in|of|for|at) (?P<of>.+?))?{_NOW}",
    rf"how many(?: of)?(?: {_PEOPLE})?(?: (?:in|at|from|of))? (?P<of>.+?) (?:is|are) {_CURRENT}"
    rf"(?P<in> (?:in|on|for|with) .+?)?{_NOW}",
    rf"how much of (?P<of>.+?) is (?:current|trained|covered){_NOW}",
)
PERHAPS_READY = whole(rf"(?:is|are) (?P<of>.+?) (?:fully |all )?(?:current|trained|qualified){_NOW}")
"""Said of people, too: meant of an agency or a discipline only."""
WEAKEST = whole(
    rf"(?:what|which)(?: of)?(?: (?:the|our))? {_PART} needs?(?: (?:the )?most)? (?:training|help|work|"
    rf"attention){_NOW}",
    rf"where (?:are|is) (?P<of>.+?) (?:the )?(?:weak|weakest|worst|behind|lagging|falling short|short|"
    rf"not ready){_NOW}",
    rf"(?:what(?:'s|s| is| are)|where(?:'s| is| are)|show(?: me)?|tell me) (?:our|the|my) "
    rf"(?:weak(?:est|ness|nesses)?|worst|biggest|main) ?(?:spots?|points?|links?|areas?|weakness|weaknesses)?"
    rf"(?: (?:in|of|at|for) (?P<of>.+?))?{_NOW}",
    rf"(?:our |the )?(?:weakest|worst) (?:{_PART}|links?|spots?|points?){_NOW}",
    rf"what are (?P<of>.+?)(?:'s)? weakness(?:es)?{_NOW}",
)
OF_ONE_PERSON = whole(
    rf"who(?:'s|s| is| are) (?:the |our )?{_LOW}(?: (?:person|people|responders?|officers?|one|ones))?{_NOW}",
    rf"who(?:'s|s| is| are) (?:the |our )?{_HIGH}(?: (?:person|people|responders?|officers?|one|"
    rf"ones))?{_NOW}",
)
TRENDS = whole(
    r"(?:are|is) (?P<of>.+?) (?:any )?(?:better|worse|stronger|weaker)(?: off)? than .+",
    r"how (?:has|have) (?P<of>.+?) changed(?: .*)?",
    rf"(?:are|is) (?P<of>.+?) (?:getting|doing|becoming|any) (?:any )?(?:better|worse|stronger|weaker|"
    rf"more ready)"
    rf"(?: or (?:better|worse|stronger|weaker))?(?: (?:than|over|since|at) .+)?{_NOW}",
    rf"(?:are|is) (?P<of>.+?) (?:improving|making progress|progressing|slipping|declining|going (?:up|down))"
    rf"(?: .*)?{_NOW}",
    r"(?:have|has) (?P<of>.+?) (?:improved|got better|gotten better|made progress|got worse|gotten worse|"
    r"slipped)"
    r"(?: .*)?",
    rf"(?:what(?:'s|s| is| are)|how(?:'s|s| is)|show(?: me)?|tell me|give me) (?:the|our|my) (?:overall |"
    rf"readiness |"
    rf"coverage |training )*(?:trends?|progress|direction)(?: (?:in|of|for|at) (?P<of>.+?))?{_NOW}",
    r"(?:what(?:'s|s| is| has)?|did anything|has anything) (?:changed|change)"
    r" (?:since|over|from) (?:the )?(?:last|past) (?:week|month|quarter|year|time|digest)",
    r"(?:readiness|coverage) (?:trend|over time)",
    r"(?:which way|what direction) (?:are|is) (?P<of>.+?) (?:going|heading|moving|trending)",
    r"how (?:are|is) (?P<of>.+?) trending",
)
TO_DO = whole(
    r"what (?:should|do|must|shall|would) (?:i|we) (?:do|tackle|work on|start with|focus on|fix|begin "
    r"with|look at|"
    r"improve)(?: about (?:it|that|this))?(?: (?:first|next|now|then))+",
    r"what (?:should|do|must|shall) (?:i|we) (?:tackle|focus on|fix|begin with|improve)",
    r"what should we do",
    r"(?:where|how) (?:should|do|can|shall) (?:i|we) (?:begin|get better|improve)(?: first| now)?",
    r"what(?:'s| is) (?:the )?(?:most important|most urgent|first thing|next thing|top priority|next "
    r"step|best next"
    r" step)(?: (?:to do|for (?:me|us)|thing|now|to do (?:next|first|now)))*",
    r"what are (?:the|our|my) (?:next steps|priorities|top priorities|three things(?: to do)?)(?: now)?",
    r"(?:next steps|what to do next|what next|priorities|first steps)",
    r"what (?:needs|need) (?:doing|to be done|attention|my attention|our attention)(?: first| next| now)?",
)
WHO_MISSED = whole(
    r"(?:who|(?:which|what) (?:agency|agencies|disciplines?|departments?)) "
    r"(?:was|were|is|has been|have been)(?: \w+)? (?:missing|absent|not (?:there|at|in|invited|present)|"
    r"left out)"
    r"(?: (?:from|at|in|of))?(?: (?:the|our))? ?(?P<which>.*)",
    r"(?:who|which (?:agencies|disciplines|departments)) (?:missed|skipped|did(?:n't| not) (?:come to|"
    r"attend|play in|"
    r"take part in|go to|show up (?:at|for|to)|join)|wasn't at|weren't at|was not at|were not at)(?: "
    r"(?:the|our))? "
    r"(?P<which>.*(?:exercise|drill|tabletop|simulation|full[- ]scale|ttx).*)",
)
OF_AN_EXERCISE = re.compile(
    r"\b(?:exercises?|drills?|tabletops?|simulations?|ttx|full[- ]scale|functional)\b", re.IGNORECASE
)
ASKED_OF_OTHERS = re.compile(
    r"\b(?:teams?|class|classes|meetings?|items?|check ?lists?|actions?|exercises?|drills?|tabletops?|"
    r"seats?|record|"
    r"records|cards?|forms?|import|roster|report|letters?|weather|coffee|lunch|dinner|score|scores|"
    r"scorecards?|"
    r"positions?|tonight|plans?|agenda|minutes|digests?|gaps?|certificates?|sign-?in)\b",
    re.IGNORECASE,
)
"""With one of these a question of being ready is of something else."""
SELF = re.compile(r"\b(?:i|me|he|she|you|it|that|this|they|muster|who|there|anyone|anybody)\b", re.IGNORECASE)
COVERED = re.compile(r"\b(?:coverage|covered)\b", re.IGNORECASE)
"""With these and a course it is the share that is asked for."""

OWN = re.compile(
    r"(?:my|our|mine|ours)(?: own)?(?: (?:agency|department|dept|people|folks|crew|station|"
    r"organi[sz]ation|company|"
    r"squad|service|office|outfit|shop|house|guys))?(?:'s)?",
    re.IGNORECASE,
)
OUR = "our"
NOT_WHO_MISSED = (
    "I keep who was at an exercise, not who was missed. The siloed ones, with what they lacked, are among "
    "the gaps."
)


def senses_of_readiness(sentence: str) -> list[Sense]:
    """What a plain question of how ready somebody is means; none for any other sentence.

    Raises Unclear for what only sounds like one.
    """
    said = plainly_said(sentence)
    if not is_short(said):
        return []
    _refuse_what_only_sounds_so(said)
    for read in (_of_a_danger, _to_do, _shares, _weakest, _trend, _how_ready):
        if found := read(said):
            return found
    return []


def whom_said(of: str) -> str | None:
    """Of whom, as the form reads it: nothing for the region, "our" for one's own; None for one person."""
    of = re.sub(r"^of\b ?", "", of.strip(" ,"), flags=re.I)
    if OWN.fullmatch(of) or _OF_US.fullmatch(of):
        return OUR
    if not of or _REGION.fullmatch(of):
        return ""
    return None if ASKED_OF_OTHERS.search(of) or SELF.search(of) else re.sub(r"^the\b ?", "", of, flags=re.I)


def _refuse_what_only_sounds_so(said: str) -> None:
    """Raises Unclear for a ranking of people, and for who missed an exercise."""
    if matched(OF_ONE_PERSON, said):
        offers = [meant("due", "everyone"), meant(READINESS)]
        raise Unclear(not_understood=NEVER_PEOPLE, example="/readiness fire", offers=offers)
    found = matched(WHO_MISSED, said)
    if found is not None and OF_AN_EXERCISE.search(found["which"]):
        offers = [meant(GAPS, "siloed"), meant("exercise")]
        raise Unclear(not_understood=NOT_WHO_MISSED, example="/readiness gaps siloed", offers=offers)


def _of_a_danger(said: str) -> list[Sense]:
    found = matched(OF_A_DANGER, said)
    if found is None or (of := whom_said(found["of"])) is None:
        return []
    what = part(found, "what")
    if OURS_TO_COUNT.fullmatch(what):
        return [_of_whom(of)]
    if ASKED_OF_OTHERS.search(what) or SELF.search(what) or not found["of"]:
        return []
    raise Unclear(
        not_understood=f"I can't tell how ready anybody is for “{what[:MOST_REPEATED]}”: I count training, "
        "exercises and teams, not hazards.",
        example="/readiness fire",
        offers=[meant(READINESS, of), meant(TEAMS), meant(GAPS)],
    )


def _how_ready(said: str) -> list[Sense]:
    found = matched(IN_A_COURSE, said)
    of_else = found is not None and ASKED_OF_OTHERS.search(part(found, "in"))
    if found is not None and not of_else and (of := whom_said(part(found, "of"))) is not None:
        course = part(found, "in")
        whom = "our people" if of == OUR else of or "everyone"
        share = Sense(
            DUE, f"share of {whom} current on {course}", lambda request: names_a_course(request, course)
        )
        return [share, *_ready(said)]
    in_one_course = Sense(DUE, said, lambda request: names_a_course(request, said))
    return [in_one_course, *_ready(said)] if COVERED.search(said) and _ready(said) else _ready(said)


def _ready(said: str) -> list[Sense]:
    found = matched(HOW_READY, said)
    if found is None:
        perhaps = matched(PERHAPS_READY, said)
        of = None if perhaps is None else whom_said(part(perhaps, "of"))
        return [] if not of else [replace(_of_whom(of), otherwise=None)]
    of = whom_said(OUR if re.match(r"(?:my|our)\b", said, re.I) else part(found, "of"))
    return [] if of is None else [_of_whom(of)]


def _shares(said: str) -> list[Sense]:
    found = matched(SHARES, said)
    if found is None or (of := whom_said(part(found, "of"))) is None:
        return []
    text = f"{of} {part(found, 'in')}".strip()
    if not text:
        return [Sense(READINESS)]
    return [Sense(PROJECTION, text, lambda request: names_a_course(request, text)), _of_whom(text)]


def _weakest(said: str) -> list[Sense]:
    found = matched(WEAKEST, said)
    of = None if found is None else whom_said(part(found, "of"))
    return [] if of is None else [_of_whom(of)]


def _trend(said: str) -> list[Sense]:
    found = matched(TRENDS, said)
    if found is None:
        return []
    of = part(found, "of")
    whom = "" if of.lower() in ("it", "this", "that") else whom_said(of)
    if whom is None:
        return []

    def of_a_course(request: Request) -> None:
        """Raises Unclear where it is asked how one course changed: of that there is no trend."""
        if names_a_course(request, said):
            raise Unclear(
                not_understood="I can't compare two times for one course: ask as of one day.",
                understood=said[:MOST_REPEATED],
                example="/due share of Cedar Fire current on ASIM Basic",
                offers=[meant(READINESS, whom)],
            )

    return [replace(_of_whom(whom), before=of_a_course, beneath=_trends)]


def _trends(request: Request) -> Sequence[Block]:
    """What there is that tells how it changed."""
    digest = says("Digest", "readiness digest", "trend digest") if request.member.may(Needs.LEAD) else None
    return [
        aside(
            "That is today. How it changed: a digest says what changed since the one before; the scorecard "
            "and the exercises have a trend of their own."
        ),
        *buttons(
            says("Scorecard", SCORECARD, "trend scorecard"),
            says("Exercise trend", "exercise trend", "trend exercises"),
            digest,
        ),
    ]


def _to_do(said: str) -> list[Sense]:
    """The three things to do, for whoever sees to an agency; one's own checklist for all others."""
    if not matched(TO_DO, said):
        return []
    return [
        Sense(READINESS, OUR, _sees_to_it, beneath=_own_list),
        Sense(CHECKLIST, "mine", lambda request: not _sees_to_it(request)),
    ]


def _sees_to_it(request: Request) -> bool:
    return request.member.may(Needs.LEAD)


def _own_list(request: Request) -> Sequence[Block]:
    setup = says("Set-up list", "muster setup", "next setup") if request.member.may(Needs.MANAGER) else None
    return buttons(says("My checklist", "checklist mine", "next list"), setup)


def _of_whom(of: str) -> Sense:
    """How ready somebody is. Whom nobody knows is asked back, where nobody else understands it."""
    if of in ("", OUR):
        return Sense(READINESS, of)
    return Sense(READINESS, of, lambda request: bool(scopes_fitting(of, request.catalogue)), otherwise=always)
