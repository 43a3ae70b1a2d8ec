//! Arguments that say which vendor lists there are.

use std::path::PathBuf;

use clap::Args;

/// Where vendor lists are.
#[derive(Args)]
pub(crate) struct ListArgs {
    /// A vendor list, or a folder of lists (repeatable); else `TCF_GVL`, `gvl` in `tcf.toml`, or what `tcf gvl fetch` brought
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) gvl: Vec<PathBuf>,
    /// Take what is given although the string names another version
    #[arg(long)]
    pub(crate) any_gvl: bool,
}
