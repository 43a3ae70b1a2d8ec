//! Evaluates a kernel over a column.

use std::borrow::Cow;

use arrow_array::{Array, ArrayRef};
use arrow_schema::ArrowError;
use arrow_select::take::take;

use crate::column::Column;
use crate::dictionary;
use crate::options::Options;
use crate::plan::{Arguments, Plan};
use crate::row_error::RowError;

/// A function of a string that builds an array.
pub(crate) trait Kernel<A = ()> {
    /// A result that is not appended yet. A kernel may also keep it in itself.
    type Value;

    /// Evaluates a string.
    fn evaluate(&mut self, text: &str, arguments: A) -> Result<Self::Value, RowError>;

    /// Appends a result.
    fn append(&mut self, result: Result<Self::Value, RowError>) -> Result<(), ArrowError>;

    /// Appends a null.
    fn append_null(&mut self);

    /// Discards what an evaluation changed before a panic.
    fn recover(&mut self);

    /// The results so far.
    fn finish(&mut self) -> Result<ArrayRef, ArrowError>;
}

/// Evaluates a kernel over an array of strings.
pub(crate) fn run<K: Kernel>(
    kernel: K,
    array: &dyn Array,
    options: Options,
) -> Result<ArrayRef, ArrowError> {
    run_with(kernel, &Column::new(array)?, &(), options)
}

/// Evaluates a kernel over a column with the arguments of each row.
pub(crate) fn run_with<A: Arguments, K: Kernel<A::Row>>(
    mut kernel: K,
    column: &Column<'_>,
    arguments: &A,
    options: Options,
) -> Result<ArrayRef, ArrowError> {
    let plan = Plan::new(column, arguments, options.deduplicate);
    for evaluation in plan.evaluations() {
        match *evaluation {
            Some((value, arguments)) => {
                let result = guarded(&mut kernel, &column.text(value).to_str(), arguments);
                kernel.append(result)?;
            }
            None => kernel.append_null(),
        }
    }
    let results = kernel.finish()?;
    let results = if options.dictionary { dictionary::encoded(&results)? } else { results };
    match plan.into_slots() {
        Some(slots) => take(&results, &slots, None),
        None => Ok(results),
    }
}

/// Evaluates a string. A panic is the error of its row.
pub(crate) fn guarded<A, K: Kernel<A>>(
    kernel: &mut K,
    text: &str,
    arguments: A,
) -> Result<K::Value, RowError> {
    tcf::catch(|| kernel.evaluate(text, arguments)).unwrap_or_else(|message: Cow<'_, str>| {
        kernel.recover();
        Err(RowError::internal(message.into_owned()))
    })
}

#[cfg(test)]
mod tests {
    use arrow_array::builder::StringBuilder;
    use arrow_array::cast::AsArray;
    use arrow_array::{DictionaryArray, Int8Array, RunArray, StringArray};
    use arrow_array::{Int32Array, LargeBinaryArray};
    use std::sync::Arc;

    use super::*;

    /// Returns the text in upper case, and panics for `panic`.
    #[derive(Default)]
    struct Upper {
        results: StringBuilder,
        evaluated: usize,
        is_broken: bool,
    }

    impl Kernel for &mut Upper {
        type Value = String;

        fn evaluate(&mut self, text: &str, (): ()) -> Result<String, RowError> {
            assert!(!self.is_broken, "not recovered");
            self.evaluated += 1;
            if text == "panic" {
                self.is_broken = true;
                panic!("injected");
            }
            Ok(text.to_uppercase())
        }

        fn append(&mut self, result: Result<String, RowError>) -> Result<(), ArrowError> {
            self.results.append_value(result.unwrap_or_else(|error| error.code.to_owned()));
            Ok(())
        }

        fn append_null(&mut self) {
            self.results.append_null();
        }

        fn recover(&mut self) {
            self.is_broken = false;
        }

        fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
            Ok(Arc::new(self.results.finish()))
        }
    }

    fn upper(array: &dyn Array, options: Options) -> (Vec<Option<String>>, usize) {
        let mut kernel = Upper::default();
        let results = run(&mut kernel, array, options).unwrap();
        let results = results.as_string::<i32>().iter().map(|text| text.map(str::to_owned));
        (results.collect(), kernel.evaluated)
    }

    fn strings(texts: &[Option<&str>]) -> Vec<Option<String>> {
        texts.iter().map(|text| text.map(str::to_owned)).collect()
    }

    #[test]
    fn a_panic_is_the_error_of_its_row() {
        let array = StringArray::from(vec!["a", "panic", "b", "panic"]);
        let options = Options { deduplicate: false, ..Options::new() };
        let (results, evaluated) = upper(&array, options);
        let expected = [Some("A"), Some("internal"), Some("B"), Some("internal")];
        assert_eq!((results, evaluated), (strings(&expected), 4));
    }

    #[test]
    fn a_repeated_string_is_evaluated_once() {
        let array = StringArray::from(vec![Some("a"), None, Some("b"), Some("a"), None, Some("")]);
        let expected = [Some("A"), None, Some("B"), Some("A"), None, Some("")];
        assert_eq!(upper(&array, Options::new()), (strings(&expected), 3));
        let plain = Options { deduplicate: false, ..Options::new() };
        assert_eq!(upper(&array, plain), (strings(&expected), 4));
    }

    #[test]
    fn deduplication_stops_if_strings_are_distinct() {
        let texts = (0..2000).map(|row| if row < 1500 { row.to_string() } else { "0".to_owned() });
        let array: StringArray = texts.map(Some).collect();
        let (results, evaluated) = upper(&array, Options::new());
        assert_eq!(evaluated, 2000);
        assert_eq!(results[1999].as_deref(), Some("0"));
        // One repetition in 32 rows suffices.
        let texts = (0..2000).map(|row| if row % 16 == 0 { 0 } else { row }.to_string());
        let (_, evaluated) = upper(&texts.map(Some).collect::<StringArray>(), Options::new());
        assert_eq!(evaluated, 1876);
    }

    #[test]
    fn dictionaries_are_evaluated_by_the_values_that_rows_have() {
        let keys = Int8Array::from(vec![Some(2), None, Some(0), Some(2), Some(3)]);
        let values = StringArray::from(vec![Some("a"), Some("unused"), Some("c"), None]);
        let array = DictionaryArray::new(keys, Arc::new(values));
        let expected = [Some("C"), None, Some("A"), Some("C"), None];
        assert_eq!(upper(&array, Options::new()), (strings(&expected), 2));
        assert_eq!(upper(&array.slice(2, 2), Options::new()).0, strings(&expected[2..4]));
        let array = DictionaryArray::new(
            Int8Array::from(vec![None, None]),
            Arc::new(StringArray::from(Vec::<&str>::new())),
        );
        assert_eq!(upper(&array, Options::new()), (vec![None, None], 0));
    }

    #[test]
    fn a_large_dictionary_is_not_scanned() {
        let values: StringArray = (0..120).map(|id| Some(id.to_string())).collect();
        let array = DictionaryArray::new(Int8Array::from(vec![7, 7, 9]), Arc::new(values));
        let expected = [Some("7"), Some("7"), Some("9")];
        assert_eq!(upper(&array, Options::new()), (strings(&expected), 2));
    }

    #[test]
    fn runs_are_evaluated_once() {
        let values = StringArray::from(vec![Some("a"), None, Some("b")]);
        let array = RunArray::try_new(&Int32Array::from(vec![2, 3, 6]), &values).unwrap();
        let expected = [Some("A"), Some("A"), None, Some("B"), Some("B"), Some("B")];
        assert_eq!(upper(&array, Options::new()), (strings(&expected), 2));
        for (offset, len) in [(0, 6), (1, 3), (2, 2), (4, 1), (5, 0)] {
            let sliced = upper(&array.slice(offset, len), Options::new()).0;
            assert_eq!(sliced, strings(&expected[offset..offset + len]), "{offset} {len}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_replaced() {
        let array = LargeBinaryArray::from_vec(vec![b"a", b"\xff"]);
        assert_eq!(upper(&array, Options::new()).0, strings(&[Some("A"), Some("\u{fffd}")]));
    }

    #[test]
    fn other_arrays_are_an_error() {
        let error = run(&mut Upper::default(), &Int32Array::from(vec![1]), Options::new());
        let message = error.unwrap_err().to_string();
        assert_eq!(message, "Invalid argument error: expected a column of strings, found Int32");
    }
}
