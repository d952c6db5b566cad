//! The page of a report in a real browser: it fits, its filters work, and nothing of a name is run.

use crate::{Temporary, ends_with};
use std::process::Command;

/// A page with the report in frames of several widths, which writes down how wide each came out, how many entries a
/// filter leaves, and whether a name was run.
const FRAMES: &str = r#"<!DOCTYPE html><meta charset="utf-8"><body><script>
for (const width of [360, 1000, 1600]) {
  const frame = document.createElement("iframe");
  frame.style = `width: ${width}px; height: 800px; border: 0`;
  frame.onload = () => {
    const page = frame.contentDocument;
    page.querySelectorAll("details").forEach((one) => { one.open = true; });
    const fits = page.documentElement.scrollWidth <= width;
    page.getElementById("find").value = "second";
    page.getElementById("find").dispatchEvent(new Event("input"));
    const shown = page.getElementById("shown").value;
    document.body.append(`[${width}: fits ${fits}, shown ${shown}, run ${window.run === true}]`);
  };
  frame.src = "PAGE";
  document.body.append(frame);
}
</script>"#;

#[test]
#[expect(clippy::print_stderr, reason = "who runs the tests is told that this one was not run")]
fn a_report_fits_every_screen_and_runs_nothing_of_a_name() {
    let browsers = ["chromium", "chromium-browser", "google-chrome"];
    let is_there = |name: &&&str| Command::new(name).arg("--version").output().is_ok();
    let Some(browser) = browsers.iter().find(is_there) else {
        eprintln!("not run: no Chromium on this machine");
        return;
    };
    let long = "Щербаков-Задунайский-Переславцев-Новосёлов".repeat(4);
    let hostile = "<script>parent.run = true</script><img src=x onerror=\"parent.run = true\">";
    let quoted = hostile.replace('"', "\"\"");
    let list = format!(
        "id,name,source\nfirst,{long} Пётр,{long}\nsecond,\"{quoted} Петров\",\"{quoted}\"\n"
    );
    let list = Temporary::file("browser.csv", list);
    let report = Temporary::missing("browser.html");
    let asked = ["screen", "--watchlist", list.path(), list.path(), "--report", report.path()];
    ends_with(0, &[&asked[..], &["--min-bits", "9"]].concat(), "");
    let frames = Temporary::file("frames.html", FRAMES.replace("PAGE", report.path()));
    let options = ["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"];
    let time = ["--virtual-time-budget=10000", "--dump-dom"];
    let address = format!("file://{}", frames.path());
    let output = Command::new(browser).args(options).args(time).arg(address).output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    for width in [360, 1000, 1600] {
        assert!(shown.contains(&format!("[{width}: fits true, shown 1, run false]")), "{shown}");
    }
}
