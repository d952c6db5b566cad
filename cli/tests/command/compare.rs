//! `sverka compare`: names and pairs, and their evidence.

use crate::{Temporary, assert_fits, ends_with, json_lines};

#[test]
fn two_names_are_compared_item_by_item() {
    let names = ["compare", "Щербаков Александр Иванович", "CHTCHERBAKOV Alexandre"];
    let (shown, _) = ends_with(0, &names, "");
    assert!(shown.contains("same reading, Russian ~ French"), "{shown}");
    assert!(shown.trim_end().ends_with("in all"), "{shown}");
    assert_fits(&shown);
}

#[test]
fn the_evidence_is_drawn_as_a_waterfall() {
    let file = Temporary::missing("evidence.svg");
    let names = ["compare", "Щербаков <b>&", "CHTCHERBAKOV Alexandre", "--svg", file.path()];
    let (shown, _) = ends_with(0, &names, "");
    assert!(shown.contains("in all"), "{shown}");
    let svg = std::fs::read_to_string(file.path()).unwrap();
    for expected in [
        "<title id=\"title\">Щербаков &lt;b&gt;&amp;  ~  CHTCHERBAKOV Alexandre</title>",
        ">CHTCHERBAKOV</text>",
        "as written by: French press",
        ">+11.10</text>",
        ">-2.19</text>",
        "<path class=\"report\"",
        "<path class=\"review\"",
    ] {
        assert!(svg.contains(expected), "{expected}: {svg}");
    }
    // Well-formed: every element is closed.
    let opened =
        svg.matches('<').count() - 2 * svg.matches("</").count() - svg.matches("/>").count();
    assert_eq!(opened, 0, "{svg}");
    ends_with(2, &["compare", "--pairs", "-", "--svg", file.path()], "name1,name2\n");
}

#[test]
fn each_pair_gets_a_line_whose_items_add_up() {
    let pairs = "name1,name2\nЩербаков Александр,Chtcherbakov A.\n\"Li, Bo\",李\n,\n";
    let (answers, _) = ends_with(0, &["compare", "--pairs", "-"], pairs);
    let answers = json_lines(&answers);
    assert_eq!(answers.len(), 3);
    for answer in &answers {
        let items = answer["evidence"].as_array().unwrap();
        let sum: f64 = items.iter().map(|item| item["bits"].as_f64().unwrap()).sum();
        assert!((sum - answer["bits"].as_f64().unwrap()).abs() < 0.001, "{answer}");
    }
    assert_eq!(answers[0]["name2"], "Chtcherbakov A.");
    assert!(answers[0]["bits"].as_f64().unwrap() > 10.0, "{}", answers[0]);
}

#[test]
fn a_pair_with_a_cell_too_many_is_rejected_and_the_others_are_compared() {
    let pairs = "name1,name2\nЖуков,Zhukov\na,b,c\nПетров,Petrov\n";
    let (answers, errors) = ends_with(3, &["compare", "--pairs", "-"], pairs);
    assert_eq!(json_lines(&answers).len(), 2);
    assert!(errors.contains("3 read, 2 compared, 1 rejected"), "{errors}");
}

#[test]
fn one_name_or_a_table_without_both_columns_is_refused() {
    ends_with(2, &["compare", "one"], "");
    ends_with(2, &["compare", "--pairs", "-", "one", "two"], "");
    let (_, errors) = ends_with(2, &["compare", "--pairs", "-"], "name1,other\n");
    assert!(errors.contains("no column name2"), "{errors}");
    let (_, errors) = ends_with(2, &["compare", "--pairs", "/nowhere.csv"], "");
    assert!(errors.contains("/nowhere.csv"), "{errors}");
}
