"""A second look at the names of one episode: what its other sentences say of a name, one sentence alone cannot know.

A recogniser decides place by place. Here the same name gets the label that most of its places have, a part of somebody's name is that
person, and a name that was found in one place is found in the others. Companies and their products share names, so these two labels are
brought together only where one of them is rare. In a heading every word has a capital: a name must stand elsewhere too, or be no name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from etl.records import Annotation, Span, Text

_RIVALS = frozenset(["ORG", "PRODUCT"])
_RARE = 0.2
"""Share of a name's places below which ORG among PRODUCT, or the other way, is a slip."""

_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WORD = re.compile(r"(?<![\w.])[^\W\d_]+")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class _Names:
    """What an episode says of its names: the labels of each, the words that are a part of somebody's name, and its ordinary words."""

    labels: Mapping[str, Counter[str]]
    declared: Mapping[str, str]
    parts: frozenset[str]
    ordinary: frozenset[str]

    def label(self, surface: str, own: str = "") -> str:
        """The label of a place. `own` is what the recogniser said there, if anything."""
        if surface in self.parts:
            return "PERSON"
        counts = self.labels[surface]
        best = self.declared.get(surface) or max(sorted(counts), key=lambda label: counts[label])
        both = {own, best} == _RIVALS and (surface in self.declared or counts[own] > _RARE * counts.total())
        return own if both else best


def agree(annotated: Sequence[tuple[Text, Annotation]]) -> list[Annotation]:
    """The annotations of an episode's texts with their names brought into agreement, in the order given."""
    names = _names(annotated)
    everywhere = _pattern({*names.labels, *names.parts})
    return [replace(annotation, entities=tuple(_agreed(text, annotation, names, everywhere))) for text, annotation in annotated]


def _names(annotated: Sequence[tuple[Text, Annotation]]) -> _Names:
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    declared = {}
    for text, annotation in annotated:
        places = {span.start for span in text.declared}
        for span in annotation.entities:
            surface = text.text[span.start : span.end]
            if not _heads(text, span):
                labels[surface][span.label] += 1
            if span.start in places:
                declared[surface] = span.label
    people = {name for name, counts in labels.items() if counts.most_common(1)[0][0] == "PERSON" and name not in declared}
    people |= {name for text, _ in annotated for name in text.names}
    ordinary = frozenset(word for text, _ in annotated for word in _WORD.findall(text.text) if word.islower())
    parts = {part for name in people if " " in name for part in _parts(name) if part.lower() not in ordinary}
    return _Names(labels, declared, frozenset(parts), ordinary)


def _parts(name: str) -> Iterator[str]:
    """The first and the last word of a name: what people are called once their full name was said."""
    words = [word for word in name.split() if _PART.fullmatch(word) and word[0].isupper() and len(word) >= _SHORTEST]
    yield from {words[0], words[-1]} if words else ()


def _pattern(surfaces: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted((surface for surface in surfaces if len(surface) >= _SHORTEST), key=lambda surface: (-len(surface), surface))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)" if ordered else r"(?!)")


def _heads(text: Text, span: Span) -> bool:
    return any(start <= span.start < end for start, end in text.headings)


def _agreed(text: Text, annotation: Annotation, names: _Names, everywhere: re.Pattern[str]) -> list[Span]:
    kept = [_labelled(text, span, names) for span in annotation.entities if _stands(text, span, names)]
    taken = [(span.start, span.end) for span in kept]
    for match in everywhere.finditer(text.text):
        start, end = match.span()
        if _is_name(match[0], names) and not any(start < last and first < end for first, last in taken):
            kept.append(Span(start, end, names.label(match[0])))
    return sorted(kept, key=lambda span: span.start)


def _stands(text: Text, span: Span, names: _Names) -> bool:
    surface = text.text[span.start : span.end]
    return not _heads(text, span) or surface in names.labels or surface in names.parts


def _labelled(text: Text, span: Span, names: _Names) -> Span:
    return replace(span, label=names.label(text.text[span.start : span.end], span.label))


def _is_name(surface: str, names: _Names) -> bool:
    """An ordinary word with a capital, as a heading or a sentence's start has it, is no name because it is one elsewhere."""
    return surface != surface.lower() and surface.lower() not in names.ordinary
