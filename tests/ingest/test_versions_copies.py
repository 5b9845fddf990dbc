"""A scan of what is here already is told from a new version that was scanned."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from ingest.records import Document, Metadata, OffsetMap, Region, Run, Sourced
from ingest.versions import Signature, revisions, signature_of
from ingest.versions.copies import original_of

TITLE = "宜昌市扶持乡村物流若干措施"
TEXT = "\n".join(
    (
        TITLE,
        "宜府办发〔2023〕17号",
        "第一条 县域仓储中心新建冷库满800立方米的，依照造价的百分之十五给予补助，单个项目最高60万元。",
        "第二条 快递企业在行政村设点并稳定经营一年以上，每个网点一次性奖励3000元，由所在县财政承担。",
        "第三条 购置新能源配送车辆的，按照购车价款的8%予以补贴，每户全年不超过12辆。",
        "第四条 邮政、供销、交通三方共用场地的，免收前24个月租金，之后租金减半收取。",
        "第五条 农产品出村首公里运费由县级统筹补足，办法另行制定，每季度公布一次拨付情况。",
        "第六条 主管部门应当自收到申请之日起15个工作日内审核完毕，逾期未答复的视为同意。",
    )
)
LIKE = str.maketrans("县新给以建付单由同", "具斤绐似律忖革甲冋")  # what OCR takes for what


def _document(name: str, text: str, title: str | None = TITLE, **said: object) -> Document:
    issued, number = said.get("issued"), said.get("number")
    metadata = Metadata(
        title=Sourced(title) if title else None,
        doc_number=Sourced(str(number)) if number else None,
        region=Sourced(Region("420500", "宜昌市")),
        issued_on=Sourced(issued) if isinstance(issued, date) else None,
    )
    digest = sha256(name.encode()).hexdigest()
    return Document(name, name, digest, text, OffsetMap((Run(0, 0, len(text)),)), metadata, ())


def _printed(name: str = "文本", text: str = TEXT, **said: object) -> Signature:
    return signature_of(_document(name, text, **said))  # type: ignore[arg-type]  # what is said


def _scan(name: str, text: str, quality: float = 0.96, **said: object) -> Signature:
    document = _document(name, text, **said)  # type: ignore[arg-type]  # what is said
    return signature_of(replace(document, scanned=1.0, quality=quality))


def _misread(text: str, step: int) -> str:
    """Misread every `step`-th character where there is one that looks like it."""
    return "".join(char.translate(LIKE) if at % step == 0 else char for at, char in enumerate(text))


@pytest.mark.parametrize("order", [1, -1])
def test_a_misread_scan_gives_way_to_the_text_whichever_came_first(order: int) -> None:
    both = [_printed(), _scan("扫描", _misread(TEXT, 2))][::order]
    assert revisions(both) == [("扫描", "文本")]


def test_a_scan_without_a_mistake_gives_way_to_the_text_too() -> None:
    assert revisions([_scan("扫描", TEXT), _printed()]) == [("扫描", "文本")]


def test_of_two_scans_the_one_that_was_read_better_stays() -> None:
    assert revisions([_scan("差", _misread(TEXT, 2), 0.91), _scan("好", TEXT, 0.98)]) == [("差", "好")]


@pytest.mark.parametrize(
    ("old", "new"),
    [("60万元", "90万元"), ("8%", "9%"), ("百分之十五", "百分之二十"), ("15个", "10个")],
)
def test_a_scan_with_another_amount_is_a_new_version(old: str, new: str) -> None:
    scan = _scan("扫描", TEXT.replace(old, new))
    assert revisions([_printed(), scan]) == [("文本", "扫描")]
    assert original_of(scan, [_printed()]) is None


def test_a_scan_of_another_date_or_number_is_a_new_version() -> None:
    old = _printed(issued=date(2023, 5, 4), number="宜府办发〔2023〕17号")
    for said in ({"issued": date(2024, 6, 1)}, {"number": "宜府办发〔2024〕2号"}):
        newer = _scan("扫描", _misread(TEXT, 5), **said)
        assert revisions([old, newer]) == [("文本", "扫描")]


def test_what_ocr_lost_of_a_title_page_speaks_against_nothing() -> None:
    text = _printed(issued=date(2023, 5, 4), number="宜府办发〔2023〕17号")
    scan = _scan("扫描", _misread(TEXT, 2), title=TITLE.replace("流", "沆"))
    assert original_of(scan, [text]) == "文本"
    assert original_of(_scan("扫描", _misread(TEXT, 2), title=None), [text]) == "文本"


def test_of_a_page_that_could_hardly_be_read_the_title_decides() -> None:
    torn = _misread(TEXT.replace("60万元", "6O方元").replace("3000", "30口O").replace("800", "8009"), 1)
    assert original_of(_scan("扫描", torn, 0.8), [_printed()]) == "文本"
    assert original_of(_scan("扫描", torn, 0.8, title="宜昌市乡村物流工作总结"), [_printed()]) is None


def test_a_text_is_never_a_copy_of_a_scan_but_a_better_reading() -> None:
    scan = _scan("扫描", _misread(TEXT, 2))
    assert original_of(_printed(), [scan]) is None


def test_a_new_version_follows_the_text_and_not_its_scan() -> None:
    newer = _printed("新", TEXT.replace("60万元", "90万元"), issued=date(2025, 1, 1))
    older = _printed(issued=date(2023, 5, 4))
    scan = _scan("扫描", _misread(TEXT, 2), issued=date(2023, 5, 4))
    assert sorted(revisions([older, scan, newer])) == sorted([("扫描", "文本"), ("文本", "新")])
