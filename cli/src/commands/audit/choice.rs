//! Choices of a log as bytes.

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use tcf_audit::event::{ChoiceRecord, Interner, Objected};
use tcf_audit::in_force::Choice;
use tcf_carrier::Timestamp;
use tcf_codec::{PurposeId, VendorId};

/// A choice in a temporary file, without the key of its visit.
#[derive(Serialize, Deserialize)]
struct Stored {
    at: u64,
    string: Option<String>,
    objected: Option<StoredObjection>,
}

#[derive(Serialize, Deserialize)]
struct StoredObjection {
    purposes: Vec<PurposeId>,
    vendors: Vec<VendorId>,
}

/// Appends a choice to bytes.
pub(super) fn encode(record: &ChoiceRecord<'_>, bytes: &mut Vec<u8>) -> Result<()> {
    let objected = |objected: &Objected| StoredObjection {
        purposes: objected.purposes.iter().collect(),
        vendors: objected.vendors.clone(),
    };
    let stored = Stored {
        at: record.at.unix_millis(),
        string: record.tc_string.as_deref().map(str::to_owned),
        objected: record.objected.as_ref().map(objected),
    };
    Ok(serde_json::to_writer(bytes, &stored)?)
}

/// Reads what [`encode`] wrote.
pub(super) fn decode(bytes: &[u8], texts: &mut Interner) -> Result<Choice> {
    let stored: Stored = serde_json::from_slice(bytes).context("a temporary file is damaged")?;
    let at = Timestamp::from_unix_millis(stored.at).context("a temporary file is damaged")?;
    let objected = stored.objected.map(|StoredObjection { purposes, vendors }| {
        let mut objected = Objected { vendors, ..Objected::default() };
        for purpose in purposes {
            objected.purposes.insert(purpose);
        }
        objected
    });
    Ok(Choice { at, string: stored.string.map(|string| texts.intern(&string)), objected })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_read_back() {
        for line in [
            r#"{"visit": "v", "at": "2024-04-02T10:15:30Z", "tcString": "C"}"#,
            r#"{"visit": "v", "at": 1712052930, "objected": {"purposes": [7, 10], "vendors": [278]}}"#,
            r#"{"visit": "v", "at": 1712052930, "tcString": "C", "objected": {"purposes": [7]}}"#,
        ] {
            let record = ChoiceRecord::from_json(line).unwrap();
            let mut bytes = Vec::new();
            encode(&record, &mut bytes).unwrap();
            assert!(!bytes.windows(3).any(|bytes| bytes == b"\"v\""));
            let mut texts = Interner::new();
            let expected = Choice::new(&record, &mut texts).unwrap();
            assert_eq!(decode(&bytes, &mut texts).unwrap(), expected, "{line}");
        }
    }
}
