//! The changes that are made to a name while it is read.

use std::fmt;

macro_rules! repairs {
    ($($(#[doc = $doc:literal])* $repair:ident = $text:literal,)*) => {
        /// A change that was made to a name while it was read.
        ///
        /// Displayed, it is said in words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Repair { $($(#[doc = $doc])* $repair,)* }

        impl fmt::Display for Repair {
            /// The repair in words.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(match self { $(Repair::$repair => $text,)* })
            }
        }
    };
}

repairs! {
    /// Invisible characters (zero-width, bidirectional controls, soft hyphens) were removed.
    InvisibleRemoved = "invisible characters removed",
    /// Look-alike letters were replaced: Cyrillic letters in a Latin token, Latin letters in a
    /// Cyrillic one, Greek or Armenian letters in either.
    LookAlikesReplaced = "look-alike letters of another script replaced",
    /// A token mixes Latin and Cyrillic letters, and neither script can represent all of them. The
    /// token was left as it is.
    MixedScriptLeft = "letters of two scripts in one word",
    /// A letter had more than three combining marks; the rest were removed.
    MarksRemoved = "marks removed",
    /// Words for a missing name were dropped: `FNU`, `Unknown`, `н/д`, `без отчества`. They are no
    /// evidence for or against anyone.
    PlaceholderDropped = "words for a missing name dropped",
    /// All tokens stood in an oblique case, as in a sentence (`Ивановым Сергеем`), and were put into the
    /// nominative.
    NominativeRestored = "put into the nominative",
    /// A group of digits without letters was dropped.
    NumberLeftOut = "a number left out",
    /// The name had more than 1,024 characters or 20 tokens, or a token more than 40 characters;
    /// the rest was cut off.
    Cut = "cut off",
    /// The name comes from a machine readable zone (ICAO Doc 9303). The part before `<<` is the
    /// family name; fillers, document type and issuing state were removed.
    ZoneRead = "read from a machine-readable zone",
    /// The name fills its field in a machine readable zone, so its last token may be truncated.
    MaybeTruncated = "the last word may be cut off",
    /// The name was typed while another keyboard layout was active (`Bdfyjd` for Иванов), and was read as
    /// the keys of that layout. A guess: the name as written is none.
    OtherLayout = "typed in another keyboard layout",
    /// The bytes of the name had been read in another encoding (`Ïåòðîâ` for Петров), and were read in
    /// their own. A guess: the name as written is none.
    OtherEncoding = "bytes read in another encoding",
    /// Letters of a machine readable zone that had been read for the filler `<` were removed
    /// (`SERGEIKPETROVICH`). A guess: the word as written is no name, and what it is divided into are names.
    FillersRestored = "K or C read for the filler <",
    /// Digits that look like letters were replaced inside a word: `Niko1ay`, `P0trov`.
    DigitsReplaced = "digits read for letters",
    /// Signs in place of letters were replaced: `@` by ə; or by a letter that makes a
    /// known name: `?`, `*` and the replacement character inside a word (`Пет?ов`).
    LettersLost = "signs in place of letters",
    /// Escapes of web pages and addresses were read: `Ren&eacute;e`, `&#1048;ван`, `%D0%98`.
    EscapesRead = "escapes of a web page read",
    /// Five or more letters that stood apart were joined: `И в а н о в`.
    LettersJoined = "letters that stood apart joined",
    /// Symbols that only look like Latin letters were replaced: `ᗩᖇᗴᑎ`.
    SymbolsReplaced = "symbols that look like letters replaced",
}

impl Repair {
    /// Whether the name may be another one than the repaired: its letters were guessed.
    pub(crate) fn is_guess(self) -> bool {
        use Repair::*;
        matches!(
            self,
            OtherLayout
                | OtherEncoding
                | FillersRestored
                | DigitsReplaced
                | LettersLost
                | SymbolsReplaced
        )
    }
}
