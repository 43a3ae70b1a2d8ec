//! Helpers for the generated pages of rules and reasons.

use std::fmt;

use crate::rule_code::RuleCode;

/// The columns of generated prose.
const WIDTH: usize = 100;

/// The page that a function writes.
#[expect(clippy::expect_used, reason = "writing to a string never fails")]
pub fn page(write: impl FnOnce(&mut String) -> fmt::Result) -> String {
    let mut page = String::new();
    write(&mut page).expect("writing to a string never fails");
    page
}

/// The text as a paragraph: special characters are escaped, and lines have at most 100 columns.
pub fn paragraph(text: &str) -> String {
    wrapped(&escaped(text))
}

/// The text with an initial capital letter and a final full stop.
pub fn sentence(text: &str) -> String {
    let mut sentence = capitalized(text);
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

/// The text with an initial capital letter.
pub fn capitalized(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}

/// The text with Markdown's special characters escaped.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for found in text.chars() {
        if matches!(found, '\\' | '*' | '_' | '`' | '<' | '[' | '|' | '#') {
            escaped.push('\\');
        }
        escaped.push(found);
    }
    escaped
}

/// The escaped text with links to the pages of rules, as seen from `docs`.
pub(crate) fn linked(text: &str) -> String {
    let escaped = escaped(text);
    let words = escaped.split(' ').map(|word| {
        let code = word.trim_matches(|found: char| !found.is_ascii_alphanumeric());
        match code.parse::<RuleCode>() {
            Ok(rule) if code == rule.as_str() => {
                word.replace(code, &format!("[{code}](rules/{code}.md)"))
            }
            _ => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The text in lines of at most 100 columns. Longer words are not broken.
pub fn wrapped(text: &str) -> String {
    let mut wrapped = String::with_capacity(text.len());
    let mut columns = 0;
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if columns > 0 && columns + 1 + width > WIDTH {
            wrapped.push('\n');
            columns = 0;
        } else if columns > 0 {
            wrapped.push(' ');
            columns += 1;
        }
        wrapped.push_str(word);
        columns += width;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_starts_with_a_capital_letter_and_ends_with_a_full_stop() {
        assert_eq!(sentence("clear the bits"), "Clear the bits.");
        assert_eq!(sentence("why?"), "Why?");
    }

    #[test]
    fn escapes_special_characters() {
        assert_eq!(escaped("a *b* | c_d"), "a \\*b\\* \\| c\\_d");
    }

    #[test]
    fn wraps_at_100_columns() {
        let lines = wrapped(&"word ".repeat(40));
        assert_eq!(lines.lines().map(str::len).collect::<Vec<_>>(), [99, 99]);
    }
}
