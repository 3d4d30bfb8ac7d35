"""The runners are held to one another, and to what they do when a worker dies, with real processes and a real Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest
from distributed import LocalCluster

from etl.language import PipelineError, annotate, in_this_process, read_batch
from etl.records import Annotation, Text
from etl.workers import WorkersError, chosen, in_processes, on_cluster

ROOT = Path(__file__).parents[2]
DEADLY = "This text kills who reads it."


def texts(number: int, words: str = "Ada Cole builds AI agents in Oslo, e.g. with Redis. ") -> list[Text]:
    return [Text(f"Bo Lind met Cy Dahl on day {at}. {words * (1 + at % 40)}", names=("Ada Cole", "Bo Lind")) for at in range(number)]


def batches(number: int, size: int) -> list[list[Text]]:
    every = texts(number * size)
    return [every[at : at + size] for at in range(0, len(every), size)]


def deadly(pipeline: str, batch: Sequence[Text]) -> list[Annotation]:
    if any(text.text == DEADLY for text in batch):
        os._exit(9)
    return read_batch(pipeline, batch)


def drowsy(pipeline: str, batch: Sequence[Text]) -> list[Annotation]:
    """Reads the first batch and falls asleep over the others."""
    if batch[0].text != "0":
        time.sleep(300)
    return read_batch(pipeline, batch)


def lengthy(pipeline: str, batch: Sequence[Text]) -> list[str]:
    return [batch[0].text * 20_000]


def identity(pipeline: str, batch: Sequence[Text]) -> list[int]:
    return [os.getpid()]


def nobody(pipeline: str, batches: Iterable[Sequence[Text]]) -> Iterator[Sequence[Annotation]]:
    """A runner that must not be asked for anything."""
    assert list(batches) == []
    yield from ()


def processes() -> list[int]:
    """Those that a runner has started; the cluster has its own."""
    return [child.pid for child in multiprocessing.active_children() if child.pid and "Nanny" not in child.name]


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two workers with two threads each, in processes of their own."""
    with LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=":0") as started:
        yield started


@pytest.fixture
def workers(request: pytest.FixtureRequest) -> str:
    """What `--workers` is given."""
    if request.param == "2":
        return "2"
    address: str = request.getfixturevalue("cluster").scheduler_address
    return address


everywhere = pytest.mark.parametrize("workers", ["2", "cluster"], indirect=True)


@pytest.fixture(scope="module")
def many() -> tuple[list[Text], list[Annotation]]:
    """Texts for three batches and more, and what one process makes of them."""
    made = texts(620)
    assert sum(len(text.text) for text in made) > 3 * 200_000
    return made, annotate(made, pipeline="rules")


@everywhere
def test_workers_do_not_change_the_annotations(workers: str, many: tuple[list[Text], list[Annotation]], tmp_path: Path) -> None:
    """Two processes and a cluster annotate and cache what one process does, in its order."""
    made, expected = many
    cache = tmp_path / "annotations.duckdb"

    assert annotate(made, pipeline="rules", cache=cache, run=chosen(workers)) == expected
    assert annotate(made, pipeline="rules", cache=cache, run=nobody) == expected


@everywhere
def test_the_weights_of_each_worker_are_the_same(workers: str) -> None:
    """Where the model reads does not change what it finds."""
    few = batches(4, 3)
    assert list(chosen(workers)("en_podcast", few)) == list(in_this_process("en_podcast", few))


@pytest.mark.parametrize("runner", ["1", "2", "tcp://127.0.0.1:1"])
def test_without_texts_nobody_is_asked(runner: str) -> None:
    """Where all annotations are known, no process is started and no scheduler is looked for."""
    assert list(chosen(runner)("rules", [])) == []
    assert processes() == []


def test_a_killed_process_loses_nothing() -> None:
    """A process killed while it reads costs no annotation, none comes twice, and the order stays."""
    many = batches(12, 20)
    answers = chosen("2")("rules", many)
    found = [next(answers)]
    os.kill(processes()[0], signal.SIGKILL)
    found += [next(answers), next(answers)]
    os.kill(processes()[-1], signal.SIGKILL)

    assert found + list(answers) == list(in_this_process("rules", many))
    assert processes() == []


def test_a_process_killed_while_it_answers_loses_nothing() -> None:
    """An answer that is cut off in the middle is not waited for: the batch is read again."""
    answers = in_processes(2, "rules", batches(8, 1), read=lengthy)
    found = [next(answers)]
    time.sleep(1)  # nobody takes the next answers meanwhile, and a pipe does not hold a whole one
    for process in processes():
        os.kill(process, signal.SIGKILL)

    assert found + list(answers) == [lengthy("rules", batch) for batch in batches(8, 1)]


def test_a_killed_worker_of_a_cluster_loses_nothing(cluster: LocalCluster) -> None:
    """What a lost worker had in hand, or had read and not yet handed over, is read by the other one."""
    many = batches(12, 20)
    answers = chosen(cluster.scheduler_address)("rules", many)
    found = [next(answers)]
    os.kill(cluster.workers[0].pid, signal.SIGKILL)

    assert found + list(answers) == list(in_this_process("rules", many))


def test_a_text_that_kills_is_named() -> None:
    """Three deaths with one batch end the run with a sentence that names it, after the answers before it; the others are not blamed."""
    many = [[Text("Fine.")], [Text("Well.")], [Text(DEADLY), Text("Poor neighbour.")], [Text("Later.")]]
    found = []
    with pytest.raises(WorkersError) as caught:
        found.extend(in_processes(2, "rules", many, read=deadly))

    assert str(caught.value) == f"workers died 3 times over the batch that begins with {DEADLY!r} (texts: 2)"
    assert found == list(in_this_process("rules", many[:2]))
    assert processes() == []


def test_a_text_that_kills_a_cluster_is_named(cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the scheduler gives a batch up, so does the run, with the same sentence."""
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 1)
    with pytest.raises(WorkersError) as caught:
        list(on_cluster(cluster.scheduler_address, "rules", [[Text(DEADLY)]], read=deadly))

    assert str(caught.value) == f"workers died 2 times over the batch that begins with {DEADLY!r} (texts: 1)"


def test_processes_end_with_the_run() -> None:
    """A run that is left ends its processes at once, whatever they do; until then it has taken only a few batches."""
    taken = []
    endless = (taken.append(at) or [Text(str(at))] for at in count())
    answers = in_processes(2, "rules", endless, read=drowsy)
    assert next(answers) == read_batch("rules", [Text("0")])
    begun = time.perf_counter()
    answers.close()  # type: ignore[attr-defined]

    assert time.perf_counter() - begun < 60
    assert processes() == []
    assert taken == list(range(6))


@pytest.mark.parametrize(("kill", "tracebacks"), [(signal.SIGINT, 1), (signal.SIGKILL, 0)], ids=["Ctrl-C", "kill"])
def test_processes_do_not_outlive_their_maker(kill: signal.Signals, tracebacks: int) -> None:
    """When the command is interrupted or killed, its processes end too, and say nothing."""
    code = """if True:
        from etl.workers import in_processes
        from tests.etl.test_workers import identity
        seen = set()
        for [process] in in_processes(2, "rules", iter(list, None), read=identity):
            if process not in seen:
                print(process, flush=True)
            seen.add(process)
    """
    started = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    with started as command:
        assert command.stdout is not None
        assert len({command.stdout.readline(), command.stdout.readline()}) == 2
        (os.killpg if kill == signal.SIGINT else os.kill)(command.pid, kill)
        told, complaints = command.communicate(timeout=60)  # both pipes end with the last process that holds them

    assert (command.returncode, told, complaints.count("Traceback")) == (-kill, "", tracebacks)


@everywhere
def test_a_pipeline_that_does_not_load_is_said(workers: str, tmp_path: Path) -> None:
    """What a worker says about the pipeline is what this process would say."""
    (tmp_path / "meta.json").write_text("{}", encoding="utf-8")
    with pytest.raises(PipelineError, match="does not load") as here:
        read_batch(str(tmp_path), [Text("Ada.")])
    with pytest.raises(PipelineError) as there:
        annotate([Text("Ada.")], pipeline=str(tmp_path), run=chosen(workers))

    assert str(there.value) == str(here.value)


def test_a_worker_with_other_weights_is_refused(cluster: LocalCluster, tmp_path: Path) -> None:
    """Weights that have changed since a worker began are not read with those in its memory: it is named, with both fingerprints."""
    (tmp_path / "meta.json").write_text('{"version": "1"}', encoding="utf-8")
    run = chosen(cluster.scheduler_address)
    with pytest.raises(PipelineError):
        list(run(str(tmp_path), [[Text("Ada.")]]))
    (tmp_path / "meta.json").write_text('{"version": "2"}', encoding="utf-8")

    sentence = rf"worker tcp://\S+ would read with {tmp_path.name}-1-\w+, this process with {tmp_path.name}-2-\w+: both need"
    with pytest.raises(WorkersError, match=sentence):
        list(run(str(tmp_path), [[Text("Ada.")]]))


@pytest.mark.parametrize("value", ["0", "-1", "65", "1.5", "abc", "", "tcp://", "tcp://host", "http://host:8786", "9" * 5000])
def test_a_wrong_value_is_named(value: str) -> None:
    """What is neither a number of processes nor an address is refused with the value and what is meant."""
    meant = "a number of processes (1 to 64) or the address of a Dask scheduler (tcp://host:port)"
    with pytest.raises(WorkersError) as caught:
        chosen(value)

    assert str(caught.value) == f"workers is {value!r}, not {meant}"


def test_a_scheduler_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address at which nobody answers costs a few seconds and one sentence."""
    monkeypatch.setattr("etl.workers._CONNECT", 1)
    with pytest.raises(WorkersError) as caught:
        list(chosen("tcp://127.0.0.1:1")("rules", [[Text("Ada.")]]))

    assert str(caught.value) == "tcp://127.0.0.1:1: no Dask scheduler answers there within 1 s"


def test_a_scheduler_without_certificates_is_not_asked() -> None:
    """An encrypted address needs certificates of Dask's own configuration."""
    with pytest.raises(WorkersError) as caught:
        list(chosen("tls://127.0.0.1:1")("rules", [[Text("Ada.")]]))

    assert str(caught.value) == "tls://127.0.0.1:1: Dask's configuration names no certificates (distributed.comm.tls)"


def test_a_cluster_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Dask is not installed, an address is answered with the command that installs it."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WorkersError) as caught:
        chosen("tcp://127.0.0.1:8786")

    assert str(caught.value) == 'a Dask cluster needs more packages: pip install -e ".[cluster]"'
