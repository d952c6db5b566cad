//! A saved list that is checked in the background while its caller does something else.

use super::Watchlist;
use super::snapshot::{open_file, open_watchlist};
use crate::error::{Error, ErrorKind};
use crate::storage::snapshot_file::SnapshotFile;
use rayon::ThreadPoolBuilder;
use std::fmt;
use std::path::{Path, PathBuf};
use std::thread::{Builder, JoinHandle};

/// A saved list that is being opened. [`Watchlist::open_in_background`] has an example.
pub struct OpeningWatchlist {
    path: PathBuf,
    thread: JoinHandle<Result<Watchlist, Error>>,
}

impl Watchlist {
    /// Begins to open a list, and checks it in the background while the caller does something else.
    ///
    /// ```
    /// use sverka::{Bits, Policy, Record, Watchlist};
    ///
    /// # let folder = std::env::temp_dir().join(format!("sverka-doc-background-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).expect("a folder for temporary files");
    /// # let path = folder.join("wanted.sverka");
    /// Watchlist::builder().record(Record::new("w1", "Крымов Пётр")).build()?.save(&path)?;
    ///
    /// let opening = Watchlist::open_in_background(&path)?;
    /// let policy = Policy::default(); // and whatever else a service has to read at its start
    /// let watchlist = opening.finish()?;
    /// assert!(watchlist.threshold_bits(&policy) > Bits::ZERO);
    /// # std::fs::remove_dir_all(&folder).expect("the folder is there");
    /// # Ok::<(), sverka::Error>(())
    /// ```
    ///
    /// What is an error here, and what is one of [`OpeningWatchlist::finish`]:
    ///
    /// * here: no such file, a file of another kind, another version of the format, another length than was
    ///   written, and damage to the header and to the table of sections;
    /// * there: damage to any section, and sections that contradict each other.
    ///
    /// There is no list to search until all of that is done, so no answer is ever made of damaged bytes.
    ///
    /// Cost: as much for a large file as for a small one, less than a millisecond. The background takes as many
    /// threads as the current rayon thread pool has, and as long as [`Watchlist::open`].
    ///
    /// # Errors
    /// As [`Watchlist::open`].
    pub fn open_in_background(path: impl AsRef<Path>) -> Result<OpeningWatchlist, Error> {
        let path = path.as_ref();
        OpeningWatchlist::spawn(path, open_file(path)?)
    }
}

impl OpeningWatchlist {
    /// Opens the list on threads of its own: on those of the caller's pool, which [`OpeningWatchlist::finish`] may
    /// block, it might never be done.
    fn spawn(path: &Path, file: SnapshotFile) -> Result<Self, Error> {
        let pool = ThreadPoolBuilder::new().num_threads(rayon::current_num_threads()).build();
        let pool =
            pool.map_err(|error| Error::new(ErrorKind::Io, "no threads").caused_by(error))?;
        let open = move || pool.install(|| open_watchlist(file));
        let thread = Builder::new().name("sverka-open".to_owned()).spawn(open);
        let thread = thread.map_err(|error| Error::io_at(path, error))?;
        Ok(OpeningWatchlist { path: path.to_owned(), thread })
    }

    /// Waits until all of the file is checked, and returns the list.
    ///
    /// # Errors
    /// [`ErrorKind::Damaged`] if the content is not what was saved, with the section, and others as of
    /// [`Watchlist::open`].
    pub fn finish(self) -> Result<Watchlist, Error> {
        let opened = self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        opened.map_err(|error| error.at_path(&self.path))
    }
}

impl fmt::Debug for OpeningWatchlist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpeningWatchlist").field("path", &self.path).finish_non_exhaustive()
    }
}
