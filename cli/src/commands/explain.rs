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
                "unknown code {}{}; tcf explain --all lists all codes",
                plain(code),
                suggestion("similar codes", code, |_| true)
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

/// The end of an error about an unknown rule: the rules with similar codes or slugs.
pub(super) fn similar_rules(code: &str) -> String {
    suggestion("similar", code, |topic| matches!(topic, Topic::Rule(_)))
}

/// `; title: P011 (li-purposes-3-6), ...`, or nothing if no code is similar.
fn suggestion(title: &str, code: &str, filter: impl Fn(&Topic) -> bool) -> String {
    match nearest(code, filter).as_slice() {
        [] => String::new(),
        topics => {
            let topics: Vec<_> = topics.iter().map(ToString::to_string).collect();
            format!("; {title}: {}", topics.join(", "))
        }
    }
}

/// The topics with the most similar codes or slugs, if any is similar.
fn nearest(code: &str, filter: impl Fn(&Topic) -> bool) -> Vec<Topic> {
    /// The most changes of characters between similar codes, such as P1 and P001. Longer slugs may
    /// differ in a third of their characters.
    const MAX_DISTANCE: usize = 2;
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
        .filter(|(distance, _)| *distance <= MAX_DISTANCE.max(code.chars().count() / 3))
        .collect();
    topics.sort_by_key(|(distance, _)| *distance);
    topics.into_iter().take(SUGGESTIONS).map(|(_, topic)| topic).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_only_similar_codes() {
        let first = |code: &str| nearest(code, |_| true).first().map(|topic| topic.code());
        for code in ["", "foo", "xyz", "P", "12345", "nonsense"] {
            assert_eq!(first(code), None, "{code}");
        }
        for (code, similar) in [("P1", "P001"), ("p11", "P011"), ("emty-input", "S001")] {
            assert_eq!(first(code), Some(similar), "{code}");
        }
    }

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
