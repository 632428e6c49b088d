"""Reads a corpus past one machine: ingest, recommend and embed on Spark, one part per partition.

    python plenary_on_spark.py FOLDER PARTS [--master local[2]] [--partitions 2] [-- OPTION …]
    plenary merge PARTS/* --out results

FOLDER holds reports. They go round the partitions, all reports of a workshop to one; each partition
runs `plenary ingest`, `recommend` and `embed` (which starts `plenary-embed`) in a folder of its own
and hands its tables back as rows of (part, name, bytes), which the driver writes below PARTS. Spark
does what it is good at: cutting the work, placing it, trying again. `plenary merge` makes the parts
one run, the same to the byte as on one machine; the stages after it read its tables.

OPTIONs go to `recommend` and `embed`, `--model DIR` for example. `plenary` and `plenary-embed` are looked for by
PLENARY, or on the path, of each machine.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def workshop_of(path, content):
    """The label in the front matter of a Markdown report, else its name: reports of one workshop
    belong together. A corpus with a metadata file would look it up there."""
    head = content[:4096].decode("utf-8", "replace").split("---")
    if head[0].strip() == "" and len(head) > 2:
        for line in head[1].splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "workshop":
                return value.strip().strip("\"'")
    return path


def worker(program, options):
    """What a partition does with its reports."""

    def run(batches):
        import pyarrow

        reports = [row for batch in batches for row in batch.to_pylist()]
        if not reports:
            return
        with tempfile.TemporaryDirectory() as desk:
            for report in reports:
                # The paths of one machine: they stand in the tables.
                path = Path(desk, report["path"])
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(report["content"])
            inputs = sorted({Path(report["path"]).parts[0] for report in reports})
            for stage in (["ingest", *inputs], ["recommend", *options], ["embed", *options]):
                done = subprocess.run(
                    [program, *stage, "--out", "part", "--quiet"],
                    cwd=desk, capture_output=True, text=True, check=False,
                )
                # 3: done, but a report was skipped; run.json names it.
                if done.returncode not in (0, 3):
                    raise RuntimeError(f"plenary {stage[0]}: {done.stderr}")
            tables = Path(desk, "part/tables")
            files = sorted(path for path in tables.rglob("*") if path.is_file())
            part = min(report["path"] for report in reports)
            yield pyarrow.RecordBatch.from_pydict({
                "part": [part] * len(files),
                "name": [str(path.relative_to(tables)) for path in files],
                "bytes": [path.read_bytes() for path in files],
            })

    return run


def split(words):
    """What stands before and after a lone `--`."""
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1:]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("parts", type=Path)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--partitions", type=int, default=2)
    ours, options = split(sys.argv[1:])
    args = parser.parse_args(ours)

    # Executors on this machine run in the environment of this script.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master(args.master).appName("plenary")
        .config("spark.ui.enabled", "false").getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    # Named from the folder on, as `plenary ingest FOLDER` beside it names them.
    root = args.folder.resolve()
    reports = []
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        path, content = str(file.relative_to(root.parent)), file.read_bytes()
        reports.append((workshop_of(path, content), path, content))
    # By rank and not by hash: the parts come out alike in size.
    places = {name: at % args.partitions for at, name in enumerate(sorted({r[0] for r in reports}))}
    rows = [(places[workshop], path, content) for workshop, path, content in reports]
    corpus = spark.createDataFrame(rows, "place int, path string, content binary")
    corpus = corpus.repartitionByRange(args.partitions, "place").sortWithinPartitions("path")
    program = os.environ.get("PLENARY", "plenary")
    files = corpus.mapInArrow(
        worker(program, options), "part string, name string, bytes binary"
    )
    numbers = {}
    # Part by part: the driver never holds more than one.
    for row in files.toLocalIterator():
        number = numbers.setdefault(row["part"], len(numbers))
        path = args.parts / f"{number:04}" / row["name"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(row["bytes"])
    spark.stop()
    print(f"{len(reports)} reports, {len(numbers)} parts", file=sys.stderr)


if __name__ == "__main__":
    main()
