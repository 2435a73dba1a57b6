"""XML of other tools, read by expat with all that can do harm refused.

A document type is refused as soon as it begins, and with it entities of its own, their expansion, and everything that
another file or an address would be fetched for. Only files of some size are read, and elements nest only so deep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from annotator.formats.base import FormatError, SourceFile

MOST_XML = 16 * 1024 * 1024
"""Bytes of a file: as elements it takes some thirty times that in memory."""
DEEPEST = 100


@dataclass(slots=True)
class Element:
    """One element, and the line it begins in; ``text`` is what stands in it outside of other elements."""

    name: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Element]:
        """The elements of that name right in this one."""
        return (child for child in self.children if child.name == name)


def parse_xml(file: SourceFile) -> Element:
    """The outermost element of a file; FormatError, with the line, where it is no XML or not safe to read."""
    if file.size > MOST_XML:
        raise FormatError(file.name, None, f"It is larger than {MOST_XML >> 20} MiB, the most that is read; divide it.")
    return _Tree(file.name).parse(file.read())


class _Tree:
    def __init__(self, name: str) -> None:
        self._name = name
        self._top = Element("", 0, {})
        self._open = [self._top]
        self._texts: list[list[str]] = [[]]
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse_reference

    def parse(self, data: bytes) -> Element:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            words = expat.errors.messages.get(error.code, "it is cut short or damaged")
            raise FormatError(self._name, error.lineno, f"It is no sound XML: {words}.") from error
        except (LookupError, UnicodeError, ValueError) as error:  # an encoding that Python is asked for
            raise FormatError(self._name, 1, "It is in an encoding that is not known; save it as UTF-8.") from error
        return self._top.children[0]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) > DEEPEST:
            self._fail(f"Its elements nest deeper than {DEEPEST}.")
        element = Element(name, self._parser.CurrentLineNumber, attributes)
        self._open[-1].children.append(element)
        self._open.append(element)
        self._texts.append([])

    def _end(self, _name: str) -> None:
        self._open.pop().text = "".join(self._texts.pop())

    def _characters(self, text: str) -> None:
        self._texts[-1].append(text)

    def _refuse(self, *_: object) -> None:
        self._fail("It has a document type or an entity of its own, which is not read: take the line out.")

    def _refuse_reference(self, *_: object) -> int:
        self._refuse()
        return 0

    def _fail(self, sentence: str) -> None:
        raise FormatError(self._name, self._parser.CurrentLineNumber, sentence)
