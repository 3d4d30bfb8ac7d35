"""Where texts are read: in this process, in several, or on the workers of a Dask cluster.

The same function reads the same batches in all three and the answers come in the order of the batches, so that the rows of a build
do not depend on the choice. Only a few batches are on their way at a time. Processes are started anew ("spawn"): a fork would
inherit the locks of threads that it does not have. A worker that is killed costs time and nothing else: what it had in hand is read
again, unless the batch itself seems to be what kills.
"""

from __future__ import annotations

import logging
import os
import re
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Lock, Thread
from types import ModuleType
from typing import TYPE_CHECKING, Any

from etl.language import PipelineError, Runner, fingerprint, in_this_process, read_batch
from etl.records import Annotation, Text

if TYPE_CHECKING:
    from distributed import Client

MOST = 64  # processes; each holds the model
_AHEAD = 3  # batches on their way for each worker
_DEATHS = 3  # of processes that a batch was with, after which it is to blame; the last one read nothing else
_CONNECT = 10  # seconds
_PATIENCE = 60  # seconds without an answer, after which one looks whether there are workers; and that these may take to come

Batch = Sequence[Text]
Answer = Sequence[Annotation]
Read = Callable[[str, Batch], Answer]

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
class _Sent:
    """A batch on its way to a process; `deaths` counts the times that a process died which may have died of it."""

    batch: Batch
    answer: Future[Answer]
    deaths: int = 0

    @property
    def lost(self) -> bool:
        """Whether a process died before the answer was there."""
        return isinstance(self.answer.exception(), BrokenProcessPool)


def in_processes(count: int, pipeline: str, batches: Iterable[Batch], *, read: Read = read_batch) -> Iterator[Answer]:
    """The answers of `count` processes, in the order of the batches.

    When a process dies, all are replaced, and the batches without an answer are sent again; twice so, then to one process, which can
    die only of the batch that it reads. Raises WorkersError for a batch that it dies of, after the answers of those before.
    """
    source = iter(batches)
    sent = deque[_Sent]()
    while True:
        alone = any(one.deaths == _DEATHS - 1 for one in sent)
        with _pool(1 if alone else count) as pool:
            send = partial(_send, pool, read, pipeline)
            sent = deque(replace(one, answer=send(one.batch)) if one.lost else one for one in sent)
            yield from _answers(iter(()) if alone else source, sent, send, ahead=_AHEAD * count)
        if not sent and not alone:
            return
        sent = deque(_counted(sent, alone=alone))


def _answers(source: Iterator[Batch], sent: deque[_Sent], send: Callable[[Batch], Future[Answer]], *, ahead: int) -> Iterator[Answer]:
    """Answers until there are no more, or until a process dies: then `sent` holds the batches whose answers are still to come."""
    while True:
        sent.extend(_Sent(batch, send(batch)) for batch in islice(source, ahead - len(sent)))
        if not sent or sent[0].lost:
            return
        yield sent.popleft().answer.result()


def _counted(sent: Iterable[_Sent], *, alone: bool) -> Iterator[_Sent]:
    """The batches after a death. Of several processes nobody knows which batch it was, so it counts for all that are lost; one
    process reads in order, so that it was the first of them."""
    known = False
    for one in sent:
        yield _blamed(one) if one.lost and not known else one
        known = known or (alone and one.lost)


def _blamed(one: _Sent) -> _Sent:
    deaths = one.deaths + 1
    return replace(one, deaths=deaths, answer=_failed(WorkersError(_killer(one.batch, deaths))) if deaths == _DEATHS else one.answer)


def _send(pool: ProcessPoolExecutor, read: Read, pipeline: str, batch: Batch) -> Future[Answer]:
    """The answer to come; of a pool that has broken meanwhile, what all its answers are."""
    try:
        return pool.submit(read, pipeline, batch)
    except BrokenProcessPool as error:
        return _failed(error)


def _failed(error: Exception) -> Future[Answer]:
    answer: Future[Answer] = Future()
    answer.set_exception(error)
    return answer


@contextmanager
def _pool(count: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that end at once when the block is left, whatever they do, and when this process is killed: they watch a pipe that
    closes then. A pool by itself waits for the batches in hand, and outlives its maker."""
    context = get_context("spawn")
    watched, held = context.Pipe(duplex=False)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # libraries read it while they load, which they have done in this process
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(watched,))
    try:
        yield pool
    finally:
        held.close()
        pool.shutdown(cancel_futures=True)
        watched.close()


def _begin(watched: Connection[Any, Any]) -> None:
    """A terminal sends Ctrl-C to all processes: what to do about it is decided in the first one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(watched,), daemon=True).start()


def _end_with(watched: Connection[Any, Any]) -> None:
    watched.poll(None)  # nothing is ever sent
    os._exit(1)


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
        raise WorkersError('a Dask cluster needs more packages: pip install "podscope[cluster]"') from error
    return distributed


def _differs(worker: str, own: str, made_by: str) -> str:
    return f"worker {worker} would read with {own}, this process with {made_by}: both need the same weights and code"


def _killer(batch: Batch, deaths: int) -> str:
    return f"workers died {deaths} times while they read the {len(batch)} texts that begin with {batch[0].text[:80]!r}"
