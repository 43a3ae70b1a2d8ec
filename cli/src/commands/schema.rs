//! `tcf schema`: the JSON Schema of what is read and printed.

use std::io::Write as _;

use anyhow::Result;
use tcf_generate::conformance;

use crate::args::SchemaArgs;
use crate::render::{self, schema};
use crate::ui::{ExitStatus, Ui};

pub(crate) fn run(args: &SchemaArgs, ui: &Ui) -> Result<ExitStatus> {
    let mut out = ui.stdout();
    match schema::document(args.name) {
        Some(document) => render::json::write(&mut out, &document, true)?,
        // It is a file of the corpus, in which it is kept.
        None => out.write_all(conformance::SCHEMA.as_bytes())?,
    }
    out.flush()?;
    Ok(ExitStatus::Success)
}
