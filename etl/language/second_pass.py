"""A second look at the names of one episode: what its other sentences say of a name, one sentence alone cannot know.

A recogniser decides place by place. Here the same name gets the label that most of its places have, a part of somebody's name is that
person, and a name that was found in one place is found in the others. A company and its product share a name: words that only one of the
two has around it ("CEO of", "written in") decide first, and where the page lists the product, the recogniser may still say that a place
means the company. In a heading every word has a capital: a name must stand elsewhere too, or be no name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from etl.language.known_names import BOTH, find_known
from etl.language.words import AFTER_COMPANY, AFTER_PRODUCT, BEFORE_COMPANY, BEFORE_PRODUCT, OF_COMPANY, ROLES, WORDS_TOO
from etl.records import Annotation, Span, Text

_RIVALS = frozenset(["ORG", "PRODUCT"])
_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WORD = re.compile(r"(?<![\w.])[^\W\d_]+")
_SHORTEST = 3

_CUE = 45  # characters before a name that are looked at
_EMPLOYER = re.compile(rf"\b(?:{BEFORE_COMPANY}|(?:{ROLES}) (?:of|at))\s+(?:the\s+)?$")
_ACTS = re.compile(rf"(?:\s+(?:{AFTER_COMPANY})|['’]s\s+(?:{OF_COMPANY}))\b")
_OF = re.compile(r"(?P<name>[\w.'’-]+) (?:of|from|at)\s+(?:the\s+)?$")  # behind somebody's name
_IN_USE = re.compile(rf"\b(?:{BEFORE_PRODUCT})\s+$")
_THING = re.compile(rf"\s+(?:{AFTER_PRODUCT})\b")


@dataclass(frozen=True, slots=True)
class _Names:
    """What an episode says of its names: the labels of each, the words that are a part of somebody's name, and its ordinary words."""

    labels: Mapping[str, Counter[str]]
    declared: Mapping[str, str]
    parts: frozenset[str]
    ordinary: frozenset[str]

    def label(self, surface: str, own: str = "") -> str:
        """The label of a place. `own` is what the recogniser said there, if anything."""
        if surface in self.parts and surface not in self.declared:
            return "PERSON"
        counts = self.labels[surface]
        best = self.declared.get(surface) or _most(counts)
        return own if surface in self.declared and {own, best} == _RIVALS else best


def agree(annotated: Sequence[tuple[Text, Annotation]]) -> list[Annotation]:
    """The annotations of an episode's texts with their names brought into agreement, in the order given."""
    looked_up = [(text, replace(annotation, entities=tuple(_looked_up(text, annotation)))) for text, annotation in annotated]
    names = _names(looked_up)
    everywhere = _pattern({*names.labels, *names.parts})
    return [replace(annotation, entities=tuple(_agreed(text, annotation, names, everywhere))) for text, annotation in looked_up]


def _looked_up(text: Text, annotation: Annotation) -> list[Span]:
    """The entities with the labels of known names; a known name that was passed over is one now."""
    known = {(span.start, span.end): span.label for span in find_known(text.text)}
    kept = [
        span if _is_declared(text, span) else replace(span, label=_known_label(known.get((span.start, span.end)), span.label))
        for span in annotation.entities
    ]
    free = _free(kept, known)
    return sorted([*kept, *(Span(*place, _known_label(known[place], "PRODUCT")) for place in free)], key=_start)


def _known_label(known: str | None, own: str) -> str:
    if known is None or (known == BOTH and own in _RIVALS):
        return own
    return "PRODUCT" if known == BOTH else known


def _free(taken: Sequence[Span], places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of the places that touch nothing taken, which stands in order and apart."""
    return [(start, end) for start, end in places if not (at := bisect_left(taken, end, key=_start)) or taken[at - 1].end <= start]


def _names(annotated: Sequence[tuple[Text, Annotation]]) -> _Names:
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    declared = {}
    for text, annotation in annotated:
        for span in annotation.entities:
            surface = text.text[span.start : span.end]
            if not _heads(text, span):
                labels[surface][span.label] += 1
            if _is_declared(text, span):
                declared[surface] = span.label
    people = {name for name, counts in labels.items() if _most(counts) == "PERSON" and name not in declared}
    people |= {name for text, _ in annotated for name in text.names}
    ordinary = frozenset(word for text, _ in annotated for word in _WORD.findall(text.text) if word.islower())
    parts = {part for name in people if " " in name for part in _parts(name) if part.lower() not in ordinary}
    return _Names(labels, declared, frozenset(parts), ordinary)


def _most(counts: Counter[str]) -> str:
    """The label of most places; of several the first by name, so that the order of the texts does not matter."""
    return max(sorted(counts), key=lambda label: counts[label])


def _parts(name: str) -> Iterator[str]:
    """The first and the last word of a name: what people are called once their full name was said."""
    words = [word for word in name.split() if _PART.fullmatch(word) and word[0].isupper() and len(word) >= _SHORTEST]
    yield from {words[0], words[-1]} if words else ()


def _pattern(surfaces: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted((surface for surface in surfaces if len(surface) >= _SHORTEST), key=lambda surface: (-len(surface), surface))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)" if ordered else r"(?!)")


def _heads(text: Text, span: Span) -> bool:
    return any(start <= span.start < end for start, end in text.headings)


def _is_declared(text: Text, span: Span) -> bool:
    """A name begins behind the "The" of what the page gives."""
    return any(declared.start <= span.start < declared.end for declared in text.declared)


def _agreed(text: Text, annotation: Annotation, names: _Names, everywhere: re.Pattern[str]) -> list[Span]:
    kept = [replace(span, label=_label(text, span, names)) for span in annotation.entities if _stands(text, span, names)]
    numbers = [span for span in annotation.numbers if _free(kept, [(span.start, span.end)])]
    again = [match.span() for match in everywhere.finditer(text.text) if _is_name(match[0], names)]
    more = [Span(*place, _label(text, Span(*place, ""), names)) for place in _free(sorted([*kept, *numbers], key=_start), again)]
    return sorted([*kept, *more], key=_start)


def _stands(text: Text, span: Span, names: _Names) -> bool:
    surface = text.text[span.start : span.end]
    return not _heads(text, span) or surface in names.labels or surface in names.parts


def _label(text: Text, span: Span, names: _Names) -> str:
    label = names.label(text.text[span.start : span.end], span.label)
    if label not in _RIVALS or _is_declared(text, span):
        return label
    before = max(0, span.start - _CUE)
    of = _OF.search(text.text, before, span.start)
    if _EMPLOYER.search(text.text, before, span.start) or _ACTS.match(text.text, span.end) or (of and of["name"] in names.parts):
        return "ORG"
    return "PRODUCT" if _IN_USE.search(text.text, before, span.start) or _THING.match(text.text, span.end) else label


def _start(span: Span) -> int:
    return span.start


def _is_name(surface: str, names: _Names) -> bool:
    """An ordinary word with a capital, as a heading or a sentence's start has it, is no name because it is one elsewhere."""
    return surface != surface.lower() and surface.lower() not in names.ordinary and surface.lower() not in WORDS_TOO
