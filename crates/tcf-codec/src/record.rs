//! Records: their fields are listed once, in wire order, and everything else is made from the list.

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

            /// The fixed fields in wire order, with their widths.
            pub(crate) const FIXED: &[($crate::field::Field, usize)] =
                &[$( (Self::$constant, <$type as $crate::value::Wire>::WIDTH), )*];

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

        #[cfg(feature = "serde")]
        impl $name {
            /// Writes the fixed fields as entries of a JSON object.
            pub(crate) fn write_fixed_json<M: serde::ser::SerializeMap>(
                &self,
                map: &mut M,
                ids: $crate::serde::Ids,
            ) -> Result<(), M::Error> {
                $( $crate::serde::entry(map, Self::$constant, &self.$field, ids)?; )*
                Ok(())
            }

            /// Reads the value of `key`, if that is a fixed field.
            pub(crate) fn read_fixed_json<'de, A: serde::de::MapAccess<'de>>(
                &mut self,
                key: &str,
                map: &mut A,
            ) -> Result<bool, A::Error> {
                $( if key == Self::$constant.json_key() {
                    self.$field = $crate::serde::value(map)?;
                    return Ok(true);
                } )*
                Ok(false)
            }

            /// The keys of the fixed fields.
            pub(crate) const FIXED_KEYS: &[$crate::serde::Key] =
                &[$( $crate::serde::Key::of::<$type>(Self::$constant), )*];
        }
    };
}
pub(crate) use record;
