"""Links queries to a list with Splink by names alone, in one thread of DuckDB, set up as for `grouping`: the
names romanized, whole and in parts."""

import duckdb
import pyarrow
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink_persons import COLUMNS, parts, prepared, whole_names

WITHOUT = dict.fromkeys(["given", "patronymic", "family", "aliases"], "")
WITHOUT |= dict.fromkeys(["birth_date", "sex", "nationality", "document"], "")
OTHERS = {"dob", "born", "year", "sex", "nationality", "document"}
NAMED = [column for column in COLUMNS if column not in OTHERS]


def table(names):
    """The columns that are compared, of names in one string."""
    rows = list(prepared([WITHOUT | {"name": name} for name in names], False))
    return pyarrow.table({column: [row[column] for row in rows] for column in NAMED})


def settings():
    return SettingsCreator(
        link_type="link_only",
        comparisons=[whole_names(), *parts(False)],
        blocking_rules_to_generate_predictions=[
            block_on("name"),
            block_on("family_code"),
            block_on("given_code", "substr(patronymic, 1, 4)"),
            "l.family_code = r.given_code",
            "l.given_code = r.family_code",
        ],
        retain_matching_columns=False,
    )


def linked(listed, queries, kept):
    """The positions of the best few for each query, and the number of pairs compared."""
    database = duckdb.connect()
    database.execute("SET threads = 1")
    kinds = ", ".join(f'CAST("{name}" AS {COLUMNS[name]}) AS "{name}"' for name in NAMED)
    for name, rows in (("listed", listed), ("queries", queries)):
        database.execute(f"CREATE TABLE {name} AS SELECT {kinds} FROM rows")
    api = DuckDBAPI(database)
    linker = Linker([api.register("listed"), api.register("queries")], settings(), log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match([block_on("name")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("family"), block_on("given", "patronymic")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict().physical_name
    best = f"""
        SELECT query, position FROM (
            SELECT if(source_dataset_l = 'queries', unique_id_l, unique_id_r) AS query,
                   if(source_dataset_l = 'queries', unique_id_r, unique_id_l) AS position,
                   match_weight FROM {predicted}
        ) QUALIFY row_number() OVER (PARTITION BY query ORDER BY match_weight DESC, position) <= {int(kept)}
        ORDER BY query, match_weight DESC, position"""
    found = [[] for _ in range(queries.num_rows)]
    for query, position in database.execute(best).fetchall():
        found[query].append(position)
    pairs = database.execute(f"SELECT count(*) FROM {predicted}").fetchone()[0]
    return found, pairs
