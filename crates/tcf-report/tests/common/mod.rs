//! A report with something in every field, and text that tries to break out of HTML.

#![allow(dead_code, reason = "each test file uses a part")]

pub(crate) mod browser;
pub(crate) mod parse;

use serde_json::Value;
use tcf_audit::report::Report;
use tcf_report::{HtmlOptions, html};

/// Text that would do harm if it were written as it is.
pub(crate) const HOSTILE: &[&str] = &[
    "<script>document.title='broken'</script>",
    "\"><img src=https://evil.example/a onerror=document.title='broken'>",
    "</style><script>document.title='broken'</script>",
    "</title><svg onload=document.title='broken'>",
    "' onmouseover='document.title=1",
    "javascript:document.title='broken'",
    "url(https://evil.example/b)",
    "]]><iframe src=https://evil.example/c>",
    "<!-- <link rel=stylesheet href=https://evil.example/d>",
    "&lt;b&gt; &#60;i&#62; &",
    "</bdi></td></table></main></body></html>",
    "{{constructor.constructor('document.title=1')()}}",
    "https://evil.example/e?<b>",
];

/// Keys whose values are not free text: the record's own type refuses others.
const TYPED: &[&str] =
    &["tool", "severity", "at", "first", "last", "firstSeen", "firstCall", "since"];

/// The report of `report.json`.
pub(crate) fn small() -> Value {
    serde_json::from_str(include_str!("../report.json")).unwrap()
}

/// The page of a report.
pub(crate) fn page(report: Value, options: HtmlOptions) -> String {
    let report: Report = serde_json::from_value(report).unwrap();
    let mut page = String::new();
    html(&report, &options, &mut page).unwrap();
    page
}

/// Replaces every free text of a report, and every key of its payloads.
pub(crate) fn replace(value: &mut Value, text: &mut impl FnMut(&str) -> String) {
    match value {
        Value::String(found) => *found = text(found),
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, text)),
        Value::Object(object) => {
            for (key, item) in object.iter_mut() {
                if !TYPED.contains(&key.as_str()) {
                    replace(item, text);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A report all of whose texts are hostile, except those that choose a mark or a metric.
pub(crate) fn hostile() -> Value {
    let mut report = small();
    let mut number = 0;
    replace(&mut report, &mut |text| {
        number += 1;
        let is_name =
            ["notPermitted", "beforeChoice", "other", "calls", "coverage"].contains(&text);
        if is_name { text.to_owned() } else { HOSTILE[number % HOSTILE.len()].to_owned() }
    });
    report
}
