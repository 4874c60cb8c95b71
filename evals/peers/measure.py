"""What both peers share: the test collection, the measurements, and the command line of a child process.

A record is one flat JSON object, with annexa's own names: times that end in `_s` are seconds, in `_ms` milliseconds;
memory is in MiB; recall, MAP and nDCG lie between 0 and 1.
"""

import argparse
import csv
import json
import platform
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from math import log2
from pathlib import Path
from typing import Protocol

import numpy as np

from minilm import MiniLm

CUT = 10  # documents that a search returns and that quality looks at
WARM_UP = 20  # searches before any is timed


@dataclass(frozen=True)
class Passage:
    """A piece of a document, cut by annexa, as it is embedded; its id is the document's and its number in it."""

    id: str
    document: str
    text: str


@dataclass(frozen=True)
class Query:
    """A query and the grades of its relevant documents by their ids."""

    text: str
    grades: dict[str, float]


class System(Protocol):
    """What is measured. The constructor takes the model and how many candidates each half gives."""

    def __init__(self, model: MiniLm, depth: int): ...

    def index(self, passages: list[Passage]) -> None:
        """Embeds and indexes everything; searches work when it returns."""

    def search(self, text: str, vector: np.ndarray) -> list[str]:
        """Ids of the best CUT documents, each by its best passage, for a query and its vector [DIMENSIONS]."""


def read_passages(path: Path) -> list[Passage]:
    """What `annexa eval passages` printed; the passages of a document stand in their order."""
    found, count = [], defaultdict(int)
    for line in json_lines(path):
        document = line["id"]
        count[document] += 1
        found.append(Passage(f"{document}#{count[document]}", document, line["text"]))
    return found


def read_queries(folder: Path) -> list[Query]:
    """The queries of a test collection; those without a relevant document are left out."""
    grades = defaultdict(dict)
    with open(folder / "qrels.tsv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if float(row["score"]) > 0:
                grades[row["query-id"]][row["corpus-id"]] = float(row["score"])
    lines = json_lines(folder / "queries.jsonl")
    return [Query(line["text"], grades[line["id"]]) for line in lines if line["id"] in grades]


def json_lines(path: Path) -> list[dict]:
    """One object a line."""
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def best(documents: Iterable[str]) -> list[str]:
    """The first CUT documents of a ranked list of passages, given by the document that each is of."""
    return list(dict.fromkeys(documents))[:CUT]


def searches(system: System, model: MiniLm, queries: list[Query]) -> dict[str, float]:
    """Means of the quality of each query's search; median and 95th percentile of its time (ms).

    `p50_ms` is the search alone, `with_embedding_p50_ms` includes the query's embedding. Both are taken from one
    search, as annexa takes them.
    """
    for query in queries[:WARM_UP]:
        system.search(query.text, model.query(query.text))
    figures, searching, whole = [], [], []
    for query in queries:
        start = time.perf_counter()
        vector = model.query(query.text)
        embedded = time.perf_counter()
        ranked = system.search(query.text, vector)
        end = time.perf_counter()
        searching.append((end - embedded) * 1e3)
        whole.append((end - start) * 1e3)
        figures.append(judge(ranked, query.grades))
    names = (f"recall@{CUT}", f"map@{CUT}", f"ndcg@{CUT}")
    return (
        dict(zip(names, np.mean(figures, axis=0).tolist()))
        | percentiles("", searching)
        | percentiles("with_embedding_", whole)
    )


def judge(ranked: list[str], grades: dict[str, float]) -> tuple[float, float, float]:
    """Recall, average precision and nDCG of one ranking. As in annexa, the gain is the grade, and recall and average
    precision divide by all relevant documents."""
    hits = precision = gain = 0.0
    for rank, id in enumerate(ranked, start=1):
        if id in grades:
            hits += 1
            precision += hits / rank
            gain += grades[id] / log2(rank + 1)
    highest = sorted(grades.values(), reverse=True)[:CUT]
    ideal = sum(grade / log2(rank + 1) for rank, grade in enumerate(highest, start=1))
    return hits / len(grades), precision / len(grades), gain / ideal


def percentiles(prefix: str, times: list[float]) -> dict[str, float]:
    """Median and 95th percentile, by the nearest rank."""
    values = np.percentile(times, [50, 95], method="inverted_cdf")
    return {f"{prefix}{name}": float(value) for name, value in zip(("p50_ms", "p95_ms"), values)}


def memory() -> float:
    """What this process holds in memory now (MiB)."""
    with open("/proc/self/status") as file:
        status = dict(line.split(":", 1) for line in file)
    return int(status["VmRSS"].split()[0]) / 1024


def main(name: str, make: type[System], packages: list[str]) -> None:
    """Measures one system in this process and writes its record."""
    options = arguments()
    passages, queries = read_passages(options.passages), read_queries(options.data)
    model = MiniLm(options.graph, options.models, options.threads)
    model.query("warm up")
    system = make(model, min(options.depth, len(passages)))
    count = len(passages)
    start = time.perf_counter()
    system.index(passages)
    index_s = time.perf_counter() - start
    passages.clear()  # from here on, only what the system itself keeps counts
    record = {
        "system": name,
        "passages": count,
        "queries": len(queries),
        "index_s": index_s,
        "embed_s": model.passage_seconds,
        **searches(system, model, queries),
        "rss_mb": memory(),
        "versions": {"Python": platform.python_version()}
        | {package: version(package) for package in packages},
    }
    options.out.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def arguments() -> argparse.Namespace:
    """The command line that `run` gives."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--data", type=Path, required=True, help="folder of the test collection")
    parser.add_argument("--passages", type=Path, required=True, help="output of `annexa eval passages`")
    parser.add_argument("--graph", type=Path, required=True, help="minilm.onnx")
    parser.add_argument("--models", type=Path, required=True, help="folder of weights and tokenizer")
    parser.add_argument("--out", type=Path, required=True, help="where the record goes")
    parser.add_argument("--threads", type=int, required=True, help="threads of the model")
    parser.add_argument("--depth", type=int, default=100, help="candidates of each half; annexa's figure")
    return parser.parse_args()
