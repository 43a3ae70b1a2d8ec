//! Stored items in lines of the format `events`.

use std::borrow::Cow;

use super::{EventBuilder, StorageAction, json};
use crate::ids::masked_name;
use crate::object::object_record;

object_record! {
    /// An item of storage in a line of the format `events`, such as a cookie.
    ///
    /// ```
    /// use tcf_audit::event::{EventRecord, StorageAction};
    /// let line = r#"{"vendor": 76, "tcString": "C",
    ///     "storage": [{"name": "uid", "action": "set", "maxAgeSeconds": 86400}]}"#;
    /// let record = EventRecord::from_json(line)?;
    /// assert_eq!(record.storage[0].action, StorageAction::Set);
    /// # Ok::<(), tcf_audit::event::RecordError>(())
    /// ```
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[serde(remote = "StoredRecord", rename_all = "camelCase")]
    pub struct StoredRecord<'a> read by StoredObject {
        /// The name.
        #[serde(borrow, deserialize_with = "json::text")]
        pub name: Cow<'a, str>,
        /// What happened to it: `set`, `removed` or `sent`.
        #[serde(deserialize_with = "json::storage_action")]
        pub action: StorageAction,
        /// The age in seconds that was set, of which 0 removes it. If it is missing, the item
        /// lasts until the end of the session.
        #[serde(default)]
        pub max_age_seconds: Option<u64>,
    }
}

impl EventBuilder<'_> {
    /// Adds an item of storage. Names that may be ids are masked.
    pub(crate) fn stored_record(&mut self, stored: &StoredRecord<'_>) {
        let (action, age) = match (stored.action, stored.max_age_seconds) {
            (StorageAction::Set, Some(0)) => (StorageAction::Removed, None),
            (StorageAction::Set, age) => (StorageAction::Set, age),
            (action, _) => (action, None),
        };
        self.stored(&masked_name(&stored.name), action, age);
    }
}
