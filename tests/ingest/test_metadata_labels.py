"""Fields of portals, forms and cards, read where the document itself does not say."""

from datetime import date
from pathlib import Path

from ingest.metadata.labels import labelled, labelled_issuers, labelled_status, labelled_term, labelled_title
from ingest.pipeline import read_source
from ingest.records import Document
from ingest.structure.lines import lines_of
from ingest.validity import status_on

FIXTURES = Path(__file__).parent / "fixtures"


def only(name: str) -> Document:
    (document,) = read_source(FIXTURES / name, name).documents
    return document


def test_a_card_says_who_issued_it_when_and_until_when() -> None:
    metadata = only("policy_card.txt").metadata
    assert metadata.title
    assert metadata.title.value == "杭州市人工智能算力券实施方案"
    assert [issuer.value for issuer in metadata.issuers] == ["杭州市经济和信息化局"]
    assert metadata.doc_number
    assert metadata.doc_number.value == "杭经信数字〔2023〕18号"
    assert metadata.issued_on
    assert metadata.issued_on.value == date(2023, 10, 11)
    assert metadata.effective_from
    assert metadata.effective_from.value == date(2023, 10, 11)
    assert metadata.expires_on
    assert metadata.expires_on.value == date(2025, 12, 31)


def test_a_card_is_over_after_its_term() -> None:
    metadata = only("policy_card.txt").metadata
    assert status_on(metadata, date(2024, 6, 30)) == "现行"
    assert status_on(metadata, date(2026, 11, 21)) == "已到期"


def test_every_field_of_a_card_keeps_its_span() -> None:
    source = (FIXTURES / "policy_card.txt").read_text(encoding="utf-8")
    metadata = only("policy_card.txt").metadata
    for sourced in (metadata.title, metadata.doc_number, metadata.issued_on, metadata.expires_on):
        assert sourced
        assert sourced.span
        assert source[sourced.span.start : sourced.span.end] == sourced.span.text


def test_a_portal_page_holds_several_fields_on_a_line() -> None:
    metadata = only("portal_page.txt").metadata
    assert metadata.title
    assert metadata.title.value == "关于做好小微企业融资担保降费奖补工作的通知"
    assert [issuer.value for issuer in metadata.issuers] == ["宁波市财政局"]
    assert metadata.doc_number
    assert metadata.doc_number.value == "甬财金〔2024〕211号"
    assert metadata.issued_on
    assert metadata.issued_on.value == date(2024, 5, 16)
    assert metadata.region
    assert metadata.region.value.code == "330200"
    assert metadata.stated_status
    assert metadata.stated_status.value == "失效"


def test_a_label_inside_a_sentence_is_no_field() -> None:
    lines = lines_of("发文机关应当在三十日内公布文件名称、发文字号和有效期限。\n本办法有效期5年。")
    assert labelled_issuers(labelled(lines)) == ()
    assert labelled_term(labelled(lines)) is None


def test_only_words_of_repeal_are_a_status() -> None:
    assert labelled_status(labelled(lines_of("有效性：现行有效"))) is None
    stated = labelled_status(labelled(lines_of("效力状态： 已废止")))
    assert stated is not None
    assert stated.value == "废止"


def test_a_title_field_must_read_as_a_title() -> None:
    assert labelled_title(labelled(lines_of("名称：某某机械有限公司"))) is None
