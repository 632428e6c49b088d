"""Time and memory of each stage as the corpus grows.

    grow.py [--reports 1,10,100,637] [--workshops 40] FOLDER

FOLDER holds reports in Markdown. Each corpus is made of them, over and over: the first round as
they are, later ones with every seventh word drawn anew from all of theirs, so that no sentence
comes twice. Reports go round the workshops. Vectors are of the encoder `hashing`, which costs next
to nothing; what the sentence model costs follows from its rate. Each stage is a process of its own,
which reads the tables of the stages before. Seconds are of CPU time, which other work on the machine
changes little. Prints Markdown.
"""

import argparse
import json
import os
import random
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import measure  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
STAGES = ["ingest", "recommend", "embed", "cluster", "compare", "chart", "report"]


def bodies(folder):
    """The texts of the reports, without front matter."""
    texts = []
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        texts.append(re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S))
    if not texts:
        sys.exit(f"{folder}: no reports in Markdown")
    return texts


def perturbed(text, words, draw):
    """The text with every seventh word, about, replaced; headings and marks stay."""
    def line(line):
        if line.startswith("#"):
            return line
        return re.sub(
            r"[a-z]{4,}", lambda m: draw.choice(words) if draw.random() < 1 / 7 else m[0], line
        )

    return "\n".join(line(one) for one in text.split("\n"))


def write(texts, number, workshops, folder):
    words = sorted(set(re.findall(r"[a-z]{4,}", " ".join(texts))))
    draw = random.Random(12)
    for at in range(number):
        text = texts[at % len(texts)]
        if at >= len(texts):
            text = perturbed(text, words, draw)
        workshop = at % min(workshops, number) + 1
        head = f"---\ntitle: Report {at + 1}\nworkshop: Meeting {workshop}\ndate: 2001-01-01\n---\n"
        (folder / f"{at + 1:06}.md").write_text(head + text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", default="1,10,100,637")
    parser.add_argument("--workshops", type=int, default=40)
    parser.add_argument("--stages", default=",".join(STAGES))
    parser.add_argument("--patience", type=int, default=600, help="seconds before one is stopped")
    args = parser.parse_args()
    texts = bodies(args.folder)
    stages = args.stages.split(",")
    print("| reports | sentences | recommendations | " + " | ".join(stages) + " |")
    print("| --- |" + " --- |" * (2 + len(stages)), flush=True)
    for number in map(int, args.reports.split(",")):
        with tempfile.TemporaryDirectory() as desk:
            desk = Path(desk)
            (desk / "in").mkdir()
            write(texts, number, args.workshops, desk / "in")
            env = {**os.environ, "PLENARY_CACHE": str(desk / "cache")}
            cells = []
            for stage in stages:
                command = [str(TARGET / "plenary"), stage, "--out", str(desk / "out"), "--quiet"]
                command += [str(desk / "in")] if stage == "ingest" else []
                command += ["--encoder", "hashing"] if stage != "ingest" else []
                run = measure.run(command, args.patience, env)
                if run is None:
                    cells.append(f"stopped after {args.patience} s")
                    break
                cells.append(f"{run['cpu']:.1f} s, {run['memory']:.0f} MB")
            counts = json.loads((desk / "out/tables/run.json").read_text())["counts"]
            cells += [""] * (len(stages) - len(cells))
            print(f"| {number} | {counts.get('sentences', 0):,} | "
                  f"{counts.get('recommendations', 0):,} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
