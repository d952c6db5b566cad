//! Matches incoming person records against watchlists: names in Cyrillic and in the many Latin
//! spellings of Cyrillic, birth dates, documents; exactly, in parallel, and with the evidence for
//! each match in bits.
//!
//! ```
//! use sverka::{Policy, Record, Watchlist};
//!
//! let watchlist = Watchlist::builder()
//!     .record(Record::new("w1", "Щербаков Александр Иванович").with_birth_date("1971-03-15".parse()?))
//!     .record(Record::new("w2", "Королёв Сергей Викторович").with_birth_date("1984-07-09".parse()?))
//!     .build()?;
//!
//! let entry = Record::new("e1", "CHTCHERBAKOV Alexandre").with_birth_date("1971-03-15".parse()?);
//! let screening = watchlist.screen(&entry, &Policy::default());
//!
//! for found in screening.matches() {
//!     println!("{} {} bits\n{}", found.record().id(), found.bits(), found.explanation());
//! }
//! assert_eq!(screening.matches()[0].record().id(), "w1");
//! assert_eq!(screening.matches().len(), 1);
//! # Ok::<(), sverka::Error>(())
//! ```
//!
//! A match is a lead with its evidence, for a person to judge, never a decision.
//!
//! # Where to look
//!
//! * [`Record`]: what is compared; in code, as JSON, or read from files by [`formats`].
//! * [`Watchlist`]: the list, built once; [`screen`](Watchlist::screen) one entry,
//!   [`screen_all`](Watchlist::screen_all) many.
//! * [`LivingList`]: a list that changes while it is screened against, survives being killed, and
//!   answers as it would have answered in the past.
//! * [`Policy`]: from where on a record counts as a match, how many are wanted, and which
//!   listings are asked about, on which day.
//! * [`Screening`]: matches in one total order, each with its [`Evidence`], and a [`Certificate`]
//!   that nothing left out could have mattered.
//! * [`Model`]: every weight, as data; compares a lone pair, without a list; fitted to the caller's own
//!   records by [`Watchlist::fit`].
//! * [`Normalizer`]: makes names comparable without any list: [`Name`]s with tokens, roles,
//!   readings, and keys to index them by. [`fold`], [`romanize`] and [`deromanize`] are of use on
//!   their own too.
//! * [`operation`]: a large incoming file screened in stages, by runs that may be stopped at any moment.
//! * [`persons`]: the records of a list that are about one person, with what they contradict each
//!   other in.
//! * [`submissions`]: what each source sent, how complete, valid and timely it is.
//! * [`synthetic`]: invented people by the million, for tests and measurements.
//!
//! # Bits
//!
//! Each item of evidence weighs log2 of *m*/*u*: how much more probable it is between two records
//! of one person than between records of two (Fellegi and Sunter 1969). Bits add up; the items
//! shown with a match sum to its bits exactly. What probability that is depends on how many
//! records the list has, so [`Policy`] asks for a probability unless told otherwise.
//!
//! # Features
//!
//! * `serde` (on by default): records, policies and answers to and from JSON.
//! * `snapshot` (on by default): lists saved to a file and opened in place, and lists that change.
//! * `formats`: readers for CSV, JSON lines and FollowTheMoney entities.
//! * `lists`: readers for the sanctions lists of OFAC, the UN, the EU and the UK.
//! * `operation`: operations in stages, which go on after a stop.
//! * `persons`: records of one person grouped across sources.
//! * `submissions`: reports on the quality of submissions.
//! * `synthetic`: the seeded population.

#![deny(unsafe_code)]
// What only saved and living lists use is compiled always; dead code is found with all features.
#![cfg_attr(not(feature = "snapshot"), allow(dead_code))]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod encoding;
mod error;
mod evidence;
#[cfg(feature = "formats")]
pub mod formats;
mod index;
mod knowledge;
#[cfg(feature = "snapshot")]
mod living;
mod name;
#[cfg(feature = "operation")]
pub mod operation;
#[cfg(feature = "persons")]
pub mod persons;
mod record;
mod screening;
mod spelling;
mod storage;
#[cfg(feature = "submissions")]
pub mod submissions;
#[cfg(feature = "synthetic")]
pub mod synthetic;
mod text;
mod vocabulary;
mod watchlist;

pub use error::{Error, ErrorKind};
pub use evidence::{Bits, Estimate, Evidence, Field, Fit, Item, Level, Model, Pair};
pub use knowledge::{System, Systems, deromanize, romanize};
#[cfg(feature = "snapshot")]
pub use living::{Applied, Change, Epoch, LivingList, LivingView};
pub use name::{Key, Name, Normalizer, Reading, Readings, Role, Token, Tokens};
pub use record::{
    Alias, AliasStrength, Date, Document, Listing, PartialDate, PersonName, Record, RecordField,
    Sex,
};
pub use screening::{
    Band, Certificate, Explanation, Fingerprint, KnownAt, Match, Policy, Screening, Threshold,
    ValidAt,
};
pub use text::{Repair, fold};
pub use watchlist::{AlertBudget, Watchlist, WatchlistBuilder};

/// The examples of the README and of the chapters in `docs/`, tested.
#[cfg(doctest)]
mod documentation {
    #[doc = include_str!("../README.md")]
    struct Readme;
    #[doc = include_str!("../docs/evidence.md")]
    struct EvidenceChapter;
    #[doc = include_str!("../docs/formats.md")]
    struct FormatsChapter;
    #[doc = include_str!("../docs/living-lists.md")]
    struct LivingListsChapter;
    #[doc = include_str!("../docs/names.md")]
    struct NamesChapter;
    #[doc = include_str!("../docs/persons.md")]
    struct PersonsChapter;
}
