//! The layout of a saved list, to change it and make its checksums right again.

use xxhash_rust::xxh3::xxh3_64;

pub(crate) const UNIT: usize = 64;
/// A row of the table: a name, and then an offset, a length and a checksum.
pub(crate) const ROW: usize = 128;
pub(crate) const NAME: usize = ROW - 24;
const CHUNK: usize = 1 << 20;

fn number(bytes: &[u8], at: usize) -> usize {
    u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize
}

/// The name and range of each section.
pub(crate) fn sections(bytes: &[u8]) -> Vec<(String, std::ops::Range<usize>)> {
    let count = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
    let section = |n: usize| {
        let row = UNIT + ROW * n;
        let name = String::from_utf8(bytes[row..row + NAME].to_vec()).unwrap();
        let (start, length) = (number(bytes, row + NAME), number(bytes, row + NAME + 8));
        (name.trim_end_matches('\0').to_owned(), start..start + length)
    };
    (0..count).map(section).collect()
}

/// Makes every checksum valid again, as a forger would.
pub(crate) fn forge(bytes: &mut [u8]) {
    let sections = sections(bytes);
    for (n, (_, range)) in sections.iter().enumerate() {
        let end = range.end.next_multiple_of(UNIT);
        let sums = bytes[range.start..end].chunks(CHUNK).flat_map(|c| xxh3_64(c).to_le_bytes());
        let sum = xxh3_64(&sums.collect::<Vec<u8>>());
        let row = UNIT + ROW * n;
        bytes[row + NAME + 16..row + ROW].copy_from_slice(&sum.to_le_bytes());
    }
    let table = xxh3_64(&bytes[UNIT..UNIT + ROW * sections.len()]);
    bytes[32..40].copy_from_slice(&table.to_le_bytes());
    let header = xxh3_64(&bytes[..56]);
    bytes[56..64].copy_from_slice(&header.to_le_bytes());
}
