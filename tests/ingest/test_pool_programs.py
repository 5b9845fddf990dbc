"""Programs that the reading of a file starts: several at once, none left behind; limits that pages raise."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.pool import read_files
from ingest.pool.crew import Limits

WORD = Path(__file__).parent / "fixtures" / "word97.doc"
RTF = r"{\rtf1\ansi\uc1 Measures\par {\u31532?\u19968?\u26465? \u25903?\u25345?\u20225?\u19994?}\par}"
HANGS = "#!/bin/sh\necho $$ > '{told}'\nsleep 1000\n"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="没有安装 LibreOffice")
def test_two_processes_convert_old_word_files_at_once_within_their_limits(tmp_path: Path) -> None:
    (tmp_path / "办法.rtf").write_text(RTF, "ascii")
    shutil.copy(WORD, tmp_path / "通知.doc")
    files = [(path, path.name) for path in sorted(tmp_path.iterdir())]
    rich, word = read_files(files, workers=2)
    assert (rich.error, word.error) == (None, None)
    assert "第一条 支持企业" in rich.documents[0][0].text
    assert word.documents[0][0].clauses


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="没有 /proc")
def test_a_program_that_hangs_is_ended_with_the_process_that_started_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, program = tmp_path / "pid", tmp_path / "soffice"
    program.write_text(HANGS.format(told=told))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    limits = Limits(cpu_seconds=2, cpu_seconds_a_megabyte=0, waiting=1)
    (found,) = read_files([(WORD, WORD.name)], workers=1, limits=limits)
    assert "2 秒还没有读完" in str(found.error)
    assert not _runs(int(told.read_text()))


def _runs(pid: int) -> bool:
    """Tell whether a process is there and no zombie that only waits to be counted."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


_EARNING = """
import json, resource, sys
from pathlib import Path
from ingest.pool.allowance import Allowance, Seconds, used
found = []
allowance = Allowance(Path(sys.argv[1]), Seconds(500, 100, 20), found.append)
limits = [resource.getrlimit(resource.RLIMIT_CPU)[0] - used()]
for page in range(1, 4):
    allowance.page(page, 3)
    limits.append(resource.getrlimit(resource.RLIMIT_CPU)[0] - used())
print(json.dumps([limits, [[each.done, each.pages, each.seconds] for each in found]]))
"""


@pytest.mark.parametrize(
    ("head", "limits"),
    [(b"%PDF-1.7", [500, 120, 140, 160]), (b"PK\x03\x04", [500, 520, 540, 560])],
    ids=["pdf", "archive"],
)
def test_every_page_read_earns_seconds_and_the_size_of_a_pdf_none(
    head: bytes, limits: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "文件"
    path.write_bytes(head)
    command = [sys.executable, "-c", _EARNING, str(path)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=WORD.parents[3])
    allowed, told = json.loads(done.stdout)
    assert allowed == pytest.approx(limits, abs=2)  # this process has used some seconds itself
    assert told == [[1, 3, limits[1]], [3, 3, limits[3]]]
