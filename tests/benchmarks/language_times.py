"""`python -m tests.benchmarks.language_times`: what the language step costs, each figure beside another one of the same run.

The texts are sentences of the sample pages, shuffled; words are what stands between blanks. The time in which a model loads counts
nowhere: the pace of several workers is taken from the moment at which each has read a batch.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path

import spacy
from distributed import LocalCluster
from spacy.language import Language

from etl.language import Runner, annotate, in_this_process
from etl.language.pipeline import OURS, load
from etl.language.sentences import find_sentences
from etl.records import Text
from etl.workers import chosen
from tests.benchmarks.serving import ROOT

WEIGHTS = ROOT / "etl" / "language" / OURS
PAGES = ROOT / "data" / "raw" / "sample"
WORDS, SHORT = 60, 15
BATCH = 500  # texts of 60 words: as many characters as annotate gives a worker at a time
FEWEST_BATCHES = 12
DOCS = 64
ROUNDS = 3
STEPS = 5
SHARE = 5  # where two ways take turns, every fifth text is enough

Way = Callable[[Sequence[Text]], object]


def draw_texts(words: int) -> Iterator[Text]:
    """Texts of about so many words without end; each has its number, so that no two are the same."""
    pages = [page.read_text(encoding="utf-8") for page in sorted(PAGES.rglob("*.txt"))]
    found = {page[start:end] for page in pages for start, end in find_sentences(page)}
    sentences = sorted(sentence for sentence in found if len(sentence.split()) > 5)
    draw = random.Random(words)
    for number in count(1):
        text = f"{number}."
        while len(text.split()) < words:
            text += f" {draw.choice(sentences)}"
        yield Text(text)


def cut(texts: Iterable[Text], size: int) -> Iterator[list[Text]]:
    source = iter(texts)
    return iter(lambda: list(islice(source, size)), [])


def count_words(texts: Iterable[Text]) -> int:
    return sum(len(text.text.split()) for text in texts)


def take_turns(texts: Sequence[Text], *ways: Way) -> list[float]:
    """Words per second of each way to read the texts: the median of rounds in which they take turns."""
    seconds: list[list[float]] = [[] for _ in ways]
    for way in ways:
        way(texts[:DOCS])
    for _ in range(ROUNDS):
        for way, times in zip(ways, seconds, strict=True):
            begun = time.perf_counter()
            way(texts)
            times.append(time.perf_counter() - begun)
    return [count_words(texts) / statistics.median(times) for times in seconds]


def piped(nlp: Language) -> Way:
    return lambda texts: deque(nlp.pipe((text.text for text in texts), batch_size=DOCS), maxlen=0)


def pace(run: Runner, texts: Sequence[Text], workers: int) -> float:
    """Words per second from the moment at which each worker has read a batch."""
    batches = list(cut(texts, min(BATCH, len(texts) // FEWEST_BATCHES)))
    done = [time.perf_counter() for _ in run(OURS, batches)]
    words = sum(map(count_words, batches[workers:]))
    return words / (done[-1] - done[workers - 1])


def report_memory(documents: int) -> None:
    """What this process holds after each fifth of many short texts, each read once and its annotation thrown away."""
    texts = draw_texts(SHORT)
    for step in range(1, STEPS + 1):
        deque(in_this_process(OURS, cut(islice(texts, documents // STEPS), BATCH)), maxlen=0)
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        held, most = pages * os.sysconf("SC_PAGE_SIZE") / 1e6, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(f"{f'memory after {step * documents // STEPS:,} short texts':52}{held:10,.0f} MB, at most {most:,.0f} MB", flush=True)


def report(name: str, words: Sequence[float], wanted: str = "") -> None:
    """Words per second of one way and of the other, and the second in terms of the first."""
    print(f"{name:52}{words[0]:10,.0f}{words[1]:10,.0f}{words[1] / words[0]:8.2f}  {wanted}", flush=True)


def report_workers(texts: Sequence[Text]) -> None:
    one = pace(in_this_process, texts, 1)
    report("one process, two", [one, pace(chosen("2"), texts, 2)], ">= 1.6")
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster:
        report("one process, two workers of a Dask cluster", [one, pace(chosen(cluster.scheduler_address), texts, 2)])


def main() -> None:
    parser = argparse.ArgumentParser(description="Memory and words per second of the language step.")
    parser.add_argument("--texts", type=int, default=10_000, help="of 60 words")
    parser.add_argument("--documents", type=int, default=100_000, help="of 15 words, for the memory")
    parser.add_argument("--against", type=Path, help="the folder of another pipeline, to compare en_podcast with")
    asked = parser.parse_args()
    report_memory(asked.documents)
    texts = list(islice(draw_texts(WORDS), asked.texts))
    print(f"{'words per second':52}{'first':>10}{'second':>10}{'ratio':>8}  wanted")
    few = texts[::SHARE]
    report("nlp.pipe, annotate", take_turns(few, piped(load(OURS)), lambda texts: annotate(texts, pipeline=OURS)), ">= 0.85")
    if asked.against:
        name = f"{asked.against.name}, {OURS}, all their steps"
        report(name, take_turns(few, piped(spacy.load(asked.against)), piped(spacy.load(WEIGHTS))), ">= 1.4")
    report_workers(texts)


if __name__ == "__main__":
    main()
