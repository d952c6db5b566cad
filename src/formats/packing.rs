//! Files that are no text, by their first bytes.

use super::format::unknown;
use crate::error::Error;
use std::fmt;

/// The bytes that are enough to tell.
pub(super) const FIRST: usize = 8;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
    Zip,
}

impl Packing {
    pub(super) fn of(first: &[u8]) -> Option<Packing> {
        match first {
            [0x1F, 0x8B, ..] => Some(Packing::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Packing::Zstd),
            [b'P', b'K', 3 | 5, 4 | 6, ..] => Some(Packing::Zip),
            _ => None,
        }
    }
}

impl fmt::Display for Packing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Packing::Gzip => "a file compressed by gzip",
            Packing::Zstd => "a file compressed by Zstandard",
            Packing::Zip => "a zip archive",
        })
    }
}

/// Refuses what is no text, by its name and with the way out.
///
/// # Errors
/// [`ErrorKind::UnknownFormat`](crate::ErrorKind::UnknownFormat).
pub(super) fn refuse(first: &[u8]) -> Result<(), Error> {
    if let Some(packing) = Packing::of(first) {
        let way_out = "the path of the file, or its content decompressed";
        return Err(unknown(packing.to_string()).expecting(way_out));
    }
    let (what, way_out) = match first {
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            ("a file of an older office program, such as XLS", "the sheet saved as CSV or XLSX")
        }
        [b'{', b'\\', b'r', b't', b'f', ..] => ("an RTF document", "its table saved as CSV"),
        [b'P', b'A', b'R', b'1', ..] => ("a Parquet file", "the table saved as CSV"),
        [b'%', b'P', b'D', b'F', ..] => ("a PDF document", "the table as CSV"),
        [b'7', b'z', 0xBC, 0xAF, ..]
        | [0xFD, b'7', b'z', b'X', ..]
        | [b'B', b'Z', b'h', ..]
        | [b'R', b'a', b'r', b'!', ..] => (
            "an archive that is not read (7z, xz, bzip2 or RAR)",
            "gzip, Zstandard, zip, or the file itself",
        ),
        _ => return Ok(()),
    };
    Err(unknown(what).expecting(way_out))
}
