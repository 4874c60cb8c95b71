"""all-MiniLM-L6-v2 as annexa runs it: its graph, weights, tokenizer, batches and session settings, from Python."""

import time
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

DIMENSIONS = 384
MAX_TOKENS = 256
BATCH = 4  # passages at once, neighbours in length; annexa's own figure


class MiniLm:
    """Texts in, unit vectors out (float32). `passage_seconds` adds up the time spent on passages."""

    def __init__(self, graph: Path, models: Path, threads: int):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # The graph names model.safetensors as the file of its weights; this says where that is.
        options.add_session_config_entry(
            "session.model_external_initializers_file_folder_path", str(models.resolve())
        )
        self._session = onnxruntime.InferenceSession(
            graph.read_bytes(), options, providers=["CPUExecutionProvider"]
        )
        # The published tokenizer.json pads every text to 128 tokens; both settings are replaced.
        self._tokenizer = Tokenizer.from_file(str(models / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        self.passage_seconds = 0.0

    def query(self, text: str) -> np.ndarray:
        """The vector of one query: [DIMENSIONS]."""
        return self._run([text])[0]

    def passages(self, texts: list[str]) -> np.ndarray:
        """The vectors of any number of passages, in their order: [len(texts), DIMENSIONS]."""
        start = time.perf_counter()
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        longest_first = sorted(range(len(texts)), key=lambda at: -len(texts[at].encode()))
        for first in range(0, len(texts), BATCH):
            batch = longest_first[first : first + BATCH]
            vectors[batch] = self._run([texts[at] for at in batch])
        self.passage_seconds += time.perf_counter() - start
        return vectors

    def _run(self, texts: list[str]) -> np.ndarray:
        """Mean of the token vectors that are not padding, at length 1: [len(texts), DIMENSIONS]."""
        encoded = self._tokenizer.encode_batch(texts)
        mask = np.array([text.attention_mask for text in encoded], np.int64)
        inputs = {
            "input_ids": np.array([text.ids for text in encoded], np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        (tokens,) = self._session.run(["last_hidden_state"], inputs)
        sums = np.einsum("btd,bt->bd", tokens, mask.astype(np.float32))
        return sums / np.linalg.norm(sums, axis=1, keepdims=True)
