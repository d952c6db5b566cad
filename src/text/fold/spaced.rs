//! Letters that stand apart for emphasis, or to hide a name: И в а н о в, P.e.t.r.o.v.

use super::{FoldedText, FoldedToken, MAX_TOKEN_CHARS};
use crate::text::{Repair, Script};
use std::ops::Range;

/// The fewest letters in a row that are no initials. Names have up to four of these.
const MIN_LETTERS: usize = 5;

impl FoldedText {
    /// Joins letters that stand apart in `text`, of which this is the folded form. Where the spaces between some are
    /// wider than between others, and leave no letter alone, these divide words.
    pub(super) fn join_spaced_letters(&mut self, text: &str) {
        let mut at = 0;
        while at + MIN_LETTERS <= self.tokens.len() {
            let rest = self.tokens[at..].iter();
            let letters =
                rest.take_while(|token| is_single(&self.text[token.folded.clone()])).count();
            if letters >= MIN_LETTERS {
                let words = words(text, &self.tokens[at..at + letters]);
                at += words.len();
                self.join(at - words.len(), words);
            } else {
                at += letters + 1;
            }
        }
    }

    /// Makes one token of each of these runs of tokens, given by how many each has, from a position on.
    fn join(&mut self, first: usize, words: Vec<usize>) {
        let mut joined = String::with_capacity(self.text.len());
        let mut tokens = Vec::with_capacity(self.tokens.len());
        let end = first + words.iter().sum::<usize>();
        let apart = |tokens: usize| std::iter::repeat_n(1, tokens);
        let runs = apart(first).chain(words).chain(apart(self.tokens.len() - end));
        let mut rest = &*self.tokens;
        for run in runs {
            let (word, after) = rest.split_at(run);
            rest = after;
            if !joined.is_empty() {
                joined.push(' ');
            }
            let start = joined.len();
            let letters = word.iter().map(|token| &self.text[token.folded.clone()]);
            joined.extend(letters.take(MAX_TOKEN_CHARS));
            let written = word[0].written.start..word[run - 1].written.end;
            tokens.push(FoldedToken { folded: start..joined.len(), written });
        }
        (self.text, self.tokens) = (joined, tokens);
        self.repairs.push(Repair::LettersJoined);
    }
}

/// Whether a folded token is a letter of a script whose names have initials, without marks.
fn is_single(token: &str) -> bool {
    let mut letters = token.chars();
    let is_letter = |c: char| !matches!(Script::of_letter(c), None | Some(Script::Other));
    letters.next().is_some_and(is_letter) && letters.next().is_none()
}

/// How many of these letters each word has.
fn words(text: &str, letters: &[FoldedToken]) -> Vec<usize> {
    let spaces = |between: Range<usize>| {
        text.get(between).map_or(0, |text| text.chars().filter(|c| c.is_whitespace()).count())
    };
    let gaps: Vec<usize> =
        letters.windows(2).map(|pair| spaces(pair[0].written.end..pair[1].written.start)).collect();
    let least = gaps.iter().copied().min().unwrap_or_default();
    let mut words = vec![1];
    for gap in gaps {
        match words.last_mut() {
            Some(word) if gap == least => *word += 1,
            _ => words.push(1),
        }
    }
    if words.iter().all(|letters| *letters > 1) { words } else { vec![letters.len()] }
}

#[cfg(test)]
mod tests {
    use crate::text::fold;

    #[test]
    fn letters_that_stand_apart_are_joined() {
        for (text, expected) in [
            ("И в а н о в", "иванов"),
            ("И В А Н О В   П Ё Т Р", "иванов пётр"),
            ("P.e.t.r.o.v I.v.a.n", "petrov ivan"),
            ("Petrov I V A N Petrovich", "petrov i v a n petrovich"),
            ("I V A N O Petrov", "ivano petrov"),
            ("J. R. R. T. Tolkien", "j r r t tolkien"),
            // A letter alone says that the wider spaces divide no words.
            ("И  в а н о в", "иванов"),
            ("王 小 明 李 四 五", "王 小 明 李 四 五"),
        ] {
            assert_eq!(fold(text), expected, "{text}");
        }
    }

    #[test]
    fn more_letters_than_tokens_are_kept() {
        let name = "S u l e y m a n o v   A b d u r a h m o n";
        assert_eq!(fold(name), "suleymanov abdurahmon");
        assert_eq!(fold(&"a ".repeat(100)).len(), 40);
    }
}
