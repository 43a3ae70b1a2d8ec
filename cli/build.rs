//! Prepares the page that the feature `page` puts into the command.

use std::path::PathBuf;
use std::{env, fs, io};

/// The element of the page before which the command writes lists and a string.
const MODULE: &str = r#"<script type="application/octet-stream" id="tcf-wasm">"#;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=TCF_PAGE");
    if env::var_os("CARGO_FEATURE_PAGE").is_none() {
        return;
    }
    if let Err(message) = prepare() {
        println!("cargo::error={message}");
    }
}

/// Writes the parts of the page before and from [`MODULE`] on, as `head.html` and `rest.html`. The
/// page is the file that `TCF_PAGE` names, or else the one that the clone has built.
fn prepare() -> Result<(), String> {
    let dir = |name| env::var_os(name).map(PathBuf::from).unwrap_or_default();
    let path = dir("CARGO_MANIFEST_DIR")
        .join("..")
        .join(env::var_os("TCF_PAGE").unwrap_or_else(|| "web/dist/tcf.html".into()));
    println!("cargo::rerun-if-changed={}", path.display());
    let failed = |error: io::Error| {
        format!(
            "the feature `page` needs the page: {}: {error}; build it with `cargo run \
             --manifest-path web/xtask/Cargo.toml -- web`, or name the file in TCF_PAGE",
            path.display()
        )
    };
    let text = fs::read_to_string(&path).map_err(failed)?;
    let (head, rest) = match text.match_indices(MODULE).collect::<Vec<_>>()[..] {
        [(at, _)] => text.split_at(at),
        _ => return Err(format!("{} is not the page as one file", path.display())),
    };
    let write = |name: &str, part: &str| fs::write(dir("OUT_DIR").join(name), part).map_err(failed);
    write("head.html", head)?;
    write("rest.html", rest)
}
