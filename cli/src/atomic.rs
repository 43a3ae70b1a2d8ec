//! Files that are replaced as a whole: a reader sees the old content or the new one.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// The new content of a file, in a temporary file next to it. Without [`Self::commit`] the file
/// keeps its old content.
pub(crate) struct AtomicFile {
    content: NamedTempFile,
    path: PathBuf,
}

impl AtomicFile {
    /// Starts the new content of a file, which may not exist yet. Its directory must exist. An
    /// existing file keeps its permissions, and a symbolic link its target.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let path = target(path);
        let content = temporary(directory(&path))?;
        if let Ok(metadata) = fs::metadata(&path) {
            content.as_file().set_permissions(metadata.permissions())?;
        }
        Ok(Self { content, path })
    }

    /// Replaces the file.
    pub(crate) fn commit(self) -> io::Result<()> {
        self.content.as_file().sync_all()?;
        self.content.persist(self.path).map(drop).map_err(|error| error.error)
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.content.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.content.flush()
    }
}

/// The directory of a file.
pub(crate) fn directory(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The path that a file is created at: without links, as far as they lead.
pub(crate) fn target(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    // A loop of links is not followed forever.
    for _ in 0..40 {
        let Ok(link) = fs::read_link(&path) else { break };
        path = directory(&path).join(link);
    }
    let whole = match (directory(&path).canonicalize(), path.file_name()) {
        (Ok(dir), Some(name)) => Ok(dir.join(name)),
        _ => std::path::absolute(&path),
    };
    whole.unwrap_or(path)
}

/// A temporary file, with the permissions of an ordinary new file. Its name starts with a dot, as
/// hidden files are not taken for lists.
fn temporary(dir: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tcf-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(dir)
}
