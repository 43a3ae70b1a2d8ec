//! A picture of bars with parts, one below the other, each with a name and a number above it.

use super::{Percent, picture, rect, text, whisker};
use crate::markup::Markup;

/// The height of a row: a line of text and a bar.
const ROW: u32 = 46;
/// The height of a bar.
const BAR: u32 = 14;

/// A bar.
pub(crate) struct Bar {
    /// What it is of.
    pub(crate) name: String,
    /// What it shows in numbers.
    pub(crate) count: String,
    /// The parts from the start: their class, and their share of the whole. The rest is empty.
    pub(crate) parts: [(&'static str, f64); 2],
    /// An interval, as shares of the whole.
    pub(crate) interval: Option<[f64; 2]>,
}

/// Writes a picture of bars. `texts` are its title and its description.
pub(crate) fn bars(markup: &mut Markup<'_>, id: &str, texts: (&str, &str), bars: &[Bar]) {
    let height = u32::try_from(bars.len()).unwrap_or(u32::MAX).saturating_mul(ROW);
    picture(markup, id, texts, height, |markup| {
        let mut y = 0;
        for bar in bars {
            text(markup, "name start", (Percent(0.0), y + 14), &bar.name);
            text(markup, "count end", (Percent(100.0), y + 14), &bar.count);
            rect(markup, "empty-part", (Percent(0.0), y + 21), (Percent(100.0), BAR));
            let mut start = 0.0;
            for (class, share) in bar.parts {
                let share = share.clamp(0.0, 1.0 - start);
                if share > 0.0 {
                    let size = (Percent::of(share), BAR);
                    rect(markup, class, (Percent::of(start), y + 21), size);
                }
                start += share;
            }
            if let Some([low, high]) = bar.interval {
                whisker(markup, y + 28, low, high);
            }
            y += ROW;
        }
    });
}
