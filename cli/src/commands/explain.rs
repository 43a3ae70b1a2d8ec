//! `tcf explain`: explains a rule, check, reason or error code.

use std::io::Write as _;

use anyhow::Result;
use tcf::Topic;
use tcf_policy::google::GoogleError;

use crate::args::{ExplainArgs, Format};
use crate::render;
use crate::render::explain;
use crate::term::{Page, plain};
use crate::ui::{ExitStatus, Ui};

/// Number of suggestions for an unknown code.
const SUGGESTIONS: usize = 3;

pub(crate) fn run(args: &ExplainArgs, ui: &Ui) -> Result<ExitStatus> {
    let mut out = ui.stdout();
    let mut status = ExitStatus::Success;
    let mut topics = Vec::new();
    if args.all {
        topics.extend(Topic::all());
    }
    let mut is_list = args.all;
    for code in &args.codes {
        if code.trim().eq_ignore_ascii_case(GoogleError::ALL_CODE) {
            // Alone, it lists the errors; beside other codes, each has its page.
            is_list = args.codes.len() == 1;
            topics.extend(Topic::google());
        } else if let Some(topic) = Topic::find(code) {
            topics.push(topic);
        } else {
            ui.error(&format_args!(
                "unknown code {}; similar codes: {}; tcf explain --all lists all codes",
                plain(code),
                similar(code, |_| true)
            ));
            status = ExitStatus::Error;
        }
    }
    match args.format.format {
        Format::Text if is_list => {
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

/// All codes and slugs.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    Topic::all().flat_map(Topic::names).chain([GoogleError::ALL_CODE])
}

/// The rules with the most similar codes or slugs, as a list.
pub(super) fn similar_rules(code: &str) -> String {
    similar(code, |topic| matches!(topic, Topic::Rule(_)))
}

fn similar(code: &str, filter: impl Fn(&Topic) -> bool) -> String {
    nearest(code, filter).iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The topics with the most similar codes or slugs.
fn nearest(code: &str, filter: impl Fn(&Topic) -> bool) -> Vec<Topic> {
    let code = code.trim().to_ascii_lowercase();
    let distance = |name: &str| {
        let name = name.to_ascii_lowercase();
        // A substring is similar, however short.
        let substring = if code.len() > 2 && name.contains(&code) { 1 } else { usize::MAX };
        substring.min(strsim::levenshtein(&code, &name))
    };
    let mut topics: Vec<_> = Topic::all()
        .filter(filter)
        .map(|topic| (topic.names().map(distance).min().unwrap_or(usize::MAX), topic))
        .collect();
    topics.sort_by_key(|(distance, _)| *distance);
    topics.into_iter().take(SUGGESTIONS).map(|(_, topic)| topic).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_code_and_suggests_it_for_itself() {
        for topic in Topic::all() {
            for name in topic.names() {
                assert_eq!(Topic::find(&name.to_lowercase()).map(Topic::code), Some(topic.code()));
            }
            assert!(
                nearest(topic.code(), |_| true).iter().any(|found| found.code() == topic.code())
            );
        }
    }
}
