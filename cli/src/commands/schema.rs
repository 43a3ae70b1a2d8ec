//! `tcf schema`: the JSON Schema of what is read and printed.

use std::io::{self, Write as _};

use anyhow::Result;
use tcf_generate::conformance;

use crate::args::SchemaArgs;
use crate::output::{self, Status, schema};

pub(crate) fn run(args: &SchemaArgs) -> Result<Status> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match schema::document(args.name) {
        Some(document) => output::json::write(&mut out, &document, true)?,
        // It is a file of the corpus, in which it is kept.
        None => out.write_all(conformance::SCHEMA.as_bytes())?,
    }
    out.flush()?;
    Ok(Status::Yes)
}
