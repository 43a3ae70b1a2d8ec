//! `tcf man`: prints man pages.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use clap::Command;

use crate::args::{self, ManArgs};
use crate::render::man::Page;
use crate::ui::{ExitStatus, Ui};

pub(crate) fn run(args: &ManArgs, ui: &Ui) -> Result<ExitStatus> {
    let mut command = args::command().disable_help_subcommand(true);
    command.build();
    let mut out = ui.stdout();
    if let Some(dir) = &args.dir {
        fs::create_dir_all(dir)
            .with_context(|| format!("cannot create the directory {}", dir.display()))?;
        write_all(&mut out, &command, None, dir)?;
    } else {
        let mut found = &command;
        let mut parent = None;
        // Names of pages are accepted too: `gvl-fetch`.
        for word in args.command.iter().flat_map(|words| words.split([' ', '-'])) {
            parent = Some(found);
            match found.find_subcommand(word) {
                Some(below) => found = below,
                None => bail!(
                    "unknown command: tcf {}; tcf --help lists all commands",
                    args.command.join(" ")
                ),
            }
        }
        out.write_all(&Page { command: found, parent }.render()?)?;
    }
    out.flush()?;
    Ok(ExitStatus::Success)
}

/// Writes the page of a command and those of the commands below it.
fn write_all(
    out: &mut impl io::Write,
    command: &Command,
    parent: Option<&Command>,
    dir: &Path,
) -> Result<()> {
    let page = Page { command, parent };
    let path = dir.join(page.file_name());
    fs::write(&path, page.render()?).with_context(|| format!("cannot write {}", path.display()))?;
    writeln!(out, "{}", path.display())?;
    command.get_subcommands().try_for_each(|below| write_all(out, below, Some(command), dir))
}
