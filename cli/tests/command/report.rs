//! `sverka screen --report`: the page that officers read.

use crate::visible::is_obeyed;
use crate::{Temporary, ends_with, json, run, text};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

/// The page of a screening, and what was printed beside it.
fn page(arguments: &[&str], incoming: &str, name: &str, code: i32) -> (String, String) {
    let file = Temporary::missing(name);
    let asked = [&["screen"], arguments, &["--report", file.path()]].concat();
    let (shown, _) = ends_with(code, &asked, incoming);
    let page = std::fs::read_to_string(file.path()).unwrap();
    let beside = Path::new(file.path()).parent().unwrap().read_dir().unwrap();
    let beside = beside.filter(|other| {
        let other = other.as_ref().unwrap().file_name().into_string().unwrap();
        other.contains(&format!("{name}."))
    });
    assert_eq!(beside.count(), 0, "parts of the page stay");
    (page, shown)
}

/// The tags of a page in their order, each with the names of its attributes; what is between them may not have the
/// beginning of one.
fn tags(page: &str) -> Vec<String> {
    let mut tags = Vec::new();
    // Style and script are no text.
    let (page, script) = page.split_once("<script>").unwrap();
    assert!(script.trim_end().ends_with("</script>\n</body>\n</html>"), "{script}");
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    for after in [before, after].concat().split('<').skip(1) {
        let (tag, text) = after.split_once('>').unwrap();
        assert!(!text.contains('>'), "{text}");
        // Every second part is a value.
        let names: Vec<&str> = tag.split('"').step_by(2).collect();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || " =-/!".contains(c);
        assert!(names.iter().all(|name| name.chars().all(is_plain)), "{tag}");
        tags.push(names.join("\"\""));
    }
    tags
}

/// A list and an entry of three words and a date.
fn files(words: [&str; 3], source: &str) -> (Temporary, String) {
    let [one, two, three] = words;
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let name = quoted(&format!("{one}script{two}alert{three} Петров"));
    let id = quoted(&format!("{one}w{two}"));
    let (source, category) = (quoted(source), quoted(&format!("{three}{one}")));
    let list = format!(
        "id,name,birth_date,aliases,source,category\n{id},{name},1971-03-15,{name},{source},{category}\n"
    );
    let entries = format!("id,name,birth_date\n{id},{name},15.3.71\n{id}2,{three} Кузьмина,1990\n");
    (Temporary::file(&format!("report-{}.csv", one.len()), list), entries)
}

#[test]
fn nothing_of_a_name_becomes_markup() {
    let hostile = ["</td><", ">", "\"' onclick=alert() &lt<!--"];
    let of = |words: [&str; 3], source: &str, name: &str| {
        let (list, entries) = files(words, source);
        page(&["--watchlist", list.path(), "-", "--min-bits", "1"], &entries, name, 0).0
    };
    let plain = of([" td ", " ", " onclick alert lt "], "a source", "plain.html");
    let marked = of(hostile, "</select><img src=x onerror=alert()>\"'", "marked.html");
    assert_eq!(tags(&plain), tags(&marked));
    assert!(marked.contains(
        "&lt;&#x2f;td&gt;&lt;script&gt;alert&quot;&#x27; onclick=alert() &amp;lt&lt;!--"
    ));
    assert!(!marked.contains("<img"), "{marked}");
}

/// The names of all elements and attributes of the templates.
fn template_names() -> BTreeSet<String> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut names = BTreeSet::from(["!DOCTYPE".to_owned()]);
    for folder in ["page", "screen/report", "waterfall"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder);
        for file in folder.read_dir().unwrap() {
            let path = file.unwrap().path();
            if !path.extension().is_some_and(|kind| kind == "html" || kind == "svg") {
                continue;
            }
            let template = std::fs::read_to_string(path).unwrap();
            let elements = template.split('<').skip(1).map(|tag| tag.trim_start_matches('/'));
            names.extend(
                elements.filter_map(|tag| tag.split(|c| !is_letter(c)).next()).map(str::to_owned),
            );
            let attributes =
                template.split("=\"").map(|text| text.rsplit(|c| !is_letter(c)).next());
            names.extend(attributes.flatten().map(str::to_owned));
            // An attribute without a value is there under a condition: `{% if … %} open{% endif %}`.
            let conditional = template.split("%}").filter_map(|text| text.split_once("{%"));
            let words = conditional.map(|(text, _)| text.trim());
            names.extend(words.filter(|word| word.chars().all(is_letter)).map(str::to_owned));
        }
    }
    names.remove("");
    names
}

/// Parts of hostile values: what begins and ends markup, comments, scripts, templates and cells, what steers a screen, and
/// none of the elements and attributes of the templates.
const PARTS: [&str; 32] = [
    "<",
    ">",
    "\"",
    "'",
    "&",
    "/",
    "<img src=x onerror=alert()>",
    "</bdi><iframe>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "&lt;object&gt;",
    "&#60;embed&#62;",
    "%3Cobject%3E",
    "\" onclick=alert() x=\"",
    "' onload=x '",
    "`",
    "{{ 7 }}",
    "{% raw %}",
    "\\u003c",
    "javascript:",
    "\u{1b}[2J",
    "\u{202e}",
    "\u{2028}",
    "\u{0}",
    "\u{ff1c}embed\u{ff1e}",
    "\r\n",
    "\t",
    ",",
    ";",
    "<<",
];

/// A value of a field: hostile parts between words.
fn hostile() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        2 => prop::sample::select(&PARTS[..]).prop_map(str::to_owned),
        1 => prop::sample::select(&["Петров", "Petrov", "Глеб", "O", " ", "1971", "RU", "ко"][..])
            .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(word, 0..6).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("SVERKA_PAGES").map_or(12, |pages| pages.parse().unwrap()),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]
    #[test]
    fn no_value_of_any_field_becomes_markup(
        rows in prop::collection::vec(prop::collection::vec(hostile(), 9), 1..12),
        language in prop::sample::select(&["en", "ru"][..]),
    ) {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        // Every row is a person of the list and an entry too, so that most entries have a match.
        let mut table = "id,name,aliases,source,category,birth_date,document,birth_place\n".to_owned();
        for (n, row) in rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
            let name = quoted(&format!("{}Петров{} Глеб", row[1], row[2]));
            let id = quoted(&format!("{}{n}", row[0]));
            table += &format!("{id},{name},{}\n", cells[3..].join(","));
        }
        let list = Temporary::file("report-any.csv", &table);
        let file = Temporary::missing("any.html");
        let asked = ["screen", "--watchlist", list.path(), "-", "--min-bits", "1", "--report", file.path()];
        let output = run(&[&asked[..], &["--language", language]].concat(), &table);
        prop_assert!(matches!(output.status.code(), Some(0 | 3)), "{}", text(&output.stderr));
        let page = std::fs::read_to_string(file.path()).unwrap();
        prop_assert!(page.contains("<article"), "no entry has a match");
        let steers = page.chars().find(|c| is_obeyed(*c));
        prop_assert_eq!(steers, None);
        let known = template_names();
        for tag in tags(&page) {
            let mut names = tag.split(|c: char| !c.is_ascii_alphanumeric() && !"-!".contains(c));
            let foreign = names.find(|name| !name.is_empty() && !known.contains(*name));
            prop_assert_eq!(foreign, None, "{}", tag);
        }
    }
}

#[test]
fn the_page_has_all_that_is_known_of_a_match() {
    let day = ["--valid-at", "2026-06-01"];
    let (page, shown) = page(&day, "", "sample.html", 0);
    // The matches are on the page, and the totals on the terminal.
    assert!(shown.starts_with("14 screened against 12 records"), "{shown}");
    let (_, entry) = page.split_once("<article id=\"e1\"").unwrap();
    let (entry, _) = entry.split_once("</article>").unwrap();
    for expected in [
        "CHTCHERBAKOV Alexandre",
        "Щербаков Александр Иванович",
        // Both sides, the letters that differ, the rule, the sums.
        "<bdi>CHTCHERBAKOV</bdi>",
        "<bdi>Alexandr<mark>e</mark></bdi>",
        "as written by: French press, Russian",
        "left out by the entry",
        "<td>-13.29</td>",
        "<td>+9.69</td><td>-3.60</td>",
        "<td>+26.26</td><td>+12.97</td>",
        // What the list has of the record.
        "<dt>aliases</dt><dd><bdi>Саня Щербатый</bdi></dd>",
        "<dt>documents</dt>",
        "<dt>source</dt><dd><bdi>bank</bdi></dd>",
        "<dt>occurred</dt><dd><bdi>2023-11-02</bdi></dd>",
        "<dt>submitted</dt><dd><bdi>2023-12-01</bdi></dd>",
        "<dt>valid from</dt><dd><bdi>2023-12-01</bdi></dd>",
        "compared in full: 1",
    ] {
        assert!(entry.contains(expected), "{expected}: {entry}");
    }
    let (answers, _) = ends_with(0, &[&["screen", "--format", "jsonl"], &day[..]].concat(), "");
    let answer = json(answers.lines().next().unwrap());
    let (_, foot) = page.split_once("<footer>").unwrap();
    assert!(foot.contains(answer["fingerprint"].as_str().unwrap()), "{foot}");
    assert!(foot.contains("<dd>2026-06-01</dd>"), "{foot}");
    // Nothing is fetched.
    for foreign in ["src=", "http://", "https://", "@import", "url("] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn entries_without_a_match_and_rejected_rows_and_gaps_are_listed() {
    let list =
        Temporary::file("report-rest.csv", "id,name,source\na,Крымов Пётр,bank\nb,Снегова,\n");
    let incoming = "id,name,birth_date\n1,KRYMOV P0tr,15.3.71\n2,17,\n3,Зимин Яков,31.02.1980\n";
    let asked = ["--watchlist", list.path(), "-", "--min-bits", "5"];
    let (page, _) = page(&asked, incoming, "rest.html", 3);
    assert!(page.contains("<li class=\"card\"><b>1</b>rows rejected</li>"), "{page}");
    assert!(page.contains("<li>standard input:3: name: "), "{page}");
    let (_, entry) = page.split_once("<article").unwrap();
    let (entry, others) = entry.split_once("</article>").unwrap();
    assert!(entry.contains("&quot;15.3.71&quot;: a year of two digits"), "{entry}");
    assert!(entry.contains("KRYMOV P0tr: digits read for letters"), "{entry}");
    assert!(others.contains("<th scope=\"row\">3</th><td><bdi>Зимин Яков</bdi></td>"), "{others}");
    assert!(others.contains("kept as"), "{others}");
}

#[test]
fn contradictions_between_sources_are_on_the_page() {
    let list = "id,name,birth_date,document,source\n\
                b,Щербаков Александр Иванович,1971-03-15,passport:RU:4510 123456,bank\n\
                m,CHTCHERBAKOV Alexandre,1972-03-15,passport:RU:4510 123456,ministry\n";
    let list = Temporary::file("report-persons.csv", list);
    let asked =
        ["--watchlist", list.path(), "-", "--persons", "--source", "bank", "--min-bits", "9"];
    let incoming = "id,name,birth_date\ne,Szczerbakow Aleksandr,1971-03-15\n";
    let (page, _) = page(&asked, incoming, "persons.html", 0);
    for expected in [
        "Also in the list of this person",
        "<bdi>CHTCHERBAKOV Alexandre</bdi>",
        "<dt>birth dates</dt><dd><bdi>1971-03-15</bdi> <span class=\"id\">b</span>; \
         <bdi>1972-03-15</bdi> <span class=\"id\">m</span></dd>",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
}

#[test]
fn a_list_that_changes_has_the_page_of_its_records() {
    let list = Temporary::file("report-folder.csv", "id,name\na,Крымов Пётр\nb,Снегова Агния\n");
    let folder = Temporary::missing("report-folder");
    ends_with(0, &["update", folder.path(), "--new", list.path()], "");
    let pages = [list.path(), folder.path()].map(|path| {
        let asked = ["--watchlist", path, "-", "--population", "2000000"];
        let (page, _) = page(&asked, "id,name\n1,KRYMOV Petr\n", "folder.html", 0);
        let (_, name) = path.rsplit_once('/').unwrap();
        page.replace(&path.replace('/', "&#x2f;"), "LIST").replace(&format!("{name}<"), "NAME<")
    });
    // 20.93 bits are log2 of 2,000,000.
    assert!(pages[0].contains("<th scope=\"row\">to report</th><td>20.93</td>"), "{}", pages[0]);
    assert_eq!(pages[0], pages[1]);
}

#[test]
fn labels_are_english_or_russian() {
    let english = page(&[], "", "english.html", 0).0;
    let russian = page(&["--language", "ru"], "", "russian.html", 0).0;
    assert!(english.contains("<html lang=\"en\">") && russian.contains("<html lang=\"ru\">"));
    assert_eq!(tags(&english), tags(&russian));
    let (_, russian) = russian.split_once("<body>").unwrap();
    let (russian, _) = russian.split_once("<script>").unwrap();
    for label in [
        "before any comparison",
        "same reading",
        "born",
        "entries screened",
        "Certificate",
        "male",
        "by name",
    ] {
        assert!(english.contains(label) && !russian.contains(label), "{label}");
    }
    // What is left in Latin letters are names, values of the sample and of standards, and the unit p.
    assert!(russian.contains("французская пресса"), "{russian}");
    ends_with(2, &["screen", "--language", "ru"], "");
}

#[test]
fn a_page_that_cannot_be_written_is_refused_before_anything_is_screened() {
    let (shown, errors) = ends_with(2, &["screen", "--report", "/nowhere/page.html"], "");
    assert_eq!(shown, "");
    assert!(errors.contains("/nowhere/page.html"), "{errors}");
    for no_file in ["-", "/dev/null", "/"] {
        let (_, errors) = ends_with(2, &["screen", "--report", no_file], "");
        assert!(errors.contains("expected a path for a page"), "{errors}");
    }
}
