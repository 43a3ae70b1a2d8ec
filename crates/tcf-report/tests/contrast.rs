//! The colors of the style sheet against the contrast that WCAG 2.2 requires: 4.5 for text, 3 for
//! marks.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

/// The colors of a block of declarations: `--ground: #fff;`.
fn colors(block: &str) -> BTreeMap<&str, [f64; 3]> {
    let declarations = block.split(';').filter_map(|declaration| declaration.split_once(':'));
    let colors = declarations.filter_map(|(name, color)| {
        let digits: Vec<_> = color.trim().strip_prefix('#')?.chars().collect();
        let channel = |index: usize| {
            let pair = match digits.len() {
                3 => [digits[index]; 2],
                _ => [digits[2 * index], digits[2 * index + 1]],
            };
            let value = u8::from_str_radix(&String::from_iter(pair), 16).unwrap();
            f64::from(value) / 255.0
        };
        Some((name.trim().strip_prefix("--")?, [channel(0), channel(1), channel(2)]))
    });
    colors.collect()
}

/// The relative luminance of a color, by the definition of WCAG.
fn luminance(color: [f64; 3]) -> f64 {
    let linear = |value: f64| {
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = color.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn text_and_marks_have_contrast_in_light_and_dark() {
    let style = include_str!("../src/style.css");
    let blocks = style.split(":root {").skip(1).map(|block| block.split('}').next().unwrap());
    let themes: Vec<_> = blocks.map(colors).collect();
    assert_eq!(themes.len(), 2, "light and dark");
    for theme in themes {
        let check = |front: &str, back: &str, least: f64| {
            let found = contrast(theme[front], theme[back]);
            assert!(found >= least, "{front} on {back}: {found:.2}");
        };
        for text in ["text", "soft", "link", "denied"] {
            for ground in ["ground", "panel"] {
                check(text, ground, 4.5);
            }
        }
        check("denied", "denied-ground", 4.5);
        for badge in ["error-ground", "warning-ground", "info-ground"] {
            check("on-badge", badge, 4.5);
        }
        let marks = ["permitted", "interest", "denied", "before", "undecided"];
        for mark in marks.into_iter().chain(["c1", "c2", "c3", "c4", "c5"]) {
            check(mark, "ground", 3.0);
        }
        check("interest", "interest-ground", 2.9);
        check("permitted", "line", 3.0);
    }
}

#[test]
fn contrast_is_that_of_the_definition() {
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
    // #777 on white, a known border case.
    let grey = [f64::from(0x77_u8) / 255.0; 3];
    assert!((contrast(grey, [1.0; 3]) - 4.48).abs() < 0.01);
}
