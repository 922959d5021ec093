"""Sentences that mean a form without using its words: "what classes are coming?", "I'm leaving early"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commands.language.said_plainly import is_short, matched, plainly_said, whole
from words.classes import POLITE, listed, plain_word

LETTERS, CLASSES, TRANSCRIPT = "muster letters", "training classes", "training transcript"
VERIFY, CORRECT = "training verify", "training correct"
MEETINGS, CALL = "meeting", "meeting call"

LEADS = listed("please hi hello hey ok okay sorry yes yeah can could you i me we want to would like need get")
ASKS = listed("what what's which when when's is are any show list do does how there will anything see")
STANDING = listed("due overdue expired lapsed refresher refreshers required asked took passed")
"""With these a question is of where somebody stands."""
MOST_BEFORE_CLASSES = 9
"""Words that name several courses, and "classes" behind them: "BLS and ASIM Basic classes"."""
MEETING = listed("meeting meetings")
MEETINGS_FIRST = listed("meetings our my how all every past previous last upcoming coming recent")
"""With these a question of several meetings begins."""
SEATS_ASKED = listed("open filled empty free")
"""With one of these, and with seats, a question is of the seats of meetings."""
EXERCISES, SHOW = "exercise", "exercise show"
EXERCISE = listed(
    "exercise exercises drill drills tabletop tabletops ttx ttxs full-scale full-scales functionals seminar "
    "seminars workshop workshops"
)
OF_EXERCISES = listed(
    "next upcoming the a an our my me up coming planned scheduled this week month on in year have has been "
    "was were last recent recently past held all of please us do we plan calendar come comes"
)
"""Words of a question about exercises that name none of them."""
BEGINS_A_LIST = listed("next upcoming last recent past")
OF_CLASSES = listed("all every how cancelled canceled past previous coming")
NO_QUESTION = listed(
    "i i'm i've we we're we've log plan schedule training record add call cancel open close move took take "
    "did finished completed attended passed failed import sign who whose am have has never not no"
)
"""With these a sentence that speaks of classes asks for none of them, or is another's."""
LISTED = "exercise index"
EXERCISE_LISTED = listed("exercises drills tabletops ttxs full-scales functionals seminars workshops")
EXERCISES_FIRST = EXERCISE_LISTED | listed(
    "our my all every how cancelled canceled planned coming recent previous full-scale functional in since"
)
"""With these a question of several exercises begins."""
PLAINLY_ALL = listed("what which show list all the me us of please are is there any exercises and")
"""Words with which everything is asked for, what comes and what was."""
HISTORY = "training history"
RECORD_OF = re.compile(
    r"(?:(?:show|see|give|get|find|pull up|open|what's|what is|where's|where is)(?: me)? )?"
    r"(?P<whose>(?!(?:the|our|this|that|an?|my|your|their|last|which|whose) )[^,:;]{2,60}?)(?:['’]s?|s['’])"
    r"(?: (?:training|class|course))? (?P<what>records?|history|transcript)(?: please)?[.?!]*",
    re.IGNORECASE,
)
""""Noor Dahl's record", "show me Noor Dahl's training history"."""
LAST_TAKEN = whole(
    r"when (?:did|have) i (?:last |ever )*(?:take|taken|do|done|have|had|complete|pass|attend) .+",
    r"(?:what|which) positions (?:have|did) i (?:ever |last )*(?:played|play|held|hold|walked|walk)",
    r"when (?:did|have) i (?:last |ever )*(?:play|played|walk|walked) .+",
    r"when was i (?:last |ever |first )*(?:trained|certified|recertified|qualified) .+",
    r"(?:how long have|since when have|since when am) i (?:been )?(?:trained|certified|current|qualified) .+",
    r"(?:what|which)(?: (?:classes|courses|training|trainings))? (?:have|did) i (?:already |all )*"
    r"(?:taken?|done|do|completed?|had|attended)(?: (?:so far|already|this year|last year|lately))?",
)
"""What one took, and when last: one's own record says it."""
TAKING_BACK = (("take", "back"), ("undo",), ("correct",), ("retract",), ("remove",))
UNDO = "muster undo"
AGAIN = "training again"
LOG_AGAIN = tuple(tuple(each.split()) for each in ("again", "it again", "that again", "that one again"))
OF_LAST = listed("my thing log that it this the last one thing please now what i just did again")
"""Words that name nothing but what was done last: "undo that, please"."""
MOST_OF_LETTERS = 8
TOLD = listed("please letters letter all everything them it")

SUBJECT = (
    ("i'm",),
    ("i", "am"),
    ("im",),
    ("i'll", "be"),
    ("i'll",),
    ("i", "will", "be"),
    ("i", "will"),
    ("i",),
)
HERE, EARLY, BACK, COMING, NOT_COMING = "here", "early", "back", "coming", "not coming"
PRESSES = (
    *((each, EARLY) for each in (("leaving", "early"), ("leave", "early"), ("left", "early"))),
    *(((one, "to", "leave", "early"), EARLY) for one in ("have", "need", "had", "got")),
    *(
        ((one, *come), NOT_COMING)
        for one in ("can't", "cannot", "cant", "won't")
        for come in (
            *(("come",), ("make", "it"), ("be", "there"), ("attend",)),
            *(
                ("make", "the"),
                ("be", "at"),
                ("be", "coming"),
                ("be", "able", "to", "come"),
                ("go", "to", "the"),
            ),
        )
    ),
    (("count", "me", "in"), COMING),
    (("count", "me", "out"), NOT_COMING),
    (("not", "attending"), NOT_COMING),
    (("not", "going", "to", "the"), NOT_COMING),
    (("not", "able", "to", "attend"), NOT_COMING),
    (("not", "able", "to", "make", "it"), NOT_COMING),
    (("not", "be", "at"), NOT_COMING),
    (("not", "be", "there"), NOT_COMING),
    (("not", "make", "it"), NOT_COMING),
    (("unable", "to", "come"), NOT_COMING),
    (("unable", "to", "attend"), NOT_COMING),
    *(
        ((*will, *come), COMING)
        for will in (("can",), ("plan", "to"), ("planning", "to"), ("intend", "to"), ("able", "to"))
        for come in (("come",), ("attend",), ("make", "it"), ("make", "the"), ("be", "there"), ("be", "at"))
    ),
    *((("see", "you", each), COMING) for each in ("at", "there")),
    *(((*must, "miss", "the"), NOT_COMING) for must in ((), ("have", "to"), ("need", "to"), ("will",))),
    *((("unable", "to", "make", each), NOT_COMING) for each in ("it", "the")),
    *((("make", each), COMING) for each in ("it", "the")),
    (("going", "to", "the"), COMING),
    (("attending",), COMING),
    (("attend",), COMING),
    (("at",), COMING),
    (("not", "coming"), NOT_COMING),
    (("not", "able", "to", "come"), NOT_COMING),
    (("coming",), COMING),
    (("come",), COMING),
    (("there",), COMING),
    (("here",), HERE),
    (("back",), BACK),
)
ALONE = listed("there come left leave at attend make")
"""What says nothing of a class without "I'll" before it."""
REASON = re.compile(
    r"[,;.]?\s+(?:(?:because|since|as|but|so|sorry|due to)\b|(?<=[,;.] )(?:i|i'm|im|i've|i'll|we"
    r"|we're|my|have|got|out of"
    r"|on (?:vacation|leave|duty|shift)|away|sick|thanks|thank you)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
"""Why somebody comes, or does not: it names nothing."""
TO_CLASS = listed("to at in for from the class on")
AFTER = listed("now already today again")


_BY_FIRST_WORD = {
    first: [each for each in PRESSES if each[0][0] == first] for first in {phrase[0] for phrase, _ in PRESSES}
}


def card_words(words: Sequence[str]) -> tuple[str, str] | None:
    """Which button of a class's card a sentence says, and the words behind it that name the class.

    None for any other sentence: "I'm not here", "here is my card", "am I coming?".
    """
    plain = [plain_word(word) for word in words]
    if not plain or words[-1].endswith("?"):
        return None
    place = 0
    while place < len(plain) and (plain[place] in ("hi", "hello", "hey", "ok", "okay", "sorry", "yes", "")):
        place += 1
    subject = next((len(each) for each in SUBJECT if tuple(plain[place : place + len(each)]) == each), 0)
    is_ahead = "i'll" in plain[place : place + subject] or "will" in plain[place : place + subject]
    place += subject
    for phrase, press in _BY_FIRST_WORD.get(plain[place], ()) if place < len(plain) else ():
        if tuple(plain[place : place + len(phrase)]) != phrase:
            continue
        if phrase[0] in ALONE and not (is_ahead if press is COMING else subject):
            return None
        if is_ahead and press in (HERE, BACK):
            return None
        rest = _without_reason(words, place + len(phrase))
        while rest and plain_word(rest[0]) in AFTER:
            rest.pop(0)
        leads_on = phrase[-1] in ("the", "at")  # what it is of stands next
        if (
            rest
            and not leads_on
            and (plain_word(rest[0]) not in TO_CLASS or (press is BACK and plain_word(rest[0]) == "from"))
        ):
            return None
        while rest and plain_word(rest[0]) in TO_CLASS - {"on"}:
            rest.pop(0)
        return press, " ".join(rest).strip(" .!,;")
    return None


def _without_reason(words: Sequence[str], place: int) -> list[str]:
    """The words from some place on, without why somebody comes, or does not."""
    mark = words[place - 1][-1:] if place else ""
    led = f"{mark if mark in (',', ';', '.') else ''} {' '.join(words[place:])}"
    return [each for each in REASON.sub("", led).split() if each not in (",", ";", ".")]


def phrased(words: Sequence[str]) -> tuple[str, str] | None:
    """The form a sentence means, and what is for it; None where no other words than its own mean one."""
    plain = [plain_word(word) for word in words]
    if not plain:
        return None
    if _speaks_of_letters(plain):
        return LETTERS, " ".join(words)
    start = next((place for place, word in enumerate(plain) if word not in LEADS), len(plain))
    if tuple(plain) in (("take", "that", "back"), ("take", "it", "back"), ("revert",), ("revert", "that")):
        return UNDO, ""
    if plain[start : start + 1] == ["log"] and tuple(plain[start + 1 :]) in LOG_AGAIN:
        return AGAIN, ""
    if plain[start : start + 1] == ["undo"] and set(plain[start + 1 :]) <= OF_LAST:
        return UNDO, ""
    for phrase in TAKING_BACK:
        if tuple(plain[start : start + len(phrase)]) == phrase and len(plain) > start + len(phrase):
            return CORRECT, " ".join(words[start + len(phrase) :])
    if plain[start : start + 1] == ["call"] and not MEETING.isdisjoint(plain[start + 1 : start + 3]):
        place = next(n for n in range(start + 1, len(plain)) if plain[n] in MEETING)
        return CALL, " ".join(words[place + 1 :])
    if _asks_of_meetings(plain):
        return MEETINGS, " ".join(words)
    if (exercises := _asks_of_exercises(words, plain)) is not None:
        return exercises
    said = plainly_said(" ".join(words))
    if is_short(said) and (found := RECORD_OF.fullmatch(said)) is not None:
        return (TRANSCRIPT if found["what"] == "transcript" else HISTORY), found["whose"]
    if is_short(said) and matched(LAST_TAKEN, said) is not None:
        return HISTORY, ""
    first = plain[1 : 4 if {"and", "or", "&"}.isdisjoint(plain[1:5]) else MOST_BEFORE_CLASSES]
    if "classes" in first and plain[0] not in NO_QUESTION and STANDING.isdisjoint(plain):
        return CLASSES, " ".join(words)  # "BLS classes at Cedar Fire"
    asks = (
        words[-1].endswith("?")
        or plain[0] in ASKS | BEGINS_A_LIST
        or plain[start : start + 1] == ["my"]
        or start > 0
    )
    if not asks or not STANDING.isdisjoint(plain):
        return None
    if "transcript" in plain and plain[0] not in ("training", "transcript"):
        behind = words[plain.index("transcript") + 1 :]
        if behind and plain_word(behind[0]) in ("of", "for"):
            behind = behind[1:]
        return TRANSCRIPT, " ".join(behind).strip("?!. ")
    if "verify" in plain[1:]:
        return VERIFY, ""
    of_classes = len(plain) > 1 and not {"class", "classes"}.isdisjoint(plain)
    if of_classes and plain[0] in ASKS | BEGINS_A_LIST | OF_CLASSES:
        return CLASSES, " ".join(words)
    return None


def _asks_of_exercises(words: Sequence[str], plain: Sequence[str]) -> tuple[str, str] | None:
    """ "Exercises", "what drills are coming up", "exercises since June", "when is the Vine drill?"."""
    if EXERCISE.isdisjoint(plain) or not STANDING.isdisjoint(plain):
        return None
    if plain[0] == "who":
        return _who_was_there(words, plain)
    start = next((place for place, word in enumerate(plain) if word not in POLITE), 0)
    if len(plain) > 1 and plain[start] not in ASKS | BEGINS_A_LIST | EXERCISES_FIRST:
        return None
    if plain[0] == EXERCISES:  # with a slash, and what it takes
        return None
    named = [word for word, each in zip(words, plain, strict=True) if each not in ASKS | OF_EXERCISES | LEADS]
    left = [word for word in named if plain_word(word) not in EXERCISE]
    is_when = plain[:2] in (["when", "is"], ["when", "was"]) or plain[0] == "when's"
    if is_when and BEGINS_A_LIST.isdisjoint(plain):
        return (SHOW, " ".join(named).strip("?!. ")) if len(named) > len(left) and left else None
    if all(word in PLAINLY_ALL for word in plain):
        return (EXERCISES, "") if len(plain) > 1 or plain[0].endswith("s") else None
    is_list = not EXERCISE_LISTED.isdisjoint(plain) or not BEGINS_A_LIST.isdisjoint(plain) or not left
    return (LISTED, " ".join(words)) if is_list and (len(plain) > 1 or plain[0].endswith("s")) else None


def _who_was_there(words: Sequence[str], plain: Sequence[str]) -> tuple[str, str] | None:
    """ "Who was at the Vine drill?": the exercise, with as much of it as is for the one who asks."""
    if plain[1:2] not in (["was"], ["were"], ["attended"], ["came"], ["is"]) or plain[-1] not in EXERCISE:
        return None
    place = next((n + 1 for n, word in enumerate(plain) if word in ("at", "in", "to", "attended")), 0)
    named = [word for word in words[place:] if plain_word(word) not in ("the", "our")]
    return (SHOW, " ".join(named).strip("?!. ")) if place and len(named) > 1 else None


def _asks_of_meetings(plain: Sequence[str]) -> bool:
    """ "next meeting", "what meetings are coming", "which seats are open", "which were never filled"."""
    if not MEETING.isdisjoint(plain):
        several = plain[0] in MEETINGS_FIRST and "meetings" in plain[:3]
        several = several and (len(plain) > 2 or plain[0] == "meetings")
        return several or plain[0] == "next" or (plain[0] in ASKS and len(plain) > 1)
    of_seats = "seats" in plain or "seat" in plain
    return of_seats and plain[0] in ASKS and not SEATS_ASKED.isdisjoint(plain)


def _speaks_of_letters(plain: Sequence[str]) -> bool:
    """ "mute", "write me weekly", "stop the letters"."""
    first = plain[0]
    if first in ("mute", "unmute"):
        return set(plain[1:]) <= TOLD
    asks = first in ("write", "send", "stop", "no", "start", "please", "only")
    writes = tuple(plain[:2]) in (("write", "me"), ("stop", "writing"))
    about = writes or not {"letter", "letters"}.isdisjoint(plain)
    return asks and about and len(plain) <= MOST_OF_LETTERS
