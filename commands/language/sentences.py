"""From a sentence to the command it means, typed with a slash, in a thread, or in a direct message."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from commands.kit.blocks import meant
from commands.kit.member import Needs
from commands.kit.problems import AskedBack
from commands.kit.registry import Form, Registry
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language import bare_words
from commands.language.asking import ASK, asked_privately, said_alone
from commands.language.bare_words import code_said, says_what_follows, shown
from commands.language.calls import about_calls
from commands.language.courses import asked_about, asks_how_often
from commands.language.done_said import sense_of_done
from commands.language.gaps import about_gaps
from commands.language.no_part import LOG
from commands.language.offering import NotUnderstood
from commands.language.overhearing import overheard
from commands.language.pacing import form_of_pace
from commands.language.phrases import phrased
from commands.language.records_told import (
    asked_to_log,
    asks_how_deep,
    asks_who_played,
    called_at,
    names_a_code,
    tells_of_a_class,
    tells_of_an_exercise,
    tells_of_others,
)
from commands.language.said_plainly import after
from commands.language.senses import Sense, deciding
from commands.language.sentences_of_digests import senses_of_digests
from commands.language.sentences_of_documents import senses_of_documents
from commands.language.sentences_of_greeting import greeted
from commands.language.sentences_of_names import senses_of_names
from commands.language.sentences_of_numbers import EXPLAIN, OF_WHOM, asks_how_counted, asks_of_a_number
from commands.language.sentences_of_pace import senses_of_pace
from commands.language.sentences_of_readiness import DUE, READINESS, senses_of_readiness
from commands.language.sentences_of_scores import SCORECARD, asks_of_scores
from commands.language.sentences_of_standing import HOW_OFTEN, LONGEST, OF_THINGS, standing
from commands.language.standing_asked import BEGINS_ANOTHER
from commands.language.taking_part import names_a_class
from commands.language.unwrapped import unwrapped
from words.classes import FILLERS, POLITE, listed, plain_word
from words.problems import Unclear

MOST_OF_A_SLIP = 3
"""Words of what may be a slip of a form's own words; a longer sentence says something else."""
OF_A_MEETING = ("note", "decision", "objection", "concern", "follow")
KEPT_AS_TYPED = ("ask", *(f"meeting {each}" for each in OF_A_MEETING))
HELP, PLAYED = "muster help", "exercise log"
MOST_NAMING = 6
"""Words of what names something of an agency's, and is no sentence."""
LATELY = "readiness played"
PLAN, ACTIONS, EXERCISE = "exercise plan", "exercise actions", "exercise"
TEAMS, CHECKLIST = "readiness teams", "checklist"
OF_BOTH = frozenset((CHECKLIST, "meeting", "meetings", "template", "templates", "minutes"))
"""Behind these words a sentence may stand: "/checklist the radio plan is done"."""
AGAIN = frozenset(("checklist template", "checklist templates"))
"""Forms behind which another one may be named: "/checklist template edit roadmap"."""
PLAN_CLASS, HERE = "training plan", "training here"

OWN = {
    **dict.fromkeys(("record", "records", "history"), "training history"),
    **dict.fromkeys(("training", "trainings", "certificate", "certificates", "certs"), "training history"),
    "classes": "training classes",
    "transcript": "training transcript",
}
OF_THE_PICTURE = (
    *(senses_of_names, senses_of_digests, senses_of_documents, senses_of_pace),
    senses_of_readiness,
)
"""Read first, and by themselves: what they read is about no item and no meeting. Behind "readiness", too."""
CANCELLING = listed("cancel postpone reschedule")


def resolve(registry: Registry, sentence: str) -> tuple[Form, str]:
    """The form a sentence uses, and what stands after its words.

    Raises Unclear, with what was perhaps meant, for one that uses none.
    """
    if not _keeps_its_words(registry, sentence):
        sentence = unwrapped(sentence)
    sentence = asked_to_log(sentence) or sentence
    if ACTIONS in registry.forms and (actions := bare_words.of_action_items(registry, sentence)) is not None:
        return registry.forms[ACTIONS], actions
    if (meaning := greeted(sentence.split())) is not None and meaning[0] in registry.forms:
        return registry.forms[meaning[0]], meaning[1]
    if (asked := standing(registry, sentence)) is not None:
        return asked
    senses = _senses(registry, sentence)
    plain = next((each for each in senses if each.is_plain), None)
    if plain is not None:
        return registry.forms[plain.form], plain.text
    if not senses:
        return _by_its_words(registry, sentence)
    try:
        form, text = _by_its_words(registry, sentence)
    except Unclear as unclear:
        return deciding(registry, senses, _heard_by_somebody(registry, sentence, unclear)), sentence
    return deciding(registry, senses, (form, text)), text


def form_of(registry: Registry, sentence: str) -> tuple[Form, str]:
    """The form a sentence uses; for one that uses none who may make something of it, and records nothing.

    Raises Unclear for a sentence that nobody may make anything of.
    """
    try:
        return resolve(registry, sentence or HELP)
    except Unclear as unclear:
        return overheard(registry, sentence, unclear)


def _keeps_its_words(registry: Registry, sentence: str) -> bool:
    """Whether what was said is kept as it was typed: a note of a meeting, what is told privately."""
    words = sentence.split()
    found = registry.find(words[1:] if words and words[0].lower() == "muster" else words)
    kept = found is not None and found[0].says.startswith(KEPT_AS_TYPED)
    return kept or (ASK in registry.forms and asked_privately(words) is not None)


def _heard_by_somebody(registry: Registry, sentence: str, unclear: Unclear) -> Unclear | tuple[Form, str]:
    """Who may make something of a sentence that uses no form; else what it is asked back with."""
    try:
        return overheard(registry, sentence, unclear)
    except Unclear as asked:
        return asked


def _senses(registry: Registry, sentence: str) -> list[Sense]:
    """What a sentence may mean that does not begin with a form of two words, or with another command."""
    words = sentence.split()
    if words and words[0].lower() == "muster" and _own_form(registry, words) is None:
        words = words[1:]
    found = registry.find(words)
    if len(sentence) > LONGEST or (found is not None and found[1] > 1 and found[0].says not in AGAIN):
        return []
    begins = words[0].lower() if words else ""
    if found is not None and begins not in OF_BOTH | {READINESS}:
        return []
    said = after(sentence, len(sentence.split()) - len(words))
    texts = (after(said, 1), said) if found is not None else (said,)
    readers = (OF_THE_PICTURE,) if begins == READINESS else (OF_THE_PICTURE, OF_THINGS)
    for text in texts:
        for every in readers:
            there = [each for read in every for each in read(text) if each.form in registry.forms]
            if there:
                return there
    return []


def _by_its_words(registry: Registry, sentence: str) -> tuple[Form, str]:
    """The same by the words of the sentence alone."""
    words = sentence.split()
    if words and words[0].lower() == "muster" and _own_form(registry, words) is None:
        words = words[1:] or words
    skipped = len(sentence.split()) - len(words)
    if ASK in registry.forms and (asked := asked_privately(words)) is not None:
        return registry.forms[asked[0]], after(sentence, skipped + asked[1])
    if len(sentence) > LONGEST:  # what is told privately says itself what is too long, and loses none of it
        raise Unclear(
            not_understood=f"That is {len(sentence):,} characters; I read up to {LONGEST:,}. "
            "Nothing was recorded.",
            understood=sentence[:60].strip() + "…",
            example="/training, whose form takes many people at once",
        )
    if HERE in registry.forms and (code := code_said(words)) is not None:
        return registry.forms[HERE], code
    if (answered := about_calls(registry, words)) is not None:
        return answered
    if (gaps := about_gaps(words)) is not None and gaps[0] in registry.forms:
        return registry.forms[gaps[0]], gaps[1]
    if words and words[-1].lower().strip("?!") == "help":
        about = [] if HELP.split()[:-1] == [each.lower() for each in words[:-1]] else words[:-1]
        return registry.forms[HELP], " ".join(about)
    if (paced := form_of_pace(words)) is not None and paced in registry.forms:
        return registry.forms[paced], after(sentence, skipped)
    if SCORECARD in registry.forms and asks_of_scores(words, registry.commands):
        return registry.forms[SCORECARD], " ".join(words)
    if (meaning := phrased(words)) is not None and meaning[0] in registry.forms:
        return registry.forms[meaning[0]], meaning[1]
    if HOW_OFTEN in registry.forms and asks_how_often(words):
        return registry.forms[HOW_OFTEN], " ".join(words)
    if LATELY in registry.forms and asks_who_played(words):
        return registry.forms[LATELY], after(sentence, skipped)
    if PLAYED in registry.forms and tells_of_an_exercise(words):
        return _class_or_part(registry), after(sentence, skipped)
    if LOG in registry.forms and tells_of_a_class(words):
        return registry.forms[LOG], after(sentence, skipped)
    if words and PLAN in registry.forms and plain_word(words[0]) == "plan" and called_at(words):
        return registry.forms[PLAN], after(sentence, skipped + 1)
    if words and PLAN_CLASS in registry.forms and plain_word(words[0]) in ("plan", "schedule"):
        return _plan_of_a_class(registry), after(sentence, skipped + 1)
    if words and EXERCISE in registry.forms and plain_word(words[0]) in CANCELLING and called_at(words):
        return registry.forms[EXERCISE], " ".join(words)
    is_ours = registry.find(words) is not None
    if ACTIONS in registry.forms and _asks_for(
        words, bare_words.ABOUT_ACTIONS, *bare_words.OF_ACTIONS, named=not is_ours
    ):
        return registry.forms[ACTIONS], " ".join(words)
    if EXPLAIN in registry.forms and (key := asks_of_a_number(words)) is not None:
        return registry.forms[EXPLAIN], key
    if EXPLAIN in registry.forms and (of := asks_how_counted(words)) is not None:
        return registry.forms[EXPLAIN], f"{OF_WHOM} {of}".strip()
    if CHECKLIST in registry.forms and _asks_for(
        words, bare_words.ABOUT_ACTIONS, *bare_words.OF_ITEMS, named=not is_ours
    ):
        return registry.forms[CHECKLIST], " ".join(words)
    if (own := _own_record(registry, words)) is not None:
        return own, ""
    if (seen := shown(registry, words)) is not None:
        return seen
    found = _find(registry, words)
    if found is not None:
        form, used = found
        if used == 1 and len(words) > 1 and words[0].lower() == form.says.split()[0]:  # not "log Ada"
            _refuse_near_miss(registry, form, words)
        return form, after(sentence, skipped + used)
    if any(word.lower().strip("?!.,") in bare_words.QUESTION_WORDS for word in words):
        return registry.forms[DUE], " ".join(words)
    if TEAMS in registry.forms and (_asks_for(words, bare_words.OF_TEAMS, "teams") or asks_how_deep(words)):
        return registry.forms[TEAMS], " ".join(words)
    if LOG in registry.forms and tells_of_others(words):
        return registry.forms[LOG], after(sentence, skipped)
    if (both := _of_several(registry, words)) is not None:
        raise both
    unclear = _did_you_mean(registry, words)
    if (log := sense_of_done(words, sentence)) is not None and log.form in registry.forms:
        return deciding(registry, [log], _heard_by_somebody(registry, sentence, unclear)), sentence
    raise unclear


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
        afterwards = [write for each in replies if each is not None for write in each.afterwards]
        return Reply(message=Message(blocks), posts=posts, afterwards=afterwards)

    needs = Needs.RESPONDER if said is None or said[0].needs is Needs.NOTHING else said[0].needs
    return Form("", run, what="", example="", needs=needs, changes=True), sentence


def _beside_files(registry: Registry, sentence: str) -> tuple[Form, str] | None:
    """The form a sentence uses by its own words; None where it speaks of the files it came with."""
    words = sentence.split()
    asks_for_files = [says for taker in registry.takers for says in taker.instead_of]
    is_ours = _find(registry, words) or tells_of_a_class(words) or asked_privately(words)
    if not words or not (is_ours or words[0].lower() == "muster"):
        return None
    found = resolve(registry, sentence)
    return None if found[0].says in asks_for_files else found


def _class_or_part(registry: Registry) -> Form:
    """The log of exercises, which leaves to the log of classes what names a course: "took part in BLS"."""
    part, taken = registry.forms[PLAYED], registry.forms.get(LOG)

    def settles(request: Request) -> tuple[Form, str]:
        return (taken if taken and names_a_class(request) else part), request.text

    def run(request: Request) -> Reply:
        return settles(request)[0].run(request)

    return replace(part, run=run, settles=settles)


def _plan_of_a_class(registry: Registry) -> Form:
    """What plans the class a sentence names; where it names no course, it is asked which plan is meant."""
    form = registry.forms[PLAN_CLASS]

    def run(request: Request) -> Reply:
        if asked_about(request.text, request.catalogue).courses:
            return form.run(request)
        ways = [meant(each, request.text) for each in (PLAN_CLASS, PLAN) if each in registry.forms]
        raise Unclear(
            not_understood="Is it a class or an exercise? I can't find a course in what you said. "
            "Nothing was "
            "recorded.",
            understood=request.text[:200],
            example=form.example,
            offers=ways,
        )

    return replace(form, run=run)


def _asks_for(words: Sequence[str], begins: Collection[str], *about: str, named: bool = True) -> bool:
    """Whether a question begins so, and speaks of something: "what actions are open?"; `named`: or whether it
    only names it, which a form's own words do not: "Elm PD's open actions"."""
    plain = [plain_word(word) for word in words]
    if not plain or set(about).isdisjoint(plain):
        return False
    is_named = plain[-1] in about and len(plain) <= MOST_NAMING and plain[0] not in BEGINS_ANOTHER
    return plain[0] in begins or (named and is_named)


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
    first = words[0].lower().rstrip(":,") if words else ""
    forms = [form for says, form in registry.forms.items() if said_alone(says) == first]
    forms = [form for form in forms if says_what_follows(form.says, words)]
    if len(words) > 2:  # "here is my card" names no code on a wall
        forms = [form for form in forms if form.says != HERE]
    if len(forms) > 1:  # "log": a class, where nothing in it was played
        forms = [form for form in forms if form.says == (PLAYED if names_a_code(words) else LOG)]
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
    ranked = process.extract(start, list(names), scorer=fuzz.ratio, limit=4, score_cutoff=70)
    perhaps = list(dict.fromkeys(names[name] for name, _, _ in ranked))[:3]
    shown = said if len(said) <= 200 else said[:200] + "…"
    kind = Unclear if perhaps and len(words) <= MOST_OF_A_SLIP else NotUnderstood
    return kind(
        not_understood=f"I did not understand “{shown}”." if shown else "You said nothing.",
        example="/due Cedar Fire, or /training log ASIM Basic yesterday, or /muster help",
        offers=[meant(says) for says in perhaps or [HELP]],
    )
