"""Documents added, revised, compared and removed one by one, through the real command line and HTTP."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from filelock import FileLock

import huice
from api.app import create_app
from api.settings import Settings
from api.upload import file_name

OLD = """柳溪市扶持科技企业孵化器若干措施
柳政发〔2021〕12号

一、支持建设。新建孵化器面积不低于3000平方米的，给予一次性建设补助50万元，由市科技局负责。
二、支持运营。在孵企业达到20家以上的，每年给予运营补助20万元。
三、支持毕业。毕业企业落户本市的，每家奖励孵化器2万元。
四、支持融资。鼓励孵化器设立种子资金，按实际投资额的10%给予补助，由市财政局负责。
五、其他。未尽事宜由市科技局会同有关部门解释。

柳溪市人民政府
2021年5月10日
"""
REVISED = (
    OLD.replace("2021", "2024")
    .replace("12号", "7号")
    .replace("50万元", "80万元")
    .replace("三、", "三、支持开放。孵化器向社会开放共享仪器的，按服务收入的一成给予补助。\n四、")
    .replace("四、支持融资", "五、支持融资")
    .replace("五、其他", "六、其他")
)
LIBRARY = """柳溪市公共图书馆服务办法

第一条 公共图书馆应当免费开放，每周开放时间不少于五十小时。
第二条 市图书馆与各分馆实行通借通还，读者凭身份证件办理借阅。
"""
ONLY_OLD = "给予一次性建设补助50万元"
Json = dict[str, object]
Command = Callable[..., Json]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("来源")
    texts = {"old": OLD, "new": REVISED, "library": LIBRARY}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return {name: folder / f"{name}.txt" for name in texts}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, given: dict[str, Path]) -> Path:
    """A home with the library's rules and the measures before they were revised."""
    home = tmp_path_factory.mktemp("已建") / "家"
    assert huice.main(["build", str(given["library"]), str(given["old"]), "--home", str(home)]) == 0
    return home


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory, given: dict[str, Path], built: Path) -> Path:
    """The same with the revised measures added; it is only read."""
    home = Path(shutil.copytree(built, tmp_path_factory.mktemp("已修订") / "家"))
    assert huice.main(["add", str(given["new"]), "--home", str(home)]) == 0
    return home


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "家"))


@pytest.fixture
def own_revised(revised: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(revised, tmp_path / "家"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command that must succeed and return its JSON."""

    def command(*argv: str | Path) -> Json:
        capsys.readouterr()
        status = huice.main([*map(str, argv), "--json"])
        shown = capsys.readouterr()
        assert status == 0, shown.err
        found = json.loads(shown.out)
        return found if isinstance(found, dict) else {"rows": found}

    return command


@pytest.fixture
def text(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def command(*argv: str | Path) -> str:
        capsys.readouterr()
        assert huice.main([*map(str, argv)]) == 0
        return capsys.readouterr().out

    return command


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def command(*argv: str | Path) -> str:
        capsys.readouterr()
        status = huice.main([*map(str, argv)])
        shown = capsys.readouterr()
        assert (status, shown.out) == (1, "")
        assert "Traceback" not in shown.err
        assert re.search("[一-鿿]", shown.err)
        return shown.err

    return command


def _rows(value: object) -> list[Json]:
    assert isinstance(value, list)
    return value


def _generation(home: Path) -> str:
    return (home / "current").read_text("ascii").split()[0]


def _texts_in(home: Path) -> bytes:
    """Return everything in a home that could hold words, rows of its databases decoded."""
    whole = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    for path in home.rglob("*.sqlite"):
        with sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True) as database:
            whole += "\n".join(database.iterdump()).encode("utf-8", "surrogateescape")
        database.close()
    return whole


def test_a_revision_is_told_as_the_new_version_with_what_changed(
    own: Path, given: dict[str, Path], text: Callable[..., str]
) -> None:
    said = text("add", given["new"], "--home", own)
    assert "是《柳溪市扶持科技企业孵化器若干措施》的新版本（第 2 版）：新增 1 条，删去 0 条，修改 " in said


def test_the_history_tells_the_versions_and_when_they_came(
    revised: Path, given: dict[str, Path], run: Command
) -> None:
    history = run("history", "--home", revised)
    (lineage,) = _rows(history["lineages"])
    first, second = _rows(lineage)
    assert (first["version"], first["issued_on"], first["latest"]) == (1, "2021-05-10", False)
    assert (first["status"], second["status"]) == ("失效", "现行")
    assert (second["version"], second["issued_on"], second["latest"]) == (2, "2024-05-10", True)
    assert second["source"] == str(given["new"])
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", str(second["added_at"]))
    assert [change["action"] for change in _rows(history["changes"])] == ["add", "add"]
    assert _rows(run("history", str(first["id"]), "--home", revised)["rows"]) == [first, second]


def _versions(run: Command, home: Path) -> tuple[str, str]:
    """Return the ids of the old and the revised measures."""
    (lineage,) = _rows(run("history", "--home", home)["lineages"])
    old, new = (str(version["id"]) for version in _rows(lineage))
    return old, new


def test_the_difference_shows_clauses_and_words(
    revised: Path, run: Command, text: Callable[..., str]
) -> None:
    old, new = _versions(run, revised)
    found = run("diff", new, "--home", revised)
    assert found == run("diff", old, new, "--home", revised)
    assert [clause["id"] for clause in _rows(found["added"])] == [f"{new}#三"]
    assert found["removed"] == []
    moved = [(_id(each["old"]), _id(each["new"])) for each in _rows(found["moved"])]
    assert moved == [("三", "四"), ("四", "五"), ("五", "六")]
    shown = text("diff", old, new, "--home", revised)
    assert [line.split()[:2] for line in shown.splitlines()[:2]] == [["旧", old], ["新", new]]
    assert "一次性建设补助【-50】【+80】万元" in shown
    assert f"+ {new}#三  三、支持开放\n    三、支持开放。" in shown


def _id(clause: object) -> str:
    assert isinstance(clause, dict)
    return str(clause["id"]).partition("#")[2]


def test_what_is_there_already_is_said_and_nothing_is_done(
    own: Path, given: dict[str, Path], run: Command, tmp_path: Path
) -> None:
    before = sorted(own.rglob("*"))
    again = tmp_path / "另一个名字.txt"
    again.write_bytes(given["old"].read_bytes())
    spaced = tmp_path / "排版.txt"
    spaced.write_text(OLD.replace("，由市", "， 由市"), "utf-8")
    found = run("add", again, spaced, "--home", own)
    assert found["added"] == []
    assert [(known["source"], known["given"]) for known in _rows(found["known"])] == [
        (str(given["old"]), str(again)),
        (str(given["old"]), str(spaced)),
    ]
    new = {path.name for path in own.rglob("*")} - {path.name for path in before}
    assert {name for name in new if not name.endswith(".reading")} <= {"journal.jsonl", "cache"}


def test_the_documents_that_stay_need_their_sources_no_more(
    own: Path, given: dict[str, Path], run: Command
) -> None:
    before = {row["id"]: row for row in _rows(run("clauses", "--home", own)["rows"])}
    hidden = given["old"].rename(given["old"].with_suffix(".away"))
    try:
        run("add", given["new"], "--home", own)
    finally:
        hidden.rename(given["old"])
    after = {row["id"]: row for row in _rows(run("clauses", "--home", own)["rows"])}
    assert before.items() <= after.items()
    assert len(after) > len(before)


def test_an_old_citation_still_resolves_and_points_to_the_new_version(
    revised: Path, run: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = _versions(run, revised)
    clauses = _rows(run("clauses", old, "--home", revised)["rows"])
    assert any(ONLY_OLD in str(clause["text"]) for clause in clauses)
    assert huice.main(["clauses", old, "--home", str(revised)]) == 0
    assert f"新版本 《柳溪市扶持科技企业孵化器若干措施》（{new}）" in capsys.readouterr().err
    hits = _rows(run("search", ONLY_OLD, "--home", revised)["hits"])
    assert new in {hit["document_id"] for hit in hits}
    assert old not in {hit["document_id"] for hit in hits}


def test_a_version_that_repeals_the_one_before_in_so_many_words_is_its_version_too(
    tmp_path: Path, given: dict[str, Path], run: Command
) -> None:
    repealing = tmp_path / "repealing.txt"
    ends = "原《柳溪市扶持科技企业孵化器若干措施》（柳政发〔2021〕12号）同时废止。\n\n柳溪市人民政府\n"
    repealing.write_text(REVISED.replace("\n\n柳溪市人民政府\n", ends), "utf-8")
    home = tmp_path / "家"
    (_, added) = _rows(run("add", given["old"], repealing, "--home", home)["added"])
    assert (added["version"], added["versions"]) == (2, 2)
    first, second = _rows(run("history", str(added["id"]), "--home", home)["rows"])
    assert (first["status"], second["id"]) == ("废止", added["id"])


def test_of_a_removed_document_nothing_is_left(
    own_revised: Path, given: dict[str, Path], run: Command, text: Callable[..., str]
) -> None:
    old, _ = _versions(run, own_revised)
    assert ONLY_OLD.encode() in _texts_in(own_revised)
    said = text("remove", old, "--home", own_revised)
    assert said.startswith("删除 《柳溪市扶持科技企业孵化器若干措施》")
    left = _texts_in(own_revised)
    for gone in (ONLY_OLD, "柳政发〔2021〕12号", str(given["old"])):
        assert gone.encode() not in left
        assert json.dumps(gone).strip('"').encode() not in left
    assert "80万元".encode() in left
    assert not any(old.encode() in path.read_bytes()[:200] for path in (own_revised / "cache").glob("*"))
    assert len(_rows(run("documents", "--home", own_revised)["rows"])) == 2
    changes = _rows(run("history", "--home", own_revised)["changes"])
    assert changes[-1]["action"] == "remove"
    assert changes[-1]["titles"] == [None]


def test_removing_by_source_and_with_all_versions(
    own_revised: Path, given: dict[str, Path], run: Command
) -> None:
    found = run("remove", given["new"], "--all-versions", "--home", own_revised)
    assert {row["source"] for row in _rows(found["removed"])} == {str(given["old"]), str(given["new"])}
    left = _rows(run("documents", "--home", own_revised)["rows"])
    assert [row["source"] for row in left] == [str(given["library"])]


def test_adding_to_an_empty_home_builds_it(tmp_path: Path, given: dict[str, Path], run: Command) -> None:
    found = run("add", given["library"], "--home", tmp_path / "新家")
    assert found["documents"] == 1
    (added,) = _rows(found["added"])
    assert (added["version"], added["versions"], added["replaces"]) == (1, 1, None)


def test_what_cannot_be_done_is_said_and_leaves_everything_as_it_was(
    own: Path, given: dict[str, Path], refused: Callable[..., str], tmp_path: Path
) -> None:
    before = _generation(own)
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    assert "空.txt" in refused("add", given["new"], empty, "--home", own)
    assert "“不存在”" in refused("remove", "不存在", "--home", own)
    assert "就空了" in refused("remove", given["old"], given["library"], "--home", own)
    assert "没有文件" in refused("history", "不存在", "--home", own)
    assert "没有文件" in refused("diff", "不存在", "--home", own)
    with FileLock(own / "build.lock"):
        assert "正在进行" in refused("add", given["new"], "--home", own)
        assert "正在进行" in refused("remove", given["old"], "--home", own)
    assert _generation(own) == before
    assert [path.name for path in (own / "snapshots").iterdir()] == [before]


def test_a_damaged_store_is_not_carried_over(
    own: Path, given: dict[str, Path], refused: Callable[..., str]
) -> None:
    store = own / "snapshots" / _generation(own) / "store.sqlite"
    data = bytearray(store.read_bytes())
    data[len(data) // 2] ^= 1
    store.write_bytes(data)
    assert "已损坏" in refused("add", given["new"], "--home", own)
    assert "已损坏" in refused("history", "--home", own)


@pytest.mark.parametrize("command", ["add", "remove", "history", "diff"])
def test_help_of_each_is_chinese(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert huice.main([command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"用法：huice {command}" in shown
    assert not re.search(r"Usage|Options|Arguments|\[default|\[required|OPTIONS|ARGS", shown)


@pytest.fixture
def client(own: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(home=own, writable=True, largest_upload_mb=1))) as opened:
        yield opened


@pytest.fixture(scope="module")
def refusing(built: Path) -> Iterator[TestClient]:
    """A service that is asked for nothing it does."""
    with TestClient(create_app(Settings(home=built, writable=True, largest_upload_mb=1))) as opened:
        yield opened


def _send(client: TestClient, name: str, body: bytes) -> Json:
    answer = client.post("/v1/documents", params={"name": name}, content=body)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def test_a_document_sent_is_found_at_once_and_a_deleted_one_no_more(client: TestClient, own: Path) -> None:
    (added,) = _rows(_send(client, "修订版.txt", REVISED.encode())["added"])
    new, old = str(added["id"]), str(added["replaces"])
    assert added["source"] == "修订版.txt"
    assert client.get(f"/v1/documents/{new}").json()["source"] == "修订版.txt"
    hits = client.get("/v1/search", params={"query": "孵化器开放共享仪器"}).json()["hits"]
    assert hits[0]["clause_id"] == f"{new}#三"
    versions = client.get(f"/v1/documents/{old}/history").json()
    assert [version["id"] for version in versions] == [old, new]
    difference = client.get("/v1/diff", params={"old": old, "new": new}).json()
    assert [clause["id"] for clause in difference["added"]] == [f"{new}#三"]
    cited = client.get("/v1/clauses", params={"id": f"{old}#一"}).json()
    assert ONLY_OLD in cited["text"]
    gone = client.delete(f"/v1/documents/{new}").json()
    assert [each["id"] for each in gone["removed"]] == [new]
    assert client.get(f"/v1/documents/{new}").status_code == 404
    assert client.get("/v1/health").json()["documents"] == 2
    assert "支持开放".encode() not in _texts_in(own)


def test_a_name_that_would_escape_is_only_a_name(client: TestClient, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    (added,) = _rows(_send(client, "../../x.txt", REVISED.encode())["added"])
    assert added["source"] == "x.txt"
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert not (tmp_path.parent / "x.txt").exists()


@pytest.mark.parametrize("name", ["../../x.txt", "..\\..\\x.txt", "/etc/x.txt", "a/b/\0x.txt", " x.txt. "])
def test_of_a_name_the_last_part_counts(name: str) -> None:
    assert file_name(name) == "x.txt"


@pytest.mark.parametrize("name", ["", "..", "/", "...", "\n", "长" * 100 + ".txt"])
def test_a_name_that_is_none_is_refused(refusing: TestClient, name: str) -> None:
    answer = refusing.post("/v1/documents", params={"name": name}, content=REVISED.encode())
    assert answer.status_code == 400
    assert "文件名" in answer.json()["error"]["message"]


def test_a_body_beyond_the_limit_is_refused_while_it_comes_in(refusing: TestClient) -> None:
    def blocks() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    for body in (b"x" * 1_100_000, blocks()):
        answer = refusing.post("/v1/documents", params={"name": "x.txt"}, content=body)
        assert answer.status_code == 413
        assert "1 MB" in answer.json()["error"]["message"]
    assert refusing.get("/v1/health").json()["documents"] == 2


def test_a_body_that_is_no_document_is_refused_by_its_name(refusing: TestClient) -> None:
    answer = refusing.post("/v1/documents", params={"name": "坏.pdf"}, content=b"%PDF-1.7 and no more")
    assert answer.status_code == 400
    message = answer.json()["error"]["message"]
    assert "坏.pdf" in message
    assert "/tmp" not in message


def test_changes_are_refused_where_nobody_allowed_them(built: Path) -> None:
    before = _generation(built)
    with TestClient(create_app(Settings(home=built))) as client:
        document = client.get("/v1/documents").json()[0]["id"]
        for answer in (
            client.post("/v1/documents", params={"name": "x.txt"}, content=REVISED.encode()),
            client.delete(f"/v1/documents/{document}"),
        ):
            assert answer.status_code == 403
            assert "huice serve --writable" in answer.json()["error"]["message"]
    assert _generation(built) == before


def test_a_page_of_another_site_cannot_change_anything(refusing: TestClient) -> None:
    for origin, status in (("http://example.org", 403), ("http://testserver", 400)):
        answer = refusing.post(
            "/v1/documents", params={"name": "x.txt"}, content=b"", headers={"Origin": origin}
        )
        assert answer.status_code == status


def test_a_change_is_refused_while_another_is_made(refusing: TestClient, built: Path) -> None:
    with FileLock(built / "build.lock"):
        answer = refusing.post("/v1/documents", params={"name": "x.txt"}, content=REVISED.encode())
    assert answer.status_code == 503
    assert "正在进行" in answer.json()["error"]["message"]
