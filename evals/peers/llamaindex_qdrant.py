"""LlamaIndex with Qdrant's local mode for vectors, its BM25 retriever for words, and its fusion of the two."""

import tempfile
import uuid

import numpy as np
from llama_index.core import StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import QueryBundle, TextNode
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.qdrant import QdrantVectorStore
from qdrant_client import QdrantClient

from measure import Passage, best, main
from minilm import MiniLm

PACKAGES = [
    "llama-index-core",
    "llama-index-vector-stores-qdrant",
    "llama-index-retrievers-bm25",
    "qdrant-client",
    "bm25s",
    "PyStemmer",
    "numpy",
    "onnxruntime",
    "tokenizers",
]
EMBED_BATCH = 2048  # texts that LlamaIndex hands over at once, its maximum


class MiniLmEmbedding(BaseEmbedding):
    """The model behind LlamaIndex's interface; vectors become lists of floats, as it asks."""

    _model: MiniLm = PrivateAttr()

    def __init__(self, model: MiniLm):
        super().__init__(model_name="all-MiniLM-L6-v2", embed_batch_size=EMBED_BATCH)
        self._model = model

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._model.query(query).tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._model.passages([text])[0].tolist()

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._model.passages(texts).tolist()


class LlamaIndexQdrant:
    """Vectors and payload in a folder that lives as long as this object; BM25 in memory."""

    def __init__(self, model: MiniLm, depth: int):
        self._embedding = MiniLmEmbedding(model)
        self._depth = depth
        self._folder = tempfile.TemporaryDirectory()

    def index(self, passages: list[Passage]) -> None:
        nodes = [node(passage) for passage in passages]
        client = QdrantClient(path=self._folder.name)
        store = QdrantVectorStore("passages", client=client)
        index = VectorStoreIndex(
            nodes,
            storage_context=StorageContext.from_defaults(vector_store=store),
            embed_model=self._embedding,
        )
        self._retriever = QueryFusionRetriever(
            [
                index.as_retriever(similarity_top_k=self._depth),
                BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=self._depth),
            ],
            llm=MockLLM(),  # never asked with one query, but without it a real one is looked for
            mode=FUSION_MODES.RECIPROCAL_RANK,
            similarity_top_k=2 * self._depth,  # all: several may be of one document
            num_queries=1,
            use_async=False,
        )

    def search(self, text: str, vector: np.ndarray) -> list[str]:
        hits = self._retriever.retrieve(QueryBundle(text, embedding=vector.tolist()))
        return best(hit.node.metadata["document"] for hit in hits)


def node(passage: Passage) -> TextNode:
    """A node whose text alone is embedded and indexed. Its metadata sets passages with equal texts apart."""
    metadata = {"id": passage.id, "document": passage.document}
    return TextNode(
        id_=str(uuid.uuid5(uuid.NAMESPACE_OID, passage.id)),  # Qdrant takes UUIDs
        text=passage.text,
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),
    )


if __name__ == "__main__":
    main("LlamaIndex + Qdrant", LlamaIndexQdrant, PACKAGES)
