//! Results with dictionaries have the values of those with texts.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, StringArray};
use arrow_schema::DataType;
use tcf_arrow::{Options, schema};

use crate::kernels;
use crate::rows::rows;
use crate::texts;

/// The dictionaries in a result.
fn dictionaries(array: &ArrayRef) -> Vec<ArrayRef> {
    match array.data_type() {
        DataType::Dictionary(..) => vec![Arc::clone(array)],
        DataType::List(_) => dictionaries(array.as_list::<i32>().values()),
        DataType::Struct(_) => array.as_struct().columns().iter().flat_map(dictionaries).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn dictionaries_have_the_values_of_texts() {
    let texts = texts();
    let repeated = texts.iter().chain(&texts).map(Some).chain([None]);
    let array: StringArray = repeated.collect();
    let options = Options { dictionary: true, ..Options::new() };
    let mut count = 0;
    for (name, kernel) in kernels::all() {
        let plain = kernel(&array, Options::new()).unwrap();
        let found = kernel(&array, options).unwrap();
        assert_eq!(*found.data_type(), schema::with_dictionaries(plain.data_type()), "{name}");
        assert_eq!(rows(&found), rows(&plain), "{name}");
        for dictionary in dictionaries(&found) {
            let values = dictionary.as_dictionary::<Int32Type>().values();
            // Names and codes, and those of sections and fields that are not defined.
            assert!(values.len() < 500, "{name}: {} values", values.len());
            count += 1;
        }
        let empty = kernel(&array.slice(0, 0), options).unwrap();
        assert_eq!(empty.data_type(), found.data_type(), "{name}");
    }
    assert!(count > 20, "{count} dictionaries");
}
