//! The destination of results: stdout, or the file of `--output`.

use std::fs::{self, File};
use std::io::{self, StdoutLock, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result, bail};

use crate::atomic::{AtomicFile, directory};
use crate::sync::lock;

/// A destination of results, without a buffer.
pub(crate) enum Output {
    Stdout(StdoutLock<'static>),
    File(Arc<OutputFile>),
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(stdout) => stdout.write(bytes),
            Self::File(file) => lock(&file.destination).write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.flush(),
            Self::File(file) => lock(&file.destination).flush(),
        }
    }
}

/// The file of `--output`. It keeps its old content until it is committed. A blocked thread may
/// hold it until the process exits, so a failed command closes it.
pub(crate) struct OutputFile {
    path: PathBuf,
    destination: Mutex<Destination>,
}

enum Destination {
    Regular(AtomicFile),
    /// A pipe or a device, which cannot be replaced.
    Special(File),
    Closed,
}

impl OutputFile {
    /// Opens a file. Its directory must exist.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let context = || format!("--output: cannot write {}", path.display());
        let destination = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => bail!("{}: it is a directory", context()),
            Ok(metadata) if !metadata.is_file() => {
                Destination::Special(File::options().write(true).open(path).with_context(context)?)
            }
            _ if !directory(path).is_dir() => {
                bail!("{}: {} is not a directory", context(), directory(path).display())
            }
            _ => Destination::Regular(AtomicFile::create(path).with_context(context)?),
        };
        Ok(Self { path: path.to_owned(), destination: Mutex::new(destination) })
    }

    /// The path, as it was given.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces the file, unless it is closed.
    pub(crate) fn commit(&self) -> Result<()> {
        match self.close() {
            Destination::Regular(file) => file
                .commit()
                .with_context(|| format!("--output: cannot write {}", self.path.display())),
            Destination::Special(_) | Destination::Closed => Ok(()),
        }
    }

    /// Drops the new content. Returns the path if the file keeps its old content.
    pub(crate) fn discard(&self) -> Option<&Path> {
        matches!(self.close(), Destination::Regular(_)).then_some(&*self.path)
    }

    fn close(&self) -> Destination {
        mem::replace(&mut *lock(&self.destination), Destination::Closed)
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Regular(file) => file.write(bytes),
            Self::Special(file) => file.write(bytes),
            Self::Closed => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Regular(file) => file.flush(),
            Self::Special(file) => file.flush(),
            Self::Closed => Ok(()),
        }
    }
}
