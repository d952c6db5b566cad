"""Runs a list and its queries, which sverka-peers wrote to a folder, through the Python
peers, on one thread, and writes python.csv beside them. Each peer answers as many queries as it
can in so many seconds of the processor, which a busy machine distorts less than those of the
clock; one that cannot be imported is said to be missing, aloud and in the table.

    python_peers.py FOLDER TITLE SECONDS
"""

import csv
import importlib.metadata
import itertools
import pathlib
import re
import sys
import tempfile
import time

KEPT = 5
# Listed people whose own names are looked up before anything is timed.
EXACT = 5
COLUMNS = "list listed peer version build_s queries seconds pairs about first five".split()


def ascii_lower(name):
    from anyascii import anyascii

    return " ".join(re.findall("[a-z0-9]+", anyascii(name).lower()))


def best(scores):
    """The positions of the best few of each row; equal scores in order of position."""
    import numpy

    return numpy.argsort(-scores, axis=1, kind="stable")[:, :KEPT].tolist()


class Cdist:
    """rapidfuzz, every pair scored in C++."""

    package = "rapidfuzz"
    at_once = 16

    def __init__(self, listed, scorer):
        from rapidfuzz import fuzz, process

        self.process, self.scorer = process, getattr(fuzz, scorer)
        self.listed = [ascii_lower(name) for name in listed]

    def answer(self, names):
        names = [ascii_lower(name) for name in names]
        scores = self.process.cdist(names, self.listed, scorer=self.scorer, workers=1)
        return best(scores), scores.size


class TfIdf:
    """Cosine of the TF-IDF weights of character 3-grams."""

    package = "sparse_dot_topn"
    at_once = 256

    def __init__(self, listed):
        import sparse_dot_topn
        from numpy import float32
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.multiply = sparse_dot_topn.sp_matmul_topn
        self.grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), dtype=float32)
        self.listed = self.grams.fit_transform(map(ascii_lower, listed)).T.tocsr()

    def answer(self, names):
        grams = self.grams.transform(map(ascii_lower, names))
        top = self.multiply(grams, self.listed, top_n=KEPT, sort=True, n_threads=1)
        rows = zip(top.indptr, top.indptr[1:])
        return [top.indices[start:end].tolist() for start, end in rows], 0


def person(number, name):
    """Makes a unique id, since nomenklatura caches names by it."""
    from followthemoney import Dataset, StatementEntity

    dataset = Dataset.make({"name": "peers", "title": "peers"})
    data = {"id": number, "schema": "Person", "properties": {"name": [name]}}
    return StatementEntity.from_data(dataset, data)


class LogicV2:
    """The matcher of OpenSanctions: it does its own transliteration. Every pair is scored."""

    package = "nomenklatura"
    at_once = 1

    def __init__(self, listed):
        from nomenklatura.matching import get_algorithm
        from nomenklatura.matching.types import ScoringConfig

        self.compare = get_algorithm("logic-v2").compare
        self.config = ScoringConfig.defaults()
        self.listed = [person(f"w{n}", name) for n, name in enumerate(listed)]
        self.numbers = itertools.count()

    def entries(self, names):
        return [person(f"e{next(self.numbers)}", name) for name in names]

    def ranked(self, entity, positions):
        score = lambda n: self.compare(entity, self.listed[n], self.config).score
        return sorted(positions, key=lambda n: -score(n))[:KEPT]

    def answer(self, names):
        everybody = range(len(self.listed))
        found = [self.ranked(entry, everybody) for entry in self.entries(names)]
        return found, len(names) * len(self.listed)


class Blocked(LogicV2):
    """The same matcher for the candidates of nomenklatura's own index."""

    at_once = 256

    def __init__(self, listed):
        from nomenklatura.blocker.index import Index

        super().__init__(listed)
        self.folder = tempfile.TemporaryDirectory()
        self.index = Index(self, pathlib.Path(self.folder.name))
        self.index.build()

    def entities(self, include_schemata):
        """The interface that the index needs of a view."""
        return self.listed

    def answer(self, names):
        entries = {entry.id: entry for entry in self.entries(names)}
        ranked, pairs = {}, 0
        for who, candidates in self.index.match_entities(entries.values()):
            positions = [int(candidate.id[1:]) for candidate, _ in candidates]
            ranked[who.id] = self.ranked(entries[who.id], positions)
            pairs += len(positions)
        return [ranked.get(entry, []) for entry in entries], pairs


PEERS = [
    ("rapidfuzz cdist, token_set_ratio", lambda listed: Cdist(listed, "token_set_ratio"), Cdist),
    ("rapidfuzz cdist, token_sort_ratio", lambda listed: Cdist(listed, "token_sort_ratio"), Cdist),
    ("rapidfuzz cdist, WRatio", lambda listed: Cdist(listed, "WRatio"), Cdist),
    ("TF-IDF of 3-grams, sparse_dot_topn", TfIdf, TfIdf),
    ("nomenklatura logic-v2, every pair", LogicV2, LogicV2),
    ("nomenklatura logic-v2, blocked", Blocked, Blocked),
]


def check(peer, name, listed):
    """Listed names must find themselves."""
    for own, found in zip(listed[:EXACT], peer.answer(listed[:EXACT])[0]):
        if own not in [listed[n] for n in found]:
            raise SystemExit(f"{name} does not find {own} itself")


def measure(make, name, listed, queries, patience):
    make(listed[:EXACT])  # so that imports are not timed
    started = time.process_time()
    peer = make(listed)
    build = time.process_time() - started
    check(peer, name, listed)
    found, pairs, spent = [], 0, 0.0
    while len(found) < len(queries) and spent <= patience:
        names = [name for name, _ in queries[len(found) : len(found) + peer.at_once]]
        started = time.process_time()
        more, scored = peer.answer(names)
        spent += time.process_time() - started
        found += more
        pairs += scored
    asked = [(truth, ranks) for (_, truth), ranks in zip(queries, found) if truth is not None]
    first, five = (sum(truth in ranks[:rank] for truth, ranks in asked) for rank in (1, KEPT))
    if first == 0:
        raise SystemExit(f"{name} finds nobody")
    rate, about = len(found) / spent, len(asked)
    message = f"{rate:10.0f} a second, {first / about:.3f} first, {five / about:.3f} within {KEPT}"
    print(f"{message}: {name}", file=sys.stderr)
    return [f"{build:.4f}", len(found), f"{spent:.4f}", pairs, about, first, five]


def main(folder, title, patience):
    folder = pathlib.Path(folder)
    with open(folder / "listed.csv", encoding="utf-8", newline="") as file:
        listed = [row["name"] for row in csv.DictReader(file)]
    with open(folder / "queries.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    queries = [(row["name"], int(row["truth"]) if row["truth"] else None) for row in rows]
    with open(folder / "python.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        for name, make, kind in PEERS:
            try:
                version = f"{kind.package} {importlib.metadata.version(kind.package)}"
                cells = measure(make, name, listed, queries, float(patience))
            except ImportError as error:
                print(f"MISSING: {name}: {error}", file=sys.stderr)
                version, cells = "not installed", [""] * 7
            table.writerow([title, len(listed), name, version, *cells])
            file.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
