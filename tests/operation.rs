//! Operations: a stop at any moment does not change the output, and only the same operation continues in a
//! folder.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use sverka::formats::ColumnMap;
use sverka::operation::{Admit, Operation, OperationReport, Progress, Stage};
use sverka::synthetic::Population;
use sverka::{Band, Bits, ErrorKind, Policy, Record, ValidAt, Watchlist};
use tempfile::TempDir;

const LISTED: usize = 400;
const OUTPUTS: [&str; 3] = ["screenings.jsonl", "problems.jsonl", "report.json"];
/// The variable that makes a test the process that is killed: the folder it works in.
const CHILD: &str = "SVERKA_TEST_OPERATION";

/// A temporary folder.
struct Scratch(TempDir);

impl Scratch {
    fn new() -> Scratch {
        Scratch(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A file of invented people, some rows of which are rejected.
    fn incoming(&self, people: usize) -> PathBuf {
        let path = self.file("incoming.jsonl");
        let mut text = String::new();
        for (n, record) in people_arriving(people).iter().enumerate() {
            text += &serde_json::to_string(record).unwrap();
            text += "\n";
            match n % 50 {
                7 => text += "{\"id\": \"nobody\"}\n",
                13 => text += &format!("{{\"id\": \"{}\", \"name\": \"Twice\"}}\n", record.id()),
                29 => text += "{\"name\": {}, \"birth_place\": \"Morozkin\"}\n\n",
                _ => {}
            }
        }
        fs::write(&path, text).unwrap();
        path
    }
}

fn people_arriving(people: usize) -> Vec<Record> {
    let entries = Population::new(5).incoming(people, LISTED);
    let records = entries.into_iter().map(|entry| entry.into_record());
    let points = ["north", "south", ""];
    let at = |(n, record): (usize, Record)| {
        let listing = record.listing().clone().with_source(points[n % 3]);
        record.with_listing(listing)
    };
    records.enumerate().map(at).collect()
}

fn lists() -> [Watchlist; 2] {
    [5, 6].map(|seed| {
        let listed = Population::new(seed).watchlist(LISTED);
        Watchlist::builder().records(listed).build().unwrap()
    })
}

/// Every entry against both lists, and those for review against the first list again.
fn operation(lists: &[Watchlist; 2]) -> Operation<'_> {
    let first = Policy::default().with_valid_at(ValidAt::Ever).with_limit(3);
    let first = first.with_min_bits(Bits::from_hundredths(2000));
    let again = first.clone().with_min_bits(Bits::from_hundredths(1200));
    let first = first.with_review_bits(Bits::from_hundredths(700));
    let everybody = Stage::new("first", first).with_list("home", &lists[0]);
    let everybody = everybody.with_list("abroad", &lists[1]);
    Operation::new(everybody)
        .then(Admit::Review, Stage::new("again", again).with_list("home", &lists[0]))
        .with_chunk(16)
}

fn outputs(folder: &Path) -> Vec<String> {
    OUTPUTS.map(|name| fs::read_to_string(folder.join(name)).unwrap()).to_vec()
}

fn quietly(_: Progress) {}

/// Runs the operation in a folder that has its lists and its incoming file.
fn run_in(folder: &Path) {
    let lists = ["home", "abroad"].map(|name| Watchlist::open(folder.join(name)).unwrap());
    let run = operation(&lists).with_chunk(4);
    run.run(folder.join("incoming.jsonl"), folder.join("out"), quietly).unwrap();
}

#[test]
fn a_kill_at_any_moment_does_not_change_the_output() {
    if let Some(folder) = std::env::var_os(CHILD) {
        return run_in(Path::new(&folder));
    }
    let scratch = Scratch::new();
    let incoming = scratch.incoming(700);
    let lists = lists();
    for (list, name) in lists.iter().zip(["home", "abroad"]) {
        list.save(scratch.file(name)).unwrap();
    }
    let unbroken = scratch.file("unbroken");
    operation(&lists).run(&incoming, &unbroken, quietly).unwrap();

    let spawn = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["a_kill_at_any_moment"]).env(CHILD, scratch.0.path()).stdout(Stdio::null());
        command.spawn().unwrap()
    };
    let folder = scratch.file("out");
    let mut in_the_middle = 0;
    for n in 0..20 {
        let mut child = spawn();
        std::thread::sleep(Duration::from_millis(40 + n * 37 % 120));
        child.kill().unwrap();
        child.wait().unwrap();
        let has_begun = folder.join("journal").exists();
        in_the_middle += usize::from(has_begun && !folder.join("report.json").exists());
    }
    assert!(in_the_middle >= 1, "no process was killed in the middle of its work");
    assert!(spawn().wait().unwrap().success());
    assert_eq!(outputs(&folder), outputs(&unbroken));
    assert!(operation(&lists).run(&incoming, &folder, quietly).unwrap().was_finished);
}

#[test]
fn a_run_continues_after_any_chunk_even_if_more_was_written() {
    let scratch = Scratch::new();
    let incoming = scratch.incoming(150);
    let (lists, unbroken) = (lists(), scratch.file("unbroken"));
    let operation = operation(&lists);
    let mut stopped = Vec::new();
    let report = operation
        .run(&incoming, &unbroken, |progress| {
            let copy = scratch.file(&format!("stopped-{}", progress.rows));
            fs::create_dir(&copy).unwrap();
            for name in ["journal", OUTPUTS[0], OUTPUTS[1]] {
                fs::copy(unbroken.join(name), copy.join(name)).unwrap();
            }
            stopped.push((progress.rows, copy));
        })
        .unwrap()
        .report;
    assert!(stopped.len() > 9, "{}", stopped.len());
    // The incoming file may have moved.
    let moved = scratch.file("moved.jsonl");
    fs::rename(&incoming, &moved).unwrap();
    for (n, (rows, folder)) in stopped.iter().enumerate() {
        for name in [OUTPUTS[0], OUTPUTS[1]] {
            let written = fs::read(folder.join(name)).unwrap();
            fs::write(folder.join(name), [&written[..], b"{\"stage\": \"fi"].concat()).unwrap();
        }
        fs::write(folder.join("journal.77-0.part"), "{\"plan\"").unwrap();
        let mut found_done = None;
        let continued = operation.clone().with_chunk(1 + 7 * n);
        let finished = continued.run(&moved, folder, |progress| {
            found_done.get_or_insert(progress.rows_before);
        });
        assert_eq!(finished.unwrap().report, report);
        assert_eq!(found_done, Some(*rows));
        assert_eq!(outputs(folder), outputs(&unbroken));
        assert!(!folder.join("journal.77-0.part").exists());
    }
}

#[test]
fn the_output_is_what_screening_gives_and_the_report_counts_it() {
    let scratch = Scratch::new();
    let incoming = scratch.incoming(300);
    let (lists, folder) = (lists(), scratch.file("out"));
    let report = operation(&lists).run(&incoming, &folder, quietly).unwrap().report;
    let [answers, problems, written] = outputs(&folder).try_into().unwrap();
    assert_eq!(serde_json::from_str::<OperationReport>(&written).unwrap(), report);

    let ever = Policy::default().with_valid_at(ValidAt::Ever).with_limit(3);
    let first = ever.clone().with_min_bits(Bits::from_hundredths(2000));
    let first = first.with_review_bits(Bits::from_hundredths(700));
    let again = ever.with_min_bits(Bits::from_hundredths(1200));
    let mut expected: Vec<Value> = Vec::new();
    let mut outcome = BTreeMap::from([("report", 0), ("review", 0), ("clear", 0)]);
    let (mut sources, mut second) = (BTreeMap::<String, [u64; 2]>::new(), 0);
    for entry in people_arriving(300) {
        let mut answer = |stage: &str, list: &str, number: usize, policy: &Policy| {
            let screening = lists[number].screen(&entry, policy);
            let mut value = serde_json::to_value(&screening).unwrap();
            value["stage"] = stage.into();
            value["list"] = list.into();
            expected.push(value);
            screening.matches().to_vec()
        };
        let mut matches = answer("first", "home", 0, &first);
        matches.extend(answer("first", "abroad", 1, &first));
        for found in &matches {
            let source = found.record().listing().source().unwrap_or_default().to_owned();
            sources.entry(source).or_default()[usize::from(found.band() == Band::Review)] += 1;
        }
        if !matches.is_empty() && matches.iter().all(|found| found.band() == Band::Review) {
            second += 1;
            matches = answer("again", "home", 0, &again);
        }
        let is = match matches.iter().map(|found| found.band()).min() {
            Some(Band::Report) => "report",
            Some(_) => "review",
            None => "clear",
        };
        *outcome.get_mut(is).unwrap() += 1;
    }
    // Even the certificates are equal: they depend on the entry and the list alone.
    let found: Vec<Value> =
        answers.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(found, expected);

    let counted = &report.outcome;
    assert_eq!(
        outcome,
        BTreeMap::from([
            ("report", counted.report),
            ("review", counted.review),
            ("clear", counted.clear)
        ])
    );
    assert!(second > 0 && outcome["report"] > 0 && outcome["clear"] > 0, "{outcome:?}");
    assert_eq!((report.stages[0].outcome.entries, report.stages[1].outcome.entries), (300, second));
    let by_source = &report.stages[0].sources;
    let by_source =
        by_source.iter().map(|(name, found)| (name.clone(), [found.report, found.review]));
    assert_eq!(by_source.collect::<BTreeMap<_, _>>(), sources);
    assert_eq!(counted.alerts_per_thousand, (counted.report as f64 * 1e6 / 300.0).round() / 1e3);
    let points = &report.by_source;
    assert_eq!(points.keys().collect::<Vec<_>>(), ["", "north", "south"]);
    assert!(points.values().all(|point| point.entries == 100));
    assert_eq!(points.values().map(|point| point.report).sum::<u64>(), counted.report);

    // Three bad rows for every 50 people.
    let rows = &report.rows;
    assert_eq!((rows.read, rows.kept, rows.rejected, rows.not_persons), (318, 300, 18, 0));
    let by_kind = BTreeMap::from([
        (ErrorKind::NoLetters, 6),
        (ErrorKind::Malformed, 6),
        (ErrorKind::DuplicateId, 6),
    ]);
    assert_eq!(rows.rejected_by, by_kind);
    let reported: Vec<Value> =
        problems.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(reported.iter().filter(|reported| reported["rejected"] == true).count(), 18);
    assert_eq!(reported[0]["row"], 9);
    assert_eq!(reported[0]["what"], "incoming:9: name: no name; expected {\"name\": …}");
    assert!(!problems.contains("Morozkin"));
}

/// The folder of a run that stopped half-way, at the end of an array that is not closed.
fn half_done(scratch: &Scratch, lists: &[Watchlist; 2]) -> (PathBuf, PathBuf) {
    let incoming = scratch.incoming(60);
    let mut bytes = fs::read(&incoming).unwrap();
    bytes.extend(b"[");
    fs::write(&incoming, bytes).unwrap();
    let folder = scratch.file("half");
    let error = operation(lists).run(&incoming, &folder, quietly).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    (incoming, folder)
}

#[test]
fn a_file_with_an_unreadable_end_is_screened_up_to_it_and_reported_each_time() {
    let (scratch, lists) = (Scratch::new(), lists());
    let (incoming, folder) = half_done(&scratch, &lists);
    let screened = fs::read_to_string(folder.join(OUTPUTS[0])).unwrap();
    assert!(screened.lines().count() >= 120, "{}", screened.lines().count());
    let error = operation(&lists).run(&incoming, &folder, quietly).unwrap_err();
    assert_eq!((error.kind(), error.line()), (ErrorKind::Truncated, Some(66)));
    assert_eq!(fs::read_to_string(folder.join(OUTPUTS[0])).unwrap(), screened);
    assert!(!folder.join(OUTPUTS[2]).exists());
}

#[test]
fn another_operation_is_refused_and_changes_nothing() {
    let (scratch, lists) = (Scratch::new(), lists());
    let (incoming, folder) = half_done(&scratch, &lists);
    let before = fs::read(folder.join("journal")).unwrap();
    let swapped = {
        let [one, other] = self::lists();
        [other, one]
    };
    let ever = Policy::default().with_valid_at(ValidAt::Ever);
    let stage = |name: &str| Stage::new(name, ever.clone()).with_list("home", &lists[0]);
    let cases: [(Operation<'_>, &str); 5] = [
        (operation(&swapped), "another list for home in stage first"),
        (operation(&lists).then(Admit::Matched, stage("third")), "other stages: first, again"),
        (
            operation(&lists).with_dialect(&"name=full_name".parse::<ColumnMap>().unwrap()),
            "other columns",
        ),
        (
            Operation::new(stage("first").with_list("abroad", &lists[1]))
                .then(Admit::Review, stage("again")),
            "another policy in stage first",
        ),
        (
            Operation::new(stage("first")).then(Admit::Matched, stage("again")),
            "another policy in stage first",
        ),
    ];
    for (other, said) in cases {
        let error = other.run(&incoming, &folder, quietly).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Mismatch, "{error}");
        let text = error.to_string();
        assert!(text.contains(said) && !text.contains('\n'), "{text}");
    }
    let mut text = fs::read(&incoming).unwrap();
    text[10] ^= 1;
    fs::write(&incoming, text).unwrap();
    let error = operation(&lists).run(&incoming, &folder, quietly).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    assert!(error.to_string().contains("another incoming file"), "{error}");
    assert_eq!(fs::read(folder.join("journal")).unwrap(), before);
}

#[test]
fn damage_is_an_error_and_never_changes_an_answer() {
    let (scratch, lists) = (Scratch::new(), lists());
    let (incoming, folder) = half_done(&scratch, &lists);
    let refused = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        let good = fs::read(&path).unwrap();
        fs::write(&path, content).unwrap();
        let error = operation(&lists).run(&incoming, &folder, quietly).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Damaged, "{name}: {error}");
        assert_eq!(error.file(), path.to_str());
        fs::write(&path, good).unwrap();
    };
    for name in ["journal", OUTPUTS[0], OUTPUTS[1]] {
        let good = fs::read(folder.join(name)).unwrap();
        for cut in [0, 1, good.len() / 2, good.len() - 1] {
            refused(name, &good[..cut]);
        }
        for place in [0, good.len() / 3, good.len() - 2] {
            let mut changed = good.clone();
            changed[place] ^= 1;
            refused(name, &changed);
        }
    }
    let error = operation(&lists).run(&incoming, &folder, quietly).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated, "all is as it was");
}

#[test]
fn a_folder_belongs_to_one_process_and_one_operation() {
    let (scratch, lists) = (Scratch::new(), lists());
    let incoming = scratch.incoming(40);
    let operation = operation(&lists);
    let folder = scratch.file("out");
    let mut met = 0;
    let kind = |folder: &Path| operation.run(&incoming, folder, quietly).unwrap_err().kind();
    operation
        .run(&incoming, &folder, |_| {
            assert_eq!(kind(&folder), ErrorKind::InUse);
            met += 1;
        })
        .unwrap();
    assert!(met > 1);

    assert_eq!(kind(&scratch.file("missing").join("out")), ErrorKind::Io);
    assert_eq!(kind(&incoming), ErrorKind::Io, "a file");
    let foreign = scratch.file("foreign");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("letter.txt"), "").unwrap();
    assert_eq!(kind(&foreign), ErrorKind::Mismatch);
    assert_eq!(fs::read_dir(&foreign).unwrap().count(), 1, "nothing was written there");

    let closed = scratch.file("closed");
    fs::create_dir(&closed).unwrap();
    let mut permissions = fs::metadata(&closed).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&closed, permissions).unwrap();
    // Permissions do not bind root.
    if fs::write(closed.join("lock"), "").is_err() {
        assert_eq!(kind(&closed), ErrorKind::Io);
    }

    let run = |incoming: &Path| operation.run(incoming, scratch.file("new"), quietly);
    assert_eq!(run(scratch.0.path()).unwrap_err().kind(), ErrorKind::Io, "a folder is no file");
    assert_eq!(run(&scratch.file("none.csv")).unwrap_err().kind(), ErrorKind::Io);
    fs::write(scratch.file("empty.csv"), "").unwrap();
    assert_eq!(run(&scratch.file("empty.csv")).unwrap_err().kind(), ErrorKind::Empty);
    assert!(!scratch.file("new").exists(), "a folder was made for an unreadable file");
}

#[test]
fn stages_and_lists_need_distinct_names() {
    let (scratch, lists) = (Scratch::new(), lists());
    let incoming = scratch.incoming(1);
    let stage = |name: &str| Stage::new(name, Policy::default()).with_list("home", &lists[0]);
    let cases = [
        (Operation::new(Stage::new("1", Policy::default())), "a stage without lists"),
        (Operation::new(stage("1")).then(Admit::Matched, stage("1")), "two stages"),
        (Operation::new(stage("1").with_list("home", &lists[1])), "two lists"),
    ];
    for (operation, said) in cases {
        let error = operation.run(&incoming, scratch.file("out"), quietly).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[test]
fn today_stays_the_day_on_which_the_operation_began() {
    let (scratch, lists) = (Scratch::new(), lists());
    let incoming = scratch.incoming(5);
    let folder = scratch.file("out");
    let stage = Stage::new("1", Policy::default()).with_list("home", &lists[0]);
    let operation = Operation::new(stage);
    // As if it had been stopped in the middle, more than a year ago.
    let mut bytes = fs::read(&incoming).unwrap();
    bytes.extend(b"[");
    fs::write(&incoming, &bytes).unwrap();
    operation.clone().with_chunk(1).run(&incoming, &folder, quietly).unwrap_err();
    let journal = fs::read_to_string(folder.join("journal")).unwrap();
    let (line, _) = journal.split_once('\n').unwrap();
    let mut journal: Value = serde_json::from_str(line).unwrap();
    let rows = journal["rows"].as_u64().unwrap();
    assert_eq!(rows, 5);
    journal["report"]["began_on"] = "2024-02-29".into();
    journal["rows"] = 3.into();
    let line = format!("{journal}\n");
    let sum = xxhash_rust::xxh3::xxh3_64(line.as_bytes());
    fs::write(folder.join("journal"), format!("{line}{sum:016x}\n")).unwrap();

    operation.run(&incoming, &folder, quietly).unwrap_err();
    let answers = fs::read_to_string(folder.join(OUTPUTS[0])).unwrap();
    let days: Vec<&str> = answers
        .lines()
        .map(|line| if line.contains("\"valid_on\":\"2024-02-29\"") { "then" } else { "now" })
        .collect();
    assert_eq!(days, ["now", "now", "now", "now", "now", "then", "then"]);
}

#[test]
fn a_compressed_table_with_other_headers_is_read_as_it_is() {
    use std::io::Write;
    let (scratch, lists) = (Scratch::new(), lists());
    let table = "id,name,born,post\n1,Morozkin Yelisey,03/04/1971,River Bridge\n2,,,\n";
    let packed = scratch.file("incoming.csv.gz");
    let file = fs::File::create(&packed).unwrap();
    let mut packer = flate2::write::GzEncoder::new(file, flate2::Compression::default());
    packer.write_all(table.as_bytes()).unwrap();
    packer.finish().unwrap();
    let columns: ColumnMap = "birth_date=born,source=post".parse().unwrap();
    let operation = operation(&lists).with_dialect(&columns);
    let mut last = None;
    let finished = operation.run(&packed, scratch.file("out"), |progress| last = Some(progress));
    let report = finished.unwrap().report;
    assert_eq!((report.rows.kept, report.rows.rejected, report.rows.notes), (1, 1, 1));
    assert_eq!(report.by_source["River Bridge"].entries, 1);
    let last = last.unwrap();
    assert_eq!((last.rows, last.bytes), (2, last.bytes_in_all));
}
