"""Groups a list's records by person with Splink, set up as its documentation advises.

    splink_persons.py BANK.csv NAMES THREADS

NAMES says what is compared of a name:

    parts      given name, patronymic and family name, romanized by any_ascii, with Double Metaphone
               codes; what stands in one string is taken apart by the family name in capitals, by the
               patronymic's ending, or else as family name first
    raw        the same, in the letters that were written, without codes
    whole      the name romanized, its tokens sorted; and how many tokens the names of both records,
               aliases too, have in common

Prints a JSON object: seconds of the processor and MiB, and for each threshold the groups, as the number
of each record's group in the order of the table.
"""

import csv
import json
import re
import resource
import sys
import time

import duckdb
import pyarrow
import splink
import splink.comparison_level_library as level
import splink.comparison_library as compare
from anyascii import anyascii
from doublemetaphone import doublemetaphone
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLDS = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999]
# Endings of patronymics, and the words for son and daughter, in the spelling of any_ascii.
PATRONYMIC = re.compile(
    r".{2,}(vich|vych|vitch|witsch|wicz|vic|evna|ovna|ivna|ichna|owna|uly|oglu|ogly|ugli|kyzy|qizi|kizi|zoda)$"
)
COLUMNS = {
    "unique_id": "BIGINT", "given": "VARCHAR", "patronymic": "VARCHAR", "family": "VARCHAR",
    "given_sound": "VARCHAR[]", "family_sound": "VARCHAR[]", "given_code": "VARCHAR",
    "family_code": "VARCHAR", "name": "VARCHAR", "tokens": "VARCHAR[]",
    "dob": "VARCHAR", "born": "VARCHAR", "year": "VARCHAR", "sex": "VARCHAR",
    "nationality": "VARCHAR", "document": "VARCHAR",
}  # fmt: skip


def tokens(text, is_raw=False):
    text = text if is_raw else anyascii(text)
    return [token.strip("'`-") for token in re.split(r"[\s,.;]+", text.lower()) if token.strip("'`-")]


def taken_apart(name):
    """Given name, patronymic and family name of a name in one string."""
    words = name.split()
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(words):
        family, others = capitals[0], [word for word in words if word not in capitals]
        return others[0], " ".join(others[1:]), family
    ends = [n for n, word in enumerate(words) if PATRONYMIC.match(anyascii(word).lower())]
    if len(words) >= 3 and ends == [1]:
        return words[0], words[1], " ".join(words[2:])
    family, others = words[0], words[1:] or [""]
    return others[0], " ".join(others[1:]), family


def codes(text):
    return sorted({code for word in text.split() for code in doublemetaphone(word) if code})


def prepared(rows, is_raw):
    for n, row in enumerate(rows):
        parts = [row["given"], row["patronymic"], row["family"]]
        if not any(parts):
            parts = taken_apart(row["name"])
        given, patronymic, family = (" ".join(tokens(part, is_raw)) for part in parts)
        whole = row["name"] or " ".join(parts)
        every = [whole] + [alias for alias in row["aliases"].split(";") if alias.strip()]
        names = [" ".join(sorted(tokens(name, is_raw))) for name in every]
        born = row["birth_date"].split(";")[0].strip()
        sounds = ([], []) if is_raw else (codes(given), codes(family))
        yield {
            "unique_id": n,
            "given": given or None,
            "patronymic": patronymic or None,
            "family": family or None,
            "given_sound": sounds[0] or None,
            "family_sound": sounds[1] or None,
            # For blocking: one code each.
            "given_code": sounds[0][0] if sounds[0] else given[:3] or None,
            "family_code": sounds[1][0] if sounds[1] else family[:4] or None,
            "name": names[0] or None,
            "tokens": sorted({token for name in names for token in name.split()}),
            "dob": born if len(born) == 10 else None,
            "born": born or None,
            "year": born[:4] or None,
            "sex": row["sex"] or None,
            "nationality": row["nationality"] or None,
            "document": re.sub(r"\W", "", row["document"].split(":")[-1]) or None,
        }


def births():
    """Splink's comparison of birth dates, with levels for partial dates and for day and month swapped."""
    swapped = "dob_l = substr(dob_r, 1, 5) || substr(dob_r, 9, 2) || '-' || substr(dob_r, 6, 2)"
    partial = "(length(born_l) < 10 or length(born_r) < 10) and " + (
        "(starts_with(born_l, born_r) or starts_with(born_r, born_l))"
    )
    apart = lambda years: f"abs(try_cast(year_l as int) - try_cast(year_r as int)) <= {years}"
    return compare.CustomComparison(
        output_column_name="born",
        comparison_levels=[
            level.NullLevel("born"),
            level.ExactMatchLevel("dob").configure(tf_adjustment_column="dob"),
            level.CustomLevel(partial, "one is a part of the other"),
            level.CustomLevel(swapped, "day and month swapped"),
            level.LevenshteinLevel("dob", 1),
            level.CustomLevel("year_l = year_r", "same year"),
            level.CustomLevel(apart(1), "a year apart"),
            level.CustomLevel(apart(10), "ten years apart"),
            level.ElseLevel(),
        ],
    )


def similar(least):
    return level.JaroWinklerLevel("name", least)


def common_tokens(count):
    return level.ArrayIntersectLevel("tokens", min_intersection=count)


def whole_names():
    return compare.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            level.NullLevel("name"),
            level.ExactMatchLevel("name").configure(tf_adjustment_column="name"),
            common_tokens(3),
            similar(0.95),
            common_tokens(2),
            similar(0.9),
            similar(0.85),
            common_tokens(1),
            similar(0.8),
            similar(0.7),
            level.ElseLevel(),
        ],
    )


def parts(is_raw):
    if is_raw:
        return [
            compare.ForenameSurnameComparison("given", "family", jaro_winkler_thresholds=[0.92, 0.88, 0.8]),
            compare.NameComparison("patronymic"),
        ]
    return [
        compare.NameComparison("given", dmeta_col_name="given_sound"),
        compare.NameComparison("family", dmeta_col_name="family_sound"),
        compare.NameComparison("patronymic"),
    ]


def settings(names):
    compared = [whole_names()] if names == "whole" else parts(names == "raw")
    compared += [
        births(),
        compare.ExactMatch("sex"),
        compare.ExactMatch("nationality").configure(term_frequency_adjustments=True),
        compare.LevenshteinAtThresholds("document", [1]).configure(term_frequency_adjustments=True),
    ]
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=compared,
        blocking_rules_to_generate_predictions=[
            block_on("dob"),
            block_on("document"),
            block_on("name"),
            block_on("family_code", "given_code"),
            block_on("family_code", "year"),
            block_on("given_code", "year", "sex", "nationality", "substr(patronymic, 1, 2)"),
        ],
        retain_matching_columns=False,
    )


def main(bank, names, threads):
    with open(bank, encoding="utf-8", newline="") as file:
        columns = {name: [] for name in COLUMNS}
        for row in prepared(csv.DictReader(file), names == "raw"):
            for name, value in row.items():
                columns[name].append(value)
    database = duckdb.connect()
    database.execute(f"SET threads = {int(threads)}")
    rows = pyarrow.table(columns)
    typed = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in COLUMNS.items())
    database.execute(f"CREATE TABLE bank AS SELECT {typed} FROM rows")
    api = DuckDBAPI(database)
    linker = Linker(api.register("bank"), settings(names), log_level="ERROR")

    sure = [block_on("document"), block_on("name", "dob")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    by_name = block_on("name") if names == "whole" else block_on("family", "given")
    for rule in (block_on("dob"), by_name, block_on("document")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, record_sample_proportion=1.0
        )
    predicted = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    groups, seconds = {}, None
    for threshold in THRESHOLDS:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold)
        sql = f"SELECT unique_id, cluster_id FROM {clusters.physical_name} ORDER BY unique_id"
        groups[threshold] = [group for _, group in database.execute(sql).fetchall()]
        # Everything but imports: reading, training, predicting and grouping.
        seconds = seconds or time.process_time()
    answer = {
        "version": splink.__version__,
        "seconds": seconds,
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "groups": groups,
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
