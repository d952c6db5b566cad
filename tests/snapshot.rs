//! Lists that were saved: opened, they answer as they did; damaged, they are refused; and the
//! sample of each format opens for ever.

mod common;

use common::{policy, record};
use proptest::prelude::*;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use sverka::{Bits, ErrorKind, Model, PersonName, Policy, Record, Sex, ValidAt, Watchlist};
use xxhash_rust::xxh3::xxh3_64;

/// A folder of its own, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static FOLDERS: AtomicU32 = AtomicU32::new(0);
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("sverka-snapshot-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0).unwrap().map(|file| file.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn numbered(records: Vec<Record>) -> Vec<Record> {
    let numbered = records.into_iter().enumerate();
    numbered.map(|(n, record)| record.with_id(format!("w{}", (n * 7) % 101))).collect()
}

fn build(records: Vec<Record>) -> Watchlist {
    Watchlist::builder().records(records).build().unwrap()
}

/// Invented people, who have something in every section.
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

/// What people are asked for by those who screen.
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

/// Changes a file where it is: thousands of new ones would be slow.
fn rewrite(mut file: &fs::File, at: usize, bytes: &[u8]) {
    file.seek(SeekFrom::Start(at as u64)).unwrap();
    file.write_all(bytes).unwrap();
}

/// The bytes of a saved list.
fn saved(watchlist: &Watchlist) -> Vec<u8> {
    let folder = Folder::new();
    watchlist.save(folder.file("list")).unwrap();
    assert_eq!(folder.names(), ["list"]);
    fs::read(folder.file("list")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn an_opened_list_is_the_one_that_was_saved(
        list in prop::collection::vec(record(), 0..25),
        entries in prop::collection::vec(record(), 1..4),
        policy in policy(),
    ) {
        let folder = Folder::new();
        let built = build(numbered(list));
        built.save(folder.file("list")).unwrap();
        let opened = Watchlist::open(folder.file("list")).unwrap();
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
        prop_assert_eq!(saved(&opened), fs::read(folder.file("list")).unwrap());
    }

    #[test]
    fn the_same_records_give_the_same_bytes(list in prop::collection::vec(record(), 0..25)) {
        let list = numbered(list);
        let bytes = saved(&build(list.clone()));
        let turned: Vec<Record> = list.iter().rev().cloned().collect();
        for threads in [1, 2, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let again = pool.install(|| saved(&build(turned.clone())));
            prop_assert!(again == bytes);
        }
    }
}

#[test]
fn more_records_than_one_thread_takes_at_a_time_give_the_same_bytes() {
    let population = sverka::synthetic::Population::new(5);
    let list: Vec<Record> = population.watchlist(10_000).into_iter().collect();
    let bytes = saved(&build(list.clone()));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let alone = pool.install(|| saved(&build(list.iter().rev().cloned().collect())));
    assert!(alone == bytes);
    let folder = Folder::new();
    fs::write(folder.file("list"), &bytes).unwrap();
    let opened = Watchlist::open(folder.file("list")).unwrap();
    assert!(opened.records().map(|record| record.id().to_owned()).is_sorted());
    assert!(list.iter().all(|record| opened.get(record.id()).as_ref() == Some(record)));
}

#[test]
fn a_model_is_saved_with_its_list() {
    let json = r#"{"version": 1, "source": "border service", "dates": {"same_day": 13.2}}"#;
    let model: Model = serde_json::from_str(json).unwrap();
    let built = Watchlist::builder().records(people()).model(model).build().unwrap();
    let folder = Folder::new();
    built.save(folder.file("list")).unwrap();
    let opened = Watchlist::open(folder.file("list")).unwrap();
    assert_eq!(opened.model(), built.model());
    assert_eq!(answers(&opened), answers(&built));
    assert_ne!(answers(&opened), answers(&build(people())));
}

/// The kinds of error that a damaged file may give.
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
fn a_file_cut_anywhere_is_refused() {
    let bytes = saved(&build(people()));
    let folder = Folder::new();
    let path = folder.file("list");
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
    let folder = Folder::new();
    let path = folder.file("list");
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

const UNIT: usize = 64;
const CHUNK: usize = 1 << 20;

fn number(bytes: &[u8], at: usize) -> usize {
    u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize
}

/// Where each section lies, by name.
fn sections(bytes: &[u8]) -> Vec<(String, std::ops::Range<usize>)> {
    let count = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
    let section = |n: usize| {
        let row = UNIT * (n + 1);
        let name = String::from_utf8(bytes[row..row + 40].to_vec()).unwrap();
        let (start, length) = (number(bytes, row + 40), number(bytes, row + 48));
        (name.trim_end_matches('\0').to_owned(), start..start + length)
    };
    (0..count).map(section).collect()
}

/// Makes every checksum right again, as somebody would who means to be believed.
fn forge(bytes: &mut [u8]) {
    let sections = sections(bytes);
    for (n, (_, range)) in sections.iter().enumerate() {
        let end = range.end.next_multiple_of(UNIT);
        let sums = bytes[range.start..end].chunks(CHUNK).flat_map(|c| xxh3_64(c).to_le_bytes());
        let sum = xxh3_64(&sums.collect::<Vec<u8>>());
        let row = UNIT * (n + 1);
        bytes[row + 56..row + 64].copy_from_slice(&sum.to_le_bytes());
    }
    let table = xxh3_64(&bytes[UNIT..UNIT * (sections.len() + 1)]);
    bytes[32..40].copy_from_slice(&table.to_le_bytes());
    let header = xxh3_64(&bytes[..56]);
    bytes[56..64].copy_from_slice(&header.to_le_bytes());
}

#[test]
fn a_forged_file_is_refused_or_answers_and_never_panics() {
    let bytes = saved(&build(people()));
    let folder = Folder::new();
    let path = folder.file("list");
    let (mut refused, mut answered) = (0, 0);
    let places = sections(&bytes).into_iter().flat_map(|(_, range)| range);
    fs::write(&path, &bytes).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    // Every third byte, in turn by each of four others.
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
    println!("of forged files {refused} were refused, and {answered} answered");
    assert!(refused > 1000 && answered > 1000);
}

#[test]
fn other_versions_are_named_and_other_tables_make_the_list_anew() {
    let built = build(people());
    let bytes = saved(&built);
    let folder = Folder::new();
    let path = folder.file("list");
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
    // Whatever the other version made of the names is not looked at.
    let by_name = sections(&other);
    let (_, classes) = by_name.into_iter().find(|(name, _)| name == "readings.classes").unwrap();
    other[classes].fill(0xff);
    forge(&mut other);
    fs::write(&path, &other).unwrap();
    let anew = Watchlist::open(&path).unwrap();
    assert_eq!(answers(&anew), answers(&built));
    assert!(saved(&anew) == bytes);
}

#[test]
fn what_is_no_saved_list_is_named_and_nothing_is_touched() {
    let folder = Folder::new();
    let list = build(people());
    let kind = |path: &Path| Watchlist::open(path).unwrap_err().kind();
    assert_eq!(kind(&folder.file("nowhere")), ErrorKind::Io);
    assert_eq!(kind(&folder.0), ErrorKind::Io);
    for (name, content) in [("empty", ""), ("csv", "id,name\na,Krymov\n"), ("short", "\u{89}SVER")]
    {
        fs::write(folder.file(name), content).unwrap();
        assert_eq!(kind(&folder.file(name)), ErrorKind::Malformed, "{name}");
    }
    let before = folder.names();
    for path in [folder.0.clone(), folder.file("nowhere/list"), folder.file("csv/list")] {
        let error = list.save(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{error}");
        assert_eq!(error.file(), path.to_str());
    }
    #[cfg(target_os = "linux")]
    for path in ["/proc/list", "/dev/full"] {
        assert_eq!(list.save(path).unwrap_err().kind(), ErrorKind::Io, "{path}");
    }
    assert_eq!(folder.names(), before);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to_keeps_what_it_has() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let path = folder.file("list");
    build(people()).save(&path).unwrap();
    fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o555)).unwrap();
    let more = build(vec![Record::new("w1", "Крымов")]).save(&path);
    // Whoever runs as root may write anywhere.
    let expected = if more.is_ok() { 1 } else { people().len() };
    assert!(more.is_ok() || more.unwrap_err().kind() == ErrorKind::Io);
    assert_eq!(Watchlist::open(&path).unwrap().len(), expected);
    assert_eq!(folder.names(), ["list"]);
    fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o755)).unwrap();
}

/// The variable that makes this test the process whose disk is full.
const FULL: &str = "SVERKA_TEST_SAVE_TO_A_FULL_DISK";

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_list_that_was_there() {
    if let Some(path) = std::env::var_os(FULL) {
        let error = build(people()).save(path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        return;
    }
    let folder = Folder::new();
    let path = folder.file("list");
    build(vec![Record::new("w1", "Крымов")]).save(&path).unwrap();
    // No file of more than two blocks; the write fails as on a full disk once the signal is ignored.
    let mut limited = Command::new("sh");
    limited.args(["-c", r#"trap "" XFSZ; ulimit -f 2; exec "$@""#, "sh"]);
    limited.arg(std::env::current_exe().unwrap());
    limited.args(["--exact", "a_full_disk_leaves_the_list_that_was_there"]);
    let output = limited.env(FULL, &path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
    assert_eq!(Watchlist::open(&path).unwrap().len(), 1);
    assert_eq!(folder.names(), ["list"]);
}

#[test]
fn a_list_is_replaced_while_another_has_it_open() {
    let folder = Folder::new();
    let path = folder.file("list");
    build(people()).save(&path).unwrap();
    let opened = Watchlist::open(&path).unwrap();
    build(vec![Record::new("w1", "Крымов")]).save(&path).unwrap();
    assert_eq!(answers(&opened), answers(&build(people())));
    assert_eq!(Watchlist::open(&path).unwrap().len(), 1);
}

/// What [`people`] were saved to by the first version of the format. The sample of a new version is
/// written by running the test below with this variable set to its path.
const WRITE: &str = "SVERKA_TEST_WRITE_SAMPLE";
const SAMPLE: &[u8] = include_bytes!("data/version-1.sverka");

#[test]
fn the_sample_of_the_first_version_opens_for_ever() {
    if let Some(path) = std::env::var_os(WRITE) {
        return build(people()).save(path).unwrap();
    }
    let folder = Folder::new();
    fs::write(folder.file("list"), SAMPLE).unwrap();
    let opened = Watchlist::open(folder.file("list")).unwrap();
    let built = build(people());
    assert!(opened.records().eq(built.records()));
    assert_eq!(answers(&opened), answers(&built));
    // By the tables that it was saved by, it is what is saved today, byte for byte.
    let today = saved(&built);
    if SAMPLE[..24] == today[..24] {
        assert!(SAMPLE == today, "a new format, or new names, without a new version of either");
    }
    assert!(saved(&opened) == today);
}
