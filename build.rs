//! Lists the romanization tables, so that adding a system is adding a file.
//!
//! Cargo runs this again when a file is added to the folder or removed from it, which a macro
//! cannot ask for.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const FOLDER: &str = "src/knowledge/romanization";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={FOLDER}");
    println!("cargo::rerun-if-changed=build.rs");
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let mut names = Vec::new();
    for entry in fs::read_dir(manifest.join(FOLDER))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "tsv") {
            names.extend(path.file_name().and_then(|name| name.to_str()).map(str::to_owned));
        }
    }
    names.sort_unstable();
    let mut list = String::from("&[\n");
    for name in names {
        let path = format!("/{FOLDER}/{name}");
        let _ =
            writeln!(list, "    include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?})),");
    }
    list.push_str("]\n");
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(Path::new(&out).join("romanization_tables.rs"), list)
}
