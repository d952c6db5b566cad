//! Check digits of document numbers, for kinds with a published rule.
//!
//! | kind | country | rule |
//! |---|---|---|
//! | `inn`, 10 and 12 digits | RU | Federal Tax Service, order ED-7-14/559@ of 2020 (before it MMV-7-6/435@): weighted sums mod 11 mod 10 |
//! | `snils`, 11 digits | RU | Pension Fund, administrative regulation of 2018: weights 9 to 1, mod 101, from number 001-001-998 on |
//! | `iin`, 12 digits | KZ | government decree 565 of 2003: weights 1 to 11 mod 11, and 3 to 11, 1, 2 where that gives 10 |
//! | `pinfl`, 14 digits | UZ | weights 7, 3, 1 mod 10, as in machine readable documents; taken from implementations, the official rule was not found |
//!
//! Kyrgyz personal numbers (`pin`) have 14 digits and no published check digit.

use super::document::Document;
use smallvec::SmallVec;

impl Document {
    /// Whether the check digits of the number are right; `None` where the kind has no known rule, or
    /// the number does not have the length of its kind.
    ///
    /// Documents with wrong check digits are kept: the number may still match another copy of the same
    /// typo.
    ///
    /// ```
    /// use sverka::Document;
    ///
    /// assert_eq!("inn:RU:7707083893".parse::<Document>()?.check_digits_hold(), Some(true));
    /// assert_eq!("inn:RU:7707083898".parse::<Document>()?.check_digits_hold(), Some(false));
    /// assert_eq!("passport:RU:45 10 123456".parse::<Document>()?.check_digits_hold(), None);
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn check_digits_hold(&self) -> Option<bool> {
        let kind = self.kind()?.trim();
        let country = self.country().unwrap_or_default().trim();
        let is_any_of = |names: &[&str]| {
            let is_it = |name: &&str| kind.chars().flat_map(char::to_lowercase).eq(name.chars());
            names.iter().any(is_it)
        };
        let of = |code: &str| country.is_empty() || country.eq_ignore_ascii_case(code);
        let plain = self.number().chars().filter(|c| c.is_alphanumeric());
        let digits: SmallVec<[u32; 14]> = plain.map(|c| c.to_digit(10)).collect::<Option<_>>()?;
        match digits.len() {
            10 | 12 if of("RU") && is_any_of(&["inn", "инн"]) => Some(inn(&digits)),
            11 if of("RU") && is_any_of(&["snils", "снилс"]) => snils(&digits),
            12 if of("KZ") && is_any_of(&["iin", "иин"]) => Some(iin(&digits)),
            14 if of("UZ") && is_any_of(&["pinfl", "jshshir"]) => {
                Some(weighted(&digits, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7]) % 10 == digits[13])
            }
            _ => None,
        }
    }
}

fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// The weights of the last check digit of a 12-digit number. Those of other check digits are suffixes.
const INN: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

fn inn(digits: &[u32]) -> bool {
    let holds = |at: usize| weighted(digits, &INN[11 - at..]) % 11 % 10 == digits[at];
    if digits.len() == 10 { holds(9) } else { holds(10) && holds(11) }
}

fn snils(digits: &[u32]) -> Option<bool> {
    let number = digits[..9].iter().fold(0, |number, digit| number * 10 + digit);
    // Numbers before this one were given out without check digits.
    (number > 1_001_998).then(|| {
        let sum = weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2, 1]);
        sum % 101 % 100 == digits[9] * 10 + digits[10]
    })
}

fn iin(digits: &[u32]) -> bool {
    let first = weighted(digits, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
    let check = match first {
        10 => weighted(digits, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11,
        check => check,
    };
    // Numbers where both passes give 10 are not issued.
    check == digits[11]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str) -> Option<bool> {
        text.parse::<Document>().unwrap().check_digits_hold()
    }

    #[test]
    fn published_numbers_have_right_check_digits() {
        for number in [
            // Those of the Federal Tax Service and of Sberbank.
            "inn:RU:7707329152",
            "ИНН:7707083893",
            // The usual example of a person's number.
            "inn:ru:500100732259",
            "snils:RU:112-233-445 95",
            "snils:RU:087-654-303 00",
            "iin:KZ:061211600012",
        ] {
            assert_eq!(holds(number), Some(true), "{number}");
        }
        for unknown in [
            "inn:KZ:500100732259",
            "inn:123",
            "snils:RU:001-001-998 00",
            "7707083893",
            "pin:KG:12345678901234",
        ] {
            assert_eq!(holds(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn one_wrong_digit_is_nearly_always_detected() {
        // Remainders 10 and 0 share a check digit, and a second pass may give the same digit.
        for (number, missed) in [
            ("inn:RU:7707083893", 5),
            ("snils:RU:11223344595", 0),
            ("iin:KZ:061211600012", 9),
            ("pinfl:UZ:30101850010014", 0),
        ] {
            let (head, digits) = number.rsplit_once(':').unwrap();
            let mut digits: Vec<u8> = digits.bytes().collect();
            if head.starts_with("pinfl") {
                let plain: Vec<u32> = digits.iter().map(|d| u32::from(d - b'0')).collect();
                let check = weighted(&plain, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7]) % 10;
                digits[13] = b'0' + check as u8;
            }
            let mut unseen = 0;
            for at in 0..digits.len() {
                for digit in b'0'..=b'9' {
                    let mut wrong = digits.clone();
                    wrong[at] = digit;
                    let wrong_number =
                        format!("{head}:{}", String::from_utf8(wrong.clone()).unwrap());
                    if wrong != digits {
                        unseen += usize::from(holds(&wrong_number) == Some(true));
                    } else {
                        assert_eq!(holds(&wrong_number), Some(true));
                    }
                }
            }
            assert!(unseen <= missed, "{number}: {unseen}");
        }
    }
}
