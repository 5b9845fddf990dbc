"""Two versions of a document compared: what was added, removed, changed, and what merely moved."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.extracted import Extracted
from ingest.pipeline import ingest_extracted
from ingest.records import Clause, Document, Metadata, OffsetMap, Run
from ingest.versions.clause_diff import DocumentDiff, diff
from ingest.versions.word_diff import ADDED, KEPT, REMOVED, Edit, word_edits

ARTICLES = (
    "为规范孵化器的管理，促进科技企业成长，制定本办法。",
    "本办法所称孵化器，是指为初创企业提供场地、设备和辅导的机构。",
    "孵化器应当有自有或租期不少于五年的场地，面积不低于3000平方米。",
    "在孵企业不少于二十家，其中拥有知识产权的占比不低于30%。",
    "认定为市级孵化器的，给予一次性奖励30万元，由市级财政承担。",
    "孵化器每年接受一次考核，考核不合格的限期整改。",
    "弄虚作假骗取奖励的，追回资金，三年内不得再次申报。",
    "本办法自印发之日起施行，有效期五年。",
)
NUMERALS = "一二三四五六七八九十"


def _document(articles: tuple[str, ...], name: str = "甲") -> Document:
    lines = ["柳溪市科技企业孵化器管理办法"]
    lines += [f"第{NUMERALS[n]}条 {article}" for n, article in enumerate(articles)]
    text = "\n".join(lines)
    (document,) = ingest_extracted(Extracted(text), f"{name}.txt", sha256(text.encode()).hexdigest())
    assert len(document.clauses) >= len(articles)
    return document


def _bodies(clauses: tuple[Clause, ...]) -> list[str]:
    return [clause.text.partition(" ")[2].strip() or clause.text for clause in clauses]


def _check_complete(found: DocumentDiff, old: Document, new: Document) -> None:
    both = len(found.changed) + len(found.moved) + found.unchanged
    assert both + len(found.removed) == len(old.clauses)
    assert both + len(found.added) == len(new.clauses)


def test_the_same_text_has_no_difference() -> None:
    old, new = _document(ARTICLES), _document(ARTICLES)
    found = diff(old, new)
    assert (found.added, found.removed, found.changed, found.moved) == ((), (), (), ())
    assert found.unchanged == len(old.clauses)


def test_an_article_at_the_top_renumbers_the_others_and_changes_none() -> None:
    inserted = "认定和考核坚持公开、择优、动态管理的原则。"
    old, new = _document(ARTICLES), _document((inserted, *ARTICLES))
    found = diff(old, new)
    assert _bodies(found.added) == [inserted]
    assert found.removed == found.changed == ()
    assert [(m.old.ordinal, m.new.ordinal) for m in found.moved][:2] == [
        ("第一条", "第二条"),
        ("第二条", "第三条"),
    ]
    assert len(found.moved) == len(ARTICLES)
    _check_complete(found, old, new)


def test_a_changed_amount_is_shown_as_a_whole_number() -> None:
    changed = (*ARTICLES[:4], ARTICLES[4].replace("30万元", "50万元"), *ARTICLES[5:])
    (only,) = diff(_document(ARTICLES), _document(changed)).changed
    assert only.edits == (
        Edit(KEPT, "认定为市级孵化器的，给予一次性奖励"),
        Edit(REMOVED, "30"),
        Edit(ADDED, "50"),
        Edit(KEPT, "万元，由市级财政承担。"),
    )
    assert only.likeness > 0.8


def test_articles_that_change_place_and_words_at_once_are_still_matched() -> None:
    order = (*ARTICLES[:2], ARTICLES[6].replace("三年", "五年"), *ARTICLES[2:6], ARTICLES[7])
    old, new = _document(ARTICLES), _document(order)
    found = diff(old, new)
    assert [(each.old.ordinal, each.new.ordinal) for each in found.changed] == [("第七条", "第三条")]
    assert found.added == found.removed == ()
    _check_complete(found, old, new)


def test_an_article_taken_out_and_one_put_in_are_not_one_changed() -> None:
    other = "鼓励高校图书馆向在孵企业开放文献资源。"
    old, new = _document(ARTICLES), _document((*ARTICLES[:5], other, *ARTICLES[6:]))
    found = diff(old, new)
    assert _bodies(found.removed) == [ARTICLES[5]]
    assert _bodies(found.added) == [other]
    assert found.changed == ()


def test_typography_is_no_change() -> None:
    spaced = tuple(article.replace("，", ", ").replace("。", " 。") for article in ARTICLES)
    assert diff(_document(ARTICLES), _document(spaced)).changed == ()


def _made(name: str, texts: list[str]) -> Document:
    clauses, at = [], 0
    for number, text in enumerate(texts, 1):
        clauses.append(Clause(f"{name}#{number}", name, (), "", "", text, at, at + len(text)))
        at += len(text)
    whole = "".join(texts)
    return Document(name, name, name, whole, OffsetMap((Run(0, 0, len(whole)),)), Metadata(), tuple(clauses))


def test_two_thousand_clauses_of_one_pattern_are_compared_without_trying_all_pairs() -> None:
    rows = [
        f"第{n}号项目由{n * 7919 % 9973}号单位承建，补助资金{n * 31 % 997}万元，按进度拨付。"
        for n in range(2_000)
    ]
    found = diff(_made("旧", rows), _made("新", [row.replace("按进度", "验收后") for row in rows]))
    assert len(found.changed) == 2_000
    assert (found.added, found.removed) == ((), ())
    assert all(each.old.id.partition("#")[2] == each.new.id.partition("#")[2] for each in found.changed)


@pytest.mark.parametrize(
    ("old", "new", "edits"),
    [
        ("甲乙", "甲乙", [(KEPT, "甲乙")]),
        ("", "甲", [(ADDED, "甲")]),
        ("奖励10.5%", "奖励12%", [(KEPT, "奖励"), (REMOVED, "10.5%"), (ADDED, "12%")]),
        ("由市局的人", "由县里的官", [(KEPT, "由"), (REMOVED, "市局的人"), (ADDED, "县里的官")]),
    ],
)
def test_words_kept_removed_and_added(old: str, new: str, edits: list[tuple[str, str]]) -> None:
    assert [(each.kind, each.text) for each in word_edits(old, new)] == edits


@given(st.text("甲乙丙0123% ", max_size=40), st.text("甲乙丙0123% ", max_size=40))
def test_edits_hold_both_texts(old: str, new: str) -> None:
    edits = word_edits(old, new)
    assert "".join(each.text for each in edits if each.kind != ADDED) == old
    assert "".join(each.text for each in edits if each.kind != REMOVED) == new


@given(
    st.lists(st.text("甲乙丙丁", max_size=6), max_size=8),
    st.lists(st.text("甲乙丙丁", max_size=6), max_size=8),
)
def test_every_clause_is_told_of_once(old: list[str], new: list[str]) -> None:
    a, b = _made("旧", old), _made("新", new)
    _check_complete(diff(a, b), a, b)
