//! How numbers are written.

use std::io::{self, Write};

use serde_json::ser::Formatter;

/// Compact JSON whose ids are written in pieces of constant length.
///
/// Most of a record are ranges of ids. In WebAssembly, text whose length the compiler does not know
/// is copied by a call into the engine, which takes longer than all else that is done for an id.
pub(crate) struct Numbers;

impl Formatter for Numbers {
    #[inline]
    fn write_u16<W: ?Sized + Write>(&mut self, writer: &mut W, id: u16) -> io::Result<()> {
        let [a, b, c, d, e] = digits(id);
        match id {
            0..10 => writer.write_all(&[e]),
            10..100 => writer.write_all(&[d, e]),
            100..1000 => writer.write_all(&[c, d, e]),
            1000..10_000 => writer.write_all(&[b, c, d, e]),
            _ => writer.write_all(&[a, b, c, d, e]),
        }
    }
}

#[inline]
fn digits(id: u16) -> [u8; 5] {
    let digit = |unit: u16| b'0' + u8::try_from(id / unit % 10).unwrap_or(0);
    [digit(10_000), digit(1000), digit(100), digit(10), digit(1)]
}

#[cfg(test)]
mod tests {
    use serde::Serialize as _;
    use serde_json::Serializer;

    use super::Numbers;

    #[test]
    fn ids_are_written_as_elsewhere() {
        for id in 0..=u16::MAX {
            let mut json = Vec::new();
            id.serialize(&mut Serializer::with_formatter(&mut json, Numbers)).unwrap();
            assert_eq!(String::from_utf8(json).unwrap(), id.to_string());
        }
    }
}
