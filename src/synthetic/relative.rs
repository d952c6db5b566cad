//! Relatives of a listed person: who shares which name with whom, and how many years lie between.
//!
//! They are what a false alert is earned by: a brother shares the surname, the father's name and the
//! place, a twin the birth date too.

use super::person::{self, SyntheticPerson};
use super::tradition::GivenNames;
use crate::record::{PartialDate, Sex, enum_names};
use rand::{Rng, RngExt};

/// How someone is related to a listed person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Relation {
    /// A brother or sister of another birth: the father's name, and the surname at birth.
    Sibling,
    /// A brother or sister with the same birth date.
    Twin,
    /// The father: his given name is in the listed person's patronymic, and he has the surname.
    Father,
    /// A son or daughter. A man's given name is in their patronymic.
    Child,
}

enum_names!(Relation {
    Sibling = "sibling",
    Twin = "twin",
    Father = "father",
    Child = "child",
});

/// How many living siblings, fathers and children a person has on average. Mean sibships of those born
/// from 1960 to 2000 follow from the total fertility of the region in those years, from 2 (Russia) to 5
/// (Tajikistan) children a woman (UN, World Population Prospects); 3 children are 2 siblings. That three
/// fathers of five live is an assumption.
const SIBLINGS: f64 = 2.0;
const FATHERS: f64 = 0.6;
const CHILDREN: f64 = 2.0;
/// The share of twins among siblings. One birth in 80 gives twins (1 in 83 worldwide: Monden, Pison and
/// Smits, Human Reproduction 36, 2021), so one person in 40 is a twin: 0.025 of 2 siblings.
const TWINS: f64 = 0.0125;
/// The share of twins of one sex: by Weinberg's rule one pair in three is identical, and half of the
/// others are of one sex.
const TWINS_OF_ONE_SEX: f64 = 2.0 / 3.0;
/// The share of twins whose names were chosen to sound alike, and how many names are considered then.
/// Assumptions.
const ALIKE: f64 = 0.5;
const CONSIDERED: usize = 40;
/// The mean of years between two siblings. Births are some three years apart (DHS surveys of Kyrgyzstan
/// 2012 and Tajikistan 2017), and siblings need not be adjacent.
const SIBLING_YEARS: f64 = 4.0;
const MOST_SIBLING_YEARS: f64 = 20.0;
/// A father's age at a birth: the sum of two uniform numbers, 31 on average. An assumption.
const FATHER_AGES: (u16, u16, u16) = (18, 13, 13);
/// The earliest birth year of a father.
const FIRST_YEAR: u16 = 1930;
/// The share of women who have the surname of their birth. An assumption: most women of Slavic families
/// change it when they marry, fewer elsewhere.
const KEPT_SURNAME: f64 = 0.5;

impl Relation {
    fn draw(rng: &mut impl Rng) -> Relation {
        let drawn = rng.random::<f64>() * (SIBLINGS + FATHERS + CHILDREN);
        if drawn < SIBLINGS * TWINS {
            Relation::Twin
        } else if drawn < SIBLINGS {
            Relation::Sibling
        } else if drawn < SIBLINGS + FATHERS {
            Relation::Father
        } else {
            Relation::Child
        }
    }
}

/// Draws a relative of a person.
pub(super) fn draw(of: &SyntheticPerson, rng: &mut impl Rng) -> (Relation, SyntheticPerson) {
    let tradition = of.tradition;
    let year = of.birth_date.map(PartialDate::year);
    let base = year.unwrap_or_else(|| rng.random_range(person::BIRTH_YEARS));
    let (relation, year) = draw_relation(base, rng);
    let sex = match relation {
        Relation::Father => Sex::Male,
        Relation::Twin if rng.random_bool(TWINS_OF_ONE_SEX) => of.sex,
        Relation::Twin => opposite(of.sex),
        Relation::Sibling | Relation::Child if rng.random() => Sex::Female,
        Relation::Sibling | Relation::Child => Sex::Male,
    };
    let is_sibling = matches!(relation, Relation::Sibling | Relation::Twin);
    let names = tradition.given(sex);
    let given = match relation {
        Relation::Father => of.father,
        Relation::Twin if rng.random_bool(ALIKE) => draw_alike(of, sex, names, rng),
        Relation::Twin | Relation::Sibling => draw_other(of, sex, names, rng),
        Relation::Child => draw_other(of, sex, names, rng),
    };
    let father = match relation {
        Relation::Sibling | Relation::Twin => of.father,
        Relation::Child if of.sex == Sex::Male => of.given,
        Relation::Child | Relation::Father => tradition.male.draw(rng),
    };
    let own_patronymic =
        if is_sibling { of.own_patronymic } else { tradition.draws_own_patronymic(rng) };
    // The children of a woman have the surname that she took. The family of her birth has her maiden
    // name, or the surname that she is listed under where she kept it.
    let has_family = of.sex != Sex::Female || relation == Relation::Child;
    let born = if has_family || rng.random_bool(KEPT_SURNAME) { of.family } else { of.maiden };
    let changed = sex == Sex::Female && !rng.random_bool(KEPT_SURNAME);
    let family = if changed { tradition.draw_surname(rng) } else { born };
    let birth_date = match relation {
        Relation::Twin => of.birth_date,
        _ => person::draw_birth_date(rng, |_| year),
    };
    let document = person::draw_document(tradition, rng);
    let relative = SyntheticPerson {
        tradition,
        sex,
        given,
        father,
        own_patronymic,
        family,
        maiden: born,
        birth_date,
        document,
    };
    (relation, relative)
}

/// Draws a relation to someone born in that year, and the year in which the relative was born. A father
/// who would be too old becomes a child, and a child who would be no adult a sibling.
fn draw_relation(base: u16, rng: &mut impl Rng) -> (Relation, u16) {
    let last = *person::BIRTH_YEARS.end();
    let (youngest, one, two) = FATHER_AGES;
    let age = youngest + rng.random_range(0..=one) + rng.random_range(0..=two);
    let years = 1.0 - (1.0 - rng.random::<f64>()).ln() * (SIBLING_YEARS - 0.5);
    let years = years.min(MOST_SIBLING_YEARS) as u16;
    let is_older: bool = rng.random();
    let mut relation = Relation::draw(rng);
    if relation == Relation::Father && base < FIRST_YEAR + age {
        relation = Relation::Child;
    }
    if relation == Relation::Child && base + age > last {
        relation = Relation::Sibling;
    }
    let year = match relation {
        Relation::Twin => base,
        Relation::Father => base - age,
        Relation::Child => base + age,
        Relation::Sibling if is_older || base + years > last => base - years,
        Relation::Sibling => base + years,
    };
    (relation, year)
}

fn opposite(sex: Sex) -> Sex {
    if sex == Sex::Female { Sex::Male } else { Sex::Female }
}

/// Draws a given name other than the person's own.
fn draw_other(of: &SyntheticPerson, sex: Sex, names: &GivenNames, rng: &mut impl Rng) -> usize {
    // A draw repeats the name with a probability of at most 0.2.
    let mut drawn = (0..64).map(|_| names.draw(rng));
    let first = drawn.next().unwrap_or(0);
    if sex != of.sex || first != of.given {
        return first;
    }
    drawn.find(|given| *given != of.given).unwrap_or(first)
}

/// Of several names drawn, the one that has most of its beginning and its end in common with the
/// person's own: Хасан and Хусан, Марина and Карина.
fn draw_alike(of: &SyntheticPerson, sex: Sex, names: &GivenNames, rng: &mut impl Rng) -> usize {
    let own = of.tradition.given(of.sex).name(of.given).russian;
    let drawn: Vec<usize> = (0..CONSIDERED).map(|_| draw_other(of, sex, names, rng)).collect();
    let alike = |given: &usize| shared_letters(own, names.name(*given).russian);
    drawn.into_iter().max_by_key(alike).unwrap_or(0)
}

/// The letters that two words share at the beginning and at the end.
fn shared_letters(one: &str, other: &str) -> usize {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let shortest = one.chars().count().min(other.chars().count());
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let first = one.chars().zip(other.chars()).take_while(same).count();
    let last = one.chars().rev().zip(other.chars().rev()).take_while(same).count();
    (first + last).min(shortest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::patronymic::PatronymicForm;
    use crate::synthetic::person::{RandomStream, rng};

    #[test]
    fn relatives_share_what_families_share() {
        let mut counts = [0_usize; Relation::ALL.len()];
        let (mut years, mut alike) = (0_u32, 0);
        for number in 0..40_000 {
            let of = SyntheticPerson::new(4, number);
            let rng = &mut rng(4, RandomStream::Relative, number);
            let (relation, relative) = draw(&of, rng);
            counts[relation as usize] += 1;
            assert_eq!(relative.tradition.nationality, of.tradition.nationality);
            assert!([of.family, of.maiden].contains(&relative.maiden));
            let born = |person: &SyntheticPerson| person.birth_date.map(PartialDate::year);
            let apart = born(&of).zip(born(&relative)).map(|(one, other)| one.abs_diff(other));
            match relation {
                Relation::Twin => {
                    assert_eq!(relative.birth_date, of.birth_date);
                    assert_eq!(relative.father, of.father);
                    assert!(relative.sex != of.sex || relative.given != of.given);
                    let name = |of: &SyntheticPerson| of.name(false)[0].clone();
                    alike += usize::from(shared_letters(&name(&of), &name(&relative)) >= 3);
                }
                Relation::Sibling => {
                    assert_eq!(relative.father, of.father);
                    assert!(relative.sex != of.sex || relative.given != of.given);
                    assert!(apart.is_none_or(|years| (1..=20).contains(&years)));
                    years += u32::from(apart.unwrap_or(0));
                }
                Relation::Father => {
                    assert_eq!((relative.sex, relative.given), (Sex::Male, of.father));
                    assert!(apart.is_none_or(|years| (18..=44).contains(&years)));
                }
                Relation::Child => {
                    assert!(of.sex == Sex::Female || relative.father == of.given);
                    assert!(apart.is_none_or(|years| (18..=44).contains(&years)));
                }
            }
        }
        let [siblings, twins, fathers, children] = counts;
        // 2 siblings, 0.6 fathers and 2 children of 4.6, and one sibling in 80 is a twin.
        assert!((16_000..26_000).contains(&siblings), "{counts:?}");
        assert!((150..300).contains(&twins), "{counts:?}");
        assert!((2_500..6_000).contains(&fathers), "{counts:?}");
        assert!((9_000..20_000).contains(&children), "{counts:?}");
        assert!((2.5..5.0).contains(&(f64::from(years) / siblings as f64)), "{years}");
        assert!(alike * 8 > twins, "{alike} of {twins}");
    }

    #[test]
    fn names_of_twins_come_from_the_table_and_often_sound_alike() {
        assert_eq!(shared_letters("Хасан", "Хусан"), 4);
        assert_eq!(shared_letters("Ерлан", "Ержан"), 4);
        assert_eq!(shared_letters("Анна", "Анна"), 4);
        assert_eq!(shared_letters("Олег", "Иван"), 0);
        let mut rng = rng(1, RandomStream::Relative, 0);
        let is_meant = |person: &SyntheticPerson| {
            person.tradition.nationality == "UZ" && person.name(false)[0] == "Хасан"
        };
        let of = (0..).map(|n| SyntheticPerson::new(1, n)).find(is_meant).unwrap();
        let names = of.tradition.given(Sex::Male);
        let drawn = (0..200).map(|_| draw_alike(&of, Sex::Male, names, &mut rng));
        let pairs = drawn.filter(|given| names.name(*given).russian == "Хусан").count();
        assert!(pairs > 10, "{pairs}");
    }

    #[test]
    fn forms_are_those_of_the_tradition() {
        for number in 0..1_000 {
            let person = SyntheticPerson::new(8, number);
            let form = person.patronymic_form();
            let patronymic = &person.name(false)[1];
            assert_eq!(form == PatronymicForm::Separate, patronymic.contains(' '), "{patronymic}");
        }
    }
}
