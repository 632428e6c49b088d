"""What a user of Python would do instead, as whole processes.

    peer.py encode LINES MODEL        sentence-transformers encodes the texts
    peer.py topics LINES MODEL        BERTopic: imports, encoding, fit
    peer.py cluster VECTORS DIM       UMAP and HDBSCAN as BERTopic sets them, on vectors of a file
    peer.py peak                      the matrix product of this machine, f32 and bf16
    peer.py agree LINES MODEL VECTORS how far a file of vectors is from sentence-transformers'

LINES holds JSON objects with `text`, one a line; MODEL is a local folder; VECTORS is little-endian
f32, row after row. Each prints one JSON object: the seconds of its parts. Nothing is fetched.
"""

import json
import os
import sys
import time

for switch in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
    os.environ[switch] = "1"
os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")

BEGUN = time.perf_counter()


def texts_of(lines):
    with open(lines, encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file]


def encode(lines, folder):
    """Default settings: batches of 32, torch's own threads. One text first, as a warm-up."""
    from sentence_transformers import SentenceTransformer

    imported = time.perf_counter()
    model = SentenceTransformer(folder, device="cpu")
    model.encode(["A first text."])
    loaded = time.perf_counter()
    texts = texts_of(lines)
    begun = time.perf_counter()
    model.encode(texts)
    done = time.perf_counter()
    return {
        "texts": len(texts),
        "import": imported - BEGUN,
        "load": loaded - imported,
        "encode": done - begun,
    }


def topics(lines, folder):
    """Default settings of BERTopic, with the model of the folder."""
    from bertopic import BERTopic
    from sentence_transformers import SentenceTransformer

    imported = time.perf_counter()
    texts = texts_of(lines)
    model = SentenceTransformer(folder, device="cpu")
    vectors = model.encode(texts)
    encoded = time.perf_counter()
    found, _ = BERTopic(embedding_model=model).fit_transform(texts, vectors)
    done = time.perf_counter()
    return {
        "texts": len(texts),
        "topics": len(set(found) - {-1}),
        "import": imported - BEGUN,
        "encode": encoded - imported,
        "fit": done - encoded,
    }


def cluster(path, dim):
    """UMAP and HDBSCAN with the parameters BERTopic gives them."""
    import numpy
    from hdbscan import HDBSCAN
    from umap import UMAP

    imported = time.perf_counter()
    vectors = numpy.fromfile(path, dtype="<f4").reshape(-1, int(dim))
    begun = time.perf_counter()
    reduced = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine").fit_transform(
        vectors
    )
    mapped = time.perf_counter()
    print(f"UMAP: {mapped - begun:.1f} s", file=sys.stderr, flush=True)
    labels = HDBSCAN(
        min_cluster_size=10, metric="euclidean", cluster_selection_method="eom",
        prediction_data=True,
    ).fit_predict(reduced)
    done = time.perf_counter()
    return {
        "vectors": len(vectors),
        "clusters": len(set(labels.tolist()) - {-1}),
        "outliers": int((labels == -1).sum()),
        "import": imported - BEGUN,
        "umap": mapped - begun,
        "hdbscan": done - mapped,
    }


def peak():
    """GFLOP/s of matrix products, the best and the median of many: what encoding could reach at
    most. By the clock on all threads, and by the CPU time of one, which other work on the machine
    changes little; square, and of the shapes that this model has at 256 tokens."""
    import statistics

    import torch

    def rate(m, k, n, kind, rounds, clock):
        a, b = torch.randn(m, k).to(kind), torch.randn(k, n).to(kind)
        torch.mm(a, b)
        rates = []
        for _ in range(rounds):
            begun = clock()
            torch.mm(a, b)
            rates.append(2 * m * k * n / (clock() - begun) / 1e9)
        return {"best": max(rates), "median": statistics.median(rates)}

    answer = {"torch": torch.__version__, "threads": torch.get_num_threads()}
    answer["f32 2048, all threads"] = rate(2048, 2048, 2048, torch.float32, 25, time.perf_counter)
    torch.set_num_threads(1)
    answer["f32 2048, one thread, CPU time"] = rate(
        2048, 2048, 2048, torch.float32, 15, time.thread_time)
    answer["f32 256x384x1536, one thread, CPU time"] = rate(
        256, 384, 1536, torch.float32, 500, time.thread_time)
    answer["f32 256x384x384, one thread, CPU time"] = rate(
        256, 384, 384, torch.float32, 1000, time.thread_time)
    # Without hardware for it a single large product takes seconds.
    answer["bf16 1024, one thread, CPU time"] = rate(
        1024, 1024, 1024, torch.bfloat16, 3, time.thread_time)
    return answer


def agree(lines, folder, path):
    """Smallest cosine and largest difference of any number."""
    import numpy
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(folder, device="cpu").encode(
        texts_of(lines), normalize_embeddings=True
    )
    ours = numpy.fromfile(path, dtype="<f4").reshape(theirs.shape)
    return {
        "texts": len(theirs),
        "smallest cosine": float((ours * theirs).sum(1).min()),
        "largest difference": float(numpy.abs(ours - theirs).max()),
    }


WAYS = {"encode": encode, "topics": topics, "cluster": cluster, "peak": peak, "agree": agree}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in WAYS:
        sys.exit(__doc__)
    print(json.dumps(WAYS[sys.argv[1]](*sys.argv[2:])))
