//! How close two spellings are: the plain definition that every search is held to.

use super::classes::edits_allowed;
use super::distance::SoundCosts;
use super::osa::OsaPattern;
use super::skeleton::{SkeletonDistance, found_within, shows_from};
use crate::spelling::{ConceptForm, Spelling};

/// In what way two tokens are close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ClosenessKind {
    /// The same letters.
    Identical,
    /// A common reading: one name in two scripts or orthographies.
    SameReading,
    /// ReadingIndex that differ, but not by much.
    Near,
    /// ConceptIndex of one name in two languages.
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
    pub(crate) kind: ClosenessKind,
}

/// What each kind of closeness costs. Whoever weighs evidence sets the numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ClosenessCosts {
    pub(super) sounds: SoundCosts,
    /// The same with the limits within which skeletons find all readings; `None` where that is
    /// below 0.
    same_skeleton: Option<SoundCosts>,
    near_skeleton: Option<SoundCosts>,
    /// What a difference costs at least that shows in the skeletons, in tenths of a bit.
    shows_from: u8,
    /// Of another spelling at all; near readings cost their distance on top.
    pub(super) same_reading: u16,
    related: RelatedCosts,
}

/// How far a search for similar tokens goes. Each step finds what the one before does, for several
/// times the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// ReadingIndex with the same skeleton.
    SameSkeleton,
    /// Also those whose skeletons differ in one place.
    NearSkeleton,
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
        let limited =
            |skeletons| found_within(&sounds, skeletons).map(|limit| sounds.limited(limit));
        ClosenessCosts {
            same_skeleton: limited(SkeletonDistance::Equal),
            near_skeleton: limited(SkeletonDistance::OnePlaceApart),
            shows_from: shows_from(&sounds),
            sounds,
            same_reading,
            related,
        }
    }

    /// The costs with the limit to which a search finds all readings; `None` where it finds none.
    pub(super) fn within(&self, reach: Reach) -> Option<&SoundCosts> {
        match reach {
            Reach::SameSkeleton => self.same_skeleton.as_ref(),
            Reach::NearSkeleton => self.near_skeleton.as_ref(),
            Reach::Full => Some(&self.sounds),
        }
    }

    /// What the readings of a token cost at least that a search does not find; `None` where it finds
    /// all.
    pub(crate) fn least_missed_cost(&self, reach: Reach) -> Option<u16> {
        let found = self.within(reach).map(|costs| costs.limit);
        if found == Some(self.sounds.limit) {
            return None;
        }
        let least = found.map_or(0, |found| SoundCosts::in_hundredths(found + 1));
        Some(self.same_reading + least)
    }

    /// The closest that tokens are by sound which differ so often that it shows; `None` where that is
    /// beyond the limit.
    pub(crate) fn closeness_lower_bound(&self, differences: u16) -> Option<Closeness> {
        let least = differences.saturating_mul(self.shows_from.into());
        let least = u8::try_from(least).ok().filter(|least| *least <= self.sounds.limit)?;
        Some(self.near(SoundCosts::in_hundredths(least)))
    }

    pub(super) fn near(&self, distance: u16) -> Closeness {
        let kind = if distance == 0 { ClosenessKind::SameReading } else { ClosenessKind::Near };
        Closeness { cost: self.same_reading + distance, kind }
    }

    pub(super) fn related(&self, one: ConceptForm, other: ConceptForm) -> Option<Closeness> {
        let (cost, kind) = match (one, other) {
            (ConceptForm::OfMen, ConceptForm::OfWomen)
            | (ConceptForm::OfWomen, ConceptForm::OfMen) => {
                (self.related.gendered, ClosenessKind::Gendered)
            }
            (ConceptForm::Father, ConceptForm::Father)
            | (ConceptForm::OfMen | ConceptForm::OfWomen, _) => return None,
            (ConceptForm::Father, _) | (_, ConceptForm::Father) => {
                (self.related.national_form, ClosenessKind::Father)
            }
            (ConceptForm::Full, ConceptForm::Full) => {
                (self.related.national_form, ClosenessKind::NationalForm)
            }
            (ConceptForm::Root, _) | (_, ConceptForm::Root) => {
                (self.related.russified, ClosenessKind::Russified)
            }
            _ => (self.related.diminutive, ClosenessKind::Diminutive),
        };
        Some(Closeness { cost, kind })
    }
}

impl Closeness {
    pub(crate) const IDENTICAL: Closeness = Closeness { cost: 0, kind: ClosenessKind::Identical };
    /// An initial comes after everything else: it says less, whatever the rest costs.
    pub(super) const INITIAL: Closeness =
        Closeness { cost: u16::MAX, kind: ClosenessKind::Initial };
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
    let identical = (one.text() == other.text()).then_some(Closeness::IDENTICAL);
    let near = one.readings().iter().flat_map(|a| {
        let pattern = OsaPattern::new(a.class.as_bytes());
        other.readings().iter().filter_map(move |b| {
            let allowed = edits_allowed(a.class.len(), b.class.len());
            pattern.distance_within(b.class.as_bytes(), allowed)?;
            let (a, b) = (a.sounds.as_bytes(), b.sounds.as_bytes());
            costs.sounds.distance_within(a, b).map(|distance| costs.near(distance))
        })
    });
    let related = one.concepts().iter().flat_map(|a| {
        let same = other.concepts().iter().filter(|b| a.number == b.number);
        same.filter_map(|b| costs.related(a.form, b.form))
    });
    let initial = abbreviates(one, other).then_some(Closeness::INITIAL);
    identical.into_iter().chain(near).chain(related).chain(initial).min()
}

/// Whether one is a single letter and the other is not, and both may begin with the same sound.
fn abbreviates(one: &Spelling, other: &Spelling) -> bool {
    one.is_initial() != other.is_initial()
        && one.initials().iter().any(|initial| other.initials().contains(initial))
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
        use ClosenessKind::*;
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
