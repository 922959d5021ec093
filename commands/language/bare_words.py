"""A form's last word said alone, where it is one that people say of much else: "send", "post", "show".

It means that form only where what follows is of that form: "send Ben to the kickoff", not "send the report".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from commands.kit.blocks import meant
from commands.kit.registry import Form, Registry
from commands.kit.request import Request
from commands.language.asking import said_alone
from commands.language.exercises import fitting_exercises
from commands.language.said_plainly import MOST_ASKED, plainly_said
from commands.language.scopes import scopes_fitting
from commands.language.senses import Sense, deciding
from words.classes import listed, plain_word
from words.problems import Unclear

SEND, POST, SHOW, READINESS = "meeting send", "checklist post", "exercise show", "readiness"
QUESTION_WORDS = listed("due overdue refresher refreshers expired expires expiring expire lapsed renew")
"""With one of these a sentence asks who is due, whatever it begins with."""
NOBODY = listed("the a an me us it this that these those my our out everything all some any one in")
"""What follows "send" and is nobody who could go in one's place."""
INSTEAD = listed("instead place stead behalf")
OF_A_LIST = listed("checklist checklists list lists here channel to-do todo items")
OF_THE_PICTURE = listed("readiness coverage numbers figures summary report digest")
OF_TEAMS = frozenset(("how", "how's", "are", "is", "could", "can", "do", "would", "what", "what's", "which"))
"""A question that begins so and speaks of teams asks how many could be fielded."""
ABOUT_ACTIONS = OF_TEAMS | listed(
    "show list any open overdue closed corrective my our were there tell give who has have do does whose "
    "actions findings improvement every all outstanding items"
)
"""With these a question of actions, of a checklist or its items begins."""
OF_ACTIONS, OF_ITEMS = ("actions", "findings"), ("checklist", "checklists", "items")
ACTION_ITEMS = re.compile(
    r"\b(?:(?:aar|after[- ]action(?: report)?|corrective(?: action)?|improvement(?: plan)?) items?"
    r"|(?:(?:aar|after[- ]action|corrective|improvement) )*action items?)\b",
    re.IGNORECASE,
)
"""What others call corrective actions; no items of a checklist."""
ASKS_OF_ITEMS = ABOUT_ACTIONS | listed("what's which how overdue late due action aar after-action after when")
LEADS = listed("me us the a an our my please all of up")


AT_A_CLASS = re.compile(
    r"(?:(?:(?:hi|hello)[ ,]+)?(?:(?:i'?m|i am|we're|we are) +)?here[ :,]*)?(?P<code>\d{4})[.!]?",
    re.IGNORECASE,
)
""""Here 4821": who says so signs in to the class on whose wall the code stands."""


def code_said(words: Sequence[str]) -> str | None:
    """The code of "I'm here 4821", "here: 4821" or "4821", the one on the wall of a class; None for none."""
    match = AT_A_CLASS.fullmatch(" ".join(words).replace("\u2019", "'"))
    return None if match is None else match["code"]


def says_what_follows(says: str, words: Sequence[str]) -> bool:
    """Whether the words behind a form's bare last word are such as that form takes."""
    plain = [plain_word(word) for word in words[1:]]
    if not plain:
        return True
    if says == SEND:
        return plain[0] not in NOBODY or not INSTEAD.isdisjoint(plain)
    if says == SHOW:
        return QUESTION_WORDS.isdisjoint(plain)
    if says == POST:
        return not OF_A_LIST.isdisjoint(plain) and OF_THE_PICTURE.isdisjoint(plain)
    return True


def shown(registry: Registry, words: Sequence[str]) -> tuple[Form, str] | None:
    """What "show" shows: the exercise that is named, or how ready the agency or discipline is.

    None for any other sentence; what names neither is asked back.
    """
    said = plainly_said(" ".join(words)).split()
    if len(said) < 2 or plain_word(said[0]) != "show" or not {SHOW, READINESS} <= registry.forms.keys():
        return None
    left = said[1:]
    while left and plain_word(left[0]) in LEADS:
        left.pop(0)
    named = " ".join(left).strip("?!. ")
    if not named or not QUESTION_WORDS.isdisjoint(map(plain_word, left)):
        return None
    told = [form for says, form in registry.forms.items() if said_alone(says) == plain_word(left[0])]
    if len(told) == 1 and not told[0].changes:  # "show me the gaps in fire"
        return told[0], " ".join(left[1:])
    plainly = Unclear(
        not_understood=f"I can't find any exercise, agency or discipline called “{named[:60]}”.",
        example="/exercise show Vine drill 14 Jan",
        offers=[meant(SHOW, named), meant(READINESS)],
    )
    senses = [
        Sense(
            SHOW, named, lambda request: not _is_a_scope(request, named) and _is_an_exercise(request, named)
        ),
        Sense(READINESS, named, lambda request: _is_a_scope(request, named)),
    ]
    return deciding(registry, senses, plainly), " ".join(words)


def _is_an_exercise(request: Request, named: str) -> bool:
    return bool(fitting_exercises(request)(named))


def _is_a_scope(request: Request, named: str) -> bool:
    return bool(scopes_fitting(named, request.catalogue))


def of_action_items(registry: Registry, sentence: str) -> str | None:
    """A question of action items as one of the corrective actions they are: "open action items for Elm PD".

    None for what asks for none.
    """
    found, words = ACTION_ITEMS.search(sentence), sentence.split()
    if found is None or len(words) > MOST_ASKED or registry.find(words) is not None:
        return None
    asks = not found.start() or plain_word(words[0]) in ASKS_OF_ITEMS or words[-1].endswith("?")
    return ACTION_ITEMS.sub("corrective actions", sentence) if asks else None
