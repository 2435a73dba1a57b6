"""The names of UIMA's, DKPro's and our own types, and which of a type system's types are layers."""

from __future__ import annotations

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
"""What the description of a feature begins with whose name is not quite that of the attribute."""

_NOT_LAYERS = ("uima.", "de.tudarmstadt.ukp.", "org.dkpro.")
_BASE = frozenset(("begin", "end", "sofa"))

Layer: TypeAlias = Literal["span", "relation", "none"]


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
    return {feature.name.rstrip("_"): feature for feature in kind.all_features if feature.name not in _BASE}


def short_name(type_name: str) -> str:
    """The last part of a type's name."""
    return type_name.rpartition(".")[2]
