//! Text output at various terminal widths.

use std::path::Path;

use anstream::ColorChoice;
use tcf::{Input, Topic};
use tcf_policy::gvl::{self, Gvl};
use unicode_width::UnicodeWidthStr as _;

use super::{explain, inspect};
use crate::term::{Colors, Page, Terminal};

/// The lines of a page. Checks that they are no wider than `width`, except for single long words.
#[track_caller]
fn check_width(width: usize, write: impl Fn(&mut Page<'_>) -> std::io::Result<()>) -> Vec<String> {
    let mut out = Vec::new();
    let term = Terminal { palette: Colors::new(ColorChoice::Never).out, width, columns: None };
    write(&mut Page::new(&mut out, term)).unwrap();
    let text = String::from_utf8(out).unwrap();
    for line in text.lines() {
        let is_one_word = !line.trim_start().contains(' ') || line.contains("://");
        assert!(
            line.width() <= width || is_one_word,
            "{width}: {line:?} is {} columns wide",
            line.width()
        );
        assert_eq!(line, line.trim_end(), "{width}");
    }
    text.lines().map(str::to_owned).collect()
}

/// The words of all lines.
fn words(lines: &[String]) -> Vec<&str> {
    lines.iter().flat_map(|line| line.split_whitespace()).collect()
}

#[test]
fn explain_pages_fit_the_terminal() {
    let topics: Vec<_> = tcf_policy::rules::all().map(Topic::Rule).collect();
    for topic in &topics {
        let narrow = check_width(70, |page| explain::write_page(page, *topic));
        let wide = check_width(100, |page| explain::write_page(page, *topic));
        assert_eq!(words(&narrow), words(&wide));
    }
    check_width(70, |page| explain::write_list(page, &topics));
}

#[test]
fn vendor_list_pages_fit_the_terminal() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/gvl/v3/archives");
    let list = |name| Gvl::from_json(&std::fs::read(folder.join(name)).unwrap()).unwrap();
    let (old, new) = (list("vendor-list-v140.json"), list("vendor-list-v141.json"));
    let diff = gvl::diff(&old, &new);
    for width in [60, 70, 80, 100] {
        check_width(width, |page| super::gvl::list::write(page, &new));
        for vendor in new.vendors() {
            check_width(width, |page| super::gvl::vendor::write(page, &new, vendor));
        }
        check_width(width, |page| super::gvl::diff::write(page, &(&diff).into(), &new));
    }
}

#[test]
fn inspected_fields_fit_the_terminal() {
    let input = Input::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA");
    let inspection = input.inspect();
    let palette = Colors::new(ColorChoice::Never).out;
    for columns in [80, 90, 94, 95, 120] {
        let mut out = Vec::new();
        let term = Terminal { palette, width: columns, columns: Some(columns) };
        let page = Page::new(&mut out, term);
        let screen = inspect::Screen { page, input: &input, inspection: &inspection, cmps: None };
        screen.write().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("010000 100000"), "{text}");
        for line in text.lines() {
            assert!(line.width() <= columns, "{columns}: {line:?}");
        }
    }
}
