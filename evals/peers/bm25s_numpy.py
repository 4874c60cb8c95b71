"""The floor: bm25s for words, one numpy product for vectors, a weighted sum of both. No framework, no database."""

import bm25s
import numpy as np
import Stemmer

from measure import Passage, best, main
from minilm import MiniLm

TEXT_WEIGHT = 0.5
PACKAGES = ["bm25s", "PyStemmer", "numpy", "onnxruntime", "tokenizers"]


class Floor:
    """Keeps everything in memory."""

    def __init__(self, model: MiniLm, depth: int):
        self._model = model
        self._depth = depth
        self._stemmer = Stemmer.Stemmer("english")
        self._bm25 = bm25s.BM25(k1=1.2, b=0.75)

    def index(self, passages: list[Passage]) -> None:
        texts = [passage.text for passage in passages]
        self._documents = [passage.document for passage in passages]
        self._bm25.index(self._tokens(texts), show_progress=False)
        self._vectors = self._model.passages(texts)

    def search(self, text: str, vector: np.ndarray) -> list[str]:
        sums = np.zeros(len(self._documents), np.float32)
        by_text, by_vector = self._by_text(text), self._by_vector(vector)
        for (rows, scores), weight in ((by_text, TEXT_WEIGHT), (by_vector, 1 - TEXT_WEIGHT)):
            sums[rows] += weight * scaled(scores)
        found = np.union1d(by_text[0], by_vector[0])
        ranked = found[np.argsort(-sums[found], kind="stable")]
        return best(self._documents[row] for row in ranked)

    def _by_text(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Rows of at most `depth` passages that share a word with the text, and their scores."""
        rows, scores = self._bm25.retrieve(
            self._tokens([text]), k=self._depth, sorted=False, show_progress=False
        )
        found = scores[0] > 0
        return rows[0][found], scores[0][found]

    def _by_vector(self, vector: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the `depth` nearest passages, and their cosines."""
        cosines = self._vectors @ vector
        rows = np.argpartition(-cosines, self._depth - 1)[: self._depth]
        return rows, cosines[rows]

    def _tokens(self, texts: list[str]) -> bm25s.tokenization.Tokenized:
        return bm25s.tokenize(texts, stemmer=self._stemmer, show_progress=False)


def scaled(scores: np.ndarray) -> np.ndarray:
    """Scores brought to 0..1; all 1 if they do not differ."""
    if scores.size == 0 or np.ptp(scores) == 0:
        return np.ones_like(scores)
    return (scores - scores.min()) / np.ptp(scores)


if __name__ == "__main__":
    main("bm25s + numpy", Floor, PACKAGES)
