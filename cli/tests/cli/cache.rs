//! Cache directories of tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::{run, tcf};

/// An empty cache directory of a test in a group.
pub(crate) fn empty(group: &str, name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(group).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(dir.join("gvl")).unwrap();
    dir
}

/// A cache directory with a file.
pub(crate) fn with(group: &str, name: &str, file: &str, content: &str) -> PathBuf {
    let dir = empty(group, name);
    fs::write(dir.join(file), content).unwrap();
    dir
}

/// Runs the command with a cache directory.
pub(crate) fn run_in(cache: &Path, args: &[&str]) -> Output {
    let mut command = tcf(args);
    command.env("TCF_CACHE", cache);
    run(command, b"")
}
