//! Pictures: inline SVG whose widths are in percent, so that they fit phones and wide screens
//! without scaled text. Heights are in pixels.

mod bars;
mod scale;
mod shape;

use std::fmt::{self, Display};

use crate::markup::Markup;

pub(crate) use bars::{Bar, bars};
pub(crate) use scale::Scale;
pub(crate) use shape::{CENSORED, definitions, legend_mark, shape};

/// A position or width in percent of the picture.
#[derive(Clone, Copy)]
pub(crate) struct Percent(pub(crate) f64);

impl Percent {
    /// A share, from 0 to 1.
    pub(crate) fn of(share: f64) -> Self {
        Self(share * 100.0)
    }
}

impl Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.2}", self.0);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        write!(f, "{}%", if text == "-0" { "0" } else { text })
    }
}

/// Writes a picture. `title` names it for people who cannot see it, and `description` says what it
/// shows; both are read out.
pub(crate) fn picture(
    markup: &mut Markup<'_>,
    id: &str,
    (title, description): (&str, &str),
    height: u32,
    content: impl FnOnce(&mut Markup<'_>),
) {
    let svg = markup.tag("svg").class("picture").attr("role", "img");
    let svg = svg.attr("aria-labelledby", format_args!("{id}-title {id}-desc"));
    svg.attr("width", "100%").attr("height", height).with(|markup| {
        markup.tag("title").attr("id", format_args!("{id}-title")).text(title);
        markup.tag("desc").attr("id", format_args!("{id}-desc")).text(description);
        content(markup);
    });
}

/// Writes a straight line.
pub(crate) fn line(
    markup: &mut Markup<'_>,
    class: &'static str,
    (x1, y1): (Percent, u32),
    (x2, y2): (Percent, u32),
) {
    let line = markup.tag("line").class(class).attr("x1", x1).attr("y1", y1);
    line.attr("x2", x2).attr("y2", y2).empty();
}

/// Writes a rectangle.
pub(crate) fn rect(
    markup: &mut Markup<'_>,
    class: &'static str,
    (x, y): (Percent, u32),
    (width, height): (Percent, u32),
) {
    let rect = markup.tag("rect").class(class).attr("x", x).attr("y", y);
    rect.attr("width", width).attr("height", height).empty();
}

/// Writes text. `class` sets the anchor: `start`, `middle` or `end`.
pub(crate) fn text(
    markup: &mut Markup<'_>,
    class: &'static str,
    (x, y): (Percent, u32),
    text: impl Display,
) {
    markup.tag("text").class(class).attr("x", x).attr("y", y).text(text);
}

/// Writes a bar of a share with its interval. It repeats numbers that are in the text beside it.
pub(crate) fn meter(markup: &mut Markup<'_>, share: f64, interval: Option<(f64, f64)>) {
    let svg = markup.tag("svg").class("meter").attr("aria-hidden", "true");
    svg.attr("width", "100%").attr("height", 12).with(|markup| {
        rect(markup, "track", (Percent(0.0), 3), (Percent(100.0), 6));
        rect(markup, "bar", (Percent(0.0), 3), (Percent::of(share.clamp(0.0, 1.0)), 6));
        if let Some((low, high)) = interval {
            whisker(markup, 6, low, high);
        }
    });
}

/// Writes the legend of bars: the class of each part with its words, and the words for intervals if
/// there are any.
pub(crate) fn bar_legend(
    markup: &mut Markup<'_>,
    parts: &[(&'static str, &'static str)],
    intervals: Option<&'static str>,
) {
    let swatch = |markup: &mut Markup<'_>, class, content: &dyn Fn(&mut Markup<'_>)| {
        let svg = markup.tag("svg").class(class).attr("aria-hidden", "true");
        svg.attr("width", 26).attr("height", 14).with(content);
    };
    markup.tag("ul").class("legend").with(|markup| {
        for &(class, words) in parts {
            markup.tag("li").with(|markup| {
                swatch(markup, "split", &|markup| {
                    rect(markup, class, (Percent(0.0), 0), (Percent(100.0), 14));
                });
                markup.text(words);
            });
        }
        if let Some(words) = intervals {
            markup.tag("li").with(|markup| {
                swatch(markup, "split plain", &|markup| whisker(markup, 7, 0.1, 0.9));
                markup.text(words);
            });
        }
    });
}

/// Writes an interval of a share as a line with ends.
pub(crate) fn whisker(markup: &mut Markup<'_>, y: u32, low: f64, high: f64) {
    let [low, high] = [low, high].map(|share| Percent::of(share.clamp(0.0, 1.0)));
    line(markup, "whisker", (low, y), (high, y));
    for end in [low, high] {
        line(markup, "whisker", (end, y.saturating_sub(5)), (end, y + 5));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_is_short() {
        let found = [0.0, 100.0, 33.333_3, 50.5, -0.001].map(|number| Percent(number).to_string());
        assert_eq!(found, ["0%", "100%", "33.33%", "50.5%", "0%"]);
    }
}
