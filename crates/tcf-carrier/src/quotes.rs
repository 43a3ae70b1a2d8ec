//! Quotes around a text.

/// Pairs of quotes, also those of word processors and of other languages.
const QUOTES: [(char, char); 9] = [
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('\u{201c}', '\u{201d}'),
    ('\u{2018}', '\u{2019}'),
    ('\u{ab}', '\u{bb}'),
    ('\u{2039}', '\u{203a}'),
    ('\u{201e}', '\u{201c}'),
    ('\u{201a}', '\u{2018}'),
];

/// Removes quotes and the white space, commas and semicolons around them. Returns the rest and its
/// offset.
pub(crate) fn unquote(input: &str) -> (usize, &str) {
    let lead = input.len() - input.trim_ascii_start().len();
    let rest = input.trim_ascii().trim_end_matches([',', ';']);
    // Bare strings are returned after one test.
    if rest.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return (0, input);
    }
    for (open, close) in QUOTES {
        if let Some(inner) = rest.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return (lead + open.len_utf8(), inner);
        }
    }
    (0, input)
}

/// The inside of a value in straight quotes, and its offset. In a text that is itself in quotes,
/// they may be escaped.
pub(crate) fn quoted(value: &str) -> Option<(usize, &str)> {
    ["\"", "'", "\\\""].into_iter().find_map(|quote| {
        let inner = value.strip_prefix(quote)?.strip_suffix(quote)?;
        Some((quote.len(), inner))
    })
}
