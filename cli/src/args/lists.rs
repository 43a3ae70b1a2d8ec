//! Arguments about vendor lists.

use std::path::PathBuf;

use clap::Args;

/// Where vendor lists come from.
#[derive(Args, Default)]
pub(crate) struct ListArgs {
    /// A vendor list, or a folder of them (repeatable); TCF_GVL, `gvl` in tcf.toml or the lists of `tcf gvl fetch` if
    /// left out
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) gvl: Vec<PathBuf>,
    /// Where the list that a string names is not at hand, take the nearest one
    #[arg(long)]
    pub(crate) any_gvl: bool,
}
