"""Until when to apply, whom to ask and what the same row asks: cards, lists and notices of a portal."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.answers import answer
from api.console.render import answer_text
from api.entitlement_windows import state_of_window
from api.profile import parse_profile
from api.records import Answer, AnswerMeasure
from index.build import build
from index.models.loading import load_encoder
from index.search import KnowledgeBase
from ingest.pipeline import facts_of, read_source
from ingest.records import Document, Window

CARD = """<h1>黄冈市惠企政策明白卡</h1><table border="1">
<tr><td>政策名称</td><td>首台套装备保险补偿</td><td>执行期限</td><td>2024年6月1日至2027年5月31日</td></tr>
<tr><td>扶持对象</td><td>装备制造企业</td><td>主管部门</td><td>黄冈市经信局</td></tr>
<tr><td>扶持标准</td>
<td colspan="3">按年度保费的50%给予首台套装备保险补贴，单个企业年度不超过80万元。</td></tr>
<tr><td>申报时间</td><td colspan="3">2025年9月1日至9月30日</td></tr>
<tr><td>咨询电话</td><td colspan="3">0713-8112233</td></tr></table>"""
LIST = """<h1>黄石市惠企政策清单</h1><table border="1">
<tr><th>序号</th><th>政策名称</th><th>扶持标准</th><th>申报条件</th><th>申报时间</th><th>咨询电话</th></tr>
<tr><td>1</td><td>企业上云补贴</td><td>按照云服务合同额的30%给予补贴，每户最高10万元</td><td>年营业收入不超过4亿元</td>
<td>常年受理</td><td>0714-6351111</td></tr>
<tr><td>2</td><td>绿色工厂奖励</td><td>对获评国家级绿色工厂的企业，奖励50万元</td><td>单位产品能耗下降5%以上</td>
<td>2025年12月31日前</td><td>0714-6352222</td></tr>
<tr><td>3</td><td>稳岗返还</td><td>按企业上年度缴纳失业保险费的60%返还</td><td>上年度裁员率不高于5.5%</td>
<td>每年3月至4月</td><td>0714-6353333</td></tr></table>"""
NOTICE = """<h1>关于开展2025年度科技创新券申领工作的通知</h1><p>各有关单位：</p>
<p>现就2025年度申领工作通知如下。</p><p>一、支持标准</p>
<p>对购买检验检测服务的科技型中小企业，按合同金额的40%给予创新券补贴，单个企业年度不超过20万元。</p>
<p>二、工作程序</p><p>申报单位于2025年7月1日至8月15日登录平台填报。各县（市、区）科技局于8月31日前报送汇总表。</p>
<p>三、会议安排</p><p>政策宣讲会安排如下。</p>
<table border="1"><tr><td>时间</td><td>2025年6月20日上午9时</td></tr>
<tr><td>对象</td><td>各县（市、区）科技局分管负责人</td></tr><tr><td>地点</td><td>市民之家301会议室</td></tr>
<tr><td>联系人</td><td>陈工0714-6354444</td></tr></table>
<p>请各单位认真组织。</p><p>宜昌市科学技术局</p><p>2025年6月10日</p>"""
PAGE = '<html><head><meta charset="utf-8"><title>{0}</title></head><body>{1}</body></html>'


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> list[Document]:
    folder = tmp_path_factory.mktemp("pages")
    found: list[Document] = []
    for name, body in (("明白卡", CARD), ("清单", LIST), ("通知", NOTICE)):
        path = Path(folder / f"{name}.html")
        path.write_text(PAGE.format(name, body), "utf-8")
        found += read_source(path, path.name).documents
    return found


@pytest.fixture(scope="module")
def kb(read: list[Document], tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    encoder = load_encoder(None)
    folder = tmp_path_factory.mktemp("windows") / "kb"
    build(folder, [(document, facts_of(document)) for document in read], encoder)
    with KnowledgeBase.open(folder, encoder) as opened:
        yield opened


def asked(kb: KnowledgeBase, question: str, region: str, day: date) -> tuple[Answer, AnswerMeasure]:
    found = answer(kb, question, parse_profile({"region": region}), day)
    assert found.measures, found.summary
    return found, found.measures[0]


INSURED = "首台套装备保险有补贴吗？"


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2025, 8, 31), "未开始"),
        (date(2025, 9, 1), "申报中"),
        (date(2025, 9, 30), "申报中"),
        (date(2025, 10, 1), "已截止"),
    ],
)
def test_a_card_tells_when_to_apply_by_its_row_for_applying(kb: KnowledgeBase, day: date, state: str) -> None:
    found, measure = asked(kb, INSURED, "黄冈市", day)
    assert measure.window is not None
    assert (measure.window.text, measure.window.state) == ("2025年9月1日至9月30日", state)
    assert (measure.window.opens, measure.window.closes) == (date(2025, 9, 1), date(2025, 9, 30))
    assert found.citations[measure.window.citation - 1].clause_id.endswith("#申报时间")
    assert f"   申报：2025年9月1日至9月30日（{state}）[{measure.window.citation}]" in answer_text(found)


def test_a_closed_time_leaves_the_verdict_to_the_conditions(kb: KnowledgeBase) -> None:
    verdicts = [asked(kb, INSURED, "黄冈市", day)[1].verdict for day in (date(2025, 9, 2), date(2025, 12, 1))]
    assert len(set(verdicts)) == 1


def test_a_row_of_a_list_tells_its_own_time_number_and_conditions(kb: KnowledgeBase) -> None:
    found, measure = asked(kb, "企业上云有补贴吗？", "黄石市", date(2025, 11, 21))
    assert measure.window is not None
    assert (measure.window.text, measure.window.state) == ("常年受理", "常年")
    assert "年营业收入不超过4亿元" in [each.text for each in measure.conditions]
    assert [each.phone for each in found.contacts] == ["0714-6351111"]


@pytest.mark.parametrize(("day", "state"), [(date(2025, 8, 1), "申报中"), (date(2025, 8, 20), "已截止")])
def test_a_notice_tells_when_enterprises_apply_and_not_when_offices_report_or_meet(
    kb: KnowledgeBase, day: date, state: str
) -> None:
    _, measure = asked(kb, "科技型中小企业购买检验检测服务有创新券补贴吗？", "宜昌市", day)
    assert measure.window is not None
    assert (measure.window.opens, measure.window.closes) == (date(2025, 7, 1), date(2025, 8, 15))
    assert measure.window.state == state


def test_a_meeting_in_a_notice_is_no_card(read: list[Document]) -> None:
    assert [document.source for document in read] == ["明白卡.html", "清单.html", "通知.html"]
    notice = read[-1]
    assert notice.metadata.issued_on is not None
    assert notice.metadata.issued_on.value == date(2025, 6, 10)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("常年受理", "常年"),
        ("每年8月左右", "定期"),
        ("定期申报", "定期"),
        ("以当年申报通知为准", "未定"),
    ],
)
def test_a_time_without_days_is_told_by_its_words(text: str, state: str) -> None:
    assert state_of_window(Window(text, None, None, 0, len(text)), date(2025, 1, 1)) == state


def test_days_of_a_policy_are_no_time_for_applying() -> None:
    term = Window("2024年6月起", date(2024, 6, 1), None, 0, 8)
    assert state_of_window(term, date(2025, 1, 1), applies=False) == "执行期内"
    assert state_of_window(term, date(2024, 1, 1), applies=False) == "未开始"
