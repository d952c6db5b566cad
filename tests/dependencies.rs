//! What the project depends on: each crate with a reason, from one registry, under a licence that deny.toml allows.

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

fn read(path: &str) -> Option<String> {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).ok()
}

/// The keys of the tables `[dependencies]` of a manifest.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut is_inside = false;
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_inside = line.trim() == "[dependencies]" || line.trim() == "[build-dependencies]";
        } else if let Some((name, _)) = line.split_once('=')
            && is_inside
            && !name.starts_with('#')
        {
            names.insert(name.trim().to_owned());
        }
    }
    names
}

/// Whether one of the licences that an expression of SPDX leaves to choose, or all that it joins, are allowed.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let plain = expression.replace(" WITH LLVM-exception", "").replace('/', " OR ");
    let all = |text: &str| {
        text.split(" AND ").all(|one| {
            let one = one.trim_matches(|c| matches!(c, '(' | ')' | ' '));
            one.split(" OR ").any(|one| allowed.contains(one.trim()))
        })
    };
    match plain.contains(" AND ") {
        true => all(&plain),
        false => plain.split(" OR ").any(|one| allowed.contains(one.trim())),
    }
}

#[test]
fn every_dependency_has_a_reason_and_every_reason_a_dependency() {
    let table = read("docs/dependencies.md").unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let explained: Vec<(&str, &str)> = rows.filter_map(|row| row.split_once("` |")).collect();
    assert!(explained.is_sorted(), "the table is in the order of names");
    for (name, rest) in &explained {
        let reason = rest.trim_end_matches('|').rsplit('|').next().unwrap_or_default().trim();
        assert!(reason.len() > 3, "{name}: no reason");
    }
    let explained: BTreeSet<String> =
        explained.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut stated = dependencies(&read("Cargo.toml").unwrap());
    // A package has the manifest of the library alone.
    let Some(command) = read("cli/Cargo.toml") else {
        return assert!(stated.is_subset(&explained), "{:?}", &stated - &explained);
    };
    stated.extend(dependencies(&command));
    stated.remove("sverka");
    assert_eq!(stated, explained);
}

#[test]
fn every_crate_comes_from_one_registry_with_a_checksum() {
    let Some(lock) = read("Cargo.lock") else { return };
    let own = ["sverka", "sverka-cli"];
    let mut packages = 0;
    for package in lock.split("[[package]]").skip(1) {
        let value = |key: &str| {
            let line = package.lines().find(|line| line.starts_with(&format!("{key} = ")))?;
            line.split('"').nth(1)
        };
        let name = value("name").unwrap();
        packages += 1;
        match own.contains(&name) {
            true => assert_eq!(value("source"), None, "{name}"),
            false => {
                let registry = "registry+https://github.com/rust-lang/crates.io-index";
                assert_eq!(value("source"), Some(registry), "{name}");
                assert_eq!(value("checksum").map(str::len), Some(64), "{name}");
            }
        }
    }
    assert!(packages > 100, "{packages}");
}

#[test]
fn every_licence_is_one_that_anybody_may_use() {
    let Some(rules) = read("deny.toml") else { return };
    let list = rules.split("allow = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    let allowed: BTreeSet<String> = list.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(allowed.contains("MIT") && allowed.len() >= 10);
    for (expression, expected) in [
        ("MIT OR Apache-2.0", true),
        ("MIT/Apache-2.0", true),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("Apache-2.0 WITH LLVM-exception OR MIT", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT", true),
        ("(MIT OR Apache-2.0) AND GPL-3.0-only", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
    }
    // Crates of other systems need not be there, so that nothing is fetched.
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let version = Command::new(&cargo).args(["-vV"]).output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let arguments = ["metadata", "--offline", "--format-version", "1", "--filter-platform", host];
    let output = Command::new(&cargo)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    for package in metadata["packages"].as_array().unwrap() {
        let (name, licence) = (&package["name"], package["license"].as_str().unwrap_or_default());
        assert!(is_allowed(licence, &allowed), "{name}: {licence:?}");
    }
}
