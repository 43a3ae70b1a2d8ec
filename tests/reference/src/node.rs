//! References that run in Node.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Checks that the references can run. The error describes what is missing and how to install it.
/// Panics instead if `TCF_NEEDS_NODE` is set.
pub fn ready() -> Result<(), String> {
    static READY: OnceLock<Result<(), String>> = OnceLock::new();
    let ready = READY.get_or_init(|| {
        if !runs("node") {
            return Err("node not found: install Node 20 or later (https://nodejs.org)".to_owned());
        }
        if installed() {
            return Ok(());
        }
        if !runs("npm") {
            return Err("npm not found: install Node with npm".to_owned());
        }
        let output = Command::new(folder().join("install")).output();
        match output {
            Ok(output) if output.status.success() && installed() => Ok(()),
            Ok(output) => Err(format!(
                "packages not installed: run tests/reference/install with network \
                 access; it failed with: {}",
                String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or("nothing")
            )),
            Err(error) => Err(format!("cannot run tests/reference/install: {error}")),
        }
    });
    if let Err(reason) = ready {
        assert!(env::var_os("TCF_NEEDS_NODE").is_none(), "references in Node must run: {reason}");
    }
    ready.clone()
}

fn runs(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Whether the packages of the lock file are installed, with the same hashes. An interrupted
/// installation can leave packages without their files.
fn installed() -> bool {
    let packages = |path: &Path| {
        let lock: Value =
            serde_json::from_str(&fs::read_to_string(folder().join(path)).ok()?).ok()?;
        let packages = lock["packages"].as_object()?.iter();
        let packages = packages.filter(|(path, _)| !path.is_empty());
        Some(
            packages
                .map(|(path, package)| (path.clone(), package["integrity"].clone()))
                .collect::<Vec<_>>(),
        )
    };
    let expected = packages(Path::new("package-lock.json"));
    expected == packages(Path::new("node_modules/.package-lock.json"))
        && expected.is_some_and(|packages| {
            packages.iter().all(|(path, _)| folder().join(path).join("package.json").is_file())
        })
}

/// The command of a driver.
pub fn command(driver: &str) -> Command {
    let mut command = Command::new("node");
    command.arg("--max-old-space-size=1024").arg(folder().join("node").join(driver));
    command
}
