"""The real commands on hostile files: one line, within two seconds of computing and 512 MB, and nothing changed."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpora" / "interim-chief"

SCHEMA = "annotator.toml"
TEXT, METADATA = "documents/layoffs.txt", "documents/layoffs.toml"
SET, JSON_SET = "annotations/ann-1/layoffs.toml", "annotations/ann-1/layoffs.json"
HISTORY = "history/ann-1/layoffs.jsonl"

MIB = 1 << 20
MEMORY = 512 * MIB
SECONDS = 2

Damage: TypeAlias = Callable[[Path], None]


def written(name: str, data: str | bytes) -> Damage:
    """A file has these bytes."""

    def damage(root: Path) -> None:
        make_way(root / name)
        (root / name).write_bytes(data if isinstance(data, bytes) else data.encode())

    return damage


def followed_by(name: str, data: str) -> Damage:
    """A file goes on with this."""

    def damage(root: Path) -> None:
        (root / name).write_bytes((root / name).read_bytes() + data.encode())

    return damage


def replaced(name: str, old: str, new: str) -> Damage:
    """A file has this where it had that."""

    def damage(root: Path) -> None:
        text = (root / name).read_bytes().decode()
        assert old in text
        (root / name).write_bytes(text.replace(old, new, 1).encode())

    return damage


def of_size(name: str, size: int) -> Damage:
    """A file of so many zeros, which take no room on the disk."""

    def damage(root: Path) -> None:
        make_way(root / name)
        with (root / name).open("wb") as file:
            file.truncate(size)

    return damage


def pipe(name: str) -> Damage:
    """A pipe that nobody writes to: whoever waits for it waits for ever."""

    def damage(root: Path) -> None:
        make_way(root / name)
        os.mkfifo(root / name)

    return damage


def socket_at(name: str) -> Damage:
    """A socket."""

    def damage(root: Path) -> None:
        make_way(root / name)
        here = Path.cwd()
        os.chdir((root / name).parent)  # the path of a socket must be short
        try:
            with socket.socket(socket.AF_UNIX) as made:
                made.bind((root / name).name)
        finally:
            os.chdir(here)

    return damage


def folder(name: str) -> Damage:
    """A folder."""

    def damage(root: Path) -> None:
        make_way(root / name)
        (root / name).mkdir()

    return damage


def link(name: str, target: str) -> Damage:
    """A link."""

    def damage(root: Path) -> None:
        make_way(root / name)
        (root / name).symlink_to(target)

    return damage


def moved_out(name: str) -> Damage:
    """A folder of the project is elsewhere, and a link leads there."""

    def damage(root: Path) -> None:
        shutil.move(root / name, root.parent / "elsewhere")
        (root / name).symlink_to(root.parent / "elsewhere")

    return damage


def json_set(more: str) -> Damage:
    """The annotation set in JSON, with these entries too."""

    def damage(root: Path) -> None:
        sha256 = hashlib.sha256((root / TEXT).read_bytes()).hexdigest()
        head = f'{{"format": 1, "document": "layoffs", "annotator": "ann-1", "text-sha256": "{sha256}"'
        (root / SET).unlink()
        (root / JSON_SET).write_bytes(f"{head}{more}}}".encode())

    return damage


def full(name: str, fill: Callable[[int], str]) -> Damage:
    """The annotation set with a proper beginning, and then with nonsense of the size that is left to it."""

    def damage(root: Path) -> None:
        sha256 = hashlib.sha256((root / TEXT).read_bytes()).hexdigest()
        values = {"format": 1, "document": "layoffs", "annotator": "ann-1", "text-sha256": sha256}
        if name == SET:
            head = "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items()) + "\n"
        else:
            head = json.dumps(values)[:-1]
        (root / SET).unlink()
        (root / name).write_text(head + fill(64 * MIB - len(head) - 1000))

    return damage


def _filled(piece: str, size: int) -> str:
    return piece * (size // len(piece))


def _numbered(piece: str, size: int) -> str:
    some = "".join(piece.format(f"#_{one}") for one in range(1000))
    return "".join(some.replace("#", f"a{one}") for one in range(size // (len(some) + 5000)))


def _spans(count: int) -> str:
    return ",".join(f"[{one},{one + 1}]" for one in range(count))


def history(edit: str) -> Damage:
    """A history of one line, whose checksum is right."""
    sha256 = hashlib.sha256((CORPUS / TEXT).read_bytes()).hexdigest()
    head = '{"format": 1, "seq": 1, "time": "2026-11-21T19:00:00Z", "follows": ""'
    body = f'{head}, "text": "{sha256}", "edit": {edit}'.encode()
    return written(HISTORY, body + f', "crc": "{zlib.crc32(body):08x}"}}\n'.encode())


def many(*damages: Damage) -> Damage:
    """Several things at once."""

    def damage(root: Path) -> None:
        for one in damages:
            one(root)

    return damage


def deep(root: Path) -> None:
    """Folders in folders, so that no system call takes the path."""
    here = os.open(".", os.O_RDONLY)
    os.chdir(root / "documents")
    try:
        for _ in range(300):
            Path("d" * 20).mkdir()
            os.chdir("d" * 20)
    finally:
        os.fchdir(here)
        os.close(here)


def make_way(path: Path) -> None:
    """Takes away what is there, and makes the folders above."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)


DOTTED = ".".join(["a"] * 400_000)
SQUARE = "".join(f"{'a.' * 500}b{number} = 1\n" for number in range(900))
NO_FILE, OUT, LARGE, NESTED = "no regular file", "leads out of the project", "It is larger than", "nested too deeply"
TOO_MUCH = "more brackets, keys and values than"

IN_SCHEMA: Mapping[str, tuple[Damage, str]] = {
    "100 MB": (of_size(SCHEMA, 100 * MIB), LARGE),
    "one key of many parts": (written(SCHEMA, f"{DOTTED} = 1\n"), "more than 32 parts"),
    "many keys of many parts": (written(SCHEMA, SQUARE), "more than 32 parts"),
    "a key of many parts in a table": (written(SCHEMA, f"x = {{ {DOTTED} = 1 }}"), "more than 32 parts"),
    "arrays in arrays": (written(SCHEMA, "a = " + "[" * 100_000), NESTED),
    "tables in tables": (written(SCHEMA, "a = " + "{b=" * 100_000), NESTED),
    "a key twice": (written(SCHEMA, "format = 1\nformat = 1\n"), "not valid TOML"),
    "digits": (written(SCHEMA, "format = " + "9" * 900_000), "more than 4,300 digits"),
    "hexadecimal digits": (written(SCHEMA, "format = 0x" + "f" * 900_000), "more than 4,300 digits"),
    "infinity": (written(SCHEMA, "format = inf\n"), "needs format = 1"),
    "a date out of range": (written(SCHEMA, "format = 2026-02-31\n"), "not valid TOML"),
    "many labels": (
        written(SCHEMA, "format = 1\n" + "".join(f'[[labels]]\nname = "l{one}"\n' for one in range(20_000))),
        "20,000 labels",
    ),
    "many unknown tables": (written(SCHEMA, "".join(f"[a{one}]\n" for one in range(50_000))), "needs format = 1"),
    "zeros": (of_size(SCHEMA, MIB // 2), "not valid TOML"),
    "no UTF-8": (written(SCHEMA, b"\xff\xfe"), "not UTF-8"),
    "a pipe": (pipe(SCHEMA), NO_FILE),
    "a socket": (socket_at(SCHEMA), NO_FILE),
    "a folder": (folder(SCHEMA), "It is a folder"),
    "a device": (link(SCHEMA, "/dev/zero"), OUT),
    "a link out": (link(SCHEMA, "/etc/passwd"), OUT),
    "a link in a circle": (link(SCHEMA, SCHEMA), "in a circle"),
}

IN_FOLDERS: Mapping[str, tuple[Damage, str]] = {
    "documents is a link": (many(folder("documents"), link("documents", "/etc")), OUT),
    "documents is a file": (many(folder("documents"), written("documents", "x")), "It is no folder"),
    "documents is a pipe": (many(folder("documents"), pipe("documents")), "It is no folder"),
    "annotations is a file": (many(folder("annotations"), written("annotations", "x")), "It is no folder"),
    "annotations is a link": (moved_out("annotations"), OUT),
}

IN_FILES: Mapping[str, tuple[Damage, str]] = {
    "an annotator's folder is a link": (moved_out("annotations/ann-1"), OUT),
    "a folder of documents is a link": (link("documents/more", "/etc"), "It is a link to a folder"),
    "folders in folders": (deep, "cannot be read: file name too long"),
    "text: a pipe": (pipe(TEXT), NO_FILE),
    "text: a socket": (socket_at(TEXT), NO_FILE),
    "text: a device": (link(TEXT, "/dev/urandom"), OUT),
    "text: 200 MB": (of_size(TEXT, 200 * MIB), LARGE),
    "text: links to a link out": (many(link("documents/b", "../../../etc/passwd"), link(TEXT, "b")), OUT),
    "metadata: a pipe": (pipe(METADATA), NO_FILE),
    "metadata: a device": (link(METADATA, "/dev/zero"), OUT),
    "metadata: 100 MB": (of_size(METADATA, 100 * MIB), LARGE),
    "metadata: a date out of range": (written(METADATA, 'date = "9999-99-99"\n'), "which is no date"),
    "set: a pipe": (pipe(SET), NO_FILE),
    "set: a folder": (folder(SET), "It is a folder"),
    "set: 1 GB": (of_size(SET, 1024 * MIB), LARGE),
    "set: zeros": (of_size(SET, 32 * MIB), "not valid TOML"),
    "set: arrays in arrays": (followed_by(SET, "\nx = " + "[" * 100_000), NESTED),
    "set: keys of many parts": (followed_by(SET, SQUARE), "more than 32 parts"),
    "set: digits": (replaced(SET, "[[40, 48]]", f"[[40, {'9' * 4000}]]"), "…"),
    "set: more digits": (followed_by(SET, "\nx = 0x" + "f" * 100_000), "more than 4,300 digits"),
    "set: a time before all times": (
        replaced(SET, "created = 2026", "created = 0001-01-01T00:00:00+14:00\nx = 2026"),
        "no date and time",
    ),
    "set: not a number": (replaced(SET, "[[40, 48]]", "[[nan, inf]]"), "two whole numbers"),
    "JSON: arrays in arrays": (json_set(', "x": ' + "[" * 100_000 + "]" * 100_000), NESTED),
    "JSON: tables in tables": (json_set(', "x": ' + '{"a":' * 100_000 + "1" + "}" * 100_000), NESTED),
    "JSON: digits": (json_set(', "x": ' + "9" * 100_000), "more than 4,300 digits"),
    "JSON: infinity": (json_set(', "x": -Infinity'), "the number -Infinity"),
    "JSON: not a number": (json_set(', "x": NaN'), "the number NaN"),
    "JSON: half a pair": (json_set(', "x": "\\ud800"'), "half of a surrogate pair"),
    "JSON: a key twice": (json_set(', "format": 1'), "is there twice"),
    "JSON: a date out of range": (json_set(', "x": {"$date": "9999-99-99"}'), "which is no date"),
    "JSON: numbers for mentions": (json_set(', "mentions": [' + "1," * 40_000 + "1]"), "which is no table"),
    "JSON: many numbers for mentions": (json_set(', "mentions": [' + "1," * 500_000 + "1]"), "500,001 records"),
    "JSON: 60 MB": (of_size(JSON_SET, 60 * MIB), "not valid JSON"),
    "set: as many tables as it can have": (full(SET, lambda size: _numbered("[{}]\n", size)), TOO_MUCH),
    "set: as many numbers in a mention": (
        full(SET, lambda size: "[[mentions]]\nx = [" + _filled("1,", size)),
        TOO_MUCH,
    ),
    "set: as many empty records": (full(SET, lambda size: _filled("[[mentions]]\n", size)), 'has no "id"'),
    "set: 300,000 spans": (full(SET, lambda _: f"[[mentions]]\nspans = [{_spans(300_000)}]\n"), TOO_MUCH),
    "JSON: as many tables as it can have": (full(JSON_SET, lambda size: ', "x": [' + _filled("{},", size)), TOO_MUCH),
    "JSON: as many keys": (full(JSON_SET, lambda size: _numbered(', "{}": 1', size)), TOO_MUCH),
    "JSON: 300,000 spans": (
        full(JSON_SET, lambda _: f', "mentions": [{{"spans": [{_spans(300_000)}]}}]}}'),
        "300,001 records and spans",
    ),
    "history: as many arrays as it can have": (
        history('{"action": "x", "changes": [' + "[]," * (20 * MIB) + "1]}"),
        TOO_MUCH,
    ),
    "history: a pipe": (pipe(HISTORY), NO_FILE),
    "history: 500 MB": (of_size(HISTORY, 500 * MIB), LARGE),
    "history: 100 MB of zeros": (of_size(HISTORY, 100 * MIB), "The line is damaged"),
    "history: arrays in arrays": (history('{"action": "x", "changes": ' + "[" * 200_000 + "]" * 200_000 + "}"), "read"),
    "history: digits": (history('{"action": "x", "changes": ' + "9" * 100_000 + "}"), "read"),
    "history: half a pair": (history('{"action": "\\ud800", "changes": []}'), "half of a surrogate pair"),
    "history: infinity": (history('{"action": "x", "changes": [Infinity]}'), "Infinity"),
    "history: no edit": (history('"x"'), "read"),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the corpus, without a history."""
    return Path(shutil.copytree(CORPUS, tmp_path / "project", ignore=shutil.ignore_patterns(".annotator", "history")))


def run(project: Path, *arguments: str) -> tuple[int, list[str], float]:
    """The command's exit status, the lines that it printed, and the seconds that it computed."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (5 * SECONDS, 5 * SECONDS))

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "annotator", *arguments],
        cwd=project,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=limited,
        check=False,
        timeout=100,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.returncode, done.stdout.decode().split("\n")[:-1], seconds


def everything(root: Path) -> list[tuple[str, int, int, int, bytes]]:
    """All that is below a folder: names, kinds, sizes, times, and the bytes of what is not large."""
    found = []
    for current, _, names in os.walk(root):
        for name in names:
            path = Path(current, name)
            status = path.lstat()
            is_small = path.is_file() and not path.is_symlink() and status.st_size < MIB
            data = path.read_bytes() if is_small else b""
            found.append((str(path), status.st_mode, status.st_size, status.st_mtime_ns, data))
    return sorted(found)


def assert_refused(project: Path, commands: Mapping[str, tuple[str, ...]], damage: Damage, said: str) -> None:
    damage(project)
    before = everything(project)
    for command, options in commands.items():
        status, lines, seconds = run(project, command, *options)
        about = [line for line in lines if said in line]
        assert status == 1, (command, lines[-5:])
        assert about, (command, lines[-5:])
        assert max(map(len, about)) < 5_000
        assert not any("fault of the program" in line or "Traceback" in line for line in lines), lines[-5:]
        assert seconds < SECONDS * SLOW_MACHINE, (command, seconds)
    assert everything(project) == before


SLOW_MACHINE = 2
"""Computing takes longer on a machine that is busy with other tests; what is refused too late takes minutes."""

ALL: Mapping[str, tuple[str, ...]] = {"check": (), "stats": (), "schema": (), "open": ("--document", "layoffs")}
NAMING: Mapping[str, tuple[str, ...]] = {"check": (), "stats": (), "open": ("--document", "layoffs")}
READING: Mapping[str, tuple[str, ...]] = {"check": (), "stats": ()}


@pytest.mark.parametrize("name", IN_SCHEMA)
def test_every_command_refuses_a_hostile_schema(name: str, project: Path) -> None:
    assert_refused(project, ALL, *IN_SCHEMA[name])


@pytest.mark.parametrize("name", IN_FOLDERS)
def test_a_folder_that_is_none_or_leads_out_is_refused(name: str, project: Path) -> None:
    commands = NAMING if name.startswith("documents") else READING
    assert_refused(project, commands, *IN_FOLDERS[name])


@pytest.mark.parametrize("name", IN_FILES)
def test_a_hostile_file_is_named_and_the_others_are_read(name: str, project: Path) -> None:
    commands = {"check": ()} if "damaged" in IN_FILES[name][1] else READING
    assert_refused(project, commands, *IN_FILES[name])
