//! `tcf page`. What the command writes into the page is tested in a browser, with the page.

use crate::{run, tcf, text};

#[test]
#[cfg(not(feature = "page"))]
fn a_build_without_the_page_says_how_to_get_it() {
    let output = run(tcf(["page", "STRING"]), b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    insta::assert_snapshot!(text(&output.stderr), @r"
    error: this build of tcf does not contain the page; build it from a clone:
      cargo run --manifest-path web/xtask/Cargo.toml -- web
      cargo install --path cli --features page
    ");
}

#[test]
#[cfg(feature = "page")]
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
#[cfg(feature = "page")]
fn nothing_is_written_if_a_list_is_invalid() {
    let output = run(tcf(["page", "--gvl", "-"]), b"{}");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(text(&output.stderr).contains("stdin"), "{}", text(&output.stderr));
}
