"""The formats there are: what each is called, what it can hold, and which module reads and writes it.

A further format is one entry here and one module beside this one, which is imported when it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import NamedTuple, get_args

from annotator.core.errors import AnnotatorError
from annotator.core.fitting import ALL, Holds
from annotator.formats.base import Unit


class Option(NamedTuple):
    """What the user may say to a format with ``-o name=value``; ``values`` are all there are, none: any."""

    name: str
    help: str
    values: tuple[str, ...] = ()
    default: str = ""


class Format(NamedTuple):
    """One format.

    ``suffixes`` are those of the files that are read; a target that ends in one of ``one_file`` is one file and no
    folder.
    ``extra`` is what the package calls the libraries that it needs, ``needs`` are their modules.
    """

    name: str
    words: str
    module: str
    reads: bool = False
    writes: bool = False
    suffixes: tuple[str, ...] = ()
    one_file: tuple[str, ...] = ()
    holds: Holds = Holds()
    extra: str = ""
    needs: tuple[str, ...] = ()
    reading_options: tuple[Option, ...] = ()
    writing_options: tuple[Option, ...] = ()

    def load(self) -> ModuleType:
        """Its module; AnnotatorError, which says what to install, where a library is missing."""
        missing = [name for name in self.needs if find_spec(name) is None]
        if missing:
            raise AnnotatorError(
                f'The format "{self.name}" needs {" and ".join(missing)}, which is not installed: '
                f'pip install "annotator[{self.extra}]".'
            )
        return import_module(f"annotator.formats.{self.module}")


_DATASET_WORDS = (
    Option("title", "what the dataset is called"),
    Option("description", "a sentence on what it is"),
    Option("licence", "the licence of the annotations, as the Hugging Face Hub names it: cc-by-4.0"),
    Option("text-licence", "the licence of the texts"),
    Option("language", "the languages of the texts, by their codes: en, de"),
    Option("version", "the version of the dataset: 1.0.0"),
    Option("date", "when it is published: 2026-11-21"),
    Option("url", "where it is published"),
    Option("citation", "how to cite it"),
)

_PAIRS = ALL._replace(ties=False, attributes=False, notes=False)
_SEPARATOR = Option("separator", "what stands between two columns", ("tab", "space"))
_UNIT = Option("unit", "what its offsets count", ("code-points", "utf-16", "utf-8", "graphemes", "crlf"))
_WRITTEN_UNIT = Option("unit", "what the offsets shall count (code points)", _UNIT.values)
_SCHEME = Option("scheme", "how chunks are tagged", ("iob2", "iob1", "bilou", "bioes"))

_ENTRIES = (
    Format(
        "brat",
        "brat standoff: a folder of .txt and .ann files",
        "brat",
        reads=True,
        writes=True,
        suffixes=(".ann", ".txt", ".a1", ".a2"),
        holds=ALL._replace(annotators=False, across=False),
        reading_options=(Option("offsets", "what the offsets count, where it cannot be proved", get_args(Unit)),),
    ),
    Format(
        "conll2003",
        "columns of tokens with IOB2, IOB1, BILOU or BIOES tags",
        "conll2003",
        reads=True,
        writes=True,
        suffixes=(".conll", ".iob", ".iob2", ".bio", ".tsv", ".txt", ".col", ".ner", ".train", ".testa", ".testb"),
        one_file=(".conll", ".iob", ".iob2", ".bio", ".tsv", ".txt"),
        reading_options=(
            _SEPARATOR,
            _SCHEME,
            Option("column", "the number of the column of the tags, from 1 (the last that has only tags)"),
            Option("tokens", "the number of the column of the tokens, from 1 (the first that does not count)"),
        ),
        writing_options=(
            _SEPARATOR,
            _SCHEME,
            Option("documents", "what begins a document in a file of several", ("docstart", "newdoc")),
        ),
    ),
    Format(
        "conll2012",
        "coreference in the columns of CoNLL-2012",
        "conll2012",
        reads=True,
        writes=True,
        suffixes=(".conll", ".v4_gold_conll", ".v4_auto_conll", ".gold_conll", ".auto_conll", "_conll"),
        one_file=(".conll", "_conll"),
        holds=Holds(nested=True, overlapping=True, ties=True),
        reading_options=(Option("label", "the label of the mentions, which the format does not tell", (), "mention"),),
        writing_options=(
            _SEPARATOR,
            Option("label", "the label that need not be told", (), "mention"),
        ),
    ),
    Format(
        "ecbplus",
        "ECB+: a folder of CAT XML with coreference across documents",
        "ecbplus",
        reads=True,
        writes=True,
        suffixes=(".xml",),
        holds=ALL._replace(annotators=False, claims=False, attributes=False),
    ),
    Format(
        "jsonl",
        "JSONL of spans, as spaCy's Prodigy has it",
        "jsonl",
        reads=True,
        writes=True,
        suffixes=(".jsonl", ".ndjson"),
        one_file=(".jsonl", ".ndjson"),
        holds=ALL._replace(discontinuous=False, claims=False, across=False),
        reading_options=(_UNIT,),
    ),
    Format(
        "doccano",
        "JSONL as doccano imports and exports it",
        "doccano",
        reads=True,
        writes=True,
        suffixes=(".jsonl", ".json", ".ndjson"),
        one_file=(".jsonl", ".json", ".ndjson"),
        holds=Holds(nested=True, overlapping=True, ties=True, links=True),
        reading_options=(_UNIT,),
        writing_options=(
            _WRITTEN_UNIT,
            Option(
                "project",
                "the kind of doccano project that it is for",
                ("relation-extraction", "sequence-labeling"),
                "relation-extraction",
            ),
        ),
    ),
    Format(
        "huggingface",
        "JSONL that Hugging Face's datasets loads, with classes of labels in its card",
        "huggingface",
        reads=True,
        writes=True,
        suffixes=(".jsonl", ".json", ".ndjson"),
        one_file=(".jsonl", ".json", ".ndjson"),
        holds=Holds(nested=True, overlapping=True, discontinuous=True),
        reading_options=(_UNIT, Option("names", "the names of tags that are numbers: O,B-person,I-person")),
        writing_options=(Option("shape", "tokens with tags, or texts with spans", ("tokens", "spans"), "tokens"),),
    ),
    Format(
        "label-studio",
        "Label Studio's JSON of regions and relations",
        "labelstudio",
        reads=True,
        writes=True,
        suffixes=(".json", ".jsonl"),
        one_file=(".json",),
        holds=ALL._replace(discontinuous=False, claims=False, across=False),
        reading_options=(_UNIT, Option("text", "the key of a task's data that is the text")),
        writing_options=(_WRITTEN_UNIT,),
    ),
    Format(
        "web-annotation",
        "W3C Web Annotations in JSON-LD, beside their texts",
        "webannotation",
        reads=True,
        writes=True,
        suffixes=(".jsonld", ".json", ".txt"),
        holds=ALL._replace(claims=False),
        reading_options=(_UNIT,),
    ),
    Format(
        "claim-pairs",
        "JSONL of pairs of claims for inference: supports, contradicts or neither",
        "claim_pairs",
        writes=True,
        one_file=(".jsonl",),
        holds=_PAIRS,
        writing_options=(Option("unlinked", "how many pairs that nobody linked are added as neither", (), "0"),),
    ),
    Format(
        "preference-pairs",
        "JSONL of pairs of claims, one chosen over the other",
        "preference_pairs",
        writes=True,
        one_file=(".jsonl",),
        holds=_PAIRS,
    ),
    Format("text", "plain text: each .txt file a document", "text", reads=True, suffixes=(".txt",)),
    Format(
        "markdown",
        "Markdown: each file a document, with its marks",
        "markdown",
        reads=True,
        suffixes=(".md", ".markdown"),
    ),
    Format(
        "html",
        "articles as HTML: each file a document, its readable text alone",
        "html",
        reads=True,
        suffixes=(".html", ".htm", ".xhtml"),
        extra="html",
        needs=("trafilatura", "lxml_html_clean"),
    ),
    Format(
        "parquet",
        "a dataset of Parquet tables, with a card and Croissant metadata",
        "parquet",
        writes=True,
        holds=ALL,
        extra="parquet",
        needs=("pyarrow",),
        writing_options=_DATASET_WORDS,
    ),
    Format(
        "corefud",
        "CorefUD: coreference in CoNLL-U",
        "corefud",
        reads=True,
        writes=True,
        suffixes=(".conllu",),
        one_file=(".conllu",),
        holds=ALL._replace(annotators=False, claims=False, across=False, notes=False),
        extra="corefud",
        needs=("udapi",),
    ),
    Format(
        "uima",
        "UIMA CAS as XMI or JSON, as INCEpTION and WebAnno have it",
        "uima",
        reads=True,
        writes=True,
        suffixes=(".xmi", ".json", ".zip"),
        holds=ALL._replace(annotators=False, across=False),
        extra="uima",
        needs=("cassis",),
        writing_options=(Option("as", "how it is written", ("xmi", "json"), "xmi"),),
    ),
    Format(
        "spacy",
        "spaCy's DocBin, as `spacy train` reads it",
        "docbin",
        writes=True,
        one_file=(".spacy",),
        holds=Holds(nested=True, overlapping=True, ties=True, across=True),
        extra="spacy",
        needs=("spacy",),
        writing_options=(
            Option("language", "whose tokens: a language code of spaCy's", default="xx"),
            Option("spans-key", "the key in doc.spans", default="sc"),
        ),
    ),
)

FORMATS: Mapping[str, Format] = {entry.name: entry for entry in _ENTRIES}


def format_named(name: str, *, to: str) -> Format:
    """The format of that name which can be read (``to`` is "import") or written ("export"); AnnotatorError."""
    fitting = [entry for entry in FORMATS.values() if (entry.reads if to == "import" else entry.writes)]
    for entry in fitting:
        if entry.name == name.casefold():
            return entry
    known = ", ".join(entry.name for entry in fitting)
    if name.casefold() in FORMATS:
        other = "export" if to == "import" else "import"
        raise AnnotatorError(f'The format "{name}" is only for {other}; {to} knows: {known}.')
    raise AnnotatorError(f'There is no format "{name}"; {to} knows: {known}.')


def checked_options(given: Mapping[str, str], options: tuple[Option, ...], name: str) -> dict[str, str]:
    """The user's options with the defaults of the others; AnnotatorError for one that the format does not have."""
    known = {option.name: option for option in options}
    for key, value in given.items():
        option = known.get(key)
        if option is None:
            raise AnnotatorError(f'The format "{name}" has no option "{key}"; it has: {", ".join(known) or "none"}.')
        if option.values and value not in option.values:
            raise AnnotatorError(f'The option "{key}" of "{name}" is one of {", ".join(option.values)}, not "{value}".')
    return {**{option.name: option.default for option in options if option.default}, **given}
