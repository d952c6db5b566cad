//! Arrow's layouts of the same entries, and nulls.

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Date32Array, Date64Array, DictionaryArray, Int64Array,
    LargeStringArray, ListArray, RecordBatch, StringArray, StringViewArray, StructArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Field, Fields, Int32Type};
use std::sync::Arc;
use sverka::{Policy, Record, Watchlist};
use sverka_datafusion::{OnBadValue, Screener};

fn screener(on_bad_value: OnBadValue) -> Screener {
    let date = "1971-03-15".parse().unwrap();
    let list = Watchlist::builder()
        .record(Record::new("w1", "Щербаков Александр Иванович").with_birth_date(date))
        .record(Record::new("w2", "Крымова Анна"));
    Screener::new(Arc::new(list.build().unwrap()), Policy::default(), on_bad_value)
}

const NAMES: [Option<&str>; 4] =
    [Some("CHTCHERBAKOV Alexandre"), None, Some("Щербаков Александр"), Some("Krymova Anna")];
const DATES: [Option<&str>; 4] = [Some("1971-03-15"), None, None, Some("1984-07-09")];

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .unwrap()
}

fn screened(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let entries = batch(columns);
    let screened = screener(OnBadValue::Error).screen(&entries).unwrap();
    // An answer for each entry, in their order.
    assert_eq!(screened.answers.num_rows(), entries.num_rows());
    assert_eq!(screened.ignored_values, 0);
    screened.matches
}

#[test]
fn every_layout_of_the_same_entries_has_the_same_matches() {
    let ids: ArrayRef =
        Arc::new(StringViewArray::from(vec![Some("1"), None, Some("3"), Some("4")]));
    let names: ArrayRef = Arc::new(StringArray::from(NAMES.to_vec()));
    let dates: ArrayRef = Arc::new(StringArray::from(DATES.to_vec()));
    let plain =
        screened(vec![("id", ids.clone()), ("name", names.clone()), ("birth_date", dates.clone())]);
    let matched: Vec<_> = plain.column(0).as_string_view().iter().collect();
    assert_eq!(matched, [Some("1"), Some("3"), Some("4")]);

    let dictionary: DictionaryArray<Int32Type> = NAMES.into_iter().collect();
    let parts = |values: Vec<Option<&str>>| -> ArrayRef { Arc::new(StringArray::from(values)) };
    let fields = |names: [&str; 1]| -> Fields {
        names.map(|name| Field::new(name, DataType::Utf8, true)).to_vec().into()
    };
    let full = StructArray::new(fields(["full"]), vec![parts(NAMES.to_vec())], None);
    let days = cast(&dates, &DataType::Date32).unwrap();
    assert!(days.as_any().is::<Date32Array>());
    let lists = |values: ArrayRef| -> ArrayRef {
        let item = Arc::new(Field::new("item", values.data_type().clone(), true));
        let offsets = datafusion::arrow::buffer::OffsetBuffer::from_lengths([1; 4]);
        Arc::new(ListArray::new(item, offsets, values, None))
    };
    let large = |lists: &ArrayRef| {
        let DataType::List(item) = lists.data_type() else { panic!() };
        cast(lists, &DataType::LargeList(item.clone())).unwrap()
    };
    let names_of: Vec<ArrayRef> = vec![
        Arc::new(LargeStringArray::from(NAMES.to_vec())),
        Arc::new(StringViewArray::from(NAMES.to_vec())),
        Arc::new(dictionary),
        Arc::new(full),
    ];
    for name in names_of {
        for date in [dates.clone(), days.clone(), lists(dates.clone()), large(&lists(days.clone()))]
        {
            let kinds = format!("{} {}", name.data_type(), date.data_type());
            let columns = vec![("id", ids.clone()), ("name", name.clone()), ("birth_dates", date)];
            assert_eq!(screened(columns), plain, "{kinds}");
        }
    }
    // A slice is read from where it begins.
    let whole = batch(vec![("id", ids), ("name", names), ("birth_date", dates)]);
    let sliced = screener(OnBadValue::Error).screen(&whole.slice(2, 2)).unwrap();
    assert_eq!(sliced.matches, plain.slice(1, 2));
}

#[test]
fn integers_are_identifiers_and_entries_without_one_keep_null() {
    let names: ArrayRef = Arc::new(StringArray::from(NAMES.to_vec()));
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![Some(17), Some(-2), None, Some(4)]));
    let found = screened(vec![("id", numbers), ("name", names.clone())]);
    let ids: Vec<_> = found.column(0).as_string_view().iter().collect();
    assert_eq!(ids, [Some("17"), None, Some("4")]);
    let found = screened(vec![("name", names)]);
    assert_eq!((found.num_rows(), found.column(0).null_count()), (3, 3));
}

#[test]
fn a_value_that_is_none_of_its_column_is_an_error_or_left_out() {
    let column = |values: [&str; 2]| -> ArrayRef { Arc::new(StringArray::from(values.to_vec())) };
    for (name, value, expected) in [
        ("birth_date", "1971-13-45", "birth_dates"),
        ("sex", "perhaps", "sex"),
        ("document", "--", "documents"),
    ] {
        let entries = batch(vec![
            ("id", column(["e1", "e2"])),
            ("name", column(["Petrov", "CHTCHERBAKOV Alexandre"])),
            (name, column([value, value])),
        ]);
        let error = screener(OnBadValue::Error).screen(&entries).unwrap_err().to_string();
        assert!(error.contains("entry \"e1\"") && error.contains(expected), "{error}");
        assert!(!error.contains("Petrov") && !error.contains(value), "{error}");
        let found = screener(OnBadValue::Ignore).screen(&entries).unwrap();
        assert_eq!(found.matches.column(0).as_string_view().value(0), "e2");
        assert_eq!((found.ignored_values, found.answers.num_rows()), (2, 2));
    }
}

#[test]
fn a_time_is_of_the_day_that_it_falls_on() {
    let ids: ArrayRef = Arc::new(StringArray::from(vec!["e1", "e2", "e3"]));
    let names: ArrayRef = Arc::new(StringArray::from(vec!["CHTCHERBAKOV Alexandre"; 3]));
    let day = 86_400_000;
    let screened_at = |times: [i64; 3]| {
        let times: ArrayRef = Arc::new(Date64Array::from(times.to_vec()));
        let entries =
            batch(vec![("id", ids.clone()), ("name", names.clone()), ("birth_date", times)]);
        screener(OnBadValue::Ignore).screen(&entries).unwrap()
    };
    let found = screened_at([438 * day, 438 * day + 1, 439 * day - 1]);
    let bits = found.matches.column(3).as_primitive::<Decimal128Type>().values().to_vec();
    assert_eq!((bits.len(), bits[0] == bits[1], bits[1] == bits[2]), (3, true, true));
    let other = screened_at([439 * day, 437 * day, 437 * day + day - 1]);
    let others = other.matches.column(3).as_primitive::<Decimal128Type>().values().to_vec();
    assert!(others.iter().all(|other| *other < bits[0]), "{others:?} {bits:?}");
    // Before 1970 too, where the time of a day counts from its beginning.
    let before = screened_at([-day, -1, -day + 1]);
    let before = before.matches.column(3).as_primitive::<Decimal128Type>().values().to_vec();
    assert!(before.windows(2).all(|pair| pair[0] == pair[1]), "{before:?}");
    assert_eq!(screened_at([i64::MAX, i64::MIN, day << 32]).ignored_values, 3);
}

#[test]
fn names_in_parts_and_strengths_are_what_they_say() {
    let column =
        |values: [Option<&str>; 2]| -> ArrayRef { Arc::new(StringArray::from(values.to_vec())) };
    let parts = |fields: Vec<(&str, [Option<&str>; 2])>| -> ArrayRef {
        let fields = fields.into_iter().map(|(name, values)| {
            (Arc::new(Field::new(name, DataType::Utf8, true)), column(values))
        });
        Arc::new(StructArray::from(fields.collect::<Vec<_>>()))
    };
    // A full name of blanks states nothing beside parts that do.
    let name = parts(vec![
        ("full", [Some(" "), Some("")]),
        ("given", [Some("Alexandre"), Some("Anna")]),
        ("family", [Some("CHTCHERBAKOV"), Some("Krymova")]),
    ]);
    assert_eq!(screened(vec![("name", name)]).num_rows(), 2);

    let bits = |strength: Option<&str>| {
        let aliases = parts(vec![("full", [Some("Krymova Anna"); 2]), ("strength", [strength; 2])]);
        let entries = batch(vec![("name", column([Some("Ыкрст"); 2])), ("alias", aliases)]);
        let found = screener(OnBadValue::Ignore).screen(&entries).unwrap();
        let bits = found.matches.column(3).as_primitive::<Decimal128Type>().value(0);
        (bits, found.ignored_values)
    };
    let (strong, weak) = (bits(Some("strong")), bits(Some("weak")));
    assert!(weak.0 < strong.0 && weak.1 == 0 && strong.1 == 0);
    assert_eq!(bits(None), strong);
    for wrong in ["Weak", "low", ""] {
        assert_eq!(bits(Some(wrong)), (strong.0, 2), "{wrong}");
    }
}
