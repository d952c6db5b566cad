//! Figures as people read them.

/// A number with its thousands separated.
pub(crate) fn grouped(number: u64) -> String {
    indicatif::HumanCount(number).to_string()
}

/// The most memory that this process has held, in MiB; `None` where the system does not say.
pub(crate) fn peak_memory_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024)
}

/// [`peak_memory_mib`] as the end of a sentence, or nothing.
pub(crate) fn and_peak_memory() -> String {
    peak_memory_mib().map_or(String::new(), |mib| format!(", at most {mib} MiB of memory"))
}
