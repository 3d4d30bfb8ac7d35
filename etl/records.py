"""The records that readers yield and every later step takes: frozen, checked at the edge, never checked again.

Positions are character offsets into the text that they stand beside. Times are whole seconds from the start of the audio.
Unknown is None (a duration that the page does not give), never 0 and never an empty string.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

SectionKind = Literal[
    "podcast_summary",
    "speakers",
    "key_takeaways",
    "statistics",
    "stories",
    "quotes",
    "strategies",
    "similar_strategies",
    "additional_context",
    "takeaways_table",
    "critical_analysis",
    "books",
    "products",
    "show_notes",
    "chapters",
    "transcript",
]
Availability = Literal["available", "locked"]
Role = Literal["host", "guest", "participant"]
How = Literal["declared", "title", "text"]
Scope = Literal["file", "episode", "part"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A time mark taken out of a text: it stood at `offset` of the cleaned text and trails the sentence that it belongs to."""

    offset: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Item:
    """One takeaway, speaker, statistic, story, quote, strategy, book or product: the span text[start:end] of its section.

    `title` is the item's heading line where it has one; it is the first line of the span. `start_s` is the item's first mark.
    """

    start: int
    end: int
    title: str | None = None
    start_s: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a summary page. A locked section has no text, no items and no marks; an absent one has no Section.

    Its items stand in order and apart. `position` counts the page's sections from 0.
    """

    kind: SectionKind
    heading: str
    position: int
    availability: Availability = "available"
    tier: str | None = None
    text: str = ""
    marks: tuple[Mark, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Appearance:
    """Somebody being there. `how` says where we know it from; `confidence` (0 to 1) belongs to the role, not to the presence."""

    name: str
    role: Role
    how: How = "declared"
    confidence: float = 1.0
    bio: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """An entry under "More episodes like this", as printed."""

    show: str
    title: str
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    start_s: int
    title: str


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode as one input describes it. `source` is the input's path relative to the folder that was given."""

    source: str
    show: str
    title: str
    published: date | None = None
    abstract: str | None = None
    duration_s: int | None = None
    url: str | None = None
    audio_url: str | None = None
    language: str | None = None
    guid: str | None = None
    categories: tuple[str, ...] = ()
    appearances: tuple[Appearance, ...] = ()
    sections: tuple[Section, ...] = ()
    related: tuple[Related, ...] = ()
    chapters: tuple[Chapter, ...] = ()

    @property
    def show_id(self) -> str:
        return identifier("show", self.show)

    @property
    def episode_id(self) -> str:
        return identifier("episode", self.show, self.title, self.published.isoformat() if self.published else "")


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input, or a part of one, that could not be read. `place` is where in the source ("line 17"), `value` what stood there."""

    scope: Scope
    source: str
    place: str
    value: str
    reason: str
    episode_id: str | None = None

    def __str__(self) -> str:
        return f"{self.source}:{self.place}: {self.reason}: {self.value!r}"


@dataclass(frozen=True, slots=True)
class Span:
    """text[start:end] and what it is: the label of an entity or a number, or a noun phrase's normalised form (lemmas, lower case)."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text for the language pipeline, and what its page says of it.

    `breaks` are offsets at which a sentence must end (time marks stood there); `names` are the people that its episode declares, never
    inferred ones; `declared` are places whose label the page's own form gives (an item of its products is a product); `headings` are
    lines in which ordinary words have capitals too.
    """

    text: str
    breaks: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    declared: tuple[Span, ...] = ()
    headings: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """What the pipeline found in one text: sentences as (start, end), named entities, noun phrases, and numbers (with dates, times,
    money); each in the text's order, apart."""

    sentences: tuple[tuple[int, int], ...]
    entities: tuple[Span, ...] = ()
    phrases: tuple[Span, ...] = ()
    numbers: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence in its place. Spans of `entities` and `phrases` are relative to `text`."""

    passage_id: str
    section_id: str | None
    item_id: str | None
    episode_id: str
    section_kind: str
    position: int
    text: str
    start_s: int | None
    char_start: int
    char_end: int
    is_title: bool
    boilerplate: bool
    entities: tuple[Span, ...] = ()
    phrases: tuple[Span, ...] = ()


def normal(name: str) -> str:
    """A name as a key: compatibility form, case folded, punctuation and repeated blanks gone ("Ship It!" = "ship it")."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.findall(r"\w+(?:[.+#]\w+)*[+#]*", folded)) or folded.strip()


def section_id(episode: Episode, kind: str) -> str:
    return identifier(episode.episode_id, kind)


def item_id(episode: Episode, kind: str, position: int) -> str:
    return identifier(episode.episode_id, kind, "item", str(position))


def identifier(*parts: str) -> str:
    """A stable id of 16 hex digits made from content, the same in every build and any order of input."""
    return hashlib.sha256("\x1f".join(normal(part) for part in parts).encode()).hexdigest()[:16]
