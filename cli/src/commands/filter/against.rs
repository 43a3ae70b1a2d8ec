//! Decisions under other settings, or with another vendor list.

use std::path::Path;

use anyhow::{Context as _, Result};
use tcf_audit::records::DecisionRecord;

use super::batch::Batch;
use super::inputs::Inputs;
use super::setup::Setup;
use super::worker::{Output, Worker};
use crate::args::filter::FilterArgs;
use crate::config::{self, Config};
use crate::ui::Ui;

/// The other setup: other settings if `path` ends in `.toml`, otherwise other vendor lists.
pub(super) fn setup(
    path: &Path,
    args: &FilterArgs,
    config: &Config,
    inputs: &mut Inputs,
    ui: &Ui,
) -> Result<Setup> {
    let is_settings = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml"));
    let setup = if is_settings {
        Setup::new(args, &config::load(path)?, &args.lists.gvl, inputs, ui)
    } else {
        Setup::new(args, config, &[path.to_owned()], inputs, ui)
    };
    setup.context("--against")
}

/// Decides all lines of a batch twice and compares the records.
pub(super) fn run(
    before: &mut Worker<'_>,
    after: &mut Worker<'_>,
    batch: &Batch,
) -> Result<Output> {
    let mut output = Output::default();
    let mut other = Output::default();
    batch.each(|item| {
        output.records.clear();
        other.records.clear();
        // A line that is not an event is reported once.
        if before.item(batch, item, &mut output)? && after.item(batch, item, &mut other)? {
            let before = record(&output.records)?;
            output.comparison.add(&before, &record(&other.records)?);
        }
        Ok(())
    })?;
    output.errors.append(&mut other.errors);
    output.counts.failed += other.counts.failed;
    Ok(output)
}

fn record(line: &[u8]) -> Result<DecisionRecord<'_>> {
    let context = "internal error, please report it: a decision record is not JSON";
    DecisionRecord::from_json(str::from_utf8(line)?).context(context)
}
