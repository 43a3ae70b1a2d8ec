//! Arguments of `tcf page`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::help::{self, ARGUMENTS, LISTS};

/// Write the browser page as one HTML file
///
/// The page decodes strings, shows every bit and every finding, and decides for each vendor and
/// purpose, with reasons. It works offline, from disk or from any web server, and makes no request.
/// Lists and a string that are given are written into the file, so whoever gets the file gets them
/// too.
///
/// Builds of the command have the page only with the feature `page`, see docs/install.md.
#[derive(Args)]
#[command(before_long_help = "\
Examples:
  tcf page > tcf.html
  tcf page --gvl vendor-list.json STRING > why.html",
    after_long_help = help::exit_status(
    "Success",
    None,
    ", invalid list, a build without the page",
))]
pub(crate) struct PageArgs {
    /// String to open the page with, or any text that the page decodes
    #[arg(value_name = "STRING", help_heading = ARGUMENTS)]
    pub(crate) string: Option<String>,
    /// Vendor list to write into the page, `-` is stdin; repeatable
    #[arg(
        long,
        value_name = "FILE",
        help_heading = LISTS,
        value_hint = ValueHint::FilePath,
    )]
    pub(crate) gvl: Vec<PathBuf>,
    /// CMP list to write into the page
    #[arg(
        long,
        value_name = "FILE",
        help_heading = LISTS,
        value_hint = ValueHint::FilePath,
    )]
    pub(crate) cmp_list: Option<PathBuf>,
    /// Google's list of ad technology providers (CSV) to write into the page
    #[arg(
        long,
        value_name = "FILE",
        help_heading = LISTS,
        value_hint = ValueHint::FilePath,
    )]
    pub(crate) provider_list: Option<PathBuf>,
}
