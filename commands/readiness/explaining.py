"""`/readiness explain KEY`: how a number of a digest or of a document was reached, and what changed since.

Whoever may name the people there sees what it was counted of, as it was known then; all others the rule and
the counts, as they were shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel
from slack_sdk.models.blocks import Block

from commands.kit.blocks import aside, button, buttons, cut, says, words
from commands.kit.explained import SHOW_NUMBER, Explained, Explains
from commands.kit.may import A_MANAGER, WHOSE_ACTION, Action, counting_aloud, may, may_about, whom_for
from commands.kit.member import Needs
from commands.kit.problems import ONLY_THE_LEAD, TOO_FEW, Refused
from commands.kit.registry import Click, Entry, Form
from commands.kit.reply import File, Message, Post, Reply
from commands.kit.request import Request
from commands.language.scopes import scope_of_match, scopes_fitting
from commands.language.sentences_of_numbers import OF_WHOM
from commands.readiness.digest_views import HOW, How
from commands.readiness.explaining_views import (
    ROWS,
    asked,
    explained_blocks,
    rows_blocks,
    rows_note,
    rule_note,
)
from commands.readiness.recounting import Reached, reached, rows_of
from files.write import Value, write_csv
from readiness.due import Scope
from storage.audit import AuditKind
from storage.number_rows import NumberRow, OfRecord
from storage.scopes import scope_key, scope_of
from storage.shown_numbers import KEY_LENGTH, ShownNumber, key_typed, keys_near, number_of
from words.amounts import plural
from words.classes import listed, plain_word
from words.problems import Offer, Problem, Unclear

AS_A_KEY = "7KQ2MNA4WD"
"""What a key looks like."""
EXAMPLE = f"/readiness explain {AS_A_KEY}"
MORE, DOWNLOAD = "number.more", "number.download"
MOST_NAMED = 3
FILLERS = listed("the key number no of please me this that value figure keyed")
"""Words that may stand beside a key."""
MOST_SHOWN = 40
"""Signs of what was typed that are repeated."""
ROW_COLUMNS = ("what", "email", "member_id", "agency", "about", "standing", "counted", "left_out_because")


class NumberPage(BaseModel):
    """A number by its key, and from which row on."""

    key: str
    start: int = 0


def entries(explains: Mapping[str, Explains]) -> tuple[Entry, ...]:
    """What explains a number by its key, where each measure is explained by who declared so."""

    def explain(request: Request) -> Reply:
        return _answer(request, explains, _number_said(request, explains, request.text))

    def show(request: Request) -> Reply:
        key = request.text or request.carried(Explained).key  # chosen in a menu, or pressed
        return _answer(request, explains, _number_kept(request, key))

    def more(request: Request) -> Reply:
        page = request.carried(NumberPage)
        made = _with_rows(request, explains, _number_kept(request, page.key))
        return Reply(message=Message(_rows(request, made, page.start)), replaces=True)

    def download(request: Request) -> Reply:
        return _download(request, explains, _number_kept(request, request.carried(Explained).key))

    return (
        Form(
            "readiness explain",
            explain,
            what="how a number in a digest or a document was reached, by the key beside it",
            example=EXAMPLE,
            takes="KEY",
        ),
        Click(SHOW_NUMBER, show),
        Click(MORE, more),
        Click(DOWNLOAD, download, needs=Needs.LEAD, gives_out=True),
    )


def _answer(request: Request, explains: Mapping[str, Explains], number: ShownNumber) -> Reply:
    _refuse_of_few(request, explains, number)
    names = _may_name(request, number)
    made = reached(
        request.session, number, explains, request.today, names, _is_told(request, explains, number)
    )
    blocks = explained_blocks(made, request.catalogue, request.region, names)
    if made.for_its_day is not None and _may_see_rows(request, explains, number):
        blocks += _rows(request, made, 0)
    else:
        blocks += buttons(says("Readiness", "readiness", "readiness"))
        blocks.append(aside("Counts only.", request.region.handling_mark))
    blocks.insert(len(blocks) - 1, rule_note(made, request.catalogue))
    return Reply(message=Message(blocks))


def _rows(request: Request, made: Reached, start: int) -> list[Block]:
    rows = _readable(request, made)
    page = NumberPage(key=made.number.key, start=start + ROWS)
    row = buttons(
        button("More rows", MORE, page) if start + ROWS < len(rows) else None,
        button("Download as CSV", DOWNLOAD, Explained(key=made.number.key))
        if rows and request.member.may(Needs.LEAD)
        else None,
        says("Readiness", "readiness", "readiness"),
    )
    return [*rows_blocks(rows, start), *row, aside(rows_note(rows, start), request.region.handling_mark)]


def _download(request: Request, explains: Mapping[str, Explains], number: ShownNumber) -> Reply:
    made = _with_rows(request, explains, number)
    rows = _readable(request, made)
    question = asked(made, request.catalogue, request.region)
    content = write_csv(ROW_COLUMNS, [row_values(each) for each in rows])
    noted = request.noting(AuditKind.NUMBER_DOWNLOADED, key=number.key, question=question, rows=len(rows))
    file = File(
        name=f"number-{number.key}.csv", title=cut(f"Key {number.key}: {question}", 200), content=content
    )
    said = f"{plural(len(rows), 'row')} of what key {number.key} was counted of, and left out. {question}"
    post = Post(to=request.member.user, message=Message([words(said)]), key="download", file=file)
    done = f"The file with {plural(len(rows), 'row')} comes to you in a direct message."
    return Reply(message=Message([words(done)]), posts=[post], afterwards=[noted])


def row_values(row: NumberRow) -> tuple[Value, ...]:
    """One row as it is written to a file, in the order of ROW_COLUMNS."""
    counted = "yes" if row.counts else "no"
    return (row.what, row.email, row.member_id, row.where, row.about, row.said, counted, row.reason)


def _with_rows(request: Request, explains: Mapping[str, Explains], number: ShownNumber) -> Reached:
    """A number with its rows. Raises Refused where they are not for the one who asks, or there are none."""
    if not _may_see_rows(request, explains, number):
        raise _names_refused(number)
    made = rows_of(request.session, number, explains)
    if not made.rows:
        raise _names_refused(number)
    return made


def _readable(request: Request, made: Reached) -> list[NumberRow]:
    """Its rows, without those records that are not the speaker's to read: of days on which somebody did not
    belong to an agency they lead, or taken back or corrected on such a day.
    """
    records = [row.record for row in made.rows if row.record is not None]
    whose = whom_for(request, {each.person for each in records})

    def may_read(record: OfRecord) -> bool:
        days = [record.on, *([request.region.day(record.undone_at)] if record.undone_at else [])]
        return all(may(request.member, Action.READ, whose[record.person], day, request.today) for day in days)

    return [row for row in made.rows if row.record is None or may_read(row.record)]


def _may_name(request: Request, number: ShownNumber) -> bool:
    """Whether the one who asks may name everybody it was counted of, today; of a part gone, a manager.

    What was asked of one agency within a wider scope is of that agency's people alone.
    """
    scope, agency = scope_of(number.scope, request.catalogue), number.question.get("agency")
    if scope is None:
        return request.member.may(Needs.MANAGER)
    if isinstance(agency, int) and agency in request.catalogue.agencies:
        scope = Scope.agency(agency)
    return bool(may_about(request, Action.NAME, scope))


def _may_see_rows(request: Request, explains: Mapping[str, Explains], number: ShownNumber) -> bool:
    """Whether what it was counted of is for the one who asks."""
    measure = explains.get(number.measure)
    may_see = measure is not None and (measure.rows_for_all or _may_name(request, number))
    return may_see and _is_told(request, explains, number)


def _is_told(request: Request, explains: Mapping[str, Explains], number: ShownNumber) -> bool:
    """Whether the one who asks is told more of a number than what it said."""
    measure = explains.get(number.measure)
    return measure is None or measure.is_for(request, number)


def _refuse_of_few(request: Request, explains: Mapping[str, Explains], number: ShownNumber) -> None:
    """Raises Refused for a number that was counted for those who may name, and is asked by somebody else."""
    measure, aloud = explains.get(number.measure), counting_aloud(request.region)
    if not _is_told(request, explains, number) and number.fewest < aloud:
        raise Refused(f"Key {number.key} was counted for those who are allowed to know it.", WHOSE_ACTION)
    if measure is not None and not measure.of_people:
        return
    if number.fewest < aloud and not _may_name(request, number):
        raise Refused(
            f"Key {number.key} was counted for those who can see the names there. {TOO_FEW}", ONLY_THE_LEAD
        )


def _names_refused(number: ShownNumber) -> Refused:
    return Refused(f"What key {number.key} was counted of is not for you, or no longer exists.", A_MANAGER)


def _number_kept(request: Request, key: str) -> ShownNumber:
    number = number_of(request.session, key)
    if number is None:
        raise Problem("I no longer know that number. Please ask for the digest or the document again.")
    return number


def _number_said(request: Request, explains: Mapping[str, Explains], said: str) -> ShownNumber:
    """The number whose key was typed. Raises Unclear for none, with the one near it, if exactly one is."""
    whole = number_of(request.session, said) if len(key_typed(said)) == KEY_LENGTH else None
    if whole is not None:
        return whole
    typed = " ".join(word for word in said.split() if plain_word(word) not in FILLERS)
    key = key_typed(typed)
    if said.startswith(OF_WHOM):
        raise _which(request, said.removeprefix(OF_WHOM).strip())
    if not key:
        raise _which(request, "")
    number = number_of(request.session, key)
    if number is not None:
        return number
    near = [
        each
        for each in keys_near(request.session, key)
        if (there := number_of(request.session, each)) is not None and _is_for(request, explains, there)
    ]
    raise not_known(typed, near)


def _which(request: Request, of: str) -> Unclear:
    """The question back where no key was said, with how those of today were counted, of whom was named."""
    matches = scopes_fitting(of, request.catalogue)[:MOST_NAMED]
    ways = [
        Offer(f"How we know: {match.name}", HOW, How(scope=scope_key(scope_of_match(match))))
        for match in matches
    ]
    beside = "A digest or a document has a short key beside each: say that, or look how today's are counted."
    return Unclear(
        not_understood=f"Which number? {beside}",
        understood=", ".join(match.name for match in matches),
        example=EXAMPLE,
        offers=ways or [Offer("How we know", HOW, How())],
    )


def not_known(typed: str, near: Sequence[str], says: str = "/readiness explain") -> Unclear:
    """What is said of a key that is not here, as it was typed; the one near it is named if there is one only.

    `says`: what stands before a key where it is said.
    """
    shown = f"“{cut(typed, MOST_SHOWN)}”"
    if len(near) == 1:
        known = near[0]
        return Unclear(
            not_understood=f"I don't know the key {shown} here; one sign off is {known}.",
            example=f"{says} {known}",
            offers=[Offer(f"Key {known}", SHOW_NUMBER, Explained(key=known))],
        )
    signs = len(key_typed(typed))
    length = "" if signs == KEY_LENGTH else f" A key has {KEY_LENGTH} signs; that has {signs:,}."
    return Unclear(
        not_understood=f"I don't know the key {shown} here.{length} Check its signs where you read it, and "
        "that the digest or the document is of this region. A preview's numbers have no keys.",
        example=f"{says} {AS_A_KEY}",
    )


def _is_for(request: Request, explains: Mapping[str, Explains], number: ShownNumber) -> bool:
    try:
        _refuse_of_few(request, explains, number)
    except Refused:
        return False
    return True
