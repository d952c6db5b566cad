//! A list that is larger than one machine, cut into shards.

use super::Watchlist;
use super::shard::{Shard, sections};
use super::snapshot::save_with;
use crate::error::{Error, ErrorKind};
use crate::index::{Index, RecordArchive};
use crate::screening::WeightedIndex;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

impl Watchlist {
    /// Cuts the list into shards and saves each to a file in `folder`, which is made if it is not there. Returns the paths,
    /// the first shard first: `shard-1-of-3.sverka` and so on. [`Watchlist::open`] opens them.
    ///
    /// A shard has its share of the records and the statistics of the whole list, so a record has the same bits as in the
    /// whole list. [`Screening::merge`](crate::Screening::merge) makes the answer of the whole of those of all shards. The
    /// answer of a shard has the fingerprint of the whole list, of whose answer it is a part.
    ///
    /// ```
    /// use sverka::{Policy, Record, Screening, Watchlist};
    ///
    /// # let folder = std::env::temp_dir().join(format!("sverka-doc-shards-{}", std::process::id()));
    /// let names = ["Щербаков Александр", "Щербакова Анна", "Крымов Пётр"];
    /// let records = (1..).zip(names).map(|(n, name)| Record::new(format!("w{n}"), name));
    /// let whole = Watchlist::builder().records(records).build()?;
    ///
    /// let paths = whole.save_shards(&folder, 2.try_into().expect("not zero"))?;
    /// let shards = paths.iter().map(Watchlist::open).collect::<Result<Vec<_>, _>>()?;
    /// assert_eq!([shards[0].len(), shards[1].len()], [2, 1]);
    ///
    /// let (entry, policy) = (Record::new("e1", "CHTCHERBAKOV Alexandre"), Policy::default());
    /// let merged = Screening::merge(shards.iter().map(|shard| shard.screen(&entry, &policy)), &policy)?;
    /// assert_eq!(merged.matches(), whole.screen(&entry, &policy).matches());
    /// assert_eq!(merged.fingerprint(), whole.screen(&entry, &policy).fingerprint());
    /// # std::fs::remove_dir_all(&folder).expect("the folder is there");
    /// # Ok::<(), sverka::Error>(())
    /// ```
    ///
    /// Cost: that of building the list again, one shard after the other. Each file has the tokens of the whole list.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for a list that is a shard already, and those of [`Watchlist::save`].
    pub fn save_shards(
        &self,
        folder: impl AsRef<Path>,
        count: NonZeroU32,
    ) -> Result<Vec<PathBuf>, Error> {
        if self.shard.is_some() {
            let error = Error::new(ErrorKind::InvalidValue, "a shard can't be cut again");
            return Err(error.expecting("the whole list"));
        }
        let (folder, list) = (folder.as_ref(), self.list());
        std::fs::create_dir_all(folder).map_err(|cause| Error::io_at(folder, cause))?;
        let save = |number: u32| {
            let shard = Shard { number, count: count.get() };
            let ranks = (number - 1..list.len() as u32).step_by(count.get() as usize);
            let ranks: Vec<u32> = ranks.collect();
            let archive =
                RecordArchive::from_encoded(&ranks, |rank| list.index.archive.encoded(*rank));
            let part = WeightedIndex::new(list.model.clone(), Index::new(archive)?);
            let path = folder.join(format!("shard-{number}-of-{count}.sverka"));
            save_with(&part, &path, sections(shard, list))?;
            Ok(path)
        };
        (1..=count.get()).map(save).collect()
    }
}
