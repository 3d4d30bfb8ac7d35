"""The same sentence with other names in it, so that a recogniser learns from the words around a name, not from the name.

Mention replacement (Dai & Adel 2020, "An Analysis of Simple Data Augmentation for Named Entity Recognition"): a name gives way to another
of its label and about its length, everywhere in the text alike. A name that is both company and product in one text stays one name.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from etl.records import Span

Pool = Mapping[tuple[str, bool], Sequence[str]]
"""Names by label and by whether they are of one word."""

SHARE = 0.5


def pool_of(texts: Iterable[tuple[str, Sequence[Span]]]) -> Pool:
    found: defaultdict[tuple[str, bool], set[str]] = defaultdict(set)
    for text, spans in texts:
        for span in spans:
            surface = text[span.start : span.end]
            found[span.label, " " in surface].add(surface)
    return {key: sorted(names) for key, names in found.items()}


def substituted(text: str, spans: Sequence[Span], pool: Pool, rng: random.Random) -> tuple[str, list[Span]]:
    """The text with a share of its names replaced, and where they now stand."""
    labels: dict[str, str] = {}
    for span in spans:
        labels.setdefault(text[span.start : span.end], span.label)
    new = {
        surface: rng.choice(pool[label, " " in surface]) if rng.random() < SHARE else surface for surface, label in sorted(labels.items())
    }
    changed, moved, done = "", list[Span](), 0
    for span in sorted(spans, key=lambda span: span.start):
        changed += text[done : span.start]
        surface = new[text[span.start : span.end]]
        moved.append(Span(len(changed), len(changed) + len(surface), span.label))
        changed += surface
        done = span.end
    return changed + text[done:], moved
