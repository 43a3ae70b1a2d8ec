//! Records: their fields are listed once, in wire order, and everything else is made from the list.

/// Makes a struct whose first fields have a fixed width, are read and written in the order of the list, and stand in
/// the JSON form under the key of their [`Field`](crate::Field). The fields under `then` are the struct's own matter.
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident($bits:literal bits) {
            $( $(#[$field_meta:meta])* $field:ident: $type:ty = $wire:ident, )*
        } then {
            $( $(#[$then_meta:meta])* $then:ident: $then_type:ty, )*
        }
    ) => {
        $(#[$meta])*
        pub struct $name {
            $( $(#[$field_meta])* pub $field: $type, )*
            $( $(#[$then_meta])* pub $then: $then_type, )*
        }

        // The width of the specification, checked when compiled.
        const _: () = assert!($bits == 0 $( + <$type as $crate::bits::Wire>::WIDTH )*);

        impl $name {
            /// The fixed fields in wire order, with their widths.
            pub(super) const FIXED: &[($crate::field::Field, usize)] =
                &[$( ($crate::field::Field::$wire, <$type as $crate::bits::Wire>::WIDTH), )*];

            #[inline]
            pub(super) fn read_fixed<O: $crate::observe::Observer>(
                &mut self,
                cursor: &mut $crate::observe::Cursor<'_, O>,
            ) -> Result<(), $crate::observe::Fault> {
                $( self.$field = cursor.take($crate::field::Field::$wire)?; )*
                Ok(())
            }

            #[inline]
            pub(super) fn write_fixed(&self, writer: &mut $crate::bits::Writer) {
                $( writer.put($crate::bits::Wire::to_bits(&self.$field), <$type as $crate::bits::Wire>::WIDTH); )*
            }
        }

        #[cfg(feature = "serde")]
        impl $name {
            /// Writes the fixed fields as entries of a JSON object.
            pub(crate) fn write_fixed_json<M: serde::ser::SerializeMap>(
                &self,
                map: &mut M,
                ids: $crate::serde::Ids,
            ) -> Result<(), M::Error> {
                $( $crate::serde::entry(map, $crate::field::Field::$wire, &self.$field, ids)?; )*
                Ok(())
            }

            /// Reads the value of `key`, if that is a fixed field.
            pub(crate) fn read_fixed_json<'de, A: serde::de::MapAccess<'de>>(
                &mut self,
                key: &str,
                map: &mut A,
            ) -> Result<bool, A::Error> {
                $( if key == $crate::field::Field::$wire.json_key() {
                    self.$field = $crate::serde::value(map)?;
                    return Ok(true);
                } )*
                Ok(false)
            }

            /// The keys of the fixed fields.
            pub(crate) const FIXED_KEYS: &[$crate::serde::Key] =
                &[$( $crate::serde::Key::of::<$type>($crate::field::Field::$wire), )*];
        }
    };
}
