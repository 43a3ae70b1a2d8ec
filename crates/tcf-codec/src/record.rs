//! Records: their fields are listed once, in wire order, and everything else is made from the list.

use crate::field::Field;
#[cfg(feature = "serde")]
use crate::value::InvalidBits;

/// What a record says of its fixed fields, for code that goes by their descriptions.
pub(crate) trait Record {
    /// The fixed fields in wire order, with their widths.
    const FIXED: &'static [(Field, usize)];

    /// The bits of the fixed fields, in wire order.
    #[cfg(feature = "serde")]
    fn fixed_bits(&self) -> impl Iterator<Item = u64>;

    /// Sets a fixed field.
    #[cfg(feature = "serde")]
    fn set_fixed(&mut self, field: Field, bits: u64) -> Result<(), InvalidBits>;
}

/// Defines a record: a struct whose first fields have a fixed width, are read and written in the
/// order of the list, and are described by an associated constant each. The fields under `then`
/// are read and written by the record's own code.
///
/// The first line of a field's documentation is its description; its name in the specification
/// and its key in JSON follow the name of the constant.
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

        // The width of the specification, checked when compiled.
        const _: () = assert!($bits == 0 $( + <$type as $crate::value::Wire>::WIDTH )*);

        impl $name {
            $crate::field::fields! {
                $( #[doc = $description] $constant: $type = $spec_name $json_key; )*
            }

            #[inline]
            pub(crate) fn read_fixed<O: $crate::cursor::Observer>(
                &mut self,
                cursor: &mut $crate::cursor::Cursor<'_, O>,
            ) -> Result<(), $crate::cursor::Fault> {
                $( self.$field = cursor.take(Self::$constant)?; )*
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
