//! Field metadata, and the path of a field within its segment.
//!
//! There is no global list of fields. Each record describes its own (see `record!`), next to the
//! code that reads and writes them.

use core::fmt;
use core::hash::{Hash, Hasher};

use crate::value::{Kind, Wire};

/// A field of a format: a handle to the metadata in its record, such as
/// [`TcString::CREATED`](crate::TcString::CREATED).
///
/// Two fields are equal if they have the same name in the specification. The segment determines the
/// record they belong to.
///
/// ```
/// use tcf_codec::TcString;
/// assert_eq!(TcString::PUBLISHER_CC.name(), "PublisherCC");
/// assert_eq!(TcString::PUBLISHER_CC.json_key(), "publisherCC");
/// assert_eq!(TcString::PUBLISHER_CC.width(), Some(12));
/// ```
#[derive(Clone, Copy)]
pub struct Field(&'static FieldInfo);

/// The metadata of a field.
pub(crate) struct FieldInfo {
    name: &'static str,
    json_key: &'static str,
    description: &'static str,
    kind: Kind,
    /// Width in bits, or `None` if another field determines it.
    width: Option<usize>,
    /// The list whose elements contain the field.
    list: Option<&'static str>,
}

impl FieldInfo {
    /// Creates the metadata of a field of type `T`. The leading space that doc comments add to
    /// `description` is removed.
    pub(crate) const fn new<T: Wire>(
        name: &'static str,
        json_key: &'static str,
        description: &'static str,
    ) -> Self {
        let description = description.trim_ascii();
        Self { name, json_key, description, kind: T::KIND, width: Some(T::WIDTH), list: None }
    }

    /// Marks the width as determined by another field.
    pub(crate) const fn of_any_width(self) -> Self {
        Self { width: None, ..self }
    }

    /// Marks the field as a Fibonacci code.
    pub(crate) const fn of_fibonacci(self) -> Self {
        Self { kind: Kind::Fibonacci, ..self }.of_any_width()
    }

    /// Marks the field as part of each element of a list.
    pub(crate) const fn in_list(self, list: &'static str) -> Self {
        Self { list: Some(list), ..self }
    }
}

impl Field {
    pub(crate) const fn new(info: &'static FieldInfo) -> Self {
        Self(info)
    }

    /// The name in the specification.
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The key in JSON.
    pub const fn json_key(self) -> &'static str {
        self.0.json_key
    }

    /// The meaning of the field in one sentence.
    pub const fn description(self) -> &'static str {
        self.0.description
    }

    /// The width in bits, or `None` if another field determines it.
    pub const fn width(self) -> Option<usize> {
        self.0.width
    }

    /// The type of the value.
    pub(crate) const fn kind(self) -> Kind {
        self.0.kind
    }

    /// `==` for constants.
    pub(crate) const fn is(self, other: Self) -> bool {
        let (mut a, mut b) = (self.0.name.as_bytes(), other.0.name.as_bytes());
        if a.len() != b.len() {
            return false;
        }
        while let ([first, rest @ ..], [other_first, other_rest @ ..]) = (a, b) {
            if *first != *other_first {
                return false;
            }
            (a, b) = (rest, other_rest);
        }
        true
    }
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        // Nearly always two handles to the same metadata, or names of different lengths.
        core::ptr::eq(self.0, other.0) || self.name() == other.name()
    }
}

impl Eq for Field {}

impl Hash for Field {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

/// The name in the specification.
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Defines constants for fields that are not part of a record.
macro_rules! fields {
    ($(
        #[doc = $description:literal]
        $(#[doc = $more:literal])*
        $field:ident: $type:ty = $name:literal $json_key:literal
            $(. $modifier:ident($($argument:expr),*))*;
    )*) => { $(
        #[doc = $description]
        $(#[doc = $more])*
        pub const $field: $crate::field::Field = $crate::field::Field::new(
            &$crate::field::FieldInfo::new::<$type>($name, $json_key, $description)
                $(.$modifier($($argument),*))*
        );
    )* };
}
pub(crate) use fields;

/// A named part of a segment that groups fields, such as
/// [`VENDOR_CONSENT`](crate::fields::VENDOR_CONSENT).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Part(
    // A thin pointer keeps paths small.
    &'static &'static str,
);

impl Part {
    pub(crate) const fn new(name: &'static &'static str) -> Self {
        Self(name)
    }

    /// The name in the specification.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// The name in the specification.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The path to a field within its segment, such as `VendorConsent.RangeEntry[3].EndVendorId`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct FieldPath {
    /// The field.
    pub field: Field,
    /// The part of the segment, if the segment has parts.
    pub part: Option<Part>,
    /// The index of the part, counted from 0, if there can be several with the same name.
    pub part_index: Option<u16>,
    /// The index of the list element, counted from 0. The list is the range entries or the field
    /// itself.
    pub index: Option<u16>,
}

impl From<Field> for FieldPath {
    fn from(field: Field) -> Self {
        Self { field, part: None, part_index: None, index: None }
    }
}

impl FieldPath {
    /// The same field in a part of the segment.
    #[must_use]
    pub const fn in_part(self, part: Option<Part>) -> Self {
        Self { part, ..self }
    }

    /// The same field in one of several parts of the same name, counted from 0.
    #[must_use]
    pub const fn in_part_number(self, part: Part, index: u16) -> Self {
        Self { part: Some(part), part_index: Some(index), ..self }
    }

    /// An element of a list, counted from 0.
    ///
    /// ```
    /// use tcf_codec::{FieldPath, fields};
    /// let entry =
    ///     FieldPath::from(fields::RANGE_ENTRY).in_part(Some(fields::VENDOR_CONSENT)).element(1);
    /// assert_eq!(entry.to_string(), "VendorConsent.RangeEntry[1]");
    /// ```
    #[must_use]
    pub const fn element(self, index: u16) -> Self {
        Self { index: Some(index), ..self }
    }
}

/// The path as text.
#[cfg(feature = "serde")]
impl serde::Serialize for FieldPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(part) = self.part {
            f.write_str(part.name())?;
            if let Some(index) = self.part_index {
                write!(f, "[{index}]")?;
            }
            f.write_str(".")?;
        }
        match (self.index, self.field.0.list) {
            (Some(index), Some(list)) => write!(f, "{list}[{index}].{}", self.field.name()),
            (Some(index), None) => write!(f, "{}[{index}]", self.field.name()),
            (None, _) => f.write_str(self.field.name()),
        }
    }
}
