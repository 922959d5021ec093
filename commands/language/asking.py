"""The words in which somebody tells emergency management something: what it is about, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from storage.confided import Matter
from words.classes import listed, plain_word

ASK = "ask"
MINE, LIST, CHAMPIONS = "ask mine", "ask list", "ask champions"
OWN_WORDS = {str(matter): matter for matter in Matter}
"""What each matter is called behind the command."""

GREETING = listed("hi hello hey please ok okay well so um and")
BEGINNINGS = ("a concern", "concern", "concerns", "my concern", "my concern is", "here is my concern")
HAVE = (
    "i have",
    "i've",
    "i've got",
    "i got",
    "i want to raise",
    "i'd like to raise",
    "i would like to raise",
)
CONCERNS = ("a concern", "concerns", "some concerns", "another concern")
WOULD_BE = (
    *("i'd be", "i would be", "i'll be", "i will be", "i can be", "i could be", "can i be", "could i be"),
    *("i want to be", "i'd like to be", "i would like to be", "i'd love to be", "i'm willing to be"),
    *("make me", "count me in as"),
)
WANT = ("i want", "we want", "i need", "we need", "why i want", "why we want", "why we need", "why")


def _each(firsts: Sequence[str], seconds: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(pair) for pair in product(firsts, seconds))


RAISED = (*_each(HAVE, CONCERNS), "raise a concern", "i'm concerned", "i am concerned")
OFFERED = _each(WOULD_BE, ("a champion", "the champion", "our champion", "your champion"))
WANTED = _each(WANT, ("a shared plan", "one shared plan", "the shared plan"))
SAID_OF: tuple[tuple[Matter, tuple[tuple[str, ...], ...]], ...] = tuple(
    (matter, tuple(sorted((tuple(each.split()) for each in phrases), key=len, reverse=True)))
    for matter, phrases in (
        (Matter.CONCERN, (*BEGINNINGS, *RAISED)),
        (Matter.CHAMPION, OFFERED),
        (Matter.WHY, WANTED),
    )
)
_BY_FIRST_WORD = tuple(
    (
        matter,
        {first: [each for each in phrases if each[0] == first] for first in {each[0] for each in phrases}},
    )
    for matter, phrases in SAID_OF
)
BARE = frozenset(tuple(each.split()) for each in BEGINNINGS)
"""These say nothing without a colon behind them: "concern about due dates" may be anything."""
QUESTION = listed(
    "is are isn't aren't am do does don't doesn't did didn't can can't could should will won't would was "
    "were has have"
)
"""With these begins a question: "why isn't Ben on the list" tells nothing."""
OF_CHAMPIONS = ("champions", "champion")
ASKS_WHO = listed("who who's how which list show what")


@dataclass(frozen=True, slots=True)
class Telling:
    """What a sentence tells: the matter, None where it is not clear; the words; whether all is clear."""

    matter: Matter | None
    text: str
    is_whole: bool


def telling(sentence: str) -> Telling:
    """What is told by a sentence, or by what stands behind the command."""
    words = sentence.split()
    begins = _greeted(words)
    plain = [plain_word(word) for word in words[begins:]]
    asks = bool(words) and (words[-1].endswith("?") or plain[:1] in (["can"], ["could"]))
    for matter, phrases in _BY_FIRST_WORD:
        some = phrases.get(plain[0], ()) if plain else ()
        phrase = next((each for each in some if tuple(plain[: len(each)]) == each), None)
        if phrase is None:
            continue
        used = begins + len(phrase)
        text = _told(sentence, words, used, is_its_name=phrase in BARE or matter is Matter.CHAMPION)
        return Telling(matter, text, is_whole=not asks and bool(text or matter is Matter.CHAMPION))
    return Telling(None, sentence.strip(), is_whole=False)


def behind(matter: Matter, sentence: str) -> Telling:
    """What is told behind the matter's own word: "/ask concern Our radios …", "/ask why …"."""
    text = sentence.strip().lstrip(":,-–— ").strip()
    words = text.split()
    asks = matter is Matter.WHY and bool(words) and (words[-1][-1] == "?" or plain_word(words[0]) in QUESTION)
    return Telling(matter, text, is_whole=bool(text) and not asks)


def asked_privately(words: Sequence[str]) -> tuple[str, int] | None:
    """The form of `/ask` that a sentence means, and how many words name it; None for any other sentence.

    Behind the command stand people's own words: none of them is taken for a slip of a form's, or for a call
    for help, once there are some.
    """
    plain = [plain_word(word) for word in words]
    if tuple(plain) in ((ASK, "concerns"), (ASK, "told")):
        return LIST, len(words)
    if plain[:1] == [ASK]:
        return _commanded(words, plain)
    if tuple(plain) in (
        ("what", "did", "i", "tell"),
        ("what", "did", "i", "tell", "you"),
        ("what", "i", "told"),
    ):
        return MINE, len(words)
    rest = plain[_greeted(words) :]
    is_offer = tuple(rest[-2:]) in (("my", "offer"), ("my", "concern"))
    if is_offer and tuple(rest[:2]) == ("take", "back") and len(rest) == 4:
        return MINE, len(words)
    if rest and rest[0] in ASKS_WHO and len(rest) <= 8 and not set(OF_CHAMPIONS).isdisjoint(rest):
        return CHAMPIONS, len(words)
    told = telling(" ".join(words))
    if told.matter is None or (_is_bare(words) and not _has_colon(words)):
        return None
    return ASK, 0


def said_alone(says: str) -> str | None:
    """The second word of a form of two, which may stand alone; those of what is told privately may not."""
    command, *others = says.split()
    return others[0] if len(others) == 1 and command != ASK else None


def _commanded(words: Sequence[str], plain: Sequence[str]) -> tuple[str, int] | None:
    if len(words) < 3 or (len(words) == 3 and plain[2] == "help"):
        return None
    name = f"{ASK} {plain[1]}"
    if name in (MINE, LIST, CHAMPIONS, *(f"{ASK} {each}" for each in OWN_WORDS)):
        return name, 2
    return (ASK, 1) if len(words) > 4 else None


def _told(sentence: str, words: Sequence[str], used: int, is_its_name: bool) -> str:
    """The words that are kept: what stands behind a name or a colon; else the sentence as it was said."""
    rest = sentence.split(None, used)
    after = rest[used].strip().lstrip(":,-–— ").strip() if len(rest) > used else ""
    if not after.strip(" .!?"):
        return ""
    if is_its_name or words[used - 1][-1] in ":.,;!-":
        return after
    return sentence.strip()


def _greeted(words: Sequence[str]) -> int:
    """How many words of greeting stand first."""
    return next((n for n, word in enumerate(words) if plain_word(word) not in GREETING), len(words))


def _is_bare(words: Sequence[str]) -> bool:
    rest = tuple(plain_word(word) for word in words[_greeted(words) :])
    raised = dict(SAID_OF)[Matter.CONCERN]
    phrase = next((each for each in raised if rest[: len(each)] == each), ())
    return phrase in BARE


def _has_colon(words: Sequence[str]) -> bool:
    return any(word.endswith(":") for word in words[: _greeted(words) + 4]) or len(words) <= 2
