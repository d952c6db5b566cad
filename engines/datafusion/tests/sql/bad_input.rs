//! Bad input is an error when a query is planned, before any work, and names what is wrong.

use crate::common::{local, run};
use datafusion::arrow::array::AsArray;
use std::path::Path;
use sverka::{Listing, Record, Watchlist};

async fn refused(sql: &str) -> String {
    match local(2).sql(sql).await {
        Ok(_) => panic!("planned: {sql}"),
        Err(error) => error.to_string(),
    }
}

fn list(path: &Path, id: &str) -> Watchlist {
    let since = "2020-01-01".parse().unwrap();
    let listing = Listing::new().with_source("border").with_validity(Some(since), None);
    let record = Record::new(id, "Крымов Пётр").with_listing(listing);
    let list = Watchlist::builder().record(record).build().unwrap();
    list.save(path).unwrap();
    list
}

#[tokio::test]
async fn what_a_query_asks_wrongly_is_named_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let wanted = path("wanted.sverka");
    let whole = list(Path::new(&wanted), "w1");
    std::fs::write(path("foreign.sverka"), "id;name\n").unwrap();
    let bytes = std::fs::read(&wanted).unwrap();
    std::fs::write(path("cut.sverka"), &bytes[..bytes.len() - 100]).unwrap();
    std::fs::create_dir(path("empty")).unwrap();
    let shards = whole.save_shards(path("missing"), 3.try_into().unwrap()).unwrap();
    std::fs::remove_file(&shards[1]).unwrap();
    whole.save_shards(path("mixed"), 2.try_into().unwrap()).unwrap();
    let other = list(Path::new(&path("other.sverka")), "w2");
    let foreign = other.save_shards(path("foreign"), 2.try_into().unwrap()).unwrap();
    std::fs::copy(&foreign[1], path("mixed/shard-2-of-2.sverka")).unwrap();

    whole.save_shards(path("cuts"), 2.try_into().unwrap()).unwrap();
    whole.save_shards(path("cuts"), 3.try_into().unwrap()).unwrap();
    let twice = whole.save_shards(path("twice"), 2.try_into().unwrap()).unwrap();
    std::fs::copy(&twice[0], path("twice/copy.sverka")).unwrap();
    std::fs::create_dir(path("file")).unwrap();
    std::fs::copy(&wanted, path("file/wanted.sverka")).unwrap();
    whole.save_shards(path("shards"), 2.try_into().unwrap()).unwrap();
    std::fs::copy(&wanted, path("shards/.hidden.sverka")).unwrap();

    let of = |entries: &str, rest: &str| format!("SELECT * FROM sverka_screen({entries}, {rest})");
    let entry = "(SELECT 'e' AS id, 'Krymov' AS name)";
    for (sql, expected) in [
        (of("(SELECT 'e' AS id, 'Krymov' AS nmae)", &format!("'{wanted}'")), "no column name"),
        (of("(SELECT 'e' AS id, 17 AS name)", &format!("'{wanted}'")), "column name is Int64"),
        (
            of("(SELECT 1.5 AS id, 'K' AS name)", &format!("'{wanted}'")),
            "column id is Float64; expected text or an integer",
        ),
        (
            of("(SELECT 'K' AS name, 1971 AS birth_date)", &format!("'{wanted}'")),
            "column birth_date is Int64",
        ),
        (
            of("(SELECT 'K' AS name, 'm' AS sex, 'm' AS gender)", &format!("'{wanted}'")),
            "sex and gender are one column",
        ),
        (of("nowhere", &format!("'{wanted}'")), "nowhere"),
        (of("17", &format!("'{wanted}'")), "the name of a table, or a subquery"),
        (of(entry, "17"), "expected its path as text"),
        ("SELECT * FROM sverka_screen()".to_owned(), "expected a table or a subquery"),
        (of(entry, &format!("'{}'", path("absent.sverka"))), "absent.sverka"),
        (of(entry, &format!("'{}'", path("foreign.sverka"))), "foreign.sverka"),
        (of(entry, &format!("'{}'", path("cut.sverka"))), "cut.sverka"),
        (of(entry, &format!("'{}'", path("empty"))), "a folder without a file *.sverka"),
        (of(entry, &format!("'{}'", path("missing"))), "shard 2 of 3 is missing"),
        (of(entry, &format!("'{}'", path("cuts"))), "are not of one cut of the list"),
        (of(entry, &format!("'{}'", path("twice"))), "are the same shard"),
        (of(entry, &format!("'{}'", path("file"))), "a whole list; name the file"),
        (of("(SELECT 'K' AS name)", &format!("'{}'", path("shards"))), "no column id; where"),
        (
            of("(SELECT 1 AS id, 'K' AS name UNION ALL SELECT 1.5, 'K')", &format!("'{wanted}'")),
            "column id is Float64",
        ),
        (
            of(
                "(SELECT named_struct('first', 'K', 'family', 'K') AS name)",
                &format!("'{wanted}'"),
            ),
            "column name is Struct",
        ),
        (of(entry, "wanted"), "saved list: expected its path as text"),
        (
            of(entry, &format!("'{wanted}', sources => [17, 2.5]")),
            "argument sources: expected text",
        ),
        (of(entry, &format!("'{wanted}', sources => [['border']]")), "argument sources: expected"),
        (of(entry, &format!("'{wanted}', categories => [true]")), "argument categories: expected"),
        (of(entry, &format!("'{wanted}', sources => ['border', NULL]")), "without null"),
        (of(entry, &format!("'{}'", path("mixed"))), "are of different lists"),
        (
            of(entry, &format!("'{}'", path("missing/shard-1-of-3.sverka"))),
            "shard 1 of 3 alone; name the folder",
        ),
        (of(entry, &format!("'{wanted}', max => 3")), "no argument max; there are"),
        (of(entry, &format!("'{wanted}', min_bits => 'much'")), "argument min_bits"),
        (of(entry, &format!("'{wanted}', 3")), "argument 3: expected name => value"),
        (of(entry, &format!("'{wanted}', min_bits => random()")), "argument min_bits"),
        ("SELECT * FROM sverka_snapshot('nowhere.sverka')".to_owned(), "nowhere.sverka"),
        ("SELECT * FROM sverka_snapshot()".to_owned(), "expected the path of a saved list"),
        ("SELECT sverka_romanize('А', 'klingon')".to_owned(), "no system \"klingon\""),
        ("SELECT sverka_normalize(17)".to_owned(), "sverka_normalize"),
        ("SELECT sverka_bits('A', 17)".to_owned(), "sverka_bits"),
        (
            "SELECT sverka_bits(named_struct('name', 'A', 'sex', 1), 'B')".to_owned(),
            "column sex is Int64",
        ),
        ("SELECT sverka_bits('A')".to_owned(), "sverka_bits: expected two names"),
    ] {
        let error = refused(&sql).await;
        assert!(error.contains(expected), "{sql}\n{error}");
        assert!(!error.contains("panicked") && !error.contains("remote catalog"), "{error}");
    }
}

/// A query of an entry that is on the lists above.
fn screened_against(path: &Path, arguments: &str) -> String {
    let entry = "(SELECT 'e' AS id, 'Krymov Petr' AS name)";
    format!("SELECT * FROM sverka_screen({entry}, '{}'{arguments})", path.display())
}

#[tokio::test]
async fn arguments_are_computed_as_sql_computes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wanted.sverka");
    list(&path, "w1");
    let context = local(1);
    for (argument, matches) in [
        ("min_bits => 1 + 0.5", 1),
        ("min_bits => -(2 * 3)", 1),
        ("min_bits => 9 * 10", 0),
        ("valid_at => current_date - INTERVAL '1 day'", 1),
        ("valid_at => concat('201', 4 + 5, '-12-31')", 0),
        ("sources => []", 1),
        ("sources => [concat('bor', 'der'), 'bank']", 1),
        ("sources => ['bank']", 0),
    ] {
        let found = run(&context, &screened_against(&path, &format!(", {argument}"))).await;
        let found: usize = found.iter().map(|batch| batch.num_rows()).sum();
        assert_eq!(found, matches, "{argument}");
    }
}

#[tokio::test]
async fn another_list_at_the_path_of_a_plan_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let [path, other] = ["wanted.sverka", "other.sverka"].map(|name| folder.path().join(name));
    let (context, sql) = (local(1), screened_against(&path, ""));
    for is_written_over in [true, false] {
        list(&path, "w1");
        let planned = context.sql(&sql).await.unwrap();
        list(&other, "w2-of-another-length");
        if is_written_over {
            std::fs::copy(&other, &path).unwrap();
        } else {
            std::fs::rename(&other, &path).unwrap();
            // The plan has its list until another one opens the new list.
            assert_eq!(run(&context, &sql).await[0].num_rows(), 1);
        }
        let error = planned.collect().await.unwrap_err().to_string();
        let expected = ["the plan was made for", "wanted.sverka"];
        assert!(expected.iter().all(|expected| error.contains(expected)), "{error}");
        assert_eq!(run(&context, &sql).await[0].num_rows(), 1);
    }
    // The same bytes at another time are the same list.
    let planned = context.sql(&sql).await.unwrap();
    std::fs::copy(&path, &other).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(20));
    std::fs::copy(&other, &path).unwrap();
    assert_eq!(planned.collect().await.unwrap()[0].num_rows(), 1);
}

#[tokio::test]
async fn more_lists_than_stay_open_are_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = |n: usize| folder.path().join(format!("{n}.sverka"));
    let context = local(1);
    let mut planned = Vec::new();
    for n in 0..150 {
        list(&path(n), &format!("w{n}"));
        planned.push(context.sql(&screened_against(&path(n), "")).await.unwrap());
    }
    for (n, planned) in planned.into_iter().enumerate() {
        let found = planned.collect().await.unwrap();
        assert_eq!(found[0].column(1).as_string_view().value(0), format!("w{n}"));
    }
}

#[tokio::test]
async fn shards_need_entries_with_identifiers_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let whole = list(&folder.path().join("wanted.sverka"), "w1");
    let shards = folder.path().join("shards");
    whole.save_shards(&shards, 2.try_into().unwrap()).unwrap();
    let sql = format!(
        "SELECT * FROM sverka_screen((SELECT 'e' AS id, 'Krymov' AS name UNION ALL SELECT 'e', 'Petrov'), '{}')",
        shards.display()
    );
    let error = local(2).sql(&sql).await.unwrap().collect().await.unwrap_err().to_string();
    assert!(error.contains("entry \"e\": 4 answers of 2 shards"), "{error}");
    // A query that makes other entries each time has no answer either.
    let changing = format!(
        "SELECT * FROM sverka_screen((SELECT column1 AS id, CASE WHEN random() < 0.5 THEN 'Krymov Petr' ELSE 'Ivanov'
         END AS name FROM (VALUES {}) AS some), '{}')",
        (0..40).map(|n| format!("('{n}')")).collect::<Vec<_>>().join(", "),
        shards.display()
    );
    let error = local(2).sql(&changing).await.unwrap().collect().await.unwrap_err().to_string();
    assert!(error.contains("answers that do not belong together"), "{error}");
}
