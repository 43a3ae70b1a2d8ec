//! `tcf gvl check`: checks vendor lists against the specification.

use std::io::Write as _;

use anyhow::Result;
use tcf::GvlCheckRecord;
use tcf_policy::gvl;

use crate::args::{CheckArgs, Format};
use crate::lists;
use crate::render;
use crate::term::Page;
use crate::ui::{ExitStatus, Ui};

pub(super) fn run(args: &CheckArgs, ui: &Ui) -> Result<ExitStatus> {
    let mut out = ui.stdout();
    let mut status = ExitStatus::Success;
    for (index, file) in args.files.iter().enumerate() {
        let gvl = match lists::read_gvl_argument(file) {
            Ok(gvl) => gvl,
            Err(error) => {
                out.flush()?;
                ui.error(&format_args!("{error:#}"));
                status = ExitStatus::Error;
                continue;
            }
        };
        let violations = gvl::check(&gvl);
        if !violations.is_empty() {
            status = status.max(ExitStatus::Failure);
        }
        let name = file.to_string_lossy();
        let record = GvlCheckRecord::new(&name, &gvl, &violations);
        match args.format.format {
            Format::Text => {
                if index > 0 {
                    writeln!(out)?;
                }
                render::gvl::check::write(&mut Page::new(&mut out, ui.terminal()), &record, &gvl)?;
            }
            Format::Json => render::json::write(&mut out, &record, true)?,
            Format::Ndjson => render::json::write(&mut out, &record, false)?,
        }
    }
    out.flush()?;
    Ok(status)
}
