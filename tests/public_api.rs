//! The public items of the library are those of `tests/public_api.txt`, one a line.
//!
//! ```text
//! cargo test --test public_api                                 # compares
//! SVERKA_WRITE_PUBLIC_API=1 cargo test --test public_api       # writes the file
//! ```
//!
//! `cargo test` leaves this out, since it documents the whole crate first.

use public_api::Builder;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

#[test]
fn the_public_items_are_those_of_the_committed_list() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("public_api");
    // The JSON of rustdoc is unstable: a stable compiler writes it only with RUSTC_BOOTSTRAP.
    let status = Command::new(env!("CARGO"))
        .args(["rustdoc", "--quiet", "--lib", "--all-features", "--target-dir"])
        .arg(&target)
        .args(["--", "-Z", "unstable-options", "--output-format", "json"])
        .current_dir(root)
        .env("RUSTC_BOOTSTRAP", "1")
        .status()
        .unwrap();
    assert!(status.success());
    let api = Builder::from_rustdoc_json(target.join("doc/sverka.json"))
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .unwrap()
        .to_string();
    let path = root.join("tests/public_api.txt");
    if std::env::var_os("SVERKA_WRITE_PUBLIC_API").is_some() {
        return std::fs::write(path, api).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    let (now, then): (BTreeSet<&str>, BTreeSet<&str>) =
        (api.lines().collect(), committed.lines().collect());
    let added: Vec<&&str> = now.difference(&then).collect();
    let removed: Vec<&&str> = then.difference(&now).collect();
    assert!(
        added.is_empty() && removed.is_empty(),
        "added: {added:#?}\nremoved: {removed:#?}\nif that is meant, write the list as said above"
    );
    println!("{} public items", now.len());
}
