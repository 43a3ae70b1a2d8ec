//! Render the report of an audit of consent signals as one HTML file.
//!
//! ```
//! use tcf_audit::report::Report;
//! use tcf_report::{HtmlOptions, html};
//!
//! let report = Report::from_json(br#"{"tool": "tcf", "notes": ["<script>alert(1)</script>"]}"#)?;
//! let mut page = String::new();
//! html(&report, &HtmlOptions::new(), &mut page)?;
//! assert!(page.starts_with("<!DOCTYPE html>") && !page.contains("<script"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The file has no script and loads nothing: it can be opened offline, sent by mail and printed. A
//! content security policy has the browser enforce both. All text of the report is escaped. Every
//! picture has a table beside it.
//!
//! The size of the file is bounded, whatever the size of the report: each section shows the worst
//! or the most frequent, and says how much it leaves out.

mod chart;
mod format;
mod markup;
mod page;
mod section;
mod table;
mod view;
mod words;

use std::fmt;

use tcf_audit::report::Report;

use markup::Markup;
use view::View;

/// The README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

/// How a report is rendered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HtmlOptions {
    /// Whether hosts and files are replaced by numbers, for readers who may know the vendors but
    /// not the hosts. A host has one number in the whole page.
    pub redact_hosts: bool,
}

impl HtmlOptions {
    /// The defaults: hosts are shown.
    pub const fn new() -> Self {
        Self { redact_hosts: false }
    }

    /// Sets whether hosts and files are replaced by numbers.
    #[must_use]
    pub const fn redact_hosts(mut self, redact: bool) -> Self {
        self.redact_hosts = redact;
        self
    }
}

/// Writes a report as an HTML document.
///
/// The document depends on the report and the options only. An error is one of `out`.
pub fn html(report: &Report, options: &HtmlOptions, out: &mut impl fmt::Write) -> fmt::Result {
    let view = View::new(report, *options);
    let mut markup = Markup::new(out);
    page::write(&mut markup, &view);
    markup.finish()
}
