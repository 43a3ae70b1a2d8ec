//! The file of decision records.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Appends decision records to a file, before they are answered.
#[derive(Debug)]
pub struct Recorder {
    file: Mutex<File>,
    sync: bool,
}

impl Recorder {
    /// Opens a file and appends to it. With `sync`, [`Self::write`] returns only after the records
    /// are on the disk.
    pub fn append(path: &Path, sync: bool) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self { file: Mutex::new(file), sync })
    }

    /// Writes whole lines.
    pub(crate) fn write(&self, lines: &[u8]) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(lines)?;
        if self.sync { file.sync_data() } else { Ok(()) }
    }
}
