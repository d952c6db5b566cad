//! Compressed lists: gzip, Zstandard, and a zip archive that holds one file.
//!
//! What is decompressed is never kept as a whole. A bomb is refused by what comes out of the file.

use super::format::unknown;
use crate::error::Error;
use flate2::Crc;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder};
use rawzip::{CompressionMethod, ZipArchive};
use ruzstd::decoding::StreamingDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How often a list may be as long as its file. Tables are rarely more than 30 times as long.
const MOST_TIMES: u64 = 300;
/// What may come out of a file of any length.
const FREE: u64 = 16 << 20;
/// What may come out of a file at most.
const MOST_BYTES: u64 = 64 << 30;

/// The most entries of an archive that are looked at.
const MOST_ENTRIES: usize = 10_000;

/// What a compressed list is read from.
pub(super) type Packed = Box<dyn BufRead + Send>;

/// Decompresses gzip, of one or several members.
pub(super) fn gzip(file: impl BufRead + Send + 'static, read: &Arc<AtomicU64>) -> Packed {
    limited(MultiGzDecoder::new(file), read)
}

/// Decompresses Zstandard, of one or several frames.
pub(super) fn zstd(file: impl BufRead + Send + 'static, read: &Arc<AtomicU64>) -> Packed {
    limited(ZstdReader { file: Some(file), frame: None }, read)
}

/// Decompresses the file in a zip archive. `directory` is the archive again, to look for the file in it.
///
/// # Errors
/// [`ErrorKind::UnknownFormat`](crate::ErrorKind::UnknownFormat) for an archive of other than one file, an
/// encrypted one, a document of an office program, or one that cannot be read.
pub(super) fn zip(
    directory: File,
    mut file: impl BufRead + Seek + Send + 'static,
    read: &Arc<AtomicU64>,
) -> Result<Packed, Error> {
    let PackedFile { method, range, checksum } = only_file(directory)?;
    file.seek(SeekFrom::Start(range.start)).map_err(Error::io)?;
    let content = file.take(range.end.saturating_sub(range.start));
    match method {
        CompressionMethod::STORE => Ok(limited(checked(content, checksum), read)),
        CompressionMethod::DEFLATE => {
            Ok(limited(checked(DeflateDecoder::new(content), checksum), read))
        }
        _ => Err(unknown("a zip archive that is not compressed by Deflate")
            .expecting("one that is, or the file itself")),
    }
}

/// The one file of a zip archive: how it is compressed, where its bytes are, and the CRC-32 of its content.
struct PackedFile {
    method: CompressionMethod,
    range: Range<u64>,
    checksum: u32,
}

fn only_file(directory: File) -> Result<PackedFile, Error> {
    let damaged = |_| unknown("a zip archive that is damaged");
    let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
    let archive = ZipArchive::from_file(directory, &mut buffer).map_err(damaged)?;
    let mut entries = archive.entries(&mut buffer);
    let (mut names, mut files) = (Vec::new(), Vec::new());
    while let Some(entry) = entries.next_entry().map_err(damaged)? {
        let name = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
        let file_name = name.rsplit('/').next().unwrap_or(&name);
        // What macOS adds: a folder of its own, and hidden files such as .DS_Store.
        let is_added = name.starts_with("__MACOSX/") || file_name.starts_with('.');
        if !entry.is_dir() && !is_added {
            let is_encrypted = entry.flags().is_encrypted();
            let (method, checksum) = (entry.compression_method(), entry.crc32());
            files.push((entry.wayfinder(), method, checksum, is_encrypted));
        }
        names.push(name);
        if names.len() > MOST_ENTRIES {
            break;
        }
    }
    if let Some(document) = office_document(&names) {
        return Err(document);
    }
    match files[..] {
        [(.., true)] => Err(unknown("an encrypted zip archive").expecting("the file itself")),
        [(wayfinder, method, checksum, false)] => {
            let (start, end) =
                archive.get_entry(wayfinder).map_err(damaged)?.compressed_data_range();
            Ok(PackedFile { method, range: start..end, checksum })
        }
        _ => {
            let what = format!("a zip archive of {} files", files.len());
            Err(unknown(what).expecting("an archive that holds one file, or the file itself"))
        }
    }
}

/// Why a zip archive that is the document of an office program is refused.
fn office_document(names: &[String]) -> Option<Error> {
    let has = |name: &str| names.iter().any(|known| known == name);
    let sheet = "the sheet saved as CSV";
    if has("xl/workbook.xml") || has("xl/workbook.bin") {
        Some(unknown("an Excel workbook").expecting(sheet))
    } else if has("content.xml") && has("mimetype") {
        Some(unknown("an OpenDocument file (ODS)").expecting(sheet))
    } else if has("word/document.xml") {
        Some(unknown("a Word document").expecting("its table saved as CSV"))
    } else {
        None
    }
}

/// Content with a checksum, which must be that of what was read once all was.
struct CheckedReader<R> {
    content: R,
    sum: Crc,
    stated: u32,
}

fn checked<R: Read>(content: R, stated: u32) -> CheckedReader<R> {
    CheckedReader { content, sum: Crc::new(), stated }
}

impl<R: Read> Read for CheckedReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(buffer)?;
        self.sum.update(&buffer[..count]);
        if count == 0 && !buffer.is_empty() && self.sum.sum() != self.stated {
            return Err(damaged("a zip archive"));
        }
        Ok(count)
    }
}

/// The error at the end of content that is not what was compressed.
fn damaged(what: &str) -> io::Error {
    let what = format!("{what} that is damaged: its content has another checksum");
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// The frames of Zstandard one after another.
struct ZstdReader<R: BufRead> {
    file: Option<R>,
    frame: Option<StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>,
}

impl<R: BufRead> Read for ZstdReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(mut frame) = self.frame.take() {
                let read = frame.read(buffer)?;
                if read > 0 {
                    self.frame = Some(frame);
                    return Ok(read);
                }
                let decoder = &frame.decoder;
                let stated = decoder.get_checksum_from_data();
                if stated.is_some() && stated != decoder.get_calculated_checksum() {
                    return Err(damaged("a file compressed by Zstandard"));
                }
                self.file = Some(frame.into_inner());
            }
            let Some(file) = self.file.as_mut() else { return Ok(0) };
            if file.fill_buf()?.is_empty() {
                return Ok(0);
            }
            let frame = self.file.take().map(StreamingDecoder::new).transpose();
            self.frame =
                frame.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        }
    }
}

/// What comes out of a file, as long as it is not too much.
struct LimitedReader<R> {
    unpacked: R,
    /// Bytes read of the file, and bytes that came out.
    read: Arc<AtomicU64>,
    out: u64,
}

fn limited(unpacked: impl Read + Send + 'static, read: &Arc<AtomicU64>) -> Packed {
    Box::new(BufReader::new(LimitedReader { unpacked, read: Arc::clone(read), out: 0 }))
}

impl<R: Read> Read for LimitedReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.unpacked.read(buffer)?;
        self.out += count as u64;
        let most = FREE + MOST_TIMES * self.read.load(Ordering::Relaxed);
        if self.out > most.min(MOST_BYTES) {
            let what = format!(
                "a decompression bomb, of more than {MOST_TIMES} times its size or {} GiB; \
                 expected the file decompressed, if it is none",
                MOST_BYTES >> 30
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Ok(count)
    }
}
