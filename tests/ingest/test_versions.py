"""Versions of one policy told from documents that are only alike; pairs judged before the rules."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.records import Document, Metadata, OffsetMap, Region, Run, Sourced
from ingest.versions import Signature, revisions, signature_of
from ingest.versions.shingles import folded, shingles, similarity, sketch

PAIRS = tomllib.loads((Path(__file__).parent / "fixtures" / "version_pairs.toml").read_text("utf-8"))["pair"]

CLAUSES = (
    "第一条 本市对首次获得银行贷款的小微企业，按照贷款金额的百分之一给予贴息，每户最高5万元。",
    "第二条 设立总规模3亿元的风险补偿资金池，合作银行发生的本金损失由资金池承担四成。",
    "第三条 政府性融资担保机构平均担保费率不得高于1%，差额部分由同级财政予以补足。",
    "第四条 鼓励企业以专利权、商标权质押融资，评估费用按实际支出的一半给予补助。",
    "第五条 搭建统一的银企对接平台，汇集水电、社保、纳税信息，供金融机构经授权后查询。",
    "第六条 每季度举办一次专场对接会，由金融工作部门会同行业主管部门发布融资需求清单。",
    "第七条 对在境内外证券交易所上市的企业，分阶段给予合计不超过300万元的奖励。",
    "第八条 引导产业链核心企业确认应付账款，支持上下游企业凭此办理供应链融资。",
    "第九条 建立贷款到期前的协调机制，不得对暂时困难但有前景的企业抽贷、断贷、压贷。",
    "第十条 申报材料通过网上办事大厅提交，主管部门应当自受理之日起十个工作日内办结。",
)
OTHERS = (
    "采砂作业应当在划定的可采区内进行，禁采期内一律停止，船舶集中停放在指定水域。",
    "餐饮门店新装油烟净化设备并通过验收的，依照设备发票金额补贴三成，一店一次。",
    "骑手驿站由街道统筹设置，提供饮水、充电和临时休息，夏季高温时段延长开放。",
    "老旧小区加装电梯，业主达成一致后由实施主体申请，规划部门组织联合审查。",
    "种粮大户购置大型农机，在中央补贴之外再由县级累加补贴，购机后须两年内不得转让。",
    "图书馆分馆应当每周开放不少于四十八小时，配备专职馆员，并与总馆通借通还。",
    "公共停车场向新能源车辆开放，首两小时免费，充电车位不得被其他车辆占用。",
    "渔港内禁止排放含油污水，港口经营人应当设置接收设施并如实填写接收记录。",
    "古树名木由管护单位挂牌，因施工确需移植的，须报省级林业主管部门批准。",
    "乡村医生在岗期间参加企业职工养老保险，缴费部分由财政按年给予定额补助。",
)
PLACES = ("宜昌市", "黄石市")


def _text(change: str) -> str:
    clauses = list(CLAUSES)
    if change == "word":
        clauses[0] = clauses[0].replace("5万元", "8万元")
        clauses[6] = clauses[6].replace("300万元", "500万元")
    elif change == "clause":
        clauses.append("第十一条 对续贷过桥资金按日收取的费用，超出规定上限的部分不予支付。")
    elif change == "half":
        clauses[5:] = OTHERS[5:]
    elif change == "most":
        clauses[3:] = OTHERS[3:]
    elif change == "other":
        clauses = list(OTHERS)
    elif change == "typography":
        clauses = [clause.replace("，", ", ").replace("。", " .").replace("第", " 第") for clause in clauses]
    if change == "place":
        clauses = [clause.replace("本市", PLACES[1]).replace("主管", PLACES[1]) for clause in clauses]
    return "\n".join(clauses)


def _document(name: str, says: dict[str, object], text: str) -> Document:
    issued, region = says.get("issued"), says.get("region")
    kind, status, number = says.get("kind"), says.get("status"), says.get("number")
    metadata = Metadata(
        title=Sourced(str(says["title"])) if "title" in says else None,
        issuers=tuple(Sourced(str(each)) for each in list(says.get("issuers", ()))),  # type: ignore[call-overload]
        doc_number=Sourced(str(number)) if number else None,
        region=Sourced(Region(str(region), "")) if region else None,
        kind=Sourced(str(kind)) if kind else None,
        issued_on=Sourced(issued) if isinstance(issued, date) else None,
        stated_status=Sourced(str(status)) if status else None,
    )
    offsets = OffsetMap((Run(0, 0, len(text)),))
    return Document(name, name, sha256(name.encode()).hexdigest(), text, offsets, metadata, ())


def _signatures(pair: dict[str, dict[str, object]]) -> list[Signature]:
    change = str(pair["change"])
    first = _text("")
    if change == "place":
        first = first.replace("本市", PLACES[0]).replace("主管", PLACES[0])
    a, b = _document("a", pair["a"], first), _document("b", pair["b"], _text(change))
    return [signature_of(a), signature_of(b)]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["why"])
def test_a_pair_is_told_for_what_it_is(pair: dict[str, dict[str, object]]) -> None:
    a, b = _signatures(pair)
    found = revisions([a, b])
    if pair["verdict"] == "version":
        newer = str(pair["newer"])
        assert found == [("b" if newer == "a" else "a", newer)]
    else:
        assert found == []
        assert (a.folded == b.folded) == (pair["verdict"] == "same")


def _named(name: str, text: str, **says: object) -> Signature:
    return signature_of(
        _document(name, {"title": "宜昌市技术改造资金管理办法", "region": "420500", **says}, text)
    )


def test_three_versions_make_a_chain() -> None:
    dates = [date(2023, 1, 1), date(2017, 1, 1), date(2020, 1, 1)]
    texts = [_text("half"), _text(""), _text("word")]
    arrived = [
        _named(str(n), text, issued=day) for n, (text, day) in enumerate(zip(texts, dates, strict=True))
    ]
    assert revisions(arrived) == [("1", "2"), ("2", "0")]


def test_an_undated_version_keeps_the_place_it_came_in() -> None:
    arrived = [
        _named("第一", _text(""), issued=date(2020, 1, 1)),
        _named("第二", _text("word")),
        _named("第三", _text("half"), issued=date(2018, 1, 1)),
    ]
    assert revisions(arrived) == [("第三", "第二"), ("第二", "第一")]


def test_two_prints_of_the_old_version_are_both_replaced_by_the_new_one() -> None:
    arrived = [_named("一", _text("")), _named("二", _text("typography")), _named("三", _text("clause"))]
    assert revisions(arrived) == [("一", "三"), ("二", "三")]


def test_documents_of_two_places_never_get_into_one_chain_by_a_third_of_none() -> None:
    title = "促进民营企业融资若干措施"
    arrived = [
        _named("宜昌", _text(""), title=title, region="420500"),
        _named("不明", _text("word"), title=title, region=None),
        _named("黄石", _text("clause"), title=title, region="420200"),
    ]
    (pair,) = revisions(arrived)
    assert "不明" in pair


def test_parts_of_one_file_are_not_versions_of_each_other() -> None:
    a, b = _named("一", _text("")), _named("二", _text("word"))
    assert revisions([a, b]) == [("一", "二")]
    assert revisions([a, replace(b, sha256=a.sha256)]) == []


def test_ten_thousand_documents_of_one_template_are_not_compared_each_with_each() -> None:
    base = _text("")
    sketches = [sketch(shingles(folded(base.replace("5万元", f"{n}万元")))) for n in range(40)]
    first = _named("0", base)
    many = [
        replace(
            first,
            document_id=str(n),
            sha256=str(n),
            folded=str(n),
            title=f"第{n}号办法",
            sketch=sketches[n % 40],
        )
        for n in range(10_000)
    ]
    many.append(replace(first, document_id="新", sha256="新", folded="新", title="第77号办法（2024年修订）"))
    assert revisions(many) == [("77", "新")]


@given(st.text(alphabet="甲乙丙丁一二三四五六七八九十", max_size=400), st.integers(0, 400))
def test_the_estimate_is_near_what_is_counted(text: str, cut: int) -> None:
    one, other = shingles(text), shingles(text[cut:])
    counted = len(set(one.tolist()) & set(other.tolist())) / len(set(one.tolist()) | set(other.tolist()))
    assert abs(similarity(sketch(one), sketch(other)) - counted) < 0.25


@pytest.mark.parametrize("text", ["", "一", "一二三四", "a" * 100_000, "\ud800" * 9])
def test_any_text_has_a_sketch(text: str) -> None:
    one = sketch(shingles(folded(text)))
    assert similarity(one, one) == 1.0
    assert re.fullmatch(b"(?s).{512}", one)
