//! Tables for a terminal of 100 columns.

use sverka::{Evidence, Field, Item};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a terminal that tables fit into.
pub(crate) const WIDTH: usize = 100;
const SIDE: usize = 25;
const HOW: usize = WIDTH - 8 - 2 * SIDE - 3 * 2;

/// The items of a comparison, a line each: bits, the entry's side, the record's side, and how
/// they stand to each other.
pub(crate) fn evidence(evidence: &Evidence) -> Vec<String> {
    evidence.items().iter().map(item).collect()
}

fn item(item: &Item) -> String {
    let mut how = item.level().to_string();
    if let Some(field) = field(item.field()) {
        how = format!("{field}: {how}");
    }
    if let Some(via) = item.via() {
        how = format!("{how}, {}", short(via));
    }
    let side = |text: Option<&str>| fit(text.unwrap_or("-"), SIDE);
    let line = format!(
        "{:>8}  {}  {}  {}",
        format!("{:+}", item.bits()),
        side(item.entry()),
        side(item.record()),
        fit(&how, HOW)
    );
    line.trim_end().to_owned()
}

/// What the item is about, where its two sides do not tell.
fn field(field: Field) -> Option<&'static str> {
    match field {
        Field::BirthDate => Some("birth date"),
        Field::Sex => Some("sex"),
        Field::Nationality => Some("nationality"),
        Field::BirthPlace => Some("birth place"),
        Field::Document => Some("document"),
        _ => None,
    }
}

/// The orthographies by their first words, as there is little room.
fn short(via: &str) -> String {
    let names = via.split(" ~ ").map(|name| name.split(' ').next().unwrap_or(name));
    names.collect::<Vec<_>>().join(" ~ ")
}

/// Cuts or pads a text to a width in terminal columns.
pub(crate) fn fit(text: &str, width: usize) -> String {
    let mut fitted = String::new();
    let mut used = 0;
    if text.width() <= width {
        fitted.push_str(text);
        used = text.width();
    } else {
        for c in text.chars() {
            let wide = c.width().unwrap_or(0);
            if used + wide >= width {
                break;
            }
            fitted.push(c);
            used += wide;
        }
        fitted.push('…');
        used += 1;
    }
    fitted.extend(std::iter::repeat_n(' ', width.saturating_sub(used)));
    fitted
}
