//! `tcf gvl list`: prints the cached lists.

use std::io::Write as _;

use anyhow::{Context as _, Result};

use crate::args::Format;
use crate::args::gvl::CachedArgs;
use crate::cache;
use crate::lists::cached;
use crate::render;
use crate::term::Page;
use crate::ui::{ExitStatus, Ui};

pub(super) fn run(args: &CachedArgs, ui: &Ui) -> Result<ExitStatus> {
    let dir = args.dir.clone().or_else(cache::dir);
    let dir = dir.context("no cache directory: use --dir or set TCF_CACHE")?;
    let cached = cached::in_dir(&dir)?;
    let mut out = ui.stdout();
    let indented = args.format.format == Format::Json;
    match args.format.format {
        Format::Text => {
            render::gvl::cached::write(&mut Page::new(&mut out, ui.terminal()), &dir, &cached)?;
        }
        Format::Json | Format::Ndjson => {
            for gvl in &cached.gvls {
                render::json::write(&mut out, gvl, indented)?;
            }
            if let Some(cmps) = &cached.cmps {
                render::json::write(&mut out, cmps, indented)?;
            }
            if let Some(providers) = &cached.providers {
                render::json::write(&mut out, providers, indented)?;
            }
        }
    }
    out.flush()?;
    let dir = dir.display();
    if cached.gvls.is_empty() {
        ui.note(&format_args!("no vendor lists in {dir}; fetch the newest with: tcf gvl fetch"));
    }
    if cached.cmps.is_none() {
        ui.note(&format_args!("no CMP list in {dir}; fetch it with: tcf gvl fetch --cmp"));
    }
    if cached.providers.is_none() {
        let command = "tcf gvl fetch --providers";
        ui.note(&format_args!("no list of providers in {dir}; fetch it with: {command}"));
    }
    Ok(ExitStatus::Success)
}
