//! What a list takes: processor time and memory of this process, and bytes of a list by section.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Seconds that the threads of this process have run for; `None` where the system does not tell.
/// Threads that have ended do not count, and those of a pool have not.
pub(crate) fn cpu_seconds() -> Option<f64> {
    let mut nanoseconds = 0_u64;
    for task in std::fs::read_dir("/proc/self/task").ok()? {
        let Ok(stat) = std::fs::read_to_string(task.ok()?.path().join("schedstat")) else {
            continue;
        };
        nanoseconds += stat.split_whitespace().next()?.parse::<u64>().ok()?;
    }
    Some(nanoseconds as f64 / 1e9)
}

/// The most memory that this process has held; `None` where the system does not tell.
pub(crate) fn peak_rss_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024)
}

/// The sections of a saved list, and how many bytes each has. A list in memory is the same arrays.
///
/// The layout is told in `src/storage/file.rs`: a header of 64 bytes with the number of sections at
/// the 12th, and then 64 bytes for each, its name in 40 and its length from the 48th on.
pub(crate) fn sections(path: &Path) -> io::Result<Vec<(String, u64)>> {
    let mut file = File::open(path)?;
    let mut row = [0; 64];
    file.read_exact(&mut row)?;
    let count = u32::from_le_bytes([row[12], row[13], row[14], row[15]]);
    let section = |_| {
        file.read_exact(&mut row)?;
        let name = String::from_utf8_lossy(&row[..40]).trim_end_matches('\0').to_owned();
        let length = row[48..56].iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte));
        Ok((name, length))
    };
    (0..count).map(section).collect()
}

/// The section of the records as they were given, for those who ask for one: their strings. All
/// others are the index.
pub(crate) const STRINGS: &str = "records.bytes";
