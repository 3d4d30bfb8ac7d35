"""Base noun phrases over Universal Dependencies.

spaCy's own English rules know the labels of its own models and find a third of the phrases on ours. A phrase is a noun with what
stands to its left (determiner, adjectives, compounds, possessor) and the rest of a name to its right.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.symbols import NOUN, PRON, PROPN
from spacy.tokens import Doc, Span, Token

from etl.language.words import PHRASE_HEADS, PHRASE_LEFT, PHRASE_NAME_PARTS, PHRASE_OUTSIDE


def noun_chunks(doclike: Doc | Span) -> Iterator[tuple[int, int, int]]:
    """Phrases as (first token, token after the last, label), left to right and apart; for `Vocab.get_noun_chunks`."""
    doc = doclike.doc
    label = doc.vocab.strings.add("NP")
    done = 0
    for token in doclike:
        if token.pos not in (NOUN, PROPN, PRON) or token.dep_ not in PHRASE_HEADS or _is_hyphen(doc, token.i + 1):
            continue
        start = _start(doc, token)
        if start >= done:
            done = _end(token)
            yield start, done, label


def _start(doc: Doc, head: Token) -> int:
    start = next((child.left_edge.i for child in head.lefts if child.dep_ in PHRASE_LEFT), head.i)
    while start < head.i and doc[start].dep_ in PHRASE_OUTSIDE:
        start += 1
    while start > 1 and _is_hyphen(doc, start - 1):
        start -= 2
    return start


def _is_hyphen(doc: Doc, at: int) -> bool:
    """Whether the token joins the words on both sides into one ("co-founder")."""
    return 0 < at < len(doc) - 1 and doc[at].text == "-" and not doc[at - 1].whitespace_ and not doc[at].whitespace_


def _end(head: Token) -> int:
    end = head.i + 1
    for child in head.rights:
        if child.dep_ in PHRASE_NAME_PARTS and child.i == end:
            end = child.right_edge.i + 1
    return end
