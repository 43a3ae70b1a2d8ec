//! `tcf explain`: what a rule or a reason means.

use std::io::Write as _;

use anyhow::Result;
use tcf::Topic;

use crate::args::{ExplainArgs, Format};
use crate::render;
use crate::render::explain;
use crate::term::{Page, plain};
use crate::ui::{ExitStatus, Ui};

/// Codes that are named in place of one that does not exist.
const NAMED: usize = 3;

pub(crate) fn run(args: &ExplainArgs, ui: &Ui) -> Result<ExitStatus> {
    let mut out = ui.stdout();
    let mut status = ExitStatus::Success;
    let mut topics = Vec::new();
    if args.all {
        topics.extend(Topic::all());
    }
    for code in &args.codes {
        if let Some(topic) = Topic::find(code) {
            topics.push(topic);
        } else {
            let nearest: Vec<_> = nearest(code).iter().map(ToString::to_string).collect();
            ui.error(&format_args!(
                "no rule or reason {}; the nearest are {}; tcf explain --all lists them",
                plain(code),
                nearest.join(", ")
            ));
            status = ExitStatus::Error;
        }
    }
    match args.format.format {
        Format::Text if args.all => {
            explain::write_list(&mut Page::new(&mut out, ui.terminal()), &topics)?;
        }
        Format::Text => {
            for (index, topic) in topics.iter().enumerate() {
                if index > 0 {
                    writeln!(out)?;
                }
                explain::write_page(&mut Page::new(&mut out, ui.terminal()), *topic)?;
            }
        }
        format => {
            for topic in topics {
                render::json::write(&mut out, &topic.record(), format == Format::Json)?;
            }
        }
    }
    out.flush()?;
    Ok(status)
}

/// All that something is found by.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    Topic::all().flat_map(Topic::names)
}

/// What has nearly this code or name, the nearest first.
fn nearest(code: &str) -> Vec<Topic> {
    let code = code.trim().to_ascii_lowercase();
    let far = |name: &str| {
        let name = name.to_ascii_lowercase();
        // A part of a name is near to it, however short.
        let part = if code.len() > 2 && name.contains(&code) { 1 } else { usize::MAX };
        part.min(strsim::levenshtein(&code, &name))
    };
    let mut topics: Vec<_> = Topic::all()
        .map(|topic| (topic.names().map(far).min().unwrap_or(usize::MAX), topic))
        .collect();
    topics.sort_by_key(|(far, _)| *far);
    topics.into_iter().take(NAMED).map(|(_, topic)| topic).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_found_and_nearest_to_itself() {
        for topic in Topic::all() {
            for name in topic.names() {
                assert_eq!(Topic::find(&name.to_lowercase()).map(Topic::code), Some(topic.code()));
            }
            assert!(nearest(topic.code()).iter().any(|found| found.code() == topic.code()));
        }
    }
}
