//! What US sections of GPP strings and US Privacy strings state, in words.
//!
//! ```
//! use tcf::{Input, us};
//!
//! let input = Input::new("DBABLA~BVAUAAAAAWA.QA");
//! let signal = input.decode_signal().map_err(|failure| failure.to_string())?;
//! let described = us::describe(&signal);
//! assert_eq!(described.summary.as_deref(), Some("Opted out of sale (usnat), sharing (usnat)."));
//! let sale = &described.sections[0].rows[0];
//! assert_eq!((sale.subject, sale.to_string()), ("sale", "opted out; notice given".to_owned()));
//! # Ok::<(), String>(())
//! ```

mod describe;
mod rows;
mod words;

#[cfg(test)]
mod tests;

pub use describe::{Described, DescribedSection, describe, opt_outs, version};
pub use rows::{Element, Row, Statement, section_rows, usp_rows};
pub use words::{UspField, category, gpc, has_meaning, meaning, usp_meaning};
