//! Man pages, with the text of help in the order of man pages.

use std::io;

use clap::Command;
use clap::builder::StyledStr;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};
use tcf_policy::markdown::capitalized;

/// The page of a command.
pub(crate) struct Page<'a> {
    pub(crate) command: &'a Command,
    /// The parent command.
    pub(crate) parent: Option<&'a Command>,
}

/// The name of a command, with its parents.
fn name(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

impl Page<'_> {
    pub(crate) fn file_name(&self) -> String {
        format!("{}.1", name(self.command))
    }

    pub(crate) fn render(&self) -> io::Result<Vec<u8>> {
        let man = Man::new(self.command.clone())
            .source(concat!("tcf ", env!("CARGO_PKG_VERSION")))
            .manual("IAB TCF consent strings");
        let mut page = Vec::new();
        man.render_title(&mut page)?;
        man.render_name_section(&mut page)?;
        man.render_synopsis_section(&mut page)?;
        man.render_description_section(&mut page)?;
        let examples = self.command.get_before_long_help().or(self.command.get_before_help());
        section(examples, |roff, lines| {
            roff.control("EX", []);
            for line in lines {
                roff.text([roman(line.trim())]);
            }
            roff.control("EE", []);
        })
        .to_writer(&mut page)?;
        if self.command.has_subcommands() {
            man.render_subcommands_section(&mut page)?;
        }
        options(&man, &mut page)?;
        section(self.command.get_after_long_help(), |roff, lines| {
            for line in lines {
                match line.strip_prefix("  ").and_then(|rest| rest.split_once("  ")) {
                    Some((status, text)) if !status.is_empty() => {
                        roff.control("TP", []);
                        roff.text([bold(status)]);
                        roff.text([roman(text)]);
                    }
                    // A continuation line.
                    _ => drop(roff.text([roman(line.trim())])),
                }
            }
        })
        .to_writer(&mut page)?;
        self.see_also().to_writer(&mut page)?;
        Ok(page)
    }

    /// The parent, sibling and child commands.
    fn see_also(&self) -> Roff {
        let siblings = self
            .parent
            .into_iter()
            .flat_map(|parent| std::iter::once(parent).chain(parent.get_subcommands()));
        let children = self.command.get_subcommands();
        let mut names: Vec<_> = siblings
            .chain(children)
            .map(name)
            .filter(|&found| found != name(self.command))
            .collect();
        names.dedup();
        let mut line: Vec<Inline> = Vec::new();
        for found in names {
            if !line.is_empty() {
                line.push(roman(", "));
            }
            line.extend([bold(found), roman("(1)")]);
        }
        let mut roff = Roff::new();
        roff.control("SH", ["SEE ALSO"]).text(line);
        roff
    }
}

/// A section from a part of help: its heading, and its lines written by `write`.
fn section(text: Option<&StyledStr>, write: impl Fn(&mut Roff, std::str::Lines<'_>)) -> Roff {
    let mut roff = Roff::new();
    let text = text.map(ToString::to_string).unwrap_or_default();
    if let Some((heading, lines)) = text.split_once(":\n") {
        roff.control("SH", [heading.to_uppercase().as_str()]);
        write(&mut roff, lines.lines());
    }
    roff
}

/// The options in one section, with their headings as subsections.
fn options(man: &Man, page: &mut Vec<u8>) -> io::Result<()> {
    let mut sections = Vec::new();
    man.render_options_section(&mut sections)?;
    page.extend_from_slice(b".SH OPTIONS\n");
    for line in String::from_utf8_lossy(&sections).lines() {
        match line.strip_prefix(".SH ") {
            Some(heading) => {
                let heading = heading.trim_matches('"').to_lowercase();
                page.extend_from_slice(format!(".SS \"{}\"\n", capitalized(&heading)).as_bytes());
            }
            None => page.extend([line.as_bytes(), b"\n"].concat()),
        }
    }
    Ok(())
}
