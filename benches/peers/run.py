"""Plenary and its peers in Python, run in turn on the same texts with the same model.

    run.py [--only encode,whole,…] [--pairs 5] [INPUT …]

INPUT are reports as for `plenary analyze`; none: the bundled corpus. Prints Markdown. README.md
beside this says what is measured and how.
"""

import argparse
import csv
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import measure  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
ALL = ["machine", "peak", "agree", "encode", "load", "whole", "warm", "help", "large"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("inputs", nargs="*", type=Path)
    parser.add_argument("--only", default="", help=f"of {','.join(ALL)}; all but large if not given")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--model", type=Path, default=ROOT / ".plenary/model")
    parser.add_argument("--python", default=sys.executable, help="with requirements.txt installed")
    parser.add_argument("--vectors", type=int, default=100_000, help="how many `large` clusters")
    parser.add_argument("--patience", type=int, default=1200, help="seconds before a run is stopped")
    return parser.parse_args()


class Bench:
    def __init__(self, args, desk):
        self.args, self.desk = args, desk
        self.inputs = [str(path.resolve()) for path in args.inputs]
        self.model = str(args.model.resolve())
        self.env = {**os.environ, "PLENARY_MODEL": self.model}
        self.lines = desk / "lines.jsonl"
        self.texts()

    def plenary(self, *words):
        return [str(TARGET / "plenary"), *words]

    def peer(self, *words):
        return [self.args.python, str(HERE / "peer.py"), *map(str, words)]

    def rate(self, lines, *words):
        return [str(TARGET / "examples/rate"), str(lines), "minilm", *map(str, words)]

    def measure(self, command, cache="cache"):
        env = {**self.env, "PLENARY_CACHE": str(self.desk / cache)}
        return measure.run(command, self.args.patience, env)

    def texts(self):
        """The sentences as Plenary cuts them, for both sides."""
        out = self.desk / "texts"
        self.measure(self.plenary("ingest", *self.inputs, "--out", str(out), "--quiet"))
        csv.field_size_limit(1 << 30)
        with open(out / "tables/sentences.csv", encoding="utf-8", newline="") as file:
            rows = [row["text"] for row in csv.DictReader(file)]
        with open(self.lines, "w", encoding="utf-8") as file:
            for at, text in enumerate(rows):
                file.write(json.dumps({"id": at, "text": text}) + "\n")
        words = sum(len(text.split()) for text in rows)
        print(f"{len(rows)} sentences, {words:,} words, {len(set(rows))} of them distinct\n")

    def pairs(self, ours, theirs, number=None):
        """Alternately: ours, theirs, ours, … after one of each that is not counted."""
        a, b = [], []
        for at in range((number or self.args.pairs) + 1):
            one, other = ours(), theirs()
            if at:
                a.append(one)
                b.append(other)
        return a, b


def spread(numbers, digits=2):
    low, middle, high = min(numbers), statistics.median(numbers), max(numbers)
    return f"{middle:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def table(names, sides, keys):
    """Medians with least and greatest, and theirs by ours pair by pair."""
    print("| | " + " | ".join(names) + " | theirs ÷ ours, by pairs |")
    print("| --- |" + " --- |" * (len(names) + 1))
    for key, label, digits in keys:
        cells = [
            spread([run[key] for run in side], digits) if key in side[0] else "" for side in sides
        ]
        ratio = ""
        if key in sides[0][0] and key in sides[1][0]:
            ratio = spread([b[key] / a[key] for a, b in zip(*sides)])
        print(f"| {label} | " + " | ".join(cells) + f" | {ratio} |")
    print(flush=True)


WHOLE = [("wall", "seconds", 2), ("cpu", "CPU seconds", 2), ("memory", "memory, MB", 0)]


def machine(bench):
    """Kind of machine and versions; no name of the machine."""
    info = {}
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        key, _, value = line.partition(":")
        info.setdefault(key.strip(), value.strip())
    flags = info.get("flags", "").split()
    wide = [flag for flag in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if flag in flags]
    freeze = subprocess.run(
        [bench.args.python, "-m", "pip", "freeze"], capture_output=True, text=True, check=True
    ).stdout.split()
    wanted = ("torch==", "sentence-transformers==", "transformers==", "bertopic==", "umap", "hdbscan")
    version = subprocess.run(bench.plenary("--version"), capture_output=True, text=True, check=True)
    print(f"{os.cpu_count()} cores, {info.get('model name')} family {info.get('cpu family')} model "
          f"{info.get('model')}, {' '.join(wide)}; load {os.getloadavg()[0]:.1f}; Python "
          f"{sys.version.split()[0]}; {version.stdout.strip()}; "
          + ", ".join(line for line in freeze if line.startswith(wanted)) + "\n", flush=True)


def peak(bench):
    answer = json.loads(bench.measure(bench.peer("peak"))["stdout"])
    print("Matrix products by torch, GFLOP/s: " + "; ".join(
        f"{key}: best {value['best']:.1f}, median {value['median']:.1f}"
        for key, value in answer.items() if isinstance(value, dict)
    ) + f" ({answer['threads']} threads)\n", flush=True)


def agree(bench):
    vectors = bench.desk / "ours.f32"
    bench.measure(bench.rate(bench.lines, 0, vectors))
    answer = bench.measure(bench.peer("agree", bench.lines, bench.model, vectors))["stdout"]
    print(f"Agreement with sentence-transformers: {answer.strip()}\n", flush=True)


def encode(bench, heading="Encoding, start-up apart"):
    """Each run beside one of the same program with a single text: what that costs is start-up."""
    one = bench.desk / "one.jsonl"
    one.write_text('{"id": 0, "text": "A first text."}\n', encoding="utf-8")

    def run(command):
        start, whole = bench.measure(command(one)), bench.measure(command(bench.lines))
        parts = json.loads(whole["stdout"])
        cpu = whole["cpu"] - start["cpu"]
        figures = {**whole, **parts, "encode cpu": cpu, "rate": parts["texts"] / parts["encode"],
                   "cpu rate": parts["texts"] / cpu, "start": start["wall"], "start cpu": start["cpu"]}
        if "gflop" in parts:
            figures["gflops"] = parts["gflop"] / cpu
            figures["padded"] = parts["gflop_padded"] / cpu
        return figures

    print(f"### {heading}\n")
    pairs = bench.pairs(
        lambda: run(bench.rate), lambda: run(lambda lines: bench.peer("encode", lines, bench.model))
    )
    table(["Plenary", "sentence-transformers"], pairs, [
        ("encode", "encoding, seconds", 2), ("encode cpu", "encoding, CPU seconds", 2),
        ("rate", "texts a second", 0), ("cpu rate", "texts a CPU second", 0),
        ("gflops", "GFLOP a CPU second, padding apart", 1),
        ("padded", "GFLOP a CPU second, padding counted", 1),
        ("start", "start-up, seconds", 2), ("start cpu", "start-up, CPU seconds", 2),
        ("wall", "whole process, seconds", 2), ("cpu", "whole process, CPU seconds", 2),
        ("memory", "memory, MB", 0),
    ])


def load(bench):
    with measure.Load(2):
        encode(bench, "Encoding, two busy threads beside it")


def analyse(bench, cache):
    """A whole run, in the place of an earlier one, with its parts."""
    run = bench.measure(
        bench.plenary("analyze", *bench.inputs, "--out", str(bench.desk / "out"), "--quiet"), cache
    )
    stages = timings(bench)
    drawing = sum(stages[name] for name in ("chart", "write", "report"))
    return {**run, **stages, "before charts": run["wall"] - drawing}


def timings(bench):
    run = json.loads((bench.desk / "out/tables/run.json").read_text())
    return {timing["stage"]: timing["seconds"] for timing in run["timings"]}


def topics(bench):
    run = bench.measure(bench.peer("topics", bench.lines, bench.model))
    return {**run, **json.loads(run["stdout"]), "before charts": run["wall"]}


def whole(bench):
    """`plenary analyze` with charts, page, workbook and all; nothing like it on the other side."""
    fresh = itertools.count()

    def ours():
        return analyse(bench, f"cold {next(fresh)}")

    print("### Whole run, every sentence encoded: `plenary analyze` with charts and page, BERTopic\n")
    table(["Plenary", "BERTopic"], bench.pairs(ours, lambda: topics(bench)), [
        *WHOLE, ("before charts", "seconds without charts, tables, page", 2),
        ("import", "… imports", 2), ("encode", "… encoding", 2), ("fit", "… fit", 2),
        ("embed", "… embed", 2), ("cluster", "… cluster", 2), ("compare", "… compare", 2),
        ("chart", "… chart", 2), ("write", "… write, with PNG", 2), ("report", "… report", 2),
    ])


def warm(bench):
    """A second run: every vector in the cache; charts, PNG, page and workbook included."""
    runs = [analyse(bench, "warm") for _ in range(bench.args.pairs + 1)][1:]
    print("### Warm run, charts and page included\n")
    names = ["ingest", "recommend", "embed", "cluster", "compare", "chart", "write", "report"]
    print("| | Plenary |\n| --- | --- |")
    for key, label, digits in [*WHOLE, *((name, f"… {name}", 3) for name in names)]:
        print(f"| {label} | {spread([run[key] for run in runs], digits)} |")
    print(flush=True)


def help(bench):
    runs = [bench.measure(bench.plenary("--help")) for _ in range(21)][1:]
    print(f"`plenary --help`, 20 runs: {spread([1000 * run['wall'] for run in runs], 1)} ms\n",
          flush=True)


def large(bench):
    """Invented vectors, the same on both sides; one run each."""
    number, vectors = str(bench.args.vectors), bench.desk / "large.f32"
    example = str(TARGET / "examples/bench_large")
    ours = bench.measure([example, number, "120", str(vectors)])
    print(f"### {bench.args.vectors:,} vectors clustered\n\nPlenary: {ours['stdout'].strip()}; whole "
          f"process {ours['wall']:.0f} s, {ours['cpu']:.0f} CPU s, {ours['memory']:.0f} MB\n",
          flush=True)
    theirs = bench.measure(bench.peer("cluster", vectors, 384))
    if theirs is None:
        print(f"UMAP and HDBSCAN: stopped after {bench.args.patience} s\n", flush=True)
    else:
        print(f"UMAP and HDBSCAN: {theirs['stdout'].strip()}; whole process {theirs['wall']:.0f} s, "
              f"{theirs['cpu']:.0f} CPU s, {theirs['memory']:.0f} MB\n", flush=True)


def main():
    args = arguments()
    chosen = [name for name in args.only.split(",") if name] or [n for n in ALL if n != "large"]
    unknown = [name for name in chosen if name not in ALL]
    if unknown:
        sys.exit(f"--only {','.join(unknown)}: say some of {','.join(ALL)}")
    with tempfile.TemporaryDirectory() as desk:
        bench = Bench(args, Path(desk))
        for name in chosen:
            globals()[name](bench)


if __name__ == "__main__":
    main()
