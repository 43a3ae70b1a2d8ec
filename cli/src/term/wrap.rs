//! Words on lines of a terminal.

/// Columns of a line.
pub(crate) const WIDTH: usize = 80;

/// Writes words, from column `indent` on; the cursor is there already.
pub(crate) fn wrap_words(text: &str, indent: usize, width: usize) -> String {
    let mut wrapped = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        if column > 0 && column + 1 + word.len() > width {
            wrapped.push('\n');
            wrapped.extend(std::iter::repeat_n(' ', indent));
            column = 0;
        } else if column > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += word.len();
    }
    wrapped
}
