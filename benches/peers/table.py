"""Puts rust.csv and python.csv of every folder into one table: for 100 columns on standard output,
and as peers.md and peers.csv.

    table.py OUT FOLDER...
"""

import csv
import datetime
import os
import pathlib
import platform
import sys

HEAD = "peer,version,build s,queries,queries/s,x sverka,pairs/s,first,five".split(",")
# The base of the relative rates.
SVERKA = "sverka, best five"
# The fewest queries about listed people from which recall is shown.
ENOUGH = 50


def machine():
    model = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            models = [line.split(":", 1)[1].strip() for line in lines if "model name" in line]
        model = models[0] if models else model
    return f"{os.cpu_count()} cores, {model}, {platform.system()}"


def short(number):
    """Three significant digits."""
    for unit, sign in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= 10 * unit or number >= unit > 1e3:
            return f"{number / unit:.3g}{sign}"
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"


def cells(row, sverka):
    if not row["queries"]:
        return [row["peer"], row["version"]] + ["-"] * (len(HEAD) - 2)
    seconds, about = float(row["seconds"]), int(row["about"])
    recall = lambda rank: f"{int(row[rank]) / about:.3f}" if about >= ENOUGH else "-"
    rate, pairs = int(row["queries"]) / seconds, int(row["pairs"])
    return [
        row["peer"],
        row["version"].split()[-1],
        f"{float(row['build_s']):.2f}",
        row["queries"],
        short(rate),
        f"{rate / sverka:.2g}" if rate < 10 * sverka else f"{rate / sverka:.0f}",
        short(pairs / seconds) if pairs else "-",
        recall("first"),
        recall("five"),
    ]


def main(out, *folders):
    out = pathlib.Path(out)
    python = f"Python {platform.python_version()}"
    title = f"{datetime.date.today()}, one thread each; {machine()}; {python}"
    markdown, every, columns = [f"Measured {title}.", ""], [], None
    print(title)
    for folder in map(pathlib.Path, folders):
        rows = []
        for name in ("rust.csv", "python.csv"):
            with open(folder / name, encoding="utf-8", newline="") as file:
                reader = csv.DictReader(file)
                rows += reader
                columns = reader.fieldnames
        every += rows
        own = next(row for row in rows if row["peer"] == SVERKA)
        sverka = int(own["queries"]) / float(own["seconds"])
        heading = f"{own['list']}, {int(own['listed']):,} listed"
        table = [HEAD] + [cells(row, sverka) for row in rows]
        widths = [max(len(line[n]) for line in table) for n in range(len(HEAD))]
        print(f"\n{heading}")
        for line in table:
            left = [cell.ljust(width) for cell, width in zip(line[:2], widths)]
            print(*left, *(cell.rjust(width) for cell, width in zip(line[2:], widths[2:])))
        rule = ["---", "---"] + ["---:"] * (len(HEAD) - 2)
        markdown += [f"**{heading}**", ""]
        markdown += ["| " + " | ".join(line) + " |" for line in [HEAD, rule] + table[1:]] + [""]
    (out / "peers.md").write_text("\n".join(markdown), encoding="utf-8")
    with open(out / "peers.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, lineterminator="\n")
        table.writeheader()
        table.writerows(every)
    print(f"\nwritten to {out}: peers.md and peers.csv")


if __name__ == "__main__":
    main(*sys.argv[1:])
