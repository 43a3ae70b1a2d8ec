//! Strategies for values, layouts and texts, including edge cases of the format.

mod layouts;
mod texts;
mod values;

pub use layouts::{contradict, layout_of, layout_of_v1, layout_of_v2};
pub use tcf_generate::SeededRng;
pub use texts::{
    alphabet_texts, any_texts, arbitrary_texts, faulty_texts, good_texts, mutated_texts, wild_texts,
};
pub use values::{consent_strings, tc_strings, tie, v1_strings, vendor_sets};
