"""Passages: the sentences of an episode in their places, the unit of evidence.

Which texts are read is decided here (title, abstract, available sections); what is locked or absent has none. A title line stays
one passage, whatever stops it holds, so that a heading is never joined with its body nor cut in two.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from etl.language import Runner, agree, annotate, in_this_process
from etl.records import Annotation, Episode, Mark, Passage, Section, Span, Text, identifier, item_id, normal, section_id

_BOILERPLATE_EPISODES = 3
_LISTED = {"products": "PRODUCT", "books": "WORK_OF_ART"}
_WHAT_IT_IS = r"\s+[-–—]\s|\s*\("
_BY = r"\s+by\s+(?:[A-Z][\w.'’-]*[ ,&]*(?:and (?:others(?=$))?)?){2,}$"
_LISTED_NAME = {
    "products": re.compile(rf".+?(?={_WHAT_IT_IS}|:\s|{_BY}|\s*$)", re.MULTILINE),
    "books": re.compile(rf".+?(?={_WHAT_IT_IS}|{_BY}|\s*$)", re.MULTILINE),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A text of an episode that is annotated: its title, its abstract, or a section that is available."""

    kind: str
    text: Text
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    is_title: bool


def texts_of(episode: Episode) -> list[Source]:
    """What is read of an episode, in the order in which its passages count."""
    names = tuple(sorted({appearance.name for appearance in episode.appearances if appearance.how == "declared"}))
    title = Text(episode.title, names=names, headings=((0, len(episode.title)),))
    sources = [Source("title", title), Source("abstract", Text(episode.abstract or "", names=names))]
    for section in sorted(episode.sections, key=lambda section: section.position):
        if section.availability == "available":
            breaks = tuple(mark.offset for mark in section.marks)
            text = Text(section.text, breaks, names, tuple(_declared(section)), tuple(_headings(section)))
            sources.append(Source(section.kind, text, section))
    return [source for source in sources if source.text.text.strip()]


def _declared(section: Section) -> Iterator[Span]:
    """What stands in a list of products is a product, in a list of books a work, up to what is said of it ("Name - what it is", "Title by
    Author"). A whole sentence is no name."""
    label = _LISTED.get(section.kind)
    for item in section.items if label else ():
        name = _LISTED_NAME[section.kind].match(section.text, item.start, item.end)
        if label and name and not name[0].endswith("."):
            yield Span(*name.span(), label)


def _headings(section: Section) -> Iterator[tuple[int, int]]:
    """Title lines, but for those that are names themselves."""
    if section.kind in _LISTED or section.kind == "speakers":
        return
    for item in section.items:
        if item.title is not None:
            yield item.start, item.start + len(item.title)


def find_passages(episodes: Sequence[Episode], *, pipeline: str, cache: Path | None = None, run: Runner = in_this_process) -> list[Passage]:
    """The passages of all episodes, in the order of the episodes; the names of an episode agree with each other. Boilerplate is marked by
    comparing the episodes."""
    sources = [texts_of(episode) for episode in episodes]
    annotations = iter(annotate([source.text for texts in sources for source in texts], pipeline=pipeline, cache=cache, run=run))
    passages = []
    for episode, texts in zip(episodes, sources, strict=True):
        agreed = agree([(source.text, next(annotations)) for source in texts])
        passages += cut_passages(episode, zip(texts, agreed, strict=True))
    return mark_boilerplate(episodes, passages)


def cut_passages(episode: Episode, annotated: Iterable[tuple[Source, Annotation]]) -> list[Passage]:
    """One episode's passages with positions over the whole episode. An id comes from the sentence itself, and from its count where
    the same one stands again in that part, so that a changed sentence leaves the ids of the others alone."""
    seen: Counter[tuple[str, str]] = Counter()
    passages: list[Passage] = []
    for passage in (passage for source, annotation in annotated for passage in _cut(episode, source, annotation)):
        key = passage.section_kind, normal(passage.text)
        passage_id = identifier(episode.episode_id, *key, str(seen[key]))
        seen[key] += 1
        passages.append(replace(passage, passage_id=passage_id, position=len(passages)))
    return passages


def mark_boilerplate(episodes: Iterable[Episode], passages: Sequence[Passage]) -> list[Passage]:
    """Marks sentences that say nothing about their episode: the same one in at least 3 episodes, of 2 shows or of half a show's.

    Headings are exempt: the name of a book, a product or a host may well stand in many.
    """
    shows = {episode.episode_id: episode.show_id for episode in episodes}
    sizes = Counter(shows.values())
    places: defaultdict[str, set[str]] = defaultdict(set)
    for passage in passages:
        if not passage.is_title:
            places[normal(passage.text)].add(passage.episode_id)
    repeated = {text for text, where in places.items() if _is_boilerplate([shows[episode] for episode in where], sizes)}
    return [
        replace(passage, boilerplate=True) if not passage.is_title and normal(passage.text) in repeated else passage for passage in passages
    ]


def _is_boilerplate(shows: Sequence[str], sizes: Counter[str]) -> bool:
    if len(shows) < _BOILERPLATE_EPISODES:
        return False
    return len(set(shows)) > 1 or 2 * len(shows) >= sizes[shows[0]]


def _cut(episode: Episode, source: Source, annotation: Annotation) -> Iterator[Passage]:
    text = source.text.text
    section = source.section
    sentences = list(_sentences(source, annotation))
    starts = _starts(sentences, section.marks if section else ())
    items = [(item.start, item.end) for item in section.items] if section else []
    for sentence in sentences:
        yield Passage(
            passage_id="",
            section_id=section_id(episode, section.kind) if section else None,
            item_id=item_id(episode, source.kind, item) if (item := _holder(items, (sentence.start, sentence.end))) is not None else None,
            episode_id=episode.episode_id,
            section_kind=source.kind,
            position=0,
            text=text[sentence.start : sentence.end],
            start_s=starts.get(sentence),
            char_start=sentence.start,
            char_end=sentence.end,
            is_title=sentence.is_title,
            boilerplate=False,
            entities=_within(annotation.entities, sentence),
            phrases=_within(annotation.phrases, sentence),
        )


def _sentences(source: Source, annotation: Annotation) -> Iterator[_Sentence]:
    """The annotation's sentences, those of one title line joined."""
    titles = list(_title_lines(source))
    holders = [(_holder(titles, span), span) for span in annotation.sentences]
    for (title, _), group in groupby(holders, key=lambda held: held if held[0] is None else (held[0], (0, 0))):
        spans = [span for _, span in group]
        yield _Sentence(spans[0][0], spans[-1][1], is_title=title is not None)


def _title_lines(source: Source) -> Iterator[tuple[int, int]]:
    text = source.text.text
    if source.kind == "title":
        yield 0, len(text)
    for item in source.section.items if source.section else ():
        if item.title is not None:
            line = text.find("\n", item.start, item.end)
            yield item.start, item.end if line < 0 else line


def _starts(sentences: Sequence[_Sentence], marks: Iterable[Mark]) -> dict[_Sentence, int]:
    """Each sentence's own time: a mark trails its sentence, so it belongs to the last one that starts before it. Of several marks
    the first counts: a player that starts there plays all that the sentence is about."""
    begins = [sentence.start for sentence in sentences]
    starts: dict[_Sentence, int] = {}
    for mark in sorted(marks, key=lambda mark: mark.offset):
        if at := bisect_left(begins, mark.offset):
            starts.setdefault(sentences[at - 1], mark.seconds)
    return starts


def _holder(spans: Sequence[tuple[int, int]], span: tuple[int, int]) -> int | None:
    """Which of the spans, which stand in order and apart, holds the other one."""
    at = bisect_right(spans, span[0], key=lambda outer: outer[0]) - 1
    return at if at >= 0 and span[1] <= spans[at][1] else None


def _within(spans: Sequence[Span], sentence: _Sentence) -> tuple[Span, ...]:
    """The spans that lie in the sentence, counted from its start; one that crosses its end is no name in it."""
    first, last = (bisect_left(spans, edge, key=lambda span: span.start) for edge in (sentence.start, sentence.end))
    return tuple(
        Span(span.start - sentence.start, span.end - sentence.start, span.label) for span in spans[first:last] if span.end <= sentence.end
    )
