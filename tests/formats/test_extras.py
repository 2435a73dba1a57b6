"""Formats that need more than the program brings: what is missing is said in one line, and loaded only when used."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import metadata

import pytest

from annotator.core.errors import AnnotatorError
from annotator.formats import registry
from annotator.formats.registry import FORMATS, Format

EXTRA = [entry for entry in FORMATS.values() if entry.needs]


@pytest.mark.parametrize("entry", EXTRA, ids=[entry.name for entry in EXTRA])
def test_without_its_library_one_line_says_what_to_install(entry: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    assert entry.load().__name__ == f"annotator.formats.{entry.module}"
    assert entry.extra in metadata("annotator").get_all("Provides-Extra", [])
    monkeypatch.setattr(registry, "find_spec", lambda name: None)
    with pytest.raises(AnnotatorError) as refused:
        entry.load()
    assert f'pip install "annotator[{entry.extra}]"' in str(refused.value)
    assert all(name in str(refused.value) for name in entry.needs)
    assert "\n" not in str(refused.value)


def test_what_only_some_formats_need_is_not_loaded_for_the_others() -> None:
    needed = sorted({name for entry in EXTRA for name in entry.needs})
    program = (
        f"import sys, annotator.cli.exchange, annotator.exchange.exporting, annotator.exchange.importing, "
        f"annotator.formats.brat; print([name for name in {needed} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
