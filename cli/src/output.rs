//! The destination of results: stdout, or the file of `--output`. Files that other options name are
//! written in the same way.

use std::fs::{self, File};
use std::io::{self, StdoutLock, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result, anyhow, bail};

use crate::atomic::{AtomicFile, directory, target};
use crate::input::STDIN;
use crate::sync::lock;

/// The option that names the file of results.
pub(crate) const OUTPUT: &str = "--output";

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

/// A file that is written as a whole. It keeps its old content until it is committed. A blocked
/// thread may hold it until the process exits, so a failed command closes it.
pub(crate) struct OutputFile {
    /// The option that names it.
    option: &'static str,
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
    /// Opens the file that an option names. Its directory must exist.
    pub(crate) fn create(option: &'static str, path: &Path) -> Result<Self> {
        let context = || cannot_write(option, path);
        let destination = match kind(option, path)? {
            Kind::Special => {
                Destination::Special(File::options().write(true).open(path).with_context(context)?)
            }
            Kind::Regular => Destination::Regular(AtomicFile::create(path).with_context(context)?),
        };
        Ok(Self { option, path: path.to_owned(), destination: Mutex::new(destination) })
    }

    /// The path, as it was given.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces the file, unless it is closed.
    pub(crate) fn commit(&self) -> Result<()> {
        match self.close() {
            Destination::Regular(file) => {
                file.commit().with_context(|| cannot_write(self.option, &self.path))
            }
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

enum Kind {
    Regular,
    Special,
}

/// What a file is, or will be. Fails if it cannot be created.
fn kind(option: &str, path: &Path) -> Result<Kind> {
    let context = || cannot_write(option, path);
    let target = target(path);
    let missing = [directory(path), directory(&target)].into_iter().find(|dir| !dir.is_dir());
    match fs::metadata(path) {
        Ok(known) if known.is_dir() => bail!("{}: it is a directory", context()),
        Ok(known) if !known.is_file() => Ok(Kind::Special),
        Ok(_) => Ok(Kind::Regular),
        Err(error) => match missing {
            Some(dir) if dir.exists() => {
                bail!("{}: {} is not a directory", context(), dir.display())
            }
            Some(dir) => bail!("{}: the directory {} does not exist", context(), dir.display()),
            None if error.kind() == io::ErrorKind::NotFound => Ok(Kind::Regular),
            None => Err(error).with_context(context),
        },
    }
}

fn cannot_write(option: &str, path: &Path) -> String {
    format!("{option}: cannot write {}", path.display())
}

/// Checks that the files that options name can be written, before any work, and that each of them
/// is another file, also than that of `--output`.
pub(crate) fn check_all(
    files: &[(&'static str, Option<&Path>)],
    output: Option<&Path>,
) -> Result<()> {
    let mut seen: Vec<_> = output.map(|path| (OUTPUT, path)).into_iter().collect();
    for &(option, path) in files {
        let Some(path) = path else { continue };
        check(option, path)?;
        if let Some((other, _)) = seen.iter().find(|(_, other)| is_same_file(path, other)) {
            bail!("{option} and {other} are the same file, {}: name another one", path.display());
        }
        seen.push((option, path));
    }
    Ok(())
}

/// Whether a file does not exist and has the path of one that is written.
pub(crate) fn is_new(path: &Path, written: &Path) -> bool {
    !path.exists() && target(path) == target(written)
}

/// Whether two paths are of one file, also through links, and if the file does not exist yet.
fn is_same_file(one: &Path, other: &Path) -> bool {
    // Files are opened to compare them, and to open a pipe waits for its other end.
    let is_file = |path: &Path| fs::metadata(path).is_ok_and(|found| found.is_file());
    let is_link = || same_file::is_same_file(one, other).unwrap_or(false);
    target(one) == target(other) || (is_file(one) && is_file(other) && is_link())
}

/// Checks that a file can be written, before any work. Only `--output` takes `-` for stdout.
fn check(option: &str, path: &Path) -> Result<()> {
    if path.as_os_str() == STDIN {
        bail!("{option} -: results are written to stdout; name a file");
    }
    kind(option, path).map(drop)
}

/// Writes a file as a whole.
pub(crate) fn write(option: &'static str, path: &Path, bytes: &[u8]) -> Result<()> {
    let file = OutputFile::create(option, path)?;
    let mut destination = lock(&file.destination);
    // Not a cause: only a closed pipe of the results is not an error.
    let written = destination.write_all(bytes).and_then(|()| destination.flush());
    written.map_err(|error| anyhow!("{}: {error}", cannot_write(option, path)))?;
    drop(destination);
    file.commit()
}
