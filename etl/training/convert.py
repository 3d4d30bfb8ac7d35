"""From annotated texts to what `spacy train` reads.

`first` writes the open corpora alone, `second` mixes our own kinds of text with a sample of them: a text is repeated as often as its kind
weighs. What reports is left out. A tenth of the shows is kept aside for choosing between checkpoints and settings (`dev`), unless all is
wanted for the last training.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import spacy
import typer
from spacy.tokens import Doc

from etl import gold
from etl.documents import read_document
from etl.records import Span
from etl.training.corpora import as_doc, read_open, write
from etl.training.substitute import pool_of, substituted

app = typer.Typer(help=__doc__, add_completion=False, pretty_exceptions_enable=False)

OPEN_DOCUMENTS = 12_000
WEIGHTS = {"pages": 6, "written": 4, "notes": 8, "more": 4}
"""How often a text of each kind is seen for one of the open corpora."""
NONE = Path()
"""What an option gives that is there and empty: a project passes each of its variables."""

Corpora = Annotated[Path, typer.Argument(help="The folder with ner_train.spacy, dev_small.spacy and notes/.")]
Out = Annotated[Path, typer.Argument(help="Where train.spacy and dev.spacy go.")]
Pages = Annotated[Path, typer.Option(help="Annotated summary pages, <show>/<stem>.ann.txt.")]
Written = Annotated[Path, typer.Option(help="Annotated pages that were written for training.")]
More = Annotated[Path | None, typer.Option(help="Further annotated notes in the form of notes.jsonl; empty for none.")]


@app.command()
def first(corpora: Corpora, out: Out) -> None:
    """The open corpora, names only."""
    nlp = spacy.blank("en")
    write(list(read_open(corpora / "ner_train.spacy", nlp)), out / "train.spacy")
    write(list(read_open(corpora / "dev_small.spacy", nlp)), out / "dev.spacy")


@app.command()
def second(
    corpora: Corpora,
    out: Out,
    pages: Pages = Path("data/gold/summaries"),
    written: Written = Path("data/gold/written"),
    more: More = None,
    everything: Annotated[bool, typer.Option(help="Train on the development part too.")] = False,
) -> None:
    """Our own kinds of text, weighted up, among a sample of the open corpora."""
    texts = parts(corpora, written, more) | {"pages": [page for page in gold.read_pages(pages) if not gold.page_reports(page.name)]}
    train = {kind: [text for text in own if everything or not is_development(kind, text)] for kind, own in texts.items()}
    dev = [text for kind, own in texts.items() for text in own if is_development(kind, text)]
    write(mixed(train, corpora), out / "train.spacy")
    nlp = spacy.blank("en")
    write([as_doc(nlp, *read) for text in dev for read in as_read(text)], out / "dev.spacy")


def parts(corpora: Path, written: Path, more: Path | None) -> dict[str, list[gold.Annotated]]:
    """Our own kinds of text but for the summary pages; of the notes, which nobody else may have, those of shows that do not report."""
    annotated = corpora / "notes" / "notes.jsonl"
    files = {"notes": annotated if annotated.is_file() else None, "more": more}
    notes = {kind: gold.read_notes(file) for kind, file in files.items() if file and file != NONE}
    kept = {kind: [note for note in own if not gold.show_reports(note.group)] for kind, own in notes.items()}
    return {"written": gold.read_pages(written), **kept}


def mixed(texts: Mapping[str, Sequence[gold.Annotated]], corpora: Path) -> list[Doc]:
    """Each text as often as its kind weighs, half of the times with other names; and a sample of the open corpora."""
    nlp = spacy.blank("en")
    rng = random.Random(1)  # noqa: S311  # no secret
    docs = list(read_open(corpora / "ner_train.spacy", nlp))
    docs = rng.sample(docs, min(OPEN_DOCUMENTS, len(docs)))
    read = {kind: [each for text in own for each in as_read(text)] for kind, own in texts.items()}
    pool = pool_of(each for own in read.values() for each in own)
    for kind, own in read.items():
        docs += (as_doc(nlp, *each) for each in own for _ in range(WEIGHTS[kind] // 2))
        docs += (as_doc(nlp, *substituted(*each, pool, rng)) for each in own for _ in range(WEIGHTS[kind] // 2))
    return docs


def is_development(kind: str, text: gold.Annotated) -> bool:
    """A tenth of the notes by show, an eighth of the pages by page; written pages are all for training."""
    if kind == "pages":
        return hashlib.sha256(text.name.encode()).digest()[2] % 8 == 0
    return kind != "written" and hashlib.sha256(text.group.encode()).digest()[1] % 10 == 0


def as_read(text: gold.Annotated) -> Iterator[tuple[str, list[Span]]]:
    """The text in the pieces that the language step reads: cleaned, one per section."""
    for episode in read_document(text.text.encode()).episodes:
        for located in episode:
            inside = {place: at for at, place in enumerate(located.places) if place >= 0}
            spans = [
                Span(inside[span.start], inside[span.end - 1] + 1, span.label)
                for span in text.entities
                if span.start in inside and span.end - 1 in inside
            ]
            yield located.text.text, spans


if __name__ == "__main__":
    app()
