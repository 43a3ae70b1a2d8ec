//! Wrapped lists of ids.

use std::fmt::Display;
use std::io::{self, Write};

use tcf_codec::VendorRange;
use tcf_codec::ac::ProviderRange;

use crate::term::{counted, counted_as};

/// Consecutive ids, as text.
pub(crate) trait Run: Display {
    /// Number of ids.
    fn count(&self) -> usize;
}

impl Run for VendorRange {
    fn count(&self) -> usize {
        self.len()
    }
}

impl Run for ProviderRange {
    fn count(&self) -> usize {
        Self::count(*self)
    }
}

/// Writes comma-separated ranges from column `indent` (where the cursor is) to `width`. After
/// `lines` lines, only the number of the remaining ranges is written.
pub(crate) fn write_wrapped(
    out: &mut dyn Write,
    ranges: impl Iterator<Item = impl Run>,
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
                let (count, vendors) = ranges
                    .fold((1, range.count()), |(count, vendors), range| {
                        (count + 1_usize, vendors + range.count())
                    });
                let (ranges, ids) =
                    (counted_as(count, "more range", "more ranges"), counted(vendors, "id"));
                let rest = format!("... {ranges} ({ids}; -v prints all)");
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
    fn keeps_the_width_and_every_range() {
        for count in 0..200 {
            let text = wrapped(count, usize::MAX);
            assert!(text.lines().all(|line| line.len() <= WIDTH));
            assert_eq!(text.matches('-').count(), usize::from(count));
        }
    }

    #[test]
    fn counts_the_remaining_ranges() {
        let text = wrapped(200, 3);
        let (shown, rest) = text.rsplit_once("\n    ... ").unwrap();
        let shown = shown.matches('-').count();
        assert_eq!(
            rest,
            format!("{} more ranges ({} ids; -v prints all)", 200 - shown, (200 - shown) * 3)
        );
    }
}
