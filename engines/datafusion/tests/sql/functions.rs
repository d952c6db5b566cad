//! The functions against the crate's own answers, row by row.

use crate::common::{local, run};
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::Decimal128Type;
use sverka::synthetic::Population;
use sverka::{Model, Normalizer, PersonName, Record, System, compare_names, romanize};

fn strings(list: &dyn Array) -> Vec<String> {
    list.as_string_view().iter().map(|text| text.unwrap().to_owned()).collect()
}

/// Pairs of invented names, with a null on either side, as a table `pairs` of `a` and `b`.
async fn pairs(sql: &str) -> (Vec<[Option<String>; 2]>, Vec<RecordBatch>) {
    let population = Population::new(9);
    let text = |record: &Record| record.name().as_full().map(str::to_owned);
    let incoming = population.incoming(200, 100);
    let mut pairs: Vec<[Option<String>; 2]> = incoming
        .iter()
        .map(|entry| {
            let listed = population.listed(entry.truth().unwrap_or(3));
            [text(entry.record()), text(&listed)]
        })
        .collect();
    pairs.push([Some("P<RUSSHCHERBAKOV<<ILIA<PETROVICH<<<<<".to_owned()), Some("12".to_owned())]);
    let literal = |text: &Option<String>| match text {
        Some(text) => format!("'{}'", text.replace('\'', "''")),
        None => "NULL".to_owned(),
    };
    let rows = pairs.iter().map(|[a, b]| format!("({}, {})", literal(a), literal(b)));
    let rows: Vec<String> = rows.collect();
    assert!(pairs.iter().any(|[a, _]| a.is_none()) && pairs.iter().any(|[_, b]| b.is_none()));
    let context = local(1);
    let create = format!("CREATE TABLE pairs(a VARCHAR, b VARCHAR) AS VALUES {}", rows.join(","));
    run(&context, &create).await;
    let batches = run(&context, sql).await;
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), pairs.len());
    (pairs, batches)
}

fn rows(batches: &[RecordBatch]) -> impl Iterator<Item = (&RecordBatch, usize)> {
    batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |row| (batch, row)))
}

#[tokio::test]
async fn names_are_normalized_as_the_crate_does() {
    let sql = "SELECT sverka_normalize(a), sverka_readings(a), sverka_keys(a) FROM pairs";
    let (pairs, batches) = pairs(sql).await;
    let mut normalizer = Normalizer::new();
    for ([name, _], (batch, row)) in pairs.iter().zip(rows(&batches)) {
        let lists = [0, 1, 2].map(|at| batch.column(at).as_list::<i32>());
        let Some(name) = name else {
            assert!(lists.iter().all(|list| list.is_null(row)));
            continue;
        };
        let name = normalizer.normalize(&PersonName::full(name)).clone();
        let [tokens, readings, keys] = lists.map(|list| list.value(row));
        let expected: Vec<_> = name.tokens().map(|token| token.text().to_owned()).collect();
        assert_eq!(strings(tokens.as_struct().column(0)), expected);
        assert_eq!(strings(readings.as_struct().column(0)), expected);
        let role = |token: sverka::Token<'_>| serde_json::to_value(token.role()).unwrap();
        let roles: Vec<_> =
            name.tokens().map(|token| role(token).as_str().unwrap().to_owned()).collect();
        assert_eq!(strings(tokens.as_struct().column(1)), roles);
        for (at, token) in name.tokens().enumerate() {
            let sounds = readings.as_struct().column(1).as_list::<i32>().value(at);
            let expected: Vec<_> =
                token.readings().iter().map(|reading| reading.sounds().to_owned()).collect();
            assert_eq!(strings(&sounds), expected);
        }
        let mut expected: Vec<String> = name
            .tokens()
            .flat_map(|token| token.keys().map(|key| key.as_str().to_owned()).collect::<Vec<_>>())
            .collect();
        expected.sort();
        expected.dedup();
        assert_eq!(strings(&keys), expected);
    }
}

#[tokio::test]
async fn names_are_romanized_and_compared_as_the_crate_does() {
    let sql = "SELECT sverka_romanize(a, 'german-press-ru'), sverka_bits(a, b), sverka_explain(a, b) \
               FROM pairs";
    let (pairs, batches) = pairs(sql).await;
    let german = System::find("german-press-ru").unwrap();
    for ([a, b], (batch, row)) in pairs.iter().zip(rows(&batches)) {
        let text = batch.column(0).as_string_view();
        let text = text.is_valid(row).then(|| text.value(row).to_owned());
        assert_eq!(text, a.as_ref().map(|name| romanize(name, german)));
        let bits = batch.column(1).as_primitive::<Decimal128Type>();
        let evidence = batch.column(2).as_list::<i32>();
        let (Some(a), Some(b)) = (a, b) else {
            assert!(bits.is_null(row) && evidence.is_null(row));
            continue;
        };
        let expected = compare_names(a.as_str(), b.as_str());
        assert_eq!(bits.value(row), i128::from(expected.bits().hundredths()));
        let items = evidence.value(row);
        let of_items = items.as_struct().column(2).as_primitive::<Decimal128Type>();
        let hundredths = expected.items().iter().map(|item| item.bits().hundredths().into());
        assert!(of_items.values().iter().copied().eq(hundredths));
        assert_eq!(of_items.values().iter().sum::<i128>(), bits.value(row));
    }
}

#[tokio::test]
async fn records_are_compared_with_all_that_they_state() {
    let context = local(1);
    let sql = "SELECT sverka_bits(
                 named_struct('name', 'Щербаков Александр', 'birth_date', DATE '1971-03-15', 'sex', 'm'),
                 named_struct('name', 'CHTCHERBAKOV Alexandre', 'birth_dates', ['1971-03-15'],
                              'nationality', 'RU', 'document', '45 10 123456')),
               sverka_bits('CHTCHERBAKOV Alexandre', named_struct('name', 'Щербаков Александр')),
               sverka_bits(named_struct('family', 'Щербаков', 'given', 'Александр'), 'Chtcherbakov')";
    let found = run(&context, sql).await;
    let bits = |at: usize| found[0].column(at).as_primitive::<Decimal128Type>().value(0);
    let date = || "1971-03-15".parse().unwrap();
    let one = Record::new("", "Щербаков Александр").with_birth_date(date());
    let one = one.with_sex(sverka::Sex::Male);
    let other = Record::new("", "CHTCHERBAKOV Alexandre").with_birth_date(date());
    let other =
        other.with_nationality("RU").with_document(sverka::Document::new("45 10 123456").unwrap());
    let model = Model::default();
    let hundredths = |bits: sverka::Bits| i128::from(bits.hundredths());
    assert_eq!(bits(0), hundredths(model.compare(&one, &other).bits()));
    let [one, other] =
        ["CHTCHERBAKOV Alexandre", "Щербаков Александр"].map(|name| Record::new("", name));
    assert_eq!(bits(1), hundredths(model.compare(&one, &other).bits()));
    let parts = PersonName::parts("Александр", "", "Щербаков");
    assert_eq!(bits(2), hundredths(compare_names(parts, "Chtcherbakov").bits()));
    assert!(bits(0) > bits(1));
}

#[tokio::test]
async fn keys_block_a_join() {
    let context = local(2);
    let sql = "WITH a AS (SELECT unnest(sverka_keys(column1)) AS key, column1 AS name
                          FROM (VALUES ('Щербаков'), ('Крымов'))),
                    b AS (SELECT unnest(sverka_keys(column1)) AS key, column1 AS name
                          FROM (VALUES ('Schtscherbakow'), ('Petrov')))
               SELECT DISTINCT a.name, b.name FROM a JOIN b USING (key)";
    let found = run(&context, sql).await;
    let rows: Vec<_> = rows(&found).collect();
    let [(batch, row)] = rows[..] else { panic!("{} rows", rows.len()) };
    let name = |at: usize| batch.column(at).as_string_view_opt().map(|names| names.value(row));
    let name = |at| name(at).unwrap_or_else(|| batch.column(at).as_string::<i32>().value(row));
    assert_eq!([name(0), name(1)], ["Щербаков", "Schtscherbakow"]);
}
