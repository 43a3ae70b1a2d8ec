//! US sections in words.

use tcf::us;

use super::JsonList;
use super::options::{ReadOptions, parse};

/// What the US sections of the strings of a text state, in words. A string that cannot be decoded
/// states nothing.
pub fn describe_us(text: &str, options: &str) -> Result<String, String> {
    let options: ReadOptions = parse(options)?;
    let mut records = JsonList::default();
    for input in options.inputs(text).iter() {
        let signal = input.decode_signal().ok();
        records.push(&signal.as_ref().map(us::describe).unwrap_or_default())?;
    }
    Ok(records.finish())
}
