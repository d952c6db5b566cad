//! Letters that stand apart for emphasis, or to hide a name: И в а н о в, P.e.t.r.o.v.

use super::{FoldedText, FoldedToken};
use crate::text::{Repair, Script};
use std::ops::Range;

/// The fewest letters in a row that are no initials. Names have up to four of these.
const MIN_LETTERS: usize = 5;
/// The most letters of a word that is joined: where nothing divides the letters of several names, none would be found. Of
/// names of two to four words 40 in 100 were found by name and date when all their letters were joined to one word, and by
/// their initials nearly all are for review.
const MAX_LETTERS: usize = 16;

impl FoldedText {
    /// Joins letters that stand apart in `text`, of which this is the folded form. Wider spaces than those between other
    /// letters divide words, and so does a capital after a small letter, unless they leave a letter alone.
    pub(super) fn join_spaced_letters(&mut self, text: &str) {
        let mut at = 0;
        while at + MIN_LETTERS <= self.tokens.len() {
            let rest = self.tokens[at..].iter().map(|token| &self.text[token.folded.clone()]);
            let mut scripts = rest.map_while(script_of_single);
            let first = scripts.next();
            let others = scripts.take_while(|script| Some(*script) == first).count();
            let letters = usize::from(first.is_some()) + others;
            let words = match letters {
                MIN_LETTERS.. => words(text, &self.tokens[at..at + letters]),
                _ => None,
            };
            match words {
                Some(words) => {
                    at += words.len();
                    self.join(at - words.len(), words);
                }
                None => at += letters + 1,
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
            joined.extend(letters);
            let written = word[0].written.start..word[run - 1].written.end;
            tokens.push(FoldedToken { folded: start..joined.len(), written });
        }
        (self.text, self.tokens) = (joined, tokens);
        self.repairs.push(Repair::LettersJoined);
    }
}

/// The script of a folded token that is one letter without marks, if names in it have initials.
fn script_of_single(token: &str) -> Option<Script> {
    let mut letters = token.chars();
    let script = letters.next().and_then(Script::of_letter)?;
    (script != Script::Other && letters.next().is_none()).then_some(script)
}

/// How many of these letters each word has; `None` where one has too many.
fn words(text: &str, letters: &[FoldedToken]) -> Option<Vec<usize>> {
    let spaces = |between: Range<usize>| {
        text.get(between).map_or(0, |text| text.chars().filter(|c| c.is_whitespace()).count())
    };
    let gap = |pair: &[FoldedToken]| spaces(pair[0].written.end..pair[1].written.start);
    let least = letters.windows(2).map(gap).min().unwrap_or_default();
    let written = |letter: &FoldedToken| text.get(letter.written.clone())?.chars().next();
    let divides = |pair: &[FoldedToken]| {
        gap(pair) > least
            || written(&pair[0]).is_some_and(char::is_lowercase)
                && written(&pair[1]).is_some_and(char::is_uppercase)
    };
    let mut words = vec![1];
    for pair in letters.windows(2) {
        match words.last_mut() {
            Some(word) if !divides(pair) => *word += 1,
            _ => words.push(1),
        }
    }
    let are_words = words.len() > 1 && words.iter().all(|letters| *letters > 1);
    let words = if are_words { words } else { vec![letters.len()] };
    words.iter().all(|letters| *letters <= MAX_LETTERS).then_some(words)
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
            ("И в а н о в П ё т р", "иванов пётр"),
            ("Petrov I V A N Petrovich", "petrov i v a n petrovich"),
            ("I V A N O Petrov", "ivano petrov"),
            ("J. R. R. T. Tolkien", "j r r t tolkien"),
            // A letter alone says that the wider spaces divide no words.
            ("И  в а н о в", "иванов"),
            ("И в a н o в", "и в a н o в"),
            ("王 小 明 李 四 五", "王 小 明 李 四 五"),
        ] {
            assert_eq!(fold(text), expected, "{text}");
        }
    }

    #[test]
    fn more_letters_than_tokens_are_kept() {
        let name = "S u l e y m a n o v   A b d u r a h m o n";
        assert_eq!(fold(name), "suleymanov abdurahmon");
        assert_eq!(fold(&"a ".repeat(16)).len(), 16);
        // As many as nobody writes are letters, of which the first twenty are kept.
        assert_eq!(fold(&"a ".repeat(100)).len(), 39);
    }
}
