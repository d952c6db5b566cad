//! Which tokens of a name are patronymics, and which other names: by the words beside them, or by
//! their form.
//!
//! A role forbids agreement across roles and makes leaving out cheap, so it is given only where
//! form and neighbours show it, never by the place in the name alone.

use super::{Role, Token};
use crate::knowledge::{
    Kinship, Part, announces_former_name, compound_part, has_patronymic_ending, kinship,
};

/// Marks names borne beside the usual one, where there is a usual one: those in parentheses, and
/// that after a word such as `née`.
pub(super) fn mark_other_names(tokens: &mut [Token], in_parentheses: impl Fn(&Token) -> bool) {
    let mut announced = false;
    for token in tokens.iter_mut().skip(1) {
        if announces_former_name(&token.text) && token.role == Role::Unknown {
            token.role = Role::Particle;
            announced = true;
            continue;
        }
        if token.role != Role::Particle {
            if announced || in_parentheses(token) {
                token.role = Role::Other;
            }
            announced = false;
        }
    }
}

/// Marks the patronymics among tokens that no sender has declared.
pub(super) fn mark_patronymics(tokens: &mut [Token]) {
    mark_by_kinship(tokens);
    mark_by_ending(tokens);
}

/// The name before `oglu` or after `bin` is a father's, where the name has another besides.
fn mark_by_kinship(tokens: &mut [Token]) {
    if tokens.iter().filter(|token| token.role != Role::Particle).count() < 2 {
        return;
    }
    for at in 0..tokens.len() {
        let father = match kinship(&tokens[at].text) {
            Some(Kinship::AfterFather) => at.checked_sub(1),
            Some(Kinship::BeforeFather) => Some(at + 1),
            None => None,
        };
        // An article may stand between: bin al-Husayn.
        let father = father.map(|at| at + usize::from(tokens.get(at).is_some_and(is_article)));
        if let Some(token) = father.and_then(|at| tokens.get_mut(at)).filter(|token| may_be(token))
        {
            token.role = Role::Patronymic;
        }
    }
}

fn is_article(token: &Token) -> bool {
    compound_part(&token.text) == Some(Part::Article)
}

/// A token that nobody declared to be a patronymic or a family name, and that is no particle.
fn may_be(token: &Token) -> bool {
    matches!(token.role, Role::Unknown | Role::Given)
}

/// In a name of three or more tokens, the one token that ends like a patronymic is one. Where two
/// do, one is a surname (Abramovich), and form alone does not tell which; a name of two tokens is
/// given and family name.
fn mark_by_ending(tokens: &mut [Token]) {
    let names = tokens.iter().filter(|token| token.role != Role::Particle).count();
    let marked = tokens.iter().any(|token| token.role == Role::Patronymic);
    if names < 3 || marked {
        return;
    }
    let mut likely =
        tokens.iter_mut().filter(|token| may_be(token) && has_patronymic_ending(&token.text));
    if let (Some(token), None) = (likely.next(), likely.next()) {
        token.role = Role::Patronymic;
    }
}
