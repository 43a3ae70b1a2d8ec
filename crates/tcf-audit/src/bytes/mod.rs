//! States of audits as bytes, for audits that several processes share.
//!
//! A writer writes numbers as LEB128 and each text once: findings and strings repeat hosts, files
//! and consent strings. A reader accepts only what a writer writes: counts are bounded, so that
//! sums of them cannot overflow, and collections take memory as their items are read.

mod error;
mod parts;
mod reader;
mod writer;

pub use error::{StateError, StateErrorKind};
pub(crate) use reader::Reader;
pub(crate) use writer::Writer;

/// A value that can be written as bytes and read back.
pub(crate) trait Wire: Sized {
    /// Appends the value.
    fn write<'w>(&'w self, to: &mut Writer<'w>);

    /// Reads what [`write`](Self::write) wrote.
    fn read(from: &mut Reader<'_>) -> Result<Self, StateError>;
}

/// The format of bytes. Increase it whenever the bytes of a state change, or their meaning: a test
/// fails if they do.
pub(crate) const VERSION: u64 = 2;

/// What tells bytes of a kind from others: they begin with it.
pub(crate) type Magic = [u8; 4];

/// A value as bytes, with a header that tells them from other bytes and other versions.
pub(crate) fn to_bytes<T: Wire>(magic: Magic, value: &T) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.raw(&magic);
    writer.number(VERSION);
    value.write(&mut writer);
    writer.finish()
}

/// Reads what [`to_bytes`] wrote.
pub(crate) fn from_bytes<T: Wire>(magic: Magic, bytes: &[u8]) -> Result<T, StateError> {
    let mut reader = Reader::new(bytes);
    if !reader.skip(&magic) {
        return Err(reader.error(StateErrorKind::Foreign));
    }
    match reader.number()? {
        VERSION => {}
        found => return Err(reader.error(StateErrorKind::Version { found })),
    }
    let value = T::read(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Implements [`Wire`] for a struct: its fields, its counts, and its maps of counts.
macro_rules! wire {
    (
        $Type:ty { $($field:ident),* $(,)? }
        $(counts { $($count:ident),* $(,)? })?
        $(maps { $($map:ident),* $(,)? })?
    ) => {
        impl crate::bytes::Wire for $Type {
            fn write<'w>(&'w self, to: &mut crate::bytes::Writer<'w>) {
                let Self { $($field,)* $($($count,)*)? $($($map,)*)? } = self;
                $( crate::bytes::Wire::write($field, to); )*
                $($( to.number(*$count); )*)?
                $($( crate::bytes::Wire::write($map, to); )*)?
            }

            fn read(
                from: &mut crate::bytes::Reader<'_>,
            ) -> Result<Self, crate::bytes::StateError> {
                $( let $field = crate::bytes::Wire::read(from)?; )*
                $($( let $count = from.count()?; )*)?
                $($( let $map = from.counts()?; )*)?
                Ok(Self { $($field,)* $($($count,)*)? $($($map,)*)? })
            }
        }
    };
}
pub(crate) use wire;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;

    const MAGIC: Magic = *b"test";

    #[test]
    fn a_text_is_written_once() {
        let text: Arc<str> = "a".repeat(100).into();
        let bytes = to_bytes(MAGIC, &vec![Arc::clone(&text), text]);
        assert!(bytes.len() < 120, "{}", bytes.len());
        let read: Vec<Arc<str>> = from_bytes(MAGIC, &bytes).unwrap();
        let [one, two] = &*read else { panic!("{read:?}") };
        assert!(Arc::ptr_eq(one, two));
    }

    #[test]
    fn other_bytes_are_refused_with_what_was_found() {
        let error = |bytes: &[u8]| from_bytes::<Vec<u64>>(MAGIC, bytes).unwrap_err().to_string();
        assert_eq!(error(b""), "not the state of an audit");
        assert_eq!(error(b"{\"tool\": 1}"), "not the state of an audit");
        let mut bytes = to_bytes(MAGIC, &vec![7u64]);
        assert_eq!(
            error(&bytes[..bytes.len() - 1]),
            "the state is damaged at byte 6: it ends within a number"
        );
        bytes.push(0);
        assert_eq!(error(&bytes), "the state is damaged at byte 7: there is more behind it");
        bytes[4] = 1;
        assert_eq!(
            error(&bytes),
            "the state has version 1 of the format; this program reads version 2"
        );
    }

    proptest! {
        #![proptest_config(crate::test_support::config(500))]

        #[test]
        fn values_are_read_back(
            numbers in prop::collection::vec(any::<u64>(), 0..9),
            wide in any::<u128>(),
            map in prop::collection::btree_map("[a-c]{0,2}", any::<bool>(), 0..5),
        ) {
            let bytes = to_bytes(MAGIC, &numbers);
            prop_assert_eq!(from_bytes::<Vec<u64>>(MAGIC, &bytes).unwrap(), numbers);
            let bytes = to_bytes(MAGIC, &wide);
            prop_assert_eq!(from_bytes::<u128>(MAGIC, &bytes).unwrap(), wide);
            let map: BTreeMap<Arc<str>, bool> =
                map.into_iter().map(|(key, value)| (key.into(), value)).collect();
            let bytes = to_bytes(MAGIC, &map);
            prop_assert_eq!(from_bytes::<BTreeMap<Arc<str>, bool>>(MAGIC, &bytes).unwrap(), map);
        }
    }
}
