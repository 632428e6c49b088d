"""Keyness computed a second time, from the sentences up, with the standard library alone.

Reads from stdin {"sentences": [{"workshop", "paragraph", "text"}], "stop_words": [...],
"prior_words": float, "minimum_count": int} and writes to stdout one row per workshop and term:
count, rest_count, log_odds, z, log_ratio, g2, dispersion. The texts are plain lower-case words,
separated by spaces or commas; words and phrases of two and three words are counted, stop words
and phrases that begin or end in one left out, phrases do not reach over a comma.
"""

import json
import math
import sys
from collections import Counter, defaultdict


def terms(text, stop_words):
    for piece in text.split(","):
        words = piece.split()
        for length in (1, 2, 3):
            for start in range(len(words) - length + 1):
                phrase = words[start : start + length]
                if phrase[0] not in stop_words and phrase[-1] not in stop_words:
                    yield length, " ".join(phrase)


def log_odds(y_i, n_i, y_j, n_j, prior, prior_n):
    """Monroe, Colaresi & Quinn (2008)."""
    odds_i = (y_i + prior) / (n_i + prior_n - y_i - prior)
    odds_j = (y_j + prior) / (n_j + prior_n - y_j - prior)
    delta = math.log(odds_i) - math.log(odds_j)
    variance = (
        1 / (y_i + prior)
        + 1 / (n_i + prior_n - y_i - prior)
        + 1 / (y_j + prior)
        + 1 / (n_j + prior_n - y_j - prior)
    )
    return delta, delta / math.sqrt(variance)


def g2(y_i, n_i, y_j, n_j):
    """Dunning (1993): twice the sum of observed times log of observed by expected."""
    total = n_i + n_j
    observed = [[y_i, n_i - y_i], [y_j, n_j - y_j]]
    columns = [y_i + y_j, total - y_i - y_j]
    sum_ = 0.0
    for row, n in zip(observed, (n_i, n_j)):
        for seen, column in zip(row, columns):
            if seen:
                sum_ += seen * math.log(seen / (n * column / total))
    return 2 * sum_


def dispersion(in_part, sizes):
    """Gries (2008): half the sum of |observed - expected| proportions over all parts."""
    total, count = sum(sizes.values()), sum(in_part.values())
    if not count:
        return 1.0
    return 0.5 * sum(abs(in_part[part] / count - size / total) for part, size in sizes.items())


def main():
    given = json.load(sys.stdin)
    stop_words = set(given["stop_words"])
    counts = defaultdict(lambda: defaultdict(Counter))  # workshop, term -> paragraph -> count
    sizes = defaultdict(lambda: defaultdict(Counter))  # workshop, length -> paragraph -> terms
    lengths = {}
    for sentence in given["sentences"]:
        workshop, paragraph = sentence["workshop"], sentence["paragraph"]
        for length, term in terms(sentence["text"], stop_words):
            counts[workshop][term][paragraph] += 1
            sizes[workshop][length][paragraph] += 1
            lengths[term] = length
    workshops = sorted(counts)
    rows = []
    for term, length in lengths.items():
        by_workshop = {w: sum(counts[w][term].values()) for w in workshops}
        size = {w: sum(sizes[w][length].values()) for w in workshops}
        everywhere, everything = sum(by_workshop.values()), sum(size.values())
        if everywhere < given["minimum_count"]:
            continue
        prior = given["prior_words"] * everywhere / everything
        for w in workshops:
            y_i, n_i = by_workshop[w], size[w]
            y_j, n_j = everywhere - y_i, everything - n_i
            delta, z = log_odds(y_i, n_i, y_j, n_j, prior, given["prior_words"])
            rows.append(
                {
                    "workshop": w,
                    "term": term,
                    "count": y_i,
                    "rest_count": y_j,
                    "log_odds": delta,
                    "z": z,
                    "log_ratio": math.log2((max(y_i, 0.5) / n_i) / (max(y_j, 0.5) / n_j)),
                    "g2": g2(y_i, n_i, y_j, n_j),
                    "dispersion": dispersion(counts[w][term], sizes[w][length]),
                }
            )
    json.dump(rows, sys.stdout)


if __name__ == "__main__":
    main()
