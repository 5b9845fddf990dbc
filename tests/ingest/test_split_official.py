"""Official documents one below the other are cut apart; what one document holds stays whole."""

from ingest.clean import clean
from ingest.split import split

FIRST = """柳溪市人民政府关于支持特色小镇建设的意见

柳政发〔2021〕20号

各区人民政府：
现提出如下意见。
一、强化用地保障。

柳溪市人民政府
2021年11月8日
"""
SECOND = """
柳溪市财政局 柳溪市商务局
关于印发柳溪市外贸奖励办法的通知

柳财企〔2021〕55号

各区财政局：
现印发给你们。

柳溪市财政局 柳溪市商务局
2021年11月26日

柳溪市外贸奖励办法

第一条 对外贸企业给予奖励。
"""
THIRD = """
柳溪市人民政府办公室文件
柳政办发〔2021〕60号
柳溪市人民政府办公室关于做好岁末工作的通知
各区人民政府：
一、抓好落实。
"""


def heads(text: str) -> list[str]:
    parts = split(clean(text))
    assert "\n".join(part.text for part in parts) == clean(text).text
    return [part.text.split("\n")[0] for part in parts]


def test_each_document_of_a_gazette_begins_at_its_letterhead_or_title() -> None:
    assert heads(FIRST + SECOND + THIRD) == [
        "柳溪市人民政府关于支持特色小镇建设的意见",
        "柳溪市财政局 柳溪市商务局",
        "柳溪市人民政府办公室文件",
    ]


def test_what_is_passed_on_or_attached_stays_with_its_notice() -> None:
    passed = FIRST.replace("关于支持特色小镇建设的意见", "转发省政府关于支持特色小镇建设意见的通知")
    assert len(heads(passed + SECOND)) == 1
    assert len(heads(FIRST + "\n附件\n" + SECOND)) == 1


def test_documents_that_are_only_cited_begin_nothing() -> None:
    assert len(heads(FIRST.replace("2021年11月8日\n", "") + SECOND)) == 1  # nothing was signed before it
    assert len(heads(FIRST + "\n相关文件：\n柳财企〔2021〕55号\n对外贸企业给予奖励。\n")) == 1
