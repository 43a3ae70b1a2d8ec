//! `tcf schema`: the JSON Schema of what is read and printed.

use std::io::{self, Write as _};

use anyhow::Result;

use crate::args::SchemaArgs;
use crate::output::{self, Status, schema};

pub(crate) fn run(args: &SchemaArgs) -> Result<Status> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    output::json::write(&mut out, &schema::document(args.name), true)?;
    out.flush()?;
    Ok(Status::Yes)
}
