"""Which of a page's chips are categories and which are people.

The site prints both one per line, categories first, and nothing marks where the people begin. So every chip gets a leaning, and the split
is put where the leanings agree best; a certain chip keeps its kind even when it stands on the wrong side.

Certain: a person is named in a Speakers heading or in the show's title; a category is one of those known below or has a "&". Likely: a
person's name, or its first word, stands in the text, capitals and all, as no topic does; a category has a word of topics and no place in
the text. Undecided chips fall to the side that their neighbours choose, and a tie goes to the categories.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.records import normal

CATEGORIES = (
    "AI & Machine Learning",
    "Business & Finance",
    "Careers & Hiring",
    "Cloud & Infrastructure",
    "Data Engineering",
    "DevOps & Reliability",
    "Developer Culture",
    "Education & Learning",
    "Hardware & Gadgets",
    "Health & Wellness",
    "Leadership & Management",
    "Open Source",
    "Product & Design",
    "Programming Interviews & Prep",
    "Programming Languages",
    "Psychology & Neuroscience",
    "Science & Research",
    "Security & Privacy",
    "Startups & Entrepreneurship",
    "Tech Policy & Ethics",
    "Web Development",
)
KNOWN = frozenset(normal(category) for category in CATEGORIES)
# fmt: off
TOPIC_WORDS = frozenset((
    "arts", "books", "business", "career", "comedy", "crime", "culture", "data", "design", "development", "economics", "education",
    "engineering", "entertainment", "environment", "family", "fiction", "finance", "fitness", "food", "games", "gaming", "government",
    "health", "history", "investing", "languages", "leadership", "leisure", "lifestyle", "management", "marketing", "mathematics",
    "medicine", "mindset", "money", "movies", "music", "nature", "news", "nutrition", "parenting", "philosophy", "politics",
    "productivity", "programming", "psychology", "relationships", "religion", "research", "robotics", "sales", "science", "self",
    "society", "software", "space", "spirituality", "sports", "startups", "tech", "technology", "travel", "video", "web", "wellness",
    "writing",
))
# fmt: on
PARTICLES = frozenset(("al", "bin", "da", "de", "del", "den", "der", "di", "du", "el", "la", "le", "ten", "ter", "van", "von", "y"))
NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
CERTAIN = 4


def split_chips(chips: Sequence[str], *, speakers: Sequence[str], show: str, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(categories, people). `speakers` are the headings of the Speakers section, `text` what the page says of the episode."""
    leanings = [_leaning(chip, speakers, show, text) for chip in chips]
    split = max(range(len(chips) + 1), key=lambda at: (sum(leanings[at:]) - sum(leanings[:at]), at))
    sides = [leaning > 0 if abs(leaning) >= CERTAIN else at >= split for at, leaning in enumerate(leanings)]
    people = tuple(chip for chip, person in zip(chips, sides, strict=True) if person)
    return tuple(chip for chip in chips if chip not in people), people


def is_name(text: str) -> bool:
    """Two to five words that each begin with a capital, or are a name's particle, and no topic's word among them."""
    words = text.split()
    if not 2 <= len(words) <= 5 or any(word.casefold() in TOPIC_WORDS for word in words):
        return False
    return all(NAME_WORD.fullmatch(word) and (word[0].isupper() or word in PARTICLES) for word in words)


def same_person(heading: str, chip: str) -> bool:
    """A Speakers heading may add to the chip's name: "Tim Doe" and "Tim Doe (Acme)"."""
    return f"{normal(heading)} ".startswith(f"{normal(chip)} ")


def _leaning(chip: str, speakers: Sequence[str], show: str, text: str) -> int:
    """Above 0 for a person, below for a category; at least CERTAIN either way where it needs no neighbours."""
    if any(same_person(heading, chip) for heading in speakers) or f" {normal(chip)} " in f" {normal(show)} ":
        return CERTAIN
    if normal(chip) in KNOWN or "&" in chip:
        return -CERTAIN
    if not is_name(chip) and len(chip.split()) > 1:
        return -2
    if _stands_in(chip, text):
        return 3
    if _stands_in(chip.split(maxsplit=1)[0], text):
        return 2
    return 1 if is_name(chip) else -2


def _stands_in(name: str, text: str) -> bool:
    """As a name does, inside a sentence and not only at its start, where every word has a capital."""
    single = " " not in name
    before = r"(?<=[a-z,;)”\"] )" if single else r"(?<!\w)"
    return re.search(rf"{before}{re.escape(name)}(?!\w)", text) is not None
