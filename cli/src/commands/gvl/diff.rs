//! `tcf gvl diff`: what changed from one vendor list to another.

use std::io::{self, BufWriter, Write as _};

use anyhow::Result;
use tcf_policy::gvl;

use crate::args::Format;
use crate::args::gvl::DiffArgs;
use crate::lists::read_gvl;
use crate::output::gvl::diff::Record;
use crate::output::{self, Colors, Status};

pub(super) fn run(args: &DiffArgs, colors: Colors) -> Result<Status> {
    let (old, new) = (read_gvl(&args.old)?, read_gvl(&args.new)?);
    let diff = gvl::diff(&old, &new);
    let record = Record::of(&diff);
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format.format {
        Format::Text => record.write_text(&mut out, colors.out, &new)?,
        Format::Json => output::json::write(&mut out, &record, true)?,
        Format::Ndjson => output::json::write(&mut out, &record, false)?,
    }
    out.flush()?;
    Ok(if diff.is_empty() { Status::Yes } else { Status::No })
}
