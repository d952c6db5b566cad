"""Groups lists of invented people by person, with sverka and with Splink, and prints one table.

    grouping.py PERSONS OUT THREADS BANK.csv...

PERSONS is the built example of that name; each bank is one that it exported. Writes OUT/grouping.md and
OUT/grouping.csv.
"""

import csv
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys
from collections import Counter

from table import machine

HEAD = "tool,from,precision,recall,F1,B-cubed P,B-cubed R,CPU s,MiB".split(",")
OURS = ["0.5", "0.9", "0.99"]
SPLINK = {
    "parts": "Splink, parts romanized",
    "whole": "Splink, whole names romanized",
    "raw": "Splink, parts as written",
}


def agreement(found, truth):
    """Pairwise precision and recall with their F1, and those of B-cubed (Bagga and Baldwin 1998)."""
    both, groups, people = Counter(zip(found, truth)), Counter(found), Counter(truth)
    pairs = lambda counts: sum(n * (n - 1) // 2 for n in counts.values())
    precision, recall = pairs(both) / max(1, pairs(groups)), pairs(both) / max(1, pairs(people))
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    of_group = sum(n * n / groups[group] for (group, _), n in both.items()) / len(truth)
    of_person = sum(n * n / people[person] for (_, person), n in both.items()) / len(truth)
    return [precision, recall, f1, of_group, of_person]


def finished(command, output):
    """Runs a command, and returns its CPU seconds and MiB."""
    with open(output, "w", encoding="utf-8") as out, open(f"{output}.log", "w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=out, stderr=log)
        _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(map(str, command))}: see {output}.log")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def sverka(persons, bank, out, threads, ids):
    for threshold in OURS:
        command = [persons, "persons", bank, "--all", "--min-probability", threshold, "--threads", threads]
        cost = finished(command, out / "sverka.jsonl")
        group_of = {}
        with open(out / "sverka.jsonl", encoding="utf-8") as people:
            for n, person in enumerate(people):
                for record in json.loads(person)["records"]:
                    group_of[record["id"]] = n
        yield threshold, [group_of[id] for id in ids], cost


def splink(names, bank, out, threads):
    script = pathlib.Path(__file__).with_name("splink_persons.py")
    finished([sys.executable, script, bank, names, threads], out / "splink.json")
    answer = json.loads((out / "splink.json").read_text(encoding="utf-8"))
    for threshold, groups in answer["groups"].items():
        yield threshold, groups, (answer["seconds"], answer["mib"])


def rows(persons, bank, out, threads):
    with open(bank, encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    ids, truth = [row["id"] for row in table], [row["person"] for row in table]
    runs = {"sverka": sverka(persons, bank, out, threads, ids)}
    runs |= {title: splink(names, bank, out, threads) for names, title in SPLINK.items()}
    for tool, thresholds in runs.items():
        for threshold, groups, (seconds, mib) in thresholds:
            print(f"-- {bank}: {tool}, from {threshold}", file=sys.stderr)
            yield [tool, threshold, *agreement(groups, truth), seconds, mib]


def best(of_bank):
    """All thresholds of sverka, and the threshold with the best F1 for each row of Splink."""
    shown = [row for row in of_bank if row[0] == "sverka"]
    for title in SPLINK.values():
        own = [row for row in of_bank if row[0] == title]
        shown += [max(own, key=lambda row: row[4])]
    return shown


def cells(row):
    shares = [f"{share:.4f}" for share in row[2:7]]
    return [row[0], row[1], *shares, f"{row[7]:.0f}", f"{row[8]:.0f}"]


def main(persons, out, threads, *banks):
    out, every = pathlib.Path(out), []
    versions = subprocess.run([sys.executable, "-m", "pip", "freeze"], capture_output=True, text=True)
    used = [line for line in versions.stdout.split() if line.startswith(("splink=", "duckdb="))]
    title = f"{datetime.date.today()}, {threads} threads; {machine()}; Python {platform.python_version()}"
    markdown = [f"Measured {title}; {', '.join(used)}.", ""]
    for bank in map(pathlib.Path, banks):
        of_bank = list(rows(persons, bank, out, threads))
        every += [[bank.stem, *row] for row in of_bank]
        table = [HEAD] + [cells(row) for row in best(of_bank)]
        rule = ["---"] + ["---:"] * (len(HEAD) - 1)
        markdown += [f"**{bank.stem}**", ""]
        markdown += ["| " + " | ".join(line) + " |" for line in [table[0], rule] + table[1:]] + [""]
        widths = [max(len(line[n]) for line in table) for n in range(len(HEAD))]
        print(f"\n{bank.stem}")
        for line in table:
            print(line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:])))
    (out / "grouping.md").write_text("\n".join(markdown), encoding="utf-8")
    with open(out / "grouping.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([["bank", *HEAD]] + every)
    print(f"\nwritten to {out}: grouping.md, and grouping.csv with every threshold")


if __name__ == "__main__":
    main(*sys.argv[1:])
