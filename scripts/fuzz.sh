#!/bin/sh
# Coverage-guided fuzzing of every target in fuzz/, as many at a time as there are cores:
# fuzz.sh SECONDS PLENARY [FOLDER]. What was found stays in FOLDER (default: fuzz-found in target),
# with the files that make it happen; a target that fails does not stop the others.
set -eu
seconds=$1 plenary=$2
cd "$(dirname "$0")/.."
found=${3:-${CARGO_TARGET_DIR:-target}/fuzz-found}
mkdir -p "$found"
found=$(cd "$found" && pwd)
desk=$(mktemp -d)
trap 'rm -rf "$desk"' EXIT

"$plenary" analyze tests/fixtures/small --encoder hashing --format docx --out "$desk/run" --quiet >/dev/null
python3 fuzz/seeds.py "$desk/run" "$desk/seeds"
# The code under test is safe Rust: overflow and bounds are checked without a sanitizer.
cargo +nightly fuzz build --sanitizer none
built=$(cd "${CARGO_TARGET_DIR:-fuzz/target}/$(rustc -vV | sed -n 's/^host: //p')/release" && pwd)
export seconds found desk built
cargo +nightly fuzz list | xargs -P "$(nproc)" -I{} sh -c '
  mkdir -p "$found/{}/corpus" "$desk/seeds/{}"
  "$built/{}" "$found/{}/corpus" "$desk/seeds/{}" \
    -artifact_prefix="$found/{}/" -max_total_time="$seconds" -seed=2016 -timeout=20 \
    -rss_limit_mb=3000 -max_len=20000 -print_final_stats=1 >"$found/{}/log" 2>&1 || echo "{} found something: $found/{}"
'
for log in "$found"/*/log; do
  target=$(basename "$(dirname "$log")")
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  covered=$(grep -o 'cov: [0-9]*' "$log" | tail -n 1)
  echo "$target: ${runs:-stopped} runs, $covered"
done
