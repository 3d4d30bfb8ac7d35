"""What the texts name: persons, organisations, products, works, places, events, each with the ways in which it is written.

Spellings are joined inside the corpus alone: by key (etl.people.name_key), by an abbreviation that a text introduces in brackets
("Allen Institute for AI (Ai2)") and by the corrections in data/aliases.toml. One key has one label, the one that most of its mentions
carry. A person is an entity too, with the same id; who is a person was decided in etl/people.py.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pandas import DataFrame

from etl.aliases import NO_ALIASES, Aliases
from etl.people import People, Tables, most_frequent, name_key
from etl.records import Passage, Span, identifier

_ABBREVIATION = re.compile(r" \((?P<short>[A-Z][\w&.-]{1,9})\)")


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name in its place, with the entity that it means."""

    passage: Passage
    span: Span
    entity_id: str

    @property
    def surface(self) -> str:
        return self.passage.text[self.span.start : self.span.end]


def find_entities(passages: Sequence[Passage], people: People, aliases: Aliases = NO_ALIASES) -> Tables:
    """Tables: entities, aliases, mentions."""
    short_forms = find_abbreviations(passages)
    mentions = list(_mentions(passages, people, short_forms, aliases))
    written, labels = _written(mentions, short_forms, aliases), _labels(mentions)
    names = _unique_names(written, labels, people, aliases)
    spellings = sorted((entity_id, alias) for entity_id, forms in written.items() for alias in {*forms, names[entity_id]})
    return {
        "entities": DataFrame([(key, names[key], labels[key]) for key in sorted(names)], columns=["entity_id", "name", "label"]),
        "aliases": DataFrame(spellings, columns=["entity_id", "alias"]),
        "mentions": _mention_table(mentions),
    }


def entity_id(key: str) -> str:
    return identifier("entity", key)


def find_abbreviations(passages: Iterable[Passage]) -> dict[str, str]:
    """The key of each abbreviation that stands in brackets behind a name, with the key of that name. One that is introduced for
    two names stands for neither."""
    found: dict[str, set[str]] = defaultdict(set)
    for passage in passages:
        for span in passage.entities:
            match = _ABBREVIATION.match(passage.text, span.end)
            name = passage.text[span.start : span.end]
            if match and span.label != "PERSON" and _abbreviates(match["short"], name):
                found[name_key(match["short"])].add(name_key(name))
    return {short: names.pop() for short, names in found.items() if len(names) == 1}


def _abbreviates(short: str, name: str) -> bool:
    """Whether the letters of `short` stand in `name` in their order, the first at its beginning ("CNCF", "Ai2")."""
    letters = [letter for letter in short.casefold() if letter.isalpha()]
    rest = iter(name.casefold())
    return len(letters) > 1 and name.casefold().startswith(letters[0]) and all(letter in rest for letter in letters)


def _mentions(passages: Iterable[Passage], people: People, short_forms: Mapping[str, str], aliases: Aliases) -> Iterator[_Mention]:
    for passage in passages:
        for span in passage.entities:
            person = people.mentions.get((passage.passage_id, span.start))
            key = name_key(passage.text[span.start : span.end])
            if person:
                yield _Mention(passage, span, person)
            elif key and key not in aliases.dropped:
                yield _Mention(passage, span, entity_id(aliases.key(short_forms.get(key, key))))


def _written(mentions: Iterable[_Mention], short_forms: Mapping[str, str], aliases: Aliases) -> dict[str, Counter[str]]:
    """How often each entity is written in which way, spellings without "the" and "'s"."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        written[mention.entity_id][mention.surface.removesuffix("'s").removesuffix("’s")] += 1
    return written


def _labels(mentions: Iterable[_Mention], people: People) -> dict[str, str]:
    """The label that most mentions carry, PERSON for a person."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        votes[mention.entity_id][mention.span.label] += 1
    return {key: "PERSON" if key in people.names else most_frequent(labels) for key, labels in votes.items()}
