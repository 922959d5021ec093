"""People's names as files and rosters write them: in one cell or two, with a nickname, an initial, a hyphen.

Alike is not the same: two names that are alike may be one person's where something else says so too, such as
an e-mail address; two that are not alike are two people's.
"""

from __future__ import annotations

import re

from words.classes import listed
from words.folding import fold_name
from words.people import RANKS

_TOKEN = re.compile(r"[^\W_]+")
_SUFFIXES = listed("jr sr ii iii iv v 2nd 3rd 4th")
_CREDENTIALS = listed(
    "md do phd edd dds dvm jd esq mph mba msn bsn rn lpn lvn np fnp dnp pa pac nrp emt emtp emtb emti aemt nremt "
    "emtparamedic cem efo ceh facep fache"
)
"""Letters behind a name that are a degree or a license, and no part of it."""
_ALSO_NAMES = listed("do pa cem")
"""Those of them that are somebody's last name as well: a credential only in capitals beside small letters."""
_PARTICLES = listed("van von der den de del della di da dos du la le el al bin ibn ter ten st san")

_SHORTENED = 3
"""Letters from which on the beginning of a name may stand for the whole: Dan, Ben, Chris."""

_NICKNAMES = tuple(
    frozenset(each.split())
    for each in (
        "robert rob bob bobby robbie",
        "william will bill billy willie liam",
        "james jim jimmy jamie",
        "john johnny jack jon",
        "jonathan jon jonny",
        "michael mike mikey mick",
        "richard rick rich dick ricky",
        "thomas tom tommy",
        "charles charlie chuck chas",
        "joseph joe joey",
        "daniel dan danny",
        "david dave davey",
        "matthew matt",
        "anthony tony",
        "christopher chris topher",
        "christina christine chris tina chrissy",
        "steven stephen steve",
        "edward ed eddie ted",
        "theodore ted theo",
        "andrew andy drew",
        "nicholas nick nicky",
        "patrick pat paddy",
        "patricia pat patty tricia trish",
        "kenneth ken kenny",
        "ronald ron ronnie",
        "donald don donnie",
        "timothy tim timmy",
        "gregory greg",
        "benjamin ben benny",
        "samuel sam sammy",
        "samantha sam",
        "alexander alex al sasha",
        "alexandra alex sandra",
        "peter pete",
        "lawrence larry",
        "leonard leon leo len lenny",
        "raymond ray",
        "gerald jerry gerry",
        "jeffrey jeff",
        "jeremy jerry",
        "phillip philip phil",
        "douglas doug",
        "frederick fred freddy",
        "francis frank",
        "walter walt",
        "henry hank harry",
        "harold harry hal",
        "zachary zach zack",
        "joshua josh",
        "jacob jake",
        "nathaniel nathan nate",
        "vincent vince vinny",
        "elizabeth liz beth betty lisa eliza lizzie",
        "katherine catherine kathryn kate katie kathy cathy kat",
        "margaret maggie meg peggy marge",
        "jennifer jen jenny",
        "jessica jess jessie",
        "susan sue susie suzanne",
        "deborah deb debbie debra",
        "barbara barb",
        "rebecca becky becca",
        "victoria vicky tori",
        "cynthia cindy",
        "kimberly kim",
        "pamela pam",
        "sandra sandy",
        "abigail abby",
        "amanda mandy",
        "angela angie",
        "dorothy dot dottie",
        "teresa theresa terry tess",
        "terrence terry",
        "virginia ginny",
        "veronica ronnie",
        "jacqueline jackie",
        "maximilian max",
        "eugene gene",
        "albert al bert",
        "alfred al fred",
        "arthur art",
        "stanley stan",
        "calvin cal",
        "clifford cliff",
        "randall randy",
        "russell russ",
        "wesley wes",
        "mitchell mitch",
        "emanuel manuel manny",
    )
)


def split_name(text: str) -> tuple[str, str]:
    """First and last name of a name in one cell: `Ortiz, Maria`, `Maria Ortiz`; one word is a last name.

    What follows the last name (Jr., III) stays with it, and so do the small words before it (van der);
    degrees and licenses (MD, RN, EMT-P) are no part of it.
    """
    text = _without_credentials(text)
    parts = [" ".join(part.split()) for part in text.split(",")]
    parts = [part for part in parts if part]
    if len(parts) > 1:
        *before, last_part = parts
        if _is_suffix(last_part):  # Leon Oakes, Jr.
            first, last = split_name(", ".join(before))
            return first, f"{last}, {last_part}"
        if len(parts) > 2 and _is_suffix(parts[1]):  # Oakes, Jr., Leon
            return " ".join(parts[2:]), f"{parts[0]}, {parts[1]}"
        return " ".join(parts[1:]), parts[0]
    words = text.split()
    while len(words) > 2 and _letters(words[0]) in RANKS:
        words = words[1:]
    if len(words) < 2:
        return "", " ".join(words)
    begin = len(words) - 1
    while begin > 1 and _is_suffix(words[begin]):
        begin -= 1
    while begin > 1 and _letters(words[begin - 1]) in _PARTICLES:
        begin -= 1
    return " ".join(words[:begin]), " ".join(words[begin:])


def _without_credentials(text: str) -> str:
    """A name without the degrees and licenses behind it, as far as a first and a last name are left."""
    parts = [each.split() for each in text.split(",")]
    shouts = text.upper() == text
    while len(parts) > 1 and parts[-1] and all(_is_credential(each, shouts) for each in parts[-1]):
        parts.pop()
    if sum(map(len, parts)) < 2:
        return text
    last = parts[-1]
    fewest = 3 if len(parts) == 1 else 2
    while len(last) >= fewest and _is_credential(last[-1], shouts):
        last.pop()
    return ", ".join(" ".join(each) for each in parts if each)


def _is_credential(word: str, shouts: bool) -> bool:
    said = _letters(word)
    if said not in _CREDENTIALS or not any(map(str.isupper, word)):
        return False
    return said not in _ALSO_NAMES or (word.isupper() and not shouts)


def name_key(first: str, last: str) -> str:
    """What two spellings of one name have alike: no accents, signs, spaces or order of its parts."""
    return " ".join(sorted(_tokens(f"{first} {last}")))


def alike_first(one: str, other: str) -> bool:
    """Whether two first names may be one person's; one that is not said goes with any."""
    ours, theirs = _tokens(one), _tokens(other)
    if not ours or not theirs or "".join(ours) == "".join(theirs) or set(ours) <= set(theirs):
        return True
    if set(theirs) <= set(ours):
        return True
    first, second = ours[0], theirs[0]
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    if first == second or (
        min(len(first), len(second)) >= _SHORTENED and (first.startswith(second) or second.startswith(first))
    ):
        return True
    return any(first in group and second in group for group in _NICKNAMES)


def alike_last(one: str, other: str) -> bool:
    """Whether two last names may be one person's: a part of a double name goes with the whole.

    Two that end otherwise, the one in Jr. and the other in Sr., are two people's.
    """
    ours, theirs = _tokens(one), _tokens(other)
    suffixes = [[each for each in some if each in _SUFFIXES] for some in (ours, theirs)]
    if suffixes[0] and suffixes[1] and suffixes[0] != suffixes[1]:
        return False
    our_name = [each for each in ours if each not in _SUFFIXES]
    their_name = [each for each in theirs if each not in _SUFFIXES]
    if not our_name or not their_name or "".join(our_name) == "".join(their_name):
        return True
    return set(our_name) <= set(their_name) or set(their_name) <= set(our_name)


def alike(first: str, last: str, other_first: str, other_last: str) -> bool:
    """Whether two names may be one person's, whichever of their parts was written first."""
    if name_key(first, last) == name_key(other_first, other_last):
        return True
    return alike_first(first, other_first) and alike_last(last, other_last)


def fuller(stored: str, said: str) -> str:
    """Of two spellings of a first, or a last, name the one to keep: a shorter one replaces no fuller one.

    An initial, the beginning of a name and a part of a double name stand for more than one name, so that by
    two such steps one person's name would become another's. Another spelling of the same letters replaces.
    """
    ours, theirs = _tokens(stored), _tokens(said)
    if not ours or not theirs:
        return said if theirs else stored
    same = "".join(ours) == "".join(theirs)
    return said if same or _stands_for(ours, theirs) else stored


def names_address(email: str, first: str, last: str) -> bool:
    """Whether an e-mail address is made of somebody's name: `dana.reyes@`, `dreyes2@`, `reyesd@`, `dana@`."""
    before = "".join(sign for sign in _letters(email.partition("@")[0]) if not sign.isdigit())
    ours, theirs = _letters(first), _letters(last)
    if not ours or not theirs:
        return False
    made = {ours, theirs, *(f"{one}{theirs}" for one in (ours, ours[0]))}
    return before in made | {f"{theirs}{one}" for one in (ours, ours[0])}


def _stands_for(short: list[str], whole: list[str]) -> bool:
    """Whether each part of the one is a part of the other, an initial or the beginning of one."""
    return all(any(part == each or _begins(part, each) for each in whole) for part in short)


def _begins(part: str, whole: str) -> bool:
    return whole.startswith(part) and (len(part) == 1 or len(part) >= _SHORTENED)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(fold_name(text).replace("'", ""))


def _letters(word: str) -> str:
    return "".join(_tokens(word))


def _is_suffix(word: str) -> bool:
    return _letters(word) in _SUFFIXES
