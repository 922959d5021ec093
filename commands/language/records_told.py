"""Whether a sentence tells of a record: of a class somebody took, or of what they were at an exercise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from commands.language.clauses import CALLED
from words.classes import listed, plain_word

TELLERS = frozenset(("i", "i've", "ive", "just", "we", "we've", "weve"))
PLAYING = listed("played walked participated evaluated controlled facilitated observed")
"""Verbs of an exercise, and of no class."""
WORKING = listed("was were worked ran staffed covered filled served acted")
"""Verbs of an exercise, where it is called one."""
PARTS = (("took", "part"), ("taken", "part"))
AT = frozenset(("at", "in", "during", "for"))
ENDS_NAME = AT | listed(
    "yesterday today tonight last this on as and with run please i we earlier recently then the while when "
    "jan feb mar apr may jun jul aug sep oct nov dec"
)
"""With these, or with a number, the name of an exercise has ended: a drill instructor is no drill."""
ASKING = listed("who what which when where how has have did does is are was were list show tell training")
"""With these begins a question, or a command of its own."""
NO_TELLING = ASKING - {"was", "were", "did"}
WHO = listed("i we you he she they it there that this anyone anybody someone somebody everyone my our")
"""Behind the verb with which it begins, these make a question of a sentence: "was I Transport there"."""
POLITE = listed("please hi hello hey can could you")
ASKS_TO_WRITE = listed("log put mark record add count")
CLASS = frozenset(("class", "course", "training", "refresher", "recert", "certification"))
TOLD_FIRST = listed("took finished completed attended passed did failed")
BEFORE_TOLD = listed("hi hello hey please ok okay today yesterday so fyi and yes also")
TAKING = frozenset(("i'm", "im", "we're"))
THEIRS = listed("team crew people agency department dept folks guys shift station everyone")
"""Behind "did my" these make a question of it."""
NOT_A_CLASS = listed("meeting meetings kickoff briefing item items checklist list action actions")
"""What is finished or attended, too, and is no class."""
OF_A_RECORD = listed("of for from")
"""Behind "record" these ask to see one: "record of Noor Dahl"."""
NOT_RECORDED_SO = (
    NOT_A_CLASS
    | CALLED
    | listed(
        "decision decisions objection objections concern concerns note notes vote votes minutes call calls "
        "score scores rating ratings position positions attendance transcript history letter"
    )
)
"""What is recorded, too, and is no class."""
ENDS = listed("finish complete pass")
NOT_TOOK = tuple(
    (*lead, verb)
    for lead in (("did", "not"), ("didn't",), ("didnt",))
    for verb in ("take", "do", "attend", "complete", "finish", "pass")
) + tuple(
    (*lead, verb)
    for lead in (("never",), ("has", "not"), ("hasn't",), ("have", "not"), ("haven't",))
    for verb in ("took", "taken", "did", "done", "attended", "completed", "finished", "passed")
)
"""What was not done is told, too: the log says so, and no question of who is due answers it."""
EXERCISE_CODE = re.compile(r"ex-\d{4}-\d{1,5}")
ASKED_TO_LOG = re.compile(
    r"(?:(?:please|plz|pls|hi|hello|hey|ok|okay|so|muster|i want to|i need to|i'd like to|let's"
    r"|can u|could u|would u|can you|could you|would you|will you|can i|could i|can we)[ ,:]+)+(?=log\b)",
    re.IGNORECASE,
)
MOST_BEFORE = 4
"""Words of a day that may stand before who tells: "on the 12th I took it"."""
ASKS_WITHIN = listed("who who's whos which whose whom")
COUNTS = frozenset((("how", "many"), ("number", "of"), ("count", "of")))
MOST_NAMED = 12
"""Words of names that may stand before what they did."""
TOLD = listed("took taken finished completed attended passed did done failed dropped")


def tells_of_a_class(words: Sequence[str]) -> bool:
    """Whether a sentence tells of a class: "I took BLS on Friday", "just finished my refresher, 8 hours",
    "completed BLS yesterday"; whose it was, and when, may stand before the verb."""
    plain = [plain_word(word) for word in words]
    while plain and plain[0] in BEFORE_TOLD:
        plain = plain[1:]
    if not plain or words[-1].endswith("?"):
        return False
    if plain[0] not in ASKING | TOLD_FIRST:
        told_by = next((place for place, word in enumerate(plain[:MOST_BEFORE]) if word in TELLERS), 0)
        plain = plain[told_by:]
    if plain[0] in TOLD_FIRST:  # without a word of who: "did BLS on Friday", and not "did I do BLS"
        if plain[:2] == ["did", "my"] and not THEIRS.isdisjoint(plain):
            return False
        behind = (WHO - {"my", "our"}) | {"with"}  # "finished with the radio plan" is no class
        return behind.isdisjoint(plain[1:2]) and NOT_A_CLASS.isdisjoint(plain)
    if plain[0] == "record":
        return len(plain) > 1 and plain[1] not in OF_A_RECORD and NOT_RECORDED_SO.isdisjoint(plain)
    if plain[0] in TAKING:  # it is still to come: the log says so
        return plain[1:2] == ["taking"] and NOT_A_CLASS.isdisjoint(plain)
    ended = plain[1:2] in (["did"], ["didn't"], ["didnt"]) and not ENDS.isdisjoint(plain[2:4])
    return plain[0] in TELLERS and (ended or not TOLD.isdisjoint(plain[1:5]))


def asked_to_log(sentence: str) -> str:
    """A sentence from its "log" on, that asks for it: "please log BLS", "can you log BLS"; else nothing."""
    found = ASKED_TO_LOG.match(sentence.replace("\u2019", "'"))
    return "" if found is None else sentence[found.end() :]


def tells_of_others(words: Sequence[str]) -> bool:
    """Whether a sentence that uses no form tells of a class of others: "Noor Dahl took BLS yesterday"."""
    plain = [plain_word(word) for word in words]
    verbs = [
        place for place, word in enumerate(plain) if word in TOLD_FIRST - {"did"} or _not_took(plain[place:])
    ]
    asks = not words or words[-1].endswith("?") or plain[0] in ASKING or asks_within(plain)
    is_one = CALLED.isdisjoint(plain) and NOT_A_CLASS.isdisjoint(plain)
    return bool(verbs) and 0 < verbs[0] <= MOST_NAMED and not asks and is_one


def asks_within(plain: Sequence[str]) -> bool:
    """Whether a word that asks stands anywhere: "troopers who never took BLS", "number of medics who did"."""
    return not ASKS_WITHIN.isdisjoint(plain) or not COUNTS.isdisjoint(pairwise(plain))


def _not_took(plain: Sequence[str]) -> bool:
    return any(tuple(plain[: len(each)]) == each for each in NOT_TOOK)


def names_a_code(words: Sequence[str]) -> bool:
    """Whether an exercise is named by its code: "log EX-2026-012 transport"."""
    return any(EXERCISE_CODE.fullmatch(plain_word(word)) for word in words)


def asks_how_deep(words: Sequence[str]) -> bool:
    """Whether it is asked how many could be fielded: "how deep are we tonight", "can we field a team"."""
    plain = [plain_word(word) for word in words]
    fields = {"team", "crew"} & set(plain) and {"field", "seat", "staff", "run", "put"} & set(plain)
    return plain[:2] == ["how", "deep"] or bool(fields and plain[0] in ("can", "could", "do", "are", "would"))


def asks_who_played(words: Sequence[str]) -> bool:
    """Whether it is asked who has played a position lately, and not who was at one exercise, or with whom."""
    plain = [plain_word(word) for word in words]
    while plain and plain[0] in POLITE | {"show", "list", "tell", "me", "count"}:
        plain = plain[1:]
    asks = plain[:1] in (["who"], ["who's"], ["whos"], ["anyone"]) or plain[:2] in (
        *(["how", "many"], ["has", "anyone"], ["has", "anybody"]),
    )
    if "bench" in plain and (
        asks or plain[:1] == ["bench"] or plain[:2] in (["what", "is"], ["what's", "our"])
    ):
        return True
    is_together = not {"together", "with", "each", "never"}.isdisjoint(plain)
    return asks and not is_together and not {"played", "play"}.isdisjoint(plain) and not called_at(words)


def tells_of_an_exercise(words: Sequence[str]) -> bool:
    """Whether a sentence tells what somebody was at an exercise: "I played Transport at the Vine drill".

    "log" may stand before it. A sentence that names a class, or says "took", "did" or "attended" of anything
    but a tabletop or a full-scale, tells of a class; one that asks who played tells of nothing.
    """
    plain = [plain_word(word) for word in words]
    while plain and plain[0] in POLITE:
        words, plain = words[1:], plain[1:]
    if plain and plain[0] in ASKS_TO_WRITE and called_at(words) and CLASS.isdisjoint(plain):
        return not words[-1].endswith("?") and _is_at_one(words)
    if plain[:1] == ["log"]:
        plain = plain[1:]
        plain = plain[1:] if plain[:1] == ["that"] else plain
    if not plain or words[-1].endswith("?") or plain[0] in NO_TELLING:
        return False
    if plain[0] in TOLD - {"did"} and WHO.isdisjoint(plain[1:2]):  # without a word of who
        words, plain = ["I", *words], ["i", *plain]
    is_called = not CALLED.isdisjoint(plain)
    if not CLASS.isdisjoint(plain) and not is_called:
        return False
    if plain[0] in PLAYING | WORKING | {"did"}:  # without a word of who
        return WHO.isdisjoint(plain[1:2]) and (plain[0] in PLAYING or _is_at_one(words))
    if plain[0] in AT and is_called:  # where it was, and then as what
        return any(one in TELLERS and other in PLAYING | WORKING for one, other in pairwise(plain))
    if plain[0] not in TELLERS:  # somebody else
        return is_called and "played" in plain[1:6]
    return _tells_of_ones_own(words, plain, is_called)


def _tells_of_ones_own(words: Sequence[str], plain: Sequence[str], is_called: bool) -> bool:
    """The same of a sentence that begins with "I" or "we"."""
    verbs = plain[1:4]
    if not PLAYING.isdisjoint(verbs) or any(pair in PARTS for pair in pairwise(plain[1:5])):
        return True
    if not WORKING.isdisjoint(verbs):
        return is_called and not AT.isdisjoint(plain)
    # "We had the tabletop yesterday, I was dispatch"
    goes_on = any(one in TELLERS | {"and"} and other in PLAYING | WORKING for one, other in pairwise(plain))
    if goes_on and CLASS.isdisjoint(plain) and called_at(words):
        return True
    if TOLD.isdisjoint(verbs):
        return False
    is_table = any(plain[at] in ("tabletop", "ttx", "full-scale", "fse") for at in called_at(words))
    is_at_one = _is_at_one(words) or any("as" in plain[at:] for at in called_at(words))
    return is_table or (CLASS.isdisjoint(plain) and is_at_one)


def called_at(words: Sequence[str]) -> list[int]:
    """Where a word ends the name of an exercise: "the Vine drill yesterday", and not "drill instructor"."""
    plain = [plain_word(word) for word in words]
    return [
        place
        for place, word in enumerate(plain)
        if word in CALLED
        and (
            place + 1 == len(plain)
            or words[place].endswith((",", ":", ";", "."))
            or plain[place + 1] in ENDS_NAME
            or not plain[place + 1].isalpha()
        )
    ]


def _is_at_one(words: Sequence[str]) -> bool:
    """Whether something was done at what is called an exercise."""
    at = next((place for place, word in enumerate(words) if plain_word(word) in AT), len(words))
    return any(place > at for place in called_at(words))
