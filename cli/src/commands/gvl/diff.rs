//! `tcf gvl diff`: compares two vendor lists.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};
use tcf::GvlDiffRecord;
use tcf_policy::gvl::{self, ListKey};

use crate::args::Format;
use crate::args::gvl::{DEFAULT_SPECIFICATION, DiffArgs};
use crate::config::Config;
use crate::lists::{find_version, read_gvl_argument, version_argument};
use crate::render;
use crate::term::Page;
use crate::ui::{ExitStatus, Ui};

pub(super) fn run(args: &DiffArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    let (old, new) = (version_argument(&args.old)?, version_argument(&args.new)?);
    if args.specification.is_some() && old.is_none() && new.is_none() {
        bail!("--spec cannot be used with files");
    }
    let specification = args.specification.unwrap_or(DEFAULT_SPECIFICATION);
    let list = |argument: &Path, version| match version {
        Some(version) => find_version(ListKey { specification, version }, config),
        None => read_gvl_argument(argument).map(Arc::new),
    };
    let (old, new) = (list(&args.old, old)?, list(&args.new, new)?);
    let diff = gvl::diff(&old, &new);
    let record = GvlDiffRecord::from(&diff);
    let mut out = ui.stdout();
    match args.format.format {
        Format::Text => {
            render::gvl::diff::write(&mut Page::new(&mut out, ui.terminal()), &record, &new)?;
        }
        Format::Json => render::json::write(&mut out, &record, true)?,
        Format::Ndjson => render::json::write(&mut out, &record, false)?,
    }
    out.flush()?;
    Ok(if diff.is_empty() { ExitStatus::Success } else { ExitStatus::Failure })
}
