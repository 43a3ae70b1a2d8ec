//! Finds the page that the feature `page` puts into the command.

use std::path::PathBuf;
use std::{env, fs};

/// Also in `src/commands/page.rs`.
const MODULE: &str = r#"<script type="application/octet-stream" id="tcf-wasm">"#;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=TCF_PAGE");
    if env::var_os("CARGO_FEATURE_PAGE").is_none() {
        return;
    }
    match page() {
        Ok(path) => {
            println!("cargo::rerun-if-changed={}", path.display());
            println!("cargo::rustc-env=TCF_PAGE_FILE={}", path.display());
        }
        Err(message) => println!("cargo::error={message}"),
    }
}

/// The file that `TCF_PAGE` names, or else the one that the clone has built.
fn page() -> Result<PathBuf, String> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let path = match env::var_os("TCF_PAGE") {
        Some(path) => manifest.join("..").join(path),
        None => manifest.join("../web/dist/tcf.html"),
    };
    let path = path.canonicalize().map_err(|error| {
        format!(
            "the feature `page` needs the page: {}: {error}; build it with `cargo run \
             --manifest-path web/xtask/Cargo.toml -- web`, or name the file in TCF_PAGE",
            path.display()
        )
    })?;
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    match text.matches(MODULE).count() {
        1 => Ok(path),
        _ => Err(format!("{} is not the page as one file", path.display())),
    }
}
