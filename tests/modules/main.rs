//! The structure of the crate, read from its source: what each module may use stands in ARCHITECTURE.md; no
//! modules and no files use each other in a circle; no two types have one name; and no file is long.

mod rules;
mod source;

use rules::{against_table, file_cycles, module_cycles, read_table, too_long, twice_declared};
use source::Source;
use std::path::Path;
use std::sync::LazyLock;

/// The source of this crate.
static CRATE: LazyLock<Source> = LazyLock::new(|| read("src"));

/// The Rust files below a folder of this repository.
fn read(folder: &str) -> Source {
    Source::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
}

#[test]
fn modules_use_what_architecture_md_allows_and_no_more() {
    let text = include_str!("../../ARCHITECTURE.md");
    assert_eq!(against_table(&CRATE, &table(text)), [""; 0]);
}

#[test]
fn no_modules_use_each_other() {
    assert_eq!(module_cycles(&CRATE), [""; 0]);
}

#[test]
fn no_files_of_a_module_use_each_other() {
    assert_eq!(file_cycles(&CRATE), [""; 0]);
}

#[test]
fn no_two_types_have_one_name() {
    assert_eq!(twice_declared(&CRATE), [""; 0]);
}

#[test]
fn no_file_is_long() {
    for folder in ["src", "tests", "benches", "examples", "fuzz", "cli"] {
        // The package of the library has neither the fuzz targets nor the command.
        if Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).exists() {
            assert_eq!(too_long(&read(folder)), [""; 0], "{folder}");
        }
    }
}

/// A crate of three modules in which everything is as it should be.
const GOOD: [(&str, &str); 8] = [
    ("lib.rs", "mod lower; mod upper; pub use lower::Token; pub use upper::Answer;"),
    ("lower/mod.rs", "mod text; mod token; pub use text::fold; pub use token::Token;"),
    ("lower/text.rs", "pub fn fold() {}"),
    ("lower/token.rs", "use super::fold; pub struct Token; fn make() { fold() }"),
    ("upper/mod.rs", "mod rank; pub struct Answer(rank::Rank); pub(crate) const MOST: usize = 5;"),
    (
        "upper/rank.rs",
        "use super::MOST; use crate::lower::{self, Token}; pub struct Rank([Token; MOST]);
         #[cfg(test)] mod tests { use crate::upper::Answer; }",
    ),
    ("error.rs", "pub struct Error;"),
    ("upper/tests.rs", ""),
];

const TABLE: &str = "
Before it.

| module | question | may use |
|---|---|---|
| `error.rs` | What is wrong? | nothing |
| `lower/` | Which letters? | nothing |
| `upper/` | Who is it? | `lower` |

| another | table |
|---|---|
| `x` | y |
";

/// The good crate with one file in another form.
fn with(path: &'static str, text: &'static str) -> Source {
    let rest = GOOD.iter().copied().filter(|(other, _)| *other != path);
    Source::parse(rest.chain([(path, text)]))
}

fn table(text: &str) -> rules::Allowed {
    read_table(text).unwrap()
}

/// Everything that any rule finds.
fn findings(source: &Source, text: &str) -> Vec<String> {
    let mut all = against_table(source, &table(text));
    all.extend(module_cycles(source));
    all.extend(file_cycles(source));
    all.extend(twice_declared(source));
    all.extend(too_long(source));
    all
}

#[test]
fn a_good_crate_has_no_findings() {
    assert_eq!(findings(&Source::parse(GOOD), TABLE), [""; 0]);
}

#[test]
fn a_use_that_the_table_does_not_allow_is_found_in_every_form() {
    for text in [
        "use crate::upper::Answer;",
        "use crate::{error, upper};",
        "use super::super::upper as above;",
        "use crate::upper::*;",
        "use crate::Answer;",
        "fn f() { let answer: crate::upper::Answer; }",
        "fn f() { use crate::upper; }",
        "fn f() { println!(\"{}\", crate::upper::MOST) }",
        "impl From<crate::upper::Answer> for u8 {}",
        "mod stored { fn f() -> super::super::super::upper::Answer {} }",
        "macro_rules! made { () => { $crate::upper::Answer } }",
    ] {
        let source = with("lower/text.rs", text);
        let found = against_table(&source, &table(TABLE));
        assert!(
            found.iter().any(|found| found.starts_with("`lower` may not use `upper`")
                && found.contains("src/lower/text.rs:1")),
            "{text}: {found:?}"
        );
        let cycles = module_cycles(&source);
        assert!(cycles[0].starts_with("lower uses upper (src/lower/text.rs:1"), "{cycles:?}");
    }
}

#[test]
fn tests_may_use_anything() {
    for text in [
        "pub fn fold() {} #[cfg(test)] mod tests { use crate::upper::Answer; }",
        "pub fn fold() {} #[cfg(test)] use crate::upper::Answer;",
        "pub fn fold() {} #[cfg(test)] fn f() { crate::upper::Answer; }",
    ] {
        assert_eq!(findings(&with("lower/text.rs", text), TABLE), [""; 0], "{text}");
    }
    let declares = "mod text; mod token; pub use text::fold; pub use token::Token;";
    for (attribute, count) in [("#[cfg(test)]", 0), ("", 2), ("#[cfg(not(test))]", 2)] {
        let module = format!("{declares} {attribute} mod checks;");
        let files = GOOD.iter().copied().filter(|(path, _)| *path != "lower/mod.rs");
        let added =
            [("lower/mod.rs", module.as_str()), ("lower/checks.rs", "use crate::upper::Answer;")];
        let found = findings(&Source::parse(files.chain(added)), TABLE);
        // One for the table, one for the cycle.
        assert_eq!(found.len(), count, "{attribute}: {found:?}");
    }
}

#[test]
fn a_table_that_is_not_true_is_found() {
    let source = Source::parse(GOOD);
    let found = |text: &str| against_table(&source, &table(text));
    assert_eq!(
        found(&TABLE.replace("| Which letters? | nothing |", "| Which letters? | `error` |")),
        ["the table allows `lower` to use `error`, which it does not"]
    );
    assert_eq!(
        found(&TABLE.replace("| `error.rs` | What is wrong? | nothing |\n", "")),
        ["the table has no row for `error`"]
    );
    assert_eq!(
        found(&TABLE.replace("`lower/`", "`lower/` | a | b |\n| `gone/`"))[0],
        "the table has a row for `gone`, which is no module"
    );
    assert!(read_table("no table").unwrap_err().contains("header"));
    assert!(read_table(&TABLE.replace("`upper/`", "`lower/`")).unwrap_err().contains("two rows"));
    assert!(read_table(&TABLE.replace("`upper/`", "upper")).unwrap_err().contains("one module"));
}

#[test]
fn files_that_use_each_other_are_found() {
    for text in [
        "pub fn fold() { super::token::Token; }",
        "use super::Token; pub fn fold() {}",
        "use crate::lower::token; pub fn fold() {}",
        "use crate::Token; pub fn fold() {}",
        "use crate::lower; pub fn fold() { lower::token::make() }",
        "mod stored { use super::super::token::Token; } pub fn fold() {}",
    ] {
        let found = file_cycles(&with("lower/text.rs", text));
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(
            found[0].starts_with("in lower: text uses token (src/lower/text.rs:1)"),
            "{found:?}"
        );
        assert!(found[0].ends_with("token uses text (src/lower/token.rs:1)"), "{found:?}");
    }
    // A longer way round, with a folder on it.
    let found = file_cycles(&Source::parse([
        ("a/mod.rs", "mod b; mod c; mod d;"),
        ("a/b.rs", "use super::c::C; pub struct B;"),
        ("a/c.rs", "use super::d::deep::D; pub struct C;"),
        ("a/d/mod.rs", "pub mod deep;"),
        ("a/d/deep.rs", "use crate::a::b::B; pub struct D;"),
    ]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("in a: b uses c (src/a/b.rs:1), c uses d"), "{found:?}");
}

#[test]
fn a_duplicate_type_name_is_found_wherever_it_stands() {
    for text in [
        "pub enum Token { A }",
        "type Token = u8;",
        "trait Token {}",
        "mod stored { struct Token; }",
        "fn f() { struct Token; }",
        "#[cfg(test)] mod tests { struct Token; }",
        "levels! { /// A level.\n pub enum Token { A } }",
    ] {
        let found = twice_declared(&with("error.rs", text));
        assert_eq!(found.len(), 1, "{text}");
        assert!(found[0].starts_with("Token: src/"), "{text}: {found:?}");
        assert!(found[0].contains("src/error.rs:"), "{text}: {found:?}");
    }
    let associated = "impl Iterator for E { type Token = u8; } trait E { type Token; }";
    assert_eq!(twice_declared(&with("error.rs", associated)), [""; 0]);
}

#[test]
fn a_file_of_one_line_too_many_is_found() {
    let most: &'static str = "\n".repeat(rules::MOST_LINES).leak();
    assert_eq!(too_long(&with("error.rs", most)), [""; 0]);
    let more: &'static str = "\n".repeat(rules::MOST_LINES + 1).leak();
    assert_eq!(too_long(&with("error.rs", more)), ["error.rs: 501 lines"]);
}
