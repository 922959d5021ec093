"""A meeting's call answered in words: "I'm coming to the kickoff meeting", "not coming", "I'm not sure yet".

The words are those of a class's card, too (`phrases.card_words`): which of the two is meant is told by what
is named, and by what there is to answer; where both may be, it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement

from commands.kit import meeting_views
from commands.kit.meeting_rights import invited_to
from commands.kit.meeting_views import MeetingPicked
from commands.kit.registry import Form, Registry
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.language import classes
from commands.language.classes import ClassPicked, class_match, classes_fitting
from commands.language.meetings import SMALL, meeting_match, meetings_fitting
from commands.language.phrases import COMING, MEETING, NOT_COMING, SUBJECT, card_words
from storage.classes import IS_GOING, ClassRecord
from storage.meetings import IS_CALLED, IS_KNOWN, MeetingRecord
from words.classes import listed, plain_word
from words.problems import Offer, Unclear

UNSURE = "not sure"
UNSURES = (
    ("not", "sure", "yet"),
    ("not", "sure"),
    ("not", "certain", "yet"),
    ("not", "certain"),
    ("unsure", "yet"),
    ("unsure",),
    *(
        (might, *come)
        for might in ("might", "may")
        for come in (("come",), ("make", "it"), ("be", "there"), ("attend",), ("be", "able", "to", "come"))
    ),
)
GREETS = listed("hi hello hey ok okay sorry yes well")
ABOUT = listed("about of for to")
WHETHER = tuple(
    (one, "i", *verb)
    for one in ("if", "whether")
    for verb in (("can", "come"), ("can", "make", "it"), ("will", "come"), ("come",), ("can",))
)
WHO_ASKED = (("who", "is"), ("who's",), ("whos",), ("who", "will", "be"), ("who", "all", "is"))
COMES = listed("coming attending")
WHO_DID = (("who", "comes"), ("who", "answered"), ("who", "has", "answered"), ("who", "said", "what"))
OF_OTHERS = listed("class classes course training exercise drill tabletop refresher")
"""With these it is no meeting that is spoken of."""
CLASS = listed("class course training session refresher")
ACTIONS = {
    COMING: (meeting_views.COMING, classes.COMING),
    NOT_COMING: (meeting_views.NOT_COMING, classes.NOT_COMING),
}
"""By what was said: the button of a call, and that of a class."""
IN_MY_PLACE = r"(?:instead(?: of me)?|in my (?:place|stead)|for me|on my behalf)"
INSTEAD = re.compile(rf"[\s,]+{IN_MY_PLACE}$", re.IGNORECASE)
SENDS_TOO = re.compile(
    r"(?P<said>.+?)[,;.]?\s+(?:(?:but|so|and)\s+)?(?:(?:i'm|i am|i'll be|i will be"
    r"|we're)\s+)?sending (?P<whom>.+)",
    re.IGNORECASE | re.DOTALL,
)
ANOTHER_CAN = re.compile(
    r"(?P<said>.+?)[,;.]?\s+(?:but|so)\s+(?P<whom>[^,;.]+?)"
    r" (?:can|will|will come|is coming|comes|goes|can come)"
    r"(?: instead)?[.!]?",
    re.IGNORECASE,
)
WHO_SAYS = listed("i we it they he she you that this")
COMES_INSTEAD = re.compile(
    r"(?P<whom>[^,;.]+?) (?:will come|is coming|comes|will be there|will go|goes|is going"
    r"|will attend|attends|can come)"
    rf"(?P<to> to [^,;]+?)?[\s,]+{IN_MY_PLACE}[.!]?",
    re.IGNORECASE,
)
TO = re.compile(r"\s+to\s+", re.IGNORECASE)
EXAMPLE = "I'm coming to the kickoff meeting"
HERE, ANSWER, ANSWERS, SEND = "training here", "meeting rsvp", "meeting answers", "meeting send"
REMIND = "meeting remind"
REMINDS = re.compile(
    r"(?:please\s+)?(?:remind|nudge|ask)\s+(?:those|everybody|everyone|all|people|the ones|anybody|anyone)\s+"
    r"(?:again\s+|once more\s+)?(?:who|that)\s+(?:(?:are|were)\s+(?:still\s+)?(?:silent|not sure|unsure)|"
    r"(?:have|has|did|do)(?:\s+not|n't|nt)\s+(?:answer|respond|repl(?:y|i))(?:ed)?)"
    r"(?:\s+yet)?(?:\s+(?:again|once more))?"
    r"(?:\s+(?:(?:to|for|about|of)\s+)?(?:the\s+)?(?P<which>.*))?",
    re.IGNORECASE,
)
"""Asks that the silent are asked once more: "remind those who have not answered the kickoff"."""


def about_calls(registry: Registry, words: Sequence[str]) -> tuple[Form, str] | None:
    """The form of a sentence that answers a call, or a class's card, or asks who answered; else None."""
    if SEND in registry.forms and (sent := sent_instead(words)) is not None:
        return registry.forms[SEND], sent
    is_card = card_words(words) is not None
    if HERE in registry.forms and is_card:
        return _class_or_call(registry), " ".join(words)
    if ANSWER in registry.forms and unsure_words(words) is not None:
        return registry.forms[ANSWER], " ".join(words)
    if SEND in registry.forms and (whom := sending_words(words)) is not None:
        return registry.forms[SEND], whom
    if REMIND in registry.forms and (again := REMINDS.fullmatch(_said(words))) is not None:
        return registry.forms[REMIND], again["which"] or ""
    if ANSWERS in registry.forms and (which := asked_who_comes(words)) is not None:
        return registry.forms[ANSWERS], which
    return None


def _said(words: Sequence[str]) -> str:
    """The words as one line, with the apostrophe that a keyboard has."""
    return " ".join(words).replace("\u2019", "'").strip(" .!")


def _class_or_call(registry: Registry) -> Form:
    """What answers a class's card in words, which leaves to a meeting's call what means one."""
    form, answer = registry.forms[HERE], registry.forms.get(ANSWER)

    def run(request: Request) -> Reply:
        return answer.run(request) if answer and means_a_call(request) else form.run(request)

    return replace(form, run=run)


def call_words(words: Sequence[str]) -> tuple[str, str] | None:
    """Which answer to a call a sentence gives, and the words behind it that name the meeting; or None."""
    found = card_words(words)
    if found is not None:
        return found if found[0] in ACTIONS else None
    return unsure_words(words)


def unsure_words(words: Sequence[str]) -> tuple[str, str] | None:
    """ "I'm not sure yet", "not sure about the kickoff": that somebody is not sure, and of which meeting."""
    plain = [plain_word(word) for word in words]
    if not plain or words[-1].endswith("?"):
        return None
    place = next((n for n, word in enumerate(plain) if word not in GREETS), len(plain))
    place += next((len(each) for each in SUBJECT if tuple(plain[place : place + len(each)]) == each), 0)
    said = next((len(each) for each in UNSURES if tuple(plain[place : place + len(each)]) == each), 0)
    if not said:
        return None
    place += said
    place += next((len(each) for each in WHETHER if tuple(plain[place : place + len(each)]) == each), 0)
    rest = list(words[place:])
    if rest and plain_word(rest[0]) not in ABOUT:
        return None
    while rest and plain_word(rest[0]) in ABOUT | {"the"}:
        rest.pop(0)
    return UNSURE, " ".join(rest).strip(" .!,")


def sending_words(words: Sequence[str]) -> str | None:
    """Whom "I'm sending Kim Lee to the kickoff" names, and to what; None for any other sentence."""
    plain = [plain_word(word) for word in words]
    if not plain or words[-1].endswith("?"):
        return None
    place = next((n for n, word in enumerate(plain) if word not in GREETS), len(plain))
    subject = next((len(each) for each in SUBJECT if tuple(plain[place : place + len(each)]) == each), 0)
    place += subject
    sends = [["sending"], ["send"]] if subject else [["sending"]]
    if plain[place : place + 1] not in sends or len(plain) <= place + 1:
        return None
    return _without_instead(" ".join(words[place + 1 :]))


def sent_instead(words: Sequence[str]) -> str | None:
    """ "I can't make it on the 8th, sending Cora", "Cora comes in my place": whom somebody sends."""
    sentence = " ".join(words).replace("\u2019", "'")
    if sentence.endswith("?"):
        return None
    if found := SENDS_TOO.fullmatch(sentence):
        said = card_words(found["said"].split())
        if said is not None and said[0] == NOT_COMING:
            whom = _without_instead(found["whom"])
            return f"{whom} to {said[1].removeprefix('on ')}" if said[1] else whom
    if (another := _whom_else(sentence)) is not None:
        return another
    if found := COMES_INSTEAD.fullmatch(sentence):
        return f"{found['whom']}{found['to'] or ''}".strip(" .!,")
    return None


def _whom_else(sentence: str) -> str | None:
    """ "I can't come to the kickoff, but Jude Dahl can": whom, and to which meeting."""
    found = ANOTHER_CAN.fullmatch(sentence)
    said = None if found is None else card_words(found["said"].split())
    if found is None or said is None or said[0] != NOT_COMING or plain_word(found["whom"]) in WHO_SAYS:
        return None
    return f"{found['whom']} to {said[1].removeprefix('on ')}" if said[1] else found["whom"]


def _without_instead(said: str) -> str:
    return INSTEAD.sub("", said.strip(" .!,")).strip(" .!,")


def whom_and_where(request: Request, said: str) -> tuple[str, str]:
    """Whom, and to which meeting: "Kim Lee to the kickoff"; split where the rest names a call of theirs."""
    parts = TO.split(said)
    splits = [(" to ".join(parts[:n]), " to ".join(parts[n:])) for n in range(len(parts) - 1, 0, -1)]
    calls = own_calls(request)
    found = next(((who, which) for who, which in splits if meetings_fitting(request, which, calls)), None)
    return found or (splits[0] if splits else (said, ""))


def asked_who_comes(words: Sequence[str]) -> str | None:
    """What names the meeting in "who is coming to the kickoff?", "who answered?"; None for others."""
    plain = [plain_word(word) for word in words]
    used = next((len(each) for each in WHO_ASKED if tuple(plain[: len(each)]) == each), 0)
    if used and plain[used : used + 1] and plain[used] in COMES:
        used += 1
    else:
        used = next((len(each) for each in WHO_DID if tuple(plain[: len(each)]) == each), 0)
    if not used or not OF_OTHERS.isdisjoint(plain[used:]):
        return None
    while plain[used : used + 1] and plain[used] in ABOUT | {"the", "at"}:
        used += 1
    return " ".join(words[used:]).strip(" ?!.")


def own_calls(request: Request) -> ColumnElement[bool]:
    """The condition on meetings to which the speaker is invited, and may answer still."""
    return IS_CALLED & (MeetingRecord.held_on >= request.today) & invited_to(request.member)


def means_a_call(request: Request) -> bool:
    """Whether somebody who says that they come, or don't, means a meeting's call, and no class.

    Raises Unclear, with both to press, where it may be either.
    """
    found = call_words(request.text.split())
    if found is None or found[0] not in ACTIONS:
        return found is not None
    press, which = found
    said = {plain_word(word) for word in which.split()}
    if not MEETING.isdisjoint(said):
        return True
    if not CLASS.isdisjoint(said):
        return False
    calls = meetings_fitting(request, which, own_calls(request))
    to_come = IS_GOING & (ClassRecord.held_on >= request.today)
    there = classes_fitting(request, which, to_come)
    if calls and there:
        raise _either(request, press, calls, there)
    return bool(calls) or (not there and gone_call(request, which) is not None)


def gone_call(request: Request, which: str) -> MeetingRecord | None:
    """The meeting that is named, where the speaker was asked to it and no call that waits is named so: it
    was cancelled, held, or is over, and answering it says which.
    """
    names = any(plain_word(word) not in SMALL for word in which.split())
    if not names or meetings_fitting(request, which, own_calls(request)):
        return None
    found = meetings_fitting(request, which, IS_KNOWN & invited_to(request.member))
    return found[0] if found else None


def _either(
    request: Request, press: str, calls: Sequence[MeetingRecord], there: Sequence[ClassRecord]
) -> Unclear:
    of_call, of_class = ACTIONS[press]
    offers = [
        Offer(meeting_match(each).name, f"{of_call}:said {each.id}", MeetingPicked(meeting_id=each.id))
        for each in calls[:3]
    ]
    offers += [
        Offer(
            class_match(request.catalogue, each).name,
            f"{of_class}:said {each.id}",
            ClassPicked(class_id=each.id),
        )
        for each in there[:3]
    ]
    asked = "To which? I know a meeting and a class that you may mean. Nothing was recorded."
    return Unclear(not_understood=asked, understood=press, example=EXAMPLE, offers=offers)
