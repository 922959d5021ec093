"""From a sentence to the command it means, typed with a slash, in a thread, or in a direct message."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from commands.kit.blocks import meant
from commands.kit.member import Needs
from commands.kit.problems import AskedBack
from commands.kit.registry import Form, Registry
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.asking import ASK, asked_privately, said_alone
from commands.language.calls import about_calls
from commands.language.clauses import CALLED
from commands.language.courses import asked_about, asks_how_often
from commands.language.no_part import LOG
from commands.language.phrases import phrased
from commands.language.taking_part import names_a_class
from words.classes import FILLERS, listed, plain_word
from words.problems import Unclear

LONGEST = 1500
QUESTION_WORDS = listed("due overdue refresher refreshers expired expires expiring expire lapsed renew")
HELP = "muster help"
PLAYED = "exercise log"
PLAN, ACTIONS, EXERCISE = "exercise plan", "exercise actions", "exercise"
TEAMS = "readiness teams"
CHECKLIST = "checklist"
PLAN_CLASS = "training plan"
HOW_OFTEN = "training courses mine"
HERE = "training here"
AT_A_CLASS = re.compile(
    r"(?:(?:(?:hi|hello)[ ,]+)?(?:(?:i'?m|i am|we're|we are) +)?here[ :,]*)?(?P<code>\d{4})[.!]?",
    re.IGNORECASE,
)
""""Here 4821": who says so signs in to the class on whose wall the code stands."""

OF_TEAMS = frozenset(("how", "how's", "are", "is", "could", "can", "do", "would", "what", "what's", "which"))
"""A question that begins so and speaks of teams asks how many could be fielded."""

TELLERS = frozenset(("i", "i've", "just", "we", "we've"))
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
TOLD = frozenset(("took", "taken", "finished", "completed", "attended", "passed", "did", "done", "failed"))
OWN = {
    **dict.fromkeys(("record", "records", "history"), "training history"),
    "transcript": "training transcript",
}
CANCELLING = listed("cancel postpone reschedule")
ABOUT_ACTIONS = OF_TEAMS | listed("show list any open overdue closed corrective my our were there tell give")


def resolve(registry: Registry, sentence: str) -> tuple[Form, str]:
    """The form a sentence uses, and what stands after its words.

    Raises Unclear, with what was perhaps meant, for one that uses none.
    """
    words = sentence.split()
    if words and words[0].lower() == "muster" and _own_form(registry, words) is None:
        words = words[1:] or words
    skipped = len(sentence.split()) - len(words)
    if ASK in registry.forms and (asked := asked_privately(words)) is not None:
        return registry.forms[asked[0]], _after(sentence, skipped + asked[1])
    if len(sentence) > LONGEST:  # what is told privately says itself what is too long, and loses none of it
        raise Unclear(
            not_understood=f"That is {len(sentence):,} characters; I read up to {LONGEST:,}. "
            "Nothing was recorded.",
            understood=sentence[:60].strip() + "…",
            example="/training, whose form takes many people at once",
        )
    if HERE in registry.forms and (code := _code_said(words)) is not None:
        return registry.forms[HERE], code
    if (answered := about_calls(registry, words)) is not None:
        return answered
    if words and words[-1].lower().strip("?!") == "help":
        return registry.forms[HELP], " ".join(words[:-1])
    if (meaning := phrased(words)) is not None and meaning[0] in registry.forms:
        return registry.forms[meaning[0]], meaning[1]
    if HOW_OFTEN in registry.forms and asks_how_often(words):
        return registry.forms[HOW_OFTEN], " ".join(words)
    if PLAYED in registry.forms and _tells_of_an_exercise(words):
        return _class_or_part(registry), _after(sentence, skipped)
    if LOG in registry.forms and _tells_of_a_class(words):
        return registry.forms[LOG], _after(sentence, skipped)
    if words and PLAN in registry.forms and plain_word(words[0]) == "plan" and _called_at(words):
        return registry.forms[PLAN], _after(sentence, skipped + 1)
    if words and PLAN_CLASS in registry.forms and plain_word(words[0]) in ("plan", "schedule"):
        return _plan_of_a_class(registry), _after(sentence, skipped + 1)
    if words and EXERCISE in registry.forms and plain_word(words[0]) in CANCELLING and _called_at(words):
        return registry.forms[EXERCISE], " ".join(words)
    if ACTIONS in registry.forms and _asks_for(words, ABOUT_ACTIONS, "actions"):
        return registry.forms[ACTIONS], " ".join(words)
    if CHECKLIST in registry.forms and _asks_for(words, ABOUT_ACTIONS, "checklist", "checklists"):
        return registry.forms[CHECKLIST], " ".join(words)
    if (own := _own_record(registry, words)) is not None:
        return own, ""
    found = _find(registry, words)
    if found is not None:
        form, used = found
        if used == 1 and len(words) > 1:
            _refuse_near_miss(registry, form, words)
        return form, _after(sentence, skipped + used)
    if any(word.lower().strip("?!.,") in QUESTION_WORDS for word in words):
        return registry.forms["due"], " ".join(words)
    if TEAMS in registry.forms and _asks_for(words, OF_TEAMS, "teams"):
        return registry.forms[TEAMS], " ".join(words)
    if (both := _of_several(registry, words)) is not None:
        raise both
    raise _did_you_mean(registry, words)


def _code_said(words: Sequence[str]) -> str | None:
    """The code of "I'm here 4821", "here: 4821" or "4821", the one on the wall of a class; None for none."""
    match = AT_A_CLASS.fullmatch(" ".join(words).replace("\u2019", "'"))
    return None if match is None else match["code"]


def with_files(registry: Registry, sentence: str) -> tuple[Form, str]:
    """What takes the files that came with a sentence, and answers it too where it uses a form's own words.

    What somebody logs with it is on record before its certificate is looked at.
    """
    said = _beside_files(registry, sentence)

    def run(request: Request) -> Reply:
        replies: list[Reply | None] = []
        if said is not None:
            try:
                replies.append(said[0].run(replace(request, text=said[1])))
            except AskedBack as back:
                replies.append(back.reply)
        replies += [taker.run(request) for taker in registry.takers]
        messages = [each.message for each in replies if each is not None and each.message is not None]
        blocks = [block for message in messages for block in message.blocks]
        posts = [post for each in replies if each is not None for post in each.posts]
        return Reply(message=Message(blocks), posts=posts)

    needs = Needs.RESPONDER if said is None or said[0].needs is Needs.NOTHING else said[0].needs
    return Form("", run, what="", example="", needs=needs, changes=True), sentence


def _beside_files(registry: Registry, sentence: str) -> tuple[Form, str] | None:
    """The form a sentence uses by its own words; None where it speaks of the files it came with."""
    words = sentence.split()
    asks_for_files = [says for taker in registry.takers for says in taker.instead_of]
    is_ours = _find(registry, words) or _tells_of_a_class(words) or asked_privately(words)
    if not words or not (is_ours or words[0].lower() == "muster"):
        return None
    found = resolve(registry, sentence)
    return None if found[0].says in asks_for_files else found


def overheard(registry: Registry, sentence: str, unclear: Unclear) -> tuple[Form, str]:
    """Who may make something of a sentence that uses no form: nothing is recorded by it.

    Raises `unclear`, at once or once nothing was made of it: for a question and for a slip within a command
    at once.
    """
    words = sentence.split()
    first = plain_word(words[0]) if words else ""
    second = plain_word(words[1]) if len(words) > 1 else ""
    begins = first in NO_TELLING or (first in WORKING | {"did"} and second in WHO)
    asks = not words or words[-1].endswith("?") or begins
    if asks or len(sentence) > LONGEST or first in registry.commands or first == "muster":
        raise unclear

    def run(request: Request) -> Reply:
        replies = (each.run(request) for each in registry.overhears)
        reply = next((each for each in replies if each is not None), None)
        if reply is None:
            raise unclear
        return reply

    return Form("", run, what="", example="", needs=Needs.NOTHING), sentence


def _class_or_part(registry: Registry) -> Form:
    """The log of exercises, which leaves to the log of classes what names a course: "took part in BLS"."""
    part, taken = registry.forms[PLAYED], registry.forms.get(LOG)

    def run(request: Request) -> Reply:
        return taken.run(request) if taken and names_a_class(request) else part.run(request)

    return replace(part, run=run)


def _plan_of_a_class(registry: Registry) -> Form:
    """What plans the class a sentence names; where it names no course, it is asked which plan is meant."""
    form = registry.forms[PLAN_CLASS]

    def run(request: Request) -> Reply:
        if asked_about(request.text, request.catalogue).courses:
            return form.run(request)
        ways = [meant(each, request.text) for each in (PLAN_CLASS, PLAN) if each in registry.forms]
        raise Unclear(
            not_understood="Is it a class or an exercise? I know no course in what you said. Nothing was "
            "recorded.",
            understood=request.text[:200],
            example=form.example,
            offers=ways,
        )

    return replace(form, run=run)


def _after(sentence: str, used: int) -> str:
    """What stands behind the first words, in the lines in which it was typed."""
    rest = sentence.split(None, used)
    return rest[used].strip() if len(rest) > used else ""


def _tells_of_a_class(words: Sequence[str]) -> bool:
    """Whether a sentence tells of a class: "I took BLS on Friday", "just finished my refresher, 8 hours"."""
    if not words or words[-1].endswith("?") or plain_word(words[0]) not in TELLERS:
        return False
    return any(plain_word(word) in TOLD for word in words[1:4])


def _tells_of_an_exercise(words: Sequence[str]) -> bool:
    """Whether a sentence tells what somebody was at an exercise: "I played Transport at the Vine drill".

    "log" may stand before it. A sentence that names a class, or says "took", "did" or "attended" of anything
    but a tabletop or a full-scale, tells of a class; one that asks who played tells of nothing.
    """
    plain = [plain_word(word) for word in words]
    while plain and plain[0] in POLITE:
        words, plain = words[1:], plain[1:]
    if plain and plain[0] in ASKS_TO_WRITE and _called_at(words) and CLASS.isdisjoint(plain):
        return not words[-1].endswith("?") and _is_at_one(words)
    if plain[:1] == ["log"]:
        plain = plain[1:]
        plain = plain[1:] if plain[:1] == ["that"] else plain
    if not plain or words[-1].endswith("?") or plain[0] in NO_TELLING:
        return False
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
    if goes_on and CLASS.isdisjoint(plain) and _called_at(words):
        return True
    if TOLD.isdisjoint(verbs):
        return False
    is_table = any(plain[at] in ("tabletop", "ttx", "full-scale", "fse") for at in _called_at(words))
    is_at_one = _is_at_one(words) or any("as" in plain[at:] for at in _called_at(words))
    return is_table or (CLASS.isdisjoint(plain) and is_at_one)


def _called_at(words: Sequence[str]) -> list[int]:
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
    return any(place > at for place in _called_at(words))


def _asks_for(words: Sequence[str], begins: Collection[str], *about: str) -> bool:
    """Whether a question begins so, and speaks of something: "what actions are open?"."""
    plain = [plain_word(word) for word in words]
    return bool(plain) and plain[0] in begins and not set(about).isdisjoint(plain)


def _own_record(registry: Registry, words: Sequence[str]) -> Form | None:
    """What shows or gives out one's own record: "my record", "show me my training history, please"."""
    plain = [plain_word(word) for word in words]
    said = [word for word in plain if word not in FILLERS | POLITE | {"me", "see", "on"}]
    return registry.forms.get(OWN.get(said[1], "")) if len(said) == 2 and said[0] == "my" else None


def _of_several(registry: Registry, words: Sequence[str]) -> Unclear | None:
    """Asks back what of several a word means that two commands have: "verify", "close the BLS class"."""
    first = plain_word(words[0]) if words else ""
    forms = [says for says in registry.forms if said_alone(says) == first]
    if len(forms) < 2:
        return None
    of = " or ".join(f"/{says}" for says in forms)
    return Unclear(
        not_understood=f"“{first}” can be {of}.",
        example=registry.forms[forms[0]].example,
        offers=[meant(says, " ".join(words[1:])) for says in forms],
    )


def _own_form(registry: Registry, words: Sequence[str]) -> Form | None:
    """A form of /muster itself: "muster", "muster setup"."""
    found = registry.find(words)
    if found is None or (found[1] == 1 and len(words) > 1):
        return None
    return found[0]


def _find(registry: Registry, words: Sequence[str]) -> tuple[Form, int] | None:
    found = registry.find(words)
    if found is not None:
        return found
    # "log ASIM Basic", "history", "setup": the second word of one command's form alone.
    first = words[0].lower() if words else ""
    forms = [form for says, form in registry.forms.items() if said_alone(says) == first]
    if len(words) > 2:  # "here is my card" names no code on a wall
        forms = [form for form in forms if form.says != HERE]
    if len(forms) > 1:  # "log": a class, where nothing in it was played
        forms = [form for form in forms if form.says == LOG]
    return (forms[0], 1) if len(forms) == 1 else None


def _refuse_near_miss(registry: Registry, form: Form, words: Sequence[str]) -> None:
    """Raises Unclear for "training lgo": one slip away from a form of the command."""
    said = words[1].lower()
    for other in registry.forms_of(form.says.split()[0]):
        second = other.says.partition(" ")[2]
        if second and OSA.distance(said, second) == 1 and len(said) > 2:
            raise Unclear(
                not_understood=f"I did not understand “{words[1]}”. Nothing was recorded.",
                example=other.example,
                offers=[meant(other.says, " ".join(words[2:]))],
            )


def _did_you_mean(registry: Registry, words: Sequence[str]) -> Unclear:
    said = " ".join(words)
    names = {says: says for says in registry.forms}
    for says in registry.forms:
        names.setdefault(says.split()[-1] if says.count(" ") == 1 else says, says)
    start = " ".join(words[:2]).lower()
    ranked = process.extract(start, list(names), scorer=fuzz.ratio, limit=4, score_cutoff=65)
    perhaps = list(dict.fromkeys(names[name] for name, _, _ in ranked))[:3]
    shown = said if len(said) <= 200 else said[:200] + "…"
    return Unclear(
        not_understood=f"I did not understand “{shown}”." if shown else "You said nothing.",
        example="/due Cedar Fire, or /training log ASIM Basic yesterday, or /muster help",
        offers=[meant(says) for says in perhaps or [HELP]],
    )
