"""Hugging Face ``datasets`` loads an exported folder of Parquet tables, or JSON lines, without a network."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def _features(features: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Each feature with its path: of lists and objects what is in them."""
    inner = getattr(features, "feature", None)
    if isinstance(features, Mapping):
        for key, feature in features.items():
            yield from _features(feature, f"{name}.{key}" if name else key)
    elif inner is not None:
        yield from _features(inner, name)
    else:
        yield name, features


def main(folder: Path) -> dict[str, Any]:
    """For each table and split its rows and first row; for each class label its names."""
    import datasets

    told: dict[str, Any] = {}
    for config in datasets.get_dataset_config_names(str(folder)):
        loaded = datasets.load_dataset(str(folder), config)
        for split, rows in loaded.items():
            classes = {
                name: feature.names
                for name, feature in _features(rows.features)
                if isinstance(feature, datasets.ClassLabel)
            }
            first = json.loads(json.dumps(rows[0], default=str)) if len(rows) else None
            told[f"{config}/{split}"] = {"rows": len(rows), "first": first, "classes": classes}
    return told


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
