//! `sverka evaluate`: figures, files, and what is said of bad input.

use super::{Temporary, assert_fits, ends_with, json};
use serde_json::Value;
use std::fs;

/// Three pairs of one person and three of two; the first of two has a father's name in common with its other side.
const PAIRS: &str = "ref;name1;name2;same;tongue\n\
    a;Щербаков Александр;CHTCHERBAKOV Alexandre;1;fr\n\
    b;Жуков Юрий;Schukow Jurij;match;de\n\
    c;Королёв Сергей;Karaliou Siarhei;TRUE;be\n\
    d;Щербаков Александр;KRYMOV Piotr;0;fr\n\
    e;Жуков Юрий;Zaytsev Oleg;non-match;de\n\
    f;Королёв Сергей;Petrenko Olha;false;be\n";

fn evaluated(folder: &Temporary) -> Value {
    json(&fs::read_to_string(folder.0.join("evaluation.json")).unwrap())
}

#[test]
fn pairs_are_judged_drawn_and_written_with_their_columns() {
    let pairs = Temporary::file("evaluate.csv", PAIRS);
    let out = Temporary::missing("evaluate-pairs");
    let arguments = [
        "evaluate",
        "--pairs",
        pairs.path(),
        "--label",
        "same",
        "--group",
        "tongue",
        "--out",
        out.path(),
    ];
    let (shown, _) = ends_with(0, &arguments, "");
    assert_fits(&shown);
    assert!(shown.contains("6 labelled pairs") && shown.contains("tongue: fr"), "{shown}");
    let figures = evaluated(&out);
    let model = &figures["models"][0];
    assert_eq!(model["best_f1"]["f1"], 1.0);
    assert_eq!(model["best_f1"]["true_matches"], 3);
    assert_eq!(model["groups"].as_array().unwrap().len(), 4, "all and three");
    assert_eq!(model["groups"][0]["missed"]["of"], 3);
    let scores = fs::read_to_string(out.0.join("scores.csv")).unwrap();
    let mut rows = scores.lines();
    assert_eq!(rows.next(), Some("ref,name1,name2,same,tongue,sverka_bits,sverka_probability"));
    assert!(rows.next().unwrap().starts_with("a,Щербаков Александр,CHTCHERBAKOV Alexandre,1,fr,2"));
    assert_eq!(rows.count(), 5);
    for (file, lines) in [("precision_recall.csv", 2), ("det.csv", 2)] {
        assert!(fs::read_to_string(out.0.join(file)).unwrap().lines().count() >= lines, "{file}");
    }
    let page = fs::read_to_string(out.0.join("report.html")).unwrap();
    assert!(page.contains("Brier") && page.contains("the prior of the model"));
    assert!(!shown.contains("<html"), "pages go to a file");
    #[cfg(feature = "plots")]
    for plot in ["precision_recall", "det", "reliability_by_share", "reliability_stated"] {
        assert!(fs::read_to_string(out.0.join(format!("{plot}.svg"))).unwrap().starts_with("<svg"));
        assert_eq!(page.matches("<svg").count(), 4);
    }
}

#[test]
fn rows_without_a_label_or_a_name_are_rejected_and_the_others_are_judged() {
    let bad =
        format!("{PAIRS}g;Снегова Агния;Snegova Agniya;perhaps;fr\nh;;Snegova Agniya;1;fr\ni;x\n");
    let pairs = Temporary::file("evaluate-bad.csv", bad);
    let (_, errors) = ends_with(3, &["evaluate", "--pairs", pairs.path(), "--label", "same"], "");
    assert!(errors.contains(":8: the label \"perhaps\" is unknown; expected 1, true"), "{errors}");
    assert!(errors.contains(":9: name1: a name without letters"), "{errors}");
    assert!(errors.contains(":10: a row of length 2 under a header of length 5"), "{errors}");
    assert!(errors.contains("6 pairs kept, 3 rows rejected"), "{errors}");
}

#[test]
fn what_cannot_be_judged_is_an_error_with_its_mend() {
    let only = |label: &str| format!("name1,name2,label\nСнегова Агния,Snegova Agniya,{label}\n");
    for (content, arguments, expected) in [
        (only("1"), &[][..], "1 of 1 pairs are matches; expected some of both kinds"),
        (only("nan"), &[], "0 of 0 pairs are matches; expected some of both kinds"),
        (PAIRS.to_owned(), &[], "no column \"label\"; found ref, name1, name2, same, tongue"),
        (PAIRS.to_owned(), &["--label", "same", "--group", "land"], "no column \"land\""),
        (PAIRS.to_owned(), &["--label", "same", "--first", "name=who"], "no column \"who\""),
        ("left,right,label\na,b,1\n".to_owned(), &[], "name1, or --first name=HEADER"),
        (String::new(), &[], "nothing to read"),
    ] {
        let pairs = Temporary::file("evaluate-refused.csv", content);
        let arguments = [&["evaluate", "--pairs", pairs.path()][..], arguments].concat();
        let (shown, errors) = ends_with(2, &arguments, "");
        assert!(shown.is_empty() && errors.contains(expected), "{expected}: {errors}");
    }
    let (_, errors) = ends_with(2, &["evaluate", "--group", "land"], "");
    assert!(errors.contains("expected --pairs or --truth"), "{errors}");
    let model = Temporary::file("evaluate-model.json", "{\"names\": {\"rare\": NaN}}");
    let (_, errors) = ends_with(2, &["evaluate", "--model", model.path()], "");
    assert!(errors.contains("expected a model"), "{errors}");
}

#[test]
fn models_are_compared_on_the_same_pairs() {
    let pairs = Temporary::file("evaluate-models.csv", PAIRS);
    let model = |name: &str, names: &str| {
        let json = format!("{{\"version\": 1, \"source\": \"by hand\", \"names\": {{{names}}}}}");
        Temporary::file(&format!("evaluate-{name}.json"), json)
    };
    // To the second, another script is as good as another name.
    let (plain, same, blind) =
        (model("plain", ""), model("same", ""), model("blind", "\"same_reading\": 30"));
    let out = Temporary::missing("evaluate-models");
    let arguments = [
        "evaluate",
        "--pairs",
        pairs.path(),
        "--label",
        "same",
        "--min-bits",
        "10",
        "--model",
        plain.path(),
        "--model",
        blind.path(),
        "--model",
        same.path(),
        "--out",
        out.path(),
    ];
    let (shown, _) = ends_with(0, &arguments, "");
    assert_fits(&shown);
    let figures = evaluated(&out);
    let tests = figures["mcnemar"].as_array().unwrap();
    let counts = |n: usize| {
        [&tests[n]["first_alone_right"], &tests[n]["second_alone_right"], &tests[n]["p_value"]]
            .map(|number| number.as_f64().unwrap())
    };
    // Three pairs of one person are right by the first alone: 2 / 2^3. Two copies of one model never disagree.
    assert_eq!(tests.len(), 3);
    assert_eq!(counts(0)[..2], [3.0, 0.0]);
    assert!((counts(0)[2] - 0.25).abs() < 1e-9);
    assert_eq!(counts(1), [0.0, 0.0, 1.0]);
    assert_eq!(figures["models"][1]["worst_misses"].as_array().unwrap().len(), 3);
    let scores = fs::read_to_string(out.0.join("scores.csv")).unwrap();
    assert_eq!(scores.lines().next().unwrap().matches("sverka_bits_").count(), 3);
    let (_, errors) = ends_with(2, &[&arguments[..], &["--model", plain.path()]].concat(), "");
    assert!(errors.contains("given twice"), "{errors}");
}

#[test]
fn lists_with_the_truth() {
    let list = Temporary::file(
        "evaluate-list.csv",
        "id,name,birth_date\nw1,Щербаков Александр Иванович,1971-03-15\nw2,Королёв Сергей,1984-07-09\n",
    );
    let entries = Temporary::file(
        "evaluate-entries.csv",
        "id,name,birth_date\ne1,CHTCHERBAKOV Alexandre,1971-03-15\ne2,Karaliou Siarhei,1984-07-09\n\
         e3,Snegova Agniya,1990-01-02\ne4,Morozkin Yelisey,1971-03-15\n",
    );
    let truth = Temporary::file(
        "evaluate-truth.csv",
        "entry,record,land\ne1,w1,FR\ne2,w2,BY\ne3,,RU\ne9,w1,RU\ne4,w9,RU\n",
    );
    let out = Temporary::missing("evaluate-lists");
    let arguments = [
        "evaluate",
        "--watchlist",
        list.path(),
        entries.path(),
        "--truth",
        truth.path(),
        "--group",
        "land",
        "--out",
        out.path(),
    ];
    let (shown, errors) = ends_with(3, &arguments, "");
    assert_fits(&shown);
    assert!(errors.contains(":5: no entry \"e9\" was read"), "{errors}");
    assert!(errors.contains(":6: no record \"w9\" was read"), "{errors}");
    let figures = evaluated(&out);
    assert_eq!((&figures["matches"], &figures["units"]), (&Value::from(2), &Value::from(4)));
    let model = &figures["models"][0];
    assert_eq!(model["best_f1"]["f1"], 1.0);
    // Each of the four entries could bring up the record of another.
    assert_eq!(model["groups"][0]["false_alerts"]["of"], 4);
    assert!(
        fs::read_to_string(out.0.join("scores.csv"))
            .unwrap()
            .contains("e1,CHTCHERBAKOV Alexandre,w1,")
    );
}

#[test]
fn no_cell_of_the_input_becomes_a_formula_unless_asked_for() {
    let pairs = Temporary::file(
        "evaluate-formulas.csv",
        "name1;name2;label;=note\nЩербаков;Chtcherbakov;1;=1+1\nЖуков;Zaytsev;0;-2\n",
    );
    for (raw, header, first) in [(false, ",'=note,", ",'=1+1,"), (true, ",=note,", ",=1+1,")] {
        let out = Temporary::missing("evaluate-formulas");
        let mut arguments = vec!["evaluate", "--pairs", pairs.path(), "--out", out.path()];
        arguments.extend(raw.then_some("--raw-cells"));
        ends_with(0, &arguments, "");
        let scores = fs::read_to_string(out.0.join("scores.csv")).unwrap();
        let rows: Vec<&str> = scores.lines().collect();
        assert!(rows[0].contains(header), "{scores}");
        assert!(rows[1].contains(first) && rows[2].contains(",-2,"), "{scores}");
    }
}
