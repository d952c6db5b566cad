//! How a list is created or opened.

use super::LivingList;
use crate::error::Error;
use crate::watchlist::Watchlist;
use std::path::Path;

/// How a [`LivingList`] is created or opened.
///
/// ```
/// use sverka::{LivingOptions, Record, Watchlist};
///
/// # let folder = std::env::temp_dir().join(format!("sverka-options-doc-{}", std::process::id()));
/// // Bits change only when somebody says so.
/// let options = LivingOptions::new().with_automatic_epochs(false);
/// let list = options.create(&folder, Watchlist::builder().build()?)?;
/// list.apply((0..1_500).map(|n| Record::new(format!("w{n}"), "Крымов Пётр").into()))?;
/// assert_eq!(list.epochs().len(), 1);
/// assert!(list.view().has_outgrown_epoch());
/// list.take_epoch()?;
/// assert!(!list.view().has_outgrown_epoch());
/// # drop(list);
/// # std::fs::remove_dir_all(&folder).expect("the folder is there");
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LivingOptions {
    automatic_epochs: Option<bool>,
}

impl LivingOptions {
    /// The options that a list was last opened with, and for a new list the usual ones.
    pub fn new() -> Self {
        LivingOptions::default()
    }

    /// Whether the list takes an epoch by itself when it has [outgrown](crate::Epoch::is_outgrown_by) its own.
    /// A new list does. The folder remembers it for processes that open it later without this option; writing
    /// it down costs what [`LivingList::compact`] does, if it is new.
    #[must_use]
    pub fn with_automatic_epochs(mut self, is_automatic: bool) -> Self {
        self.automatic_epochs = Some(is_automatic);
        self
    }

    /// Creates a list: [`LivingList::create`].
    ///
    /// # Errors
    /// Those of [`LivingList::create`].
    pub fn create(&self, folder: impl AsRef<Path>, list: Watchlist) -> Result<LivingList, Error> {
        LivingList::create_with(folder.as_ref(), list, self.automatic_epochs)
    }

    /// Opens a list: [`LivingList::open`].
    ///
    /// # Errors
    /// Those of [`LivingList::open`], and of [`LivingList::compact`] where an option is new.
    pub fn open(&self, folder: impl AsRef<Path>) -> Result<LivingList, Error> {
        LivingList::open_with(folder.as_ref(), self.automatic_epochs)
    }
}
