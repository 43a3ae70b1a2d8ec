//! `tcf schema`: prints JSON Schemas.

use std::io::Write as _;

use anyhow::Result;
use tcf_generate::conformance;

use crate::args::{SchemaArg, SchemaArgs};
use crate::render;
use crate::ui::{ExitStatus, Ui};

pub(crate) fn run(args: &SchemaArgs, ui: &Ui) -> Result<ExitStatus> {
    let mut out = ui.stdout();
    match args.name {
        SchemaArg::Record(name) => render::json::write(&mut out, &name.schema(), true)?,
        // The corpus contains its own schema.
        SchemaArg::Conformance => out.write_all(conformance::SCHEMA.as_bytes())?,
    }
    out.flush()?;
    Ok(ExitStatus::Success)
}
