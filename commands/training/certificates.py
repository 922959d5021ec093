"""`/training certificate`: attaching what proves a record, being given it, taking it back.

A file is fetched afterwards (`jobs.certificates`); what is here notes what was brought, and where it goes.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Option
from slack_sdk.models.views import View

from commands.kit.about import Written
from commands.kit.blocks import button, buttons, option, says, words
from commands.kit.forms import CantTake, Field, Modal, opened, searched_field, text_field
from commands.kit.may import Action, may, may_for_all, whom_for
from commands.kit.member import Needs
from commands.kit.problems import Refused
from commands.kit.registry import Click, Declared, Form
from commands.kit.reply import File, Message, Post, Reply, say
from commands.kit.request import GREATEST_ID, Request, record_id
from commands.language.logs import expires_too_soon
from commands.language.naming import find_people
from commands.training.certificates_placing import (
    WHOSE,
    brought,
    expiry_said,
    live,
    note,
    own_files,
    provable,
    put,
    record_for,
    record_words,
    records_words,
    refuse_too_many,
    standing_for,
    still_waiting,
    take_back,
    trail_of,
)
from commands.training.certificates_views import (
    CHOSEN,
    EXPIRES,
    FILES,
    LET_GO,
    LINK,
    OPEN,
    PLACE,
    REMOVE,
    SHOW,
    UNDO,
    Attach,
    Attached,
    One,
    Placing,
    ShownCertificate,
    attach_button,
    attached_message,
    named,
)
from files.certificates import given_name
from readiness.text import fold
from storage.audit import AuditKind
from storage.certificates import (
    RECORD,
    CertificateRecord,
    CertificateState,
    content_of,
    remove,
)
from storage.people import Person
from storage.recording import lock_records
from storage.responders import records_of
from storage.training import CompletionRecord
from words.amounts import plural
from words.problems import Problem

NOT_FOR_YOU = "That certificate is not for you."
WHO_SEES = "A certificate is for that person, their agency's lead and an emergency manager."
NOTHING_BROUGHT = "Bring a file, or give a link."
GONE_ALREADY = "Those files are with a record already, or were discarded. Nothing was changed."
SEARCHED, PEOPLE_SEARCHED, EACH = 50, 6, 8
"""Records among the options of a search; people whose name fits, and the newest records of each."""

LONGEST_NAME = 4
"""Words of a name."""

Found = tuple[CompletionRecord, str]
"""A record, and how it is said."""


def certificate(request: Request) -> Reply:
    """The form that attaches a certificate to a record."""
    return _open(request, Attach())


def open_pressed(request: Request) -> Reply:
    """The form, with the record and the files that a button carries."""
    return _open(request, request.carried(Attach))


def submit(request: Request) -> Reply:
    """Attaches what was brought to the record that was chosen."""
    filled = ATTACH_FORM.read(request)
    carried = request.carried(Attach)
    completion, waiting = filled[WHICH], still_waiting(own_files(request, carried.waiting))
    ids, link, expires = filled[FILES], filled[LINK], filled[EXPIRES]
    if carried.waiting and not (waiting or ids):
        raise Problem(GONE_ALREADY)
    if not (ids or link or waiting or expires):
        raise ATTACH_FORM.wrong({"files": NOTHING_BROUGHT})
    if why_not := expires_too_soon(completion.completed_on, expires):
        raise ATTACH_FORM.wrong({"expires": why_not})
    refuse_too_many(request, completion, len(ids) + len(waiting))
    noted = note(request, completion, expires, link)
    files = put(request, waiting, noted.completion)
    files += [brought(request, each, "", completion.person_id, noted.completion) for each in ids]
    return Reply(
        message=_attached(request, files, noted.completion, noted.corrected, noted.said), closes=True
    )


def place(request: Request) -> Reply:
    """Sends files that waited to the record of the button."""
    placing = request.carried(Placing)
    files = own_files(request, placing.certificates)
    completion = record_for(request, placing.completion)
    expires = expiry_said(still_waiting(files))
    why_not = expires_too_soon(completion.completed_on, expires)
    noted = note(request, completion, None if why_not else expires)
    fresh = put(request, files, noted.completion)
    if not fresh:
        return say(GONE_ALREADY, replaces=True)
    said = why_not or noted.said
    return Reply(message=_attached(request, fresh, noted.completion, noted.corrected, said), replaces=True)


def let_go(request: Request) -> Reply:
    """Files that were sent are no certificates: they are not fetched."""
    files = own_files(request, request.carried(Placing).certificates)
    open_ones = still_waiting(files)
    for each in open_ones:
        remove(request.session, each, "discarded by the one who sent it", trail_of(request))
    said = (
        f"Discarded: {named(open_ones)}. I kept none of it." if open_ones else "Nothing waits there any more."
    )
    return say(said, replaces=True)


def undo(request: Request) -> Reply:
    """Takes back what was attached just now."""
    taken = take_back(request, request.carried(Attached))
    what = plural(taken, "certificate") if taken else "What was noted"
    text = f"Taken back: {what}. It stays readable in the record, with the reason."
    return say(text, *buttons(attach_button()), replaces=True)


def show(request: Request) -> Reply:
    """Sends the certificate of a button to the one who asks."""
    return _give(request, request.carried(One).certificate)


def chosen(request: Request) -> Reply:
    """The same for one chosen from a menu."""
    return _give(request, record_id(request.text) or 0)


def open_remove(request: Request) -> Reply:
    """The form that asks why a certificate is taken back."""
    pressed = request.carried(One)
    found, _ = _to_remove(request, pressed.certificate)
    view = REMOVE_FORM.view(carried=pressed, above=[words(f"{named([found])} stays readable as taken back.")])
    return Reply(modal=view)


def submit_remove(request: Request) -> Reply:
    """Takes a certificate back, with the reason."""
    filled = REMOVE_FORM.read(request)
    found, completion = _to_remove(request, request.carried(One).certificate, lock=True)
    remove(request.session, found, filled[REASON], trail_of(request))
    record = record_words(request, completion)
    text = f"Taken back: {named([found])}, of {record}. It stays readable, with the reason."
    return say(text, *buttons(says("My record", "training history", "history")), closes=True)


def search_records(request: Request) -> Reply:
    """The records that fit what is being typed: one's own, and those of the people one may log for."""
    typed = fold(request.text).split()
    found = _fitting(request, _own(request), typed)
    if typed and request.member.may(Needs.LEAD):
        found |= _theirs(request, typed)
    shown = provable(request, [each for each, _ in found.values()])
    return Reply(options=[option(found[each.id][1], str(each.id)) for each in shown[:SEARCHED]])


def _theirs(request: Request, typed: Sequence[str]) -> dict[int, Found]:
    """The newest records of the people whom the first words name, as far as the other words fit them."""
    said = request.text.replace(":", " ").replace(",", " ").split()
    for length in range(min(len(said), LONGEST_NAME), 0, -1):
        people = find_people(request.session, " ".join(said[:length]), request.member, PEOPLE_SEARCHED)
        if people:
            order = {person.id: place for place, person in enumerate(people)}
            newest = records_of(request.session, list(order), most=EACH)
            newest.sort(key=lambda each: order[each.person_id])  # of each, the newest first still
            return _fitting(request, newest, [word.strip(":,") for word in typed[length:]])
    return {}


def shown_certificates(
    request: Request, completion: CompletionRecord, found: Sequence[CertificateRecord]
) -> list[ShownCertificate]:
    """Those of a record's certificates that can be given, as their buttons say them."""
    label = record_words(request, completion)
    kept = [each for each in live(found) if each.state is CertificateState.KEPT]
    return [
        ShownCertificate(each.id, label if len(kept) == 1 else f"{label} ({place} of {len(kept)})")
        for place, each in enumerate(kept, 1)
    ]


def _open(request: Request, attach: Attach) -> Reply:
    files = still_waiting(own_files(request, attach.waiting))
    completion = record_for(request, attach.completion) if attach.completion else None
    view = _view(request, attach, files, completion)
    return opened(request, view, "Attach a certificate to a record.", attach_button(attach.completion))


def _view(
    request: Request, attach: Attach, files: Sequence[CertificateRecord], completion: CompletionRecord | None
) -> View:
    first = None if completion is None else _option(request, completion)
    return ATTACH_FORM.view(
        {"record": first, "expires": expiry_said(files)},
        carried=attach,
        above=[words(f"You sent {named(files)}: choose the record it is for.")] if files else [],
        only=[each for each in ATTACH_FORM.fields if not files or each is not FILES],
    )


def _attached(
    request: Request,
    files: Sequence[CertificateRecord],
    completion: CompletionRecord,
    corrected: int | None,
    said: str,
) -> Message:
    lines = [said] if said else []
    record = record_words(request, completion)
    if not files and corrected:
        lines.insert(0, f"Noted in the record of {record}.")
    return attached_message(request, files, record, lines, corrected)


def _give(request: Request, certificate_id: int) -> Reply:
    found, completion = _readable(request, certificate_id)
    if found.state is CertificateState.COMING:
        return say(f"{named([found])} is still on its way from Slack. Try again in a moment.")
    content = content_of(request.session, found)
    if content is None:
        return say(f"{named([found])} was not kept: {found.why}")
    record = record_words(request, completion)
    whose = request.session.get_one(Person, completion.person_id).name
    code = request.catalogue.courses[completion.course_id].code
    name = given_name(found.media_type, code, completion.completed_on.isoformat(), whose)
    post = Post(
        to=request.member.user,
        message=Message([words(f"The certificate of {record}. Brought by {found.recorded_by}.")]),
        key=f"certificate {found.id}",
        file=File(name, name, content),
        about=(RECORD, found.id),
    )
    request.note(
        AuditKind.CERTIFICATE_SHOWN, (RECORD, found.id), completion=completion.id, sha256=found.sha256
    )
    taken_back = " It was taken back." if found.voided_at is not None else ""
    more = (
        button("Take it back", REMOVE, One(certificate=found.id))
        if _may_remove(request, completion)
        else None
    )
    text = f"The certificate of {record} comes to you in a direct message.{taken_back}"
    return say(text, *buttons(None if taken_back else more), posts=[post])


def _readable(request: Request, certificate_id: int) -> tuple[CertificateRecord, CompletionRecord]:
    """A certificate that is for the speaker, by the day of what stands. Raises Refused for any other."""
    found = request.session.get(CertificateRecord, certificate_id) if certificate_id <= GREATEST_ID else None
    completion = None
    if found is not None and found.completion_id is not None:
        completion = standing_for(request, request.session.get_one(CompletionRecord, found.completion_id))
    if found is None or completion is None:
        raise Refused(NOT_FOR_YOU, WHO_SEES)
    if not may_for_all(request, Action.READ, [completion.person_id], completion.completed_on):
        raise Refused(NOT_FOR_YOU, WHO_SEES)
    return found, completion


def _to_remove(
    request: Request, certificate_id: int, lock: bool = False
) -> tuple[CertificateRecord, CompletionRecord]:
    """A certificate that is the speaker's to take back; with `lock`, as it and its record are then."""
    found, completion = _readable(request, certificate_id)
    if lock:
        request.session.refresh(found, with_for_update=True)
        lock_records(request.session, [completion])
        found, completion = _readable(request, certificate_id)
    if not _may_remove(request, completion):
        raise Refused("That record was confirmed: its certificate is not yours to take back.", WHOSE)
    if found.voided_at is not None:
        raise Problem("It was taken back already; nothing changed.")
    return found, completion


def _may_remove(request: Request, completion: CompletionRecord) -> bool:
    whom = whom_for(request, [completion.person_id])[completion.person_id]
    written = Written(whom, completion.verified)
    return bool(may(request.member, Action.CORRECT, written, completion.completed_on, request.today))


def _own(request: Request) -> Sequence[CompletionRecord]:
    person = request.member.person_id
    return () if person is None else records_of(request.session, [person], most=SEARCHED)


def _fitting(
    request: Request, completions: Sequence[CompletionRecord], typed: Sequence[str]
) -> dict[int, Found]:
    """Those of some records that all of some words fit, with their own words, by id."""
    said, courses = records_words(request, completions), request.catalogue.courses
    found = {}
    for each in completions:
        whole = fold(f"{courses[each.course_id].code} {said[each.id]}")
        if all(word.strip(":,") in whole for word in typed):
            found[each.id] = each, said[each.id]
    return found


def _option(request: Request, completion: CompletionRecord) -> Option:
    return option(record_words(request, completion), str(completion.id))


def _read_record(request: Request, field: str) -> CompletionRecord:
    chosen_id = request.typed_id(field)
    if chosen_id is None:
        raise CantTake("Choose the record from the list.")
    try:
        return record_for(request, chosen_id)
    except (Refused, Problem) as problem:
        raise CantTake(str(problem)) from None


WHICH: Field[CompletionRecord] = searched_field(
    "record",
    "Record",
    "Type a course or a name",
    _read_record,
    search_records,
    hint="Yours are listed; a lead types the name of somebody of their agency.",
)
ATTACH_FORM = Modal(
    "certificate.attach", "Attach a certificate", "Attach it", (WHICH, FILES, LINK, EXPIRES), submit
)
REASON = text_field("reason", "Why", optional=False)
REMOVE_FORM = Modal("certificate.remove_it", "Take it back", "Take it back", (REASON,), submit_remove)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "training certificate",
        certificate,
        what="attach a certificate to a record: a PDF, a photo, or a link",
        example="/training certificate",
    ),
    Click(OPEN, open_pressed),
    Click(PLACE, place, changes=True),
    Click(LET_GO, let_go, changes=True),
    Click(UNDO, undo, changes=True),
    Click(SHOW, show, changes=True),
    Click(CHOSEN, chosen, changes=True),
    Click(REMOVE, open_remove),
    *ATTACH_FORM.entries(),
    *REMOVE_FORM.entries(),
)
