"""Learns how a statement is read against a check, from knowledge/statements, and writes src/assess/reading.bin.

Two linear maps over the vectors of all-MiniLM-L6-v2, one for statements and one for checks, and a vector of its own for each
check, such that what says all of a check is nearer to it than what says a part, that nearer than what only seems to say it,
and each nearer than what speaks of something else. The loss is CoSENT's (Su 2022): log(1 + sum exp(20 (lower - higher))) over
all pairs of cosines of a batch whose order is known. The statements of evals/gap/mosaics and mosaics-held-out are not among
the examples: the weights of verdicts are learned from the first, and the second is only measured on.

    python3 -m venv venv && venv/bin/pip install numpy onnxruntime pyyaml tokenizers torch
    venv/bin/python evals/fit_reading.py MODELS_DIR FINGERPRINT src/assess/reading.bin [FOLDER…]

FINGERPRINT is that of the embedding model, the middle of the name MODELS_DIR/checks-FINGERPRINT-….f32. Examples of each FOLDER
are learned from as well. Two runs differ in the last digits: sums of floating point are not made in the same order. Run
`make fit-gap` afterwards; verdicts rest on it.
"""

import collections
import hashlib
import json
import random
import struct
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch
import torch.nn.functional as F
import yaml
from tokenizers import Tokenizer
from torch import nn

ROOT = Path(__file__).resolve().parent.parent
LEVELS = {"all": 3.0, "part": 2.0, "none": 0.5}
# A statement that says all of one check of a requirement may say something of another one: it is not put in order there.
SIBLING, STEP = 0.75, 0.9
SCALE, EPOCHS, RATE, DROPOUT = 20.0, 14, 2e-3, 0.15
# What it costs to leave the plain cosine, for the maps and for the vectors of checks.
OF_MAPS, OF_CHECKS = 0.004, 0.02
NEIGHBOURS, CHECKS_OF_A_BATCH = 6, 24
PLAIN = 0.4  # the share of statements that are shown without their heading
TOKENS = 128


def rules() -> dict[str, dict]:
    """The checks of rules by id, in the order of the pages."""
    found = {}

    def order(path: Path) -> tuple:
        return path.stem.startswith("A."), [int(part) for part in path.stem.removeprefix("A.").split(".")]

    for path in sorted([*ROOT.glob("knowledge/clauses/*.md"), *ROOT.glob("knowledge/controls/*.md")], key=order):
        front = yaml.safe_load(path.read_text().split("---\n")[1])
        found.update((check["id"], check) for check in front.get("checks", []) if check["nature"] == "rule")
    return found


def examples(more: list[Path]) -> list[dict]:
    folders = [ROOT / "knowledge/statements", *more]
    files = [file for folder in folders for file in sorted(folder.glob("*.jsonl"))]
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


class Encoder:
    """The embedding model: texts to unit rows."""

    def __init__(self, models: Path):
        self.tokens = Tokenizer.from_file(str(models / "tokenizer.json"))
        self.tokens.enable_truncation(TOKENS)
        self.tokens.enable_padding()
        graph = models / ".fit_reading.onnx"
        graph.write_bytes((ROOT / "src/embed/minilm.onnx").read_bytes())
        try:
            self.session = onnxruntime.InferenceSession(str(graph))
        finally:
            graph.unlink()

    def rows(self, texts: list[str]) -> torch.Tensor:
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        found = np.zeros((len(texts), 384), np.float32)
        for start in range(0, len(order), 64):
            part = order[start : start + 64]
            encoded = self.tokens.encode_batch([texts[n] for n in part])
            ids, mask = (np.array([getattr(one, name) for one in encoded], np.int64) for name in ("ids", "attention_mask"))
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            (hidden,) = self.session.run(None, feed)
            found[part] = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return F.normalize(torch.tensor(found), dim=1)


class Reading(nn.Module):
    def __init__(self, checks: torch.Tensor):
        super().__init__()
        count, dimensions = checks.shape
        self.texts = checks
        self.of_statements = nn.Parameter(torch.eye(dimensions))
        self.of_checks = nn.Parameter(torch.eye(dimensions))
        self.own = nn.Parameter(torch.zeros(count, dimensions))

    def statements(self, rows: torch.Tensor) -> torch.Tensor:
        return F.normalize(rows @ self.of_statements, dim=1)

    def checks(self, which: torch.Tensor) -> torch.Tensor:
        return F.normalize(self.texts[which] @ self.of_checks + self.own[which], dim=1)

    def cost(self, which: torch.Tensor) -> torch.Tensor:
        plain = torch.eye(len(self.of_checks))
        maps = ((self.of_statements - plain) ** 2).sum() + ((self.of_checks - plain) ** 2).sum()
        return OF_MAPS * maps + OF_CHECKS * (self.own[which] ** 2).sum()


def batches(count: int) -> list[list[int]]:
    """Checks in short runs of neighbours, since those are the ones that are confused."""
    starts = range(random.randrange(NEIGHBOURS), count, NEIGHBOURS)
    runs = [list(range(start, min(start + NEIGHBOURS, count))) for start in starts]
    random.shuffle(runs)
    each = CHECKS_OF_A_BATCH // NEIGHBOURS
    return [sum(runs[n : n + each], []) for n in range(0, len(runs), each)]


def loss(cosines: torch.Tensor, levels: torch.Tensor) -> torch.Tensor:
    cosines, levels = cosines.flatten() * SCALE, levels.flatten()
    higher = levels >= LEVELS["part"]
    known = levels[higher][:, None] - levels[None] >= STEP
    gaps = cosines[None] - cosines[higher][:, None]
    return torch.logsumexp(torch.cat([torch.zeros(1), gaps[known]]), 0)


def learn(checks: dict[str, dict], rows: list[dict], encoder: Encoder) -> Reading:
    place = {check: n for n, check in enumerate(checks)}
    below = lambda row: f"{row['heading']}: {row['text']}" if row["heading"] else row["text"]
    headed, plain = encoder.rows([below(row) for row in rows]), encoder.rows([row["text"] for row in rows])
    owner = torch.tensor([place[row["check"]] for row in rows])
    level = torch.tensor([LEVELS[row["says"]] for row in rows])
    phrases = [(place[check], phrase) for check, page in checks.items() for phrase in page["phrases"]]
    phrase_owner, phrase_rows = torch.tensor([owner for owner, _ in phrases]), encoder.rows([text for _, text in phrases])
    requirement = [check.rsplit("-", 1)[0] for check in checks]
    siblings = torch.tensor([[one == other for other in requirement] for one in requirement])
    of = collections.defaultdict(list)
    for n, check in enumerate(owner.tolist()):
        of[check].append(n)

    net = Reading(encoder.rows([page["text"] for page in checks.values()]))
    optimizer = torch.optim.Adam(net.parameters(), lr=RATE)
    slower = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS, RATE / 20)
    for epoch in range(EPOCHS):
        total = 0.0
        for batch in batches(len(checks)):
            which, picked = torch.tensor(batch), torch.tensor(sum((of[check] for check in batch), []))
            said = (phrase_owner[:, None] == which).any(1)
            seen = torch.where(torch.rand(len(picked), 1) < PLAIN, plain[picked], headed[picked])
            texts = torch.cat([seen, phrase_rows[said]])
            owners = torch.cat([owner[picked], phrase_owner[said]])
            # A phrase says something of its check, seldom all.
            own_level = torch.cat([level[picked], torch.full((int(said.sum()),), LEVELS["part"])])
            own = owners[:, None] == which
            levels = torch.where(own, own_level[:, None], siblings[owners][:, which] * SIBLING)
            cosines = net.statements(F.dropout(texts, DROPOUT)) @ net.checks(which).T
            worth = loss(cosines, levels) + net.cost(which)
            optimizer.zero_grad()
            worth.backward()
            optimizer.step()
            total += worth.item()
        slower.step()
        print(f"epoch {epoch}: loss {total:.1f}")
    return net


def written(net: Reading, checks: dict[str, dict], fingerprint: str) -> bytes:
    """The file that src/assess/reading.rs reads."""

    def numbers(tensor: torch.Tensor) -> bytes:
        return tensor.detach().contiguous().to(torch.bfloat16).view(torch.int16).numpy().astype("<i2").tobytes()

    out = fingerprint.encode() + struct.pack("<II", len(net.of_checks), len(checks))
    out += numbers(net.of_statements) + numbers(net.of_checks)
    for page, own in zip(checks.values(), net.checks(torch.arange(len(checks)))):
        out += hashlib.sha256(page["text"].encode()).digest()[:8] + numbers(own)
    return out


def main(models: Path, fingerprint: str, out: Path, more: list[Path]) -> None:
    random.seed(0)
    torch.manual_seed(0)
    checks, rows = rules(), examples(more)
    print(f"{len(checks)} checks, {len(rows)} statements")
    out.write_bytes(written(learn(checks, rows, Encoder(models)), checks, fingerprint))
    print(f"{hashlib.sha256(out.read_bytes()).hexdigest()}  {out} ({out.stat().st_size} bytes)")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), [Path(folder) for folder in sys.argv[4:]])
