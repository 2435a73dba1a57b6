"""``mlcroissant`` validates ``croissant.json``, and reads the records that it describes."""

from __future__ import annotations

import json
import logging
import sys
from itertools import islice
from pathlib import Path
from typing import Any


def main(folder: Path) -> dict[str, Any]:
    """For each record set its first records, and what the validation warns of."""
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    told: dict[str, Any] = {"warnings": sorted(dataset.metadata.ctx.issues.warnings)}
    for record_set in dataset.metadata.record_sets:
        told[record_set.uuid] = [list(record) for record in islice(dataset.records(record_set.uuid), 3)]
    return told


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    print(json.dumps(main(Path(sys.argv[1]))))
