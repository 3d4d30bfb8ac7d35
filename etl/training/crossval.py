"""Labels with few spans in the pages that report, measured on all pages: each is read by a model that did not see it.

Four models are trained as the shipped one is (one second part, not averaged, fewer steps), each without a quarter of the pages, chosen by
name. They are thrown away; what they find says how good the recipe is, with an interval over 64 pages instead of 16.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import spacy
import typer
from spacy.cli.train import train

from etl import gold
from etl.documents import find_entities, read_document
from etl.evaluate import CROSS_VALIDATION, Evaluation, Reading, file_of, rows_of, write_evaluation
from etl.language.pipeline import OURS, weights_hash
from etl.training.convert import Corpora, More, Pages, Written, as_read, mixed, parts
from etl.training.corpora import as_doc, write

app = typer.Typer(help=__doc__, add_completion=False, pretty_exceptions_enable=False)

FOLDS = 4
CONFIG = Path(__file__).parent / "configs" / "ner_second.cfg"
Work = Annotated[Path, typer.Argument(help="The folder of the training, with vectors/ and first/.")]


@app.command("train")
def train_fold(
    fold: Annotated[int, typer.Argument(min=0, max=FOLDS - 1)],
    corpora: Corpora,
    work: Work,
    pages: Pages = Path("data/gold/summaries"),
    written: Written = Path("data/gold/written"),
    more: More = None,
    steps: Annotated[int, typer.Option(help="Fewer than the shipped model takes: enough to see what the recipe does.")] = 2000,
) -> None:
    """Train the model of one fold on everything but that quarter of the pages."""
    folder = work / f"fold{fold}"
    seen = [page for page in gold.read_pages(pages) if fold_of(page.name) != fold]
    unseen = [page for page in gold.read_pages(pages) if fold_of(page.name) == fold]
    docs = mixed({**parts(corpora, written, more), "pages": seen}, corpora)
    write(docs, folder / "train.spacy")
    write([as_doc(spacy.blank("en"), *read) for read in as_read(unseen[0])], folder / "dev.spacy")
    paths = {
        "train": folder / "train.spacy",
        "dev": folder / "dev.spacy",
        "vectors": work / "vectors",
        "first": work / "first" / "model-best",
    }
    overrides = {f"paths.{name}": str(path) for name, path in paths.items()}
    train(CONFIG, folder, overrides={**overrides, "training.max_steps": steps, "training.eval_frequency": steps})


@app.command()
def report(
    work: Work,
    pages: Pages = Path("data/gold/summaries"),
    pipeline: Annotated[str, typer.Option(help="The pipeline of the same recipe: its evaluation.json keeps the result.")] = OURS,
) -> None:
    """Measure the models of all folds on their pages and keep the result beside the weights of their recipe."""
    texts, found = [], []
    for fold in range(FOLDS):
        unseen = [page for page in gold.read_pages(pages) if fold_of(page.name) == fold]
        documents = [read_document(page.text.encode()) for page in unseen]
        texts += unseen
        found += find_entities(documents, pipeline=str(work / f"fold{fold}" / "model-last"))
    today = datetime.now(UTC).date()
    name = Path(pipeline).resolve().name
    rows = tuple(rows_of(Reading(name, "annotate step", CROSS_VALIDATION, today), texts, found))
    if file := file_of(pipeline):
        write_evaluation(file, Evaluation(today, name, weights_hash(pipeline), rows))
    for row in rows:
        if row.measure == "exact F" and row.show_name is None:
            typer.echo(f"{row.label or 'all':12} F {row.value:.3f} [{row.low}, {row.high}] of {row.n}")


def fold_of(page: str) -> int:
    return hashlib.sha256(page.encode()).digest()[3] % FOLDS


if __name__ == "__main__":
    app()
