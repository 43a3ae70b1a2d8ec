//! The schema of the payload of a string of any kind.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::gpp;
use super::payload::{Version1, Version2, schemas};

schemas! {
    /// The value of a string: what `tcf decode` prints and `tcf encode` accepts.
    pub PayloadSchema = "payload", |generator| any_of([
        generator.subschema_for::<Version2>(),
        generator.subschema_for::<Version1>(),
        generator.subschema_for::<GppSchema>(),
        generator.subschema_for::<UsPrivacySchema>(),
        generator.subschema_for::<AdditionalConsentSchema>(),
    ]);
    GppSchema = "gpp", gpp::gpp;
    UsPrivacySchema = "usPrivacy", gpp::us_privacy;
    AdditionalConsentSchema = "additionalConsent", gpp::additional_consent;
}

fn any_of(schemas: impl IntoIterator<Item = Schema>) -> Schema {
    let schemas: Vec<_> = schemas.into_iter().collect();
    json_schema!({ "anyOf": schemas })
}
