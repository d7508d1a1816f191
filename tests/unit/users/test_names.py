from __future__ import annotations

import pytest

from users.names import (
    LENGTH_RULE,
    ONE_SCRIPT_RULE,
    PERSON_NAME_RULE,
    USERNAME_RULE,
    email_key,
    normal_username,
    person_name_problem,
    username_key,
    username_problem,
)


@pytest.mark.parametrize(
    "name",
    [
        "john_doe",
        "jane.doe-2",
        "A",
        "0042",
        "Zoë",
        "müller",
        "Ångström",
        "иван_7",
        "ελένη",
        "さくら花子",
        "अनिल",
        "x" * 150,
    ],
)
def test_a_name_of_letters_and_digits_of_one_script_is_accepted(name):
    assert username_problem(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "john doe",
        "john\tdoe",
        "john\ndoe",
        "john\x00doe",
        "john@doe",
        "john+doe",
        "john/doe",
        "<script>",
        "john'--",
        "jo\u200bhn",  # zero width space
        "jo\u200dhn",  # zero width joiner
        "jo\u00adhn",  # soft hyphen
        "jo\u202ehn",  # right-to-left override
        "\ufeffjohn",  # byte order mark
        "jo\u2060hn",  # word joiner
        "john\u3164",  # Hangul filler turns into a letter that shows nothing
        "___",
        ".",
        "john💰",
        "john½",
    ],
)
def test_a_name_with_anything_else_in_it_is_refused(name):
    assert username_problem(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "jоhn",  # Cyrillic о
        "аdmin",  # Cyrillic а
        "Αdmin",  # Greek capital alpha
        "admіn",  # Cyrillic і
        "paypаl",
        "bank_аdmin",
        "αdmin",
        "ｊоhn",  # full-width j, Cyrillic о
        "adminא",
        "a१2",  # Devanagari and ASCII digits
    ],
)
def test_a_name_that_mixes_alphabets_is_refused(name):
    assert username_problem(name) == ONE_SCRIPT_RULE


def test_a_full_width_name_is_the_plain_name():
    assert normal_username("ａｄｍｉｎ") == "admin"
    assert username_key("ＡＤＭＩＮ") == username_key("admin")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("John_Doe", "john_doe"),
        ("STRASSE", "straße"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("\u212aelvin", "kelvin"),  # the Kelvin sign
        ("e\u0301mile", "émile"),
        ("  john ", "john"),
        ("ﬁona", "fiona"),  # a ligature
    ],
)
def test_names_that_read_the_same_have_one_key(one, other):
    assert username_key(one) == username_key(other)


def test_names_that_differ_have_different_keys():
    assert len({username_key(name) for name in ["john", "john1", "jon", "john_", "jöhn"]}) == 5


def test_a_name_longer_than_the_column_is_refused():
    assert username_problem("x" * 151) == LENGTH_RULE


def test_a_name_that_grows_beyond_the_column_when_folded_is_refused():
    assert username_problem("ß" * 100) == LENGTH_RULE


def test_a_long_near_miss_is_refused_without_effort():
    assert username_problem("a" * 50_000 + "!") == LENGTH_RULE


def test_addresses_are_compared_without_regard_to_case():
    assert email_key(" John.Doe@Example.COM ") == "john.doe@example.com"


@pytest.mark.parametrize("name", ["Anne-Marie", "O'Neill", "José", "van der Berg", "李", ""])
def test_a_persons_name_may_hold_what_names_hold(name):
    assert person_name_problem(name) is None


@pytest.mark.parametrize(
    "name", ["a\nb", "a\x00b", "a\u200bb", "a\u202eb", "a\u2028b", "\x1b[31m", "a\ue000"]
)
def test_a_persons_name_holds_nothing_that_does_not_show(name):
    assert person_name_problem(name) == PERSON_NAME_RULE


def test_the_rule_for_characters_is_a_sentence():
    assert username_problem("a b") == USERNAME_RULE
    assert USERNAME_RULE.endswith(".")
