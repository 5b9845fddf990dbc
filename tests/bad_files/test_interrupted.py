"""A build that is stopped in the middle: nothing runs on, nothing read is lost, the cache holds no more."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

import huice

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "corpus" / "sources").iterdir())
LINE = "第{0}条 支持专精特新企业技术改造，给予最高{0}万元补助，由市经济和信息化局牵头。\n"
BUILD = [sys.executable, "-c", "import huice; huice.run()", "build"]
NEEDS_PROC = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="没有 /proc")


def _descendants(pid: int) -> set[int]:
    with suppress(OSError):
        found = {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
        return found.union(*map(_descendants, found))
    return set()


def _stopped(home: Path, folder: Path, by: signal.Signals) -> tuple[int, str, str, set[int]]:
    """Build, and send a signal once every short file is read and the long one begun."""
    environment = {**os.environ, "HUICE_FILE_SECONDS": "60", "HUICE_FILE_MEMORY_MB": "2048"}
    with subprocess.Popen(
        [*BUILD, str(folder), "--home", str(home)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=environment,
    ) as process:  # fmt: skip
        workers: set[int] = set()
        while not workers or len(list((home / "cache").glob("*.reading"))) < len(SOURCES):
            with suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"ended with {process.wait(0.02)}")
            workers |= _descendants(process.pid)
        process.send_signal(by)
        out, err = process.communicate()
    return process.returncode, out, err, workers


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A folder of short files and a last one that takes a minute to read."""
    folder = Path(shutil.copytree(ROOT / "corpus" / "sources", tmp_path / "文件"))
    endless = "若干措施\n" + "".join(LINE.format(number) for number in range(100_000))
    (folder / "黴很长.txt").write_text(endless, "utf-8")
    return folder


@NEEDS_PROC
def test_ctrl_c_ends_every_process_and_the_next_build_goes_on_where_it_was(
    given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "家"
    status, out, err, workers = _stopped(home, given, signal.SIGINT)
    assert status in (1, 130)
    assert (out, "已中断" in err, "Traceback" in err) == ("", True, False), err
    assert not {pid for pid in workers if Path(f"/proc/{pid}").exists()}
    assert huice.main(["documents", "--home", str(home)]) == 1
    assert "huice build" in capsys.readouterr().err
    _goes_on(home, given, capsys)


@NEEDS_PROC
def test_what_was_read_before_a_kill_is_not_read_again(
    given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "家"
    status, *_ = _stopped(home, given, signal.SIGKILL)
    assert status == -signal.SIGKILL
    _goes_on(home, given, capsys)


def _goes_on(home: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = {path.name: path.stat().st_mtime_ns for path in (home / "cache").glob("*.reading")}
    assert len(kept) == len(SOURCES)
    (folder / "黴很长.txt").unlink()
    assert huice.main(["build", str(folder), "--home", str(home)]) == 0
    assert f"{len(SOURCES)} 个文件以前读过，没有重读" in capsys.readouterr().out
    assert {path.name: path.stat().st_mtime_ns for path in (home / "cache").iterdir()} == kept


def test_what_is_left_out_of_a_build_leaves_the_cache_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, folder = tmp_path / "家", tmp_path / "文件"
    folder.mkdir()
    for path in SOURCES[:2]:
        shutil.copy(path, folder)
    assert huice.main(["build", str(folder), "--home", str(home)]) == 0
    assert len(list((home / "cache").iterdir())) == 2
    (folder / SOURCES[0].name).unlink()
    assert huice.main(["build", str(folder), "--home", str(home)]) == 0
    assert len(list((home / "cache").iterdir())) == 1
    assert "1 个文件以前读过" in capsys.readouterr().out
