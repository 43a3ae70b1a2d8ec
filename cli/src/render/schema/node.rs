//! JSON Schema as it is put together: keys in the order in which they are written.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};

/// A value in a schema.
#[derive(Clone)]
pub(super) enum Node {
    Flag(bool),
    Number(u64),
    Text(Cow<'static, str>),
    List(Vec<Node>),
    Map(Schema),
}

/// A schema, or an object in one.
#[derive(Clone, Default)]
pub(super) struct Schema(pub(super) Vec<(Cow<'static, str>, Node)>);

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => serializer.collect_seq(list),
            Self::Map(map) => map.serialize(serializer),
        }
    }
}

impl Serialize for Schema {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, node) in &self.0 {
            map.serialize_entry(key, node)?;
        }
        map.end()
    }
}

impl From<Schema> for Node {
    fn from(schema: Schema) -> Self {
        Self::Map(schema)
    }
}

impl From<Vec<Schema>> for Node {
    fn from(schemas: Vec<Schema>) -> Self {
        Self::List(schemas.into_iter().map(Self::Map).collect())
    }
}

impl From<bool> for Node {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<u64> for Node {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<&'static str> for Node {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl Schema {
    /// With a key more.
    pub(super) fn with(mut self, key: impl Into<Cow<'static, str>>, node: impl Into<Node>) -> Self {
        self.0.push((key.into(), node.into()));
        self
    }

    /// With a description, which stands first.
    pub(super) fn about(mut self, text: &'static str) -> Self {
        self.0.insert(0, ("description".into(), text.into()));
        self
    }

    /// The names of the definitions that are referred to.
    pub(super) fn references(&self, found: &mut Vec<String>) {
        for (key, node) in &self.0 {
            match node {
                Node::Text(text) if key == "$ref" => {
                    found.extend(text.strip_prefix(DEFINITIONS).map(str::to_owned));
                }
                node => node.references(found),
            }
        }
    }
}

impl Node {
    fn references(&self, found: &mut Vec<String>) {
        match self {
            Self::List(list) => list.iter().for_each(|node| node.references(found)),
            Self::Map(map) => map.references(found),
            Self::Flag(_) | Self::Number(_) | Self::Text(_) => {}
        }
    }
}

const DEFINITIONS: &str = "#/$defs/";

fn typed(name: &'static str) -> Schema {
    Schema::default().with("type", name)
}

/// The definition of a name.
pub(super) fn defined(name: &str) -> Schema {
    Schema::default().with("$ref", format!("{DEFINITIONS}{name}"))
}

pub(super) fn flag() -> Schema {
    typed("boolean")
}

pub(super) fn text() -> Schema {
    typed("string")
}

pub(super) fn text_like(pattern: String) -> Schema {
    text().with("pattern", pattern)
}

/// A number of things.
pub(super) fn count() -> Schema {
    typed("integer").with("minimum", 0)
}

pub(super) fn between(min: u64, max: u64) -> Schema {
    typed("integer").with("minimum", min).with("maximum", max)
}

/// Nothing but this.
pub(super) fn only(node: impl Into<Node>) -> Schema {
    Schema::default().with("const", node)
}

/// One of these words.
pub(super) fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Schema {
    let words = words.into_iter().map(|word| Node::Text(word.to_owned().into())).collect();
    Schema::default().with("enum", Node::List(words))
}

pub(super) fn list(of: Schema) -> Schema {
    typed("array").with("items", of)
}

/// A list of two.
pub(super) fn pair(of: Schema) -> Schema {
    list(of).with("minItems", 2).with("maxItems", 2)
}

pub(super) fn any_of(schemas: Vec<Schema>) -> Schema {
    Schema::default().with("anyOf", schemas)
}

pub(super) fn or_null(schema: Schema) -> Schema {
    any_of(vec![schema, typed("null")])
}

/// A key of an object.
pub(super) struct Property {
    name: Cow<'static, str>,
    schema: Schema,
    is_required: bool,
}

/// A key that is always there.
pub(super) fn must(name: &'static str, schema: Schema) -> Property {
    property(name, schema, true)
}

/// A key that may be absent.
pub(super) fn may(name: &'static str, schema: Schema) -> Property {
    property(name, schema, false)
}

pub(super) fn property(name: &'static str, schema: Schema, is_required: bool) -> Property {
    Property { name: name.into(), schema, is_required }
}

/// An object with these keys, and no other.
pub(super) fn object(properties: impl IntoIterator<Item = Property>) -> Schema {
    let mut schemas = Schema::default();
    let mut required = Vec::new();
    for Property { name, schema, is_required } in properties {
        if is_required {
            required.push(Node::Text(name.clone()));
        }
        schemas = schemas.with(name, schema);
    }
    let object = typed("object").with("properties", schemas);
    let object = if required.is_empty() { object } else { object.with("required", Node::List(required)) };
    object.with("additionalProperties", false)
}
