"""Word vectors from plain text: what stands in the same company is alike, so that a name never annotated is near to one that was.

Skip-gram with subwords (Bojanowski et al. 2017, "Enriching Word Vectors with Subword Information"), trained by floret, kept for whole words
only: a table that is looked up costs nothing at run time, subwords would be hashed for every token. Texts of shows that report are left
out, and of each line only the first appearance counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import spacy
import typer
from spacy.tokens import DocBin
from spacy.vectors import Vectors

from etl import gold

DIMENSIONS = 96
LEAST_COUNT = 5
EPOCHS = 15
SHORTEST_LINE = 25
FIELDS = ("title", "summary", "markdown", "text")
SUFFIXES = (".jsonl", ".spacy", ".xml")


def main(
    out: Annotated[Path, typer.Argument(help="The folder of a blank pipeline with the vectors.")],
    texts: Annotated[list[Path], typer.Argument(help="JSON lines (.jsonl), feeds (.xml), DocBin files (.spacy), or folders of them.")],
    notes: Annotated[Path, typer.Option(help="The annotated notes, where there are any: texts of their reporting shows are left out.")],
) -> None:
    """Train vectors on all lines of the texts, each line once."""
    import floret  # the extra `train`

    words = out.with_suffix(".txt")
    words.parent.mkdir(parents=True, exist_ok=True)
    annotated = gold.read_notes(notes) if notes.is_file() else []
    reporting = {_squeezed(note.group) for note in annotated if gold.show_reports(note.group)}
    with words.open("w", encoding="utf-8") as lines:
        lines.writelines(f"{line}\n" for line in tokenized(files_of(texts), reporting))
    model = floret.train_unsupervised(
        str(words),
        model="skipgram",
        dim=DIMENSIONS,
        minCount=LEAST_COUNT,
        epoch=EPOCHS,
        ws=5,
        minn=3,
        maxn=5,
        neg=5,
        bucket=300_000,
        thread=2,
    )
    nlp = spacy.blank("en")
    nlp.vocab.vectors = Vectors(shape=(len(model.words), DIMENSIONS))
    for word in model.words:
        nlp.vocab.set_vector(word, model.get_word_vector(word))
    nlp.to_disk(out)
    typer.echo(f"{len(model.words):,} vectors of {DIMENSIONS} dimensions in {out}")


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """Files as they are given, and of a folder those that can be read, by path."""
    for path in paths:
        yield from sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES) if path.is_dir() else [path]


def tokenized(texts: Iterable[Path], reporting: set[str]) -> Iterator[str]:
    nlp = spacy.blank("en")
    seen = set[int]()
    for show, text in (found for path in texts for found in _read(path)):
        if any(_squeezed(show).startswith(name) for name in reporting if len(name) > 6 or name == _squeezed(show)):
            continue
        for line in text.split("\n"):
            words = re.sub(r"https?://\S+", "", line).strip()
            if len(words) >= SHORTEST_LINE and hash(words) not in seen:
                seen.add(hash(words))
                yield " ".join(token.text for token in nlp.make_doc(words) if not token.is_space)


def _read(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of a file in English, each with its show."""
    if path.suffix == ".spacy":
        yield from (("", doc.text) for doc in DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))
    elif path.suffix == ".xml":
        yield from _read_feed(path)
    else:
        with path.open(encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                if str(record.get("language") or "en").lower().startswith("en"):
                    yield record.get("show") or "", ".\n".join(str(record[field]) for field in FIELDS if record.get(field))


def _read_feed(path: Path) -> Iterator[tuple[str, str]]:
    import feedparser  # the extra `train`
    from selectolax.lexbor import LexborHTMLParser

    found = feedparser.parse(path.read_bytes())
    if not str(found.feed.get("language") or "").lower().startswith("en"):
        return
    for entry in found.entries:
        bodies = [*(content.get("value", "") for content in entry.get("content", ())), entry.get("summary", "")]
        html = re.sub(r"(?i)<br\s*/?>|</(?:p|li|h\d|div)>", "\n", max(bodies, key=len))
        yield found.feed.get("title") or "", f"{entry.get('title', '')}.\n{LexborHTMLParser(html).text() if '<' in html else html}"


def _squeezed(name: str) -> str:
    return re.sub(r"\W+", "", name.lower())


if __name__ == "__main__":
    typer.run(main)
