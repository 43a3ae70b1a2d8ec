//! The file of decision records.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Appends decision records to a file, before they are answered.
#[derive(Debug)]
pub struct Recorder {
    target: Mutex<Target>,
    sync: bool,
}

#[derive(Debug)]
struct Target {
    file: File,
    /// Whether the file may end within a line, because a write failed or was interrupted.
    is_open: bool,
}

impl Recorder {
    /// Opens a file and appends to it. With `sync`, records are on the disk before they are
    /// answered. It is an error if another recorder has the file open. A line that a process could
    /// not write to its end stays in the file, on a line of its own.
    pub fn append(path: &Path, sync: bool) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).create(true).append(true).open(path)?;
        file.try_lock()?;
        let mut last = [b'\n'];
        if file.metadata()?.len() > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
        }
        let target = Target { file, is_open: last != [b'\n'] };
        Ok(Self { target: Mutex::new(target), sync })
    }

    /// Writes whole lines: all of them, or none if it fails.
    pub(crate) fn write(&self, lines: &[u8]) -> io::Result<()> {
        let mut target = self.target.lock().unwrap_or_else(PoisonError::into_inner);
        let Target { file, is_open } = &mut *target;
        if lines.is_empty() {
            return Ok(());
        }
        if *is_open {
            file.write_all(b"\n")?;
            *is_open = false;
        }
        let length = file.metadata()?.len();
        let written = file.write_all(lines);
        let written = written.and_then(|()| if self.sync { file.sync_data() } else { Ok(()) });
        if written.is_err() {
            // What cannot be removed ends with the next write, at the latest.
            *is_open = file.set_len(length).is_err();
        }
        written
    }
}
