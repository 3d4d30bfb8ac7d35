"""Noun phrases as topics see them: "the AI agents", "an AI agent" and "50 AI agents" all read "ai agent".

The label drops what only points or counts, puts the head into its dictionary form and writes hyphens as blanks. The span is cut
to the words that the label keeps, so that a highlighted phrase is what was counted.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from spacy.tokens import Doc, Token

from etl.language.numbers import NUMBERS
from etl.language.words import COUNTING, ENTITY_LABELS, OWN_FORM, STANDING_FOR
from etl.records import Span

_POINTING = frozenset(["DET", "PRON", "NUM", "ADV", "PUNCT", "SYM", "SPACE", "CCONJ", "ADP", "PART", "INTJ"])
_PLURALS = (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("ses", "s"), ("s", ""))
_POSSESSIVE = frozenset(["'s", "’s", "'", "’"])


def find_phrases(doc: Doc, nouns: Container[str] = frozenset()) -> Iterator[Span]:
    """The doc's noun phrases, labelled. `nouns` are dictionary nouns: with them the plural in a Title Case Heading, which a tagger
    takes for a name ("Coding Agents"), is put into the singular as well; a real name ("Postgres") has no singular there.
    A phrase whose head belongs to a number is none ("last year", "five minutes", "20 dollars").
    """
    if not doc.has_annotation("DEP"):
        return
    numbers = [set(range(number.start, number.end)) for number in doc.spans.get(NUMBERS, ())]
    measures = set[int]().union(*numbers)
    counts = set[int]().union(*(number for number in numbers if any(doc[at].like_num for at in number)))
    for chunk in doc.noun_chunks:
        words = _core(list(chunk), chunk.root, counts)
        if chunk.root in words and chunk.root.pos_ in ("NOUN", "PROPN") and chunk.root.i not in measures:
            start, end = words[0].idx, words[-1].idx + len(words[-1])
            label = _label(words, chunk.root, nouns)
            if label not in STANDING_FOR and re.search(r"[^\W\d_]", label):
                yield Span(start, end, label)


def _core(tokens: Sequence[Token], head: Token, counts: Container[int]) -> Sequence[Token]:
    """The words behind an owner ("Dan's"), an article or the first of two joined parts ("fair, old and new"), without what counts:
    `counts` are the places of numbers with their units ("three-hour talks")."""
    begins = max((at + 1 for at, token in enumerate(tokens) if token.i < head.i and _parts(token)), default=0)
    tokens = tokens[begins:]
    while tokens and (tokens[0].pos_ in _POINTING or tokens[0].lower_ in COUNTING or tokens[0].i in counts):
        tokens = tokens[1:]
    while tokens and not any(letter.isalnum() for letter in tokens[-1].text):
        tokens = tokens[:-1]
    return [] if any(token.is_space for token in tokens) else tokens


def _parts(token: Token) -> bool:
    return token.pos_ in ("DET", "CCONJ") or token.lower_ in _POSSESSIVE or token.text == ","


def _label(words: Sequence[Token], head: Token, nouns: Container[str]) -> str:
    joined = "".join((_lemma(word, nouns) if word == head else word.lower_) + word.whitespace_ for word in words)
    return " ".join(re.sub(r"[-‐‑–—\"“”‘’()\[\],]", " ", joined.replace("’", "'")).split())


def _lemma(head: Token, nouns: Container[str]) -> str:
    word = head.lower_
    if word in OWN_FORM or head.ent_type_ in ENTITY_LABELS:
        return word
    if head.pos_ == "NOUN":
        return head.lemma_.lower() or word
    forms = (word.removesuffix(ending) + single for ending, single in _PLURALS if word.endswith(ending))
    return next((form for form in forms if form in nouns), word)
