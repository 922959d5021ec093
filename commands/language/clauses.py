"""A sentence about an exercise in the order in which it is read: of whom, the verb, what stands behind it.

"At the drill yesterday I was triage" and "we had the tabletop, I was dispatch" name the exercise first; it is
read behind the verb, where it stands in any other sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commands.language.telling import LEADING, NEW_LINE
from readiness.vocabulary import Role
from words.classes import listed, plain_word
from words.names import tokens

VERBS = {
    **dict.fromkeys(
        ("played", "walked", "participated", "was", "were", "worked", "ran", "served", "acted"), Role.PLAYER
    ),
    **dict.fromkeys(("did", "filled", "staffed", "covered", "took", "taken", "attended"), Role.PLAYER),
    "evaluated": Role.EVALUATOR,
    "controlled": Role.CONTROLLER,
    "facilitated": Role.FACILITATOR,
    "observed": Role.OBSERVER,
    "planned": Role.PLANNER,
    "simulated": Role.SIMULATOR,
    "directed": Role.EXERCISE_DIRECTOR,
}
"""What people did at an exercise, and the role that makes it."""

SPEAKER = listed("i i've ive i'm im we we've me myself")
BEFORE_VERB = SPEAKER | listed(
    "exercise log logged record that just also have has hi hey hello please my position role"
)
TO_BE_WRITTEN = listed("put down mark count add can could you")
"""With those of `BEFORE_VERB`, what asks to be written down, and says nothing else: "put me down as"."""
WRITING = listed("put mark count add")
"""What asks for something to be written down, and does not say that it was done by whoever asks."""
BEFORE_WRITING = listed("please hi hello hey can could you just exercise log record")
ME, OWN, OURS = listed("me myself"), listed("i i've ive i'm im"), listed("we we've")
TO_EXERCISE = listed("at in during of")
HELD = listed("had held")
CALLED = listed("drill exercise tabletop ttx full-scale fse functional simulation game incident")
"""What an exercise is called; a class is not, where something was played in it."""
FIRST_WORDS = 25
"""Of a sentence; whoever speaks of themself does it among them."""


@dataclass(frozen=True)
class Clause:
    """Of whom a sentence tells, in which role, and what stands behind its verb."""

    before: Sequence[str]
    role: Role
    behind: Sequence[str]


def words_of(text: str) -> list[str]:
    """The words of a text; bullets, and dashes that stand alone, say nothing."""
    lines = [LEADING.sub("", line, count=1) for line in text.split(NEW_LINE)]
    return [word for word in " ".join(lines).replace(",", ", ").split() if word.strip("-–—,")]


def clause(words: Sequence[str]) -> Clause:
    """A sentence, read; without a verb all of it stands behind it."""
    plain = [plain_word(word) for word in words]
    if (told := _told_after_its_setting(words, plain)) is not None:
        return told
    for place, word in enumerate(plain[:10]):
        if word in VERBS:
            return Clause(words[:place], VERBS[word], words[place + 1 :])
    start = 0
    while start < len(words) and plain[start] in (BEFORE_VERB | TO_BE_WRITTEN) - {"exercise"}:
        start += 1
    return Clause((), Role.PLAYER, words[start:])


def leaves_open_whose(text: str, positions: int) -> bool:
    """Whether a text leaves open whose part it is: it counts a position, asks of one, or tells of a crew.

    "Count Triage at the drill", "were Triage and Transport there", "we covered Triage and Transport".
    """
    plain = [plain_word(word) for word in words_of(text)]
    mine = not ME.isdisjoint(plain)
    while plain and plain[0] in BEFORE_WRITING:
        plain = plain[1:]
    if plain and plain[0] in WRITING:
        return not mine
    if plain[:1] == ["were"] or (plain[:1] == ["was"] and plain[1:2] in (["the"], ["a"], ["an"])):
        return True
    is_ours = not OURS.isdisjoint(plain[:FIRST_WORDS]) and OWN.isdisjoint(plain[:FIRST_WORDS])
    return positions > 1 and is_ours


def _told_after_its_setting(words: Sequence[str], plain: Sequence[str]) -> Clause | None:
    """ "We had the drill yesterday and I was triage": where it was told first at which exercise it was."""
    for place in range(min(len(words), FIRST_WORDS) - 1, 0, -1):
        is_mine = plain[place] in ("was", "were") and plain[0] == "my" and plain[1] in ("role", "position")
        if is_mine:  # "my role at the drill was triage"
            return Clause((), Role.PLAYER, [*words[place + 1 :], "at", *_named_in(words[:place])])
        if plain[place] not in VERBS or plain[place - 1] not in SPEAKER | {"and", "just", "also"}:
            continue
        start = place
        while start and plain[start - 1] in SPEAKER | {"and", "just", "also"}:
            start -= 1
        setting = list(words[:start])
        if not (TO_EXERCISE | HELD | CALLED).isdisjoint(plain[:start]):
            return Clause((), VERBS[plain[place]], [*words[place + 1 :], "at", *_named_in(setting)])
    return None


def _named_in(setting: Sequence[str]) -> list[str]:
    """The exercise and the day of "we had the tabletop yesterday"."""
    start = 0
    while start < len(setting) and (
        plain_word(setting[start]) in BEFORE_VERB | TO_EXERCISE | HELD | VERBS.keys()
        or not tokens(setting[start])
    ):
        start += 1
    return list(setting[start:])
