//! A list in a file: saved whole, and opened in place.

use super::archive::Archive;
use super::content::normalization;
use super::versions::living;
use super::workspace::WorkspacePool;
use super::{Births, Postings, Store, Watchlist, remembered};
use crate::error::{Error, ErrorKind};
use crate::evidence::{FieldInterner, Model, TermFrequencies};
use crate::storage::{
    FlatArray, SnapshotHeader, SnapshotReader, SnapshotWriter, ensure, read, write,
};
use crate::vocabulary::{Memo, Vocabulary};
use std::path::Path;
use std::sync::OnceLock;

/// The version of the format that is written, and the only one that is read. It grows when a section
/// changes its meaning.
const VERSION: u32 = 1;

/// The section that only files of living lists have.
pub(crate) const LIVING: &str = "living";

impl Watchlist {
    /// Saves the list to a file: its records, its model, its frequencies, and all that it is searched
    /// by, for [`Watchlist::open`]. The same records and model give the same bytes, on any number of
    /// threads and in any order.
    ///
    /// The file is written beside `path`, synced and put in its place in one step: whatever happens,
    /// there is the old file or the new one. It is not encrypted.
    ///
    /// Cost: the file has some 250 bytes a record, and is written once.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the system refuses it: no such folder, no permission, a full disk, or
    /// something else than a file at `path`. What was there stays as it was.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        self.save_with(path.as_ref(), SnapshotWriter::default())
    }

    /// Saves the list, and other sections before it.
    pub(crate) fn save_with<'a>(
        &'a self,
        path: &Path,
        mut sections: SnapshotWriter<'a>,
    ) -> Result<(), Error> {
        self.add_sections(&mut sections)?;
        write(path, SnapshotHeader { version: VERSION, fingerprint: normalization() }, &sections)
    }

    /// A checksum of all that answers depend on: the same for lists of the same records and model.
    #[cfg(feature = "operation")]
    pub(crate) fn checksum(&self) -> Result<u128, Error> {
        let mut sections = SnapshotWriter::default();
        self.add_sections(&mut sections)?;
        Ok(sections.checksum())
    }

    fn add_sections<'a>(&'a self, sections: &mut SnapshotWriter<'a>) -> Result<(), Error> {
        let model = serde_json::to_vec(&self.model).map_err(|error| {
            Error::new(ErrorKind::InvalidValue, error.to_string()).in_field("model")
        })?;
        sections.put_bytes("model", model);
        self.archive.save(sections);
        self.births.save(sections);
        self.store.save(sections);
        self.keys.save(sections);
        self.postings.save(sections);
        self.frequencies.save(sections);
        self.vocabulary.save(sections);
        Ok(())
    }

    /// Opens a list that was saved, and uses the file in place: it takes no memory of its own that the
    /// system could not take back, and processes that open one file share it.
    ///
    /// ```
    /// use sverka::{Policy, Record, Watchlist};
    ///
    /// # let folder = std::env::temp_dir().join(format!("sverka-doc-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).expect("a folder for temporary files");
    /// # let path = folder.join("wanted.sverka");
    /// let built = Watchlist::builder().record(Record::new("w1", "Крымов Пётр")).build()?;
    /// built.save(&path)?;
    ///
    /// let opened = Watchlist::open(&path)?;
    /// let entry = Record::new("e1", "KRYMOV Petr");
    /// let policy = Policy::default();
    /// assert_eq!(opened.screen(&entry, &policy), built.screen(&entry, &policy));
    /// # std::fs::remove_dir_all(&folder).expect("the folder is there");
    /// # Ok::<(), sverka::Error>(())
    /// ```
    ///
    /// All of the file is checked: a file that was cut or changed anywhere is an error, and never
    /// a wrong answer. The checks find damage, not forgery: whoever may write to the file may put any
    /// list there.
    ///
    /// The file must not be changed or cut short in place while it is open, which would be as bad as
    /// changing the memory of the process; [`Watchlist::save`] never does that. To replace a list, save
    /// another one to its path and open that.
    ///
    /// A version of this crate that reads names by other tables than the one that saved the list builds
    /// it anew from its records, which gives the answers of the new version, and takes as long as
    /// building does.
    ///
    /// Cost: the file is read once, on the current rayon thread pool; see the README for figures.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the system refuses it, [`ErrorKind::Malformed`] for a file of
    /// another kind, [`ErrorKind::UnsupportedVersion`] for another version of the format, and
    /// [`ErrorKind::Damaged`] where the content is not what was saved. Each names the file, and
    /// the section where there is one.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let not_living = |parts: &SnapshotReader, _| match parts.has(LIVING) {
            true => Err(living()),
            false => Ok(()),
        };
        Watchlist::open_with(path.as_ref(), not_living).map(|(list, ())| list)
    }

    /// Opens a list with what else there is in its file; `others` is told how many records it has.
    pub(crate) fn open_with<T>(
        path: &Path,
        others: impl FnOnce(&SnapshotReader, usize) -> Result<T, Error>,
    ) -> Result<(Self, T), Error> {
        let (header, parts) = read(path, VERSION)?;
        let list = Watchlist::from_parts(&parts, header.fingerprint == normalization());
        let list = list.and_then(|list| Ok((others(&parts, list.len())?, list)));
        let list = list.map_err(|error| error.in_file(path.display().to_string()));
        list.map(|(others, list)| (list, others))
    }

    fn from_parts(from: &SnapshotReader, in_place: bool) -> Result<Self, Error> {
        let model: FlatArray<u8> = from.take("model")?;
        let model: Model = serde_json::from_slice(&model).map_err(|error| {
            Error::new(ErrorKind::InvalidValue, error.to_string()).in_field("model")
        })?;
        let archive = Archive::open(from)?;
        if !in_place {
            return Watchlist::of_archive(archive, model);
        }
        ensure("records", u32::try_from(archive.len()).is_ok())?;
        let records = archive.len();
        let tokens = Vocabulary::len_of(from)?;
        let births = Births::open(from, records)?;
        let (vocabulary, (store, others)) = rayon::join(
            || Vocabulary::open(from, tokens),
            || {
                let keys_and_postings = || {
                    let keys = FieldInterner::open(from)?;
                    let postings = Postings::open(from, records, tokens, keys.documents())?;
                    Ok((keys, postings))
                };
                let store = || Store::open(from, records, tokens, births.several());
                rayon::join(store, keys_and_postings)
            },
        );
        let (keys, postings) = others?;
        Ok(Watchlist {
            births,
            frequencies: TermFrequencies::open(&model, from, tokens)?,
            model,
            archive,
            store: store?,
            postings,
            vocabulary: vocabulary?,
            keys,
            workspaces: WorkspacePool::default(),
            memo: Memo::new(remembered(records)),
            epoch: None,
            of_epoch: None,
            versions: None,
            weighed_by: OnceLock::new(),
        })
    }
}
