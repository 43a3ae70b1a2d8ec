//! The types of results.
//!
//! Only types that every engine accepts: booleans, signed integers, text, timestamps in
//! microseconds, lists and structs. Fields have the names of the JSON records in snake case.
//! Dictionaries are made on request: see [`with_dictionaries`].

use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, TimeUnit};

pub use crate::dictionary::with_dictionaries;

fn fields<const N: usize>(fields: [(&str, DataType); N]) -> Fields {
    fields.into_iter().map(|(name, data_type)| Field::new(name, data_type, true)).collect()
}

/// A list whose items may be null, as engines declare it.
pub(crate) fn list_of(item: DataType) -> DataType {
    DataType::List(item_of(item))
}

/// The item of a list.
pub(crate) fn item_of(item: DataType) -> Arc<Field> {
    Arc::new(Field::new_list_field(item, true))
}

/// A timestamp in microseconds, in UTC.
pub(crate) fn timestamp() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// The fields of `error`, which is null if the string was read to its end.
pub fn error() -> Fields {
    fields([
        ("code", DataType::Utf8),
        ("message", DataType::Utf8),
        ("segment", DataType::Utf8),
        ("field", DataType::Utf8),
        ("bit", DataType::Int32),
        ("at_char", DataType::Int32),
    ])
}

/// The fields of [`decode`](crate::decode()).
pub fn decode() -> Fields {
    let ids = || list_of(DataType::Int8);
    fields([
        ("version", DataType::Int8),
        ("created", timestamp()),
        ("last_updated", timestamp()),
        ("cmp_id", DataType::Int16),
        ("cmp_version", DataType::Int16),
        ("consent_screen", DataType::Int8),
        ("consent_language", DataType::Utf8),
        ("vendor_list_version", DataType::Int16),
        ("tcf_policy_version", DataType::Int8),
        ("is_service_specific", DataType::Boolean),
        ("use_non_standard_texts", DataType::Boolean),
        ("special_feature_opt_ins", ids()),
        ("purposes_consent", ids()),
        ("purposes_li_transparency", ids()),
        ("purpose_one_treatment", DataType::Boolean),
        ("publisher_cc", DataType::Utf8),
        ("vendor_consents_count", DataType::Int32),
        ("vendor_legitimate_interests_count", DataType::Int32),
        ("disclosed_vendors_count", DataType::Int32),
        ("segments", list_of(DataType::Utf8)),
        ("error", DataType::Struct(error())),
    ])
}

/// The fields of [`decide_activity`](crate::decide_activity).
pub fn activity() -> Fields {
    fields([
        ("verdict", DataType::Utf8),
        ("sections", list_of(DataType::Struct(us_decision()))),
        ("error", DataType::Struct(error())),
    ])
}

/// The fields of an item of `sections` of [`decide_activity`](crate::decide_activity). `section` is
/// its name, and `carrier` the field of a US Privacy string that came with a GPP string.
pub fn us_decision() -> Fields {
    fields([
        ("section", DataType::Utf8),
        ("carrier", DataType::Utf8),
        ("category", DataType::Utf8),
        ("choice", DataType::Utf8),
        ("notice", DataType::Utf8),
        ("gpc", DataType::Boolean),
        ("verdict", DataType::Utf8),
        ("reasons", list_of(DataType::Utf8)),
        ("notes", list_of(DataType::Utf8)),
    ])
}

/// The fields of a range of ids.
pub fn range() -> Fields {
    fields([("start", DataType::Int32), ("end", DataType::Int32)])
}

/// The fields of an item of [`restrictions`](crate::restrictions()).
pub fn restriction() -> Fields {
    fields([
        ("purpose_id", DataType::Int8),
        ("restriction_type", DataType::Utf8),
        ("ranges", list_of(DataType::Struct(range()))),
    ])
}

/// The fields of [`Judge::decide`](crate::Judge::decide).
pub fn decide() -> Fields {
    fields([
        ("verdict", DataType::Utf8),
        ("basis", DataType::Utf8),
        ("reasons", list_of(DataType::Utf8)),
        ("notes", list_of(DataType::Utf8)),
        ("list_version", DataType::Int16),
        ("error", DataType::Struct(error())),
    ])
}

/// The fields of an item of [`Judge::validate`](crate::Judge::validate).
pub fn finding() -> Fields {
    fields([("code", DataType::Utf8), ("severity", DataType::Utf8)])
}

/// The fields of [`Judge::vendor_counts`](crate::Judge::vendor_counts).
pub fn vendor_counts() -> Fields {
    fields([
        ("vendor", DataType::Int32),
        ("rows", DataType::Int64),
        ("disclosed", DataType::Int64),
        ("consent", DataType::Int64),
        ("legitimate_interest", DataType::Int64),
        ("objected", DataType::Int64),
    ])
}

/// Booleans with these names.
pub(crate) fn booleans(names: &[&str]) -> Fields {
    names.iter().map(|&name| Field::new(name, DataType::Boolean, true)).collect()
}

/// The fields of [`gpp_decode`](crate::gpp_decode).
pub fn gpp() -> Fields {
    fields([
        ("section_ids", list_of(DataType::Int32)),
        ("section_names", list_of(DataType::Utf8)),
        ("tc_string", DataType::Utf8),
        ("us_privacy", DataType::Utf8),
        ("us", list_of(DataType::Struct(us_section()))),
        ("error", DataType::Struct(error())),
    ])
}

/// The fields of a US section of [`gpp_decode`](crate::gpp_decode).
pub fn us_section() -> Fields {
    fields([
        ("section_id", DataType::Int32),
        ("version", DataType::Int8),
        ("gpc", DataType::Boolean),
        ("fields", list_of(DataType::Struct(us_field()))),
    ])
}

/// A field of a US section: its key in the JSON records, and its values.
pub fn us_field() -> Fields {
    fields([("name", DataType::Utf8), ("values", list_of(DataType::Int8))])
}

/// The fields of [`usp_decode`](crate::usp_decode).
pub fn usp() -> Fields {
    fields([
        ("version", DataType::Int8),
        ("notice", DataType::Utf8),
        ("opt_out_sale", DataType::Utf8),
        ("lspa_covered", DataType::Utf8),
        ("error", DataType::Struct(error())),
    ])
}

/// The fields of [`ac_decode`](crate::ac_decode).
pub fn ac() -> Fields {
    fields([
        ("version", DataType::Int8),
        ("granted", list_of(DataType::Int64)),
        ("refused", list_of(DataType::Int64)),
        ("error", DataType::Struct(error())),
    ])
}
