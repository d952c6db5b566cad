//! What all pages of HTML share: templates that escape every text, one style, labels in two languages.
//!
//! A page is one file that needs nothing else. A text cannot become markup, as the templates escape it, and
//! characters that would steer the reader's screen are shown, as on a terminal.

mod labels;

pub(crate) use labels::Language;

use crate::outcome::Result;
use crate::visible;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, escape_formatter};

/// Colours, type, and what a printer and a dark screen change.
const STYLE: &str = include_str!("style.css");

/// The environment of these templates, each with its name. The filter `t` gives a label in the language, and
/// `n` a number.
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
    environment.add_template("style.css", STYLE)?;
    for (name, text) in templates {
        environment.add_template(name, text)?;
    }
    Ok(environment)
}
