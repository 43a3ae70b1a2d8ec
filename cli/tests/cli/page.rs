//! `tcf page` in a build without the page. `tests/page.rs` tests a build with it.

use crate::{run, tcf, text};

#[test]
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
