//! JSON Schemas of the records (feature `schema`), derived from the types that are serialized.
//!
//! ```
//! let schema = tcf::schema::of::<tcf::Failure>("A string that could not be decoded");
//! assert_eq!(schema.as_value()["additionalProperties"], false);
//! ```

mod audit;
mod diff;
mod document;
mod gpp;
mod gvl;
mod payload;
mod signal;
mod words;

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::Value;

pub(crate) use diff::{changes, form_changes, permission_changes};
pub use document::SchemaName;
pub(crate) use gvl::{GvlDiffSchema, ListKeySchema, ViolationSchema};
pub use payload::LayoutSchema;
pub(crate) use payload::Time;
pub use signal::PayloadSchema;
pub(crate) use words::*;

/// The schema of a record, in dialect 2020-12.
///
/// Objects that are printed have no additional keys, and their optional keys are never null.
pub fn of<T: JsonSchema>(title: &str) -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(Exact);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema
}

/// Restricts schemas to what is serialized.
#[derive(Clone, Debug)]
struct Exact;

impl Transform for Exact {
    fn transform(&mut self, schema: &mut Schema) {
        let required =
            schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        // Objects that are read may have other keys, and null.
        let is_read = schema.get("additionalProperties").is_some_and(|others| *others == true);
        if let Some(Value::Object(properties)) = schema.get_mut("properties").filter(|_| !is_read) {
            for (key, property) in properties.iter_mut() {
                if !required.iter().any(|name| name == key) {
                    without_null(property);
                }
            }
            schema.insert("additionalProperties".to_owned(), false.into());
        }
        // Type names and integer widths are details of the implementation.
        schema.remove("title");
        schema.remove("format");
        transform_subschemas(self, schema);
    }
}

/// Removes null from the schema of an optional key.
fn without_null(property: &mut Value) {
    let Value::Object(property) = property else { return };
    if let Some(Value::Array(types)) = property.get_mut("type") {
        types.retain(|name| name != "null");
        if let [name] = types.as_slice() {
            let name = name.clone();
            property.insert("type".to_owned(), name);
        }
    }
    if let Some(Value::Array(schemas)) = property.get_mut("anyOf") {
        schemas.retain(|schema| schema.get("type").is_none_or(|name| name != "null"));
        if let [Value::Object(schema)] = schemas.as_slice() {
            let schema = schema.clone();
            property.remove("anyOf");
            property.extend(schema);
        }
    }
}
