//! Compares values and encoded lengths with other implementations. Every difference must be listed
//! with its reason in `expected_differences`. Unlisted differences, listed ones that do not occur,
//! and lines that match nothing are failures. The tables of `docs/reference.md` are also printed,
//! so this is its own harness.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

mod agreement;
mod iab_gpp;
mod lengths;
mod lib_tcstring;
mod references;

use std::env;

use tcf_reference::rust;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, name] = &arguments[..]
        && flag == rust::ANSWER
    {
        return references::answer(name);
    }
    // Support listing tests: there is one test, which always runs as a whole.
    if arguments.iter().any(|argument| argument == "--list") {
        println!("reference: test");
        return;
    }
    agreement::check_tc();
    agreement::check_gpp();
    lengths::check();
}
