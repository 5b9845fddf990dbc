"""A transformer in sentence-transformers' folder format, made here: what a user's bge or m3e is, but tiny."""

import json
from pathlib import Path

import numpy as np
import pytest

from index.build import build
from index.models import Encoder
from index.models.loading import load_encoder
from index.models.sentence import SentenceEncoder
from index.search import KnowledgeBase
from ingest.errors import HomeError
from ingest.extract.extracted import Extracted
from ingest.pipeline import facts_of, ingest_extracted

TEXT = "一、支持融资。对专精特新企业给予贷款贴息。\n二、支持用地。厂房加层不再增收土地价款。\n"
PROMPTS = {"query": "为这个问题找条款：", "document": "条款："}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    made = tmp_path_factory.mktemp("transformer")
    characters = sorted(set(TEXT + "".join(PROMPTS.values())))
    vocabulary = {token: n for n, token in enumerate(["[PAD]", "[UNK]", *characters])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", model_max_length=64
    )
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64,
    )  # fmt: skip
    fast.save_pretrained(made / "bert")
    BertModel(config).save_pretrained(made / "bert")
    bert = Transformer(str(made / "bert"), max_seq_length=64)
    pooling = Pooling(bert.get_embedding_dimension(), pooling_mode="mean")
    model = SentenceTransformer(modules=[bert, pooling], prompts=PROMPTS, device="cpu")
    model.save(str(made / "model"))
    return made / "model"


@pytest.fixture(scope="module")
def encoder(folder: Path) -> Encoder:
    return load_encoder(folder, threads=1)


def test_any_sentence_transformers_folder_can_be_named(encoder: Encoder) -> None:
    assert isinstance(encoder, SentenceEncoder)
    vectors = encoder.encode_passages(["贷款贴息", "厂房加层"])
    assert vectors.shape == (2, encoder.dimensions) == (2, 16)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_questions_and_passages_get_their_own_prompts(folder: Path, encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(folder), local_files_only=True, device="cpu")
    for encode, prompt in ((encoder.encode_queries, "query"), (encoder.encode_passages, "document")):
        written_out = plain.encode(PROMPTS[prompt] + "贷款贴息", prompt="", normalize_embeddings=True)
        assert np.allclose(encode(["贷款贴息"])[0], written_out, atol=1e-5)
    assert not np.allclose(encoder.encode_queries(["贷款"]), encoder.encode_passages(["贷款"]), atol=1e-3)


def test_a_base_is_built_and_searched_with_it_and_with_no_other(encoder: Encoder, tmp_path: Path) -> None:
    documents = [
        (document, facts_of(document)) for document in ingest_extracted(Extracted(TEXT), "措施.txt", "0" * 64)
    ]
    build(tmp_path / "home", documents, encoder)
    with KnowledgeBase.open(tmp_path / "home", encoder) as kb:
        assert kb.search("厂房加层", 1)[0].clause_id.endswith("#二")
    with pytest.raises(HomeError, match="另一个向量模型"):
        KnowledgeBase.open(tmp_path / "home")


def test_a_folder_whose_weights_are_missing_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text(json.dumps([]), encoding="utf-8")
    with pytest.raises(HomeError, match="无法载入向量模型"):
        load_encoder(tmp_path)
