//! `tcf gvl check`: vendor lists against their own constraints.

use std::io::{self, BufWriter, Write as _};

use anyhow::Result;
use tcf_policy::gvl;

use crate::args::{CheckArgs, Format};
use crate::lists;
use crate::output::gvl::check::Record;
use crate::output::{self, Colors, Status, Talk};

pub(super) fn run(args: &CheckArgs, colors: Colors, talk: &Talk) -> Result<Status> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut status = Status::Yes;
    for (index, file) in args.files.iter().enumerate() {
        let gvl = match lists::read_gvl(file) {
            Ok(gvl) => gvl,
            Err(error) => {
                out.flush()?;
                talk.error(&format_args!("{error:#}"));
                status = Status::Trouble;
                continue;
            }
        };
        let violations = gvl::check(&gvl);
        if !violations.is_empty() {
            status = status.max(Status::No);
        }
        let record = Record::of(file, &gvl, &violations);
        match args.format.format {
            Format::Text => {
                if index > 0 {
                    writeln!(out)?;
                }
                record.write_text(&mut out, colors.out)?;
            }
            Format::Json => output::json::write(&mut out, &record, true)?,
            Format::Ndjson => output::json::write(&mut out, &record, false)?,
        }
    }
    out.flush()?;
    Ok(status)
}
