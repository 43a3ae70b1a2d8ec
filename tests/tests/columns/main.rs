//! Columns: kernels give the results of the command, in every encoding of a column.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod activity;
mod command;
mod dictionary;
mod encodings;
mod golden;
mod hostile;
mod judged;
mod kernels;
mod other_kinds;
mod rows;

use tcf_tests::conformance;

/// Texts of every kind, valid and invalid, and those that carry others.
fn texts() -> Vec<String> {
    let cases = conformance::cases().into_iter().chain(conformance::cases_of_other_kinds());
    let mut texts: Vec<String> = cases.map(|case| case.text().to_owned()).collect();
    let tc = conformance::texts().swap_remove(0);
    texts.extend(
        ["", " ", "undefined", "${GDPR_CONSENT_755}", "1---", "2~1.2~dv.3", "ü", "\u{fffd}", "B"]
            .map(str::to_owned),
    );
    texts.push(format!("euconsent-v2={tc};"));
    texts.push(format!("https://ads.example/?gdpr=1&gdpr_consent={tc}"));
    texts.push(format!("\"{tc}\""));
    texts.push(format!(" {tc}"));
    texts.push("A".repeat(100_000));
    texts
}
