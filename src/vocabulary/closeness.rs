//! How close two spellings are: the plain definition that every search is held to.

use super::distance::SoundCosts;
use super::osa::Pattern;
use super::outlines::{Outlines, found_within, outline_order, shows_from};
use super::readings::numbers;

/// A token as the vocabulary sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spelling {
    text: Box<str>,
    /// Each sound string once, most usual first.
    readings: Box<[SoundString]>,
    /// The sounds that an initial of the token may stand for, each once.
    initials: Box<[u8]>,
    /// What the token is a form of.
    concepts: Box<[Concept]>,
}

/// A string of sounds, and the class string that it is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SoundString {
    pub(crate) sounds: Box<str>,
    pub(crate) class: Box<str>,
}

/// Something that several tokens may be forms of, and how this one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Concept {
    pub(crate) number: u32,
    pub(crate) form: Form,
}

/// How a token is a form of a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Form {
    /// In full, in some language.
    Full,
    /// As a diminutive or a short form.
    Short,
    /// As the name that a surname is made of, borne as a surname itself.
    Root,
    /// As the father's name, of which a patronymic is made.
    Father,
    /// As the form of a surname that men bear, and that women do.
    OfMen,
    OfWomen,
}

impl Spelling {
    pub(crate) fn new(
        text: &str,
        readings: Vec<SoundString>,
        mut initials: Vec<u8>,
        concepts: Vec<Concept>,
    ) -> Self {
        initials.sort_unstable();
        initials.dedup();
        Spelling {
            text: text.into(),
            readings: readings.into(),
            initials: initials.into(),
            concepts: concepts.into(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Spellings in the order of these numbers, and equals in that of [`Spelling::by_sound`], stand beside
    /// others that sound like them.
    pub(crate) fn order(&self) -> u128 {
        let first = self.readings.first();
        first.map_or(u128::MAX, |reading| outline_order(&numbers(&reading.sounds)))
    }

    /// The sounds of the first reading, and the text.
    pub(crate) fn by_sound(&self) -> (&str, &str) {
        (self.readings.first().map_or("", |reading| &reading.sounds), &self.text)
    }

    pub(super) fn readings(&self) -> &[SoundString] {
        &self.readings
    }

    /// Whether it is known what it sounds like.
    pub(crate) fn has_readings(&self) -> bool {
        !self.readings.is_empty()
    }

    /// How many bytes it takes beside itself.
    pub(crate) fn bytes(&self) -> usize {
        let strings =
            self.readings.iter().map(|reading| reading.sounds.len() + reading.class.len());
        self.text.len()
            + size_of_val(&*self.readings)
            + strings.sum::<usize>()
            + size_of_val(&*self.initials)
            + size_of_val(&*self.concepts)
    }

    pub(super) fn initials(&self) -> &[u8] {
        &self.initials
    }

    pub(super) fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// A single letter, which may abbreviate a longer token.
    pub(crate) fn is_initial(&self) -> bool {
        self.text.chars().nth(1).is_none()
    }

    /// Sounds in the longest reading; letters where the script has no readings.
    pub(crate) fn sounds(&self) -> usize {
        let longest = self.readings.iter().map(|reading| reading.sounds.len()).max();
        longest.unwrap_or_else(|| self.text.chars().count())
    }
}

/// In what way two tokens are close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// The same letters.
    Identical,
    /// A common reading: one name in two scripts or orthographies.
    SameReading,
    /// Readings that differ, but not by much.
    Near,
    /// Forms of one name in two languages.
    NationalForm,
    /// A name and its diminutive, or two diminutives of it.
    Diminutive,
    /// A surname with a Russified ending, and the name that it is made of.
    Russified,
    /// A patronymic, and the father's name, which stands for it beside a word for son or daughter.
    Father,
    /// The forms of one surname that men and women bear.
    Gendered,
    /// One is a single letter, and the other a longer token that begins with its sound.
    Initial,
}

/// How close two tokens are: the kind that costs the least, and its cost in hundredths of a bit.
/// The order is that of the costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Closeness {
    pub(crate) cost: u16,
    pub(crate) kind: Kind,
}

/// What each kind of closeness costs. Whoever weighs evidence sets the numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ClosenessCosts {
    pub(super) sounds: SoundCosts,
    /// The same with the limits within which outlines find all readings; `None` where that is
    /// below 0.
    same_outline: Option<SoundCosts>,
    near_outline: Option<SoundCosts>,
    /// What a difference costs at least that shows in the outlines, in tenths of a bit.
    shows_from: u8,
    /// Of another spelling at all; near readings cost their distance on top.
    pub(super) same_reading: u16,
    related: RelatedCosts,
}

/// How far a search for similar tokens goes. Each step finds what the one before does, for several
/// times the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Readings with the same outline.
    SameOutline,
    /// Also those whose outlines differ in one place.
    NearOutline,
    /// All within the limit of the costs.
    Full,
}

/// What forms of one name that are no spellings of each other cost, in hundredths of a bit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RelatedCosts {
    pub(crate) national_form: u16,
    pub(crate) diminutive: u16,
    pub(crate) russified: u16,
    pub(crate) gendered: u16,
}

impl ClosenessCosts {
    pub(crate) fn new(sounds: SoundCosts, same_reading: u16, related: RelatedCosts) -> Self {
        let limited = |outlines| found_within(&sounds, outlines).map(|limit| sounds.limited(limit));
        ClosenessCosts {
            same_outline: limited(Outlines::Equal),
            near_outline: limited(Outlines::OnePlaceApart),
            shows_from: shows_from(&sounds),
            sounds,
            same_reading,
            related,
        }
    }

    /// The costs with the limit to which a search finds all readings; `None` where it finds none.
    pub(super) fn within(&self, reach: Reach) -> Option<&SoundCosts> {
        match reach {
            Reach::SameOutline => self.same_outline.as_ref(),
            Reach::NearOutline => self.near_outline.as_ref(),
            Reach::Full => Some(&self.sounds),
        }
    }

    /// What the readings of a token cost at least that a search does not find; `None` where it finds
    /// all.
    pub(crate) fn beyond(&self, reach: Reach) -> Option<u16> {
        let found = self.within(reach).map(|costs| costs.limit);
        if found == Some(self.sounds.limit) {
            return None;
        }
        let least = found.map_or(0, |found| SoundCosts::in_hundredths(found + 1));
        Some(self.same_reading + least)
    }

    /// The closest that tokens are by sound which differ so often that it shows; `None` where that is
    /// beyond the limit.
    pub(crate) fn of_differences(&self, differences: u16) -> Option<Closeness> {
        let least = differences.saturating_mul(self.shows_from.into());
        let least = u8::try_from(least).ok().filter(|least| *least <= self.sounds.limit)?;
        Some(self.near(SoundCosts::in_hundredths(least)))
    }

    pub(super) fn near(&self, distance: u16) -> Closeness {
        let kind = if distance == 0 { Kind::SameReading } else { Kind::Near };
        Closeness { cost: self.same_reading + distance, kind }
    }

    pub(super) fn related(&self, one: Form, other: Form) -> Option<Closeness> {
        let (cost, kind) = match (one, other) {
            (Form::OfMen, Form::OfWomen) | (Form::OfWomen, Form::OfMen) => {
                (self.related.gendered, Kind::Gendered)
            }
            (Form::Father, Form::Father) | (Form::OfMen | Form::OfWomen, _) => return None,
            (Form::Father, _) | (_, Form::Father) => (self.related.national_form, Kind::Father),
            (Form::Full, Form::Full) => (self.related.national_form, Kind::NationalForm),
            (Form::Root, _) | (_, Form::Root) => (self.related.russified, Kind::Russified),
            _ => (self.related.diminutive, Kind::Diminutive),
        };
        Some(Closeness { cost, kind })
    }
}

impl Closeness {
    pub(crate) const IDENTICAL: Closeness = Closeness { cost: 0, kind: Kind::Identical };
    /// An initial comes after everything else: it says less, whatever the rest costs.
    pub(super) const INITIAL: Closeness = Closeness { cost: u16::MAX, kind: Kind::Initial };
}

/// Edits allowed between two class strings, by the length of the shorter: in a short token one
/// edit makes another name (Ким, Хим), in a long one two are a likely misspelling.
pub(super) fn edits_allowed(one: usize, other: usize) -> usize {
    match one.min(other) {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// How close two spellings are; `None` where they do not agree.
///
/// Two readings are compared where their class strings are within the edits that their length
/// allows.
pub(crate) fn closeness(
    costs: &ClosenessCosts,
    one: &Spelling,
    other: &Spelling,
) -> Option<Closeness> {
    let identical = (one.text == other.text).then_some(Closeness::IDENTICAL);
    let near = one.readings.iter().flat_map(|a| {
        let pattern = Pattern::new(a.class.as_bytes());
        other.readings.iter().filter_map(move |b| {
            let allowed = edits_allowed(a.class.len(), b.class.len());
            pattern.distance_within(b.class.as_bytes(), allowed)?;
            let (a, b) = (a.sounds.as_bytes(), b.sounds.as_bytes());
            costs.sounds.distance_within(a, b).map(|distance| costs.near(distance))
        })
    });
    let related = one.concepts.iter().flat_map(|a| {
        let same = other.concepts.iter().filter(|b| a.number == b.number);
        same.filter_map(|b| costs.related(a.form, b.form))
    });
    let initial = abbreviates(one, other).then_some(Closeness::INITIAL);
    identical.into_iter().chain(near).chain(related).chain(initial).min()
}

/// Whether one is a single letter and the other is not, and both may begin with the same sound.
fn abbreviates(one: &Spelling, other: &Spelling) -> bool {
    one.is_initial() != other.is_initial()
        && one.initials.iter().any(|initial| other.initials.contains(initial))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Model;
    use crate::name::spelling;
    use proptest::prelude::*;

    fn close(one: &str, other: &str) -> Option<Closeness> {
        closeness(Model::default().closeness_costs(), &spelling(one), &spelling(other))
    }

    #[test]
    fn closeness_case_table() {
        use Kind::*;
        for (one, other, expected) in [
            ("иванов", "иванов", Some(Identical)),
            ("иванов", "ivanov", Some(SameReading)),
            ("дмитрий", "dmitry", Some(SameReading)),
            ("семёнов", "semenov", Some(SameReading)),
            ("горбачёв", "gorbatyov", Some(Near)),
            ("щербаков", "sherbakov", Some(Near)),
            ("alexandr", "alexnadr", Some(Near)),
            ("константин", "konstntn", Some(Near)),
            ("а", "aleksandr", Some(Initial)),
            ("sergei", "с", Some(Initial)),
            ("y", "юрий", Some(Initial)),
            ("u", "юрий", Some(Initial)),
            ("и", "aleksandr", None),
            ("ким", "хим", None),
            ("петров", "сидоров", None),
            ("а", "б", None),
            ("金", "金", Some(Identical)),
            ("金", "朴", None),
        ] {
            assert_eq!(close(one, other).map(|close| close.kind), expected, "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn closeness_is_symmetric(one in "[a-hйаковс]{1,8}", other in "[a-hйаковс]{1,8}") {
            prop_assert_eq!(close(&one, &other), close(&other, &one));
        }
    }
}
