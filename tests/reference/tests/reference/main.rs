//! The same inputs through other implementations, and the lengths of what they write. Every
//! difference is listed with its reason in `expected_differences`; one that is not, one that is
//! listed and is none, and a line for nothing are failures. `docs/reference.md` has the tables,
//! which are printed too: so it is its own harness.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
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
    // What harnesses are asked for: there is one test, which is always run as a whole.
    if arguments.iter().any(|argument| argument == "--list") {
        println!("reference: test");
        return;
    }
    agreement::check();
    lengths::check();
}
