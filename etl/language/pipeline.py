"""Which spaCy pipeline reads the texts, and what is added to it.

Ours (`en_podcast`) lies in this package, since no trained pipeline is on the package index; a folder, or any installed one, is
taken by name. `rules` needs no weights: sentence ends and declared names only. To each are added two steps without state, so that
nothing shared changes from document to document: what they need travels in `Doc.user_data`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import spacy
import spacy.about
from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc
from spacy.util import filter_spans, is_package

from etl.language.names import find_names, our_label
from etl.language.noun_chunks import noun_chunks
from etl.language.numbers import mark_numbers
from etl.language.sentences import find_sentences
from etl.language.words import ENTITY_LABELS

RULES = "rules"
OURS = "en_podcast"
_HERE = Path(__file__).parent
_UNITS = _HERE.parent / "units.py"
_META = "meta.json"
_UNUSED = ("textcat", "textcat_multilabel", "spancat", "span_finder", "entity_linker", "senter")
"""Steps of other pipelines whose result nothing here reads; where sentences end is said by our rules."""


class PipelineError(Exception):
    """A pipeline that cannot be used, and why, in one sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a trained pipeline lies. An installed package is loaded by its name, since its code may bring steps of its own."""

    folder: Path
    package: str | None = None


@Language.component("sentence_ends")
def sentence_ends(doc: Doc) -> Doc:
    """Tells the parser and the recogniser where sentences start: `user_data["sentences"]`, else found in the text."""
    spans = doc.user_data.get("sentences") or find_sentences(doc.text)
    starts = [start for start, _ in spans]
    sentences = np.searchsorted(starts, [token.idx for token in doc], side="right")
    begins = np.diff(sentences, prepend=-1) != 0
    # one call for all tokens: `token.is_sent_start = ...` looks through the whole doc for every one of them
    return doc.from_array(["SENT_START"], np.where(begins, 1, -1).astype("uint64"))  # type: ignore[arg-type]  # one column may be flat


@Language.component("declared_names")
def declared_names(doc: Doc) -> Doc:
    """Marks what the page declares: `user_data["declared"]` where it stands, and `user_data["names"]` as persons wherever they stand in
    full. The recogniser keeps these and fills in the rest."""
    declared = [(span.start, span.end, span.label) for span in doc.user_data.get("declared", ())]
    people = [(start, end, "PERSON") for start, end in find_names(doc.text, doc.user_data.get("names", ()))]
    spans = [doc.char_span(start, end, label, alignment_mode="expand") for start, end, label in (*declared, *people)]
    inside = [span for span in spans if span is not None and not any(token.is_sent_start for token in span[1:])]
    if inside:
        doc.set_ents(filter_spans(inside), default="unmodified")
    return doc


@Language.component("numbers")
def numbers(doc: Doc) -> Doc:
    """Marks numbers, dates, times and money in `spans["numbers"]`; what is part of a name ("GPT-4", "21 Savage") stays one."""
    mark_numbers(doc)
    return doc


@lru_cache(maxsize=2)
def load(pipeline: str) -> Language:
    """The pipeline of that name with our steps in it.

    Raises PipelineError for one that is not there, does not load, or finds no named entities.
    """
    if pipeline == RULES:
        nlp = spacy.blank("en")
        nlp.add_pipe("sentence_ends")
        nlp.add_pipe("declared_names")
        nlp.add_pipe("numbers")
        return nlp
    nlp = trained(pipeline, without=_UNUSED)
    if "morphologizer" in nlp.pipe_names and "tagger" in nlp.pipe_names:
        nlp.remove_pipe("tagger")  # parts of speech come from the morphologizer; nothing here reads fine-grained tags
    nlp.add_pipe("declared_names", before=_finder(pipeline, nlp))
    nlp.add_pipe("sentence_ends", first=True)
    nlp.add_pipe("numbers", last=True)
    if "nsubj:pass" in nlp.pipe_labels.get("parser", ()):
        nlp.vocab.get_noun_chunks = noun_chunks  # type: ignore[assignment]  # spaCy itself yields triples here
    return nlp


def trained(pipeline: str, *, without: Sequence[str] = ()) -> Language:
    """The pipeline as it was trained, but for the steps left out.

    Raises PipelineError for one that is not there or does not load.
    """
    place = place_of(pipeline)
    try:
        return spacy.load(place.package or place.folder, exclude=list(without))
    except (OSError, ValueError, ImportError) as error:
        raise PipelineError(f"pipeline {pipeline!r} does not load: {error}") from error


def place_of(pipeline: str) -> Place:
    """Ours, else a folder that is there, else an installed package: this alone decides which of them a name means.

    Raises PipelineError for a name that means none of them, and for what is no spaCy pipeline.
    """
    if pipeline == OURS:
        return Place(_HERE / OURS)
    is_folder = bool(pipeline) and Path(pipeline).is_dir()
    if not is_folder and not is_package(pipeline):
        raise PipelineError(f"pipeline {pipeline!r} is neither {OURS!r}, {RULES!r}, an installed package nor a folder")
    folder = Path(pipeline) if is_folder else _package_folder(pipeline)
    if folder is None:
        raise PipelineError(f"pipeline {pipeline!r} is no spaCy pipeline: the package has no module of that name")
    if not (folder / _META).is_file():
        raise PipelineError(f"pipeline {pipeline!r} is no spaCy pipeline: {folder} holds no {_META}")
    return Place(folder, None if is_folder else pipeline)


def name_of(pipeline: str) -> str:
    """What it is called: of a folder its own name, also where its path does not end with it (".")."""
    return os.path.basename(os.path.abspath(pipeline))


def nouns(nlp: Language) -> frozenset[str]:
    """The dictionary nouns of the pipeline's lemmatizer; none where it has none."""
    lemmatizer = nlp.get_pipe("lemmatizer") if "lemmatizer" in nlp.pipe_names else None
    if not isinstance(lemmatizer, Lemmatizer) or not lemmatizer.lookups.has_table("lemma_index"):
        return frozenset()
    return frozenset(lemmatizer.lookups.get_table("lemma_index").get("noun", ()))


def fingerprint(pipeline: str) -> str:
    """Name, version and a hash of all that an annotation depends on: weights, spaCy's version, the code of this package and the
    units that it reads numbers with.

    Loads no model. Raises PipelineError for a pipeline that is not there.
    """
    digest = hashlib.sha256(spacy.about.__version__.encode())
    for file in (*sorted(_HERE.glob("*.py")), _UNITS):
        digest.update(file.read_bytes())
    if pipeline == RULES:
        return f"{RULES}-{digest.hexdigest()[:16]}"
    folder = place_of(pipeline).folder
    for file in _weights(folder):
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(file.read_bytes())
    return "-".join(filter(None, (name_of(pipeline), _version(pipeline, folder), digest.hexdigest()[:16])))


def weights_hash(pipeline: str) -> str:
    """A hash of the weights alone, wherever they lie: what was measured with them holds as long as it is the same.

    Raises PipelineError for a pipeline that is not there.
    """
    if pipeline == RULES:
        return RULES
    digest, folder = hashlib.sha256(), place_of(pipeline).folder
    for file in _weights(folder):
        digest.update(f"{file.relative_to(folder).as_posix()} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def _finder(pipeline: str, nlp: Language) -> str:
    """The first step that finds named entities."""
    finders = [name for name in nlp.pipe_names if "doc.ents" in nlp.get_pipe_meta(name).assigns]
    labels = sorted({label for name in finders for label in nlp.pipe_labels.get(name, ())})
    if not finders:
        raise PipelineError(f"pipeline {pipeline!r} has no step that finds named entities: {', '.join(nlp.pipe_names) or 'it is empty'}")
    if labels and not any(our_label(label) in ENTITY_LABELS for label in labels):
        raise PipelineError(f"pipeline {pipeline!r} knows none of the labels {', '.join(sorted(ENTITY_LABELS))}, only {', '.join(labels)}")
    return finders[0]


def _package_folder(package: str) -> Path | None:
    """None where what is installed under that name has modules of other names ("scikit-learn"), or no folder. Imports nothing."""
    spec = find_spec(package) if package.isidentifier() else None
    folders = spec.submodule_search_locations if spec else None
    return Path(folders[0]) if folders else None


def _weights(folder: Path) -> Iterator[Path]:
    """What an annotation depends on: not what is told about the pipeline, nor what was measured with it."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return (file for file in files if file.suffix not in {".pyc", ".md"} and file.name != "evaluation.json")


def _version(pipeline: str, folder: Path) -> str:
    try:
        return str(json.loads((folder / _META).read_bytes()).get("version", ""))
    except (ValueError, AttributeError) as error:
        raise PipelineError(f"pipeline {pipeline!r} is no spaCy pipeline: {folder / _META} does not describe one") from error
