//! The references and how to run them.

use std::thread;

use serde_json::Value;
use tcf_reference::judge::Reference;
use tcf_reference::outcome::Outcome;
use tcf_reference::{asked, node, rust};

use crate::{iab_gpp, lib_tcstring};

/// A reference and how to run it.
pub(crate) struct Asked {
    pub(crate) reference: Reference,
    runs: Runs,
    /// Whether it also encodes.
    pub(crate) writes: bool,
}

enum Runs {
    /// In Rust, with this name.
    Rust(&'static str),
    /// In Node, with this driver.
    Node(&'static str),
}

const LIB_TCSTRING: &str = "lib_tcstring";
const IAB_GPP: &str = "iab_gpp";
const IAB_GPP_STRINGS: &str = "iab_gpp-strings";

/// The references that decode TC strings.
pub(crate) const OF_TC: &[Asked] = &[
    Asked {
        reference: Reference {
            name: "@iabtechlabtcf/core 1.5.21",
            list: include_str!("../../expected_differences/iabtcf-core.txt"),
            hides_absence: true,
            lacks: &[],
            hides: &[],
        },
        runs: Runs::Node("iabtcf-core.mjs"),
        writes: true,
    },
    Asked {
        reference: Reference {
            name: "@iabgpp/cmpapi 3.2.0",
            list: include_str!("../../expected_differences/iabgpp-cmpapi.txt"),
            hides_absence: true,
            lacks: &[],
            hides: &[],
        },
        runs: Runs::Node("iabgpp-cmpapi.mjs"),
        writes: true,
    },
    Asked {
        reference: Reference {
            name: "lib_tcstring 0.5.0",
            list: include_str!("../../expected_differences/lib_tcstring.txt"),
            hides_absence: true,
            lacks: &["publisherTC.numCustomPurposes"],
            hides: &[],
        },
        runs: Runs::Rust(LIB_TCSTRING),
        writes: false,
    },
    Asked {
        reference: Reference {
            name: "iab_gpp 0.1.2",
            list: include_str!("../../expected_differences/iab_gpp.txt"),
            hides_absence: false,
            lacks: &["publisherTC.numCustomPurposes"],
            hides: &[],
        },
        runs: Runs::Rust(IAB_GPP),
        writes: false,
    },
];

/// The fields of a GPP string that describe its form.
const FORM: &[&str] = &[".sectionHeader", ".widths", ".wire"];

/// Sub-sections that the specification does not define.
const UNDEFINED: &str = ".undefinedSubSections";

/// The references that decode GPP strings.
pub(crate) const OF_GPP: &[Asked] = &[
    Asked {
        reference: Reference {
            name: "@iabgpp/cmpapi 3.2.0",
            list: include_str!("../../expected_differences/iabgpp-cmpapi-gpp.txt"),
            hides_absence: true,
            lacks: &[UNDEFINED],
            hides: FORM,
        },
        runs: Runs::Node("iabgpp-cmpapi-gpp.mjs"),
        writes: true,
    },
    Asked {
        reference: Reference {
            name: "iab_gpp 0.1.2",
            list: include_str!("../../expected_differences/iab_gpp-gpp.txt"),
            hides_absence: false,
            lacks: &[UNDEFINED, ".numCustomPurposes"],
            hides: FORM,
        },
        runs: Runs::Rust(IAB_GPP_STRINGS),
        writes: false,
    },
];

/// The process of a reference in Rust.
pub(crate) fn answer(name: &str) {
    match name {
        LIB_TCSTRING => rust::answer(lib_tcstring::read),
        IAB_GPP => rust::answer(iab_gpp::read),
        IAB_GPP_STRINGS => rust::answer(iab_gpp::gpp::read),
        _ => panic!("unknown reference {name}"),
    }
}

impl Asked {
    /// Why it cannot run.
    fn missing(&self) -> Option<String> {
        match self.runs {
            Runs::Node(_) => node::ready().err(),
            // Its behavior on integer overflow depends on the build profile.
            Runs::Rust(_) if !cfg!(debug_assertions) => Some("run it without --release".to_owned()),
            Runs::Rust(_) => None,
        }
    }

    /// The outcome of each request.
    pub(crate) fn ask(&self, requests: impl Iterator<Item = Value>) -> Vec<Outcome> {
        let requests: Vec<Value> = requests.collect();
        match self.runs {
            Runs::Rust(name) => asked::ask(|| rust::command(name), &requests),
            Runs::Node(driver) => asked::ask(|| node::command(driver), &requests),
        }
    }
}

/// Runs `work` for the references in parallel. Returns `None` for those that cannot run, and prints
/// the reason.
pub(crate) fn each<T: Send>(
    references: &'static [Asked],
    of: impl Fn(&Asked) -> bool,
    work: impl Fn(&Asked) -> T + Sync,
) -> Vec<(&'static str, Option<T>)> {
    let references: Vec<&Asked> = references.iter().filter(|asked| of(asked)).collect();
    thread::scope(|scope| {
        let start = |asked: &&'static Asked| {
            let (asked, work) = (*asked, &work);
            scope.spawn(move || match asked.missing() {
                Some(reason) => {
                    eprintln!("NOT RUN: {}: {reason}", asked.reference.name);
                    (asked.reference.name, None)
                }
                None => (asked.reference.name, Some(work(asked))),
            })
        };
        let threads: Vec<_> = references.iter().map(start).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("the thread printed its panic"))
            .collect()
    })
}
