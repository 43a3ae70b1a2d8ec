//! Arguments about vendor lists, and about the context of strings.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::manual::{JUDGING, LISTS};

/// Where vendor lists come from.
#[derive(Args, Default)]
#[command(next_help_heading = LISTS)]
pub(crate) struct ListArgs {
    /// A vendor list, or a folder of them (repeatable); TCF_GVL, `gvl` in tcf.toml or the lists of
    /// `tcf gvl fetch` if left out
    #[arg(long, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    pub(crate) gvl: Vec<PathBuf>,
    /// Where the list that a string names is not at hand, take the nearest one
    #[arg(long)]
    pub(crate) any_gvl: bool,
}

/// The context in which strings came, for the conditions of `tcf.toml`.
#[derive(Args, Default)]
#[command(next_help_heading = JUDGING)]
pub(crate) struct ContextArgs {
    /// What the conditions of the house's expectations in `tcf.toml` ask for:
    /// `region=FR,child=true`
    #[arg(long, value_name = "KEY=VALUE", value_delimiter = ',', value_parser = key_and_value)]
    pub(crate) context: Vec<(String, String)>,
}

fn key_and_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("wanted KEY=VALUE")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}
