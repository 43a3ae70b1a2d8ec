//! The records, as JSON texts. These functions choose the lists and serialize; everything else is
//! in the crate `tcf`.
//!
//! Functions about one string return one record, those about a text a list with a record for each
//! string in it, as the command prints them with `--format ndjson`. A string that cannot be decoded
//! has a record with `error`.

mod audit;
mod check;
mod compare;
mod decide;
mod explain;
mod generate;
mod lists;
mod options;
mod text;
mod us;

pub use audit::audit;
pub use check::validate;
pub use compare::diff;
pub use decide::{decide, matrix};
pub use explain::{explain, names};
pub use generate::generate;
pub use lists::ListSet;
pub use text::{decode, encode, inspect, inspect_first, lengths, size, unpack};
pub use us::describe_us;

use serde::Serialize;

use crate::error::Fault;

/// A JSON list, written record by record.
#[derive(Default)]
struct JsonList(String);

impl JsonList {
    fn push(&mut self, record: &impl Serialize) -> Result<(), String> {
        self.0.push(if self.0.is_empty() { '[' } else { ',' });
        self.0.push_str(&json(record)?);
        Ok(())
    }

    fn finish(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('[');
        }
        self.0.push(']');
        self.0
    }
}

fn json(record: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(record).map_err(|error| fault("internal", &error))
}

/// The error text of arguments that are wrong.
fn fault(code: &'static str, message: &impl std::fmt::Display) -> String {
    Fault { code, message: message.to_string(), ..Fault::default() }.into_text()
}

#[cfg(test)]
mod tests;
