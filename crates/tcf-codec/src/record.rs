//! Records. A macro generates each record from one list of its fields in wire order.

use crate::field::Field;
#[cfg(feature = "serde")]
use crate::value::InvalidBits;

/// The fixed fields of a record, for generic code.
pub(crate) trait Record {
    /// The fixed fields and their widths, in wire order.
    const FIXED: &'static [(Field, usize)];

    /// The values of the fixed fields as bits, in wire order.
    #[cfg(feature = "serde")]
    fn fixed_bits(&self) -> impl Iterator<Item = u64>;

    /// Sets a fixed field from bits.
    #[cfg(feature = "serde")]
    fn set_fixed(&mut self, field: Field, bits: u64) -> Result<(), InvalidBits>;
}

/// Defines a record: a struct whose first fields have a fixed width, are read and written in the
/// order of the list, and are described by one associated constant each. The fields under `then`
/// are read and written by hand.
///
/// The first line of a field's documentation is its description. The name of the constant is
/// followed by the name in the specification and the JSON key.
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident($bits:literal bits) {
            $(
                #[doc = $description:literal]
                $(#[doc = $more:literal])*
                $field:ident: $type:ty = $constant:ident $spec_name:literal $json_key:literal,
            )*
        } then {
            $( $(#[$then_meta:meta])* $then:ident: $then_type:ty, )*
        }
    ) => {
        $(#[$meta])*
        pub struct $name {
            $(
                #[doc = $description]
                $(#[doc = $more])*
                pub $field: $type,
            )*
            $( $(#[$then_meta])* pub $then: $then_type, )*
        }

        // The width in the specification.
        const _: () = assert!($bits == 0 $( + <$type as $crate::value::Wire>::WIDTH )*);

        impl $name {
            $crate::field::fields! {
                $( #[doc = $description] $constant: $type = $spec_name $json_key; )*
            }

            /// Number of bits of the fixed fields.
            pub(crate) const FIXED_BITS: usize = 0 $( + <$type as $crate::value::Wire>::WIDTH )*;

            #[inline]
            pub(crate) fn read_fixed<O: $crate::cursor::Observer>(
                &mut self,
                cursor: &mut $crate::cursor::Cursor<'_, O>,
            ) -> Result<(), $crate::cursor::Fault> {
                // Check the length once for all fields.
                if cursor.remaining() < Self::FIXED_BITS {
                    return Self::read_truncated(cursor.source, cursor.observer);
                }
                $( self.$field = cursor.take_present(Self::$constant)?; )*
                Ok(())
            }

            /// Reads the fixed fields up to the truncated one. It creates its own cursor, because a
            /// borrowed one would have to be kept in memory rather than registers.
            #[cold]
            #[inline(never)]
            fn read_truncated<O: $crate::cursor::Observer>(
                source: $crate::bits::Reader<'_>,
                observer: &mut O,
            ) -> Result<(), $crate::cursor::Fault> {
                let mut cursor = $crate::cursor::Cursor::new(source, observer);
                $( cursor.take::<$type>(Self::$constant)?; )*
                Ok(())
            }

            #[inline]
            pub(crate) fn write_fixed(&self, writer: &mut $crate::bits::Writer) {
                $( $crate::value::Wire::write(&self.$field, writer); )*
            }
        }

        impl $crate::record::Record for $name {
            const FIXED: &'static [($crate::field::Field, usize)] =
                &[$( (Self::$constant, <$type as $crate::value::Wire>::WIDTH), )*];

            #[cfg(feature = "serde")]
            fn fixed_bits(&self) -> impl Iterator<Item = u64> {
                [$( $crate::value::Wire::to_bits(&self.$field), )*].into_iter()
            }

            #[cfg(feature = "serde")]
            fn set_fixed(
                &mut self,
                field: $crate::field::Field,
                bits: u64,
            ) -> Result<(), $crate::value::InvalidBits> {
                $( if field == Self::$constant {
                    self.$field = $crate::value::Wire::from_bits(bits)?;
                } )*
                Ok(())
            }
        }
    };
}
pub(crate) use record;

#[cfg(test)]
mod tests {
    #![allow(unreachable_pub, reason = "records are public elsewhere")]

    use alloc::string::ToString;
    use alloc::vec::Vec;

    use super::*;
    use crate::bits::{Reader, SLACK, Writer};
    use crate::cursor::{Cursor, Observer};
    use crate::trace::{FieldValue, Trace};
    use crate::value::{IdSet, U6, Uint};

    record! {
        /// A record of another format, for tests.
        #[derive(Debug, Default, PartialEq)]
        pub struct Section(14 bits) {
            /// Version of the section, 6 bits.
            version: U6 = VERSION "Version" "Version",
            /// Whether the user opted out of the sale of data, 2 bits.
            ///
            /// 0 for not applicable.
            sale_opt_out: Uint<2> = SALE_OPT_OUT "SaleOptOut" "SaleOptOut",
            /// Purposes of the section, 5 bits.
            purposes: IdSet<5> = PURPOSES "Purposes" "Purposes",
            /// Global Privacy Control, 1 bit.
            gpc: bool = GPC "Gpc" "Gpc",
        } then {}
    }

    fn bytes_of(section: &Section) -> Vec<u8> {
        let mut writer = Writer::default();
        section.write_fixed(&mut writer);
        assert_eq!(writer.len(), 14);
        writer.take(|bytes| bytes.clone())
    }

    fn section() -> Section {
        let mut section = Section { version: U6::truncate(1), gpc: true, ..Section::default() };
        section.sale_opt_out = Uint::truncate(2);
        section.purposes = IdSet::from_top_bits(0b10_010 << 59, 5);
        section
    }

    #[test]
    fn reads_writes_and_traces_a_record() {
        let data = bytes_of(&section());
        let bytes = [&data[..], &[0; SLACK]].concat();
        let mut trace = Trace::default();
        trace.segment("usnat", 0..3, &data);
        let mut read = Section::default();
        let mut cursor = Cursor::new(Reader::new(&bytes, 0, 16), &mut trace);
        assert!(read.read_fixed(&mut cursor).is_ok());
        cursor.finish(&data);
        assert_eq!(read, section());

        let [segment] = trace.segments() else { panic!("one segment") };
        assert_eq!((segment.segment(), segment.tail()), ("usnat", Some(14..16)));
        let traced: Vec<_> = segment
            .fields()
            .iter()
            .map(|field| (field.path().to_string(), field.bits(), segment.value(field).to_string()))
            .collect();
        let expected = [
            ("Version", 0..6, "1"),
            ("SaleOptOut", 6..8, "2"),
            ("Purposes", 8..13, "1, 4"),
            ("Gpc", 13..14, "true"),
        ];
        assert_eq!(
            traced,
            expected.map(|(name, bits, value)| (name.to_string(), bits, value.to_string()))
        );
        assert_eq!(segment.value(&segment.fields()[3]), FieldValue::Flag(true));
    }

    #[test]
    fn reports_the_truncated_field() {
        let data = bytes_of(&section());
        let bytes = [&data[..], &[0; SLACK]].concat();
        let mut read = Section::default();
        let Err(fault) = read.read_fixed(&mut Cursor::new(Reader::new(&bytes, 0, 12), &mut ()))
        else {
            panic!("12 bits are too few for the record")
        };
        let error = fault.in_segment("usnat", 100);
        assert_eq!(
            error.to_string(),
            "usnat Purposes: segment ends within the field: expected 5 bits, found 4 \
             (bit 8, offset 101)"
        );
    }

    #[test]
    fn documentation_is_the_description() {
        assert_eq!(
            Section::SALE_OPT_OUT.description(),
            "Whether the user opted out of the sale of data, 2 bits."
        );
        assert_eq!(Section::SALE_OPT_OUT.width(), Some(2));
        assert_eq!(Section::FIXED.iter().map(|(_, width)| width).sum::<usize>(), 14);
    }
}
