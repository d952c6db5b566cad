//! The crate against what others have published: samples of romanization systems, and real sanctions lists.
//!
//! The files are not in this repository, so `cargo test` leaves this out, and
//!
//! ```text
//! SVERKA_DATA=FOLDER cargo test --test conformance -- --nocapture
//! ```
//!
//! runs it; without the variable it reads `../shared/data`. Where a file is absent it fails.

mod lists;
mod romanization;

use std::path::{Path, PathBuf};

/// A file or folder of the published data.
///
/// # Panics
///
/// If it is not there.
fn data(name: &str) -> PathBuf {
    let folder = std::env::var_os("SVERKA_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let path = folder.join(name);
    assert!(
        path.exists(),
        "no {}: set SVERKA_DATA to the folder with the published data",
        path.display()
    );
    path
}
