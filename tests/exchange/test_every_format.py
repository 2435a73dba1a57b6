"""What holds for each format of the registry: whole or not at all, the same twice, and no trace of what is redacted."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator import open_project
from annotator.exchange import exporting, sources
from annotator.formats.base import Output
from annotator.formats.registry import FORMATS, Format
from tests.cli.shell import Outcome, Shell
from tests.exchange.folders import tree

WRITTEN = [entry for entry in FORMATS.values() if entry.writes]
READ = [entry for entry in FORMATS.values() if entry.reads]
BOTH = [entry for entry in READ if entry.writes]


def named(entries: list[Format]) -> pytest.MarkDecorator:
    """Each of these formats, by its name."""
    return pytest.mark.parametrize("entry", entries, ids=[entry.name for entry in entries])


def export(shell: Shell, entry: Format, out: str, *arguments: str) -> Outcome:
    """Exports the sample project."""
    return shell("export", entry.name, out, "-p", "demo", "--as", "ann-1", *arguments)


@named(WRITTEN)
def test_two_exports_of_the_same_state_are_the_same_bytes(entry: Format, shell: Shell, demo: Path) -> None:
    before = tree(demo)
    for out in ("one", "two"):
        assert export(shell, entry, out).status == 0
    first = tree(Path("one"))
    assert any(data != b"/" and data for data in first.values())
    assert tree(Path("two")) == first
    assert tree(demo) == before


@named(WRITTEN)
def test_what_is_there_already_stays_as_it_is(entry: Format, shell: Shell, demo: Path) -> None:
    Path("out").mkdir()
    Path("out/mine.txt").write_text("mine")
    export(shell, entry, "out").refuses("not empty", "stays as it is")
    assert tree(Path("out")) == {"mine.txt": b"mine"}
    for suffix in entry.one_file:
        Path(f"mine{suffix}").write_text("mine")
        export(shell, entry, f"mine{suffix}").refuses("stays as it is")
        assert Path(f"mine{suffix}").read_text() == "mine"


@named(WRITTEN)
def test_an_empty_folder_is_filled(entry: Format, shell: Shell, demo: Path) -> None:
    Path("out").mkdir()
    assert export(shell, entry, "out").status == 0
    assert tree(Path("out"))


@named(WRITTEN)
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device"), MemoryError])
def test_an_interrupted_export_leaves_nothing(
    entry: Format, error: type[BaseException] | OSError, shell: Shell, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = exporting._Items._made

    def fails(items: exporting._Items, document_id: str, *rest: object) -> object:
        if document_id == "layoffs":
            raise error
        return made(items, document_id, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(exporting._Items, "_made", fails)
    before = tree(Path())
    done = export(shell, entry, "out")
    assert done.status in (1, 130)
    assert "fault of the program" not in done.err
    assert tree(Path()) == before


@named(WRITTEN)
def test_splits_have_every_document_once(entry: Format, shell: Shell, demo: Path) -> None:
    done = shell.json(
        "export", entry.name, "out", "-p", "demo", "--as", "ann-1", "--split", "50/50", "--by", "document"
    )
    assert sum(done["splits"].values()) == done["documents"]
    names = [name for name in tree(Path("out")) if "train" in name]
    assert names


def words_in(folder: Path) -> Iterator[tuple[str, str]]:
    """All that is in the files of an export as text, and their names; also what Parquet has packed."""
    for path in sorted(folder.rglob("*")):
        yield path.name, path.relative_to(folder).as_posix()
        if path.suffix == ".parquet":
            import pyarrow.parquet

            yield path.name, str(pyarrow.parquet.read_table(path).to_pylist())
        elif path.suffix == ".spacy":
            from spacy.tokens import DocBin
            from spacy.vocab import Vocab

            vocab = Vocab()
            docs = list(DocBin().from_disk(path).get_docs(vocab))
            yield path.name, str([(doc.to_json(), doc.user_data) for doc in docs])
        elif path.is_file():
            yield (
                path.name,
                path.read_bytes().decode("utf-8").replace('"meta":', ""),
            )  # a key of formats; Meta is a name


@named(WRITTEN)
def test_nothing_that_is_redacted_remains_in_any_file(entry: Format, shell: Shell, demo: Path) -> None:
    secrets = hide_names_everywhere(demo)
    done = export(shell, entry, "out", "--redact", "person")
    assert done.status == 0, done.err
    found = list(words_in(Path("out")))
    assert found
    for name, words in found:
        said = re.sub(r'"\w+":', "", words)  # the keys of JSON are the format's own
        for secret in secrets:
            assert not re.search(rf"(?i)(?<!\w){re.escape(secret)}(?!\w)", said), (name, secret)
    assert "Droege" not in done.out + done.err


def hide_names_everywhere(demo: Path) -> set[str]:
    """Puts a redacted name where an export might forget it, into metadata, notes and the name of a file; all names."""
    project = open_project(demo)
    quotes = {
        document.quote(mention.spans)
        for document in project.documents()
        for one in project.annotations(document=document.id)
        for mention in one.mentions.values()
        if mention.label == "person"
    }
    assert {"Jason Droege", "Brandon Hale"} <= quotes
    (demo / "documents" / "layoffs.toml").write_text(
        'title = "What DROEGE said"\nsource = "Jason\u00a0Droege"\nurl = "https://example.org/jason-droege-1"\n'
        'topic = "droege"\nmore = "Droege"\n'
    )
    text = demo / "documents" / "memo.txt"
    text.rename(demo / "documents" / "jason-droege.txt")
    (demo / "documents" / "memo.toml").unlink(missing_ok=True)
    annotations = demo / "annotations" / "ann-1" / "layoffs.toml"
    said = annotations.read_text().replace(
        'label = "person"\n', 'label = "person"\nnote = "Droege, Jason"\nold = "Droege"\n'
    )
    annotations.write_text(said)
    return {*quotes, "Droege", "Brandon", "Hale"}


def sample(shell: Shell, entry: Format) -> Path:
    """A small source of that format, written by the program itself."""
    assert export(shell, entry, "source").status == 0
    return Path("source")


@named(BOTH)
def test_what_was_exported_can_be_imported_into_a_new_folder(entry: Format, shell: Shell, demo: Path) -> None:
    source = sample(shell, entry)
    done = shell("import", entry.name, source, "-p", "new", "--as", "ann-2")
    assert done.status == 0, done.err
    assert shell("check", "-p", "new").status == 0
    again = tree(Path("new"))
    assert shell("import", entry.name, source, "-p", "new", "--as", "ann-2").status == 0
    assert tree(Path("new")) == again, "what is imported twice is not there twice"


@named(BOTH)
def test_damaged_sources_are_refused_in_one_line_or_read_and_nothing_is_half_there(
    entry: Format, shell: Shell, demo: Path
) -> None:
    source = sample(shell, entry)
    shell("init", "mine")
    before, luck = tree(Path("mine")), random.Random(entry.name)
    files = [path for path in sorted(source.rglob("*")) if path.is_file() and path.name.endswith(entry.suffixes)]
    assert files
    refused = 0
    for damage in [*damages(luck), *damages(luck)]:
        path = luck.choice(files)
        whole = path.read_bytes()
        path.write_bytes(damage(whole))
        done = shell("import", entry.name, source, "-p", "mine", "--as", "ann-2")
        path.write_bytes(whole)
        assert "fault of the program" not in done.err, (path, done.err)
        if done.status:
            refused += 1
            assert done.err.startswith("annotator: ")
            assert done.err.count("\n") == 1
            assert tree(Path("mine")) == before
        else:
            assert shell("check", "-p", "mine").status == 0
            before = tree(Path("mine"))
    assert refused


def damages(luck: random.Random) -> Iterator[Callable[[bytes], bytes]]:
    """Ways to damage a file: cut off, in another encoding, with bytes changed, doubled, emptied."""
    yield lambda data: data[: len(data) * 2 // 3]
    yield lambda data: data[: len(data) // 2] + b"\xff\xfe" + data[len(data) // 2 :]
    yield lambda data: data.decode().encode("utf-16")
    yield lambda data: re.sub(rb"\d+", lambda found: str(luck.randrange(10**9)).encode(), data)
    yield lambda data: re.sub(rb"\d", lambda found: b"-1" if luck.random() < 0.02 else found[0], data)
    yield lambda data: data + data
    yield lambda data: b""
    yield lambda data: b"[" * 100_000 + data
    yield lambda data: data.replace(b'"', b"'")
    yield lambda data: bytes(byte ^ (luck.random() < 0.01) for byte in data)


@named(READ)
def test_a_file_that_is_too_large_is_refused(entry: Format, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A single line without end, here with smaller limits: nobody wants a test that writes 100 MB."""
    monkeypatch.setattr(sources, "MOST_IN_MEMORY", 4 << 20)
    monkeypatch.setattr(sources, "MOST_LINE", 4 << 20)
    Path("source").mkdir()
    for suffix in entry.suffixes:
        Path("source", f"a{suffix}").write_bytes(b"a" * (5 << 20))
    done = shell("import", entry.name, "source", "-p", "new", "--as", "ann-1")
    done.refuses("split it")
    assert not Path("new").exists()


@named(READ)
def test_what_is_no_file_and_what_leads_out_is_refused(entry: Format, shell: Shell) -> None:
    Path("secret").write_text("secret")
    for name in ("pipe", "link"):
        Path(name).mkdir()
    for suffix in entry.suffixes:
        os.mkfifo(f"pipe/a{suffix}")
        Path(f"link/a{suffix}").symlink_to(Path("secret").absolute())
    shell("import", entry.name, "pipe", "-p", "new", "--as", "ann-1").refuses("regular file")
    shell("import", entry.name, "link", "-p", "new", "--as", "ann-1").refuses("leads out")
    assert not Path("new").exists()


@named(READ)
def test_a_folder_without_such_files_is_refused(entry: Format, shell: Shell) -> None:
    Path("source").mkdir()
    Path("source/notes.xyz").write_text("nothing")
    shell("import", entry.name, "source", "-p", "new", "--as", "ann-1").refuses("nothing of the format", "source")
    assert not Path("new").exists()


def test_names_never_lead_out_of_the_target(tmp_path: Path) -> None:
    from annotator.core.errors import AnnotatorError
    from annotator.exchange.outputs import Target

    with Target(tmp_path / "out") as target:
        output: Output = target
        for name in ("../a.txt", "/etc/a.txt", "a/../../b.txt", "", ".", "a//b.txt", "con.txt", "a\0b.txt"):
            with pytest.raises(AnnotatorError):
                output.open(name)
        output.open("a.txt").close()
    assert tree(tmp_path) == {"out": b"/", "out/a.txt": b""}
