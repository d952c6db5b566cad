"""Runs one Python peer over a list and its queries, which sverka-peers wrote to a folder, on one thread, and
prints its row as a JSON object. The peer answers as many queries as it can in so many seconds of the processor,
which a busy machine distorts less than those of the clock.
"""

import argparse
import array
import csv
import importlib.metadata
import itertools
import json
import math
import pathlib
import re
import sys
import tempfile
import time

KEPT = 5
# Listed people whose own names are looked up before anything is timed.
EXACT = 5


def ascii_lower(name):
    from anyascii import anyascii

    return " ".join(re.findall("[a-z0-9]+", anyascii(name).lower()))


def best(scores):
    """The positions of the best few of each row; equal scores in order of position."""
    import numpy

    least = numpy.partition(scores, -KEPT, axis=1)[:, -KEPT]
    found = []
    for row, limit in zip(scores, least):
        places = numpy.flatnonzero(row >= limit)
        found.append(places[numpy.argsort(-row[places], kind="stable")][:KEPT].tolist())
    return found


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


class Spelled:
    """The distinct tokens of the list in SymSpell's index of deletions, and the records of each. SymSpell corrects
    words, so what makes a search of it is added here: a record scores the rarity of each token that it shares with
    the query, less a third for each edit."""

    package = "symspellpy"
    at_once = 1

    def __init__(self, listed):
        import numpy
        from symspellpy import SymSpell, Verbosity

        self.numpy, self.all, self.listed = numpy, Verbosity.ALL, len(listed)
        self.tokens, self.records = SymSpell(max_dictionary_edit_distance=2), {}
        for n, name in enumerate(listed):
            for token in set(ascii_lower(name).split()):
                self.records.setdefault(token, array.array("I")).append(n)
        for token, records in self.records.items():
            self.tokens.create_dictionary_entry(token, len(records))

    def found(self, name):
        scores = self.numpy.zeros((1, self.listed))
        for token in ascii_lower(name).split():
            # A token of the query counts once for each record, by the nearest of its tokens.
            nearest = self.numpy.zeros(self.listed)
            for similar in self.tokens.lookup(token, self.all, max_edit_distance=2):
                records = self.numpy.frombuffer(self.records[similar.term], dtype="I")
                rarity = math.log(self.listed / len(records))
                score = rarity * (1 - similar.distance / 3)
                nearest[records] = self.numpy.maximum(nearest[records], score)
            scores += nearest
        return best(scores)[0]

    def answer(self, names):
        return [self.found(name) for name in names], 0


class Tantivy:
    """Tokens of the query, exactly and within two edits. A fuzzy term scores the same at any distance, so the
    query has an exact term for each token too."""

    package = "tantivy"
    at_once = 1

    def __init__(self, listed):
        import tantivy

        self.make, self.should = tantivy.Query, tantivy.Occur.Should
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("name")
        schema.add_unsigned_field("position", stored=True)
        index = tantivy.Index(schema.build())
        writer = index.writer(num_threads=1)
        for n, name in enumerate(listed):
            writer.add_document(tantivy.Document(name=[ascii_lower(name)], position=[n]))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.schema, self.searcher = index.schema, index.searcher()

    def found(self, name):
        terms = []
        for token in ascii_lower(name).split():
            terms.append(self.make.term_query(self.schema, "name", token))
            terms.append(self.make.fuzzy_term_query(self.schema, "name", token, distance=2))
        query = self.make.boolean_query([(self.should, term) for term in terms])
        hits = self.searcher.search(query, KEPT).hits
        return [self.searcher.doc(address)["position"][0] for _, address in hits]

    def answer(self, names):
        return [self.found(name) for name in names], 0


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


# By which yente multiplies the weights of what a name's part stands for; 1 for other categories.
BOOSTS = {"NUM": 1.3, "LOC": 0.8, "ORGCLS": 0.7, "SYMBOL": 0.3, "NICK": 0.8, "DOMAIN": 0.7}


class YenteLike:
    """The candidates that yente 5.5 looks for, from a search engine of the same kind in place of Elasticsearch.

    Indexed are, as there, the tokens of a name, and from nomenklatura's analysis its parts, their metaphones and
    symbols, and the name without spaces. The queries and their boosts follow yente's: the best of part, sound and
    symbol for each part of the name. yente itself needs an Elasticsearch, and other versions of these packages.
    """

    package = "tantivy"
    at_once = 1
    candidates = KEPT

    def __init__(self, listed):
        import tantivy
        from nomenklatura.matching.logic_v2.names.analysis import entity_names

        self.tantivy, self.analysed = tantivy, entity_names
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("names", tokenizer_name="default")
        for field in ("parts", "sounds", "symbols", "variants"):
            schema.add_text_field(field, tokenizer_name="raw", index_option="basic")
        schema.add_unsigned_field("position", stored=True)
        index = tantivy.Index(schema.build())
        writer = index.writer(num_threads=1)
        for n, name in enumerate(listed):
            fields = {"names": [ascii_lower(name)], "position": [n]}
            for analysed in entity_names(person(f"w{n}", name)):
                for field, terms in self.terms(analysed).items():
                    fields.setdefault(field, []).extend(terms)
            writer.add_document(tantivy.Document(**fields))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.schema, self.searcher = index.schema, index.searcher()
        self.numbers = itertools.count()

    @staticmethod
    def sound(part):
        return part.metaphone if part.metaphone and len(part.metaphone) > 2 else None

    @staticmethod
    def names_of(symbols):
        return [f"{s.category.value}:{s.id}" for s in symbols if s.category.value != "INITIAL"]

    def terms(self, name):
        return {
            "parts": [part.comparable for part in name.parts],
            "sounds": [sound for sound in map(self.sound, name.parts) if sound],
            "symbols": self.names_of(name.symbols),
            "variants": ["".join(part.comparable for part in name.parts)],
        }

    def query(self, entry, name):
        make = self.tantivy.Query
        term = lambda field, value, boost=1.0: make.boost_query(
            make.term_query(self.schema, field, value), boost
        )
        should, must = self.tantivy.Occur.Should, self.tantivy.Occur.Must
        whole = [(must, term("names", token)) for token in ascii_lower(name).split()]
        clauses = [make.boost_query(make.boolean_query(whole), 3.0)] if whole else []
        for analysed in self.analysed(entry, is_query=True):
            clauses += [term("variants", one, 2.0) for one in self.terms(analysed)["variants"]]
            for part in analysed.parts:
                symbols = {span.symbol for span in analysed.spans if part in span.parts}
                boosts = [BOOSTS[s.category.value] for s in symbols if s.category.value in BOOSTS]
                boost = max(boosts, default=1.0)
                ways = [term("parts", part.comparable)]
                if sound := self.sound(part):
                    ways.append(term("sounds", sound, boost * 0.5))
                ways += [term("symbols", one, boost * 0.7) for one in self.names_of(symbols)]
                clauses.append(make.disjunction_max_query(ways, 0.2))
        return make.boolean_query([(should, clause) for clause in clauses])

    def found(self, entry, name):
        hits = self.searcher.search(self.query(entry, name), self.candidates).hits
        return [self.searcher.doc(address)["position"][0] for _, address in hits]

    def answer(self, names):
        entries = [person(f"e{next(self.numbers)}", name) for name in names]
        return [self.found(entry, name) for entry, name in zip(entries, names)], 0


class YenteRanked(LogicV2):
    """The same, ten candidates for each answer as yente takes them, ranked by logic-v2."""

    def __init__(self, listed):
        super().__init__(listed)
        self.searched = YenteLike(listed)
        self.searched.candidates = 10 * KEPT

    def answer(self, names):
        found, pairs = [], 0
        for name, entry in zip(names, self.entries(names)):
            candidates = self.searched.found(entry, name)
            found.append(self.ranked(entry, candidates))
            pairs += len(candidates)
        return found, pairs


class Splink:
    """Links tables, so it takes all queries at once, and estimates its weights from them; that is part of the
    answer."""

    package = "splink"
    at_once = sys.maxsize
    is_checked = False

    def __init__(self, listed):
        import splink_names

        self.splink = splink_names
        self.listed = splink_names.table(listed)

    def answer(self, names):
        return self.splink.linked(self.listed, self.splink.table(names), KEPT)


PEERS = {
    "rapidfuzz cdist, token_set_ratio": (Cdist, "token_set_ratio"),
    "rapidfuzz cdist, token_sort_ratio": (Cdist, "token_sort_ratio"),
    "rapidfuzz cdist, WRatio": (Cdist, "WRatio"),
    "TF-IDF of 3-grams, sparse_dot_topn": (TfIdf,),
    "symspellpy, tokens with d=2": (Spelled,),
    "tantivy, fuzzy d=2 and BM25": (Tantivy,),
    "yente-like candidates, tantivy": (YenteLike,),
    "yente-like candidates, logic-v2": (YenteRanked,),
    "nomenklatura logic-v2, blocked": (Blocked,),
    "nomenklatura logic-v2, every pair": (LogicV2,),
    "Splink, names romanized": (Splink,),
}


def checked(peer, listed):
    """Listed names must find themselves."""
    if not getattr(peer, "is_checked", True):
        return
    for own, found in zip(listed[:EXACT], peer.answer(listed[:EXACT])[0]):
        if own not in [listed[n] for n in found]:
            raise SystemExit(f"does not find {own} itself")


def measured(kind, arguments, listed, queries, seconds):
    kind(listed[:EXACT], *arguments)  # so that imports are not timed
    started = time.process_time()
    peer = kind(listed, *arguments)
    build = time.process_time() - started
    checked(peer, listed)
    found, pairs, spent = [], 0, 0.0
    while len(found) < len(queries) and spent <= seconds:
        names = [name for name, _ in queries[len(found) : len(found) + peer.at_once]]
        started = time.process_time()
        more, scored = peer.answer(names)
        spent += time.process_time() - started
        found += more
        pairs += scored
    asked = [(truth, ranks) for (_, truth), ranks in zip(queries, found) if truth is not None]
    first, five = (sum(truth in ranks[:rank] for truth, ranks in asked) for rank in (1, KEPT))
    if first == 0:
        raise SystemExit("finds nobody")
    return {
        "version": f"{kind.package} {importlib.metadata.version(kind.package)}",
        "build_s": build,
        "queries": len(found),
        "seconds": spent,
        "pairs": pairs,
        "about": len(asked),
        "first": first,
        "five": five,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--peer", choices=PEERS, required=True)
    parser.add_argument("--seconds", type=float, default=20)
    asked = parser.parse_args()
    with open(asked.folder / "listed.csv", encoding="utf-8", newline="") as file:
        listed = [row["name"] for row in csv.DictReader(file)]
    with open(asked.folder / "queries.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    queries = [(row["name"], int(row["truth"]) if row["truth"] else None) for row in rows]
    kind, *arguments = PEERS[asked.peer]
    print(json.dumps(measured(kind, arguments, listed, queries, asked.seconds)))


if __name__ == "__main__":
    main()
