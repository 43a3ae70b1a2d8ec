//! The registry of reasons. Their rows are in files by subject: each file has a macro that adds its
//! rows to those before, and passes them on.

use super::context::context;
use super::gdpr::gdpr;
use super::notes::notes;
use super::us::us;
use super::{Example, Explanation};

/// Defines [`Reason`] from a table with one row per reason.
macro_rules! reasons {
    ({ $( $name:ident {
        code: $code:literal,
        text: $text:literal,
        short: $short:literal,
        why: $why:literal,
        help: $help:literal,
        source: $source:literal,
        gvl: $gvl:literal,
        options: $options:literal,
        string: $string:literal,
    } )* }) => {
        /// A reason or a note, with a stable code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Reason {
            $( #[doc = $text] $name, )*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &[Self] = &[$( Self::$name, )*];

            /// The position in [`Self::ALL`].
            #[expect(clippy::as_conversions, reason = "the variants are numbered from 0")]
            pub const fn index(self) -> usize {
                self as usize
            }

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$name => $code, )* }
            }

            /// What the reason states.
            pub const fn text(self) -> &'static str {
                match self { $( Self::$name => $text, )* }
            }

            /// The reason in a few words, for tables. Empty if it is not worth a place there.
            pub const fn short(self) -> &'static str {
                match self { $( Self::$name => $short, )* }
            }

            /// The explanation.
            pub const fn explanation(self) -> Explanation {
                match self {
                    $( Self::$name => Explanation {
                        text: $text,
                        why: $why,
                        help: $help,
                        source: $source,
                        example: Example { gvl: $gvl, options: $options, string: $string },
                    }, )*
                }
            }
        }
    };
}

// The order is that of `Reason::ALL`.
gdpr! { {} notes us context reasons }
