"""Names that mean one thing wherever they stand: a list of our own, for what one text alone cannot tell.

known_names.tsv holds a label and a name per line. `BOTH` marks a company whose product bears its name: that it is one of the two is
known, which one the sentence decides. Names that are ordinary words or people's names too are left out of the list.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from etl.records import Span

FILE = Path(__file__).with_name("known_names.tsv")
BOTH = "BOTH"

_WORD = re.compile(r"\w+")


def find_known(text: str) -> Iterator[Span]:
    """Known names in the text as whole words, left to right and apart, the longest first."""
    names, done = _by_first_word(), 0
    for word in _WORD.finditer(text):
        if word.start() >= done:
            for name, label, before in names.get(word[0], ()):
                start, end = word.start() - before, word.start() - before + len(name)
                if start >= done and text.startswith(name, start) and not _goes_on(text, start, end):
                    yield Span(start, end, label)
                    done = end
                    break


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether the name is a part of a longer word."""
    return (start > 0 and text[start].isalnum() and text[start - 1].isalnum()) or text[end : end + 1].isalnum()


@cache
def _by_first_word() -> Mapping[str, list[tuple[str, str, int]]]:
    """Names, the longest first, each with its label and the number of signs before its first word (".NET")."""
    found: defaultdict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for line in FILE.read_text(encoding="utf-8").splitlines():
        label, name = line.split("\t")
        if first := _WORD.search(name):
            found[first[0]].append((name, label, first.start()))
    return {word: sorted(names, key=lambda each: (-len(each[0]), each[0])) for word, names in found.items()}
