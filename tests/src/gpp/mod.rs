//! Tests of GPP strings: a plain reader, texts, and the laws.

mod canada;
mod generate;
mod laws;
mod reference;

pub use canada::canada_value;
pub use generate::{gpp_text, us_value};
pub use laws::{
    law_1_of_gpp, law_2_of_gpp, law_3_of_gpp, law_4_of_gpp, law_5_of_gpp, law_7_of_gpp,
    law_8_of_gpp,
};
pub use reference::{GppRejection, PlainUs, read_header, read_us};
