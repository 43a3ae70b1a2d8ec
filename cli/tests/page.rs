//! `tcf page` in a build with the page: what the command writes into it. That the page reads it is
//! tested in a browser.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[path = "cli/process.rs"]
mod process;

use process::{run, tcf, text};

#[test]
fn lists_and_the_string_are_written_before_the_module() {
    let gvl = "../../../fixtures/gvl/v3/archives/vendor-list-v140.json";
    let output = run(tcf(["page", "--gvl", gvl, "</script>"]), b"");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let page = text(&output.stdout);
    let plain = run(tcf(["page"]), b"");
    let plain = text(&plain.stdout);
    let module = r#"<script type="application/octet-stream" id="tcf-wasm">"#;
    let (head, rest) = plain.split_at(plain.find(module).unwrap());
    let written = page.strip_prefix(head).and_then(|page| page.strip_suffix(rest));
    let lines: Vec<_> = written.unwrap().lines().collect();
    let [list, string] = lines[..] else { panic!("{lines:?}") };
    assert!(list.starts_with(r#"<script type="application/octet-stream" class="tcf-list">H4sI"#));
    assert_eq!(
        string,
        r#"<script type="application/json" id="tcf-string">"\u003c/script>"</script>"#
    );
}

#[test]
fn nothing_is_written_if_a_list_is_invalid() {
    let output = run(tcf(["page", "--gvl", "-"]), b"{}");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(text(&output.stderr).contains("stdin"), "{}", text(&output.stderr));
}
