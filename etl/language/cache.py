"""Annotations on disk, so that language work is done once per text.

A DuckDB file, one row per (text with its breaks, names, fingerprint of the pipeline). It holds nothing that cannot be made again:
a file that cannot be read is thrown away, one that another process holds is done without, and both are said in one log line. It
is open only while rows are read or written, so that a preview can use it during a build.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import duckdb
import orjson
import pyarrow as pa

from etl.records import Annotation, Span, Text

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

_TABLE = """
    create table if not exists annotations (
        text_hash varchar not null,
        names_hash varchar not null,
        fingerprint varchar not null,
        annotation varchar not null
    )
"""
_KNOWN = """
    select text_hash, names_hash, annotation
    from annotations
    semi join wanted using (text_hash, names_hash)
    where fingerprint = $fingerprint
"""
_INSERT = """
    insert into annotations by name
    select * from fresh
    anti join annotations using (text_hash, names_hash, fingerprint)
"""
_RETIRE = """
    delete from annotations
    where starts_with(fingerprint, $pipeline || '-') and fingerprint <> $fingerprint
"""


def read_annotations(path: Path, fingerprint: str, texts: Iterable[Text]) -> dict[Text, Annotation]:
    """Those of the texts that the cache knows."""
    keys = {_key(text): text for text in texts}

    def read(connection: duckdb.DuckDBPyConnection) -> dict[Text, Annotation]:
        connection.register("wanted", _frame(("text_hash", "names_hash"), keys))
        rows = connection.execute(_KNOWN, {"fingerprint": fingerprint}).fetchall()
        return {keys[text_hash, names_hash]: _decoded(annotation) for text_hash, names_hash, annotation in rows}

    return _use(path, read, {}) if path.exists() else {}


def insert_annotations(path: Path, fingerprint: str, annotations: Mapping[Text, Annotation]) -> None:
    """Adds what the cache does not hold yet. What a pipeline of the same name and version read with other weights or code goes."""
    rows = [(*_key(text), fingerprint, _encoded(annotation)) for text, annotation in annotations.items()]

    def insert(connection: duckdb.DuckDBPyConnection) -> None:
        connection.register("fresh", _frame(("text_hash", "names_hash", "fingerprint", "annotation"), rows))
        connection.execute(_INSERT).fetchall()
        connection.execute(_RETIRE, {"pipeline": fingerprint.rpartition("-")[0], "fingerprint": fingerprint}).fetchall()

    _use(path, insert, None)


def _use(path: Path, work: Callable[[duckdb.DuckDBPyConnection], _T], otherwise: _T) -> _T:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(duckdb.connect(path)) as connection:
            connection.execute(_TABLE)
            return work(connection)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        if "Could not set lock" in reason:
            _log.warning("annotation cache %s is in use by another process: going on without it", path)
            return otherwise
    _log.warning("annotation cache %s cannot be read and is made anew: %s", path, reason)
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    return otherwise


def _key(text: Text) -> tuple[str, str]:
    declared = [(span.start, span.end, span.label) for span in text.declared]
    return _hash([text.text, text.breaks]), _hash([text.names, declared])


def _hash(value: object) -> str:
    return hashlib.sha256(orjson.dumps(value)).hexdigest()[:32]


def _frame(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> pa.Table:
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pa.table([pa.array(column, pa.string()) for column in values], names=list(columns))


def _encoded(annotation: Annotation) -> str:
    found = (annotation.entities, annotation.phrases, annotation.numbers)
    return orjson.dumps([annotation.sentences, *([(span.start, span.end, span.label) for span in spans] for spans in found)]).decode()


def _decoded(stored: str) -> Annotation:
    sentences, entities, phrases, numbers = orjson.loads(stored)
    return Annotation(
        sentences=tuple((start, end) for start, end in sentences),
        entities=tuple(Span(*span) for span in entities),
        phrases=tuple(Span(*span) for span in phrases),
        numbers=tuple(Span(*span) for span in numbers),
    )
