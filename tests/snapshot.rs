//! Saved lists: an opened list answers as the one that was saved, a damaged one is refused, and the sample of
//! each format version opens.

mod common;
#[path = "common/forge.rs"]
mod forge;
#[path = "common/rounds.rs"]
mod rounds;

use common::{policy, record};
use forge::{ROW, UNIT, forge, sections};
use proptest::prelude::*;
use rounds::rounds;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::Command;
use sverka::{Bits, ErrorKind, Model, PersonName, Policy, Record, Sex, ValidAt, Watchlist};
use tempfile::TempDir;

/// The names of the files in a folder, sorted.
fn names(folder: &TempDir) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

fn numbered(records: Vec<Record>) -> Vec<Record> {
    let numbered = records.into_iter().enumerate();
    numbered.map(|(n, record)| record.with_id(format!("w{}", (n * 7) % 101))).collect()
}

fn build(records: Vec<Record>) -> Watchlist {
    Watchlist::builder().records(records).build().unwrap()
}

/// Invented people who have something in every section of the file.
fn people() -> Vec<Record> {
    let long = "Абвгдежзиклмнопрстуфхцчшщэюя".repeat(2);
    vec![
        Record::new("w1", "Щербаков Александр Иванович")
            .with_birth_date("1971-03-15".parse().unwrap())
            .with_sex(Sex::Male)
            .with_nationality("RU")
            .with_birth_place("г. Казань")
            .with_document("passport:RU:45 10 123456".parse().unwrap()),
        Record::new("w2", PersonName::parts("Siarhei", "Viktaravich", "Karaliou"))
            .with_birth_date("1984".parse().unwrap())
            .with_birth_date("1985-07".parse().unwrap())
            .with_document("4510 123457".parse().unwrap()),
        Record::new("w3", "Абдул Хаким С. ибн Юсуф аль Салими аль Кирмани, Карим")
            .with_alias("Sasha"),
        Record::new("w4", PersonName::full(long)),
        Record::new("w5", "王"),
        Record::new("w6", ""),
    ]
}

/// Entries to screen against them.
fn entries() -> Vec<Record> {
    let mut entries = people();
    entries.push(Record::new("e", "CHTCHERBAKOV Alexandre").with_nationality("ru"));
    entries.push(Record::new("e", "Karalyov S.").with_birth_date("1984-01-02".parse().unwrap()));
    entries.push(Record::new("e", "").with_document("4510 123458".parse().unwrap()));
    entries
}

fn answers(watchlist: &Watchlist) -> String {
    let policy = Policy::default().with_min_bits(Bits::from_hundredths(-500));
    let answers = watchlist.screen_all(&entries(), &policy.with_valid_at(ValidAt::Ever));
    serde_json::to_string(&answers).unwrap()
}

/// Overwrites bytes of a file in place, which is faster than writing thousands of files.
fn rewrite(mut file: &fs::File, at: usize, bytes: &[u8]) {
    file.seek(SeekFrom::Start(at as u64)).unwrap();
    file.write_all(bytes).unwrap();
}

/// The bytes of a saved list.
fn saved(watchlist: &Watchlist) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    watchlist.save(folder.path().join("list")).unwrap();
    assert_eq!(names(&folder), ["list"]);
    fs::read(folder.path().join("list")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(rounds(50, 200)))]

    #[test]
    fn an_opened_list_answers_as_the_saved_one(
        list in prop::collection::vec(record(), 0..25),
        entries in prop::collection::vec(record(), 1..4),
        policy in policy(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let built = build(numbered(list));
        built.save(folder.path().join("list")).unwrap();
        let opened = Watchlist::open(folder.path().join("list")).unwrap();
        prop_assert_eq!(opened.len(), built.len());
        prop_assert!(opened.records().eq(built.records()));
        prop_assert!(built.records().all(|record| opened.get(record.id()) == Some(record)));
        for entry in &entries {
            let (one, other) = (opened.screen(entry, &policy), built.screen(entry, &policy));
            prop_assert_eq!(
                serde_json::to_string(&one).unwrap(),
                serde_json::to_string(&other).unwrap()
            );
            let one = opened.screen_exhaustively(entry, &policy);
            prop_assert_eq!(one, built.screen_exhaustively(entry, &policy));
        }
        prop_assert_eq!(saved(&opened), fs::read(folder.path().join("list")).unwrap());
    }

    #[test]
    fn the_same_records_give_the_same_bytes(list in prop::collection::vec(record(), 0..25)) {
        let list = numbered(list);
        let bytes = saved(&build(list.clone()));
        let reversed: Vec<Record> = list.iter().rev().cloned().collect();
        for threads in [1, 2, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let again = pool.install(|| saved(&build(reversed.clone())));
            prop_assert!(again == bytes);
        }
    }
}

#[test]
fn more_records_than_a_chunk_give_the_same_bytes() {
    let population = sverka::synthetic::Population::new(5);
    let list: Vec<Record> = population.watchlist(10_000).into_iter().collect();
    let bytes = saved(&build(list.clone()));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let alone = pool.install(|| saved(&build(list.iter().rev().cloned().collect())));
    assert!(alone == bytes);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("list"), &bytes).unwrap();
    let opened = Watchlist::open(folder.path().join("list")).unwrap();
    assert!(opened.records().map(|record| record.id().to_owned()).is_sorted());
    assert!(list.iter().all(|record| opened.get(record.id()).as_ref() == Some(record)));
}

#[test]
fn a_model_is_saved_with_its_list() {
    let json = r#"{"version": 1, "source": "border service", "dates": {"same_day": 13.2}}"#;
    let model: Model = serde_json::from_str(json).unwrap();
    let built = Watchlist::builder().records(people()).model(model).build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    built.save(folder.path().join("list")).unwrap();
    let opened = Watchlist::open(folder.path().join("list")).unwrap();
    assert_eq!(opened.model(), built.model());
    assert_eq!(answers(&opened), answers(&built));
    assert_ne!(answers(&opened), answers(&build(people())));
}

/// Whether opening the file is refused, with an error of the right kind that names it.
fn is_refused(path: &Path) -> bool {
    match Watchlist::open(path) {
        Ok(_) => false,
        Err(error) => {
            let text = error.to_string();
            assert!(text.contains("list"), "no file is named: {text}");
            assert!(!text.contains("Щербаков") && !text.contains("Karaliou"), "{text}");
            matches!(
                error.kind(),
                ErrorKind::Damaged | ErrorKind::Malformed | ErrorKind::UnsupportedVersion
            )
        }
    }
}

#[test]
fn a_file_cut_at_any_byte_is_refused() {
    let bytes = saved(&build(people()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    let cuts = 0..bytes.len();
    fs::write(&path, &bytes).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    let refused = cuts.clone().rev().filter(|cut| {
        file.set_len(*cut as u64).unwrap();
        is_refused(&path)
    });
    let refused = refused.count();
    println!("{refused} of {} cuts refused", cuts.len());
    assert_eq!(refused, bytes.len());
    for longer in [1, 64, 4096] {
        fs::write(&path, [&bytes[..], &vec![0; longer]].concat()).unwrap();
        assert!(is_refused(&path), "{longer} bytes more");
    }
}

#[test]
fn a_file_with_any_byte_changed_is_refused() {
    let bytes = saved(&build(people()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    fs::write(&path, &bytes).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    let mut refused = 0;
    for (at, byte) in bytes.iter().enumerate() {
        rewrite(&file, at, &[byte ^ 1 << (at % 8)]);
        refused += usize::from(is_refused(&path));
        rewrite(&file, at, &[*byte]);
    }
    assert_eq!(Watchlist::open(&path).unwrap().len(), people().len());
    println!("changes refused at {refused} of {} bytes", bytes.len());
    assert_eq!(refused, bytes.len());
}

#[test]
fn in_the_background_damage_of_the_header_is_an_error_at_once_and_any_other_at_the_end() {
    let built = build(people());
    let bytes = saved(&built);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    fs::write(&path, &bytes).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    let header_and_table = UNIT + ROW * sections(&bytes).len();
    let (mut at_once, mut at_the_end) = (0, 0);
    for (at, byte) in bytes.iter().enumerate().step_by(11) {
        rewrite(&file, at, &[byte ^ 1 << (at % 8)]);
        let error = match Watchlist::open_in_background(&path) {
            Err(error) => {
                assert!(at < header_and_table, "{at}");
                at_once += 1;
                error
            }
            Ok(opening) => {
                assert!(at >= header_and_table, "{at}");
                at_the_end += 1;
                let error = opening.finish().unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Damaged);
                error
            }
        };
        assert_eq!(error.file(), path.to_str());
        rewrite(&file, at, &[*byte]);
    }
    assert!(at_once > 500 && at_the_end > 500, "{at_once} {at_the_end}");
    let opened = Watchlist::open_in_background(&path).unwrap().finish().unwrap();
    assert_eq!(answers(&opened), answers(&built));
    let nowhere = Watchlist::open_in_background(folder.path().join("nowhere"));
    assert_eq!(nowhere.unwrap_err().kind(), ErrorKind::Io);
}

#[test]
fn the_only_thread_of_a_pool_may_wait_for_a_list() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    build(people()).save(&path).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let opened = pool.install(|| Watchlist::open_in_background(&path).unwrap().finish());
    assert_eq!(opened.unwrap().len(), people().len());
}

#[test]
fn a_forged_file_is_refused_or_answers_without_a_panic() {
    let bytes = saved(&build(people()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    let (mut refused, mut answered) = (0, 0);
    let places = sections(&bytes).into_iter().flat_map(|(_, range)| range);
    fs::write(&path, &bytes).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    // Every third byte, changed in one of four ways in turn.
    for at in places.step_by(3) {
        let mut forged = bytes.clone();
        forged[at] = [0xff, 0, 1, bytes[at] ^ 1][at % 4];
        forge(&mut forged);
        rewrite(&file, 0, &forged);
        match Watchlist::open(&path) {
            Err(_) => refused += 1,
            Ok(opened) => {
                answered += 1;
                if answered % 3 == 0 {
                    answers(&opened);
                }
            }
        }
    }
    println!("{refused} forged files refused, {answered} answered");
    assert!(refused > 1000 && answered > 1000);
}

#[test]
fn another_version_is_refused_and_other_tables_rebuild_the_list() {
    let built = build(people());
    let bytes = saved(&built);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    for version in [0_u8, 2, 77] {
        let mut other = bytes.clone();
        other[8] = version;
        forge(&mut other);
        fs::write(&path, &other).unwrap();
        let error = Watchlist::open(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnsupportedVersion);
        assert_eq!(error.value(), Some(&*version.to_string()));
    }
    let mut other = bytes.clone();
    other[16] ^= 1;
    // What the other tables made of the names is not read.
    let by_name = sections(&other);
    let (_, classes) =
        by_name.into_iter().find(|(name, _)| name == "vocabulary.readings.class").unwrap();
    other[classes].fill(0xff);
    forge(&mut other);
    fs::write(&path, &other).unwrap();
    let rebuilt = Watchlist::open(&path).unwrap();
    assert_eq!(answers(&rebuilt), answers(&built));
    assert!(saved(&rebuilt) == bytes);
}

#[test]
fn a_file_that_is_no_saved_list_is_refused_and_left_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let list = build(people());
    let kind = |path: &Path| Watchlist::open(path).unwrap_err().kind();
    assert_eq!(kind(&folder.path().join("nowhere")), ErrorKind::Io);
    assert_eq!(kind(folder.path()), ErrorKind::Io);
    for (name, content) in [("empty", ""), ("csv", "id,name\na,Krymov\n"), ("short", "\u{89}SVER")]
    {
        fs::write(folder.path().join(name), content).unwrap();
        assert_eq!(kind(&folder.path().join(name)), ErrorKind::Malformed, "{name}");
    }
    let before = names(&folder);
    for path in [
        folder.path().to_owned(),
        folder.path().join("nowhere/list"),
        folder.path().join("csv/list"),
    ] {
        let error = list.save(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{error}");
        assert_eq!(error.file(), path.to_str());
    }
    #[cfg(target_os = "linux")]
    for path in ["/proc/list", "/dev/full"] {
        assert_eq!(list.save(path).unwrap_err().kind(), ErrorKind::Io, "{path}");
    }
    assert_eq!(names(&folder), before);
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_keeps_its_list() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    build(people()).save(&path).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let more = build(vec![Record::new("w1", "Крымов")]).save(&path);
    // Permissions do not bind root.
    let expected = if more.is_ok() { 1 } else { people().len() };
    assert!(more.is_ok() || more.unwrap_err().kind() == ErrorKind::Io);
    assert_eq!(Watchlist::open(&path).unwrap().len(), expected);
    assert_eq!(names(&folder), ["list"]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

/// The variable that makes the test below the process whose disk is full: the path to save to.
const FULL: &str = "SVERKA_TEST_SAVE_TO_A_FULL_DISK";

#[cfg(unix)]
#[test]
fn a_full_disk_keeps_the_old_list() {
    if let Some(path) = std::env::var_os(FULL) {
        let error = build(people()).save(path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    build(vec![Record::new("w1", "Крымов")]).save(&path).unwrap();
    // With a limit of two blocks to a file, and its signal ignored, a write fails as on a full disk.
    let mut limited = Command::new("sh");
    limited.args(["-c", r#"trap "" XFSZ; ulimit -f 2; exec "$@""#, "sh"]);
    limited.arg(std::env::current_exe().unwrap());
    limited.args(["--exact", "a_full_disk_keeps_the_old_list"]);
    let output = limited.env(FULL, &path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
    assert_eq!(Watchlist::open(&path).unwrap().len(), 1);
    assert_eq!(names(&folder), ["list"]);
}

#[test]
fn an_open_list_may_be_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    build(people()).save(&path).unwrap();
    let opened = Watchlist::open(&path).unwrap();
    build(vec![Record::new("w1", "Крымов")]).save(&path).unwrap();
    assert_eq!(answers(&opened), answers(&build(people())));
    assert_eq!(Watchlist::open(&path).unwrap().len(), 1);
}

/// The variable that makes the test below write the sample of the current format version: its path.
const WRITE: &str = "SVERKA_TEST_WRITE_SAMPLE";
/// [`people`], saved in the first version of the format.
const SAMPLE: &[u8] = include_bytes!("data/version-1.sverka");

#[test]
fn a_loaded_list_stays_as_it_was_whatever_becomes_of_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    let built = build(people());
    built.save(&path).unwrap();
    let bytes = fs::read(&path).unwrap();
    let loaded = Watchlist::load(&path).unwrap();
    // In place: shorter, with other bytes, and gone.
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(answers(&loaded), answers(&built));
    fs::write(&path, vec![0xff; bytes.len()]).unwrap();
    assert_eq!(answers(&loaded), answers(&built));
    fs::remove_file(&path).unwrap();
    assert_eq!(answers(&loaded), answers(&built));
    let refused = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        let error = Watchlist::load(&path).unwrap_err();
        assert_eq!(error.file(), path.to_str());
        error.kind()
    };
    let mut changed = bytes.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(refused(&changed), ErrorKind::Damaged);
    assert_eq!(refused(&bytes[..bytes.len() - 1]), ErrorKind::Damaged);
    assert_eq!(refused(b""), ErrorKind::Malformed);
    assert_eq!(Watchlist::load(folder.path()).unwrap_err().kind(), ErrorKind::Io);
}

#[test]
fn the_sample_of_the_first_version_opens() {
    if let Some(path) = std::env::var_os(WRITE) {
        return build(people()).save(path).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("list"), SAMPLE).unwrap();
    let opened = Watchlist::open(folder.path().join("list")).unwrap();
    let built = build(people());
    assert!(opened.records().eq(built.records()));
    assert_eq!(answers(&opened), answers(&built));
    // With the tables it was saved with, it is what is saved today, byte for byte.
    let today = saved(&built);
    if SAMPLE[..24] == today[..24] {
        assert!(SAMPLE == today, "a new format or new tables without a new version");
    }
    assert!(saved(&opened) == today);
}
