//! sverka
#![deny(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod error;
mod evidence;
#[cfg(feature = "formats")]
pub mod formats;
mod knowledge;
mod name;
mod record;
mod screening;
mod text;
mod vocabulary;
mod watchlist;

pub use error::{Error, ErrorKind};
pub use evidence::{Bits, Evidence, Field, Item, Level, Model};
pub use name::{Name, Reading, Role, Token};
pub use record::{
    Alias, AliasStrength, Date, Document, Listing, PartialDate, PersonName, Record, Sex,
};
pub use screening::{Certificate, Explanation, Match, Policy, Screening, Threshold, ValidAt};
pub use text::{Repair, fold};
pub use watchlist::{Watchlist, WatchlistBuilder};
