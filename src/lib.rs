//! sverka
#![deny(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod error;
mod record;
mod text;

pub use error::{Error, ErrorKind};
pub use record::{
    Alias, AliasStrength, Date, Document, Listing, PartialDate, PersonName, Record, Sex,
};
pub use text::{Repair, fold};
