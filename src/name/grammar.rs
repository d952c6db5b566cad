//! Assigns roles that the sender did not declare: patronymics and additional names, by their form or
//! by the words beside them.
//!
//! Comparison does not match tokens of different roles and lets a patronymic be missing at little
//! cost. So a role is assigned only where form or neighbours show it, never by position alone.

use super::tokens::{Name, Parts, Role, TokenData};
use crate::knowledge::{
    CompoundPart, Kinship, SyllabicToken, announces_former_name, compound_part, has_joined_kinship,
    has_known_father, has_patronymic_ending, is_syllabic_surname, kinship, may_be_title,
};
use crate::text::Repair;

impl Name {
    /// Marks additional names after the first token: all in parentheses, and the one after a word
    /// such as `née`.
    pub(super) fn mark_other_names(&mut self, parts: &Parts<'_>) {
        let mut announced = false;
        for token in self.tokens.iter_mut().skip(1) {
            if announces_former_name(&self.text[token.text.clone()]) && token.role == Role::Unknown
            {
                token.role = Role::Particle;
                announced = true;
            } else if token.role != Role::Particle {
                let (text, _) = parts[token.part];
                let before = text.and_then(|text| text.get(..token.written.start));
                if announced || before.is_some_and(|before| before.rfind('(') > before.rfind(')')) {
                    token.role = Role::Other;
                }
                announced = false;
            }
        }
    }

    /// Marks titles that are names too as additional names, where another name follows them: Hajji Bashir, but
    /// not Marat Hajji. In a name without declared parts, a family name must be left beside both.
    pub(super) fn mark_titles(&mut self) {
        for at in (0..self.tokens.len().saturating_sub(1)).rev() {
            let [title, next] = [at, at + 1].map(|at| self.tokens[at].role);
            // Another title may follow.
            let precedes = next == title || next == Role::Other;
            let is_given = match title {
                Role::Given => true,
                Role::Unknown => self.count(Role::Unknown) > 2,
                _ => false,
            };
            if precedes && is_given && may_be_title(self.text_at(at)) {
                self.tokens[at].role = Role::Other;
            }
        }
    }

    /// A particle that is also a family name of one syllable (Ван) is one at either end of a name that is
    /// otherwise made of Chinese syllables: Ван Сяоминь, and not Ван Гог.
    pub(super) fn mark_syllabic_surnames(&mut self, parts: &Parts<'_>) {
        for at in [0, self.tokens.len().saturating_sub(1)] {
            let is_one = |token: &TokenData| token.role == Role::Particle;
            if !self.tokens.get(at).is_some_and(is_one) || !is_syllabic_surname(self.text_at(at)) {
                continue;
            }
            let mut others = (0..self.tokens.len()).filter(|other| *other != at).peekable();
            if others.peek().is_some() && others.all(|at| is_chinese(self.text_at(at))) {
                let (_, declared) = parts[self.tokens[at].part];
                self.tokens[at].role = declared;
            }
        }
    }

    /// Marks the patronymics that the sender did not declare.
    pub(super) fn mark_patronymics(&mut self) {
        self.mark_by_kinship();
        self.mark_by_ending();
    }

    /// Before `oglu` and after `bin` stands the father's name, if there is another name besides.
    fn mark_by_kinship(&mut self) {
        if self.count_names() < 2 {
            return;
        }
        for at in 0..self.tokens.len() {
            if self.tokens[at].role != Role::Particle {
                continue;
            }
            let father = match kinship(self.text_at(at)) {
                Some(Kinship::AfterFather) => at.checked_sub(1),
                // An article can stand between them: bin al-Husayn.
                Some(Kinship::BeforeFather) => Some(at + 1 + usize::from(self.is_article(at + 1))),
                None => None,
            };
            if let Some(token) = father.and_then(|at| self.tokens.get_mut(at))
                && may_be_patronymic(token.role)
            {
                token.role = Role::Patronymic;
            }
        }
    }

    /// Among three or more tokens, the only one that ends like a patronymic is one. Where two do, one
    /// of them is a surname (Abramovich), and the only one made of a known given name is the
    /// patronymic. Where none does, the only one with a joined word of kinship is (Ерланұлы): beside
    /// another patronymic it is a surname. Two tokens are a given and a family name, and an initial beside them
    /// stands for the patronymic (Мария С. Гралунович).
    fn mark_by_ending(&mut self) {
        let is_long = |token: &&TokenData| {
            token.role != Role::Particle && self.text[token.text.clone()].chars().nth(1).is_some()
        };
        if self.tokens.iter().filter(is_long).count() < 3
            || self.tokens.iter().any(|token| token.role == Role::Patronymic)
        {
            return;
        }
        let only = |is_one: fn(&str) -> bool| {
            let is_likely =
                |at: &usize| may_be_patronymic(self.tokens[*at].role) && is_one(self.text_at(*at));
            let mut likely = (0..self.tokens.len()).filter(is_likely);
            likely.next().filter(|_| likely.next().is_none())
        };
        let patronymic = only(has_patronymic_ending)
            .or_else(|| only(has_known_father))
            .or_else(|| only(has_joined_kinship));
        if let Some(at) = patronymic {
            self.tokens[at].role = Role::Patronymic;
        }
    }

    /// Marks the patronymic among the given names of a machine readable zone, where some states print
    /// it, and a last token that may be truncated.
    pub(super) fn mark_zone(&mut self, is_full: bool) {
        self.repairs.push(Repair::ZoneRead);
        if let Some(last) = self.tokens.last_mut().filter(|_| is_full) {
            last.may_be_truncated = true;
            self.repairs.push(Repair::MaybeTruncated);
        }
        let given = self.tokens.iter_mut().filter(|token| token.role == Role::Given);
        for token in given.skip(1) {
            let text = &self.text[token.text.clone()];
            if has_patronymic_ending(text) || has_joined_kinship(text) {
                token.role = Role::Patronymic;
            }
        }
    }

    fn count(&self, role: Role) -> usize {
        self.tokens.iter().filter(|token| token.role == role).count()
    }

    fn count_names(&self) -> usize {
        self.tokens.iter().filter(|token| token.role != Role::Particle).count()
    }

    fn text_at(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.text[token.text.clone()])
    }

    fn is_article(&self, at: usize) -> bool {
        compound_part(self.text_at(at)) == Some(CompoundPart::Article)
    }
}

/// Whether a token is made of syllables of Chinese.
fn is_chinese(token: &str) -> bool {
    SyllabicToken::new(token).is_some_and(|token| token.is_chinese())
}

/// Excludes particles and tokens that were declared as patronymic or family name.
fn may_be_patronymic(role: Role) -> bool {
    matches!(role, Role::Unknown | Role::Given)
}
