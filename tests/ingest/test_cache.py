from dataclasses import replace
from pathlib import Path

import pytest

from ingest.pool import cache
from ingest.pool.codec import Reading, pack, unpack
from ingest.pool.worker import read
from ingest.records import Box

SOURCES = sorted((Path(__file__).parents[2] / "corpus" / "sources").glob("*.txt"))


def _kept(folder: Path, path: Path) -> Reading:
    reading = read(path, path.name)
    cache.keep(
        folder,
        cache.key_of(path, path.name),
        pack(reading),
        [document.id for document, _ in reading.documents],
    )
    return reading


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem[:8])
def test_a_reading_comes_back_as_it_was(path: Path) -> None:
    reading = read(path, str(path))
    (document, facts), *rest = reading.documents
    boxes = (Box(1, 0.1, 72.0, 595.276, 1e-9), Box(2, 0, 1, 2, 3))
    clauses = tuple(replace(clause, page=1, boxes=boxes) for clause in document.clauses)
    placed = replace(document, clauses=clauses, pages=2, quality=0.1 + 0.2)
    reading = Reading(((placed, facts), *rest), ("第 2 页识别不清",))
    assert unpack(pack(reading)) == reading
    assert pack(unpack(pack(reading))) == pack(reading)


@pytest.mark.parametrize("damage", [b"", b"x", b"\n", "半"])
def test_a_damaged_entry_is_as_good_as_none(damage: bytes | str, tmp_path: Path) -> None:
    reading = _kept(tmp_path, SOURCES[0])
    key = cache.key_of(SOURCES[0], SOURCES[0].name)
    assert cache.load(tmp_path, key) == reading
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(entry.read_bytes()[:-100] if isinstance(damage, str) else damage)
    assert cache.load(tmp_path, key) is None


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    _kept(tmp_path, SOURCES[0])
    (entry,) = tmp_path.iterdir()
    data = bytearray(entry.read_bytes())
    data[len(data) // 2] ^= 4
    entry.write_bytes(data)
    assert cache.load(tmp_path, cache.key_of(SOURCES[0], SOURCES[0].name)) is None


def test_another_name_or_another_byte_is_another_file(tmp_path: Path) -> None:
    copy = tmp_path / "文件.txt"
    copy.write_bytes(SOURCES[0].read_bytes())
    key = cache.key_of(copy, "甲")
    assert key == cache.key_of(SOURCES[0], "甲")
    assert key != cache.key_of(copy, "乙")
    copy.write_bytes(SOURCES[0].read_bytes() + b" ")
    assert key != cache.key_of(copy, "甲")


def test_what_is_no_longer_published_is_removed(tmp_path: Path) -> None:
    stays, goes = (_kept(tmp_path, path) for path in SOURCES[:2])
    (tmp_path / "f00d-写了一半.new").write_bytes(b"x")
    (tmp_path / "0123456789abcdef-旧代码.reading").write_bytes(b"\n")
    cache.prune(tmp_path, {document.id for document, _ in stays.documents})
    (left,) = tmp_path.iterdir()
    assert cache.load(tmp_path, cache.key_of(SOURCES[0], SOURCES[0].name)) == stays
    assert goes.documents[0][0].id.encode() not in left.read_bytes()
    cache.prune(tmp_path, ())
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_nothing_is_no_error(tmp_path: Path) -> None:
    cache.keep(tmp_path / "没有" / "cache", "key", b"x", ["id"])
    assert list(tmp_path.iterdir()) == []
