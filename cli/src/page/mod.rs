//! What all pages of HTML share: templates that escape every text, one style, labels in two languages.
//!
//! A page is one file that needs nothing else. A text cannot become markup, as the templates escape it, and
//! characters that would steer the reader's screen are shown, as on a terminal.

mod labels;
mod notes;

pub(crate) use labels::Language;
pub(crate) use notes::Note;

use crate::outcome::Result;
use crate::visible;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, escape_formatter};

/// Colours, type, and what a printer and a dark screen change.
const STYLE: &str = include_str!("style.css");

/// The head of every page, which has `title` and the name of a style `sheet` set before.
const HEAD: &str = include_str!("head.html");

/// The environment of these templates, each with its name. `language` is its code. The filter `t` gives a label in the
/// language, `n` a number, `d` a number with decimals, `date` a date, and `counted` a number of things by their forms.
pub(crate) fn environment(
    templates: &[(&'static str, &'static str)],
    language: Language,
) -> Result<Environment<'static>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // The SVG is XML.
    environment.set_auto_escape_callback(|name| match name {
        name if name.ends_with(".css") || name.ends_with(".js") => AutoEscape::None,
        _ => AutoEscape::Html,
    });
    environment.set_formatter(|out, state, value| {
        match value.as_str().filter(|_| value.kind() == ValueKind::String && !value.is_safe()) {
            Some(text) => escape_formatter(out, state, &visible::text(text).as_ref().into()),
            None => escape_formatter(out, state, value),
        }
    });
    environment.add_filter("t", move |english: &str| language.label(english).to_owned());
    environment.add_filter("n", move |number: u64| language.number(number).into_owned());
    environment.add_filter("d", move |number: &str| language.decimals(number).into_owned());
    environment.add_filter("date", move |date: &str| language.date(date).into_owned());
    environment.add_filter("counted", move |n: u64, forms: &str| language.counted(n, forms));
    environment.add_global("language", language.code());
    environment.add_template("style.css", STYLE)?;
    environment.add_template("head.html", HEAD)?;
    for (name, text) in templates {
        environment.add_template(name, text)?;
    }
    Ok(environment)
}

#[cfg(test)]
mod tests {
    use super::STYLE;

    /// The luminance of `#rgb` or `#rrggbb` as WCAG 2.2 defines it.
    fn luminance(color: &str) -> f64 {
        let digits = color.strip_prefix('#').unwrap();
        let channel = |n: usize| {
            let hex = match digits.len() {
                3 => digits[n..=n].repeat(2),
                _ => digits[2 * n..2 * n + 2].to_owned(),
            };
            let share = f64::from(u8::from_str_radix(&hex, 16).unwrap()) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2)
    }

    #[test]
    fn text_stands_out_and_so_do_bars_on_light_and_dark_and_paper() {
        let themes: Vec<&str> = STYLE.lines().filter(|line| line.starts_with(":root")).collect();
        assert_eq!(themes.len(), 3);
        for theme in themes {
            let color = |name: &str| {
                let (_, after) = theme.split_once(&format!("--{name}: ")).unwrap();
                luminance(after.split_once(';').unwrap().0)
            };
            let contrast = |one: f64, other: f64| (one.max(other) + 0.05) / (one.min(other) + 0.05);
            // Level AA asks for 4.5 of text and 3 of graphics.
            for (text, paper, least) in [
                ("ink", "paper", 4.5),
                ("quiet", "paper", 4.5),
                ("quiet", "panel", 4.5),
                ("differs", "paper", 4.5),
                ("alert", "alert-paper", 4.5),
                ("link", "paper", 4.5),
                ("up", "paper", 3.0),
                ("down", "paper", 3.0),
                ("edge", "paper", 3.0),
            ] {
                let found = contrast(color(text), color(paper));
                assert!(found >= least, "{text} on {paper}: {found:.2} in {theme}");
            }
        }
    }
}
