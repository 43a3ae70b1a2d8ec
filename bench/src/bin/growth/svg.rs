//! Line charts side by side, in colors that are legible on light and dark backgrounds.

use std::fmt::Write;

/// A chart of microseconds by size, with a line per operation.
pub(crate) struct Panel {
    pub(crate) title: &'static str,
    pub(crate) lines: [Vec<(f64, f64)>; 3],
}

const COLORS: [&str; 3] = ["#2f81f7", "#d9822b", "#3f9f4f"];
const GRAY: &str = "#7d8590";
const FONT: &str = r#"font-family="sans-serif" font-size="12""#;
const LINE: &str = r#"fill="none" stroke-width="2" stroke-linejoin="round""#;
/// The plot area of a chart.
const WIDTH: f64 = 250.0;
const HEIGHT: f64 = 200.0;
/// The margins to the left and above.
const LEFT: f64 = 52.0;
const TOP: f64 = 44.0;

/// Renders the charts.
pub(crate) fn draw(names: [&str; 3], panels: &[Panel]) -> String {
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 930 290" {FONT} fill="{GRAY}">"#
    );
    let mut x = LEFT;
    for (name, color) in names.into_iter().zip(COLORS) {
        put(&mut svg, format_args!(r#"<circle cx="{x}" cy="16" r="5" fill="{color}"/>"#));
        text(&mut svg, (x + 10.0, 20.0), "start", name);
        x += 140.0;
    }
    let mut left = LEFT;
    for panel in panels {
        panel.draw(&mut svg, left);
        left += WIDTH + LEFT;
    }
    svg + "\n</svg>\n"
}

impl Panel {
    fn draw(&self, svg: &mut String, left: f64) {
        let points = || self.lines.iter().flatten();
        let last = points().map(|point| point.0).fold(0.0, f64::max);
        let step = step(points().map(|point| point.1).fold(0.0, f64::max));
        let highest = step * 5.0;
        let bottom = TOP + HEIGHT;
        let at = |(size, time): (f64, f64)| {
            (left + WIDTH * size / last, bottom - HEIGHT * time / highest)
        };
        for tick in [0.0, 1.0, 2.0, 3.0, 4.0, 5.0] {
            let (x, y) = at((0.0, tick * step));
            put(
                svg,
                format_args!(
                    r#"<path d="M{x:.1} {y:.1}h{WIDTH}" stroke="{GRAY}" stroke-opacity="0.3"/>"#
                ),
            );
            let decimals = if step < 1.0 { 2 } else { 0 };
            text(svg, (x - 6.0, y + 4.0), "end", &format!("{:.decimals$}", tick * step));
        }
        for part in [0.0, 0.5, 1.0] {
            text(
                svg,
                (left + WIDTH * part, bottom + 18.0),
                "middle",
                &format!("{:.0}", last * part),
            );
        }
        text(svg, (left + WIDTH / 2.0, bottom + 36.0), "middle", self.title);
        text(svg, (left - 6.0, TOP - 10.0), "start", "µs per string");
        for (line, color) in self.lines.iter().zip(COLORS) {
            let points: Vec<_> = line
                .iter()
                .map(|&point| at(point))
                .map(|(x, y)| format!("{x:.1},{y:.1}"))
                .collect();
            let points = points.join(" ");
            put(svg, format_args!(r#"<polyline points="{points}" {LINE} stroke="{color}"/>"#));
        }
    }
}

/// A round step so that five ticks cover `highest`.
fn step(highest: f64) -> f64 {
    let power = 10_f64.powf((highest / 5.0).max(1e-3).log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0].map(|digit| digit * power);
    steps.into_iter().find(|step| step * 5.0 >= highest).unwrap_or(10.0 * power)
}

fn text(svg: &mut String, (x, y): (f64, f64), anchor: &str, text: &str) {
    put(svg, format_args!(r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{text}</text>"#));
}

fn put(svg: &mut String, element: std::fmt::Arguments<'_>) {
    write!(svg, "\n{element}").expect("writing to a string cannot fail");
}
