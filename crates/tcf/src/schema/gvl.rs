//! Schemas of the values of vendor lists that the policy crate serializes.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::words::list_key;

/// The specification and version of a list.
pub(crate) struct ListKeySchema;

impl JsonSchema for ListKeySchema {
    fn schema_name() -> Cow<'static, str> {
        "listKey".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        list_key()
    }
}

/// Defines objects that are schemas only. A key with `?` is absent if it has no value.
macro_rules! objects {
    ($(
        #[doc = $about:literal]
        $name:ident {
            $( #[doc = $doc:literal] $(#[$attribute:meta])* $key:ident: $type:ty, )+
        }
    )+) => { $(
        #[doc = $about]
        #[derive(JsonSchema)]
        #[schemars(rename_all = "camelCase")]
        #[expect(dead_code, reason = "a schema, never a value")]
        pub(crate) struct $name {
            $( #[doc = $doc] $(#[$attribute])* $key: $type, )+
        }
    )+ };
}

objects! {
    /// A violated constraint.
    ViolationSchema {
        /// The location: keys joined by dots.
        path: String,
        /// The vendor, if the constraint is about one.
        #[schemars(schema_with = "super::vendor", skip_serializing_if = "none")]
        vendor: Option<u16>,
        /// The description.
        message: String,
    }
    /// The differences between two lists.
    GvlDiffSchema {
        /// The old list.
        from: ListKeySchema,
        /// The new list.
        to: ListKeySchema,
        /// tcfPolicyVersion before and after, if it changed.
        #[schemars(skip_serializing_if = "none")]
        tcf_policy_version: Option<(Option<u16>, Option<u16>)>,
        /// Added vendors.
        added: Vec<VendorRefSchema>,
        /// Vendors that were deleted or removed.
        deleted: Vec<VendorRefSchema>,
        /// Vendors with changed declarations.
        changed: Vec<VendorChangeSchema>,
    }
    /// A vendor.
    VendorRefSchema {
        /// The id.
        #[schemars(schema_with = "super::vendor")]
        id: u16,
        /// The name.
        name: String,
    }
    /// The changed declarations of a vendor.
    VendorChangeSchema {
        /// The id.
        #[schemars(schema_with = "super::vendor")]
        id: u16,
        /// The new name.
        name: String,
        /// The old name, if it changed.
        #[schemars(skip_serializing_if = "none")]
        name_before: Option<String>,
        /// Purposes whose legal basis or flexibility changed.
        #[schemars(skip_serializing_if = "none")]
        purposes: Vec<BasisChangeSchema>,
        /// Added and removed special purposes, features and special features.
        #[schemars(skip_serializing_if = "none")]
        others: Vec<IdsChangeSchema>,
    }
    /// How the declaration of a purpose changed.
    BasisChangeSchema {
        /// The purpose.
        #[schemars(range(min = 1, max = 24))]
        id: u8,
        /// The old legal basis; null if the purpose was not declared.
        #[schemars(schema_with = "super::basis_or_null")]
        from: (),
        /// The new legal basis; null if the purpose is not declared.
        #[schemars(schema_with = "super::basis_or_null")]
        to: (),
        /// Whether a publisher could switch the old basis.
        flexible_before: bool,
        /// Whether a publisher can switch the new basis.
        flexible: bool,
    }
    /// Added and removed ids.
    IdsChangeSchema {
        /// The key in the list.
        #[schemars(schema_with = "super::id_fields")]
        field: String,
        /// Added ids.
        added: Vec<u8>,
        /// Removed ids.
        removed: Vec<u8>,
    }
}
