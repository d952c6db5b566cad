//! What a list takes: processor time of this process, and bytes of a list by section.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Seconds of processor time that the live threads of this process have used; `None` where the system
/// does not say. Threads of a pool do not end, so none is left out.
pub(super) fn cpu_seconds() -> Option<f64> {
    let mut nanoseconds = 0_u64;
    for task in std::fs::read_dir("/proc/self/task").ok()? {
        let Ok(stat) = std::fs::read_to_string(task.ok()?.path().join("schedstat")) else {
            continue;
        };
        nanoseconds += stat.split_whitespace().next()?.parse::<u64>().ok()?;
    }
    Some(nanoseconds as f64 / 1e9)
}

/// The sections of a saved list with the bytes of each. A list in memory consists of the same arrays.
///
/// `src/storage/snapshot_file.rs` of the library defines the layout: a header of 64 bytes with the number of
/// sections at byte 12, then 128 bytes for each, with its name in the first 104 and its length at byte 112.
pub(super) fn sections(path: &Path) -> io::Result<Vec<(String, u64)>> {
    let mut file = File::open(path)?;
    let (mut header, mut row) = ([0; 64], [0; 128]);
    file.read_exact(&mut header)?;
    let count = u32::from_le_bytes([header[12], header[13], header[14], header[15]]);
    let section = |_| {
        file.read_exact(&mut row)?;
        let name = String::from_utf8_lossy(&row[..104]).trim_end_matches('\0').to_owned();
        let length = row[112..120].iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte));
        Ok((name, length))
    };
    (0..count).map(section).collect()
}

/// The section of the records as they were given. All others are the index.
pub(super) const STRINGS: &str = "archive.records.bytes";
