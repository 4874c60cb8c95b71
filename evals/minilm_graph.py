"""Writes src/embed/minilm.onnx: the BERT encoder of all-MiniLM-L6-v2 as a graph without weights.

The published weights come as `model.safetensors`, and ONNX Runtime reads no safetensors. So each weight of this
graph is an external initializer that points, by offset and length, into that unchanged file. The graph is small
enough to commit, and what `make models` fetches stays exactly what was published.

Beside the last layer's token vectors the graph gives `depths`: for each text the mean directions of its real tokens behind
the layers of DEPTHS, one after the other. Inner layers still hold how a thing is said; the last one keeps what it is about.

    python3 -m venv venv && venv/bin/pip install onnx numpy
    venv/bin/python evals/minilm_graph.py MODELS_DIR src/embed/minilm.onnx

The sha256 that it prints is the constant `GRAPH_SHA256` of src/embed/files.rs.
"""

import hashlib
import json
import struct
import sys
from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

WEIGHTS = "model.safetensors"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OPSET = 20  # the first with Gelu; LayerNormalization came with 17
DEPTHS = (2, 3, 4, 5, 6)  # layers, counted from 1


class Graph:
    """Collects nodes and initializers; every method returns the name of a tensor."""

    def __init__(self, models_dir: Path):
        with open(models_dir / WEIGHTS, "rb") as file:
            (size,) = struct.unpack("<Q", file.read(8))
            self.header = json.loads(file.read(size))
        self.data_start = 8 + size
        self.nodes, self.initializers = [], {}

    def node(self, kind: str, *inputs: str, **attributes) -> str:
        output = f"{kind.lower()}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], name=output, **attributes))
        return output

    def ints(self, *values: int) -> str:
        name = "ints." + ".".join(map(str, values))
        self.initializers.setdefault(name, numpy_helper.from_array(np.array(values, np.int64), name))
        return name

    def scalar(self, value: float) -> str:
        name = f"scalar.{value:g}"
        self.initializers.setdefault(name, numpy_helper.from_array(np.array(value, np.float32), name))
        return name

    def weight(self, name: str) -> str:
        """The tensor `name`, left where it is in the safetensors file."""
        if name not in self.initializers:
            entry = self.header[name]
            if entry["dtype"] != "F32":
                raise SystemExit(f"{name} is {entry['dtype']}, expected F32")
            start, end = entry["data_offsets"]
            tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=entry["shape"])
            tensor.data_location = TensorProto.EXTERNAL
            place = {"location": WEIGHTS, "offset": self.data_start + start, "length": end - start}
            for key, value in place.items():
                tensor.external_data.add(key=key, value=str(value))
            self.initializers[name] = tensor
        return name

    def linear(self, x: str, layer: str) -> str:
        """x · Wᵀ + b over two-dimensional x; the weights stay in the order in which they are stored."""
        return self.node("Gemm", x, self.weight(f"{layer}.weight"), self.weight(f"{layer}.bias"), transB=1)

    def norm(self, x: str, layer: str, epsilon: float) -> str:
        weights = self.weight(f"{layer}.weight"), self.weight(f"{layer}.bias")
        return self.node("LayerNormalization", x, *weights, axis=-1, epsilon=epsilon)


def embeddings(g: Graph, config: dict) -> str:
    """Word, position and token type embeddings, as rows: [batch * sequence, hidden]."""
    length = g.node("Shape", "input_ids", start=1)
    positions = g.node("Slice", g.weight("embeddings.position_embeddings.weight"), g.ints(0), length, g.ints(0))
    words = g.node("Gather", g.weight("embeddings.word_embeddings.weight"), "input_ids")
    types = g.node("Gather", g.weight("embeddings.token_type_embeddings.weight"), "token_type_ids")
    x = g.node("Add", g.node("Add", words, types), positions)
    x = g.node("Reshape", x, g.ints(-1, config["hidden_size"]))
    return g.norm(x, "embeddings.LayerNorm", config["layer_norm_eps"])


def mask_bias(g: Graph) -> str:
    """0 for a real token and -10000 for padding, to be added to the scores: after softmax padding weighs exactly 0."""
    mask = g.node("Cast", g.node("Unsqueeze", "attention_mask", g.ints(1, 2)), to=TensorProto.FLOAT)
    return g.node("Mul", g.node("Sub", g.scalar(1.0), mask), g.scalar(-10000.0))


def attention(g: Graph, x: str, layer: str, shape: str, bias: str, config: dict) -> str:
    hidden = config["hidden_size"]

    def heads(part: str, order: list[int]) -> str:
        rows = g.linear(x, f"{layer}.attention.self.{part}")
        return g.node("Transpose", g.node("Reshape", rows, shape), perm=order)

    query, key, value = heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]), heads("value", [0, 2, 1, 3])
    scale = g.scalar((hidden // config["num_attention_heads"]) ** -0.5)
    scores = g.node("Add", g.node("Mul", g.node("MatMul", query, key), scale), bias)
    mixed = g.node("MatMul", g.node("Softmax", scores, axis=-1), value)
    rows = g.node("Reshape", g.node("Transpose", mixed, perm=[0, 2, 1, 3]), g.ints(-1, hidden))
    return g.linear(rows, f"{layer}.attention.output.dense")


def direction(g: Graph, x: str, shape: str) -> str:
    """The unit mean over each text's real tokens, of rows: [batch, hidden]."""
    mask = g.node("Cast", g.node("Unsqueeze", "attention_mask", g.ints(2)), to=TensorProto.FLOAT)
    total = g.node("ReduceSum", g.node("Mul", g.node("Reshape", x, shape), mask), g.ints(1), keepdims=0)
    return g.node("LpNormalization", total, axis=-1, p=2)


def encoder(g: Graph, config: dict) -> None:
    """The whole network, up to its outputs `last_hidden_state` and `depths`."""
    hidden, heads, epsilon = config["hidden_size"], config["num_attention_heads"], config["layer_norm_eps"]
    batch_and_length = g.node("Shape", "input_ids")
    shape = g.node("Concat", batch_and_length, g.ints(heads, hidden // heads), axis=0)
    out_shape = g.node("Concat", batch_and_length, g.ints(hidden), axis=0)
    x, bias = embeddings(g, config), mask_bias(g)
    depths = []
    for index in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{index}"
        attended = attention(g, x, layer, shape, bias, config)
        x = g.norm(g.node("Add", attended, x), f"{layer}.attention.output.LayerNorm", epsilon)
        inner = g.node("Gelu", g.linear(x, f"{layer}.intermediate.dense"))
        x = g.norm(g.node("Add", g.linear(inner, f"{layer}.output.dense"), x), f"{layer}.output.LayerNorm", epsilon)
        if index + 1 in DEPTHS:
            depths.append(direction(g, x, out_shape))
    g.nodes.append(helper.make_node("Concat", depths, ["depths"], name="depths", axis=-1))
    g.nodes.append(helper.make_node("Reshape", [x, out_shape], ["last_hidden_state"], name="last_hidden_state"))


def main(models_dir: Path, out: Path) -> None:
    config = json.loads((models_dir / "config.json").read_text())
    g = Graph(models_dir)
    encoder(g, config)
    axes = ["batch", "sequence"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, axes) for name in INPUTS]
    hidden = [*axes, config["hidden_size"]]
    outputs = [
        helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, hidden),
        helper.make_tensor_value_info("depths", TensorProto.FLOAT, ["batch", len(DEPTHS) * config["hidden_size"]]),
    ]
    graph = helper.make_graph(g.nodes, "all-MiniLM-L6-v2", inputs, outputs, list(g.initializers.values()))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    data = model.SerializeToString(deterministic=True)
    out.write_bytes(data)
    beside_weights = models_dir / f".{out.name}.check"
    beside_weights.write_bytes(data)
    try:
        checker.check_model(str(beside_weights), full_check=True)
    finally:
        beside_weights.unlink()
    print(f"{hashlib.sha256(data).hexdigest()}  {out} ({len(data)} bytes)")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
