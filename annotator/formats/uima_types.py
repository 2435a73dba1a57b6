"""The names of UIMA's, DKPro's and our own types, and which of a type system's types are layers."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

KEY = "uima"
"""The extra key of a record under which stands which layer it is from."""

ANNOTATION = "uima.tcas.Annotation"
ARRAY = "uima.cas.FSArray"
TOP = "uima.cas.TOP"

DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
TOKEN = f"{DKPRO}segmentation.type.Token"
SENTENCE = f"{DKPRO}segmentation.type.Sentence"
METADATA = f"{DKPRO}metadata.type.DocumentMetaData"
NAMED_ENTITY = f"{DKPRO}ner.type.NamedEntity"
CHAIN_LINK = f"{DKPRO}coref.type.CoreferenceLink"

MENTION = "webanno.custom.Mention"
CLAIM = "webanno.custom.Claim"
ARGUMENT = "webanno.custom.ClaimArgumentsLink"
MENTION_LINK = "webanno.custom.MentionLink"
CLAIM_LINK = "webanno.custom.ClaimLink"
OURS = (MENTION, CLAIM, MENTION_LINK, CLAIM_LINK)

GOVERNOR, DEPENDENT = "Governor", "Dependent"
LABELS = ("label", "value", "referenceType")
"""The features of which the first that a layer has is the label."""
OWN = ("id", "part", "note", "label")
"""The features of our layers that are no attributes."""
ATTRIBUTE = "attribute: "
"""What the description of a feature begins with that is called otherwise than its attribute; the name follows."""

_NOT_LAYERS = ("uima.", "de.tudarmstadt.ukp.", "org.dkpro.")
_BASE = frozenset(("begin", "end", "sofa"))

Layer: TypeAlias = Literal["span", "relation", "none"]


_TYPE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*")
_FEATURE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
UNREADABLE = frozenset((*keyword.kwlist, "get", "set"))
"""Names that a feature cannot have: the library makes Python of them."""


def is_type_name(name: str) -> bool:
    """Whether the library may see the name of a type: it becomes part of a program."""
    return _TYPE_NAME.fullmatch(name) is not None


def is_feature_name(name: str) -> bool:
    """Whether the library may see the name of a feature: it becomes part of a program."""
    return _FEATURE_NAME.fullmatch(name) is not None and name not in UNREADABLE


def layer_of(kind: Any) -> Layer:
    """What a type of a type system is here."""
    names = features_of(kind)
    if GOVERNOR in names and DEPENDENT in names:
        return "none" if kind.name.startswith(_NOT_LAYERS) else "relation"
    if kind.name in (NAMED_ENTITY, CHAIN_LINK):
        return "span"
    return "none" if kind.name.startswith(_NOT_LAYERS) else "span"


def features_of(kind: Any) -> Mapping[str, Any]:
    """The features of a type, without those of each annotation."""
    return {_own_name(feature): feature for feature in kind.all_features if feature.name not in _BASE}


def _own_name(feature: Any) -> str:
    """The name of a feature without what the library adds to words of Python."""
    name = str(feature.name)
    return name[:-1] if name in ("self_", "type_") else name


def attribute_of(feature: Any) -> str:
    """The name of the attribute that a feature holds."""
    description = feature.description or ""
    if description.startswith(ATTRIBUTE):
        try:
            return str(json.loads(description.removeprefix(ATTRIBUTE)))
        except (ValueError, RecursionError):
            return _own_name(feature)  # it only looks like one of ours
    return _own_name(feature)


def short_name(type_name: str) -> str:
    """The last part of a type's name."""
    return type_name.rpartition(".")[2]
