//! Columns of a table that are copied into records.

use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::value::{RawValue, to_raw_value};

/// Columns of the row that holds an input, or members of its JSON line, copied into its records.
///
/// ```
/// use std::sync::Arc;
///
/// use tcf::{Columns, Input, Origin};
///
/// let mut columns = Columns::new();
/// columns.push(Arc::from("country"), &"DE");
/// columns.push_json(Arc::from("bids"), "[1, 2]").unwrap();
/// let origin = Origin { row: Some(7), columns: Some(&columns), ..Origin::default() };
///
/// let input = Input::new("CQg2bYA").with_origin(origin);
/// let record = serde_json::to_string(&input.head()).unwrap();
/// assert_eq!(
///     record,
///     r#"{"row":7,"columns":{"country":"DE","bids":[1, 2]},"input":"CQg2bYA"}"#
/// );
/// ```
#[derive(Clone, Debug, Default)]
pub struct Columns {
    values: Vec<(Arc<str>, Box<RawValue>)>,
}

impl Columns {
    /// No columns.
    pub const fn new() -> Self {
        Self { values: Vec::new() }
    }

    /// Adds a column. Records have the columns in this order. A value that has no JSON, such as a
    /// number that is not finite, is null.
    pub fn push(&mut self, name: Arc<str>, value: &impl Serialize) {
        let value = to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned());
        self.values.push((name, value));
    }

    /// Adds a column with a JSON text as its value.
    ///
    /// # Errors
    ///
    /// If the text is not JSON.
    pub fn push_json(&mut self, name: Arc<str>, json: &str) -> Result<(), serde_json::Error> {
        self.values.push((name, RawValue::from_string(json.to_owned())?));
        Ok(())
    }

    /// Whether there are no columns.
    pub const fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

impl PartialEq for Columns {
    fn eq(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.values.iter(), other.values.iter());
        ours.map(|(name, value)| (name, value.get()))
            .eq(theirs.map(|(name, value)| (name, value.get())))
    }
}

impl Eq for Columns {}

/// An object with the values by name.
impl Serialize for Columns {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.values.len()))?;
        for (name, value) in &self.values {
            map.serialize_entry(&**name, value)?;
        }
        map.end()
    }
}
