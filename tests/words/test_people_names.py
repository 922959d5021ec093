"""People's names in one cell and two, and which of them may be one person's."""

from __future__ import annotations

import pytest

from words.people_names import alike, fuller, names_address, split_name


@pytest.mark.parametrize(
    ("whole", "first", "last"),
    [
        ("Ortiz, Maria", "Maria", "Ortiz"),
        ("Maria Ortiz", "Maria", "Ortiz"),
        ("  ortiz ,maria ann ", "maria ann", "ortiz"),
        ("Mary Ann Smith", "Mary Ann", "Smith"),
        ("Leon Oakes, Jr.", "Leon", "Oakes, Jr."),
        ("Oakes, Jr., Leon", "Leon", "Oakes, Jr."),
        ("Warren Oakes III", "Warren", "Oakes III"),
        ("Jan van der Berg", "Jan", "van der Berg"),
        ("Capt. Cora Diaz", "Cora", "Diaz"),
        ("Dr. Ann Lee MD", "Ann", "Lee"),
        ("Lee, Ann, RN", "Ann", "Lee"),
        ("Ann Lee, EMT-P", "Ann", "Lee"),
        ("ANH VAN DO", "ANH", "VAN DO"),
        ("Kim Do", "Kim", "Do"),
        ("Lee MD", "Lee", "MD"),
        ("Sukarno", "", "Sukarno"),
        ("", "", ""),
    ],
)
def test_a_name_in_one_cell(whole: str, first: str, last: str) -> None:
    assert split_name(whole) == (first, last)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("María", "García-López"), ("Maria", "Garcia Lopez")),
        (("Nora", "O’Shea"), ("nora", "OShea")),
        (("J", "Baker"), ("Jim", "Baker")),
        (("Robert", "Lee"), ("Bob", "Lee")),
        (("Mary Ann", "Lee"), ("Mary", "Lee")),
        (("Maria", "García"), ("María", "García-López")),
        (("Warren", "Oakes"), ("Warren", "Oakes III")),
        (("Ortiz", "Maria"), ("Maria", "Ortiz")),
        (("Dan", "Lee"), ("Daniel", "Lee")),
    ],
)
def test_small_differences_may_be_one_persons(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert alike(*one, *other)
    assert alike(*other, *one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Jim", "Baker"), ("Sue", "Baker")),
        (("Jim", "Baker"), ("Jim", "Cole")),
        (("Warren", "Oakes Jr."), ("Warren", "Oakes Sr.")),
        (("Jim", "Baker"), ("Ann", "Cole")),
        (("Jo", "Lee"), ("Joan", "Lee")),
    ],
)
def test_other_names_are_two_peoples(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert not alike(*one, *other)
    assert not alike(*other, *one)


@pytest.mark.parametrize(
    ("stored", "said", "kept"),
    [
        ("Dov", "D.", "Dov"),
        ("D.", "Dov", "Dov"),
        ("Daniel", "Dan", "Daniel"),
        ("Dan", "Danielle", "Danielle"),
        ("Edward", "Ted", "Edward"),
        ("Mary Ann", "Mary", "Mary Ann"),
        ("Smith-Jones", "Smith", "Smith-Jones"),
        ("Smith", "Smith-Jones", "Smith-Jones"),
        ("Oakes III", "Oakes", "Oakes III"),
        ("Garcia Lopez", "García-López", "García-López"),
        ("", "Ann", "Ann"),
        ("Ann", "", "Ann"),
    ],
)
def test_a_shorter_spelling_replaces_no_fuller_one(stored: str, said: str, kept: str) -> None:
    assert fuller(stored, said) == kept


@pytest.mark.parametrize("email", ["dana.reyes@x.gov", "DReyes2@x.gov", "reyes_d@x.gov", "dana@x.gov"])
def test_an_address_made_of_a_name(email: str) -> None:
    assert names_address(email, "Dana", "Reyes")
    assert not names_address(email, "Cora", "Diaz")
    assert not names_address("em@x.gov", "Dana", "Reyes")
