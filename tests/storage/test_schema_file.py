"""``annotator.toml`` is read strictly, and what is wrong is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.schema import Argument, Label, default_schema, make_schema
from annotator.storage.problems import FileError
from annotator.storage.schema_file import read_schema, schema_text

PATH = Path("annotator.toml")
DEFAULT = schema_text(default_schema("interim-chief"))


def test_the_default_schema_comes_back_as_it_was() -> None:
    assert read_schema(DEFAULT.encode(), PATH) == default_schema("interim-chief")


def test_everything_that_a_schema_can_say_is_read() -> None:
    schema = read_schema(
        b"""
        format = 1
        save-as = "json"
        curator = "ann-9"
        [[labels]]
        name = "person"
        attributes = { certainty = ["sure", "unsure"], page = "number", named = "flag", alias = "text" }
        [[claim-types]]
        name = "tie"
        arguments = { one = { labels = ["person"] }, others = { count = "+" } }
        same = ["one"]
        differ = ["others"]
        [[link-types]]
        name = "replies"
        joins = "documents"
        [[document-attributes]]
        name = "genre"
        values = ["news", "blog"]
        """,
        PATH,
    )
    assert (schema.save_as, schema.curator) == ("json", "ann-9")
    assert schema.label("person").attributes["certainty"] == ("sure", "unsure")
    assert schema.claim_type("tie").arguments == {"one": Argument(("person",)), "others": Argument((), "+")}
    assert schema.link_type("replies").joins == "documents"
    assert schema.document_attributes == {"genre": ("news", "blog")}
    assert read_schema(schema_text(schema).encode(), PATH) == schema


def line(words: str) -> int:
    return DEFAULT[: DEFAULT.index(words)].count("\n") + 1


WRONG = [
    ("format = 1", "format = 9", "format = 1", "It was written by a newer annotator (format 9; this one reads 1)"),
    ("format = 1\n", "", "# The schema", "The schema needs format = 1"),
    ('save-as = "toml"', 'save-as = "yaml"', "save-as = ", "it is one of toml, json"),
    ('curator = "gold"', 'curater = "gold"', "curator = ", 'unknown key "curater"; known are format, name, save-as'),
    ('key = "p"', 'kye = "p"', 'key = "p"', 'The label "person" has the unknown key "kye"'),
    ('key = "p"', "key = 7", 'key = "p"', 'The label "person" has "7" as "key", which is no text'),
    ('key = "p"', 'key = "pp"', '[[labels]]\nname = "person"', "a key is one visible character"),
    (
        'key = "r"',
        'key = "p"',
        '[[labels]]\nname = "role"',
        'The key "p" is that of the label "person" and of the label "role"',
    ),
    ('key = "+"', 'key = "r"', '[[link-types]]\nname = "supports"', 'the label "role" and of the link type "supports"'),
    ('colour = "label-3"', 'colour = "red"', '[[labels]]\nname = "amount"', 'has the colour "red"'),
    ('differ = ["amount"]', 'differ = ["number"]', '[[claim-types]]\nname = "figure"', 'names the argument "number"'),
    ('joins = "claims"', 'joins = "sets"', 'joins = "claims"', "one of mentions, claims, documents"),
    ("symmetric = true", 'symmetric = "yes"', "symmetric = true", "neither true nor false"),
    ('count = "*"', 'count = "2"', 'event = { labels = ["event"] }, person', "it is one of 1, ?, +, *"),
    ('same = ["role"]', 'same = "role"', 'same = ["role"]', "no array of texts"),
    ('name = "role"\n', "", '[[labels]]\nname = "role"', 'has no "name"'),
    ('name = "role"\n', 'name = "person"\n', '[[labels]]\nname = "role"', 'The label "person" is there twice'),
    ("[[labels]]", "[[labels", "[[labels]]", "not valid TOML"),
]


@pytest.mark.parametrize(("old", "new", "where", "sentence"), WRONG)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, where: str, sentence: str) -> None:
    assert old in DEFAULT
    with pytest.raises(FileError) as caught:
        read_schema(DEFAULT.replace(old, new, 1).encode(), PATH)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith(f"annotator.toml:{line(where)}: ")


def test_a_key_that_an_action_has_is_refused_naming_both() -> None:
    with pytest.raises(FileError, match=r'annotator.toml:\d+: The key "e" of the label "event" already means "edit"'):
        read_schema(DEFAULT.encode(), PATH, {"e": "edit"})


def test_how_a_label_is_compared_is_kept_and_checked() -> None:
    schema = make_schema(name="test", labels=[Label("firm", compare_as="names"), Label("person")])

    read = read_schema(schema_text(schema).encode(), PATH)

    assert read.compared_as("firm") == read.compared_as("person") == "names"
    assert read == schema
    with pytest.raises(FileError, match="names, roles, amounts, dates, words"):
        read_schema(schema_text(schema).replace('"names"', '"colours"').encode(), PATH)
