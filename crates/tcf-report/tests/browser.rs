//! A page with hostile text in a real browser: nothing runs, nothing is requested.
//!
//! Needs Chromium. Without it the test is skipped, unless `TCF_NEEDS_CHROMIUM` is set.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::env;

use common::browser::{find, load};
use common::{HOSTILE, hostile, page};
use tcf_report::HtmlOptions;

#[test]
fn a_hostile_page_runs_and_requests_nothing() {
    let Some(browser) = find() else {
        assert!(env::var_os("TCF_NEEDS_CHROMIUM").is_none(), "Chromium not found");
        eprintln!("skipped: Chromium not found");
        return;
    };
    let report = page(hostile(), HtmlOptions::new());
    let loaded = load(&browser, "hostile", &report, &[]);
    assert!(loaded.document.contains("<title>Audit of consent signals</title>"));
    assert!(loaded.document.contains("</footer>"));
    assert_eq!(loaded.console, Vec::<String>::new());
    assert!(!loaded.has_requested);

    // The same text as markup does harm, which shows that the test would see it.
    let markup = HOSTILE.join(" ");
    let harmful = format!("<!DOCTYPE html><title>Report</title><body>{markup}</body>");
    let loaded = load(&browser, "harmful", &harmful, &[]);
    assert!(loaded.document.contains("<title>broken</title>"));
    assert!(loaded.has_requested);

    // The policy of the page alone prevents it, too, and says so in the console.
    let guarded = report.replace("</footer>", &format!("</footer>{}", HOSTILE[0]));
    let loaded = load(&browser, "guarded", &guarded, &[]);
    assert!(loaded.document.contains("<title>Audit of consent signals</title>"));
    assert!(loaded.console.iter().any(|message| message.contains("Content Security Policy")));
}
