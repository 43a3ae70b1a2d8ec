//! Every encoding of a column has the same results.

use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::UInt16Type;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, DictionaryArray, Int32Array, LargeBinaryArray,
    LargeStringArray, NullArray, RunArray, StringArray, StringViewArray,
};
use tcf_arrow::Options;

use crate::kernels;
use crate::texts;

/// Rows with repeated strings and nulls, in no regular order.
fn column() -> Vec<Option<String>> {
    let texts = texts();
    let count = texts.len();
    let mut column: Vec<Option<String>> = texts.into_iter().map(Some).collect();
    for row in 0..2 * count {
        let repeated = if row % 13 == 0 { None } else { column[(row * 7) % count].clone() };
        column.push(repeated);
    }
    column
}

/// The same rows in every encoding.
fn encodings(column: &[Option<String>]) -> Vec<(&'static str, ArrayRef)> {
    let texts = || column.iter().map(Option::as_deref);
    let bytes = || texts().map(|text| text.map(str::as_bytes));
    let mut dictionary = StringDictionaryBuilder::<UInt16Type>::new();
    texts().for_each(|text| dictionary.append_option(text));
    let views: StringViewArray = texts().collect();
    let keys: Int32Array = (0..i32::try_from(column.len()).unwrap()).map(Some).collect();
    let ends: Int32Array = (1..=i32::try_from(column.len()).unwrap()).map(Some).collect();
    let runs = RunArray::try_new(&ends, &texts().collect::<StringArray>()).unwrap();
    vec![
        ("utf8", Arc::new(texts().collect::<StringArray>())),
        ("large utf8", Arc::new(texts().collect::<LargeStringArray>())),
        ("utf8 view", Arc::new(views.clone())),
        ("binary", Arc::new(bytes().collect::<BinaryArray>())),
        ("large binary", Arc::new(bytes().collect::<LargeBinaryArray>())),
        ("binary view", Arc::new(bytes().collect::<BinaryViewArray>())),
        ("dictionary", Arc::new(dictionary.finish())),
        ("dictionary of views", Arc::new(DictionaryArray::new(keys, Arc::new(views)))),
        ("runs", Arc::new(runs)),
    ]
}

#[test]
fn law_13_every_encoding_of_a_column_has_the_same_results() {
    let column = column();
    let encodings = encodings(&column);
    for (name, kernel) in kernels::all() {
        let plain = Options { deduplicate: false, ..Options::new() };
        let expected = kernel(&encodings[0].1, plain).unwrap();
        assert_eq!(expected.len(), column.len());
        for (encoding, array) in &encodings {
            for options in [Options::new(), plain] {
                let found = kernel(array, options).unwrap();
                assert!(*found == *expected, "{name} of {encoding}, {options:?}");
            }
            let (start, len) = (11, 700);
            let sliced = kernel(&array.slice(start, len), Options::new()).unwrap();
            assert!(*sliced == *expected.slice(start, len), "{name} of a slice of {encoding}");
        }
    }
}

#[test]
fn null_gives_null_and_nothing_gives_nothing() {
    let nulls: [ArrayRef; 3] = [
        Arc::new(NullArray::new(3)),
        Arc::new(StringArray::new_null(3)),
        Arc::new(DictionaryArray::<UInt16Type>::from_iter([None::<&str>, None, None])),
    ];
    for (name, kernel) in kernels::all() {
        for array in &nulls {
            let results = kernel(array, Options::new()).unwrap();
            assert_eq!((results.len(), results.logical_null_count()), (3, 3), "{name}");
            assert_eq!(kernel(&array.slice(0, 0), Options::new()).unwrap().len(), 0, "{name}");
        }
        let error = kernel(&Int32Array::from(vec![1]), Options::new()).unwrap_err();
        assert!(error.to_string().contains("expected a column of strings"), "{name}: {error}");
    }
}

#[test]
fn results_have_the_same_type_for_every_column() {
    let empty = StringArray::from(Vec::<&str>::new());
    let one = StringArray::from(vec![Some("CQg2bYA"), None]);
    for (name, kernel) in kernels::all() {
        let types =
            [&empty, &one].map(|array| kernel(array, Options::new()).unwrap().data_type().clone());
        assert_eq!(types[0], types[1], "{name}");
    }
}
