import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from index.build import build
from index.models import Encoder
from index.models.loading import load_encoder
from index.search import KnowledgeBase
from ingest.pipeline import facts_of, read_source
from ingest.records import Document, Facts

SOURCES = Path(__file__).parents[2] / "corpus" / "sources"
Input = tuple[Document, tuple[Facts, ...]]
WORDS = "贷款 贴息 担保 用地 厂房 人才 补贴 税费 减免 稳岗 返还 培训 奖励 上市 专利 出口".split()
_VOCABULARY = "企业 中小企业 专精特新 融资 贷款 担保 用地 厂房 加层 改造 容积率 人才".split()


def write_model(folder: Path, seed: int = 1) -> Path:
    """Write a small StaticEmbedding folder as sentence-transformers saves it."""
    folder.mkdir()
    pieces = [("<unk>", -20.0), *((word, -5.0) for word in _VOCABULARY)]
    Tokenizer(Unigram(pieces, unk_id=0)).save(str(folder / "tokenizer.json"))
    matrix = np.random.default_rng(seed).normal(size=(len(pieces), 16)).astype(np.float32)
    save_file({"embedding.weight": matrix}, folder / "model.safetensors")
    kind = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
    (folder / "modules.json").write_text(json.dumps([{"idx": 0, "name": "0", "path": "", "type": kind}]))
    config = {"model_type": "SentenceTransformer", "prompts": {"query": "企业", "document": ""}}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config))
    return folder


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two layers over sixteen words, as training starts from it."""
    import torch
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("tiny") / "model"
    torch.manual_seed(1)
    names = ["<s>", "<pad>", "</s>", "<unk>", "query", "passage", ":", *WORDS]
    config = BertConfig(
        vocab_size=len(names), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=64, pad_token_id=1,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    tokenizer = Tokenizer(WordLevel({name: at for at, name in enumerate(names)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    ends = [("<s>", 0), ("</s>", 2)]
    tokenizer.post_processor = TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


@pytest.fixture(scope="session")
def graphs(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An encoder and a judge exported from it; tests must not change them."""
    from index.training.pretrained.export import export

    folder = tmp_path_factory.mktemp("graphs")
    made = folder / "encoder", folder / "judge"
    for out, judge in zip(made, (False, True), strict=True):
        export(tiny, out, 24, judge=judge)
    return made


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="session")
def encoder(model_folder: Path) -> Encoder:
    return load_encoder(model_folder)


@pytest.fixture(scope="session")
def documents() -> list[Input]:
    found = [
        document for path in sorted(SOURCES.iterdir()) for document in read_source(path, path.name).documents
    ]
    return [(document, facts_of(document)) for document in found]


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory, documents: list[Input], encoder: Encoder) -> Path:
    """A home built once from the five sources; tests must not change it."""
    home = tmp_path_factory.mktemp("homes") / "home"
    build(home, documents, encoder)
    return home


@pytest.fixture(scope="session")
def knowledge(shared_home: Path, encoder: Encoder) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(shared_home, encoder) as opened:
        yield opened
