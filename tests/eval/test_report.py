import json
import random
import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eval.compare import compare_systems
from eval.confidence import aurc, calibration, ece, risk_coverage
from eval.measures import MEASURES, METHODS
from eval.report import render_report
from eval.report.cells import against_reference, best, cells, displayed, known, reference
from eval.report.charts import suite_charts
from eval.report.drawing import wrapped
from eval.report.grid import slice_tables, summary_grids
from eval.report.marking import marked, words_of
from eval.report.page import inline_figures
from eval.results import SCHEMA, Measured, Part, Results, Shown, SuiteResult, SystemResult, Worst
from eval.statistics import interval

NASTY = "小微企业<b>贷款</b>贴息 & 担保费补助</script><script>alert(1)</script>怎么申请？"
KINDS = {"查条款": 5, "问资金": 4, "该弃答": 3}
QUESTIONS = [f"q{number:02}" for number in range(1, 13)]
KIND_OF = dict(zip(QUESTIONS, [kind for kind, count in KINDS.items() for _ in range(count)], strict=True))
VOID = {"meta", "br", "link", "img", "input", "hr"}


def measured(values: Mapping[str, float]) -> Measured:
    return Measured(*interval(list(values.values())), dict(values))


def drawn(rng: random.Random, level: float, questions: list[str]) -> Measured:
    return measured({key: round(min(1.0, max(0.0, rng.gauss(level, 0.12))), 4) for key in questions})


def sliced(measures: Mapping[str, Measured]) -> dict[str, dict[str, dict[str, Part]]]:
    groups: dict[str, dict[str, Part]] = {}
    for kind in KINDS:
        for name, one in measures.items():
            values = [value for key, value in one.values.items() if KIND_OF[key] == kind]
            if values:
                groups.setdefault(kind, {})[name] = Part(sum(values) / len(values), len(values))
    return {"kind": groups}


CLAUSE = Shown(
    "ab12#三/(二)",
    "湖北省若干措施",
    "三、金融支持 > （二）贷款贴息",
    "对小微企业新增贷款给予贴息，单户不超过 50 万元。担保费补助另行规定。",
    2,
)
OTHER = Shown("cd34#5", "武汉市 <试点> 办法", "", "担保机构 & 银行分担风险。", None)


def worst_of(name: str, said: str | None) -> tuple[Worst, ...]:
    first = Worst("q03", NASTY, "问资金", 0.125, (CLAUSE,), (OTHER, CLAUSE), said, ("首条引文不是应引条款",))
    return (
        first,
        replace(first, id="q11", question=f"{name} 没找到什么？", wanted=(), retrieved=(), faults=()),
    )


def system(name: str, title: str, level: float, answers: bool = False) -> SystemResult:
    rng = random.Random(name)
    answerable = [key for key in QUESTIONS if KIND_OF[key] != "该弃答"]
    measures = {key: drawn(rng, level, answerable) for key in ("nDCG@10", "R@10", "RR", "Judged@10")}
    row: dict[str, str | float | bool] = {"name": name, "title": title, "words": 1.0, "answers": answers}
    latency = {"p50": 12.5 * level, "p95": 40.0 * level, "p99": 55.25 * level, "mean": 17.0}
    known_cost = {"index_mb": 3.75, "build_s": 0.0}
    if not answers:
        return SystemResult(
            name, row, "5" * 64, "a" * 64, measures, sliced(measures), latency, known_cost,
            worst=worst_of(name, None),
        )  # fmt: skip
    measures |= {key: drawn(rng, 0.8, answerable) for key in ("clause@1", "clause@3", "unit_f1")}
    measures |= {"quote_faithfulness": measured(dict.fromkeys(answerable, 1.0))}
    measures |= {"unsafe_verdict": measured({key: float(key == "q04") for key in answerable})}
    measures |= {"abstention_accuracy": drawn(rng, 0.9, QUESTIONS)}
    pairs = [(rng.random(), rng.random() < 0.7) for _ in QUESTIONS]
    curve, bins = risk_coverage(pairs, len(QUESTIONS)), calibration(pairs)
    told = "可获得贴息 [1]。\n<i>另见</i> [2]"
    return SystemResult(
        name, row, "5" * 64, "a" * 64, measures, sliced(measures), latency, known_cost,
        {"aurc": aurc(curve), "ece": ece(bins)}, curve, bins, worst_of(name, told),
    )  # fmt: skip


def suite(systems: tuple[SystemResult, ...], **changed: object) -> SuiteResult:
    made = SuiteResult(
        name="five",
        path="eval/suites/five",
        digest="d" * 64,
        questions=len(QUESTIONS),
        kinds=KINDS,
        stale=tuple(f"q{number:02} ab12#{number}：文字已改 <旧>" for number in range(7)),
        systems=systems,
        comparisons=compare_systems("five", systems),
    )
    return replace(made, **changed)  # type: ignore[arg-type]  # any field


@pytest.fixture(scope="module")
def results() -> Results:
    systems = (
        system("bm25-words", "BM25 词", 0.25),
        system("dense", "向量", 0.78),
        system("huice", "惠策：混合＋结构＋口语", 0.8, answers=True),
    )
    command = "huice eval run eval/suites/five --out out"
    return Results(SCHEMA, "2026-03-02T08:15:00+00:00", "0.1.0", command, (suite(systems),))


@pytest.fixture(scope="module")
def page(results: Results) -> str:
    return render_report(results)


class Reader(HTMLParser):
    """Reads a page: what it loads, whether its tags match, the text of its scripts and the rest."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.loads: list[str] = []
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.texts: list[str] = []
        self.titles: list[str] = []
        self.policy = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.loads += [str(found[key]) for key in ("src", "srcset", "data", "action") if key in found]
        self.targets += [str(found["href"])] if "href" in found else []
        self.ids += [str(found["id"])] if "id" in found else []
        self.styles += [str(found["style"])] if "style" in found else []
        self.titles += [str(found["title"])] if "title" in found else []
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = str(found["content"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        within = self.open[-1] if self.open else ""
        {"script": self.scripts, "style": self.styles}.get(within, self.texts).append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.texts))

    @property
    def figures(self) -> list[dict[str, list[dict[str, object]]]]:
        found = next(text for text in self.scripts if text.startswith("["))
        return list(json.loads(found))


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    return Reader(page)


def test_the_page_loads_nothing_from_anywhere(read: Reader) -> None:
    assert read.loads == []
    assert all(target.startswith("#") for target in read.targets)
    assert not any("url(" in style or "@import" in style for style in read.styles)
    assert read.policy.startswith("default-src 'none'")
    assert "http" not in read.policy
    own = [script for script in read.scripts if len(script) < 1_000_000]
    assert len(own) == 2
    assert not any("http" in script for script in own)


def test_every_tag_is_closed_in_order(read: Reader) -> None:
    assert read.wrong == []
    assert read.open == []


def test_every_link_leads_somewhere(read: Reader) -> None:
    assert {target[1:] for target in read.targets} <= set(read.ids)
    assert len(read.ids) == len(set(read.ids))


def test_no_source_of_the_page_is_taken_for_text(read: Reader) -> None:
    assert len(read.scripts) == 3
    assert not re.search(r"\{[{%#]|[%}]\}|Markup\(|None|undefined", read.text)


def test_the_page_says_what_was_measured_when_and_how_to_do_it_again(read: Reader, results: Results) -> None:
    for told in (
        "2026-03-02 08:15:00（UTC）",
        results.command,
        "惠策 0.1.0",
        "5" * 64,
        "a" * 64,
        "d" * 64,
        "查条款 5",
        "该弃答 3",
    ):
        assert told in read.text


def test_every_figure_of_every_system_is_on_the_page(read: Reader, results: Results) -> None:
    for one in results.suites[0].systems:
        assert str(one.row["title"]) in read.text
        for name, cell in one.measures.items():
            assert f"{cell.mean:.3f}" in read.text, name
        for total in one.totals.values():
            assert f"{total:.3f}" in read.text


def test_every_measure_shown_is_defined_with_its_source(read: Reader, results: Results) -> None:
    shown = displayed(results.suites[0].systems)
    assert [one.name for one in shown][:3] == ["nDCG@10", "R@10", "RR"]
    for one in shown:
        assert f"m-{one.name}" in read.ids
        assert one.definition in read.text
        assert f"出处：{one.source}。" in read.text
        assert any(one.definition in title for title in read.titles)
    assert all(method.definition in read.text for method in METHODS.values())


def test_two_suites_stand_on_one_page_apart(results: Results) -> None:
    second = replace(results.suites[0], name="second", stale=())
    read = Reader(render_report(replace(results, suites=(results.suites[0], second))))
    assert read.wrong == []
    assert len(read.ids) == len(set(read.ids))
    assert {"suite-1-worst", "suite-2-worst"} <= set(read.ids)
    assert len(read.figures) == 16
    assert "处判定已过时" in read.text


def test_stale_judgements_are_a_warning(read: Reader) -> None:
    assert "7 处判定已过时或无法核对" in read.text
    assert "q06 ab12#6：文字已改 <旧>" in read.text


def test_what_comes_from_documents_is_text_and_never_markup(read: Reader, page: str) -> None:
    assert "alert(1)" not in "".join(text for text in read.scripts if len(text) < 1_000_000)
    assert NASTY in read.text
    assert "武汉市 <试点> 办法" in read.text
    assert "可获得贴息 [1]。 <i>另见</i> [2]" in read.text
    assert "<script>alert" not in page


def test_names_of_systems_and_kinds_cannot_break_out_of_the_figures(results: Results) -> None:
    base = results.suites[0].systems[2]
    title = "</script><a href='http://example.invalid'>x</a>&"
    part = next(iter(base.slices["kind"].values()))
    odd = replace(
        base,
        row={**base.row, "title": title},
        slices={"kind": {"<!--<script>": part, "其他": part}},
    )
    read = Reader(render_report(replace(results, suites=(suite((results.suites[0].systems[0], odd)),))))
    assert len(read.scripts) == 3
    assert read.wrong == []
    assert title in read.text
    # plotly reads labels as HTML: there the title stands escaped
    labels = json.dumps(read.figures, ensure_ascii=False)
    assert "<a href" not in labels
    assert "&lt;/script&gt;" in labels
    assert read.targets == [target for target in read.targets if target.startswith("#")]


def test_figures_can_stand_in_a_script_element_whatever_they_hold() -> None:
    title = "</script><!-- & \u2028"
    text = inline_figures([json.dumps({"title": title})])
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == [{"title": title}]


def test_plotly_itself_can_stand_in_a_script_element() -> None:
    from plotly.offline import get_plotlyjs

    text = get_plotlyjs().lower()
    assert "</script" not in text
    assert "<!--" not in text or "<script" not in text


def test_the_page_beside_plotly_is_small(page: str) -> None:
    from plotly.offline import get_plotlyjs

    assert len(page) - len(get_plotlyjs()) < 120_000


def test_worst_questions_show_what_was_wanted_retrieved_and_said(read: Reader) -> None:
    assert "检索第 2 · ✓ 应引" in read.text
    assert "1. 未判" in read.text
    assert "2. ✓ 应引" in read.text
    assert "没有应引条款" in read.text
    assert "什么也没有检索到" in read.text
    assert "首条引文不是应引条款" in read.text


def test_words_shared_with_the_question_are_marked(page: str) -> None:
    assert "<mark>贴息</mark>" in page
    assert words_of("担保费怎么补助") == ("担保费", "补助")


@example(text="贴息<b>额度</b> &amp; 期限", words=["额度", "b"])
@given(text=st.text(max_size=60), words=st.lists(st.text(min_size=1, max_size=5), max_size=4))
def test_marking_keeps_every_character_of_the_text(text: str, words: list[str]) -> None:
    class Words(HTMLParser):
        found = ""
        tags: frozenset[str] = frozenset()

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.tags |= {tag}

        def handle_data(self, data: str) -> None:
            self.found += data

    parser = Words(convert_charrefs=True)
    parser.feed(str(marked(text, words)))
    parser.close()
    assert parser.found == text
    assert parser.tags <= {"mark"}


def test_the_reference_is_the_first_system_that_answers_else_the_last(results: Results) -> None:
    words, dense, huice = results.suites[0].systems
    assert reference(suite((huice, words, dense))) is huice
    assert reference(suite((words, dense))) is dense
    assert reference(suite((words,))) is None


def test_a_mark_says_better_or_worse_whichever_way_the_measure_goes(results: Results) -> None:
    words, _, huice = results.suites[0].systems
    bad = measured(dict.fromkeys(QUESTIONS, 0.9))
    good = measured(dict.fromkeys(QUESTIONS, 0.1))
    for name, mark in (("nDCG@10", "worse"), ("unsafe_verdict", "better")):
        lower = replace(words, measures={name: good})
        higher = replace(huice, measures={name: bad})
        against = against_reference(suite((lower, higher)))
        assert against["bm25-words", name].mark == mark
        # the same whichever of the two is compared with which
        assert against_reference(suite((higher, lower)))["bm25-words", name].mark == mark


def test_the_best_are_bold_and_none_is_where_all_are_the_same() -> None:
    assert best(MEASURES["nDCG@10"], {"a": 0.5, "b": 0.7, "c": 0.7}) == {"b", "c"}
    assert best(MEASURES["unsafe_verdict"], {"a": 0.1, "b": 0.0}) == {"b"}
    assert best(MEASURES["nDCG@10"], {"a": 0.5, "b": 0.5}) == set()
    assert best(MEASURES["nDCG@10"], {"a": 0.5}) == set()


def test_a_measure_without_judgement_is_a_dash_or_names_who_is_absent(results: Results) -> None:
    grids = {grid.title: grid for grid in summary_grids(results.suites[0])}
    assert list(grids) == ["检索", "回答", "适用结论", "弃答与置信度", "时延与成本"]
    assert grids["回答"].absent == ("BM25 词", "向量")
    assert [row.name for row in grids["回答"].rows] == ["huice"]
    partly = replace(results.suites[0].systems[0], measures={"R@10": measured({"q01": 0.5})})
    grid = summary_grids(suite((partly, results.suites[0].systems[1])))[0]
    assert [entry and entry.text for entry in grid.rows[0].entries] == [None, "0.500", None, None]


def test_a_measure_missing_from_the_registry_is_shown_all_the_same(results: Results) -> None:
    words = results.suites[0].systems[0]
    odd = replace(words, measures={"novel@7": measured({"q01": 0.4321})})
    assert known("novel@7").title == "novel@7"
    text = Reader(render_report(replace(results, suites=(suite((odd,)),)))).text
    assert "novel@7" in text
    assert "0.432" in text


def test_charts_are_drawn_only_where_there_is_something_to_show(results: Results) -> None:
    words, dense, huice = results.suites[0].systems
    sections = [chart.section for chart in suite_charts(suite((words, dense, huice)))]
    assert sections == [
        "measures", "measures", "measures", "slices", "slices", "confidence", "confidence", "latency",
    ]  # fmt: skip
    bare = replace(words, slices={}, latency_ms={})
    assert [
        chart.title for chart in suite_charts(suite((bare, replace(dense, slices={}, latency_ms={}))))
    ] == [
        "nDCG@10",
        "R@10",
    ]
    nothing = replace(bare, measures={})
    assert suite_charts(suite((nothing,))) == []


def test_a_page_without_charts_carries_no_plotly(results: Results) -> None:
    bare = replace(results.suites[0].systems[0], measures={}, slices={}, latency_ms={}, cost={}, worst=())
    page = render_report(replace(results, suites=(suite((bare,)),)))
    assert Reader(page).scripts == []
    assert len(page) < 40_000
    assert Reader(render_report(replace(results, suites=()))).wrong == []


def test_figures_hold_the_means_and_the_intervals(read: Reader, results: Results) -> None:
    first = read.figures[0]["data"][0]
    expected = [one.measures["nDCG@10"] for one in results.suites[0].systems]
    assert first["x"] == pytest.approx([one.mean for one in expected])
    error = first["error_x"]
    assert isinstance(error, dict)
    assert error["array"] == pytest.approx([one.high - one.mean for one in expected])


def test_slices_are_a_table_too(results: Results) -> None:
    (table,) = slice_tables(results.suites[0])
    assert table.title == "题型"
    assert ("nDCG@10", "BM25 词") in table.heads
    kinds = [group for group, _ in table.rows]
    assert kinds == list(KINDS)
    measure = results.suites[0].systems[0].slices["kind"]["查条款"]["nDCG@10"]
    assert table.rows[0][1][0] == f"{measure.mean:.3f}（5）"
    # what is to be abstained from has no clauses to be found
    assert table.rows[2][1][0] == "–"


def test_a_label_is_cut_into_lines_and_escaped() -> None:
    assert wrapped("惠策：混合＋结构＋口语", 6) == "惠策：混合＋<br>结构＋口语"
    assert wrapped("甲" * 30, 6, lines=2) == "甲" * 6 + "<br>" + "甲" * 5 + "…"
    assert wrapped("a<b>&", 6) == "a&lt;b&gt;&amp;"


def test_cells_hold_totals_latency_and_cost_by_the_names_of_the_registry(results: Results) -> None:
    found = cells(results.suites[0].systems[2])
    assert found["latency_p95"].value == pytest.approx(32.0)
    assert found["index_mb"].value == 3.75
    assert found["nDCG@10"].questions == 9
    assert found.keys() <= MEASURES.keys()
