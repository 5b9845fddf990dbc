"""What files made to break a reader are checked with: the real command line, under tight limits."""

import json
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

import huice

QUESTION = ["ask", "黄石市有哪些融资支持？", "--as-of", "2025-01-01", "--json"]
Refused = Callable[..., str]


def _tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture(autouse=True, scope="module")
def _tight_limits() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUICE_FILE_SECONDS", "2")
        patch.setenv("HUICE_FILE_MEMORY_MB", "768")
        patch.setenv("HUICE_WORKERS", "2")
        yield


@pytest.fixture
def refused(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Build a source that must be refused, check that nothing was changed or left, return the message.

    With `anew` it is built into a home that is not there yet, without into one that answers before and after.
    """

    def run(path: Path, anew: bool = False) -> str:
        before = _tree(home)
        into = tmp_path / "新" / "家" if anew else home
        status = huice.main(["build", str(path), "--home", str(into)])
        shown = capsys.readouterr()
        assert (status, shown.out) == (1, ""), shown
        assert re.search("[一-鿿]", shown.err)
        assert "请" in shown.err
        assert path.name in shown.err
        assert "Traceback" not in shown.err
        assert len(shown.err) < 600
        assert _tree(home) == before
        assert not (tmp_path / "新").exists()
        if not anew:
            assert huice.main([*QUESTION, "--home", str(home)]) == 0
            assert json.loads(capsys.readouterr().out)["status"] == "answered"
        return shown.err

    return run
