//! `tcf page`: writes the browser page as one HTML file.

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Result, bail};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::args::PageArgs;
use crate::lists;
use crate::ui::{ExitStatus, Ui};

/// The parts of the page between which lists and the string are written. The build script makes
/// them.
#[cfg(feature = "page")]
const PAGE: Option<(&str, &str)> = Some((
    include_str!(concat!(env!("OUT_DIR"), "/head.html")),
    include_str!(concat!(env!("OUT_DIR"), "/rest.html")),
));
#[cfg(not(feature = "page"))]
const PAGE: Option<(&str, &str)> = None;

pub(crate) fn run(args: &PageArgs, ui: &Ui) -> Result<ExitStatus> {
    let Some((head, rest)) = PAGE else {
        bail!(
            "this build of tcf does not contain the page; build it from a clone:\n  \
             cargo run --manifest-path web/xtask/Cargo.toml -- web\n  \
             cargo install --path cli --features page"
        );
    };
    // Every list is checked before the first byte is written.
    let lists = read_lists(args)?;
    let mut out = ui.stdout();
    out.write_all(head.as_bytes())?;
    for bytes in &lists {
        writeln!(out, "{}", list_element(bytes)?)?;
    }
    if let Some(string) = &args.string {
        writeln!(out, "{}", string_element(string)?)?;
    }
    out.write_all(rest.as_bytes())?;
    out.flush()?;
    Ok(ExitStatus::Success)
}

/// The bytes of the lists that are given.
fn read_lists(args: &PageArgs) -> Result<Vec<Vec<u8>>> {
    let gvls = args.gvl.iter().map(|path| lists::gvl_bytes(path));
    let cmp_list = args.cmp_list.iter().map(|path| checked(path, lists::read_cmp_list));
    let provider_list =
        args.provider_list.iter().map(|path| checked(path, lists::read_provider_list));
    gvls.chain(cmp_list).chain(provider_list).collect()
}

/// The bytes of a list that can be read.
fn checked<T>(path: &Path, read: impl Fn(&Path) -> Result<T>) -> Result<Vec<u8>> {
    read(path)?;
    lists::read(path)
}

/// A list: gzip in base64, which the page decompresses.
fn list_element(bytes: &[u8]) -> io::Result<String> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes)?;
    let text = BASE64_STANDARD.encode(packed.finish()?);
    Ok(format!(r#"<script type="application/octet-stream" class="tcf-list">{text}</script>"#))
}

/// The string, as JSON that cannot end the element.
fn string_element(string: &str) -> serde_json::Result<String> {
    let json = serde_json::to_string(string)?.replace('<', r"\u003c");
    Ok(format!(r#"<script type="application/json" id="tcf-string">{json}</script>"#))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_cannot_end_its_element() {
        let string = "</script><!--\u{2028}\" \\ \u{1f600}";
        let element = string_element(string).unwrap();
        let json = element
            .strip_prefix(r#"<script type="application/json" id="tcf-string">"#)
            .and_then(|rest| rest.strip_suffix("</script>"))
            .unwrap();
        assert!(!json.contains('<'), "{json}");
        assert_eq!(serde_json::from_str::<String>(json).unwrap(), string);
    }
}
