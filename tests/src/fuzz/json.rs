//! Payloads.

use serde_json::{Deserializer, Error};
use tcf_codec::json::{Deserialized, IdFormat, Payload, deserialize_v1, deserialize_v2};
use tcf_codec::{AnyTcString, Deciseconds, Layout};

use crate::laws;

/// Deserializes the bytes as a payload. The value round-trips as text and as JSON; its layout is
/// used or rejected.
pub fn json(data: &[u8]) {
    for version in [1, 2] {
        let Ok((value, layout)) = payload(version, data) else { continue };
        laws::law_1(&value).unwrap();
        if let Some(layout) = layout {
            laws::law_2_of_layout(&value, laws::without_offsets(layout)).unwrap();
        }
        for ids in [IdFormat::Ranges, IdFormat::List] {
            // Restrictions over many vendors are too long as lists.
            if ids == IdFormat::List && vendors_to_list(&value) > 20_000 {
                continue;
            }
            let written =
                serde_json::to_vec(&Payload { value: &value, layout: None, ids }).unwrap();
            let again = payload(version, &written).unwrap();
            assert!(again.0 == value && again.1.is_none(), "{}", String::from_utf8_lossy(&written));
        }
    }
}

fn payload(version: u8, json: &[u8]) -> Result<(AnyTcString, Option<Layout>), Error> {
    let mut reader = Deserializer::from_slice(json);
    let day = Deciseconds::default();
    let read = if version == 1 {
        let Deserialized { value, layout } = deserialize_v1(&mut reader, day)?;
        (AnyTcString::V1(value), layout)
    } else {
        let Deserialized { value, layout } = deserialize_v2(&mut reader, day)?;
        (AnyTcString::V2(value), layout)
    };
    reader.end()?;
    Ok(read)
}

fn vendors_to_list(value: &AnyTcString) -> usize {
    let AnyTcString::V2(tc) = value else { return 0 };
    tc.publisher_restrictions
        .iter()
        .flat_map(|record| record.vendors)
        .map(|range| range.len())
        .sum()
}
