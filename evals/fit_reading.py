"""Learns how a statement is read against a check, and writes src/assess/reading.bin.

The examples are knowledge/statements and those of each FOLDER. A statement is the mean directions of its tokens behind five
layers of all-MiniLM-L6-v2 (the graph's output `depths`), since inner layers hold what the last one has given up for the
subject. One linear map for statements, and for each of two sights a map of check texts and a vector of its own for each check:

- "some": what speaks to a check is nearer to it than what speaks of other checks,
- "all": what says all of a check is nearer to it than what says a part, and that nearer than what only seems to say it.

Each sight weighs three losses: CoSENT's (Su 2022), log(1 + sum exp(20 (lower - higher))), over all pairs of cosines of a batch
whose order is known; the same within each check alone; and the cross entropy of the right check among all. The statements of
evals/gap/mosaics and of the folders that are held out are not among the examples: the weights of verdicts are learned from
the first, and the others are only measured on.

    python3 -m venv venv && venv/bin/pip install numpy onnxruntime pyyaml tokenizers torch
    venv/bin/python evals/fit_reading.py MODELS_DIR FINGERPRINT src/assess/reading.bin evals/gap/passages evals/gap/statements

FINGERPRINT is that of the embedding model, the middle of the name MODELS_DIR/checks-FINGERPRINT-….f32. Two runs differ in the last digits: sums of floating point are not made in the same order. Run
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
# What order in the batch, order within a check, and the right check among all weigh, for each sight.
SIGHTS = {"some": (1.0, 1.0, 2.0), "all": (0.2, 4.0, 1.0)}
# What it costs to leave the plain cosine, for the maps and for the vectors of checks.
OF_MAPS, OF_CHECKS = 0.004, 0.02
NEIGHBOURS, CHECKS_OF_A_BATCH = 6, 24
PLAIN = 0.4  # the share of statements that are shown without their heading
TOKENS, PLAIN_DIMENSIONS = 128, 384


def rules() -> dict[str, dict]:
    """The checks of rules by id, in the order of the pages."""
    found = {}

    def place(path: Path) -> tuple:
        return path.stem.startswith("A."), [int(part) for part in path.stem.removeprefix("A.").split(".")]

    for path in sorted([*ROOT.glob("knowledge/clauses/*.md"), *ROOT.glob("knowledge/controls/*.md")], key=place):
        front = yaml.safe_load(path.read_text().split("---\n")[1])
        found.update((check["id"], check) for check in front.get("checks", []) if check["nature"] == "rule")
    return found


def examples(more: list[Path]) -> list[dict]:
    folders = [ROOT / "knowledge/statements", *more]
    files = [file for folder in folders for file in sorted(folder.glob("*.jsonl"))]
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def plain(text: str) -> str:
    """Cells and items in a line, as src/knowledge/example.rs has them."""
    return " ".join(part.strip().removeprefix("- ") for part in text.replace("|", "\n").split("\n"))


class Encoder:
    """The embedding model: texts to rows, a unit vector for each layer, the last one at the end."""

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
        found = np.zeros((len(texts), self.session.get_outputs()[1].shape[1]), np.float32)
        for start in range(0, len(order), 64):
            part = order[start : start + 64]
            encoded = self.tokens.encode_batch([texts[n] for n in part])
            ids, mask = (np.array([getattr(one, name) for one in encoded], np.int64) for name in ("ids", "attention_mask"))
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            (found[part],) = self.session.run(["depths"], feed)
        return torch.tensor(found)


class Reading(nn.Module):
    def __init__(self, texts: torch.Tensor, wide: int):
        super().__init__()
        count, dimensions = texts.shape
        self.texts = texts
        last = torch.zeros(wide, dimensions)
        last[-dimensions:] = torch.eye(dimensions)
        self.last = last
        self.of_statements = nn.Parameter(last.clone())
        self.of_checks = nn.ParameterDict({sight: nn.Parameter(torch.eye(dimensions)) for sight in SIGHTS})
        self.own = nn.ParameterDict({sight: nn.Parameter(torch.zeros(count, dimensions)) for sight in SIGHTS})

    def statements(self, rows: torch.Tensor) -> torch.Tensor:
        return F.normalize(rows @ self.of_statements, dim=1)

    def checks(self, sight: str) -> torch.Tensor:
        return F.normalize(self.texts @ self.of_checks[sight] + self.own[sight], dim=1)

    def cost(self, sight: str, which: torch.Tensor) -> torch.Tensor:
        plain = torch.eye(len(self.of_checks[sight]))
        maps = ((self.of_statements - self.last) ** 2).sum() + ((self.of_checks[sight] - plain) ** 2).sum()
        return OF_MAPS * maps + OF_CHECKS * (self.own[sight][which] ** 2).sum()


def batches(count: int) -> list[list[int]]:
    """Checks in short runs of neighbours, since those are the ones that are confused."""
    first = random.randrange(NEIGHBOURS)
    runs = [list(range(max(start, 0), min(start + NEIGHBOURS, count))) for start in range(first - NEIGHBOURS, count, NEIGHBOURS)]
    runs = [run for run in runs if run]
    random.shuffle(runs)
    each = CHECKS_OF_A_BATCH // NEIGHBOURS
    return [sum(runs[n : n + each], []) for n in range(0, len(runs), each)]


def order(cosines: torch.Tensor, levels: torch.Tensor) -> torch.Tensor:
    """CoSENT's loss."""
    cosines, levels = cosines.flatten() * SCALE, levels.flatten()
    higher = levels >= LEVELS["part"]
    known = levels[higher][:, None] - levels[None] >= STEP
    gaps = cosines[None] - cosines[higher][:, None]
    return torch.logsumexp(torch.cat([torch.zeros(1), gaps[known]]), 0)


class Lot:
    """Statements of some checks: whose they are (`owners`), what they say of them (`levels`), and which checks (`which`)."""

    def __init__(self, owners: torch.Tensor, levels: torch.Tensor, which: torch.Tensor, siblings: torch.Tensor):
        self.owners, self.levels, self.which = owners, levels, which
        self.of_batch = torch.where(owners[:, None] == which, levels[:, None], siblings[owners][:, which] * SIBLING)
        self.others = siblings[owners] & (torch.arange(len(siblings)) != owners[:, None])

    def loss(self, cosines: torch.Tensor, weights: tuple[float, float, float]) -> torch.Tensor:
        """`cosines` of the statements with all checks."""
        of_batch, of_checks, of_all = weights
        within = sum(order(cosines[self.owners == one, one], self.levels[self.owners == one]) for one in self.which)
        speaks = self.levels >= LEVELS["part"]
        among = (cosines * SCALE).masked_fill(self.others, -1e4)
        right = F.cross_entropy(among[speaks], self.owners[speaks])
        batch = order(cosines[:, self.which], self.of_batch)
        return of_batch * batch + of_checks * within / len(self.which) + of_all * right


class Examples:
    """The statements with what they say, and the phrases of the checks."""

    def __init__(self, checks: dict[str, dict], rows: list[dict], encoder: Encoder):
        place = {check: n for n, check in enumerate(checks)}
        texts = [plain(row["text"]) for row in rows]
        below = [f"{row['heading']}: {text}" if row["heading"] else text for row, text in zip(rows, texts)]
        self.headed, self.plain = encoder.rows(below), encoder.rows(texts)
        self.owner = torch.tensor([place[row["check"]] for row in rows])
        self.level = torch.tensor([LEVELS[row["says"]] for row in rows])
        phrases = [(place[check], phrase) for check, page in checks.items() for phrase in page["phrases"]]
        self.phrase_owner, self.phrases = torch.tensor([n for n, _ in phrases]), encoder.rows([text for _, text in phrases])
        requirement = [check.rsplit("-", 1)[0] for check in checks]
        self.siblings = torch.tensor([[one == other for other in requirement] for one in requirement])
        self.of = collections.defaultdict(list)
        for n, check in enumerate(self.owner.tolist()):
            self.of[check].append(n)

    def lot(self, batch: list[int]) -> tuple[torch.Tensor, Lot]:
        which, picked = torch.tensor(batch), torch.tensor(sum((self.of[check] for check in batch), []))
        said = (self.phrase_owner[:, None] == which).any(1)
        seen = torch.where(torch.rand(len(picked), 1) < PLAIN, self.plain[picked], self.headed[picked])
        owners = torch.cat([self.owner[picked], self.phrase_owner[said]])
        # A phrase says something of its check, seldom all.
        levels = torch.cat([self.level[picked], torch.full((int(said.sum()),), LEVELS["part"])])
        return torch.cat([seen, self.phrases[said]]), Lot(owners, levels, which, self.siblings)


def learn(checks: dict[str, dict], rows: list[dict], encoder: Encoder) -> Reading:
    examples, texts = Examples(checks, rows, encoder), encoder.rows([page["text"] for page in checks.values()])
    net = Reading(texts[:, -PLAIN_DIMENSIONS:], texts.shape[1])
    optimizer = torch.optim.Adam(net.parameters(), lr=RATE)
    slower = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS, RATE / 20)
    for epoch in range(EPOCHS):
        total = 0.0
        for batch in batches(len(checks)):
            seen, lot = examples.lot(batch)
            read = net.statements(F.dropout(seen, DROPOUT))
            worth = sum(
                lot.loss(read @ net.checks(sight).T, weights) + net.cost(sight, lot.which) for sight, weights in SIGHTS.items()
            )
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

    (wide, dimensions), of_text = net.of_statements.shape, net.texts.shape[1]
    out = fingerprint.encode() + struct.pack("<IIII", wide, dimensions, of_text, len(checks))
    out += numbers(net.of_statements) + b"".join(numbers(net.of_checks[sight]) for sight in SIGHTS)
    own = [net.checks(sight) for sight in SIGHTS]
    for n, page in enumerate(checks.values()):
        out += hashlib.sha256(page["text"].encode()).digest()[:8] + b"".join(numbers(rows[n]) for rows in own)
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
