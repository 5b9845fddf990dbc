"""Bad sources, questions, profiles and batches through the real command line: refused, nothing changed."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

import huice

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "corpus" / "sources").iterdir())
SHORT = min(SOURCES, key=lambda path: path.stat().st_size)
Refused = Callable[..., str]


def _tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def refused(home: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Run a command that must fail and return its message, having checked that nothing was changed."""

    def run(*argv: str | Path, names: str = "", code: int = 1) -> str:
        before = _tree(home)
        status = huice.main([str(part) for part in argv])
        shown = capsys.readouterr()
        assert (status, shown.out) == (code, "")
        assert re.search("[一-鿿]", shown.err)
        assert "Traceback" not in shown.err
        assert names in shown.err
        assert len(shown.err) < 600
        assert _tree(home) == before
        return shown.err

    return run


def _build(path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert huice.main(["build", str(path), "--home", str(home), "--json"]) == 0
    summary: dict[str, object] = json.loads(capsys.readouterr().out)
    return summary


BINARY = {
    "图片": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "公文": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "附件": b"PK\x03\x04\x14\x00\x06\x00" + b"word/document.xml" * 20,
    "空的": b"",
    "空白": b" \r\n\t\n" + "　　\n".encode(),
    "乱码": bytes((number * 7919 + 131) % 251 + 1 for number in range(4000)),
    "断开的十六位": SHORT.read_text("utf-8").encode("utf-16-le")[:-1],
    "只有符号": "———，。；：\n12345 67890\n".encode() * 40,
}


@pytest.mark.parametrize("name", BINARY)
def test_a_file_that_is_no_text_is_refused_by_name(
    name: str, home: Path, tmp_path: Path, refused: Refused
) -> None:
    path = tmp_path / f"{name}.txt"
    path.write_bytes(BINARY[name])
    assert "请" in refused("build", path, "--home", home, names=f"{name}.txt")
    refused("build", path, "--home", tmp_path / "新" / "家", names=f"{name}.txt")
    assert [item.name for item in tmp_path.iterdir()] == [f"{name}.txt"]


@pytest.mark.parametrize("what", ["没有.txt", "空文件夹"])
def test_a_source_that_is_not_there_or_empty_is_refused(
    what: str, home: Path, tmp_path: Path, refused: Refused
) -> None:
    (tmp_path / "空文件夹").mkdir()
    assert "请" in refused("build", tmp_path / what, "--home", home, names=what)


@pytest.mark.skipif(os.geteuid() == 0, reason="root 什么都能读")
@pytest.mark.parametrize("what", ["文件.txt", "集.jsonl", "文件夹/文件.txt"])
def test_a_source_that_may_not_be_read_is_refused(
    what: str, home: Path, tmp_path: Path, refused: Refused
) -> None:
    path = tmp_path / what
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(SHORT.read_bytes())
    closed = path if path.parent == tmp_path else path.parent
    closed.chmod(0)
    try:
        assert "没有权限" in refused("build", path, "--home", home, names=what)
    finally:
        closed.chmod(0o755)


ENCODED = {
    "gb18030": lambda text: text.encode("gb18030"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "bom-crlf": lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    "cr": lambda text: text.replace("\n", "\r").encode(),
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_any_usual_encoding_gives_the_same_clauses_at_the_same_offsets(
    encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = SHORT.read_text("utf-8").replace("\r\n", "\n").removeprefix("\ufeff")
    listed = []
    for name, data in (("utf-8", text.encode()), (encoding, ENCODED[encoding](text))):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "文件.txt").write_bytes(data)
        _build(folder / "文件.txt", folder / "home", capsys)
        assert huice.main(["clauses", "--home", str(folder / "home"), "--json"]) == 0
        listed.append(json.loads(capsys.readouterr().out))
    assert listed[0] == listed[1]
    first = listed[0][0]
    kept = "".join(first["text"].split())
    rest = iter(text[first["start"] : first["end"]])
    assert all(character in rest for character in kept)


def test_big5_is_read_as_what_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "臺灣中小企業發展條例\n第一條 為協助中小企業改善經營環境，並輔導其自立成長，特制定本條例。\n"
    (tmp_path / "條例.txt").write_bytes((text * 8).encode("big5"))
    _build(tmp_path / "條例.txt", tmp_path / "home", capsys)
    assert huice.main(["clauses", "--home", str(tmp_path / "home")]) == 0
    assert "輔導其自立成長" in capsys.readouterr().out


def test_a_bad_file_in_a_folder_is_skipped_and_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "文件"
    folder.mkdir()
    (folder / "好.txt").write_bytes(SHORT.read_bytes())
    (folder / "坏.txt").write_bytes(BINARY["图片"])
    (folder / "照片.png").write_bytes(BINARY["图片"])
    (folder / os.fsdecode(b"\xff\xfe.txt")).write_bytes(SHORT.read_bytes())
    assert huice.main(["build", str(folder), "--home", str(tmp_path / "home"), "--json"]) == 0
    shown = capsys.readouterr()
    summary = json.loads(shown.out)
    assert summary["documents"] >= 1
    names = {Path(item["file"]).name for item in summary["skipped"]}
    assert names == {"坏.txt", "照片.png", "\\udcff\\udcfe.txt"}
    assert "坏.txt" in shown.err


COLLECTIONS = {
    "不是合法的 JSON": '{"id": "a", "title": "办法", "text": "第一条 给予补助。"}\n{"id": "b", ',
    "缺少 text": '{"id": "a", "title": "办法"}',
    "重复": '{"id": "a", "title": "办法", "text": "甲"}\n{"id": "a", "title": "办法", "text": "乙"}',
    "title 的值 7": '{"id": "a", "title": 7, "text": "甲"}',
    "text 是空的": '{"id": "a", "title": "办法", "text": " "}',
    "不是 JSON 对象": '["a"]',
    "残缺的字符": '{"id": "a", "title": "办法", "text": "甲\\ud83d乙"}',
    "火星市": '{"id": "a", "title": "办法", "text": "甲", "region": "火星市"}',
    "去年": '{"id": "a", "title": "办法", "text": "甲", "date": "去年"}',
    "快要生效": '{"id": "a", "title": "办法", "text": "甲", "status": "快要生效"}',
    "没有条款": "\n\n",
    "JSON（": "[" * 100_000,
}


@pytest.mark.parametrize("problem", COLLECTIONS)
def test_a_broken_clause_collection_is_refused_with_its_line(
    problem: str, home: Path, tmp_path: Path, refused: Refused
) -> None:
    path = tmp_path / "条款集.jsonl"
    path.write_text(COLLECTIONS[problem], encoding="utf-8")
    message = refused("build", path, "--home", home, names=problem)
    assert "条款集.jsonl" in message
    assert "请" in message


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("", "空"),
        (" 　\n\t", "空"),
        ("？！……、", "空"),
        ("补" * 100_000, "100000 个字符"),
        ("融资\udcff支持", "残缺的字符"),
    ],
)
def test_a_question_that_asks_nothing_or_too_much_is_refused(
    command: str, question: str, names: str, home: Path, refused: Refused
) -> None:
    assert "请" in refused(command, question, "--home", home, names=names)


@pytest.mark.parametrize("depth", ["0", "-1", "abc", "1001", "1.5", "9" * 30])
def test_a_depth_that_is_none_is_a_misuse(depth: str, home: Path, refused: Refused) -> None:
    message = refused("search", "融资", "-k", depth, "--home", home, names=depth, code=2)
    assert "Input" not in message
    assert "-k" in message


@pytest.mark.parametrize("day", ["昨天", "2024-02-30", "2024/01/01", "0000-01-01", "20240", ""])
def test_a_day_that_is_none_is_refused(day: str, home: Path, refused: Refused) -> None:
    message = refused("ask", "有哪些融资支持？", "--as-of", day, "--home", home, names=day)
    assert "日期" in message


@pytest.mark.parametrize("region", ["火星市", "999999", "湖北省火星市", "州" * 100_000, "黄\udcff石"])
@pytest.mark.parametrize("command", ["ask", "search"])
def test_an_unknown_region_is_refused(command: str, region: str, home: Path, refused: Refused) -> None:
    message = refused(command, "有哪些融资支持？", "--region", region, "--home", home)
    assert "地区" in message
    assert "请" in message


PROFILES = {
    "{": "不是合法的 JSON",
    "": "不是合法的 JSON",
    "[1, 2]": "JSON 对象",
    '"黄石"': "JSON 对象",
    '{"地区": "黄石"}': "地区",
    '{"region": "火星市"}': "火星市",
    '{"region": ["黄石"]}': "region",
    '{"qualifications": {"a": 1}}': "qualifications",
    '{"name": "\\ud800"}': "残缺的字符",
    '{"metrics": {"营业收入": "很多"}}': "营业收入",
    '{"metrics": {"营业收入": 1e400}}': "营业收入",
    '{"metrics": {"营业收入": ' + "9" * 400 + "}}": "营业收入",
    '{"metrics": {"营业收入": "' + "9" * 400 + '"}}': "营业收入",
    '{"metrics": {"营业收入": ' + "9" * 5000 + "}}": "不是合法的 JSON",
    '{"needs": ["' + "融资" * 1000 + '"]}': "needs",
    '{"needs": ' + "[" * 900 + "]" * 900 + "}": "needs",
    '{"a":' * 1_700_000: "字节",
    "[" * 200_000: "不是合法的 JSON",
}


@pytest.mark.parametrize("content", PROFILES, ids=lambda text: text[:30])
def test_a_broken_profile_is_refused_with_its_file(
    content: str, home: Path, tmp_path: Path, refused: Refused
) -> None:
    path = tmp_path / "画像.json"
    path.write_text(content, encoding="utf-8")
    message = refused("ask", "有哪些融资支持？", "--profile", path, "--home", home, names=PROFILES[content])
    assert "画像.json" in message


@pytest.mark.parametrize("option", ["--batch", "--profile"])
@pytest.mark.parametrize("what", ["没有.json", "文件夹", "旧编码.json"])
def test_a_batch_or_profile_that_cannot_be_read_is_refused(
    option: str, what: str, home: Path, tmp_path: Path, refused: Refused
) -> None:
    (tmp_path / "文件夹").mkdir()
    (tmp_path / "旧编码.json").write_bytes('{"id": 1, "question": "补助"}'.encode("gb18030"))
    question = ["有哪些支持？"] if option == "--profile" else []
    message = refused("ask", *question, option, tmp_path / what, "--home", home, names=what)
    assert "请" in message
    assert "directory" not in message


BATCH = [
    '{"id": "a", "question": "黄石市有哪些融资支持？", "as_of": "2025-01-01"}',
    '{"id": "b", "question": ',
    '{"id": "c", "question": "？？"}',
    '{"id": "d"}',
    '{"question": "黄石市有哪些融资支持？"}',
    '{"id": "e", "question": "有哪些支持？", "profile": {"region": "火星市"}}',
    '{"id": "f", "question": "有哪些支持？", "as_of": "昨天"}',
    '{"id": 7, "query": "黄石市有哪些融资支持？", "as_of": "2025-01-01"}',
]


def test_the_good_lines_of_a_batch_are_answered_and_the_bad_ones_say_why(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "问题.jsonl"
    path.write_text("\n".join(BATCH), encoding="utf-8")
    assert huice.main(["ask", "--batch", str(path), "--home", str(home)]) == 1
    shown = capsys.readouterr()
    rows = [json.loads(line) for line in shown.out.splitlines()]
    assert [row["id"] for row in rows] == ["a", None, "c", "d", None, "e", "f", 7]
    assert [row["status"] for row in rows if "error" not in row] == ["answered", "answered"]
    messages = [row["error"]["message"] for row in rows if "error" in row]
    named = ("第 2 行", "空", "第 4 行", "第 5 行", "火星市", "昨天")
    assert all(part in message for part, message in zip(named, messages, strict=True))
    assert "6 条" in shown.err


@pytest.mark.parametrize("k", ["0", '"x"', "true", "5000"])
def test_a_bad_depth_in_a_batch_fails_only_its_line(
    k: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "检索.jsonl"
    path.write_text(f'{{"id": 1, "query": "融资", "k": {k}}}\n{{"id": 2, "query": "融资"}}', "utf-8")
    assert huice.main(["search", "--batch", str(path), "--home", str(home), "-k", "2"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows[0]["error"]["code"] == "bad_question"
    assert len(rows[1]["hits"]) == 2


def test_an_unknown_document_is_refused(home: Path, refused: Refused) -> None:
    assert "huice documents" in refused("clauses", "没有这份文件", "--home", home, names="没有这份文件")


@pytest.mark.parametrize(
    ("argv", "names"),
    [
        (["ask"], "问题"),
        (["search"], "检索词"),
        (["ask", "融资", "--batch", "x.jsonl"], "--batch"),
        (["ask", "有哪些", "支持"], "支持"),
        (["ask", "融资", "--nothing"], "--nothing"),
        (["nothing"], "nothing"),
        (["ask", "融资", "--home"], "--home"),
        (["serve", "--port", "99999"], "99999"),
        (["train"], "--out"),
    ],
)
def test_a_misused_command_says_so_in_chinese(argv: list[str], names: str, refused: Refused) -> None:
    message = refused(*argv, names=names, code=2)
    assert "用法不对" in message
    assert not re.search(r"Invalid|Got unexpected|Missing|Input should|No such", message)


@pytest.mark.parametrize("value", ["abc", "0", "99999"])
def test_a_bad_environment_variable_is_named(
    value: str, home: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUICE_PORT", value)
    message = refused("serve", "--home", home, names="HUICE_PORT")
    assert value in message


def _process(*argv: str | Path, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "import huice; huice.run()", *map(str, argv)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    return subprocess.run(
        command, cwd=ROOT, check=False, encoding="utf-8", stdout=stdout, stderr=subprocess.PIPE,
        env=environment,
    )  # fmt: skip


def test_the_process_fails_with_the_same_words_on_any_terminal(home: Path, tmp_path: Path) -> None:
    done = _process("build", tmp_path / "没有.txt", "--home", home)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("错误：")
    assert "没有.txt" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="没有 /dev/full")
def test_results_that_cannot_be_written_are_an_error(home: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = _process("documents", "--home", home, "--json", stdout=full.fileno())
    assert done.returncode == 1
    assert "磁盘空间不足" in done.stderr
    assert "Traceback" not in done.stderr
