"""Syntax, lemmas and names in one folder that `spacy.load` takes: the pipeline that ships."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Annotated, cast

import spacy
import typer
from spacy.language import Language
from spacy.pipeline import Lemmatizer

VERSION = "1.0.0"
PRIVATE = ("paths", "corpora", "training", "initialize")
"""Sections of the configuration that name files of the machine that trained; configs/ holds what is worth knowing of them."""

DESCRIPTION = "Podcast summaries and show notes in English: names of ten kinds, Universal Dependencies, lemmas. Trained for Podscope."


def main(
    syntax: Annotated[Path, typer.Argument(help="A trained pipeline with tok2vec, morphologizer, parser.")],
    names: Annotated[Path, typer.Argument(help="A trained pipeline with ner, on the same vectors.")],
    out: Annotated[Path, typer.Argument(help="The folder to write. What documents it (*.md, LICENSE) stays.")],
) -> None:
    """Assemble the trained parts, with a lemmatizer by rule and table (spacy-lookups-data)."""
    nlp = assemble(syntax, names)
    nlp.meta.update(name="podcast", version=VERSION, description=DESCRIPTION, license="CC BY-SA 4.0", author="Podscope")
    nlp.config.update({section: {} for section in PRIVATE})
    if out.is_dir() and any(out.iterdir()) and not (out / "meta.json").is_file():
        raise typer.BadParameter(f"{out} is not empty and holds no pipeline: nothing there is overwritten")
    for part in out.iterdir() if out.is_dir() else ():
        if part.is_dir():
            shutil.rmtree(part)  # a part that this pipeline has not
    nlp.to_disk(out)
    strings = json.dumps(sorted(needed_strings(nlp)), ensure_ascii=False, indent=0)
    (out / "vocab" / "strings.json").write_text(strings, encoding="utf-8")
    typer.echo(f"{', '.join(nlp.pipe_names)} in {out}: {sum(file.stat().st_size for file in out.rglob('*')) / 1e6:.1f} MB")


def assemble(syntax: Path, names: Path) -> Language:
    nlp = spacy.load(syntax)
    source = spacy.load(names)
    nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    lemmatizer = nlp.get_pipe("lemmatizer")
    cast("Lemmatizer", lemmatizer).initialize(list, nlp=nlp)
    for string in source.vocab.strings:
        nlp.vocab.strings.add(string)
    nlp.add_pipe("ner", source=source)
    return nlp


def needed_strings(nlp: Language) -> set[str]:
    """Labels, and the words that have vectors: whatever else stood in the texts of the training is nobody's business."""
    labels = {label for of_pipe in nlp.pipe_labels.values() for label in of_pipe}
    return labels | {nlp.vocab.strings[key] for key in nlp.vocab.vectors.keys()}  # noqa: SIM118  # no mapping: keys() is all it has


if __name__ == "__main__":
    typer.run(main)
