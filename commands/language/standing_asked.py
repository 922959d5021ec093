"""Whether a sentence asks where people stand: who is due, how many, what share, who is worst, when, whether.

It is told by words that mean a state or a measure, wherever they stand. A word that another form has too
("class", "list", "plan", "lead", "meeting", "coverage") takes no such question away; only what the state is
said of does: "overdue actions", "which meetings are coming up".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from commands.language.records_told import asks_within
from words.asking import Part, Phrase, phrase_at
from words.classes import POLITE, listed, plain_word

PAST_DUE = listed(
    "due overdue expired expires expiring expire expiration lapsed lapse lapses lapsing recertify "
    "delinquent unverified untrained waived waiver waivers uncertified unqualified noncompliant non- "
    "compliant past-due out-of-date"
)
"""States nobody says of anything but people's training, but for what stands in `OWED`."""
STATES = PAST_DUE | listed("compliant certified qualified valid grace up-to-date behind lagging")
"""States that are said of much else: with these a question has to begin as one."""
CURRENT_OF_ELSE = listed(
    "coverage readiness plan plans revision revisions version state status level roster score picture "
    "trend numbers"
)
"""Before these "current" says which one, and not where anybody stands."""
BEFORE_GOOD = listed(
    "am is are was were who who's whos not still isn't aren't everyone everybody anyone i'm he she they"
)
AFTER_GOOD = listed("on for in until till through thru")
STATE_PHRASES = (
    *(("up", "to", "date"), ("out", "of", "date"), ("in", "date"), ("coming", "up"), ("come", "up")),
    *(
        ("all", "set"),
        ("run", "out"),
        ("running", "out"),
        ("runs", "out"),
        ("not", "trained"),
        ("still", "need"),
    ),
)
NEEDS = listed("need needs needing missing lack lacks lacking require requires")
"""With a course behind it: "who needs BLS", "what do I need"."""
HAS_HAD = listed("taken had done completed finished passed took take renewed attended got get")
SHARES = listed("share percent percentage proportion fraction pct")
PERCENT = re.compile(r"^<?\d{1,3}(?:\.\d+)?%$|^%$")
RANKS = listed("bottom worst best weakest strongest lowest highest poorest rank ranking ranked")
RANKED = listed(
    "agency agencies department departments discipline disciplines dept depts town towns city cities fire "
    "law police ems dispatch which"
)
"""What is ranked; with "where are we weakest" it is asked how ready somebody is."""
ASKERS = listed(
    "who who's whos who'd whose which what what's whats when when's how is isn't am are aren't was were "
    "wasn't weren't has have had did does do list show count number anyone anybody everyone everybody any "
    "until compare where name names give tell"
)
OWED = listed(
    "action actions item items checklist checklists minutes seat seats template templates scorecard "
    "scorecards aar transcript transcripts letter letters digest digests invoice survey surveys to-do "
    "todo task tasks objection objections concern concerns follow-up follow-ups decision decisions draft "
    "drafts"
)
"""What is due, open or overdue in another form's sense."""
PLAYING = listed("played play plays playing walked together field fielded siloed")
"""What is done at exercises: who has done it is no question of training."""
HELD = listed(
    "meeting meetings exercise exercises drill drills tabletop tabletops ttx kickoff class classes "
    "session sessions"
)
"""What comes up on a day; a question that names one first is of it, where no state of people's is said."""
BEFORE_HELD = listed(
    "what what's which when when's next the any list show me our my all a an upcoming is are there was do "
    "we have this see for"
)
MOSTLY_HELD = HELD - listed("class classes session sessions")
BEGINS_ANOTHER = listed(
    "log i i've ive i'm im i'll we we've just put mark record add plan schedule cancel postpone "
    "reschedule move close assign remind snooze drop reopen invite call send transfer verify correct undo "
    "import raise ask edit post give set make create hand start note change remove take stop mute write "
    "subscribe unsubscribe link delete"
)
"""With these somebody tells something, or has something done."""
ACTS = listed(
    "remind notify email e-mail message text nudge ping alert warn schedule assign enroll enrol register "
    "book sign invite call"
)
"""What is done to people, and never by a question."""
TO_DO = listed("do take renew retake redo complete finish get refresh")
"""What people are told to do about a course."""
MOST_UP = 7
"""Words of "when's my BLS up": more are a question of something else."""
BEFORE_ACTS = POLITE | listed("would will just let's i we want need to")
SUBJECTS = listed(
    "people folks everyone everybody officers firefighters medics paramedics emts deputies troopers cops "
    "dispatchers responders members personnel staff employees"
)
"""A sentence that begins with these and says a state asks who they are: "people on leave"."""
PEOPLE_ASKED = listed("who who's whos who'd whose anyone anybody everyone everybody people")


def asks_of_standing(words: Sequence[str]) -> bool:
    """Whether a sentence asks where people, agencies or disciplines stand in what is asked of them."""
    plain = [word for each in words if (word := plain_word(each))]
    if not plain:
        return False
    if _acts_on_people(plain):  # it is asked back who is meant, and done by nobody
        return True
    if plain[0] in BEGINS_ANOTHER and not _asks_after_all(plain):
        return False
    if not (OWED | PLAYING).isdisjoint(plain) or _tells(words, plain):
        return False
    if _is_a_wave(plain):
        return False
    if _measures(words, plain):
        return True
    asks = not ASKERS.isdisjoint(plain) or plain[0] in SUBJECTS
    if not PAST_DUE.isdisjoint(plain):
        return not _is_of_what_is_held(plain)
    if not asks:
        return False
    is_state = not STATES.isdisjoint(plain) or _is_in_context(plain)
    is_state = is_state or any(_stands(phrase, plain) for phrase in STATE_PHRASES)
    if is_state and not _is_of_what_is_held(plain) and not _is_of_something_else(plain):
        return True
    if _is_missing(plain):
        return True
    mine = not {"i", "my"}.isdisjoint(plain) and not {"stand", "status", "standing"}.isdisjoint(plain)
    return mine or _needs(plain) or _has_had(plain)


def asks_of_people(words: Sequence[str]) -> bool:
    """Whether such a question says that it is of people, and so of no item or meeting: "who is overdue"."""
    plain = [plain_word(each) for each in words]
    is_counted = ("how", "many") in pairwise(plain)
    return is_counted or not (PEOPLE_ASKED - {"whose"} | {"i", "am", "my"}).isdisjoint(plain)


def _is_in_context(plain: Sequence[str]) -> bool:
    """Whether a word stands so that it is a state: "on leave", "good until", "new on", "trained in"."""
    for before, word, after in zip(["", *plain], plain, [*plain[1:], ""], strict=False):
        if word == "current" and after not in CURRENT_OF_ELSE:
            return True
        if word == "good" and (before in BEFORE_GOOD or after in AFTER_GOOD):
            return before not in ("how", "a") and after not in ("is", "are", "time", "day")
        if word == "leave" and before in ("on", "of"):
            return True
        if (
            word == "new"
            and (before in BEFORE_GOOD or after in AFTER_GOOD)
            and after not in ("plan", "template")
        ):
            return True
        if (before, word) == ("up", "next"):
            return not PEOPLE_ASKED.isdisjoint(plain)
        if word == "covered" and before in ("is", "are", "who's", "aren't", "isn't", "not"):
            return not (PEOPLE_ASKED | {"many"} | SHARES).isdisjoint(plain) and "ready" not in plain
        if word == "trained" and before != "well" and "well" not in plain[:2] and after not in ("up", "to"):
            return (
                not PEOPLE_ASKED.isdisjoint(plain) or "how" in plain or before in ("not", "aren't", "isn't")
            )
    return False


def _asks_after_all(plain: Sequence[str]) -> bool:
    """ "Give me everyone who's due", "I need to know who is overdue", "we want to see who has lapsed"."""
    place = next((n for n, word in enumerate(plain) if word in PEOPLE_ASKED or word == "how"), None)
    if place is None or place > 7:
        return False
    begins = plain[0] in ("give", "i", "we", "i'd", "just", "send", "i'm", "im", "make", "put", "call")
    return begins and HAS_HAD.isdisjoint(plain[:place]) and not STATES.isdisjoint(plain[place:])


def _acts_on_people(plain: Sequence[str]) -> bool:
    """ "Remind everyone overdue at Cedar Fire": something is to be done to those in a state; no meeting and
    no item is named that it could be done about."""
    begins = next((at for at, word in enumerate(plain) if word not in BEFORE_ACTS), 0)
    if plain[begins] not in ACTS or not (OWED | HELD).isdisjoint(plain):
        return False
    whom = not (SUBJECTS | PEOPLE_ASKED | {"those", "them", "ones", "all"}).isdisjoint(plain[begins + 1 :])
    to_do = any(one == "to" and other in TO_DO for one, other in pairwise(plain))
    return whom and (to_do or not (PAST_DUE | STATES).isdisjoint(plain))


def _tells(words: Sequence[str], plain: Sequence[str]) -> bool:
    """Whether it is told, not asked, where somebody stands: "Ben Flores is on leave from 1 Dec"."""
    names = [word for word in plain[:4] if word in ("is", "are", "was")]
    asks = words[-1].endswith("?") or not (ASKERS - {"is", "are", "was", "were"}).isdisjoint(plain)
    return bool(names) and plain[0] not in ASKERS and not asks and ("on", "leave") in pairwise(plain)


def _is_a_wave(plain: Sequence[str]) -> bool:
    """Whether it is asked how many fall due month by month, and not who or how many at one time."""
    by_month = not listed("each every per").isdisjoint(plain) and "month" in plain
    return by_month or "wave" in plain or _stands(("month", "by", "month"), plain)


def _stands(phrase: Sequence[str], plain: Sequence[str]) -> bool:
    size = len(phrase)
    return any(tuple(plain[at : at + size]) == tuple(phrase) for at in range(len(plain) - size + 1))


def _measures(words: Sequence[str], plain: Sequence[str]) -> bool:
    """A share or a ranking: "what share of fire is current", "which agency is worst", "below 80%"."""
    if any(PERCENT.match(each.strip("?!.,;:()")) for each in words):
        return True
    shares = [at for at, word in enumerate(plain) if word in SHARES]
    if shares and plain[0] != "share":
        return True
    if not RANKS.isdisjoint(plain):
        return plain[0] in ("rank", "ranking") or not RANKED.isdisjoint(plain)
    return not (RANKED | PEOPLE_ASKED).isdisjoint(plain) and any(map(_is_an_end, _places(plain)))


def _places(plain: Sequence[str]) -> Iterator[tuple[Phrase, int]]:
    """The phrases of a sentence at each of its places."""
    return (found for at in range(len(plain)) if (found := phrase_at(plain, at)) is not None)


def _is_an_end(found: tuple[Phrase, int]) -> bool:
    """Whether more than one word says who is first or last: "furthest behind"; one alone says much else."""
    return found[0].part is Part.END and found[1] > 1


def _is_of_what_is_held(plain: Sequence[str]) -> bool:
    """Whether a question is of meetings, exercises or classes: it names one first, and asks of no person."""
    for word in plain[:8]:
        if word in PEOPLE_ASKED or word in ("i", "am", "my"):
            return False
        if word in HELD:
            is_due = not listed("due overdue expired expiring lapsed").isdisjoint(plain)
            return word in MOSTLY_HELD or not is_due
        if word not in BEFORE_HELD:
            return False
    return False


def _is_of_something_else(plain: Sequence[str]) -> bool:
    """Whether the state is another thing's: "which plan is current", "what's new"."""
    if plain[:2] in (["what's", "new"], ["whats", "new"]) or plain == ["anything", "new"]:
        return True
    if plain[0] in ("where", "where's") and "behind" in plain:
        return True
    if ("new", "plan") in pairwise(plain) or ("new", "template") in pairwise(plain):
        return True
    is_plan = any(
        one in ("plan", "plans", "revision") and other in ("current", "new", "is", "are")
        for one, other in pairwise(plain)
    )
    return is_plan and PEOPLE_ASKED.isdisjoint(plain)


def _needs(plain: Sequence[str]) -> bool:
    """ "What do I need", "who needs BLS", "who is missing ASIM Basic"; not "what do I need to do first"."""
    places = [at for at, word in enumerate(plain) if word in NEEDS]
    if not places or not MOSTLY_HELD.isdisjoint(plain):
        return False
    after = plain[places[0] + 1 :]
    if after[:1] and after[0] in ("doing", "attention", "help", "work", "be"):
        return False
    if after[:1] == ["to"] and after[1:2] not in (
        ["renew"],
        ["take"],
        ["retake"],
        ["redo"],
        ["refresh"],
        ["complete"],
    ):
        return False
    before = plain[: places[0]]
    counted = before[:2] == ["how", "many"] and listed("we i you does do did").isdisjoint(before)
    whom = counted or not PEOPLE_ASKED.isdisjoint(before)
    mine = plain[0] in ("what", "when", "do", "does", "which") and "i" in plain[: places[0]]
    theirs = (
        plain[0] in ("what", "when", "does")
        and len(plain) <= 12
        and "agencies" not in plain
        and "we" not in plain
    )
    return whom or mine or theirs


def _is_missing(plain: Sequence[str]) -> bool:
    """ "Am I missing anything", "what's my department missing", "what's Ben Flores need"."""
    last = plain[-1]
    asks = plain[0] in ("what's", "whats", "what", "am", "is", "when's", "whens", "which", "how")
    theirs = not {"my", "our", "i", "we"}.isdisjoint(plain) or plain[0] in ("what's", "whats", "which")
    if not asks or not theirs or not MOSTLY_HELD.isdisjoint(plain):
        return False
    if last == "up":
        return plain[0] in ("when's", "whens") and "my" in plain and len(plain) < MOST_UP
    missing = "missing" in plain and not {"anything", "i", "my", "our", *PEOPLE_ASKED, "folks"}.isdisjoint(
        plain
    )
    return missing or (last in ("need", "needs") and plain[0] in ("what's", "whats"))


def _has_had(plain: Sequence[str]) -> bool:
    """ "Who has had BLS", "who hasn't taken ASIM Basic", "has Ben Flores done BLS", "have I taken it"."""
    if plain[0] in ("has", "have", "hasn't", "haven't", "did", "didn't", "does") and len(plain) > 2:
        return not HAS_HAD.isdisjoint(plain[2:]) and "we" not in plain[:3]
    if plain[0] in ("anyone", "list", "show", "how") or asks_within(plain):
        return any(
            one
            in (
                "has",
                "have",
                "hasn't",
                "haven't",
                "never",
                "not",
                "who's",
                "already",
                "didn't",
                "did",
                "still",
                "yet",
            )
            and other in HAS_HAD
            for one, other in pairwise(plain)
        )
    return False
