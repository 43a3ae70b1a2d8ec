//! The canonical form of settings: JSON without white space, with the keys of tables in ascending
//! order. Comments, white space, the order of keys and the ways to write a value do not affect it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml::{Table, Value};

/// The canonical form of a settings file.
pub(super) fn canonical(text: &str) -> Result<String, toml::de::Error> {
    let mut out = String::new();
    write_table(&toml::from_str::<Table>(text)?, &mut out);
    Ok(out)
}

fn write_table(table: &Table, out: &mut String) {
    let sorted: BTreeMap<_, _> = table.iter().collect();
    out.push('{');
    for (position, (key, value)) in sorted.into_iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        write_text(key, out);
        out.push(':');
        write_value(value, out);
    }
    out.push('}');
}

fn write_value(value: &Value, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = match value {
        Value::String(text) => return write_text(text, out),
        Value::Datetime(time) => return write_text(&time.to_string(), out),
        Value::Table(table) => return write_table(table, out),
        Value::Array(values) => {
            out.push('[');
            for (position, value) in values.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write_value(value, out);
            }
            write!(out, "]")
        }
        Value::Integer(number) => write!(out, "{number}"),
        Value::Float(number) => write!(out, "{number}"),
        Value::Boolean(is_true) => write!(out, "{is_true}"),
    };
}

fn write_text(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_values_count() {
        let one = "# A comment\nas-of = 2026-06-01\n[audit]\nsmall = 5\n[[map]]\nvendor = 1\n\
                   purposes = { 7 = 'consent', 2 = \"consent\" }";
        let other = "audit = { small = 5 }\n\nas-of   = 2026-06-01\nmap = [ { purposes = \
                     { 2 = 'consent', 7 = 'consent' }, vendor = 1 } ]";
        let expected = concat!(
            r#"{"as-of":"2026-06-01","audit":{"small":5},"#,
            r#""map":[{"purposes":{"2":"consent","7":"consent"},"vendor":1}]}"#,
        );
        assert_eq!(canonical(one).unwrap(), expected);
        assert_eq!(canonical(other).unwrap(), expected);
        assert_eq!(canonical("").unwrap(), "{}");
        // The order of rows counts: the first one applies.
        let rows =
            |one: u8, other: u8| format!("[[map]]\nvendor = {one}\n[[map]]\nvendor = {other}");
        assert_ne!(canonical(&rows(1, 2)).unwrap(), canonical(&rows(2, 1)).unwrap());
        assert_eq!(canonical("a = \"\\\"\\n\"").unwrap(), r#"{"a":"\"\n"}"#);
    }
}
