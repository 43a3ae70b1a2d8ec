//! The records of decoded strings.
//!
//! Serializers are generic and are compiled in the crate that uses them. These are in a crate of
//! their own, because it is compiled for speed: their records are long, and programs decode many
//! strings.

mod beside;

use serde::Serialize;
use serde_json::{Serializer, Value};
use tcf::{IdFormat, Input};

use beside::IdsBeside;

/// A list of records: JSON, and the lists of ids beside it.
///
/// In the JSON, a list of ids or of pairs of ids is a negative number: its place among the numbers,
/// counted from -1. There is its length, twice, and one more for a list of pairs; the ids follow.
#[derive(Debug, Default)]
pub struct Records {
    json: Vec<u8>,
    numbers: Vec<u32>,
}

impl Records {
    /// Adds the record of a string, or of the failure to decode it, as `tcf decode --envelope`
    /// prints it.
    ///
    /// # Errors
    ///
    /// None that is known: the keys of all maps are texts, and no number is negative.
    pub fn push_decoded(&mut self, input: &Input<'_>, ids: IdFormat) -> serde_json::Result<()> {
        match input.decode_signal() {
            Ok(signal) => self.push(&input.signal_envelope(&signal, ids)),
            Err(failure) => self.push(&failure),
        }
    }

    fn push(&mut self, record: &impl Serialize) -> serde_json::Result<()> {
        if self.json.is_empty() {
            self.json.reserve(1024);
        }
        self.json.push(if self.json.is_empty() { b'[' } else { b',' });
        let formatter = IdsBeside::new(&mut self.numbers);
        record.serialize(&mut Serializer::with_formatter(&mut self.json, formatter))
    }

    /// How many numbers there are, the numbers, and the JSON. Numbers have four bytes, the lowest
    /// first.
    pub fn into_bytes(mut self) -> Vec<u8> {
        self.json.extend_from_slice(if self.json.is_empty() { b"[]" } else { b"]" });
        let count = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let mut bytes = Vec::with_capacity(4 * (1 + self.numbers.len()) + self.json.len());
        bytes.extend(count.to_le_bytes());
        bytes.resize(4 * (1 + self.numbers.len()), 0);
        let (places, _) = bytes.get_mut(4..).unwrap_or_default().as_chunks_mut();
        for (place, number) in places.iter_mut().zip(&self.numbers) {
            *place = number.to_le_bytes();
        }
        bytes.append(&mut self.json);
        bytes
    }

    /// The records in bytes from [`into_bytes`](Self::into_bytes), which JavaScript reads. `None`
    /// for other bytes.
    pub fn parse(bytes: &[u8]) -> Option<Value> {
        let (count, rest) = bytes.split_first_chunk()?;
        let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
        let (numbers, json) = rest.split_at_checked(count.checked_mul(4)?)?;
        let (numbers, _) = numbers.as_chunks();
        let numbers: Vec<_> = numbers.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        restore(serde_json::from_slice(json).ok()?, &numbers)
    }
}

/// Puts lists of ids in their places.
fn restore(value: Value, numbers: &[u32]) -> Option<Value> {
    Some(match value {
        Value::Number(place) if place.as_i64().is_some_and(|place| place < 0) => {
            let start = usize::try_from(-1 - place.as_i64()?).ok()?;
            let (length, ids) = numbers.get(start..)?.split_first()?;
            let count = usize::try_from(length / 2).ok()?;
            if length % 2 == 0 {
                ids.get(..count)?.into()
            } else {
                let (pairs, _) = ids.get(..2 * count)?.as_chunks::<2>();
                pairs.iter().map(|pair| Value::from(pair.as_slice())).collect()
            }
        }
        Value::Array(items) => {
            items.into_iter().map(|item| restore(item, numbers)).collect::<Option<_>>()?
        }
        Value::Object(fields) => {
            let fields = fields.into_iter();
            fields
                .map(|(key, value)| Some((key, restore(value, numbers)?)))
                .collect::<Option<_>>()?
        }
        other => other,
    })
}
