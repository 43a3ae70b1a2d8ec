//! `tcf explain`: explains a rule, check, reason or error code.

use std::io::Write as _;

use anyhow::Result;
use tcf::Topic;
use tcf_audit::check::CheckCode;
use tcf_policy::google::GoogleError;
use tcf_policy::levels::LevelCode;
use tcf_policy::rules::RuleCode;

use crate::args::{ExplainArgs, Format};
use crate::render;
use crate::render::explain;
use crate::term::{Page, plain};
use crate::ui::{ExitStatus, Ui};
use crate::word_code::WordCode;

/// Number of suggestions for an unknown code.
const SUGGESTIONS: usize = 3;

pub(crate) fn run(args: &ExplainArgs, ui: &Ui) -> Result<ExitStatus> {
    let mut out = ui.stdout();
    let mut status = ExitStatus::Success;
    let mut topics = Vec::new();
    let mut words: Vec<&WordCode> = Vec::new();
    if args.all {
        topics.extend(Topic::all());
        words.extend(WordCode::ALL);
    }
    let mut is_list = args.all;
    for code in &args.codes {
        if code.trim().eq_ignore_ascii_case(GoogleError::ALL_CODE) {
            // Alone, it lists the errors; beside other codes, each has its page.
            is_list = args.codes.len() == 1;
            topics.extend(Topic::google());
        } else if let Some(topic) = Topic::find(code) {
            topics.push(topic);
        } else if let Some(word) = WordCode::find(code) {
            words.push(word);
        } else if let Some(group) = group(code) {
            is_list = args.codes.len() == 1;
            topics.extend(group);
        } else if code.trim().is_empty() {
            ui.error(&"the code is empty; tcf explain --all lists all codes");
            status = ExitStatus::Error;
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
            let mut page = Page::new(&mut out, ui.terminal());
            explain::write_list(&mut page, &topics)?;
            if args.all {
                explain::write_words(&mut page, WordCode::ALL)?;
            }
        }
        Format::Text => {
            for (index, topic) in topics.iter().enumerate() {
                if index > 0 {
                    writeln!(out)?;
                }
                explain::write_page(&mut Page::new(&mut out, ui.terminal()), *topic)?;
            }
            for (index, word) in words.iter().enumerate() {
                if index > 0 || !topics.is_empty() {
                    writeln!(out)?;
                }
                explain::write_word(&mut Page::new(&mut out, ui.terminal()), word)?;
            }
        }
        format => {
            let topics = topics.into_iter().map(Topic::record);
            for record in topics.chain(words.into_iter().map(WordCode::record)) {
                render::json::write(&mut out, &record, format == Format::Json)?;
            }
        }
    }
    out.flush()?;
    Ok(status)
}

/// All codes and slugs.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let words = WordCode::ALL.iter().map(|word| word.code);
    Topic::all().flat_map(Topic::names).chain([GoogleError::ALL_CODE]).chain(words)
}

/// The rules or checks of a group; `None` if no group has this name.
fn group(name: &str) -> Option<Vec<Topic>> {
    let name = name.trim();
    let rules =
        <RuleCode as LevelCode>::group(name).map(|codes| topics_of(&codes, RuleCode::as_str));
    let checks =
        || <CheckCode as LevelCode>::group(name).map(|codes| topics_of(&codes, CheckCode::as_str));
    rules.or_else(checks)
}

fn topics_of<C: Copy>(codes: &[C], name: impl Fn(C) -> &'static str) -> Vec<Topic> {
    codes.iter().filter_map(|&code| Topic::find(name(code))).collect()
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
