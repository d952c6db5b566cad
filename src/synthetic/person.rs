//! One invented person: the truth before any office writes it down.
//!
//! A person depends on the seed and the person's number only.

use super::patronymic::PatronymicForm;
use super::tradition::Tradition;
use crate::record::{Document, PartialDate, Sex};
use crate::storage::{mix, spread};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// The purpose of a stream of random numbers. Each person and each record has its own streams.
#[derive(Clone, Copy)]
pub(super) enum RandomStream {
    Person = 1,
    Listed,
    Incoming,
    Relative,
}

/// The random numbers for one purpose and one person or record.
pub(super) fn rng(seed: u64, stream: RandomStream, number: u64) -> Pcg64Mcg {
    let purpose = mix(seed ^ spread(stream as u64));
    Pcg64Mcg::seed_from_u64(mix(purpose ^ spread(number)))
}

/// Birth years, both ends included: adults in 2025. An assumption.
pub(super) const BIRTH_YEARS: std::ops::RangeInclusive<u16> = 1940..=2007;
/// Shares of birth dates by precision. Assumptions, of the order seen on public sanctions lists.
const DATE_UNKNOWN: f64 = 0.03;
const MONTH_ONLY: f64 = 0.04;
const YEAR_ONLY: f64 = 0.06;
/// A 1 January, written by registers that require a day where only the year is known.
const PLACEHOLDER: f64 = 0.03;
/// The share of people with a known document, and of tax numbers among those. Assumptions.
const DOCUMENT_KNOWN: f64 = 0.5;
const TAX_NUMBER: f64 = 0.2;

/// The truth about one person.
pub(super) struct SyntheticPerson {
    pub(super) tradition: &'static Tradition,
    pub(super) sex: Sex,
    pub(super) given: usize,
    /// The position of the father's given name among those of men.
    pub(super) father: usize,
    /// Whether the patronymic has the national form instead of the Russian one.
    pub(super) own_patronymic: bool,
    pub(super) family: usize,
    /// The surname at birth; the same as `family` unless a woman changed hers.
    pub(super) maiden: usize,
    pub(super) birth_date: Option<PartialDate>,
    pub(super) document: Option<Document>,
}

impl SyntheticPerson {
    pub(super) fn new(seed: u64, number: u64) -> SyntheticPerson {
        let rng = &mut rng(seed, RandomStream::Person, number);
        let tradition = Tradition::draw(rng);
        // An assumption. Most real lists hold fewer women.
        let sex = if rng.random_bool(0.5) { Sex::Female } else { Sex::Male };
        let given = tradition.given(sex).draw(rng);
        let own_patronymic = tradition.draws_own_patronymic(rng);
        let father = tradition.male.draw(rng);
        let family = tradition.draw_surname(rng);
        let maiden = if sex == Sex::Female { tradition.draw_surname(rng) } else { family };
        let birth_date = draw_birth_date(rng, |rng| rng.random_range(BIRTH_YEARS));
        let document = draw_document(tradition, rng);
        SyntheticPerson {
            tradition,
            sex,
            given,
            father,
            own_patronymic,
            family,
            maiden,
            birth_date,
            document,
        }
    }

    /// Given name, patronymic and family name in Cyrillic.
    pub(super) fn name(&self, national: bool) -> [String; 3] {
        let given = self.tradition.given(self.sex).name(self.given).get(national).to_owned();
        let patronymic = self.tradition.patronymic(self.father, self.sex, self.own_patronymic);
        let patronymic = patronymic.get(national).to_owned();
        [given, patronymic, self.tradition.surnames.write(self.family, self.sex, national)]
    }

    /// The same name with the surname at birth.
    pub(super) fn maiden_name(&self, national: bool) -> [String; 3] {
        let [given, patronymic, _] = self.name(national);
        [given, patronymic, self.tradition.surnames.write(self.maiden, self.sex, national)]
    }

    /// How the patronymic is formed, unless an office writes it another way.
    pub(super) fn patronymic_form(&self) -> PatronymicForm {
        if self.own_patronymic { self.tradition.own_form() } else { PatronymicForm::Russian }
    }

    #[cfg(test)]
    pub(super) fn family_of_men(&self) -> String {
        self.tradition.surnames.write(self.family, Sex::Male, false)
    }

    pub(super) fn has_maiden_name(&self) -> bool {
        self.maiden != self.family
    }
}

/// Draws a birth date in the year that is drawn by `year`, or none.
pub(super) fn draw_birth_date<R: Rng>(
    rng: &mut R,
    year: impl FnOnce(&mut R) -> u16,
) -> Option<PartialDate> {
    if rng.random_bool(DATE_UNKNOWN) {
        return None;
    }
    let year = year(rng);
    let precision: f64 = rng.random();
    let (month, day) = (rng.random_range(1..=12), rng.random_range(1..=31));
    if precision < YEAR_ONLY {
        PartialDate::new(year, None, None).ok()
    } else if precision < YEAR_ONLY + MONTH_ONLY {
        PartialDate::new(year, Some(month), None).ok()
    } else if precision < YEAR_ONLY + MONTH_ONLY + PLACEHOLDER {
        PartialDate::new(year, Some(1), Some(1)).ok()
    } else {
        // A day that does not exist in the month becomes the 28th.
        PartialDate::new(year, Some(month), Some(day))
            .or_else(|_| PartialDate::new(year, Some(month), Some(28)))
            .ok()
    }
}

pub(super) fn draw_document(tradition: &Tradition, rng: &mut impl Rng) -> Option<Document> {
    if !rng.random_bool(DOCUMENT_KNOWN) {
        return None;
    }
    let (kind, shape) = if rng.random_bool(TAX_NUMBER) {
        ("inn", "############")
    } else {
        ("passport", tradition.passport)
    };
    let drawn = |c: char| match c {
        '#' => char::from(rng.random_range(b'0'..=b'9')),
        '@' => char::from(rng.random_range(b'A'..=b'Z')),
        c => c,
    };
    let number: String = shape.chars().map(drawn).collect();
    let document = Document::new(number).ok()?;
    Some(document.with_kind(kind).with_country(tradition.nationality))
}
