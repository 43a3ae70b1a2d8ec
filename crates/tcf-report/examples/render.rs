//! Render the JSON report of an audit as HTML:
//! `cargo run -p tcf-report --example render -- report.json report.html`. With `--redact`, without
//! hosts.

use std::{env, fs};

use tcf_audit::report::Report;
use tcf_report::{HtmlOptions, html};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (options, files): (Vec<_>, Vec<_>) =
        env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let [input, output] = &*files else {
        return Err("usage: render INPUT OUTPUT [--redact]".into());
    };
    let report = Report::from_json(&fs::read(input)?)?;
    let mut page = String::new();
    let redact = options.iter().any(|option| option == "--redact");
    html(&report, &HtmlOptions::new().redact_hosts(redact), &mut page)?;
    fs::write(output, page)?;
    Ok(())
}
