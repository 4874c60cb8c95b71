"""Writes faults.jsonl and clean.jsonl: one fault of a known rule in a real sentence of ours, and real sentences without any.

Sentences come from the knowledge pages, the policies and the invented company of evals/gap/larkfield; written.tsv and
sound.tsv hold those that were written by hand. A third is held back, chosen by the hash of its text. The same pages give
the same files. Run it in this folder: python3 seed.py
"""

import csv
import hashlib
import json
import re
from pathlib import Path

HOME = Path(__file__).resolve().parent
ROOT = HOME.parent.parent
CATALOGUE = ROOT / "knowledge" / "catalogue"
ID = re.compile(r"\bA\.[5-8]\.\d{1,2}\b(?![-.]\d)")
CLAUSE = re.compile(r"\bclause (\d{1,2}\.\d(?:\.\d)?)\b")
HOW_OFTEN = re.compile(
    r"\b(every (?:\d+|six|three|two) (?:months|days|weeks|years)|annually|once a year|each quarter|every quarter|"
    r"every year|monthly|quarterly|within \d+ (?:days|hours|working days)|at least \d+ characters|for \d+ (?:days|months|years))\b"
)
THEMES = {"5": "organizational", "6": "people", "7": "physical", "8": "technological"}
LAST = {"5": 37, "6": 8, "7": 14, "8": 34}


def rank(text, salt=""):
    """A number that only depends on the text: what sorts, chooses and holds back."""
    return int(hashlib.sha256((salt + text).encode()).hexdigest()[:12], 16)


def table(name):
    with open(CATALOGUE / name, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def bodies():
    """Every sentence, list item and table row of our Markdown, with where it is from."""
    folders = ["knowledge/clauses", "knowledge/controls", "knowledge/guides", "knowledge/questions", "knowledge/policies"]
    for folder in [*folders, "evals/gap/larkfield/documents"]:
        for path in sorted((ROOT / folder).glob("*.md")):
            text = path.read_text(encoding="utf-8")
            if text.startswith("---\n"):
                text = text.split("\n---\n", 1)[-1]
            kind = folder.split("/")[-1] if folder.startswith("knowledge") else "company"
            for line in text.splitlines():
                line = re.sub(r"\{\{ ?(\w+) ?\}\}", lambda found: found[1].replace("_", " "), line.strip())
                if not line or line.startswith(("#", "```", "*Source", "<", "|--", "---")):
                    continue
                if line.startswith("|"):
                    yield kind, line
                    continue
                for sentence in re.split(r"(?<=[.!?]) (?=[A-Z*])", line):
                    if 30 <= len(sentence) <= 260:
                        yield kind, sentence


def take(sentences, fits, count, salt):
    found = sorted({pair for pair in sentences if fits(pair[1])}, key=lambda pair: rank(pair[1], salt))
    return found[:count]


def seeded(sentences, controls, clauses, old):
    titles = {row["id"]: row["title"] for row in controls}
    others = sorted(titles.values())

    def other(own, text):
        at = rank(text, "title") % len(others)
        return others[at] if others[at] != own else others[at - 1]

    def one_id(text):
        return len(ID.findall(text)) == 1 and not re.search(r"2013|not |never|no ", text)

    for kind, text in take(sentences, one_id, 45, "unknown"):
        theme = ID.search(text)[0].split(".")[1]
        missing = LAST[theme] + 1 + rank(text) % 6
        yield "unknown-id", kind, ID.sub(f"A.{theme}.{missing}", text)
    shapes = ["{} {}", "{} ({})", "{}: {}", '{} "{}"', "**{} {}**", "{} – {}"]
    for kind, text in take(sentences, one_id, 40, "title"):
        own = ID.search(text)[0]
        if titles[own] in text:
            yield "wrong-title", kind, text.replace(titles[own], other(titles[own], text))
            continue
        shape = shapes[rank(text, "shape") % len(shapes)]
        shape = shape if f"({own})" not in text else "{} {}"
        yield "wrong-title", kind, text.replace(own, shape.format(own, other(titles[own], text)))
    for row in sorted(controls, key=lambda row: rank(row["id"], "row"))[:30]:
        wrong = other(row["title"], row["id"])
        cells = [f"| {row['id']} | {wrong} | Yes | Implemented |", f"| {row['id']} {wrong} | applicable |"]
        yield "wrong-title", "table", cells[rank(row["id"]) % 2]
    for kind, text in take(sentences, lambda text: one_id(text) and "(" not in text, 25, "clause"):
        yield "clause-control-confusion", kind, ID.sub(lambda found: f"clause {found[0]}", text)
    for kind, text in take(sentences, lambda text: len(CLAUSE.findall(text)) == 1 and "A." not in text, 25, "control"):
        number = CLAUSE.search(text)[1]
        # A.9.2 is also an objective of 2013: without its words nobody can tell.
        is_old = any(f"{row['id']}.".startswith(f"A.{number}.") for row in old)
        if f"A.{number}" not in titles and not is_old:
            prefix = ["control ", "Annex A ", "A."][rank(text) % 3]
            yield "clause-control-confusion", kind, CLAUSE.sub(lambda found: prefix + found[1], text)
    named = [row for row in clauses if f"A.{row['id']}" in titles]
    for row in named:
        yield "clause-control-confusion", "row", f"| A.{row['id']} | {row['title']} | yes |"
        yield "clause-control-confusion", "row", f"Clause {row['id']} {titles['A.' + row['id']]} is addressed in the handbook."
    by_new = {}
    for row in old:
        for new in row["mapped_2022"].split(";"):
            by_new.setdefault(new, []).append(row["id"])
    for kind, text in take(sentences, lambda text: one_id(text) and ID.search(text)[0] in by_new, 45, "old"):
        before = by_new[ID.search(text)[0]]
        yield "edition-2013", kind, ID.sub(before[rank(text) % len(before)], text)
    for kind, text in take(sentences, lambda text: one_id(text) and "|" not in text, 40, "theme"):
        own = ID.search(text)[0]
        wrong = [name for key, name in THEMES.items() if key != own.split(".")[1]][rank(text) % 3]
        shape = [f"{own} (a {wrong} control)", f"the {wrong} control {own}", f"{own}, a {wrong} control,"][rank(text, "s") % 3]
        yield "wrong-theme", kind, text.replace(own, shape)
    frames = [
        "ISO 27001 requires that {}",
        "The standard requires that {}",
        "As ISO/IEC 27001 requires, {}",
        "Under A.5.1, it is mandatory that {}",
        "Clause 7.5 demands that {}",
        "To comply with ISO 27001, {}",
        "According to the standard, {}",
        "It is an ISO 27001 requirement that {}",
    ]
    must = re.compile(r"\b(must|shall|is|are|has to)\b")

    def rule(text):
        return HOW_OFTEN.search(text) and must.search(text) and not re.search(r"[|:*\[\]?]|not |27001|A\.\d|clause|\bno\b", text)

    policy = [pair for pair in sentences if pair[0] in ("policies", "company")]
    for kind, text in take(policy, rule, 48, "overclaim"):
        frame = frames[rank(text, "frame") % len(frames)]
        bare = re.sub(r"^(?:[-\d.)]+ )+", "", text)
        if frame.startswith(("To comply", "According")) and not re.search(r"\b(must|shall)\b", bare):
            frame = frames[0]
        yield "overclaim", kind, frame.format(bare[0].lower() + bare[1:])


def hand_written(name):
    for line in (HOME / name).read_text(encoding="utf-8").splitlines():
        label, text = line.split("\t", 1)
        yield label, "by hand", text


def write(name, cases):
    seen, lines = set(), []
    for rule, origin, text in cases:
        if text in seen:
            continue
        seen.add(text)
        case = {"id": f"{name[0]}{len(lines) + 1}", "text": text, "origin": origin, "held_out": rank(text, "held") % 3 == 0}
        lines.append(json.dumps(case | {"rule": rule} if rule else case, ensure_ascii=False))
    (HOME / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(name, len(lines))


def main():
    sentences = list(bodies())
    controls, clauses, old = table("controls.csv"), table("clauses.csv"), table("controls-2013.csv")
    write("faults", [*hand_written("written.tsv"), *seeded(sentences, controls, clauses, old)])
    clean = [(None, f"by hand: {label}", text) for label, _, text in hand_written("sound.tsv")]
    kinds = {
        "with ids": lambda text: ID.search(text) or CLAUSE.search(text),
        "with intervals": lambda text: HOW_OFTEN.search(text),
        "that bind": lambda text: re.search(r"\b(must|shall|requires?|required|mandatory)\b", text),
        "about the standard": lambda text: re.search(r"27001|27002|the standard|Annex A|2013", text),
        "of tables": lambda text: text.startswith("|"),
        "any": lambda text: True,
    }
    for label, fits in kinds.items():
        clean += [(None, f"{kind}, {label}", text) for kind, text in take(sentences, fits, 100, label)]
    write("clean", clean)


main()
