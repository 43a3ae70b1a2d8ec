//! Pages as axe-core sees them in a real browser, light and dark: no violation.
//!
//! Needs Chromium, and the packages of `tests/axe` (`npm ci`). Without them the test is skipped,
//! unless `TCF_NEEDS_AXE` is set.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::path::Path;
use std::{env, fs};

use common::browser::{find, load};
use common::{hostile, page, small};
use serde_json::{Value, json};
use tcf_report::HtmlOptions;

/// The color schemes, as Chromium numbers them.
const SCHEMES: [(&str, u8); 2] = [("dark", 0), ("light", 1)];

/// Runs axe on the document and writes what it found at the end of the page.
const RUN: &str = r#"
axe.run(document, { resultTypes: ["violations"] }).then((results) => {
  const nodes = (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}`);
  const found = { passes: results.passes.length, violations: results.violations.flatMap(nodes),
    dark: matchMedia("(prefers-color-scheme: dark)").matches };
  const result = document.createElement("pre");
  result.textContent = "AXE" + JSON.stringify(found) + "END";
  document.body.append(result);
});
"#;

#[test]
fn pages_have_no_violation_that_axe_finds() {
    let axe =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/axe/node_modules/axe-core/axe.min.js");
    let (Some(browser), Ok(axe)) = (find(), fs::read_to_string(axe)) else {
        assert!(env::var_os("TCF_NEEDS_AXE").is_none(), "Chromium or axe-core not found");
        eprintln!("skipped: Chromium or axe-core not found");
        return;
    };
    let pages = [
        ("small", page(small(), HtmlOptions::new())),
        ("hostile", page(hostile(), HtmlOptions::new().redact_hosts(true))),
        ("empty", page(json!({ "tool": "tcf" }), HtmlOptions::new())),
    ];
    for (name, html) in &pages {
        for (scheme, number) in SCHEMES {
            let found = check(&browser, &axe, &format!("{name}-{scheme}"), html, number);
            assert_eq!(found["violations"], json!([]), "{name}, {scheme}");
            assert!(found["passes"].as_u64().unwrap() > 20, "{name}, {scheme}: {found}");
            assert_eq!(found["dark"], scheme == "dark");
        }
    }
    // A page with a picture that has no text is one that axe reports.
    let [(_, html), ..] = &pages;
    let worse = html.replace("</main>", "<img src=\"data:,\"></main>");
    assert_ne!(&worse, html);
    let found = check(&browser, &axe, "worse", &worse, 1);
    assert!(found["violations"].to_string().contains("image-alt"), "{found}");
}

/// What axe finds in a page. The policy of the page forbids scripts, so the copy has none.
fn check(browser: &str, axe: &str, name: &str, html: &str, scheme: u8) -> Value {
    let (before, rest) = html.split_once("<meta http-equiv=\"Content-Security-Policy\"").unwrap();
    let (_, after) = rest.split_once('>').unwrap();
    let html = format!("{before}{after}<script>{axe}</script><script>{RUN}</script>");
    let scheme = format!("--blink-settings=preferredColorScheme={scheme}");
    let loaded =
        load(browser, &format!("axe-{name}"), &html, &["--virtual-time-budget=60000", &scheme]);
    let (_, found) = loaded.document.rsplit_once("AXE{").unwrap();
    let (found, _) = found.split_once("}END").unwrap();
    let found = found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&format!("{{{found}}}")).unwrap()
}
