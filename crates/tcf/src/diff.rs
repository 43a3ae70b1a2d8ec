//! Differences between two strings.

use serde::Serialize;
use tcf_codec::{AnyTcString, Deciseconds, Layout};
use tcf_policy::diff::{Diff, Encoded, FormChange, PermissionChange, diff, form, permissions};
use tcf_policy::gvl::Gvl;

/// The differences between two strings. It is also the record.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Whether both have the same meaning.
    pub equal: bool,
    /// Whether there are no differences in encoding only.
    pub same_form: bool,
    /// The changes in meaning.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::changes"))]
    pub changes: Diff,
    /// The differences in encoding only.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::form_changes"))]
    pub form: Vec<FormChange>,
    /// The permissions of vendors that changed; absent without the vendor lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::permission_changes"))]
    pub permissions: Option<Vec<PermissionChange>>,
}

impl Comparison {
    /// Compares two strings with their layouts.
    ///
    /// ```
    /// use tcf::{Comparison, Input, DecodeOptions};
    ///
    /// let decode = |text| {
    ///     let input = Input::new(text).with_options(DecodeOptions::new().with_layout());
    ///     let decoded = input.decode().unwrap();
    ///     (decoded.value, decoded.layout.unwrap())
    /// };
    /// let before = decode("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA");
    /// let after = decode("CQg2bYAQg2bYAEsABAENCMFgAIAAAAAAAAYgAAwAQAAgAAAA.IAAo");
    /// let comparison = Comparison::new((&before.0, &before.1), (&after.0, &after.1));
    /// assert!(!comparison.equal);
    /// assert_eq!(serde_json::to_value(&comparison)?["changes"][0]["field"], "purposesConsent");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn new(before: (&AnyTcString, &Layout), after: (&AnyTcString, &Layout)) -> Self {
        let changes = diff(before.0, after.0);
        let encoded = |(value, layout)| Encoded { value, layout };
        let form = form(encoded(before), encoded(after));
        Self {
            equal: changes.is_empty(),
            same_form: form.is_empty(),
            changes,
            form,
            permissions: None,
        }
    }

    /// Also compares the permissions of vendors, by the vendor list that each string names.
    #[must_use]
    pub fn with_permissions(
        self,
        before: (&AnyTcString, &Gvl),
        after: (&AnyTcString, &Gvl),
        as_of: Deciseconds,
    ) -> Self {
        let permissions = permissions(before.0, before.1, after.0, after.1, as_of);
        Self { permissions: Some(permissions), ..self }
    }
}
