//! Which tokens of a name are patronymics, and which other names: by the words beside them, or by
//! their form.
//!
//! A role forbids agreement across roles and makes leaving out cheap, so it is given only where
//! form and neighbours show it, never by the place in the name alone.

use super::{Name, Role, parts};
use crate::knowledge::{
    CompoundPart, Kinship, announces_former_name, compound_part, has_known_father,
    has_patronymic_ending, kinship,
};
use crate::record::PersonName;
use crate::text::Repair;

impl Name {
    /// Marks names borne beside the usual one, where there is a usual one: those in parentheses,
    /// and that after a word such as `née`.
    pub(super) fn mark_other_names(&mut self, name: &PersonName) {
        let parts = parts(name);
        let mut announced = false;
        for place in self.tokens.iter_mut().skip(1) {
            if announces_former_name(&self.text[place.text.clone()]) && place.role == Role::Unknown
            {
                place.role = Role::Particle;
                announced = true;
            } else if place.role != Role::Particle {
                let (text, _) = parts[place.part];
                let before = text.and_then(|text| text.get(..place.written.start));
                if announced || before.is_some_and(|before| before.trim_end().ends_with('(')) {
                    place.role = Role::Other;
                }
                announced = false;
            }
        }
    }

    /// Marks the patronymics among tokens that no sender has declared.
    pub(super) fn mark_patronymics(&mut self) {
        self.mark_by_kinship();
        self.mark_by_ending();
    }

    /// The name before `oglu` or after `bin` is a father's, where the name has another besides.
    fn mark_by_kinship(&mut self) {
        if self.names() < 2 {
            return;
        }
        for at in 0..self.tokens.len() {
            if self.tokens[at].role != Role::Particle {
                continue;
            }
            let father = match kinship(self.text_at(at)) {
                Some(Kinship::AfterFather) => at.checked_sub(1),
                // An article may stand between: bin al-Husayn.
                Some(Kinship::BeforeFather) => Some(at + 1 + usize::from(self.is_article(at + 1))),
                None => None,
            };
            if let Some(place) = father.and_then(|at| self.tokens.get_mut(at))
                && may_be_patronymic(place.role)
            {
                place.role = Role::Patronymic;
            }
        }
    }

    /// In a name of three or more tokens, the one token that ends like a patronymic is one. Where
    /// two do, one is a surname: the patronymic is the one that is made of a given name, if only
    /// one is (not so Abramovich). A name of two tokens is given and family name.
    fn mark_by_ending(&mut self) {
        if self.names() < 3 || self.tokens.iter().any(|place| place.role == Role::Patronymic) {
            return;
        }
        let only = |is_one: fn(&str) -> bool| {
            let is_likely =
                |at: &usize| may_be_patronymic(self.tokens[*at].role) && is_one(self.text_at(*at));
            let mut likely = (0..self.tokens.len()).filter(is_likely);
            likely.next().filter(|_| likely.next().is_none())
        };
        if let Some(at) = only(has_patronymic_ending).or_else(|| only(has_known_father)) {
            self.tokens[at].role = Role::Patronymic;
        }
    }

    /// The given names of a machine readable zone hold the patronymic where a state prints it.
    pub(super) fn mark_zone(&mut self, is_full: bool) {
        self.repairs.push(Repair::ZoneRead);
        if let Some(last) = self.tokens.last_mut().filter(|_| is_full) {
            last.may_be_truncated = true;
            self.repairs.push(Repair::MaybeTruncated);
        }
        let given = self.tokens.iter_mut().filter(|place| place.role == Role::Given);
        for place in given.skip(1) {
            if has_patronymic_ending(&self.text[place.text.clone()]) {
                place.role = Role::Patronymic;
            }
        }
    }

    fn names(&self) -> usize {
        self.tokens.iter().filter(|place| place.role != Role::Particle).count()
    }

    fn text_at(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |place| &self.text[place.text.clone()])
    }

    fn is_article(&self, at: usize) -> bool {
        compound_part(self.text_at(at)) == Some(CompoundPart::Article)
    }
}

/// A token that nobody declared to be a patronymic or a family name, and that is no particle.
fn may_be_patronymic(role: Role) -> bool {
    matches!(role, Role::Unknown | Role::Given)
}
