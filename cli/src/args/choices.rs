//! The values of options whose types belong to renderers, which know nothing of arguments.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::render::Format;
use crate::render::generate::Carrier;

/// Lists the values of a type: their names, and what help says about them.
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
}

choices! {
    Format {
        Text = "text", "For people";
        Json = "json", "Each record indented";
        Ndjson = "ndjson", "Each record on a line";
    }
    Carrier {
        String = "string", "The string itself";
        Url = "url", "The address of a request with the parameters gdpr and gdpr_consent";
        Cookie = "cookie", "The cookie pair";
        Openrtb = "openrtb", "The parts of an OpenRTB 2.6 request: regs.gdpr and user.consent";
        Payload = "payload", "The payload, which `tcf encode` takes (json: indented; otherwise one on each line)";
    }
}
