"""Makes the tables and the plot from the rows of the peers: peers.md and peers.svg beside the rows.

    table.py ROWS.jsonl [--publish]

With --publish they also replace what stands between the markers in COMPARE.md, and the plot that it shows.
"""

import itertools
import json
import os
import pathlib
import platform
import re
import shutil
import sys
import textwrap

HERE = pathlib.Path(__file__).resolve().parent
COMPARE = HERE.parents[1] / "COMPARE.md"
HEAD = "peer,version,build s,queries,queries/s,x sverka,pairs/s,first,five,MiB".split(",")
# The base of the relative rates.
SVERKA = "sverka, best five"
# The fewest queries about listed people from which recall is shown.
ENOUGH = 20
# Colours of Okabe and Ito, which colour-blind people tell apart, by the first word of a peer.
KINDS = {
    "sverka": "#0072B2",
    "rapidfuzz": "#E69F00",
    "strsim": "#E69F00",
    "symspellpy": "#009E73",
    "tantivy": "#009E73",
    "TF-IDF": "#009E73",
    "yente-like": "#D55E00",
    "nomenklatura": "#D55E00",
    "Splink": "#CC79A7",
}
LEGEND = {
    "#0072B2": "sverka",
    "#E69F00": "similarity of every pair",
    "#009E73": "search engines, indexes of words or 3-grams",
    "#D55E00": "OpenSanctions",
    "#CC79A7": "Splink",
}


def machine():
    model = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            models = [line.split(":", 1)[1].strip() for line in lines if "model name" in line]
        model = models[0] if models else model
    return f"{os.cpu_count()} cores, {model}, {platform.system()}"


def latest(file):
    """The rows of each list by peer, the fastest first and failures last; of several the latest counts."""
    lists = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        lists.setdefault(row["list"], {})[row["peer"]] = row
    speed = lambda named: ("failed" in named[1], 0 if "failed" in named[1] else -rate(named[1]))
    return {title: dict(sorted(peers.items(), key=speed)) for title, peers in lists.items()}


def short(number):
    """Three significant digits."""
    for unit, sign in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= 10 * unit or number >= unit > 1e3:
            return f"{number / unit:.3g}{sign}"
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"


def rate(row):
    return row["queries"] / row["seconds"]


def has_recall(row):
    return "failed" not in row and row["about"] >= ENOUGH


def cells(row, sverka):
    if "failed" in row:
        return [row["peer"], row["failed"]] + ["-"] * (len(HEAD) - 2)
    recall = [f"{row[rank] / row['about']:.3f}" if has_recall(row) else "-" for rank in ("first", "five")]
    times = rate(row) / sverka if sverka else None
    return [
        row["peer"],
        row["version"].split()[-1],
        f"{row['build_s']:.2f}",
        str(row["queries"]),
        short(rate(row)),
        "-" if times is None else f"{times:.2g}" if times < 10 else f"{times:.0f}",
        short(row["pairs"] / row["seconds"]) if row["pairs"] else "-",
        *recall,
        f"{row['mib']:.0f}",
    ]


def unmeasured(lists, peers):
    """The peers that only other lists have a row of."""
    return [peer for peer in dict.fromkeys(itertools.chain(*lists.values())) if peer not in peers]


def measured(rows):
    """When and where, with the load of the machine, which tells how far it was shared."""
    span = lambda key: " to ".join(sorted({str(end(row[key] for row in rows)) for end in (min, max)}, key=str))
    machines = "; ".join(sorted({row["machine"] for row in rows}))
    loads = sorted(row["load"] for row in rows)
    return f"Measured {span('day')}; {machines}; load average {loads[0]:.0f} to {loads[-1]:.0f}."


def tables(lists):
    rule = ["---", "---"] + ["---:"] * (len(HEAD) - 2)
    for title, peers in lists.items():
        rows = list(peers.values())
        own = peers.get(SVERKA, {"failed": ""})
        sverka = None if "failed" in own else rate(own)
        yield from (f"**{title}**", "", measured(rows), "")
        for line in [HEAD, rule] + [cells(row, sverka) for row in rows]:
            yield "| " + " | ".join(line) + " |"
        yield ""
        if without := unmeasured(lists, peers):
            yield from (f"Not measured on this list: {'; '.join(without)}.", "")


def plot(lists, file):
    """Recall among five against entries per second. The colour of a dot tells the kind of tool."""
    import matplotlib

    matplotlib.use("agg")
    matplotlib.rcParams |= {"svg.hashsalt": "peers", "font.size": 9}
    matplotlib.rcParams |= {"axes.spines.top": False, "axes.spines.right": False}
    from matplotlib import pyplot

    size = (10, 5.4 * len(lists))
    shape = {"squeeze": False, "sharex": True, "figsize": size, "layout": "constrained"}
    figure, panels = pyplot.subplots(len(lists), **shape)
    for axes, (title, peers) in zip(panels.flat, lists.items()):
        rows = list(peers.values())
        axes.set(xscale="log", title=title)
        axes.set(xlabel="entries per second, one thread", ylabel="recall within five answers")
        for row in filter(has_recall, rows):
            axes.plot(rate(row), row["five"] / row["about"], "o", color=colour(row["peer"]))
        axes.margins(x=0.15, y=0.12)
        axes.tick_params(labelbottom=True)
        axes.grid(alpha=0.2)
        others = [row for row in rows if not has_recall(row)]
        absent = [f"{row['peer']}: {row.get('failed', 'too few answers')}" for row in others]
        absent += [f"{peer}: not measured" for peer in unmeasured(lists, peers)]
        if absent:
            note = textwrap.fill("Not in the plot. " + "; ".join(absent) + ".", 150)
            axes.annotate(note, (0, -0.14), xycoords="axes fraction", va="top", fontsize=8, color="#555555")
    dot = lambda shade, kind: pyplot.Line2D([], [], marker="o", linestyle="", color=shade, label=kind)
    dots = list(itertools.starmap(dot, LEGEND.items()))
    figure.legend(handles=dots, loc="outside upper center", ncols=len(dots), frameon=False)
    # Labels are placed in the final layout.
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes, peers in zip(panels.flat, lists.values()):
        label(axes, list(filter(has_recall, peers.values())))
    figure.savefig(file, metadata={"Date": None})


def label(axes, rows):
    """Puts each name as near to its dot as it covers no other name and no dot."""
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    renderer = axes.figure.canvas.get_renderer()
    points = [(rate(row), row["five"] / row["about"]) for row in rows]
    dots = axes.transData.transform(points) if points else []
    taken = [Bbox.from_bounds(x - 4, y - 4, 8, 8) for x, y in dots]
    places = [
        (distance, right, up)
        for distance in (6, 14, 22, 32, 44, 58)
        for right, up in itertools.product((1, -1, 0), (0, 1, -1))
        if right or up
    ]
    for row, point in zip(rows, points):
        for distance, right, up in places:
            text = axes.annotate(
                row["peer"],
                point,
                (distance * right, distance * up),
                textcoords="offset points",
                color="#333333",
                ha={1: "left", -1: "right", 0: "center"}[right],
                va={1: "bottom", -1: "top", 0: "center"}[up],
                arrowprops={"arrowstyle": "-", "color": "#aaaaaa", "linewidth": 0.5, "shrinkB": 3},
            )
            text.update_positions(renderer)
            box = Text.get_window_extent(text, renderer)
            is_inside = axes.bbox.containsx(box.x0) and axes.bbox.containsx(box.x1)
            if is_inside and not box.count_overlaps(taken):
                taken.append(box)
                break
            if (distance, right, up) != places[-1]:
                text.remove()


def colour(peer):
    return KINDS[re.split("[ ,]", peer)[0]]


def publish(markdown, picture):
    text = COMPARE.read_text(encoding="utf-8")
    begin, end = "<!-- peers: begin -->\n", "<!-- peers: end -->\n"
    before, rest = text.split(begin)
    COMPARE.write_text(before + begin + markdown + end + rest.split(end)[1], encoding="utf-8")
    shutil.copy(picture, HERE / "peers.svg")


def main(file, *options):
    file = pathlib.Path(file)
    lists = latest(file)
    markdown, picture = "\n".join(tables(lists)), file.with_name("peers.svg")
    file.with_name("peers.md").write_text(markdown, encoding="utf-8")
    plot(lists, picture)
    if "--publish" in options:
        publish(markdown, picture)


if __name__ == "__main__":
    main(*sys.argv[1:])
