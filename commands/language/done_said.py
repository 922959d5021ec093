"""Whether a sentence that no form understands tells of what was done, or will be, in the fewest words.

"BLS done yesterday", "Rosa and Noor did ASIM Basic", "BLS yesterday", "I will take BLS next Monday": where it
names a course it is looked at in the form of a log, which says of each what it takes, and what it does not
take; nothing is recorded by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from commands.kit.request import Request
from commands.language.logs import understand_log
from commands.language.naming import lexicon_of
from commands.language.records_told import ASKING, MOST_NAMED, TELLERS, called_at
from commands.language.scopes import SCOPES
from commands.language.senses import Sense
from commands.language.standing_asked import BEGINS_ANOTHER, NEEDS, PAST_DUE, PEOPLE_ASKED, STATES
from commands.language.telling import WAS_AT, says_a_day, told_words
from words.asking import NEGATIONS
from words.classes import listed, plain_word
from words.names import Kind
from words.problems import Problem, Unclear

SHOWN = "training"
"""Shows the form of a log, filled in with what is said behind it, and records nothing."""
ENDED = listed("did done had got renewed recertified took taken complete")
SKIPPED = listed("missed skipped")
WILL = listed("will is are he'll she'll they'll")
NOT_TO_LOG = (("don't", "log"), ("dont", "log"), ("do", "not", "log"))
TO_TAKE = listed("take taking do doing attend attending complete")
"""What is still to come, behind "I will" and its like: the log says so."""
TO_COME = tuple(
    tuple(each.split())
    for each in ("i will", "we will", "i'll", "we'll", "gonna", "going to", "i'm going to", "supposed to")
)
OF_ELSE = NEGATIONS | listed("checklist checklists list lists item items action actions meeting no nobody")
OF_TODAY = listed("tonight morning afternoon evening night noon")
SPANNING = listed("by until till before after since between from to within through in than or vs versus next")
"""With these a day is an end of a span, and of no class."""


def sense_of_done(words: Sequence[str], sentence: str) -> Sense | None:
    """The log that a sentence of no form may mean, to be looked at; None where it tells of none."""
    if tells_what_was_done(words):
        return Sense(SHOWN, sentence, tells_of_a_course)
    return Sense(SHOWN, sentence, says_a_class_and_its_day) if may_say_when(words) else None


def tells_what_was_done(words: Sequence[str]) -> bool:
    """Whether it tells so; a question does not, and what an exercise is called is none of it."""
    plain = [plain_word(word) for word in words]
    if not plain or words[-1].endswith("?") or called_at(words):
        return False
    if plain[0] in SKIPPED or any(tuple(plain[: len(each)]) == each for each in NOT_TO_LOG):
        return True
    if not _is_told(plain):
        return False
    if any(tuple(plain[: len(each)]) == each for each in TO_COME) and not TO_TAKE.isdisjoint(plain[1:4]):
        return True
    if any(one in WILL and other in TO_TAKE | {"be"} for one, other in pairwise(plain[:MOST_NAMED])):
        return True
    pairs = list(pairwise([*plain, ""]))
    place = next((at for at, pair in enumerate(pairs[:MOST_NAMED]) if pair[0] in ENDED or pair in WAS_AT), -1)
    begins_another = plain[0] in BEGINS_ANOTHER - TELLERS
    return (place > 0 and not begins_another) or place == 0


def may_say_when(words: Sequence[str]) -> bool:
    """Whether it may say a class and its day alone, "BLS yesterday": nothing in it asks, or says a state."""
    plain = [plain_word(word) for word in words]
    begins_another = bool(plain) and plain[0] in BEGINS_ANOTHER
    says_one = says_a_day(plain) or not OF_TODAY.isdisjoint(plain)
    is_told = says_one and len(plain) > 1 and not called_at(words) and _is_told(plain)
    return is_told and not begins_another and SPANNING.isdisjoint(plain)


def _is_told(plain: Sequence[str]) -> bool:
    """Whether nothing in it asks, says a state, or is of something else."""
    return plain[0] not in ASKING and (PEOPLE_ASKED | OF_ELSE | PAST_DUE | STATES | NEEDS).isdisjoint(plain)


def tells_of_a_course(request: Request) -> bool:
    """Whether a course is named in what was done, in full or by its first words."""
    lexicon = lexicon_of(request.catalogue)
    try:
        return bool(told_words(request.text, request.reading(looks_back=True), lexicon).courses)
    except Unclear:  # of a day: whether there is a course is told by its name in full
        said = request.text.split()
        return any(lexicon.exactly(said[place:], [Kind.COURSE]) for place in range(len(said)))


def says_a_class_and_its_day(request: Request) -> bool:
    """Whether a course and one day that is past are said, and no agency, unit or discipline beside them."""
    said, lexicon = request.text.split(), lexicon_of(request.catalogue)
    try:
        log = understand_log(request).said
    except Problem:
        return False
    is_of_some = any(lexicon.exactly(said[place:], SCOPES) for place in range(len(said)))
    return log.course is not None and log.day is not None and not is_of_some
