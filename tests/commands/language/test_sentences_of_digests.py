"""What is said of digests, by other words each, opens the form; what is of something else does not."""

from __future__ import annotations

import pytest

from tests.commands.language.hearing import means

HERE = "<#C123|readiness>"


@pytest.mark.parametrize(
    "sentence",
    [
        *("send me the digest", "give us the digest", "can you send the digest?"),
        *(
            f"send the digest every monday to {HERE}",
            f"post the digest in {HERE} weekly",
            f"digest to {HERE}",
        ),
        *(
            "send the digest here every Monday",
            "deliver a digest here each Friday",
            "we want the digest here",
        ),
        *(
            "post a weekly summary here",
            "send a readiness update here every week",
            "monthly summary here, please",
        ),
        *("every Monday post the readiness numbers here", "give us a summary every other Friday"),
        *("show the digest", "show me the digest for fire", "can I see the digest?", "open the digest"),
        *("preview the digest", "preview a digest of Cedar Fire", "what would the digest look like?"),
        *("set up the weekly digest", "setup a digest", "start a monthly digest", "create a digest for law"),
        *("schedule the digest for Mondays", "subscribe us to the digest", "subscribe to the digest"),
        *("stop the digest", "no more digests", "unsubscribe from the digest", "cancel the weekly digest"),
        *("don't send the digest any more", "turn off the digest", "pause the digest", "end the digest"),
        *("weekly digest", "the digest", "digest", "digests", "monthly digest for fire", "the weekly digest"),
        *(
            "which digests do we have?",
            "list the digests",
            "what digests are there?",
            "when is the next digest?",
        ),
        *("change the digest to Tuesday", "move the digest to 7 am", "do we have a digest?"),
        *("readiness digest list", "readiness digest here every two weeks", "readiness weekly digest"),
    ],
)
def test_the_form_of_digests_is_meant(sentence: str) -> None:
    assert means(sentence)[0] == "readiness digest"


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        ("post the checklist here", "checklist post"),
        ("send Ben to the kickoff", "meeting send"),
        ("council summary", "readiness summary"),
        ("monthly report for the council", "readiness summary"),
        ("write me weekly", "muster letters"),
        ("stop the letters", "muster letters"),
        ("how was the digest counted?", "readiness explain"),
        ("who is due every month?", "due"),
    ],
)
def test_what_is_of_something_else_stays_so(sentence: str, form: str) -> None:
    assert means(sentence)[0] in (form, "?")
    assert means(sentence)[0] != "readiness digest"


@pytest.mark.parametrize(
    "sentence", ["setting up the digest is done", "I have a concern about the digest", "I read the digest"]
)
def test_what_only_speaks_of_a_digest_opens_nothing(sentence: str) -> None:
    assert means(sentence)[0] != "readiness digest"
