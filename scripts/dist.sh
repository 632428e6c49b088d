#!/bin/sh
# Lays out a folder that runs anywhere on a machine of this kind without Rust or Python, and packs
# it: dist/plenary-VERSION-MACHINE.tar.gz. `--folder` stops before packing; PLENARY_DIST names
# another place than dist/.
#
#   plenary, plenary-embed     the programs
#   lib/                       the CPU part of libtorch
#   model/                     the sentence model
#   pdfium/                    the PDF reader
#   licenses/                  notices for all of these
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"
target=${CARGO_TARGET_DIR:-$root/target}
libtorch=${LIBTORCH:-$root/.plenary/libtorch}
model=${PLENARY_MODEL:-$root/.plenary/model}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
name=plenary-$version-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
dist=${PLENARY_DIST:-$root/dist}
place=$dist/$name
partial=$dist/.partial.$$
trap 'rm -rf "$partial"' EXIT

for needed in "$target/release/plenary" "$target/release/plenary-embed" "$libtorch/lib" "$model"; do
    [ -e "$needed" ] || { echo "dist: $needed is missing; run \`sh bootstrap.sh build\` first" >&2; exit 1; }
done

mkdir -p "$partial/$name/lib" "$partial/$name/licenses"
cd "$partial/$name"
cp "$target/release/plenary" "$target/release/plenary-embed" .
# Only what the worker really asks for, by its loader's own account.
LD_LIBRARY_PATH=$libtorch/lib ldd plenary-embed |
    sed -n "s|.* => \($libtorch/lib/[^ ]*\) .*|\1|p" | while read -r library; do
    cp -L "$library" lib/
done
cp -rL "$model" model
rm -f model/pin
if [ -f "$root/.plenary/pdfium/libpdfium.so" ]; then
    cp -rL "$root/.plenary/pdfium" pdfium
    rm -f pdfium/pin
fi
cp "$root/LICENSE" "$root/README.md" .
for notice in LICENSE NOTICE; do
    [ ! -f "$libtorch/$notice" ] || cp "$libtorch/$notice" "licenses/libtorch-$notice"
done
cargo metadata --format-version 1 --locked --manifest-path "$root/Cargo.toml" |
    python3 "$root/scripts/notices.py" plenary plenary-embed >licenses/crates.txt
cp "$root"/crates/charts/assets/*LICEN* "$root"/crates/charts/assets/*.txt licenses/ 2>/dev/null || true

cd "$root"
rm -rf "$place"
mv "$partial/$name" "$place"
if [ "${1:-}" = --folder ]; then
    echo "$place"
    exit 0
fi
tar -C "$dist" -c "$name" | gzip -6 >"$partial.tar.gz"
mv "$partial.tar.gz" "$place.tar.gz"
echo "$place.tar.gz"
