//! Enums whose variants have names.

/// Defines an enum with `ALL`, `name`, `Display` and `Serialize`.
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

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }
    };
}
pub(crate) use names;
