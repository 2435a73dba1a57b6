"""What a dataset of Parquet tables is, for machines: Croissant 1.0, the MLCommons vocabulary over schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from annotator.core.display import one_line
from annotator.core.schema import Schema
from annotator.formats.base import Dataset
from annotator.formats.dataset_card import title_of
from annotator.formats.tables import PAIRS, Column, ColumnKind, Written, class_names

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases",
    "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "personalSensitiveInformation": "cr:personalSensitiveInformation",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES: dict[ColumnKind, str] = {
    "string": "sc:Text",
    "number": "sc:Float",
    "date": "sc:Date",
    "moment": "sc:DateTime",
}


def croissant(dataset: Dataset, files: Sequence[Written]) -> bytes:
    """The description of a dataset of these files, as JSON-LD."""
    about = dataset.about
    described: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": one_line(dataset.name) or "dataset",
        "alternateName": title_of(dataset),
        "description": one_line(about.get("description", "")) or f"Annotated texts: {title_of(dataset)}",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "version": about.get("version", "") or "1.0.0",
    }
    for key, ours in (("license", "licence"), ("url", "url"), ("citeAs", "citation"), ("datePublished", "date")):
        if about.get(ours):
            described[key] = one_line(about[ours])
    if languages := about.get("language", "").replace(",", " ").split():
        described["inLanguage"] = languages
    described["distribution"] = [_file(file) for file in files]
    described["recordSet"] = [_record_set(file, dataset.schema) for file in files]
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()


def _file(file: Written) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "contentUrl": file.name,
        "contentSize": f"{file.size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": file.sha256,
    }


def _record_set(file: Written, schema: Schema) -> dict[str, Any]:
    name = f"{file.table.name}-{file.split}"
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"A row is {file.table.words}.",
        "field": [_field(name, file.name, column, schema) for column in file.table.columns],
    }


def _field(record_set: str, file: str, column: Column, schema: Schema) -> dict[str, Any]:
    name = f"{record_set}/{column.name}"
    source = {"fileObject": {"@id": file}, "extract": {"column": column.name}}
    words = "; ".join((column.words, *_meanings(column.kind, schema)))
    described: dict[str, Any] = {"@type": "cr:Field", "@id": name, "name": name, "description": words}
    parts = PAIRS.get(column.kind)
    if parts is None:
        return {**described, "dataType": _TYPES.get(column.kind, "sc:Integer"), "source": source}
    inner = "sc:Integer" if column.kind == "spans" else "sc:Text"
    subfields = [
        {
            "@type": "cr:Field",
            "@id": f"{name}/{part}",
            "name": f"{name}/{part}",
            "dataType": inner,
            "source": {**source, "transform": {"jsonPath": part}},
        }
        for part in parts
    ]
    return {**described, "repeated": True, "subField": subfields}


def _meanings(kind: ColumnKind, schema: Schema) -> Iterator[str]:
    """What the numbers of a column mean."""
    names = class_names(kind, schema)
    if names:
        yield ", ".join(f"{number}: {one_line(name)}" for number, name in enumerate(names))
