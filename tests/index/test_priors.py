import pytest

from index.priors import document_prior, structure_prior
from ingest.records import Clause, Metadata, Sourced


def _clause(text: str, ordinal: str = "三", path: tuple[str, ...] = ()) -> Clause:
    return Clause(f"d#{ordinal}", "d", path, ordinal, "", text, 0, len(text))


def test_an_ordinary_clause_is_not_demoted() -> None:
    assert structure_prior(_clause("13.优化金融服务。对首贷企业给予贴息，最高不超过50万元。")) == 1
    assert structure_prior(_clause("对获评企业（含提名奖）、（示范）企业给予奖励。")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "抄送：厅内各处室、直属各单位",
        "某市经济和信息化局办公室 2021年9月6日印发",
        "联系电话：6288824",
        "沟通方式 上门走访 () 约见 () 电话联系 () 信函 ()",
        "一、发展基础.....1\n二、总体思路.....8\n三、重点任务.....10",
    ],
)
def test_front_and_back_matter_is_demoted(text: str) -> None:
    assert structure_prior(_clause(text)) <= 0.4


def test_a_signature_is_known_by_its_place() -> None:
    assert structure_prior(_clause("某市人民政府", "落款")) == pytest.approx(0.4)
    assert structure_prior(_clause("某市人民政府", "落款~2")) == pytest.approx(0.4)


def test_a_clause_that_is_only_its_heading_is_demoted() -> None:
    assert structure_prior(_clause("三、重点任务", path=("三、重点任务",))) == pytest.approx(0.6)


def test_general_parts_are_demoted_a_little() -> None:
    path = ("二、总体思路", "(一)指导思想")
    assert structure_prior(_clause("以推动高质量发展为主题，全面贯彻。", path=path)) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("title", "kind", "weight"),
    [
        ("中华人民共和国刑法", "法", 0.6),
        ("某省道路运输条例", "条例", 0.6),
        ("某市户外广告设置规定", "规定", 0.6),
        ("某市促进制造业高质量发展若干措施", "若干措施", 1),
        ("某省中小企业发展专项资金管理办法", "管理办法", 1),
        ("某市企业上市奖励办法", "办法", 1),
        ("某省建筑垃圾管理办法", "管理办法", 0.8),
    ],
)
def test_a_statute_weighs_less_than_a_policy(title: str, kind: str, weight: float) -> None:
    metadata = Metadata(title=Sourced(title), kind=Sourced(kind))
    assert document_prior(metadata) == pytest.approx(weight)


def test_a_document_of_unknown_kind_is_not_demoted() -> None:
    assert document_prior(Metadata()) == 1
