"""What the words of a question do, beside its names and times: which measure they ask for, which state, and
what turns the meaning of others.

The longest phrase that stands at a place wins; a word that is in none of these is a name, a filler of
`words.classes`, or not understood. See "Questions as people ask them" in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from readiness.question import End, Rank, State
from words.classes import listed, plain_word


class Part(StrEnum):
    """What a part of a question does."""

    NAME = "name"
    TIME = "time"
    STATE = "state"
    NEEDS = "needs"  # says that something is due, beside other words
    EVERYONE = "everyone"
    OURS = "ours"
    WE = "we"  # ours, where nobody else is named
    MINE = "mine"
    OTHERS = "others"  # who, anyone: of others than the speaker
    PEOPLE = "people"
    ROLE = "role"  # what somebody of a discipline is called
    WHAT = "what"
    WHICH = "which"
    HOW_MANY = "how many"
    SHARE = "share"
    END = "end"  # worst, best
    RANKED = "ranked"
    BELOW = "below"
    GROUP = "group"  # agencies, disciplines
    EACH = "each"
    WHEN = "when"
    VERB = "verb"  # with which a question begins that is answered by yes or no
    HAS = "has"
    PAST = "past"
    FUTURE = "future"
    AWAY = "away"
    NOT = "not"
    AND = "and"
    OR = "or"
    VERSUS = "versus"
    BOTH = "both"
    FOR = "for"  # a small word before a name
    ACT = "act"
    FILLER = "filler"
    TURNING = "turning"  # changes what others mean, in a way that is not understood
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Phrase:
    """Words that do something: what, with the states, the end or the group they stand for."""

    part: Part
    states: frozenset[State] = frozenset()
    end: End | None = None
    rank: Rank | None = None
    discipline: str = ""
    trained: bool = False  # a state whose opposite is never to have been trained


def _states(*states: State, trained: bool = False) -> Phrase:
    return Phrase(Part.STATE, frozenset(states), trained=trained)


_SAID: tuple[tuple[Phrase, str], ...] = (
    (_states(State.DUE), "due | due for | outstanding | came due | fell due"),
    (
        _states(State.OVERDUE),
        "overdue | over due | over-due | overdues | past due | past-due | late | delinquent | behind | "
        "out of date | out of compliance | noncompliant | non compliant | non-compliant | missing | "
        "lacking | lacks | lack | lagging | lagging behind | falling behind | fallen behind",
    ),
    (
        _states(State.EXPIRED),
        "expired | lapsed | ran out | run out | has run out | went out of date | go out of date | gone out "
        "of date",
    ),
    (
        _states(State.DUE_SOON),
        "due soon | coming up | coming due | come due | comes due | upcoming | expiring | expires | expire "
        "| becomes due | become due | becoming due | lapsing | lapses | lapse | running out | runs out | "
        "about to expire | about to lapse | about to run out | about to be due | expiring soon | expire "
        "soon | expires soon | coming up for renewal | up soon | up next | coming up soon | lapsing soon | "
        "run out soon",
    ),
    (
        _states(State.GRACE),
        "grace | in grace | grace period | in the grace period | in grace period | in their grace period "
        "| inside the grace period | within the grace period | still in grace",
    ),
    (_states(State.NEVER), "never"),
    (
        _states(State.NEVER, State.NEW),
        "untrained | never trained | never been trained | never had | never taken | never took | never "
        "done | never did | never completed | never passed | never finished | never attended | no "
        "training | without training | have yet to take | has yet to take | yet to take | yet to do | yet "
        "to complete",
    ),
    (
        _states(State.CURRENT),
        "current | good | up to date | up-to-date | valid | compliant | in compliance | good to go | in "
        "good standing | in date",
    ),
    (
        _states(State.CURRENT, trained=True),
        "trained | certified | qualified | covered",
    ),
    (
        _states(State.UNVERIFIED),
        "unverified | not verified | not yet verified | unconfirmed | not confirmed | not yet confirmed | "
        "awaiting verification | waiting to be verified | waiting for verification | to be verified | not "
        "been verified",
    ),
    (
        _states(State.ON_LEAVE),
        "on leave | leave | on a leave | leave of absence | on leave of absence | on medical leave",
    ),
    (
        _states(State.WAIVED),
        "waived | a waiver | waiver | waivers | exempt | exempted | excused | an exemption | exemption",
    ),
    (_states(State.NEW), "new | newly hired | new hires | new hire | newcomers | new people | new members"),
    (
        Phrase(Part.NEEDS),
        "need | needs | needing | needs to | need to | have to | has to | must | need to take | needs to "
        "take | have to take | has to take | must take | need to complete | needs to complete | need to "
        "do | needs to do | have to do | has to do | gotta | gotta do | gotta take | got to do | got to "
        "take | refresher | refreshers | refresh | renew | renewal | renewals | be renewed | to be "
        "renewed | retrain | retraining | recertify | recertification | recert | required | requires | "
        "owe | owes | retake | redo",
    ),
    (
        Phrase(Part.EVERYONE),
        "everyone | everybody | all | every one | all agencies | all the agencies | every agency | the "
        "whole county | whole county | the entire county | countywide | county-wide | county wide | "
        "regionwide | region-wide | region wide | the region | the whole region | region | overall | "
        "everywhere | across the board | all departments | all people | all personnel | all responders",
    ),
    (
        Phrase(Part.OURS),
        "my agency | my agencies | my department | my dept | my team | my people | my folks | my crew | "
        "my guys | my staff | my members | my personnel | my organization | my own agency | my own people "
        "| our | ours | our own | our agency | our department | our team | our people | our folks | our "
        "crew | our staff | our guys | our members | our personnel | our own people | where i lead | the "
        "agency i lead | the agencies i lead | i lead | people i lead | where i belong | where i work | "
        "of ours | of mine | here | my firefighters | my officers | my medics | our firefighters | our "
        "officers | our medics",
    ),
    (Phrase(Part.WE), "we | us"),
    (Phrase(Part.MINE), "i | me | my | mine | myself | i'm | im | i've | ive | i'd | my own"),
    (
        Phrase(Part.OTHERS),
        "who | who's | whos | whose | whom | anyone | anybody | any1 | who all | who all's | whoall | "
        "someone | somebody | who else | who'll | who've | nobody else",
    ),
    (
        Phrase(Part.PEOPLE),
        "people | person | persons | folks | ppl | peeps | guys | members | member | personnel | staff | "
        "employees | responders | crew | crews | names | individuals | staffers | hands | those | ones | "
        "firefighter | officer | employee | responder",
    ),
    (Phrase(Part.ROLE, discipline="fire"), "firefighters | fire fighters | firemen"),
    (Phrase(Part.ROLE, discipline="law"), "officers | police officers | cops | deputies | troopers"),
    (Phrase(Part.ROLE, discipline="ems"), "medics | paramedics | emts"),
    (Phrase(Part.ROLE, discipline="dispatch"), "dispatchers | telecommunicators | call takers"),
    (
        Phrase(Part.WHAT),
        "what | what's | whats | which courses | which course | which classes | which class | what all | "
        "which trainings | which training | anything | where",
    ),
    (Phrase(Part.WHICH), "which"),
    (
        Phrase(Part.HOW_MANY),
        "how many | number | the number of | number of | count | the count of | count of | a count of | "
        "headcount | head count | total number of | tally",
    ),
    (
        Phrase(Part.SHARE),
        "share | what share | percentage | percent | % | pct | coverage | fraction | proportion | in "
        "percent | as a percentage | compliance rate | training rate | completion rate | currency rate | "
        "how much of | how covered | how well covered | what part | rate | readiness rate | how compliant "
        "| percent complete | percent completed | percent done | percentage complete | % complete | % "
        "done | how complete",
    ),
    (
        Phrase(Part.END, end=End.WORST),
        "worst | weakest | lowest | furthest behind | farthest behind | most behind | bottom | worst "
        "first | weakest first | lowest first | poorest | worse | least ready | least current | least "
        "trained | least covered | least prepared | lowest coverage | worst coverage | worst off | weaker "
        "| lower | doing worst | doing badly | doing poorly | in trouble | in bad shape | struggling | "
        "the most training | most in need of training",
    ),
    (
        Phrase(Part.END, end=End.BEST),
        "best | strongest | highest | best first | strongest first | highest first | top | better | most "
        "ready | most current | most trained | most prepared | doing best | best trained | furthest ahead "
        "| best covered | furthest along | stronger | highest coverage | best coverage | higher | leading",
    ),
    (
        Phrase(Part.RANKED),
        "rank | ranking | rankings | ranked | compare | comparison | comparing | stack up | in order | "
        "league table",
    ),
    (
        Phrase(Part.GROUP, rank=Rank.AGENCY),
        "agency | agencies | department | departments | dept | depts | organization | organizations",
    ),
    (Phrase(Part.GROUP, rank=Rank.DISCIPLINE), "discipline | disciplines"),
    (
        Phrase(Part.EACH, rank=Rank.AGENCY),
        "by agency | per agency | each agency | by department | per department | each department | agency "
        "by agency | every department",
    ),
    (
        Phrase(Part.EACH, rank=Rank.DISCIPLINE),
        "by discipline | per discipline | each discipline | discipline by discipline | every discipline",
    ),
    (
        Phrase(Part.WHEN),
        "when | until when | till when | when's | whens | how long | how long until | how long till | how "
        "long before | how much longer | what date | what day | since when | how soon | by when | on what "
        "date | on which date | which day | which date | due date | due dates | expiry date | expiration "
        "date | expiration | exp date | exp",
    ),
    (Phrase(Part.VERB), "am | is | are | does | do | whether"),
    (Phrase(Part.HAS), "has | have | having | hold | holds | got | has got | have got"),
    (Phrase(Part.PAST), "was | were | did | had"),
    (Phrase(Part.FUTURE), "will | will be | going to be | gonna be | shall | would be | will have"),
    (
        Phrase(Part.AWAY),
        "except | except for | excepting | excluding | exclude | but not | without | not counting | not "
        "including | other than | apart from | aside from | leaving out | leave out | minus | besides | "
        "and not | or not | but without | less the | skip | omit | omitting | ignoring | ignore | barring "
        "| with the exception of | save for | not in | not at | not from",
    ),
    (
        Phrase(Part.NOT),
        "not | isn't | aren't | isnt | arent | wasn't | weren't | ain't | hasn't been | haven't been | "
        "has not been | have not been | not yet",
    ),
    (Phrase(Part.AND), "and | & | + | plus | as well as | along with | / | also | and also | together with"),
    (Phrase(Part.OR), "or"),
    (
        Phrase(Part.VERSUS),
        "vs | versus | v | against | compared with | compared to | compare to | compares to | stack up "
        "against | as against",
    ),
    (Phrase(Part.BOTH), "both | both of"),
    (Phrase(Part.FOR), "for | on | in | at | of | from | to | with | within | by | the | a | an | in the"),
    (
        Phrase(Part.ACT),
        "remind | notify | email | e-mail | message | text | nudge | tell them | tell everyone | tell "
        "everybody | tell people | tell those | tell all | ping | enroll | enrol | schedule | book | sign "
        "up | register | assign | delete | remove | send | call | warn | alert | invite",
    ),
    (
        Phrase(Part.TURNING),
        "unless | another | only if | more than | fewer than | less than | over | above | at least | at "
        "most | between | before | after | since | until | below | under | neither | nor | either | "
        "hasn't | haven't | didn't | don't | doesn't | hasnt | havent | didnt | dont | doesnt | no | "
        "cannot | can't | no longer | ever | even though | although | most | least | average | longer "
        "than | than | if not | if | but | how | he | she | him | her | his | hers | two | three | four | "
        "five | six | ten | took | taken | take | done | completed | complete | passed | failed | "
        "attended | finished | last | first | next | previous | verified | confirmed | twice | once | why "
        "| almost | nearly | about to | only | renewed | supposed to",
    ),
)


def _table() -> Iterator[tuple[tuple[str, ...], Phrase]]:
    for phrase, said in _SAID:
        for each in said.split("|"):
            yield tuple(each.split()), phrase


PHRASES: dict[tuple[str, ...], Phrase] = dict(_table())
LONGEST_PHRASE = max(map(len, PHRASES))

ASIDES = listed(
    "please pls plz gimme hi hello hey thanks thank thx you can could would should want wanna like show "
    "give tell list lists get see find look looks looking pull check report reports run print display lemme "
    "let lets letting know it its it's their they them that this these there some any still yet "
    "already so far now currently today right training trainings class classes course courses certification "
    "be certifications cert certs card cards certificate certificates license licenses office offices "
    "division question quick ok okay well um just been being stand stands standing status out muster "
    "readiness up who're as exactly actually really again yes then too something stuff everything we're "
    "we've asap urgently dear kindly come comes fall falls go goes going time date dates deadline deadlines "
    "sure wondering wonder much requirement requirements off team's u ur y'all yall rn q"
)
"""Words of a question that name nothing and turn nothing; beside the fillers of all sentences."""

_TOLD = (
    "good morning | good afternoon | good evening | thank you | as of now | right now | all "
    "courses | all the courses | any course | any courses | all trainings | all classes | every "
    "course | all training | all required courses | all of | at any time | help me | over there "
    "| over at | list em | list 'em | show em | give em | total number "
)
TOLD = frozenset(tuple(each.split()) for each in _TOLD.split("|"))
"""Phrases of such words that would say something one by one."""

NEGATIONS = listed(
    "hasn't haven't hasnt havent didn't didnt doesn't doesnt don't dont not never hadn't "
    "isn't aren't isnt arent"
)
BETWEEN = listed("yet been ever even still have has had actually gotten got to a the any their fully really")
TAKEN = listed(
    "taken took take had done did do completed complete passed pass attended attend finished finish"
)
TRAINED = listed("trained taken done completed had passed attended finished")
"""Behind "not" alone as well: "who's not done BLS"."""
HELD = listed("have has hold held")
AGAIN = listed("renewed renew refreshed refresh recertified recertify redone redo retaken retake")


_BEGIN = {said[0] for said in (*PHRASES, *TOLD)} | NEGATIONS | HELD | {"did", "do", "does"}
"""What a phrase can begin with: most words of a sentence begin none."""


def phrase_at(plain: Sequence[str], place: int) -> tuple[Phrase, int] | None:
    """The longest phrase that stands at a place among plain words, and its length; None for none."""
    if place >= len(plain) or plain[place] not in _BEGIN:
        return None
    for length in range(min(LONGEST_PHRASE, len(plain) - place), 0, -1):
        said = tuple(plain[place : place + length])
        if said in TOLD:
            return Phrase(Part.FILLER), length
        negated = _negated(said) if length > 1 else None
        if negated is not None:
            return negated, length
        if said in PHRASES:
            return PHRASES[said], length
    return None


def _negated(said: Sequence[str]) -> Phrase | None:
    """ "hasn't taken", "haven't yet done", "don't have", "have not renewed": the state that they say."""
    begins = 1 if said[0] in HELD | {"did", "do", "does"} and len(said) > 2 and said[1] == "not" else 0
    if said[begins] not in NEGATIONS:
        return None
    verb, between = said[-1], said[begins + 1 : -1]
    if begins + 1 > len(said) - 1 or any(word not in BETWEEN for word in between):
        return None
    never = _states(State.NEVER, State.NEW)
    if verb in TRAINED or (verb in TAKEN and (said[begins] != "not" or begins or between)):
        return never
    if verb in AGAIN:
        return _states(State.OVERDUE)
    if verb in HELD and not between and said[begins] in ("doesn't", "don't", "doesnt", "dont", "not"):
        return _states(State.OVERDUE) if said[begins] != "not" or begins else None
    return None


LONGEST_PERCENT = 4
BELOW = listed("below under beneath")
BELOW_THAN = listed("less lower fewer worse")
ABOVE = listed("above over exceeding")


def percent_at(plain: Sequence[str], place: int) -> tuple[int, int] | None:
    """The number behind "below", "under", "less than", with a percent sign, a word for it, or alone; and how
    many words say so. It may be one that no share is below, or every one.
    """
    used = 1
    if plain[place] in BELOW_THAN and plain[place + 1 : place + 2] == ["than"]:
        used = 2
    elif plain[place] not in BELOW:
        return None
    rest = plain[place + used : place + used + 2]
    if not rest:
        return None
    number = rest[0].rstrip("%")
    if not (number.isdecimal() and number.isascii() and len(number) <= LONGEST_PERCENT):
        return None
    behind = len(rest) > 1 and not rest[0].endswith("%") and rest[1] in ("%", "percent", "pct", "per")
    return int(number), used + 1 + behind


def plain_words(words: Sequence[str]) -> list[str]:
    """Words as the phrases have them."""
    return [plain_word(word) for word in words]
