"""Write the nested parts of a record as JSON and read them back.

The records hold dates, nested tuples and generics (``Sourced[Region]``); pydantic's TypeAdapter derives a
checked codec from their annotations, which hand-written code would have to repeat field by field. The
records themselves stay plain dataclasses.
"""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter

from ingest.records import Box, Facts, Metadata, OffsetMap, Run
from ingest.relations import Ended


@cache
def _facts() -> TypeAdapter[Facts]:
    return TypeAdapter(Facts)


@cache
def _metadata() -> TypeAdapter[Metadata]:
    return TypeAdapter(Metadata)


@cache
def _boxes() -> TypeAdapter[tuple[Box, ...]]:
    return TypeAdapter(tuple[Box, ...])


@cache
def _names() -> TypeAdapter[tuple[str, ...]]:
    return TypeAdapter(tuple[str, ...])


@cache
def _runs() -> TypeAdapter[tuple[tuple[int, int, int], ...]]:
    return TypeAdapter(tuple[tuple[int, int, int], ...])


@cache
def _ended() -> TypeAdapter[Ended]:
    return TypeAdapter(Ended)


@cache
def _numbers() -> TypeAdapter[tuple[int, ...]]:
    return TypeAdapter(tuple[int, ...])


def dump_facts(facts: Facts) -> bytes:
    """Return the facts of a clause as JSON; what is empty is left out."""
    return _facts().dump_json(facts, exclude_defaults=True)


def load_facts(data: bytes) -> Facts:
    """Read what `dump_facts` wrote; raise ValueError when it is something else."""
    return _facts().validate_json(data)


def dump_metadata(metadata: Metadata) -> bytes:
    """Return the metadata of a document as JSON; what is empty is left out."""
    return _metadata().dump_json(metadata, exclude_defaults=True)


def load_metadata(data: bytes) -> Metadata:
    """Read what `dump_metadata` wrote; raise ValueError when it is something else."""
    return _metadata().validate_json(data)


def dump_boxes(boxes: tuple[Box, ...]) -> bytes:
    """Return boxes as JSON."""
    return _boxes().dump_json(boxes)


def load_boxes(data: bytes) -> tuple[Box, ...]:
    """Read what `dump_boxes` wrote; raise ValueError when it is something else."""
    return _boxes().validate_json(data)


def dump_path(path: tuple[str, ...]) -> bytes:
    """Return the headings of a path as JSON."""
    return _names().dump_json(path)


def load_path(data: bytes) -> tuple[str, ...]:
    """Read what `dump_path` wrote; raise ValueError when it is something else."""
    return _names().validate_json(data)


def dump_pages(pages: tuple[int, ...]) -> bytes:
    """Return page numbers as JSON."""
    return _numbers().dump_json(pages)


def load_pages(data: bytes) -> tuple[int, ...]:
    """Read what `dump_pages` wrote; raise ValueError when it is something else."""
    return _numbers().validate_json(data)


def dump_offsets(offsets: OffsetMap) -> bytes:
    """Return an offset map as JSON triples of text start, source start and length."""
    return _runs().dump_json(tuple((run.text_start, run.source_start, run.length) for run in offsets.runs))


def load_offsets(data: bytes) -> OffsetMap:
    """Read what `dump_offsets` wrote; raise ValueError when it is something else."""
    return OffsetMap(tuple(Run(*run) for run in _runs().validate_json(data)))


def dump_ended(ended: Ended) -> bytes:
    """Return what one document does to another as JSON; what is empty is left out."""
    return _ended().dump_json(ended, exclude_defaults=True)


def load_ended(data: bytes) -> Ended:
    """Read what `dump_ended` wrote; raise ValueError when it is something else."""
    return _ended().validate_json(data)
