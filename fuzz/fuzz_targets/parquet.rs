//! Any bytes read as a Parquet file.

#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use sverka::formats::Dialect;
use sverka_fuzz::check;

fuzz_target!(|bytes: &[u8]| {
    let file = Bytes::copy_from_slice(bytes);
    if let Ok(opened) = sverka_cli::parquet(file, "t", &Dialect::new()) {
        check(opened.reader);
    }
});
