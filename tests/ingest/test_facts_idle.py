"""Sentences that give nobody anything are no measures; their neighbours that do are."""

import pytest

from ingest.facts.idle import is_title, tells_something
from ingest.facts.read import read_facts

IDLE = [
    "《青岭市科技保险补贴办法》（青科发〔2020〕6号）",
    "2.《青岭市科技保险补贴办法》（青科发〔2020〕6号）",
    "附件：《青岭市稳岗补贴实施细则》、《青岭市技能培训补贴办法》",
    "《青岭市企业用电补贴实施办法》（青工信规〔2021〕2号）同时废止。",
    "原《青岭市人才住房补贴办法》即行废止。",
    "此前发布的奖励政策与本办法不一致的，停止执行。",
    "经研究，决定废止《青岭市科技创新券管理办法》等3件行政规范性文件。",
    "第一条 为降低企业用电成本，提升铝加工企业的竞争力，制定本办法。",
    "为扩大绿色建材消费，结合我市实际，出台以下措施。",
    "为做好2024年度科技创新券发放工作，现将有关事项通知如下：",
    "根据《青岭市技能培训补贴办法》，现就有关补贴申报事项公告如下：",
    "具体奖励标准如下：",
    "青岭市科学技术局关于组织申报2024年度科技创新券支持中小微企业研发活动及平台建设项目的通知",
    "青岭市人民政府办公室关于印发支持光伏产业发展补贴办法的通知",
    "四、支持市场开拓。",
    "二、补贴对象和奖励标准",
    "本办法所称创新券，是指由市财政安排、用于支持企业购买科技服务的电子凭证。",
    "科技创新券是指政府向企业免费发放的、用于购买研发服务的权益凭证。",
    "所称首贷企业，是指此前从未获得银行贷款支持的企业。",
    "本补贴政策自印发之日起施行，有效期三年。",
    "本办法由市科技局会同市财政局负责解释，并组织实施。",
    "《青岭市稳岗补贴细则》自2024年3月1日起施行，执行期间国家出台新规定的，从其规定。",
    "补贴资金由市、县两级财政按6:4比例分担。",
    "对弄虚作假骗取补贴资金的，追回已发放的资金，三年内不再受理其申报。",
    "问：企业申报技术改造补贴的奖励标准是多少？",
    "申报受理咨询电话：0599-1234567，申报时间为每年3月1日至4月30日。",
    "现将《青岭市预制菜产业奖励办法》向社会公开征求意见。",
]
GIVING = [
    "对首次投保科技保险的企业，按实缴保费的40%给予补贴。",
    "全面落实《关于小微企业所得税优惠政策的公告》，对年应纳税所得额不超过300万元的部分减征。",
    "为高新技术企业提供上市辅导服务。",
    "为降低企业成本，对小微企业免征房屋租金三个月。",
    "原补贴办法废止后，对已批准的项目继续按原标准给予补贴。",
    "自2024年1月1日起，对新建冷库给予每立方米80元补助。",
    "对符合下列条件的企业给予以下支持：",
    "企业招用毕业年度高校毕业生的，给予社会保险补贴。",
    "担保费由市财政全额承担。",
    "支持企业开拓市场，对参加境外展会的给予展位费补助",
    "本办法支持企业购买研发服务，每家企业每年可申领创新券10万元。",
    "鼓励企业参与制定国际标准、国家标准。",
    "对产业基金，特别是新设立的基金，明确投向先进制造业的比例要求。",
    "按照自愿原则开展技能培训，制定收费标准并向社会公布。",
]  # fmt: skip


@pytest.mark.parametrize("text", IDLE)
def test_a_sentence_that_gives_nobody_anything_is_no_measure(text: str) -> None:
    assert read_facts(text).measures == ()


@pytest.mark.parametrize("text", GIVING)
def test_a_sentence_that_helps_somebody_stays_a_measure(text: str) -> None:
    assert read_facts(text).measures != ()


@pytest.mark.parametrize("line", ["支持企业参与制定产业链发展规划", "鼓励企业制定数据管理措施"])
def test_a_line_of_a_table_that_helps_somebody_is_no_title(line: str) -> None:
    assert not is_title(line)


@pytest.mark.parametrize(
    "line",
    [
        "四、支持市场开拓。",
        "青科发〔2020〕6号",
        "青岭市科学技术局文件",
        "青岭市财政局",
        "（征求意见稿）",
        "2024年3月1日",
        *IDLE,
    ],
)
def test_a_heading_a_letterhead_and_an_idle_sentence_tell_nothing(line: str) -> None:
    assert not tells_something(line, (), 0, len(line))


@pytest.mark.parametrize("sentence", [*GIVING, "登录市科技服务平台在线填报，无需提交纸质材料。"])
def test_what_gives_or_explains_tells_something(sentence: str) -> None:
    assert tells_something(sentence, (), 0, len(sentence))


def test_a_heading_before_its_text_leaves_the_text() -> None:
    text = "四、支持市场开拓。对参加境外展会的企业给予展位费补助。"
    assert tells_something(text, (), 0, len(text))
    assert not tells_something(text, (), 0, 9)


def test_a_short_article_that_rules_something_is_no_heading() -> None:
    text = "第四条 申请贴息应当提交贷款合同和付息凭证。"
    assert tells_something(text, (), 0, len(text))
