"""Where texts are read: in this process, in several, or on the workers of a Dask cluster.

The same function reads the same batches in all three and the answers come in the order of the batches, so that the rows of a build
do not depend on the choice. Only a few batches are on their way at a time. Processes are started anew ("spawn"): a fork would
inherit the locks of threads that it does not have. A worker that is killed costs time and nothing else: what it had in hand is read
again, until it is clear that the batch itself is what kills.
"""

from __future__ import annotations

import logging
import os
import re
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

from etl.language import PipelineError, Runner, fingerprint, in_this_process, read_batch
from etl.records import Annotation, Text

if TYPE_CHECKING:
    from distributed import Client

MOST = 64  # processes; each holds the model
_AHEAD = 3  # batches on their way for each worker
_DEATHS = 3  # of processes over one batch, after which it is to blame
_CONNECT = 10  # seconds in which a scheduler has to answer and to have workers
_PATIENCE = 60  # seconds without an answer after which one looks for workers, and again as many in which they may come back

Batch = Sequence[Text]
Answer = Sequence[Annotation]
Read = Callable[[str, Batch], Answer]
Line: TypeAlias = "Connection[Any, Any]"

_reading = Lock()


class WorkersError(Exception):
    """Workers that cannot be had, or that cannot do the work, and why, in one sentence."""


def chosen(workers: str) -> Runner:
    """What `--workers` asks for: a number of processes, or the address of a Dask scheduler.

    Raises WorkersError for a value that is neither, and for an address where the extra `cluster` is not installed.
    """
    if re.fullmatch(r"(tcp|tls)://\S+:\d{1,5}", workers):
        _distributed()
        return partial(on_cluster, workers)
    if not re.fullmatch(r"[0-9]{1,9}", workers) or not 1 <= int(workers) <= MOST:
        meant = f"a number of processes (1 to {MOST}) or the address of a Dask scheduler (tcp://host:port)"
        raise WorkersError(f"workers is {workers!r}, not {meant}")
    return partial(in_processes, int(workers)) if int(workers) > 1 else in_this_process


@dataclass(frozen=True, slots=True)
class _Task:
    """A batch with its place in the order of the answers; `deaths` counts the processes that died while they read it."""

    place: int
    batch: Batch
    deaths: int = 0


@dataclass(frozen=True, slots=True)
class _Hand:
    """A process, and this end of the pipe to it."""

    process: SpawnProcess
    line: Line


def in_processes(count: int, pipeline: str, batches: Iterable[Batch], *, read: Read = read_batch) -> Iterator[Answer]:
    """The answers of `count` processes, in the order of the batches.

    When a process dies, another one reads its batch. Raises WorkersError for a batch of which three processes have died, after the
    answers of the batches before it. The processes end when the iterator does, whatever they are at.
    """
    source = (_Task(place, batch) for place, batch in enumerate(batches))
    todo, answers, wanted = deque[_Task](), dict[int, Answer | Exception](), 0
    with closing(_Crew(partial(_work, read, pipeline))) as crew:
        while True:
            todo.extend(islice(source, _AHEAD * count - len(todo) - len(crew.busy) - len(answers)))
            while todo and len(crew.busy) < count:
                crew.give(todo.popleft())
            if wanted in answers:
                yield _raised_or(answers.pop(wanted))
                wanted += 1
            elif crew.busy:
                for task, answer in crew.collect():
                    if answer is None and task.deaths + 1 < _DEATHS:
                        todo.appendleft(replace(task, deaths=task.deaths + 1))
                    else:
                        answers[task.place] = WorkersError(_killer(task.batch, _DEATHS)) if answer is None else answer
            else:
                return


class _Crew:
    """Processes with one batch each and a pipe each. So it is known which batch a process died of, and an answer that was cut off ends
    with its pipe. (ProcessPoolExecutor has one pipe for all, and waits there for the rest of that answer for ever.)"""

    def __init__(self, work: Callable[[Line], None]) -> None:
        self.busy: dict[Any, tuple[_Hand, _Task]] = {}
        self._idle: list[_Hand] = []
        self._work = work

    def give(self, task: _Task) -> None:
        """Lets a process read the batch: one that has nothing to do, else a new one."""
        hand = self._idle.pop() if self._idle else _hired(self._work)
        self.busy[hand.line] = hand, task
        with suppress(OSError):  # of one that has died there will be no answer
            hand.line.send(task.batch)

    def collect(self) -> Iterator[tuple[_Task, Answer | PipelineError | None]]:
        """Waits until processes have answered or died; gives what each was reading, with its answer or None."""
        for line in wait(list(self.busy)):
            answer = _received(line)
            hand, task = self.busy.pop(line)
            if answer is None:
                _dismiss(hand)
            else:
                self._idle.append(hand)
            yield task, answer

    def close(self) -> None:
        for hand in [*self._idle, *(hand for hand, _ in self.busy.values())]:
            _dismiss(hand)


def _hired(work: Callable[[Line], None]) -> _Hand:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # libraries read it while they load, which they have done in this process
    context = get_context("spawn")
    line, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return _Hand(process, line)


def _received(line: Any) -> Answer | PipelineError | None:
    with suppress(EOFError, OSError):
        answer: Answer | PipelineError = line.recv()
        return answer
    return None


def _dismiss(hand: _Hand) -> None:
    hand.process.kill()
    hand.process.join()
    hand.line.close()


def _work(read: Read, pipeline: str, line: Line) -> None:
    """The life of a process: it reads what it is given until nobody is left at the other end of the pipe. A terminal sends Ctrl-C to
    all processes; what to do about it is decided in the first one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            line.send(_tried(read, pipeline, line.recv()))


def _tried(read: Read, pipeline: str, batch: Batch) -> Answer | PipelineError:
    try:
        return read(pipeline, batch)
    except PipelineError as error:
        return error


def _raised_or(answer: Answer | Exception) -> Answer:
    if isinstance(answer, Exception):
        raise answer
    return answer


def on_cluster(address: str, pipeline: str, batches: Iterable[Batch], *, read: Read = read_batch) -> Iterator[Answer]:
    """The answers of a Dask cluster's workers, in the order of the batches. Nobody is asked where there is no batch.

    The scheduler itself sends the batches of a lost worker to others. Raises WorkersError where it is not there, has no workers, or
    has workers that would read otherwise than this process, and for a batch that kills.
    """
    source = iter(batches)
    first = next(source, None)
    if first is not None:
        with _client(address) as client:
            yield from _answers_of(client, address, pipeline, chain([first], source), read)


def _answers_of(client: Client, address: str, pipeline: str, batches: Iterator[Batch], read: Read) -> Iterator[Answer]:
    made_by = fingerprint(pipeline)
    ahead = _AHEAD * _count_workers(client, address, pipeline, made_by)
    sent = deque[tuple[Batch, Any]]()
    while True:
        for batch in islice(batches, ahead - len(sent)):
            sent.append((batch, client.submit(_read_as, made_by, read, pipeline, batch, pure=False)))
        if not sent:
            return
        yield _answer(client, address, *sent.popleft())


def _answer(client: Client, address: str, batch: Batch, future: Any) -> Answer:
    distributed = _distributed()
    while True:
        try:
            answer: Answer = future.result(timeout=_PATIENCE)
            return answer
        except TimeoutError:
            _need_workers(client, address, _PATIENCE)
        except distributed.KilledWorker as error:
            raise WorkersError(_killer(batch, error.allowed_failures + 1)) from error
        except distributed.CancelledError as error:
            raise WorkersError(f"{address}: the scheduler is gone") from error


def _count_workers(client: Client, address: str, pipeline: str, made_by: str) -> int:
    """How many workers there are. Each has the same weights and code as this process, or WorkersError says which has not."""
    _need_workers(client, address, _CONNECT)
    found = client.run(_own_fingerprint, pipeline, on_error="return")
    for worker, own in sorted(found.items()):
        if isinstance(own, PipelineError):
            raise PipelineError(f"worker {worker}: {own}")
        if isinstance(own, Exception):
            raise WorkersError(f"worker {worker} cannot read texts: {own}")
        if own != made_by:
            raise WorkersError(_differs(worker, own, made_by))
    return len(found)


def _need_workers(client: Client, address: str, seconds: float) -> None:
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError as error:
        raise WorkersError(f"{address}: the scheduler has had no workers for {seconds} s") from error


def _read_as(made_by: str, read: Read, pipeline: str, batch: Batch) -> Answer:
    """On a worker. It may have come after the others were asked for their fingerprints; and it may have several threads, which
    cannot share a model."""
    with _reading:
        if (own := _own_fingerprint(pipeline)) != made_by:
            raise WorkersError(_differs(_distributed().get_worker().address, own, made_by))
        return read(pipeline, batch)


@cache
def _own_fingerprint(pipeline: str) -> str:
    """That of the weights and the code with which this worker began: both stay in its memory when the files change."""
    return fingerprint(pipeline)


def _client(address: str) -> Client:
    """Connected. Python waits long at its end for a client that is half made: none is begun where certificates lack, and the error is
    raised when the client's own, which holds it, is forgotten."""
    distributed = _distributed()
    if address.startswith("tls:") and not distributed.Security().get_connection_args("client")["ssl_context"]:
        raise WorkersError(f"{address}: Dask's configuration names no certificates (distributed.comm.tls)")
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # it tells in tracebacks what is told here in a sentence
    with suppress(OSError):
        client: Client = distributed.Client(address, timeout=_CONNECT, set_as_default=False)
        return client
    raise WorkersError(f"{address}: no Dask scheduler answers there within {_CONNECT} s")


def _distributed() -> ModuleType:
    """The extra's package: asked for only where a cluster is."""
    try:
        import distributed  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise WorkersError('a Dask cluster needs more packages: pip install -e ".[cluster]"') from error
    return distributed


def _differs(worker: str, own: str, made_by: str) -> str:
    return f"worker {worker} would read with {own}, this process with {made_by}: both need the same weights and code"


def _killer(batch: Batch, deaths: int) -> str:
    return f"workers died {deaths} times over the batch that begins with {batch[0].text[:80]!r} (texts: {len(batch)})"
