//! The words between two words: from one to the other, a letter at a time.

/// Words that differ in more letters are not two spellings of one.
const MOST_LETTERS: usize = 4;

/// The words on the shortest ways from one word to another, those with the fewest letters changed first, without both
/// words themselves. A letter is replaced, left out or added; its case is that of the first word.
///
/// None where more than four letters differ, or where the words have no letter in common, as in two scripts.
pub(super) fn words_between(from: &str, to: &str) -> Vec<String> {
    let case = Capitals::of(from);
    let [from, to] = [from, to].map(|word| word.chars().collect::<Vec<char>>());
    let is_common = |c: &char| c.is_alphabetic() && to.iter().any(|other| is_same(*c, *other));
    let letters = distance(&from, &to);
    if letters > MOST_LETTERS || !from.iter().any(is_common) {
        return Vec::new();
    }
    let (mut words, mut level) = (Vec::new(), vec![from]);
    for left in (1..letters).rev() {
        let nearer = level.iter().flat_map(|word| neighbours(word, &to));
        let nearer = nearer.filter(|word| distance(word, &to) == left);
        let mut nearer: Vec<Vec<char>> = nearer.map(|word| case.write(&word)).collect();
        nearer.sort_unstable();
        nearer.dedup();
        words.extend(nearer.iter().map(String::from_iter));
        level = nearer;
    }
    words
}

/// Which letters of a word are capitals.
#[derive(Clone, Copy)]
enum Capitals {
    All,
    First,
    Any,
}

impl Capitals {
    fn of(word: &str) -> Self {
        let is_small = |word: &str| word.chars().all(|c| !c.is_uppercase());
        match word.chars().next() {
            _ if word.chars().all(|c| !c.is_lowercase()) => Capitals::All,
            Some(c) if c.is_uppercase() && is_small(&word[c.len_utf8()..]) => Capitals::First,
            _ => Capitals::Any,
        }
    }

    fn write(self, word: &[char]) -> Vec<char> {
        let (first, rest) = word.split_at(word.len().min(1));
        let upper = |letters: &[char]| letters.iter().flat_map(|c| c.to_uppercase()).collect();
        match self {
            Capitals::All => upper(word),
            Capitals::First => {
                let mut written: Vec<char> = upper(first);
                written.extend(rest.iter().flat_map(|c| c.to_lowercase()));
                written
            }
            Capitals::Any => word.to_vec(),
        }
    }
}

/// The words that differ from a word in one letter, which another word has if it is new.
fn neighbours(word: &[char], other: &[char]) -> Vec<Vec<char>> {
    let mut found = Vec::new();
    for at in 0..=word.len() {
        let (before, after) = word.split_at(at);
        let replaced = |letters: &[char], rest: &[char]| [before, letters, rest].concat();
        if let [_, rest @ ..] = after {
            found.push(replaced(&[], rest));
            found.extend(other.iter().map(|letter| replaced(&[*letter], rest)));
        }
        found.extend(other.iter().map(|letter| replaced(&[*letter], after)));
    }
    found
}

/// The distance of Levenshtein (1965), whatever the case of letters.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, c) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, d) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(!is_same(*c, *d));
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

fn is_same(one: char, other: char) -> bool {
    one.to_lowercase().eq(other.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::words_between;

    #[test]
    fn each_word_between_is_a_letter_nearer() {
        assert_eq!(words_between("Garelow", "Gorelov"), ["Garelov", "Gorelow"]);
        assert_eq!(words_between("GARELOW", "Gorelov"), ["GARELOV", "GORELOW"]);
        assert_eq!(words_between("Ana", "Hanna"), ["Anna", "Hana"]);
        // Three letters: first all words with one changed, then all with two.
        let words = words_between("Abcd", "Xyzd");
        assert_eq!(words, ["Abzd", "Aycd", "Xbcd", "Ayzd", "Xbzd", "Xycd"]);
        // Nothing is between neighbours, scripts, and words that have too little in common.
        for (from, to) in
            [("Gorelov", "GORELOV"), ("Gorelow", "Gorelov"), ("Li", "Ли"), ("Stepan", "Pyotr")]
        {
            assert_eq!(words_between(from, to), [""; 0], "{from} {to}");
        }
    }
}
