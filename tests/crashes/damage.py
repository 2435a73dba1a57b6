"""Suite: files cut at any byte and with any bit turned, of histories and of annotation files."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeAlias

from tests.crashes.judging import Fault, Tally, failed_threads, missing
from tests.crashes.scripts import ANNOTATOR, DOCUMENT, Act, Script, reopened, states, take
from tests.crashes.stores import planted
from tests.crashes.tracing import workshop

FileKind: TypeAlias = Literal["history", "toml", "json"]
ACTS: tuple[Act, ...] = ("label", "label", "relabel", "label")
Damage: TypeAlias = tuple[str, bytes]


def damage(kind: FileKind, share: float = 1.0, seed: int = 0, *, crashed: bool = False, store: str = "") -> Tally:
    """Cuts the file at a share of its bytes, and turns a share of its bits, drawn by ``seed``.

    ``crashed`` has the last edits in the history only. Of a planted ``store``, until a fault is found.
    """
    with_store = f", with “{store}”" if store else ""
    tally = Tally(f"damage to a {kind} file{', left by a crash' if crashed else ''}{with_store}, seed {seed}")
    save_as = "json" if kind == "json" else "toml"
    script = Script("damaged", (), before=ACTS, save_as=save_as, saved_before_as=save_as, crashed_before=crashed)
    chance = random.Random(seed)
    with workshop() as shop, planted(store):
        script.prepare(shop / "model")
        file = _file(shop / "model", kind)
        data = file.read_bytes()
        for what, bad in _damages(data, share, chance):
            if store and tally.faults:
                return tally
            folder = shop / "folder"
            shutil.copytree(shop / "model", folder)
            _file(folder, kind).write_bytes(bad)
            tally.count(what.split()[0])
            if kind == "history":
                tally.judge(what, _look_at_history(folder, data, bad, crashed=crashed))
            else:
                tally.judge(what, _look_at_set(folder, _file(folder, kind), tally))
            shutil.rmtree(folder)
    return tally


def _file(folder: Path, kind: FileKind) -> Path:
    if kind == "history":
        return folder / "history" / ANNOTATOR / f"{DOCUMENT}.jsonl"
    return folder / "annotations" / ANNOTATOR / f"{DOCUMENT}.{kind}"


def _damages(data: bytes, share: float, chance: random.Random) -> Iterator[Damage]:
    for place in range(len(data)):
        if chance.random() < share:
            yield f"cuts at {place}", data[:place]
        for bit in range(8):
            if chance.random() < share / 8:
                turned = bytes([data[place] ^ 1 << bit])
                yield f"turns of bit {bit} at {place}", data[:place] + turned + data[place + 1 :]


def _look_at_history(folder: Path, data: bytes, bad: bytes, *, crashed: bool) -> list[Fault]:
    """What is before the damage counts, both versions where the annotation file goes on; the rest is kept aside."""
    sound = bad[: _same(data, bad)]
    sound = sound[: sound.rfind(b"\n") + 1]
    edits = sum(b'"edit": ' in line for line in sound.split(b"\n"))
    known = states(ACTS)
    wanted = known[max(len(ACTS) - crashed, min(edits, len(ACTS)))]
    try:
        session = reopened(folder)
        take(session, "label")
        session.close()
    except Exception as error:  # noqa: BLE001  the user would see it
        return [Fault("corrupt", f"{type(error).__name__}: {error}")]
    faults = [Fault("lost", f"the mention {one}") for one in missing(session.annotations, wanted)]
    versions = [one for state in known for one in state.mentions.values()]
    new = [one.id for one in list(session.annotations.mentions.values()) if one not in versions]
    if len(new) > 1 or session.state != "saved":
        faults.append(Fault("corrupt", f"mentions that nobody made: {new}; {session.failure}"))
    rest = bad[len(sound) :]
    file = _file(folder, "history")
    if rest and rest not in [path.read_bytes() for path in file.parent.glob(f"{file.name}.damaged-*")]:
        faults.append(Fault("lost", "the damaged lines were not kept aside"))
    return faults


def _look_at_set(folder: Path, file: Path, tally: Tally) -> list[Fault]:
    """It is refused in a sentence and left as it is; or what it says is what another program may have written."""
    bad = file.read_bytes()
    with failed_threads() as failures:
        try:
            session = reopened(folder)
            session.close()
        except Exception as error:  # noqa: BLE001  the user would see it
            return [Fault("corrupt", f"{type(error).__name__}: {error}")]
    if failures:
        return [Fault("corrupt", f"a thread ended: {failures[0]!r}")]
    if session.read_only:
        tally.count("refused")
        return [] if file.read_bytes() == bad else [Fault("corrupt", "it was refused, and changed")]
    tally.count("read")
    wanted, found = states(ACTS)[-1].mentions, session.annotations.mentions
    strange = [one for one in found.values() if wanted.get(one.id) != one]
    if len(strange) > 1:
        return [Fault("corrupt", f"{len(strange)} records are others than they were")]
    return []


def _same(one: bytes, other: bytes) -> int:
    """How many bytes they have in common at the start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (first, second) in pairs if first != second), min(len(one), len(other)))
