"""A certificate sent in a direct message: it goes to the record just logged, or is asked about.

A sentence may come with it: "here is my ASIM Basic certificate", "my BLS card, expires 3 Mar 2028".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from commands.kit.blocks import buttons, paragraphs
from commands.kit.registry import Declared, FileTaker
from commands.kit.reply import Message, Reply
from commands.kit.request import Request, Sent
from commands.language.logs import LogSaid, expires_too_soon
from commands.language.naming import lexicon_of
from commands.language.scopes import shown
from commands.language.telling import told_words
from commands.training.certificates_people import people_named, with_bare_names
from commands.training.certificates_placing import (
    JUST_NOW,
    RECENT,
    brought,
    just_logged,
    note,
    record_words,
    records_to_prove,
    refuse_too_many,
    shown_record,
)
from commands.training.certificates_views import MOST_FILES, attach_button, attached_message, which_message
from files.certificates import KINDS, KNOWN_ENDINGS, MOST_BYTES, ending_of, is_table, shown_name
from storage.certificates import CertificateRecord
from storage.training import CompletionRecord
from words.amounts import listing, plural
from words.classes import listed, plain_word
from words.days import Reading, read_day
from words.names import Kind, Lexicon, names_nothing
from words.problems import Unclear

ENDS = listed("expires expire expiring expiry exp expiration")
LASTS, UNTIL = listed("valid good current"), listed("until till to through thru")
BETWEEN = listed("on date in is :")
MOST_NAMED = 5
WORDS = re.compile(r"[^\W_]+")
"""The words of a file's name."""
NO_PERSON = (
    "I keep certificates with the records of people on the roster. With the form you choose whose it is."
)


@dataclass(frozen=True)
class Understood:
    """What was said of a certificate: of which courses it may be, of what day, until when, and what not.

    `people`: those who were named, by id and as they are called; nobody: it is the speaker's own.
    """

    courses: Sequence[int] = ()
    day: date | None = None
    expires: date | None = None
    people: Mapping[int, str] = field(default_factory=dict)
    unclear: str = ""


def take_files(request: Request) -> Reply | None:
    """Takes the files that are no tables, all of one message together; None where there are none."""
    sent = [each for each in request.files if not is_table(each.name)]
    if not sent:
        return None
    taken, refused = _sorted(sent)
    if not taken:
        return Reply(message=Message([*paragraphs(refused), *buttons(attach_button())]))
    if request.member.person_id is None:
        return Reply(message=Message([*paragraphs([*refused, NO_PERSON]), *buttons(attach_button())]))
    said = understand(request)
    lines = [*refused, *([said.unclear] if said.unclear else [])]
    fitting = _fitting(request, said)
    written = courses_written(taken, lexicon_of(request.catalogue))
    is_sure = len(fitting) == 1 and len(said.people) < 2 and not said.unclear
    is_sure = is_sure and (not written or fitting[0].course_id in written)
    if is_sure and _is_spoken_of(request, fitting[0], said):
        return Reply(message=_place(request, taken, fitting[0], said, lines))
    return Reply(message=_ask(request, taken, fitting, said, lines, written))


def courses_written(sent: Sequence[Sent], lexicon: Lexicon) -> list[int]:
    """The courses that the names of some files may name: "HAZWOPER_card.pdf"; none for "scan 3.pdf"."""
    found: dict[int, None] = {}
    for each in sent:
        words = WORDS.findall(each.name.rpartition(".")[0] or each.name)
        while words:
            named = None if names_nothing(words[0]) else lexicon.find(words, [Kind.COURSE])
            found |= dict.fromkeys(int(match.key) for match in named.matches) if named else {}
            words = words[named.words if named else 1 :]
    return list(found)


def understand(request: Request) -> Understood:
    """What a sentence says of the certificate it came with; what is not understood of a day is said."""
    words = request.text.split()
    ahead = request.reading(looks_back=False)
    back, lexicon = replace(ahead, looks_back=True), lexicon_of(request.catalogue)
    try:
        expires, rest = _expiry(words, ahead)
        named = people_named(request, rest, back, lexicon)
        told = told_words(" ".join(named.rest), back, lexicon)
    except Unclear as problem:
        return Understood(unclear=problem.not_understood)
    named = with_bare_names(request, named, told.unknown)
    asks = any(plain_word(word) in ENDS for word in words) and expires is None
    unclear = ["I did not understand when it expires."] if asks else []
    unclear += [f"I did not understand “{shown(each)}”." for each in named.unknown]
    return Understood(
        [int(match.key) for match in told.courses],
        told.day,
        expires,
        {person.id: person.name for person in named.people},
        " ".join(unclear),
    )


def _expiry(words: Sequence[str], reading: Reading) -> tuple[date | None, list[str]]:
    """The day it is said to end on, and the words without it. Raises Unclear for a day that is none."""
    plain = [plain_word(word) for word in words]
    for place, word in enumerate(plain):
        lasts = word in LASTS and place + 1 < len(plain) and plain[place + 1] in UNTIL
        if word not in ENDS and not lasts:
            continue
        start = place + (2 if lasts else 1)
        while start < len(plain) and (plain[start] in BETWEEN or not plain[start]):
            start += 1
        day = read_day(words[start:], reading)
        if day is not None:
            return day[0], [*words[:place], *words[start + day[1] :]]
    return None, list(words)


def _sorted(sent: Sequence[Sent]) -> tuple[list[Sent], list[str]]:
    """The files that may be certificates, and what is said of the others, a line for each reason."""
    no_kind = [each for each in sent if ending_of(each.name) and ending_of(each.name) not in KNOWN_ENDINGS]
    large = [each for each in sent if each not in no_kind and each.size > MOST_BYTES]
    fit = [each for each in sent if each not in no_kind and each not in large]
    lines = []
    if no_kind:
        lines.append(f"Not taken: {_names(no_kind)}. A certificate is {KINDS}.")
    if large:
        lines.append(f"Too large: {_names(large)}. A certificate is {KINDS}; a photo of it is smaller.")
    if len(fit) > MOST_FILES:
        left = plural(len(fit) - MOST_FILES, "other file")
        lines.append(f"I take {MOST_FILES} files at once; the {left} I left where they are.")
    return fit[:MOST_FILES], lines


def _names(files: Sequence[Sent]) -> str:
    names = [shown_name(each.name) for each in files[:MOST_NAMED]]
    more = len(files) - MOST_NAMED
    return listing([*names, f"{more} more"] if more > 0 else names)


def _fitting(request: Request, said: Understood) -> list[CompletionRecord]:
    """The records it may be for: one alone where there is no doubt.

    What was just logged comes first; then, where a course is named, the records of that course.
    """
    fresh = [
        each
        for each in just_logged(request)
        if (not said.courses or each.course_id in said.courses)
        and (not said.people or each.person_id in said.people)
        and said.day in (None, each.completed_on)
    ]
    if fresh:
        return fresh
    person = request.member.person_id
    whose = list(said.people) or ([] if person is None else [person])
    return records_to_prove(request, whose, said.courses, said.day)


def _is_spoken_of(request: Request, completion: CompletionRecord, said: Understood) -> bool:
    """Whether something says that it is for that record: it is named, or the speaker just logged it themself.

    What a class or somebody else gave them lately they did not speak of.
    """
    if said.courses or said.day is not None:
        return True
    is_theirs = completion.recorded_by_id == request.member.person_id and completion.class_id is None
    return is_theirs and completion.recorded_at >= request.now - JUST_NOW


def _place(
    request: Request, sent: Sequence[Sent], completion: CompletionRecord, said: Understood, lines: list[str]
) -> Message:
    refuse_too_many(request, completion, len(sent))
    why_not = expires_too_soon(completion.completed_on, said.expires)
    noted = note(request, completion, None if why_not else said.expires)
    files = _brought(request, sent, noted.completion)
    lines += [each for each in (why_not, noted.said) if each]
    record = record_words(request, noted.completion)
    return attached_message(request, files, record, lines, noted.corrected)


def _ask(
    request: Request,
    sent: Sequence[Sent],
    fitting: Sequence[CompletionRecord],
    said: Understood,
    lines: Sequence[str],
    written: Sequence[int],
) -> Message:
    files = _brought(request, sent, None, said.expires)
    records = [shown_record(request, each) for each in _to_choose(request, fitting, said, written)]
    courses = said.courses or written
    course = courses[0] if len(courses) == 1 else None
    head = f"You sent {listing([each.name for each in files])}."
    if not records and (course is not None or said.people):
        what = "nothing" if course is None else f"no {request.catalogue.courses[course].title}"
        has = "has" if len(said.people) == 1 else "have"
        who = f"{listing(list(said.people.values()))} {has}" if said.people else "You have"
        head += f" {who} {what} on record."
    theirs = list(said.people) if len(said.people) == 1 else []
    logs = LogSaid(course=course, people=theirs, named=bool(theirs), expires_on=said.expires)
    return which_message(files, records, logs, head, lines)


def _to_choose(
    request: Request, fitting: Sequence[CompletionRecord], said: Understood, written: Sequence[int]
) -> list[CompletionRecord]:
    """The records that are asked about: those that fit, then others of the same people that may be meant.

    Those of the course that the file's name names come before the rest; of a course that was said, no others.
    """
    person = request.member.person_id
    whose = list(said.people) or ([] if person is None else [person])
    others = [] if said.courses or not fitting else records_to_prove(request, whose, (), said.day)
    of_course = records_to_prove(request, whose, written, said.day) if written else []
    found = {each.id: each for each in (*fitting[:RECENT], *of_course, *others)}
    return list(found.values())[:RECENT]


def _brought(
    request: Request,
    sent: Sequence[Sent],
    completion: CompletionRecord | None,
    expires: date | None = None,
) -> list[CertificateRecord]:
    person = completion.person_id if completion is not None else request.member.person_id
    assert person is not None
    return [brought(request, each.id, shown_name(each.name), person, completion, expires) for each in sent]


ENTRIES: tuple[Declared, ...] = (FileTaker(take_files, instead_of=("training certificate",)),)
