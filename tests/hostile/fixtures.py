"""Strings that act on terminals, on markup or on readers' eyes, and a project that has them wherever it can."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from annotator.core.edits import Edit, RemarkChange, added
from annotator.core.model import AttributeValue, Claim, Link, Mention, Span, Target
from annotator.core.remarks import Decision, Version, digest_of
from annotator.core.saying import comment
from annotator.core.schema import Argument, AttributeType, ClaimType, Label, LinkType, Schema, make_schema
from annotator.storage.project import Project
from annotator.storage.schema_file import schema_text
from annotator.storage.session import open_session
from annotator.storage.toml_text import toml_block

PAYLOADS: Mapping[str, str] = {
    "reset": "\x1bc",
    "clear": "\x1b[2J\x1b[3J\x1b[H",
    "title, BEL": "\x1b]0;owned\x07",
    "title, ST": "\x1b]2;owned\x1b\\",
    "link, BEL": "\x1b]8;;https://example.org\x07click\x1b]8;;\x07",
    "link, ST": "\x1b]8;;file:///etc/passwd\x1b\\click\x1b]8;;\x1b\\",
    "clipboard, BEL": "\x1b]52;c;ZXZpbA==\x07",
    "clipboard, ST": "\x1b]52;c;ZXZpbA==\x1b\\",
    "device control": "\x1bP+q544e\x1b\\\x1bP$q m\x1b\\",
    "application command": "\x1b_Gevil\x1b\\\x1b^private\x1b\\\x1bXstring\x1b\\",
    "answer back": "\x05\x1b[c\x1b[6n\x1b[>q",
    "modes": "\x1b[?1049l\x1b[?1000l\x1b[?25h\x1b=\x1b#8",
    "C1": "\x9b2J\x9d0;owned\x9c\x90q\x9c\x9fG\x9c\x85\x84\x8d\x8e\x8f\x98\x9e",
    "bidi overrides": "\u202egnihton\u202c\u202dLRO\u202c\u202aLRE\u202c\u202bRLE\u202c",
    "bidi isolates": "\u2066LRI\u2069\u2067RLI\u2069\u2068FSI\u2069\u200e\u200f\u061c",
    "not to be seen": "a\u200bb\ufeffc\u00add\u2060e\u180ef\ufff9g",
    "NUL and shifts": "\x00\x0e\x0f\x08\x7f\x1a\x11\x13",
    "line ends": "one\rtwo\nthree\x0bfour\x0cfive\u2028six\u2029seven",
    "markup action": "[@click=app.quit]quit[/]",
    "markup that does not close": "[/x][/][b [bold",
    "markup of styles": "[red on blue]x[/red on blue] [$error]y[/] [link=https://example.org]z[/link]",
    "braces": "{person} {0} {} %s %(x)s ${x}",
}

DOSES: Mapping[str, str] = {
    "sequences": "\x1bc\x1b[2J\x1b]0;t\x07\x1b]8;;u\x1b\\\x1b]52;c;ZQ==\x07\x1bP+q\x1b\\\x1b_G\x1b\\\x1b[?1049l\x05",
    "characters": "\x9b2J\x9d0;t\x9c\u202et\u2066x\u2069\u200f\rA\nB\x0bC\u2028D\u200bE\ufeff\xadF\x00\x0e\x08\x7f",
    "markup": "[@click=app.quit]x[/] [/y] [b [$error]z",
}
"""What is short enough to be seen whole where names are cut: one dose is in every string of a project."""

ALL = " ".join((*PAYLOADS.values(), *DOSES.values()))
LINE = " ".join(ALL.split("\n")).replace("\r", " ")
"""The same in one line of a text."""


def schema(dose: str) -> Schema:
    """Names, descriptions, attributes, values and sentences that are hostile, under keys that work."""
    attributes: dict[str, AttributeType] = {
        f"{dose}kind": (f"{dose}sure", f"{dose}unsure"),
        f"{dose}flag": "flag",
        f"{dose}remark": "text",
    }
    person, role = f"{dose}person", f"{dose}role"
    return make_schema(
        name=dose,
        labels=(
            Label(person, "p", "label-1", f"{dose}Someone", attributes),
            Label(role, "r", "label-2", f"{dose}A post", attributes),
        ),
        claim_types=(
            ClaimType(
                f"{dose}position",
                {"role": Argument((role,)), f"{dose}who": Argument((person,))},
                differ=("role",),
                reads=f"{{role}} {dose}",
                description=f"{dose}Someone holds a role",
                attributes=attributes,
            ),
        ),
        link_types=(
            LinkType(f"{dose}same-as", "=", "mentions", True, True, f"{dose}The same", attributes),
            LinkType(f"{dose}denies", "!", "claims", True, description=f"{dose}Not both", attributes=attributes),
            LinkType("contradicts", "", "claims", True, description=dose),
        ),
        document_attributes={f"{dose}stance": (f"{dose}for", f"{dose}against")},
    )


TEXTS: Mapping[str, str] = {
    "a": f"Ann chief {LINE}\n{ALL}\nAnn again {LINE}\n",
    "b": f"Ben chief {LINE}\r\nAnn {LINE}",
}


def hostile_project(folder: Path, dose: str) -> Path:
    """Two documents with mentions, claims and links between them; every other string of the project is the dose."""
    root = folder / "project"
    (root / "documents").mkdir(parents=True)
    (root / "annotator.toml").write_bytes(schema_text(schema(dose)).encode())
    for document_id, text in TEXTS.items():
        (root / "documents" / f"{document_id}.txt").write_bytes(text.encode())
        metadata = {
            "title": f"{dose}Title {document_id}",
            "source": dose,
            "date": dt.date(2026, 11, 21),
            "url": f"javascript:{dose}",
            "topic": dose,
            f"{dose}unknown": dose,
        }
        (root / "documents" / f"{document_id}.toml").write_bytes(toml_block(metadata).encode())
    project = Project.open(root)
    ends = [_annotate(project, document_id, dose) for document_id in TEXTS]
    _annotate(project, "a", dose, "ann-2", Span(0, 4))
    session = open_session(project, "a", "ann-1")
    for place, kind in ((0, 0), (1, 2)):
        name = list(project.schema.link_types)[kind]
        source, target = ends[0][place], Target("b", ends[1][place])
        link = Link(session.new_id("link"), name, source, target, created=session.now(), note=dose)
        session.apply(added("link", [link]))
    session.close()
    return root


NAME = Span(0, 3)


def _correct(project: Project, document_id: str, mention: Mention, dose: str) -> None:
    """The curator decides otherwise, and answers."""
    session = open_session(project, document_id, project.schema.curator)
    decision = Decision(
        session.new_id("decision"), (Version("ann-1", mention.id, digest_of(mention)),), "neither", note=dose
    )
    session.apply(Edit("decide", (RemarkChange(None, decision),)))
    session.apply(comment(session, Target(document_id), dose))
    session.close()


def _annotate(
    project: Project, document_id: str, dose: str, annotator: str = "ann-1", name: Span = NAME
) -> tuple[str, str]:
    """Marks the name and the post, and claims that they belong together; the ids of the first mention and the claim."""
    session = open_session(project, document_id, annotator)
    person, role = project.schema.labels
    mentions = []
    for label, span in ((person, name), (role, Span(4, 9))):
        attributes: dict[str, AttributeValue] = {
            f"{dose}kind": f"{dose}sure",
            f"{dose}flag": True,
            f"{dose}remark": dose,
        }
        fresh = session.new_id("mention")
        mentions.append(Mention(fresh, label, (span,), created=session.now(), note=dose, attributes=attributes))
    session.apply(added("label", mentions))
    (claim_type,) = project.schema.claim_types.values()
    filled = {name: (mention.id,) for name, mention in zip(claim_type.arguments, reversed(mentions), strict=True)}
    fresh = session.new_id("claim")
    claim = Claim(fresh, claim_type.name, (Span(0, 60),), filled, created=session.now(), note=dose)
    session.apply(added("claim", [claim]))
    about = Target(document_id, mentions[0].id)
    session.apply(comment(session, about, dose))
    session.close()
    _correct(project, document_id, mentions[0], dose)
    return mentions[0].id, claim.id
