//! Any bytes read as a compressed list: gzip, Zstandard, or a zip archive, which is read from a file.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::LazyLock;
use sverka::formats::{Dialect, Reader};
use sverka_fuzz::check;

static ARCHIVE: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("sverka-fuzz-{}.zip", std::process::id())));

fuzz_target!(|bytes: &[u8]| {
    let reader = if bytes.starts_with(b"PK") {
        std::fs::write(&*ARCHIVE, bytes).expect("a folder for temporary files");
        Reader::open(&*ARCHIVE, Dialect::new())
    } else {
        Reader::stream(Cursor::new(bytes.to_vec()), "t", Dialect::new())
    };
    if let Ok(reader) = reader {
        check(reader);
    }
});
