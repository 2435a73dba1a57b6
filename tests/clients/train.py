"""spaCy reads exported DocBins, and ``spacy train`` makes two epochs of named entity recognition of them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def main(folder: Path, language: str = "en") -> dict[str, Any]:
    """The entities and spans that spaCy finds in each file, and how often and how well it trained."""
    import spacy
    from spacy.tokens import DocBin

    vocab = spacy.blank(language).vocab
    told: dict[str, Any] = {}
    for path in sorted(folder.rglob("*.spacy")):
        docs = list(DocBin().from_disk(path).get_docs(vocab))
        told[path.relative_to(folder).as_posix()] = {
            "documents": len(docs),
            "entities": [[entity.text, entity.label_] for doc in docs for entity in doc.ents],
            "spans": {key: len(spans) for doc in docs for key, spans in doc.spans.items()},
        }
    with tempfile.TemporaryDirectory() as scratch:
        told["trained"] = _train(folder, Path(scratch), language)
    return told


def _train(folder: Path, scratch: Path, language: str) -> dict[str, Any]:
    config = scratch / "config.cfg"
    _spacy("init", "config", str(config), "--lang", language, "--pipeline", "ner", "--optimize", "efficiency")
    model = scratch / "model"
    paths = ("--paths.train", str(folder / "train.spacy"), "--paths.dev", str(folder / "dev.spacy"))
    limits = ("--training.max_epochs", "2", "--training.max_steps", "0", "--training.eval_frequency", "1")
    said = _spacy("train", str(config), "--output", str(model), *paths, *limits)
    epochs = {line.split()[0] for line in said.splitlines() if line.split()[1:2] and line.split()[0].isdigit()}
    import spacy

    trained = spacy.load(model / "model-last")
    return {"epochs": sorted(epochs), "labels": sorted(trained.get_pipe("ner").labels)}


def _spacy(*words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "spacy", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stdout[-2000:] + done.stderr[-2000:])
    return done.stdout


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
