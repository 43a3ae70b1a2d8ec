//! Builds the WebAssembly modules, the npm package and the page.
//!
//! ```sh
//! cargo run --manifest-path web/xtask/Cargo.toml -- wasm   # modules and package
//! cargo run --manifest-path web/xtask/Cargo.toml -- web    # also the page
//! ```
//!
//! `--fast` builds without optimization for size, for development.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, Result, bail, ensure};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// The modules: directory, features.
const MODULES: [(&str, &[&str]); 2] = [("codec", &["--no-default-features"]), ("tcf", &[])];

fn main() -> Result<()> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let fast = arguments.iter().position(|argument| argument == "--fast");
    let fast = fast.map(|at| arguments.remove(at)).is_some();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let build = Build { root, fast };
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["wasm"] => build.package(),
        ["web"] => build.package().and_then(|()| build.page()),
        ["serve"] => build.serve(),
        _ => bail!("usage: xtask [--fast] wasm | web | serve"),
    }
}

struct Build {
    root: PathBuf,
    fast: bool,
}

impl Build {
    /// Builds the modules and the npm package.
    fn package(&self) -> Result<()> {
        let package = self.root.join("bindings/wasm/npm");
        let builds_std = !self.fast && has_source_of_std()?;
        for (name, features) in MODULES {
            self.module(name, features, builds_std, &package.join("pkg").join(name))?;
        }
        npm(&package, &["run", "build"])
    }

    /// Compiles a module and generates its glue.
    fn module(&self, name: &str, features: &[&str], builds_std: bool, out: &Path) -> Result<()> {
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target/wasm"), PathBuf::from);
        let profile = if self.fast { "release-fast" } else { "web" };
        let mut flags = self.remapped()?;
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .current_dir(self.root.join("bindings/wasm"))
            .args(["build", "--lib", "--locked", "--target", TARGET, "--profile", profile])
            .args(features)
            .arg("--target-dir")
            .arg(&target);
        if builds_std {
            // The standard library is compiled for size too, and without the messages of panics,
            // which a module cannot show.
            cargo
                .args(["-Z", "build-std=std", "-Z", "build-std-features=optimize_for_size"])
                .env("RUSTC_BOOTSTRAP", "1");
            flags.push_str(" -Z unstable-options -C panic=immediate-abort");
        }
        run(cargo.env("RUSTFLAGS", flags))?;
        let module = target.join(TARGET).join(profile).join("tcf_wasm.wasm");
        let mut bindgen = Bindgen::new();
        bindgen
            .input_path(&module)
            .out_name(name)
            .web(true)?
            .typescript(true)
            .remove_name_section(true)
            .remove_producers_section(true)
            // The entry points pass the module.
            .omit_default_module_path(true)
            .reset_state_function(true)
            .generate(out)
            .with_context(|| format!("glue of {}", module.display()))?;
        let built = out.join(format!("{name}_bg.wasm"));
        println!("{}: {} bytes", built.display(), fs::metadata(&built)?.len());
        Ok(())
    }

    /// Flags that keep the folders of the builder out of messages.
    fn remapped(&self) -> Result<String> {
        let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| {
            Some(
                PathBuf::from(env::var_os("HOME").or_else(|| env::var_os("USERPROFILE"))?)
                    .join(".cargo"),
            )
        });
        let home = home.context("neither CARGO_HOME nor HOME is set")?;
        let sysroot = sysroot()?;
        let flags =
            [(home.as_path(), "cargo"), (self.root.as_path(), "tcf"), (sysroot.as_path(), "rust")];
        let flags = flags.map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()));
        Ok(flags.join(" "))
    }

    /// Builds the page, from a built package.
    fn page(&self) -> Result<()> {
        npm(&self.root.join("web"), &["run", "build"])
    }

    fn serve(&self) -> Result<()> {
        let dist = self.root.join("web/dist");
        ensure!(dist.is_dir(), "web/dist is missing: build it first with `web`");
        run(Command::new("node").arg("scripts/serve.mjs").current_dir(self.root.join("web")))
    }
}

/// The directory of the toolchain.
fn sysroot() -> Result<PathBuf> {
    let rustc = Command::new("rustc").args(["--print", "sysroot"]).output()?;
    ensure!(rustc.status.success(), "rustc --print sysroot: {}", rustc.status);
    Ok(String::from_utf8(rustc.stdout)?.trim().into())
}

/// Whether the source of the standard library is there, after an attempt to install it. Without it,
/// the modules work just as well and are larger.
fn has_source_of_std() -> Result<bool> {
    let source = sysroot()?.join("lib/rustlib/src/rust/library");
    if !source.is_dir() {
        // Its failure is told below.
        let _ = Command::new("rustup").args(["component", "add", "rust-src"]).status();
    }
    let is_there = source.is_dir();
    if !is_there {
        eprintln!("warning: without the component rust-src, the modules are 5 to 20 % larger");
    }
    Ok(is_there)
}

/// Runs npm, after it has installed what the lock file names.
fn npm(folder: &Path, arguments: &[&str]) -> Result<()> {
    let installed = folder.join("node_modules/.package-lock.json");
    let modified = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    if modified(&installed) < modified(&folder.join("package-lock.json")) {
        run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))?;
    }
    run(Command::new("npm").args(arguments).current_dir(folder))
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot run {command:?}"))?;
    ensure!(status.success(), "{command:?}: {status}");
    Ok(())
}
