"""Homes that are not ours, damaged, busy, full or interrupted, through the real command line."""

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

import huice

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "corpus" / "sources").iterdir())
SHORT = min(SOURCES, key=lambda path: path.stat().st_size)
QUESTION = ["ask", "黄石市有哪些融资支持？", "--as-of", "2025-01-01", "--json"]


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    """A copy of the home of the corpus, to be broken at will."""
    return Path(shutil.copytree(home, tmp_path / "家"))


def _tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _refused(capsys: pytest.CaptureFixture[str], *argv: str | Path) -> str:
    status = huice.main([str(part) for part in argv])
    shown = capsys.readouterr()
    assert (status, shown.out) == (1, ""), shown
    assert "Traceback" not in shown.err
    assert re.search("请", shown.err)
    return shown.err


def _answer(capsys: pytest.CaptureFixture[str], home: Path) -> str:
    assert huice.main([*QUESTION, "--home", str(home)]) == 0
    return capsys.readouterr().out


def _current(home: Path) -> Path:
    return home / "snapshots" / (home / "current").read_text().split()[0]


COMMANDS = (QUESTION, ["search", "融资"], ["documents"], ["clauses"])


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_home_that_was_never_built_is_refused_and_not_made(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    message = _refused(capsys, *command, "--home", tmp_path / "没有")
    assert "没有" in message
    assert "huice build" in message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [*COMMANDS, ["build", str(SHORT)]], ids=lambda command: command[0])
@pytest.mark.parametrize("what", ["文件", "别人的文件夹", "文件/里面"])
def test_a_home_that_is_not_ours_is_refused_and_not_touched(
    what: str, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "文件").write_text("账目")
    (tmp_path / "别人的文件夹").mkdir()
    (tmp_path / "别人的文件夹" / "论文.docx").write_bytes(b"x")
    before = _tree(tmp_path)
    assert what in _refused(capsys, *command, "--home", tmp_path / what)
    assert _tree(tmp_path) == before


def test_an_empty_folder_can_become_a_home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert huice.main(["build", str(SHORT), "--home", str(tmp_path)]) == 0
    capsys.readouterr()
    assert json.loads(_answer(capsys, tmp_path))["citations"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root 什么都能读")
@pytest.mark.parametrize("command", [QUESTION, ["build", str(SHORT)]], ids=lambda command: command[0])
def test_an_unreadable_home_is_refused(
    command: list[str], own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own.chmod(0)
    try:
        assert "没有权限" in _refused(capsys, *command, "--home", own)
    finally:
        own.chmod(0o755)


def test_a_home_of_another_version_is_refused(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own / "huice.json").write_text('{"product": "huice", "schema": 99}')
    before = _tree(own)
    for command in (QUESTION, ["build", str(SHORT)]):
        assert "99" in _refused(capsys, *command, "--home", own)
    assert _tree(own) == before


def test_a_flipped_byte_in_any_file_is_refused_until_the_next_build(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = _answer(capsys, own)
    files = [path for path in _current(own).rglob("*") if path.is_file()]
    files += [own / "current", own / "huice.json"]
    assert len(files) > 10
    for path in files:
        kept = path.read_bytes()
        changed = bytearray(kept)
        changed[len(changed) // 3] ^= 0x01
        path.write_bytes(changed)
        assert "损坏" in _refused(capsys, *QUESTION, "--home", own), path
        path.write_bytes(kept)
    (_current(own) / "store.sqlite").write_bytes(b"")
    assert "store.sqlite" in _refused(capsys, *QUESTION, "--home", own)
    assert huice.main(["build", str(ROOT / "corpus"), "--home", str(own)]) == 0
    capsys.readouterr()
    assert json.loads(_answer(capsys, own))["summary"] == json.loads(good)["summary"]


@pytest.mark.parametrize("name", ["dense.faiss", "manifest.json", "store.sqlite", "priors.npy"])
def test_a_missing_file_is_named(name: str, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (_current(own) / name).unlink()
    message = _refused(capsys, *QUESTION, "--home", own)
    assert name in message
    assert "huice build" in message


@pytest.mark.parametrize("pointer", ["", "000009-nowhere 00", "../../etc 00", "\x00"])
def test_a_pointer_to_nowhere_is_refused(pointer: str, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own / "current").write_text(pointer)
    assert "损坏" in _refused(capsys, *QUESTION, "--home", own)


HOLDER = """
    import sys
    from pathlib import Path
    from index.home import building
    with building(Path(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def holder(own: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that is building in the home."""
    command = [sys.executable, "-c", textwrap.dedent(HOLDER), str(own)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:
        yield process
        process.communicate("")


def test_a_second_builder_is_refused_while_questions_are_answered(
    own: Path, holder: subprocess.Popen[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    before = _tree(own)
    assert "另一个构建正在进行" in _refused(capsys, "build", SHORT, "--home", own)
    assert _tree(own) == before
    assert json.loads(_answer(capsys, own))["status"] == "answered"


def _limited(home: Path, size: int) -> subprocess.CompletedProcess[str]:
    script = f"""
        import resource, sys, huice
        resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, resource.RLIM_INFINITY))
        huice.run()
    """
    command = [sys.executable, "-c", textwrap.dedent(script), "build", str(SHORT), "--home", str(home)]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, encoding="utf-8")


@pytest.mark.parametrize("size", [10, 50_000])
def test_a_file_that_cannot_grow_leaves_everything_as_it_was(
    size: int, own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _tree(own)
    for home in (own, tmp_path / "新" / "家"):
        done = _limited(home, size)
        assert (done.returncode, done.stdout) == (1, ""), done.stderr
        assert str(home) in done.stderr
        assert "Traceback" not in done.stderr
    assert _tree(own) == before
    assert not (tmp_path / "新").exists()
    assert json.loads(_answer(capsys, own))["status"] == "answered"


@pytest.mark.parametrize("name", ["fsync", "replace", "rename"])
def test_a_full_disk_is_named_and_leaves_everything_as_it_was(
    name: str, own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = _tree(own)
    with monkeypatch.context() as patch:
        patch.setattr(os, name, full)
        for home in (own, tmp_path / "新" / "家"):
            message = _refused(capsys, "build", SHORT, "--home", home)
            assert "磁盘空间不足" in message
            assert str(home) in message
    assert _tree(own) == before
    assert not (tmp_path / "新").exists()


KILLED = """
    import os, signal, sys
    import api.building, huice

    moment = sys.argv.pop(1)
    build = api.building.build

    def dying(home, documents, encoder, progress):
        def watch(stage, done):
            if stage == moment:
                os.kill(os.getpid(), signal.SIGKILL)
        def watched():
            for number, item in enumerate(documents):
                watch(str(number), number)
                yield item
        return build(home, watched(), encoder, watch)

    api.building.build = dying
    huice.run()
"""


@pytest.mark.parametrize("moment", ["0", "索引", "发布"])
def test_a_builder_that_is_killed_leaves_the_last_good_generation(
    moment: str, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = _answer(capsys, own)
    command = [sys.executable, "-c", textwrap.dedent(KILLED), moment, "build", str(SHORT), "--home", str(own)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert (own / "snapshots" / ".building").exists()
    assert _answer(capsys, own) == good
    assert huice.main(["build", str(SHORT), "--home", str(own), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["documents"] == 1
    assert not (own / "snapshots" / ".building").exists()
