//! Matches person records against watchlists: names in Cyrillic and in its many Latin spellings, birth
//! dates and documents. The search is exact and parallel, and states the evidence for each match in bits.
//!
//! ```
//! use sverka::{Policy, Record, Watchlist};
//!
//! let watchlist = Watchlist::builder()
//!     .record(Record::new("w1", "Щербаков Александр Иванович").with_birth_date("1971-03-15".parse()?))
//!     .record(Record::new("w2", "Королёв Сергей Викторович").with_birth_date("1984-07-09".parse()?))
//!     .build()?;
//!
//! let traveller = Record::new("e1", "CHTCHERBAKOV Alexandre").with_birth_date("1971-03-15".parse()?);
//! let screening = watchlist.screen(&traveller, &Policy::default());
//!
//! for found in screening.matches() {
//!     println!("{} {} bits\n{}", found.record().id(), found.bits(), found.explanation());
//! }
//! assert_eq!(screening.matches()[0].record().id(), "w1");
//! assert_eq!(screening.matches().len(), 1);
//! # Ok::<(), sverka::Error>(())
//! ```
//!
//! A match is a lead with its evidence, for a person to judge, and never a decision.
//!
//! # Overview
//!
//! * [`Record`] is what is compared. Build it in code, deserialize it, or read files with [`formats`].
//! * [`Watchlist`] is a list that is built once: [`screen`](Watchlist::screen) one record against it, or
//!   [`screen_all`](Watchlist::screen_all) many.
//! * [`LivingList`] is a list in a folder that can be changed while it is searched, and searched as it was in the
//!   past.
//!   [`Searchable`] is what both can do.
//! * [`Policy`] says how strong a match must be, how many are wanted, and which listings count on which day.
//! * [`Screening`] is an answer: its matches, best first, each with its [`Evidence`], and a [`Certificate`] of
//!   how much the records that were not scored could weigh at most.
//! * [`WhyNot`] says why a record is no match, and the least that would make it one.
//! * [`compare_names`] compares two names, and [`Model`] holds every weight. It compares two records without a list, and [`Watchlist::fit`] fits it
//!   to your own records.
//! * [`Normalizer`] splits names into tokens with roles, readings and keys for an index of your own.
//!   [`fold`], [`romanize`] and [`deromanize`] are useful by themselves.
//! * [`operation`] screens a large file in stages, in runs that can be interrupted and continued.
//! * [`persons`] groups the records of a list that are about one person, and lists their contradictions.
//! * [`submissions`] reports how complete, valid and timely the records of each source are.
//! * [`synthetic`] invents people by the million, for tests and measurements.
//! * [`evaluation`] counts how often scores are right where the truth is known.
//!
//! Ignore everything but the first two and [`Policy`] unless you need it.
//!
//! # Bits
//!
//! Each item of evidence weighs log2(*m*/*u*): *m* is the probability of what is seen if both records are
//! about one person, and *u* if they are about two (Fellegi and Sunter, "A theory for record linkage",
//! 1969). Bits add up, and the items of a match sum to its bits exactly. Which probability so many bits
//! amount to depends on the number of records in the list, so the default [`Policy`] has a threshold of
//! probability.
//!
//! # Features
//!
//! None is on by default.
//!
//! * `formats`: readers for CSV, JSON and FollowTheMoney entities.
//! * `archives`: files compressed by gzip, Zstandard or zip.
//! * `lists`: readers for published sanctions lists: OFAC, the UN, the EU, the UK and others.
//! * `operation`: operations in stages.
//! * `persons`: records of one person grouped across sources.
//! * `submissions`: reports on the quality of submissions.
//! * `synthetic`: invented people.
//! * `evaluation`: curves, intervals, calibration and tests of scores with the truth.

#![deny(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod encoding;
mod error;
#[cfg(feature = "evaluation")]
pub mod evaluation;
mod evidence;
#[cfg(feature = "formats")]
pub mod formats;
mod index;
mod knowledge;
mod limits;
mod living;
mod name;
#[cfg(feature = "operation")]
pub mod operation;
#[cfg(feature = "persons")]
pub mod persons;
mod record;
mod screening;
mod settings;
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
pub use evidence::{Bits, Estimate, Evidence, Field, Fit, Item, Level, Model, Pair, compare_names};
pub use knowledge::{System, Systems, deromanize, romanize};
pub use living::{Applied, Change, Epoch, LivingList, LivingOptions, LivingView};
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
pub use watchlist::OpeningWatchlist;
pub use watchlist::{
    AlertBudget, ChangedValue, NeededChange, Obstacle, Searchable, Shard, Watchlist,
    WatchlistBuilder, WhyNot,
};

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
