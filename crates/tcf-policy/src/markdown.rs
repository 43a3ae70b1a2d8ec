//! Helpers for the generated pages of rules and reasons.

/// The columns of generated prose.
const WIDTH: usize = 100;

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
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for found in text.chars() {
        if matches!(found, '\\' | '*' | '_' | '`' | '<' | '[' | '|' | '#') {
            escaped.push('\\');
        }
        escaped.push(found);
    }
    escaped
}

/// The text as Markdown, broken into lines of at most 100 columns.
pub(crate) fn paragraph(text: &str) -> String {
    let mut paragraph = String::with_capacity(text.len());
    let mut columns = 0;
    for word in escaped(text).split_whitespace() {
        let width = word.chars().count();
        if columns > 0 && columns + 1 + width > WIDTH {
            paragraph.push('\n');
            columns = 0;
        } else if columns > 0 {
            paragraph.push(' ');
            columns += 1;
        }
        paragraph.push_str(word);
        columns += width;
    }
    paragraph
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
    fn a_paragraph_is_escaped_and_wrapped() {
        assert_eq!(paragraph("a *b*  | c_d"), "a \\*b\\* \\| c\\_d");
        let lines = paragraph(&"word ".repeat(40));
        assert_eq!(lines.lines().map(str::len).collect::<Vec<_>>(), [99, 99]);
    }
}
