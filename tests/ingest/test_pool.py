"""Files read by several processes: in order, within limits, each answering for itself alone."""

import os
import signal
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from ingest.limits import MEGABYTE
from ingest.pool import FileRead, read_files
from ingest.pool.crew import Limits
from ingest.pool.worker import read

SOURCES = sorted((Path(__file__).parents[2] / "corpus" / "sources").glob("*.txt"))
LINE = "第{0}条 支持专精特新企业技术改造，给予最高{0}万元补助，由市经济和信息化局牵头。\n"


def _small(folder: Path, count: int) -> list[tuple[Path, str]]:
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(f"第{number}号办法\n" + LINE.format(number), "utf-8")
    return [(path, path.name) for path in sorted(folder.iterdir())]


def _endless(folder: Path) -> tuple[Path, str]:
    """A text that takes many seconds to read."""
    path = folder / "很长.txt"
    path.write_text("若干措施\n" + "".join(LINE.format(number) for number in range(150_000)), "utf-8")
    return path, path.name


def _children() -> list[int]:
    return [
        int(pid)
        for task in Path("/proc/self/task").iterdir()
        for pid in (task / "children").read_text().split()
    ]


def _titles(found: Sequence[FileRead]) -> list[str]:
    titles = [document.metadata.title for file in found for document, _ in file.documents]
    return [title.value for title in titles if title]


@pytest.mark.parametrize("workers", [0, 1, 3])
def test_files_come_in_the_order_given_whatever_reads_them(workers: int, tmp_path: Path) -> None:
    files = [*_small(tmp_path, 20), *((path, str(path)) for path in SOURCES)]
    told: list[tuple[int, int]] = []
    found = list(read_files(files, workers=workers, progress=lambda done, total: told.append((done, total))))
    assert [(file.path, file.source) for file in found] == files
    assert told == [(done, 25) for done in range(1, 26)]
    for file in found:
        assert file.error is None
        assert file.documents == read(file.path, file.source).documents


def test_a_few_small_texts_need_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.Popen", None)
    assert len(list(read_files([(path, path.name) for path in SOURCES], workers=2))) == len(SOURCES)


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(cpu_seconds=1, cpu_seconds_a_megabyte=0, waiting=60), "1 秒"),
        (Limits(memory=160 * MEGABYTE), "160 MB"),
    ],
    ids=["cpu", "memory"],
)
def test_a_file_that_takes_too_much_is_reported_and_the_rest_go_on(
    limits: Limits, why: str, tmp_path: Path
) -> None:
    endless, (first, last) = _endless(tmp_path), _small(tmp_path, 2)[:2]
    found = list(read_files([first, endless, last], workers=1, limits=limits))
    assert [file.error is None for file in found] == [True, False, True]
    message = str(found[1].error)
    assert "很长.txt" in message
    assert why in message
    assert "请" in message
    assert _children() == []


def test_a_process_that_is_stopped_is_given_up_by_the_clock(tmp_path: Path) -> None:
    files = [*_small(tmp_path, 1), _endless(tmp_path)]
    limits = Limits(cpu_seconds=30, cpu_seconds_a_megabyte=0, waiting=0.05)
    with closing(read_files(files, workers=2, limits=limits)) as found:
        assert next(found).error is None
        for pid in _children():
            os.kill(pid, signal.SIGSTOP)
        assert "没有读完" in str(next(found).error)
    assert _children() == []


def test_a_process_that_crashes_takes_only_its_own_file_with_it(tmp_path: Path) -> None:
    first, last = _small(tmp_path, 2)
    with closing(read_files([first, _endless(tmp_path), last], workers=2)) as found:
        assert next(found).error is None
        for pid in _children():
            os.kill(pid, signal.SIGSEGV)
        crashed, after = found
    assert "程序中止" in str(crashed.error)
    assert "很长.txt" in str(crashed.error)
    assert _titles([after]) == ["第1号办法"]


def test_leaving_early_ends_every_process(tmp_path: Path) -> None:
    with closing(read_files([*_small(tmp_path, 1), _endless(tmp_path)], workers=2)) as found:
        next(found)
        assert _children()
    assert _children() == []


def test_what_is_no_file_is_refused_unopened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.txt")
    (tmp_path / "断链.txt").symlink_to(tmp_path / "没有")
    found = list(read_files([(path, path.name) for path in sorted(tmp_path.iterdir())], workers=1))
    messages = [str(file.error) for file in found]
    assert "不存在" in messages[0]
    assert "管道或设备" in messages[1]


def test_a_file_that_was_read_before_is_not_read_again(tmp_path: Path) -> None:
    cache, folder = tmp_path / "cache", tmp_path / "文件"
    folder.mkdir()
    files = _small(folder, 3)
    first = list(read_files(files, workers=0, cache=cache))
    for entry in cache.iterdir():  # what is kept is what comes back, so it was not read
        entry.write_bytes(next(cache.iterdir()).read_bytes())
    again = list(read_files(files, workers=0, cache=cache))
    assert len({title for title in _titles(first)}) == 3
    assert len({title for title in _titles(again)}) == 1


def test_an_error_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "空.txt"
    path.write_text("")
    assert next(read_files([(path, "空")], workers=0, cache=tmp_path / "cache")).error
    assert not (tmp_path / "cache").exists()
