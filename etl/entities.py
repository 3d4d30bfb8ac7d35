"""What the texts name: persons, organisations, products, works, places, events, each with the ways in which it is written.

Spellings are joined inside the corpus alone: by key (etl.aliases.name_key), by an abbreviation that a text introduces in brackets
("Allen Institute for AI (Ai2)") and by the corrections in data/aliases.toml. One key has one label, the one that most of its mentions
carry. A person is an entity too, with the same id; who is a person was decided in etl/people.py.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pandas import DataFrame

from etl.aliases import NO_ALIASES, Aliases, name_key
from etl.people import People, Tables, most_frequent
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
    """Tables: entities, aliases, mentions. Every person is an entity, also one who is declared and never named in a text."""
    short_forms = find_abbreviations(passages)
    mentions = list(_mentions(passages, people, short_forms, aliases))
    written = _written(mentions, short_forms, aliases)
    labels = _labels(mentions, people)
    names = _unique_names(_names(written, people, aliases), labels, mentions)
    spellings = sorted((key, alias) for key in names for alias in {*written[key], names[key]})
    return {
        "entities": DataFrame([(key, names[key], labels[key]) for key in sorted(names)], columns=["entity_id", "name", "label"]),
        "aliases": DataFrame(spellings, columns=["entity_id", "alias"]),
        "mentions": _mention_table(mentions),
    }


def entity_id(key: str) -> str:
    return identifier("entity", key)


def find_abbreviations(passages: Iterable[Passage]) -> dict[str, str]:
    """Each abbreviation that stands in brackets behind a name, with the key of that name. One that is introduced for two names
    stands for neither."""
    found: dict[str, set[str]] = defaultdict(set)
    for passage in passages:
        for span in passage.entities:
            match = _ABBREVIATION.match(passage.text, span.end)
            name = passage.text[span.start : span.end]
            if match and span.label != "PERSON" and _abbreviates(match["short"], name):
                found[match["short"]].add(name_key(name))
    return {short: names.pop() for short, names in sorted(found.items()) if len(names) == 1}


def _abbreviates(short: str, name: str) -> bool:
    """Whether the letters of `short` stand in `name` in their order, the first at its beginning ("CNCF", "Ai2")."""
    letters = [letter for letter in short.casefold() if letter.isalpha()]
    rest = iter(name.casefold())
    return len(letters) > 1 and name.casefold().startswith(letters[0]) and all(letter in rest for letter in letters)


def _mentions(passages: Iterable[Passage], people: People, short_forms: Mapping[str, str], aliases: Aliases) -> Iterator[_Mention]:
    full_keys = {name_key(short): key for short, key in short_forms.items()}
    for passage in passages:
        for span in passage.entities:
            person = people.mentions.get((passage.passage_id, span.start))
            key = name_key(passage.text[span.start : span.end])
            if person:
                yield _Mention(passage, span, person)
            elif key and key not in aliases.dropped:
                yield _Mention(passage, span, entity_id(aliases.key(full_keys.get(key, key))))


def _written(mentions: Iterable[_Mention], short_forms: Mapping[str, str], aliases: Aliases) -> dict[str, Counter[str]]:
    """How often each entity is written in which way; an abbreviation that is only introduced counts as a way, not as a mention."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        written[mention.entity_id][mention.surface.removesuffix("'s").removesuffix("’s")] += 1
    for short, key in short_forms.items():
        owner = entity_id(aliases.key(key))
        if owner in written:
            written[owner][short] += 0
    return written


def _labels(mentions: Iterable[_Mention], people: People) -> dict[str, str]:
    """PERSON for a person, for others the label that most mentions carry that was not rejected there: PERSON is the last choice."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        votes[mention.entity_id][mention.span.label] += 1
    others = {key: {label: n for label, n in labels.items() if label != "PERSON"} or labels for key, labels in votes.items()}
    return {key: most_frequent(labels) for key, labels in others.items()} | dict.fromkeys(people.names, "PERSON")


def _names(written: Mapping[str, Counter[str]], people: People, aliases: Aliases) -> dict[str, str]:
    """A person's own name, the name that a correction gives, else the most frequent spelling."""
    spelled = {key: most_frequent(forms) for key, forms in written.items()}
    corrected = {entity_id(name_key(name)): name for name in aliases.names.values()}
    return spelled | {key: name for key, name in corrected.items() if key in spelled} | dict(people.names)


def _unique_names(names: Mapping[str, str], labels: Mapping[str, str], mentions: Iterable[_Mention]) -> dict[str, str]:
    """The names, each once: a person keeps a shared one, then whoever is mentioned most; the others carry their label."""
    counts = Counter(mention.entity_id for mention in mentions)
    unique: dict[str, str] = {}
    for key in sorted(names, key=lambda key: (labels[key] != "PERSON", -counts[key], key)):
        name = names[key]
        unique.setdefault(name if name not in unique else f"{name} ({labels[key]})", key)
    return {key: name for name, key in unique.items()}


def _mention_table(mentions: Iterable[_Mention]) -> DataFrame:
    """label is what this place was taken for, which need not be the entity's."""
    rows = [
        (
            identifier("mention", one.passage.passage_id, str(one.span.start), str(one.span.end)),
            one.passage.passage_id,
            one.passage.episode_id,
            one.entity_id,
            one.span.label,
            one.surface,
            one.span.start,
            one.span.end,
        )
        for one in mentions
    ]
    columns = ["mention_id", "passage_id", "episode_id", "entity_id", "label", "surface", "char_start", "char_end"]
    return DataFrame(rows, columns=columns).sort_values(["passage_id", "char_start"], ignore_index=True)
