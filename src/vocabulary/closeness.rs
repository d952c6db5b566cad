//! How close two spellings are, and what each kind of closeness costs.
//!
//! [`closeness`] is the definition that every search is tested against. This module knows spellings and
//! costs; it has no index and no ids. A comparison takes one weighted distance for each pair of readings
//! whose class strings are near.

use super::classes::{edits_allowed, most_edits_allowed};
use super::distance::SoundCosts;
use super::osa::OsaPattern;
use super::skeleton_index::{SkeletonDistance, guaranteed_limit, least_visible_cost};
use crate::spelling::{ConceptForm, Spelling};
use bytemuck::Contiguous;

/// In what way two tokens are close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Contiguous)]
#[repr(u8)]
pub(crate) enum ClosenessKind {
    /// The same letters.
    Identical,
    /// A common reading: one name in two scripts or orthographies.
    SameReading,
    /// Readings that differ a little.
    Near,
    /// Forms of one name in two languages.
    NationalForm,
    /// A name and its diminutive, or two diminutives of one name.
    Diminutive,
    /// A surname with a Russified ending, and the name that it is derived from.
    Russified,
    /// A patronymic, and the father's name, which replaces it beside a word for son or daughter.
    Father,
    /// A man's and a woman's form of one surname.
    Gendered,
    /// A given name, and its beginning.
    Abbreviation,
    /// A token that is no known name, and the name that it is a misreading of.
    Misread,
    /// A single letter, and a longer token that begins with its sound.
    Initial,
}

impl ClosenessKind {
    /// Whether one token is another form of the name that the other one is, and no spelling of it.
    pub(crate) fn is_other_form(self) -> bool {
        use ClosenessKind::*;
        matches!(self, NationalForm | Diminutive | Russified | Gendered | Abbreviation)
    }
}

/// How close two tokens are: the kind that costs the least, and its cost in hundredths of a bit.
/// Ordered by cost, the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Closeness {
    pub(crate) cost: u16,
    pub(crate) kind: ClosenessKind,
}

/// What each kind of closeness costs. The numbers come from the model of evidence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ClosenessCosts {
    pub(super) sounds: SoundCosts,
    /// The same costs with the limit up to which a search by equal skeletons finds every reading; `None`
    /// if there is no such limit.
    same_skeleton: Option<SoundCosts>,
    /// The same for skeletons that are equal but for one cheap edit.
    cheap_edit: Option<SoundCosts>,
    /// The same for skeletons that are one edit apart.
    near_skeleton: Option<SoundCosts>,
    /// The cost of the cheapest difference that is visible in skeletons, in tenths of a bit.
    least_visible: u8,
    /// The cost of another spelling with a common reading, in hundredths of a bit. Near readings cost
    /// their distance on top.
    pub(super) same_reading: u16,
    related: RelatedCosts,
}

/// How far a search for similar tokens reaches. Each reach finds what the one before finds, and costs more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Readings with a skeleton in common.
    SameSkeleton,
    /// Also readings that would have one but for a cheap edit: a vowel more or less, c for k, or ж for j.
    CheapEdit,
    /// Also readings whose skeletons are one edit apart.
    NearSkeleton,
    /// All readings within the limit of the costs.
    Full,
}

impl Reach {
    /// Whether a search finds every reading that is near this token, whatever the distance is.
    pub(crate) fn is_complete(self, query: &Spelling) -> bool {
        query.readings().iter().all(|reading| self.is_complete_for(reading.class.len()))
    }

    /// The same for a reading with so many classes. A class string gives the skeleton in which every h and j is heard,
    /// so one edit between class strings is one between such skeletons, or none.
    fn is_complete_for(self, classes: usize) -> bool {
        let edits = most_edits_allowed(classes);
        match self {
            Reach::SameSkeleton | Reach::CheapEdit => edits == 0,
            Reach::NearSkeleton => edits <= 1,
            Reach::Full => true,
        }
    }
}

/// What forms of one name cost that are not spellings of each other, in hundredths of a bit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RelatedCosts {
    pub(crate) national_form: u16,
    pub(crate) diminutive: u16,
    pub(crate) russified: u16,
    pub(crate) gendered: u16,
    /// On top of a common reading.
    pub(crate) rendering: u16,
    pub(crate) abbreviated: u16,
    pub(crate) misread: u16,
}

impl ClosenessCosts {
    pub(crate) fn new(sounds: SoundCosts, same_reading: u16, related: RelatedCosts) -> Self {
        let limited =
            |which| guaranteed_limit(&sounds, which).map(|limit| sounds.with_limit(limit));
        ClosenessCosts {
            same_skeleton: limited(SkeletonDistance::Equal),
            cheap_edit: limited(SkeletonDistance::AtMostOneCheapEdit),
            near_skeleton: limited(SkeletonDistance::AtMostOneEdit),
            least_visible: least_visible_cost(&sounds),
            sounds,
            same_reading,
            related,
        }
    }

    /// The costs of sounds, limited to the distance up to which a search finds every reading that is near one with
    /// so many classes; `None` if it may miss even the closest.
    pub(super) fn sounds_within(&self, reach: Reach, classes: usize) -> Option<&SoundCosts> {
        if reach.is_complete_for(classes) { Some(&self.sounds) } else { self.limited(reach) }
    }

    fn limited(&self, reach: Reach) -> Option<&SoundCosts> {
        match reach {
            Reach::SameSkeleton => self.same_skeleton.as_ref(),
            Reach::CheapEdit => self.cheap_edit.as_ref(),
            Reach::NearSkeleton => self.near_skeleton.as_ref(),
            Reach::Full => Some(&self.sounds),
        }
    }

    /// A lower bound on the cost of a reading that a search for this token misses, in hundredths of a bit; `None` if
    /// it misses none.
    pub(crate) fn least_missed_cost(&self, reach: Reach, query: &Spelling) -> Option<u16> {
        if reach.is_complete(query) { None } else { self.least_missed_cost_of_any(reach) }
    }

    /// The same for whatever token is looked for.
    pub(crate) fn least_missed_cost_of_any(&self, reach: Reach) -> Option<u16> {
        let limit = self.limited(reach).map(|costs| costs.limit);
        if limit == Some(self.sounds.limit) {
            return None;
        }
        let least = limit.map_or(0, |limit| SoundCosts::to_hundredths(limit + 1));
        Some(self.same_reading + least)
    }

    /// The closest that two tokens can be by sound if their readings have at least that many visible
    /// differences; `None` if that is above the limit.
    pub(crate) fn closeness_lower_bound(&self, visible_differences: u16) -> Option<Closeness> {
        let least = visible_differences.saturating_mul(self.least_visible.into());
        let least = u8::try_from(least).ok().filter(|least| *least <= self.sounds.limit)?;
        Some(self.by_sound(SoundCosts::to_hundredths(least)))
    }

    /// The closeness of tokens with readings at that distance, in hundredths of a bit.
    pub(super) fn by_sound(&self, distance: u16) -> Closeness {
        let kind = if distance == 0 { ClosenessKind::SameReading } else { ClosenessKind::Near };
        Closeness { cost: self.same_reading + distance, kind }
    }

    /// The closeness of two forms of one concept; `None` if they do not agree.
    pub(super) fn related(&self, one: ConceptForm, other: ConceptForm) -> Option<Closeness> {
        use ConceptForm::{
            BareSurname, Beginning, CyrillicSyllables, Father, Full, LatinSyllables, Misread,
            OfChild, OfDaughter, OfMen, OfSon, OfWomen, Original, Rendering, Root, RussianSurname,
            Unabbreviated, WellRead,
        };
        let (cost, kind) = match (one, other) {
            (Original, Rendering) | (Rendering, Original) => {
                (self.same_reading + self.related.rendering, ClosenessKind::SameReading)
            }
            // Of spellings by one system, two are of two names unless they sound alike.
            (LatinSyllables, LatinSyllables)
            | (LatinSyllables | Original, CyrillicSyllables)
            | (CyrillicSyllables, LatinSyllables | Original) => {
                (self.same_reading, ClosenessKind::SameReading)
            }
            (BareSurname, RussianSurname) | (RussianSurname, BareSurname) => {
                (self.related.russified, ClosenessKind::Russified)
            }
            (Beginning, Unabbreviated) | (Unabbreviated, Beginning) => {
                (self.related.abbreviated, ClosenessKind::Abbreviation)
            }
            (Misread, WellRead) | (WellRead, Misread) => {
                (self.related.misread, ClosenessKind::Misread)
            }
            _ if one.agrees_with_one_form() || other.agrees_with_one_form() => return None,
            (OfMen, OfWomen) | (OfWomen, OfMen) => (self.related.gendered, ClosenessKind::Gendered),
            (Root, OfMen | OfWomen) | (OfMen | OfWomen, Root) => {
                (self.related.russified, ClosenessKind::Russified)
            }
            (Father, Father) | (OfMen | OfWomen, _) | (OfSon, OfDaughter) | (OfDaughter, OfSon) => {
                return None;
            }
            (Father, _) | (_, Father) => (self.related.national_form, ClosenessKind::Father),
            (Full, Full) | (OfSon | OfDaughter | OfChild, OfSon | OfDaughter | OfChild) => {
                (self.related.national_form, ClosenessKind::NationalForm)
            }
            (Root, _) | (_, Root) => (self.related.russified, ClosenessKind::Russified),
            _ => (self.related.diminutive, ClosenessKind::Diminutive),
        };
        Some(Closeness { cost, kind })
    }
}

impl Closeness {
    pub(crate) const IDENTICAL: Closeness = Closeness { cost: 0, kind: ClosenessKind::Identical };
    /// Counts only if nothing else does: an initial says less than any other kind, whatever that costs.
    pub(crate) const INITIAL: Closeness =
        Closeness { cost: u16::MAX, kind: ClosenessKind::Initial };
}

/// How close two spellings are; `None` if they do not agree.
///
/// Two readings are compared if their class strings are within [`edits_allowed`] of each other.
pub(crate) fn closeness(
    costs: &ClosenessCosts,
    one: &Spelling,
    other: &Spelling,
) -> Option<Closeness> {
    let identical = (one.text() == other.text()).then_some(Closeness::IDENTICAL);
    let by_sound = one.readings().iter().flat_map(|a| {
        let pattern = OsaPattern::new(a.class.as_bytes());
        other.readings().iter().filter_map(move |b| {
            let allowed = edits_allowed(a.class.len(), b.class.len());
            pattern.distance_within(b.class.as_bytes(), allowed)?;
            let (a, b) = (a.sounds.as_bytes(), b.sounds.as_bytes());
            costs.sounds.distance(a, b).map(|distance| costs.by_sound(distance))
        })
    });
    let related = one.concepts().iter().flat_map(|a| {
        let same = other.concepts().iter().filter(|b| a.number == b.number);
        same.filter_map(|b| costs.related(a.form, b.form))
    });
    let initial = abbreviates(one, other).then_some(Closeness::INITIAL);
    identical.into_iter().chain(by_sound).chain(related).chain(initial).min()
}

/// Whether exactly one of them is a single letter, and both may begin with the same sound.
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
    fn each_kind_of_closeness_is_found() {
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
