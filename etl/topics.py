"""Topics: key phrases that several episodes share, chosen by how they are used rather than from a list of subjects.

A phrase of several words is a topic when it stands in at least three episodes, speakers' bios aside. General adjectives are taken off
its left ("a new programming language" is about "programming language"), and where the whole phrase is too rare its longest end that
is frequent enough stands for it ("retrieval augmented language model" counts for "language model"). A single noun must be specific:
English uses "idea" once here and once there, while an episode about databases says "database" again and again. So it has to stand
twice, on average, in the episodes that have it, and in not more than two fifths of all.
Names are no topics: what overlaps an entity, or is mostly written as one, or reads like a show or a guest, is left out, and so is
boilerplate.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pandas import DataFrame

from etl.aliases import NO_ALIASES, Aliases, name_key
from etl.people import Tables, most_frequent
from etl.records import Passage, identifier
from etl.topic_words import GENERAL_MODIFIERS, VAGUE_HEADS

_EPISODES = 3
_TIMES_AN_EPISODE = 2
_COMMON = 0.4
_ASIDE = frozenset(["speakers"])
_WORD = re.compile(r"[^\s\-‐‑–—]+")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A noun phrase in its place. `words` are those of its label; both shrink together from the left."""

    passage: Passage
    start: int
    end: int
    words: tuple[str, ...]

    @property
    def label(self) -> str:
        return " ".join(self.words)


def find_topics(passages: Sequence[Passage], names: Iterable[str] = (), aliases: Aliases = NO_ALIASES) -> Tables:
    """Tables: topics, topic_mentions. `names` are those of shows and of people who appear: never topics, wherever they stand."""
    phrases = list(_phrases(passages, aliases))
    excluded = _name_keys(passages, phrases, names)
    chosen = _frequent(phrases, aliases) | _specific(phrases, aliases, episodes=len({passage.episode_id for passage in passages}))
    chosen -= excluded
    while True:
        found = [pair for phrase in phrases if (pair := _longest_end(phrase, chosen, aliases))]
        rare = _rare(found, chosen)
        if not rare:
            return _tables(found, aliases)
        chosen -= rare


def topic_id(key: str) -> str:
    return identifier("topic", key)


def topic_key(label: str, aliases: Aliases = NO_ALIASES) -> str:
    """What spellings of one topic share, after the corrections: "data set" = "dataset", "open-source" = "open source"."""
    return _joined(aliases.names.get(name_key(label), label))


def _joined(label: str) -> str:
    return name_key(label).replace(" ", "")


def _phrases(passages: Iterable[Passage], aliases: Aliases) -> Iterator[_Phrase]:
    """The noun phrases that may be topics, the longest where several overlap."""
    for passage in passages:
        reached = 0
        for span in sorted(passage.phrases, key=lambda span: (span.start, -span.end)):
            named = any(entity.start < span.end and span.start < entity.end for entity in passage.entities)
            if passage.boilerplate or named or span.start < reached:
                continue
            reached = span.end
            phrase = _without_modifiers(_Phrase(passage, span.start, span.end, tuple(span.label.split())))
            if phrase and name_key(phrase.label) not in aliases.dropped:
                yield phrase


def _without_modifiers(phrase: _Phrase) -> _Phrase | None:
    """The phrase from its first word on that is no general modifier; None where its head says nothing or is no word."""
    while len(phrase.words) > 1 and (phrase.words[0] in GENERAL_MODIFIERS or not phrase.words[0][0].isalpha()):
        shorter = _drop_first(phrase)
        if shorter is None:
            return None
        phrase = shorter
    head = phrase.words[-1] if phrase.words else ""
    vague = len(phrase.words) == 1 and head in VAGUE_HEADS
    return phrase if len(head) > 1 and head[0].isalpha() and not vague else None


def _drop_first(phrase: _Phrase) -> _Phrase | None:
    """The phrase without its first word; None where the words of the label and of the text do not correspond."""
    words = list(_WORD.finditer(phrase.passage.text, phrase.start, phrase.end))
    if len(words) != len(phrase.words) or len(words) < 2:
        return None
    return replace(phrase, start=words[1].start(), words=phrase.words[1:])


def _ends(phrase: _Phrase) -> Iterator[_Phrase]:
    """The phrase itself and every shorter end of it that still has two words."""
    yield phrase
    while len(phrase.words) > 2 and (shorter := _drop_first(phrase)):
        yield shorter
        phrase = shorter


def _frequent(phrases: Iterable[_Phrase], aliases: Aliases) -> set[str]:
    """The keys of phrases of several words that stand in enough episodes, written as one word or as more."""
    episodes: dict[str, set[str]] = defaultdict(set)
    several = set()
    for phrase in phrases:
        if phrase.passage.section_kind in _ASIDE:
            continue
        for end in _ends(phrase):
            key = topic_key(end.label, aliases)
            episodes[key].add(phrase.passage.episode_id)
            if len(end.words) > 1:
                several.add(key)
    return {key for key in several if len(episodes[key]) >= _EPISODES}


def _specific(phrases: Iterable[_Phrase], aliases: Aliases, *, episodes: int) -> set[str]:
    """The keys of single nouns that are neither common nor used in passing. A noun counts wherever it heads a phrase."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase in phrases:
        if phrase.passage.section_kind not in _ASIDE:
            counts[topic_key(phrase.words[-1], aliases)][phrase.passage.episode_id] += 1
    fitting = {key: places for key, places in counts.items() if _EPISODES <= len(places) <= _COMMON * episodes}
    return {key for key, places in fitting.items() if sum(places.values()) >= _TIMES_AN_EPISODE * len(places)}


def _name_keys(passages: Iterable[Passage], phrases: Iterable[_Phrase], names: Iterable[str]) -> set[str]:
    """The keys of `names`, and of what stands as an entity more often than as a common phrase."""
    entities = Counter(_joined(passage.text[span.start : span.end]) for passage in passages for span in passage.entities)
    common = Counter(_joined(phrase.label) for phrase in phrases)
    return {_joined(name) for name in names} | {key for key, count in entities.items() if count > common[key]}


def _longest_end(phrase: _Phrase, chosen: set[str], aliases: Aliases) -> tuple[str, _Phrase] | None:
    for end in _ends(phrase):
        key = topic_key(end.label, aliases)
        if key in chosen:
            return key, end
    return None


def _rare(found: Iterable[tuple[str, _Phrase]], chosen: set[str]) -> set[str]:
    """The chosen keys that too few episodes are left for because longer phrases took their places. Where one is
    the end of another the longer goes first: its places then count for the shorter."""
    episodes: dict[str, set[str]] = {key: set() for key in chosen}
    for key, phrase in found:
        if phrase.passage.section_kind not in _ASIDE:
            episodes[key].add(phrase.passage.episode_id)
    rare = {key for key, places in episodes.items() if len(places) < _EPISODES}
    return rare - {key[start:] for key in rare for start in range(1, len(key))}


def _tables(found: Sequence[tuple[str, _Phrase]], aliases: Aliases) -> Tables:
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for key, phrase in found:
        labels[key][aliases.names.get(name_key(phrase.label), phrase.label)] += 1
    topics = sorted((topic_id(key), most_frequent(forms)) for key, forms in labels.items())
    rows = [
        (topic_id(key), one.passage.passage_id, one.passage.episode_id, one.passage.text[one.start : one.end], one.start, one.end)
        for key, one in found
    ]
    columns = ["topic_id", "passage_id", "episode_id", "surface", "char_start", "char_end"]
    mentions = DataFrame(rows, columns=columns).sort_values(["topic_id", "passage_id", "char_start"], ignore_index=True)
    return {"topics": DataFrame(topics, columns=["topic_id", "name"]), "topic_mentions": mentions}
