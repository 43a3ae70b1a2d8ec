//! Values of options whose types are defined by renderers and settings, which do not depend on
//! clap.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::config::{Disposition, OnDeny};
use crate::render::Format;
use crate::render::generate::Carrier;

/// Lists the values of a type with their names and help.
macro_rules! choices {
    ($($type:ident { $($value:ident = $name:literal, $help:literal;)+ })+) => {$(
        impl ValueEnum for $type {
            fn value_variants<'a>() -> &'a [Self] {
                &[$(Self::$value),+]
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                Some(match self {
                    $(Self::$value => PossibleValue::new($name).help($help),)+
                })
            }
        }
    )+};
    ($($arg:ident($type:ident) { $($value:ident = $name:literal, $help:literal;)+ })+) => {$(
        impl ValueEnum for $arg {
            fn value_variants<'a>() -> &'a [Self] {
                &[$(Self($type::$value)),+]
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                Some(match self.0 {
                    $($type::$value => PossibleValue::new($name).help($help),)+
                })
            }
        }
    )+};
}

choices! {
    Format {
        Text = "text", "Human-readable text";
        Json = "json", "Each record, indented";
        Ndjson = "ndjson", "One record per line";
    }
    Carrier {
        String = "string", "The string only";
        Url = "url", "A request URL with the string in its parameters";
        Cookie = "cookie", "Cookie pairs";
        Openrtb = "openrtb", "The parts of an OpenRTB 2.6 request that contain the string";
        Payload = "payload", "The payload, as accepted by `tcf encode`";
    }
}

/// The argument of what to do with a denied event.
#[derive(Clone, Copy)]
pub(crate) struct OnDenyArg(pub(crate) OnDeny);

/// The argument of whether events pass.
#[derive(Clone, Copy)]
pub(crate) struct DispositionArg(pub(crate) Disposition);

choices! {
    OnDenyArg(OnDeny) {
        Drop = "drop", "Do not pass it";
        Strip = "strip", "Pass it without the fields of --strip";
        Mark = "mark", "Pass every event, with the verdict in the member `tcf`";
    }
    DispositionArg(Disposition) {
        Deny = "deny", "Deny them";
        Pass = "pass", "Pass them whole";
    }
}
