"""When the target is reached, and whether the trainers are enough, over the real protocol."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import Stage


@pytest.mark.long
def test_who_teaches_a_course_is_said_and_the_wave_is_read_beside_it(stage: Stage) -> None:
    dana, ben = stage.dana, stage.ben
    dana.says("do we have enough trainers?", dana.dm)
    seen = dana.sees("4 fall due of ASIM Basic in the region in the next 24 months, most in")
    assert "No trainer course is named for it, so what can be taught is not known." in seen.text

    dana.says("/training courses ASIM-B")
    dana.presses("How it is taught")
    dana.fills({"Seats a class": "0"})
    dana.submits()
    assert "greater than or equal to 1" in str(dana.modal_errors)
    dana.fills({"Trainer course": "ASIM-A", "Seats a class": "1", "Target, in percent": "50"})
    dana.submits()
    dana.sees("Recorded. Who is current in ASIM-A teaches it; a trainer gives 1 class of 1 a month; 50%")

    dana.says("how many refreshers fall due each month?", dana.dm)
    seen = dana.sees("Enough trainers for what falls due of ASIM Basic in the region")
    assert "they can teach 1 person a month" in seen.text
    assert "1 person in the region is current in the trainer course; each gives 1 class" in seen.text
    dana.presses("When is the target reached?")
    dana.sees("4 of 8 current today (50%).")

    ben.says("@Muster when will fire reach 90%?", stage.room)
    seen = ben.sees("Fire does not reach 90% in ASIM Basic at this pace")
    assert "how many there are is not shown, since a count of a few is a name" in seen.text
    ben.says("/readiness projection dispatch")
    ben.sees("There are too few people to count without naming one.")
    ben.says("/readiness projection law in the moon")
    ben.sees("I can't find any course, agency or discipline called “moon”.")
