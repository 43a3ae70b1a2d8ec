//! Enums whose variants have names.

/// Defines an enum with `ALL`, `name`, `Display`, `Serialize` and `Wire`.
macro_rules! names {
    ($(#[$meta:meta])* $Name:ident { $( $(#[$doc:meta])* $Variant:ident = $name:literal, )+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $Name { $( $(#[$doc])* $Variant, )+ }

        impl $Name {
            /// Every variant.
            pub const ALL: &[Self] = &[$( Self::$Variant, )+];

            /// The name in JSON.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$Variant => $name, )+ }
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl crate::bytes::Wire for $Name {
            fn write<'w>(&'w self, to: &mut crate::bytes::Writer<'w>) {
                to.text(self.name());
            }

            fn read(
                from: &mut crate::bytes::Reader<'_>,
            ) -> Result<Self, crate::bytes::StateError> {
                from.named(|name| Self::ALL.iter().copied().find(|known| known.name() == name))
            }
        }

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }
    };
}
pub(crate) use names;
