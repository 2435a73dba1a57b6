"""Whether two names may be the same one's, and whether two posts are the same, by their words alone."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from annotator.core.amounts import LONGEST, Comparison
from annotator.core.numerals import word_set

_WORD = re.compile(r"[^\W_]+(?:[-'’&][^\W_]+)*")
_OWNER = re.compile(r"^.{0,80}?(?:['’]s|s['’])\s+")
_OWNED_BY = re.compile(r"\s+(?:of|at|for|in|with)\s.*$", re.DOTALL)
_TITLES = word_set("mr mrs ms miss mx dr prof professor sir dame lord lady rev hon the")
_FORMS = word_set("inc ltd llc llp plc corp corporation co company gmbh ag sa nv bv ab oy spa kg limited")
_AFTER_COMMA = _FORMS | word_set("jr sr ii iii iv phd md mp esq ceo cfo coo cto")
_PRONOUNS = word_set(
    "i me my we us our you your he him his she her hers it its they them their one who whom someone somebody"
)
_ABBREVIATED = {
    "ceo": "chief executive officer",
    "cfo": "chief financial officer",
    "coo": "chief operating officer",
    "cto": "chief technology officer",
    "cio": "chief information officer",
    "cmo": "chief marketing officer",
    "cso": "chief strategy officer",
    "vp": "vice president",
    "evp": "executive vice president",
    "svp": "senior vice president",
    "md": "managing director",
    "pm": "prime minister",
}
_SAME_POST = {
    "acting": "interim",
    "chairman": "chair",
    "chairwoman": "chair",
    "chairperson": "chair",
    "cofounder": "co founder",
    "spokesman": "spokesperson",
    "spokeswoman": "spokesperson",
    "temporary": "interim",
    "ex": "former",
}
_POSTS = re.compile(r"\s*(?:\band\b|[,&/])\s*", re.IGNORECASE)
_SURNAME_FIRST = re.compile(r"\s*([^\W\d_][\w'’-]*),\s+([^\W\d_].*)", re.DOTALL)
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Letters that are written otherwise where a keyboard has none of them, and that no normal form takes apart."""

_UMLAUT = re.compile(r"([aou])e(?=\w)")
"""How ä, ö and ü are written where a keyboard has none of them; at a word's end it is no umlaut: Joe, Sue."""
_NO_PART = word_set("the a an role post position job title office s new its his her their company company's")


def plain(words: str) -> str:
    """Lower case, without accents and compatibility forms: what two spellings of one name share."""
    decomposed = unicodedata.normalize("NFKD", words[:LONGEST]).casefold()
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=65_536)
def name_words(words: str) -> tuple[str, ...]:
    """The words of a name that count, in order: without titles, legal forms and possessive endings.

    Spellings of one name give the same words: Müller and Mueller, O'Neil and O’Neil, Anne-Marie and Anne Marie.
    """
    found = [_spelling(part) for word in _WORD.findall(plain(_in_order(words))) for part in _parts(word)]
    kept = tuple(word for word in found if word not in _TITLES and word not in _FORMS)
    return kept or tuple(found)


def _in_order(words: str) -> str:
    """ "Hall, Brandon" as Brandon Hall; what follows a comma otherwise ("Inc.", "interim CEO") stays there."""
    turned = _SURNAME_FIRST.fullmatch(words[:LONGEST])
    if turned is None or any(word[0].islower() or plain(word).strip(".") in _AFTER_COMMA for word in turned[2].split()):
        return words
    return f"{turned[2]} {turned[1]}"


def _parts(word: str) -> list[str]:
    return _without_possessive(word).split("-")


def _spelling(word: str) -> str:
    return _UMLAUT.sub(r"\1", word.replace("'", "").replace("’", "").translate(_LETTERS))


@lru_cache(maxsize=65_536)
def is_name(words: str) -> bool:
    """Whether these words name someone: a pronoun, or words all in lower case, do not ("the founder")."""
    found = name_words(words)
    if not found or all(word in _PRONOUNS for word in found):
        return False
    letters = [word for word in _WORD.findall(words[:LONGEST]) if word.casefold() not in _TITLES]
    return any(not word[0].islower() for word in letters)


def compare_names(ours: str, theirs: str) -> Comparison:
    """ "same" for the same words, "overlaps" where one is short for the other: initials, a surname, an acronym."""
    left, right = name_words(ours), name_words(theirs)
    if not is_name(ours) or not is_name(theirs):
        return "unknown"
    if left == right or "".join(left) == "".join(right):
        return "same"
    return "overlaps" if _short_for(left, right) or _short_for(right, left) else "differs"


def _short_for(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether each word of ``short`` stands in ``full``, in order, whole or as an initial; at least one whole."""
    if len(short) == 1 and len(full) > 1 and short[0] == "".join(word[0] for word in full):
        return True
    if len(short) > len(full):
        return False
    place = whole = 0
    for word in short:
        while place < len(full) and full[place] != word and not (len(word) == 1 and full[place].startswith(word)):
            place += 1
        if place == len(full):
            return _initials_match(short, full)
        whole += full[place] == word and len(word) > 1
        place += 1
    return whole > 0


def _initials_match(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Names of as many words, each the same or the initial of the other: "J Peter Droege" and "Jason P Droege"."""
    if len(short) != len(full):
        return False
    pairs = list(zip(short, full, strict=True))
    fits = all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in pairs)
    return fits and any(a == b and len(a) > 1 for a, b in pairs)


@lru_cache(maxsize=65_536)
def role_words(words: str) -> frozenset[str]:
    """What a post is, without whose it is: "the company's Interim CEO role" is interim, chief, executive, officer."""
    bare = _OWNED_BY.sub("", _OWNER.sub("", plain(words).strip().replace(" in chief", "-in-chief")))
    found: list[str] = []
    for word in re.findall(r"[^\W_]+", bare):
        found += _ABBREVIATED.get(word, _SAME_POST.get(word, word)).split()
    kept = frozenset(found) - _NO_PART
    if {"chief", "executive"} <= kept:
        kept |= {"officer"}
    return kept or frozenset(found)


def compare_roles(ours: str, theirs: str) -> Comparison:
    """ "same" for the same post, "overlaps" where one of several is shared; a CEO is no interim CEO: they differ."""
    left, right = role_words(ours), role_words(theirs)
    if not left or not right:
        return "unknown"
    if left == right:
        return "same"
    return "differs" if _posts(ours).isdisjoint(_posts(theirs)) else "overlaps"


def _posts(words: str) -> frozenset[frozenset[str]]:
    """Each of the posts that "president and CEO" names."""
    return frozenset(role_words(post) for post in _POSTS.split(words) if post)


@lru_cache(maxsize=65_536)
def stems(words: str) -> frozenset[str]:
    """The content words, without the endings that number and tense give them in English."""
    found = (_stem(word) for word in _WORD.findall(plain(words)) if word not in _NO_PART and word not in _TITLES)
    return frozenset(found) - {""}


def compare_words(ours: str, theirs: str) -> Comparison:
    """For what has no names or figures, such as events: "same" by the same stems, else not to be told."""
    left, right = stems(ours), stems(theirs)
    return "same" if left and left == right else "unknown"


def _stem(word: str) -> str:
    bare = _without_possessive(word)
    for ending, instead in (("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")):
        if bare.endswith(ending) and len(bare) - len(ending) >= 3 and not bare.endswith("ss"):
            return bare[: len(bare) - len(ending)] + instead
    return bare


def _without_possessive(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word
