"""Which documents others end, from small texts of our own read as files are."""

from datetime import date
from hashlib import sha256

import pytest

from ingest.extract.extracted import Extracted
from ingest.facts.references import find_references
from ingest.pipeline import ingest_extracted
from ingest.records import Document, Facts
from ingest.relations import Ended, Paper, paper_of, relations
from ingest.relations.names import asks_for_opinions, comparable, names_of, same_body, without_draft
from ingest.validity import status_on

TODAY = date(2026, 11, 21)
OLD = (
    "湖州市财政局关于印发《湖州市企业技改补助办法》的通知\n湖财企〔2019〕1号\n各区县财政局：\n现印发给你们。\n湖州市财政局\n"
    "2019年3月1日\n湖州市企业技改补助办法\n第一条　对技改项目给予补助。\n第二条　本办法自印发之日起施行。"
)
NOTICE = (
    "湖州市财政局关于做好科技保险补贴工作的通知\n湖财企〔2020〕7号\n各区县财政局：\n一、对科技保险给予补贴。\n"
    "湖州市财政局\n2020年5月6日"
)


def new(
    words: str, issuer: str = "湖州市财政局", number: str = "湖财企〔2024〕9号", day: str = "2024年4月2日"
) -> str:
    return (
        f"{issuer}关于加快企业数字化改造的若干意见\n{number}\n各区县财政局：\n一、对数字化改造给予补助。\n{words}\n"
        f"{issuer}\n{day}"
    )


def read(text: str) -> Document:
    (document,) = ingest_extracted(Extracted(text), "一份.txt", sha256(text.encode()).hexdigest())
    return document


def facts(document: Document) -> tuple[Facts, ...]:
    return tuple(Facts(references=find_references(clause.text)) for clause in document.clauses)


def paper(text: str) -> Paper:
    document = read(text)
    return paper_of(document, facts(document))


def ended(*texts: str, revisions: list[tuple[int, int]] | None = None) -> list[tuple[int, int, str, str]]:
    """Return (number of the ended text, number of the one that ends it, relation, day)."""
    papers = [paper(text) for text in texts]
    at = {each.id: number for number, each in enumerate(papers)}
    pairs = [(papers[older].id, papers[newer].id) for older, newer in revisions or []]
    return [
        (at[each.document_id], at[each.by_id], each.relation, str(each.on or ""))
        for each in relations(papers, pairs)
    ]


@pytest.mark.parametrize(
    "words",
    [
        "二、本意见自2024年5月1日起施行，《湖州市企业技改补助办法》（湖财企〔2019〕1号）同时废止。",
        "二、本意见自2024年5月1日起施行。原《湖州市企业技改补助办法》同时废止。",
        "二、本意见自2024年5月1日起施行，《湖州市财政局关于印发〈湖州市企业技改补助办法〉的通知》停止执行。",
        "二、本意见自2024年5月1日起施行，湖财企〔2019〕1号文件同时废止。",
        "二、《湖州市企业技改补助办法》自2024年5月1日起废止。",
        "二、本意见自2024年5月1日起施行。决定废止以下文件：\n1.《湖州市企业技改补助办法》（湖财企〔2019〕1号）\n"
        "2.《湖州市外贸奖励办法》（湖商〔2018〕3号）",
        "二、本意见自2024年5月1日起施行。\n三、下列文件同时废止：\n（一）《湖州市外贸奖励办法》（湖商〔2018〕3号）；\n"
        "（二）《湖州市企业技改补助办法》（湖财企〔2019〕1号）。",
    ],
)
def test_a_sentence_or_a_list_repeals_the_other_document_from_its_day(words: str) -> None:
    assert ended(OLD, new(words)) == [(0, 1, "废止", "2024-05-01")]


def test_several_documents_are_repealed_in_one_sentence() -> None:
    words = (
        "二、《湖州市企业技改补助办法》（湖财企〔2019〕1号）、《关于做好科技保险补贴工作的通知》同时废止。"
    )
    assert ended(OLD, NOTICE, new(words)) == [(0, 2, "废止", "2024-04-02"), (1, 2, "废止", "2024-04-02")]


@pytest.mark.parametrize(
    "words",
    [
        "二、此前有关规定与本意见不一致的，以本意见为准。",
        "二、凡与本意见不一致的规定，予以废止。",
        "二、与《湖州市企业技改补助办法》不一致的，以本意见为准，原意见同时废止。",
        "二、根据《湖州市企业技改补助办法》制定，原细则同时废止。",
        "二、研究修改或者废止《湖州市企业技改补助办法》。",
        "二、《湖州市技改补助办法》同时废止。",
        "二、《湖州市企业技改补助办法（试行）》同时废止。",
        "二、《湖州市企业技改补助办法》（湖财企〔2018〕44号）同时废止。",
        "二、下列文件继续有效：\n1.《湖州市企业技改补助办法》（湖财企〔2019〕1号）",
        "二、《湖州市企业技改补助办法》继续执行。",
        "二、抓紧修订《湖州市企业技改补助办法》。",
        "二、对试点企业不再执行《湖州市企业技改补助办法》中的限制性规定。",
    ],
)
def test_what_is_not_repealed_whole_and_by_name_stays(words: str) -> None:
    assert ended(OLD, new(words)) == []


def test_a_part_that_is_repealed_or_changed_amends() -> None:
    for words in (
        "二、将《湖州市企业技改补助办法》第一条修改为：“对技改给予奖励。”",
        "二、《湖州市企业技改补助办法》第一条予以废止。",
    ):
        assert ended(OLD, new(words)) == [(0, 1, "修订", "2024-04-02")]


def test_a_document_may_replace_another() -> None:
    assert ended(OLD, new("二、本意见代替《湖州市企业技改补助办法》。")) == [(0, 1, "代替", "2024-04-02")]


def test_the_namesake_of_another_city_stays() -> None:
    words = "二、《关于做好科技保险补贴工作的通知》同时废止。"
    other = new(words, "绍兴市财政局", "绍财企〔2024〕9号")
    assert ended(NOTICE, other) == []
    assert ended(NOTICE, new(words)) == [(0, 1, "废止", "2024-04-02")]


def test_a_document_repeals_neither_itself_nor_a_later_one_of_its_name() -> None:
    again = OLD.replace("〔2019〕1号", "〔2022〕5号").replace("2019年3月1日", "2022年3月1日")
    again += "原《湖州市企业技改补助办法》同时废止。"
    assert ended(again) == []
    assert ended(OLD, again) == [(0, 1, "废止", "2022-03-01")]
    nameless = OLD + "原《湖州市企业技改补助办法》同时废止。"
    assert ended(nameless, again) == [(0, 1, "废止", "2022-03-01")]
    undated = again.replace("湖州市财政局\n2022年3月1日", "湖州市财政局")
    assert ended(OLD, undated) == []
    older = OLD + "原《湖州市企业技改补助办法》（湖财企〔2012〕8号）同时废止。"
    assert ended(older, again) == [(0, 1, "废止", "2022-03-01")]


def test_of_several_of_one_name_the_latest_is_meant() -> None:
    second = OLD.replace("〔2019〕1号", "〔2022〕5号").replace("2019年3月1日", "2022年3月1日")
    assert ended(OLD, second, new("二、《湖州市企业技改补助办法》同时废止。")) == [
        (1, 2, "废止", "2024-04-02")
    ]


def test_a_draft_or_a_report_of_a_repeal_repeals_nothing() -> None:
    words = "二、《湖州市企业技改补助办法》（湖财企〔2019〕1号）同时废止。"
    draft = new(words).replace("若干意见\n", "若干意见（征求意见稿）\n")
    asking = (
        "湖州市财政局关于公开征求《关于废止〈湖州市企业技改补助办法〉的决定》意见的公告\n现公开征求意见。\n"
        "《湖州市企业技改补助办法》（湖财企〔2019〕1号）同时废止。\n湖州市财政局\n2024年4月2日"
    )
    news = (
        "本报讯（记者 某某）湖州市财政局发布新政。《湖州市企业技改补助办法》（湖财企〔2019〕1号）同时废止。"
    )
    for text in (draft, asking, news):
        assert ended(OLD, text) == []


DRAFT = (
    "湖州市企业技改补助办法（征求意见稿）\n第一条　对湖州市技改项目给予补助。\n"
    "第二条　本办法自印发之日起施行。\n湖州市财政局\n2019年1月5日"
)


def test_a_draft_is_over_once_its_text_is_issued() -> None:
    assert ended(DRAFT, OLD) == [(0, 1, "正式印发", "2019-03-01")]
    assert ended(OLD, DRAFT) == [(1, 0, "正式印发", "2019-03-01")]


def test_a_later_draft_and_one_of_another_city_are_still_drafts() -> None:
    assert ended(DRAFT.replace("2019年1月5日", "2023年1月5日"), OLD) == []
    assert ended(DRAFT.replace("湖州", "绍兴"), OLD) == []
    assert ended(DRAFT.replace("办法（征", "办法（试行）（征"), OLD) == []


def test_an_older_version_is_ended_by_the_newer_one() -> None:
    assert ended(OLD, NOTICE, revisions=[(0, 1)]) == [(0, 1, "新版本", "2020-05-06")]


def test_a_version_that_repeals_its_forerunner_says_so_once() -> None:
    words = "二、《湖州市企业技改补助办法》（湖财企〔2019〕1号）同时废止。"
    assert ended(OLD, new(words), revisions=[(0, 1)]) == [(0, 1, "废止", "2024-04-02")]


def test_the_document_that_repeals_stays_in_force() -> None:
    document = read(new("二、《湖州市企业技改补助办法》同时废止。"))
    assert document.metadata.stated_status is None
    assert status_on(document.metadata, TODAY) == "现行"


@pytest.mark.parametrize(
    ("relation", "on", "day", "status"),
    [
        ("废止", date(2024, 5, 1), date(2024, 4, 30), "现行"),
        ("废止", date(2024, 5, 1), date(2024, 5, 1), "废止"),
        ("代替", date(2024, 5, 1), date(2024, 5, 2), "废止"),
        ("新版本", date(2024, 5, 1), date(2024, 5, 2), "失效"),
        ("正式印发", None, date(2020, 1, 1), "失效"),
        ("修订", None, date(2024, 5, 2), "现行"),
    ],
)
def test_the_status_follows_the_day_of_what_ended_it(
    relation: str, on: date | None, day: date, status: str
) -> None:
    metadata = read(OLD).metadata
    assert status_on(metadata, day, [Ended("旧", "新", "某意见", relation, on)]) == status


def test_a_repeal_weighs_more_than_a_new_version() -> None:
    ends = [Ended("旧", "新", "某意见", relation, None) for relation in ("新版本", "废止")]
    assert status_on(read(OLD).metadata, TODAY, ends) == "废止"


def test_names_are_compared_without_quotes_and_issuers_but_with_their_brackets() -> None:
    assert comparable("关于印发〈甲 办法〉的通知") == comparable("关于印发《甲办法》的通知")
    assert comparable("甲办法（试行）") != comparable("甲办法")
    assert names_of("某市财政局关于印发《甲乙丙办法》的通知") >= {"甲乙丙办法", "关于印发甲乙丙办法的通知"}
    assert without_draft(comparable("甲办法（修订草案征求意见稿）")) == "甲办法"
    assert without_draft(comparable("甲方案（2024-2026年）（征求意见稿）")) == "甲方案(2024-2026年)"
    assert asks_for_opinions("关于征求《甲办法》意见的函")
    assert not asks_for_opinions("关于甲的实施意见")


def test_a_body_goes_by_its_short_name_but_not_by_that_of_another() -> None:
    assert same_body("省财政厅", "湖北省财政厅")
    assert same_body("中华人民共和国财政部", "财政部")
    assert not same_body("财政局", "湖州市财政局")
    assert not same_body("湖州市财政局", "绍兴市财政局")


DECISION = (
    "湖州市人民政府关于废止部分行政规范性文件的决定\n湖政发〔2024〕3号\n各区县人民政府：\n"
    "经研究，决定废止《湖州市财政局关于做好科技保险补贴工作的通知》等2件行政规范性文件（目录见附件），"
    "自公布之日起不再执行。\n湖州市人民政府\n2024年4月2日\n附件\n废止的行政规范性文件目录\n"
    "1.关于印发《湖州市企业技改补助办法》的通知（湖财企〔2019〕1号）\n"
    "2.湖州市财政局关于做好科技保险补贴工作的通知（湖财企〔2020〕7号）"
)
CLEARING = (
    "湖州市财政局关于公布规范性文件清理结果的通知\n湖财法〔2024〕3号\n各区县财政局：\n"
    "一、{}的文件目录\n1.《关于做好科技保险补贴工作的通知》（湖财企〔2020〕7号）\n"
    "二、{}的文件目录\n1.《湖州市企业技改补助办法》（湖财企〔2019〕1号）\n湖州市财政局\n2024年4月2日"
)


def test_a_government_repeals_by_a_list_in_the_annex() -> None:
    assert ended(OLD, NOTICE, DECISION) == [(0, 2, "废止", "2024-04-02"), (1, 2, "废止", "2024-04-02")]


def test_of_a_clearing_only_the_list_of_the_repealed_repeals() -> None:
    assert ended(OLD, NOTICE, CLEARING.format("继续有效", "废止")) == [(0, 2, "废止", "2024-04-02")]
    assert ended(OLD, NOTICE, CLEARING.format("废止", "继续有效")) == [(1, 2, "废止", "2024-04-02")]
