//! Ids as text, wrapped to the width of a terminal.

use std::io::{self, Write};

use tcf_codec::VendorRange;

/// Writes ranges, separated by commas, from column `indent` to `width`; the cursor is there
/// already. After `lines` lines the rest is counted only.
pub(crate) fn write_wrapped(
    out: &mut dyn Write,
    ranges: impl Iterator<Item = VendorRange>,
    indent: usize,
    lines: usize,
    width: usize,
) -> io::Result<()> {
    let mut column = indent;
    let mut line = 1;
    let mut ranges = ranges.peekable();
    while let Some(range) = ranges.next() {
        let comma = if ranges.peek().is_some() { "," } else { "" };
        let text = format!("{range}{comma}");
        if column > indent && column + 1 + text.len() > width {
            if line == lines {
                let (count, vendors) = ranges.fold((1, range.len()), |(count, vendors), range| {
                    (count + 1_usize, vendors + range.len())
                });
                let plural = if count == 1 { "range" } else { "ranges" };
                let rest = format!("... {count} more {plural} ({vendors} ids): -v shows all");
                return write!(out, "\n{:indent$}{rest}", "");
            }
            write!(out, "\n{:indent$}", "")?;
            column = indent;
            line += 1;
        }
        if column > indent {
            out.write_all(b" ")?;
            column += 1;
        }
        column += text.len();
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: usize = 80;

    fn wrapped(count: u16, lines: usize) -> String {
        let mut out = b"    ".to_vec();
        let ranges = (0..count).map(|n| VendorRange::new(n * 10 + 1, n * 10 + 3).unwrap());
        write_wrapped(&mut out, ranges, 4, lines, WIDTH).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn no_line_is_too_long_and_nothing_is_lost() {
        for count in 0..200 {
            let text = wrapped(count, usize::MAX);
            assert!(text.lines().all(|line| line.len() <= WIDTH));
            assert_eq!(text.matches('-').count(), usize::from(count));
        }
    }

    #[test]
    fn the_rest_is_counted() {
        let text = wrapped(200, 3);
        let (shown, rest) = text.rsplit_once("\n    ... ").unwrap();
        let shown = shown.matches('-').count();
        assert_eq!(
            rest,
            format!("{} more ranges ({} ids): -v shows all", 200 - shown, (200 - shown) * 3)
        );
    }
}
