//! `tcf gvl diff`: compares two vendor lists.

use std::io::Write as _;

use anyhow::Result;
use tcf::GvlDiffRecord;
use tcf_policy::gvl;

use crate::args::Format;
use crate::args::gvl::DiffArgs;
use crate::lists::read_gvl_argument;
use crate::render;
use crate::term::Page;
use crate::ui::{ExitStatus, Ui};

pub(super) fn run(args: &DiffArgs, ui: &Ui) -> Result<ExitStatus> {
    let (old, new) = (read_gvl_argument(&args.old)?, read_gvl_argument(&args.new)?);
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
