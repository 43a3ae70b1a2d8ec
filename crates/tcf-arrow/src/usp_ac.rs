//! US Privacy and Additional Consent strings.

use std::sync::Arc;

use arrow_array::builder::{Int8Builder, Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_buffer::NullBufferBuilder;
use arrow_schema::ArrowError;
use tcf::{Signal, SignalKind};
use tcf_codec::{AcChoice, AcString, UspString};

use crate::answers::{Answers, Ask};
use crate::carried::carried;
use crate::kernel::{Kernel, run};
use crate::options::Options;
use crate::row_error::{ErrorBuilder, RowError};
use crate::schema;

/// Decodes US Privacy strings (`tcf_usp_decode`): a struct with the fields of [`schema::usp`].
/// Signals are `Y`, `N` or `-`.
///
/// Null for null. For an unreadable string all values are null, and `error` is set.
///
/// ```
/// use arrow_array::StringArray;
/// use arrow_array::cast::AsArray;
/// use tcf_arrow::{Options, usp_decode};
/// let column = StringArray::from(vec!["1YNN", "1Y", "1---"]);
/// let decoded = usp_decode(&column, Options::new())?;
/// let sale = decoded.as_struct().column_by_name("opt_out_sale").unwrap();
/// assert_eq!(sale.as_string::<i32>().iter().collect::<Vec<_>>(), [Some("N"), None, Some("-")]);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
///
/// # Errors
///
/// If the array has no strings.
pub fn usp_decode(array: &dyn Array, options: Options) -> Result<ArrayRef, ArrowError> {
    run(Usp::new(options), array, options)
}

/// Decodes Additional Consent strings (`tcf_ac_decode`): a struct with the fields of
/// [`schema::ac`]. `refused` is null in version 1, and if the string does not list it.
///
/// Null for null. For an unreadable string all values are null, and `error` is set.
///
/// ```
/// use arrow_array::StringArray;
/// use arrow_array::cast::AsArray;
/// use arrow_array::types::Int64Type;
/// use tcf_arrow::{Options, ac_decode};
/// let column = StringArray::from(vec!["2~1.35~dv.9"]);
/// let decoded = ac_decode(&column, Options::new())?;
/// let granted = decoded.as_struct().column_by_name("granted").unwrap().as_list::<i32>().value(0);
/// assert_eq!(granted.as_primitive::<Int64Type>().values(), &[1, 35]);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
///
/// # Errors
///
/// If the array has no strings.
pub fn ac_decode(array: &dyn Array, options: Options) -> Result<ArrayRef, ArrowError> {
    run(Ac::new(options), array, options)
}

/// Whether Additional Consent strings grant consent to a provider (`tcf_ac_is_granted`).
///
/// Null for null, and `false` for unreadable strings.
///
/// ```
/// use arrow_array::StringArray;
/// use arrow_array::cast::AsArray;
/// use tcf_arrow::{Options, ac_is_granted};
/// let column = StringArray::from(vec![Some("2~1.35~dv.9"), Some("2"), None]);
/// let granted = ac_is_granted(&column, 35, Options::new())?;
/// assert_eq!(granted.as_boolean().iter().collect::<Vec<_>>(), [Some(true), Some(false), None]);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
///
/// # Errors
///
/// If the array has no strings.
pub fn ac_is_granted(
    array: &dyn Array,
    provider: u32,
    options: Options,
) -> Result<ArrayRef, ArrowError> {
    run(Answers::to(Granted { options, provider }), array, options)
}

struct Usp {
    options: Options,
    is_valid: NullBufferBuilder,
    version: Int8Builder,
    signals: [StringBuilder; 3],
    error: ErrorBuilder,
}

impl Usp {
    fn new(options: Options) -> Self {
        Self {
            options,
            is_valid: NullBufferBuilder::new(0),
            version: Int8Builder::new(),
            signals: Default::default(),
            error: ErrorBuilder::default(),
        }
    }

    fn append_value(&mut self, value: Option<&UspString>) {
        self.version.append_option(value.map(|_| 1));
        let signals = value.map(|usp| [usp.notice, usp.opt_out_sale, usp.lspa_covered]);
        for (index, builder) in self.signals.iter_mut().enumerate() {
            let signal = signals.as_ref().and_then(|signals| signals.get(index));
            builder.append_option(signal.map(|signal| signal.character().to_string()));
        }
    }
}

impl Kernel for Usp {
    type Value = UspString;

    fn evaluate(&mut self, text: &str, (): ()) -> Result<UspString, RowError> {
        UspString::decode(text).or_else(|error| {
            match carried(text, self.options, SignalKind::UsPrivacy, &error)? {
                (Signal::UsPrivacy(usp), _) => Ok(usp),
                _ => Err(RowError::of(&error, text)),
            }
        })
    }

    fn append(&mut self, result: Result<UspString, RowError>) -> Result<(), ArrowError> {
        self.is_valid.append_non_null();
        self.append_value(result.as_ref().ok());
        self.error.append(result.err());
        Ok(())
    }

    fn append_null(&mut self) {
        self.is_valid.append_null();
        self.append_value(None);
        self.error.append(None);
    }

    fn recover(&mut self) {}

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let [notice, opt_out_sale, lspa_covered] = &mut self.signals;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.version.finish()),
            Arc::new(notice.finish()),
            Arc::new(opt_out_sale.finish()),
            Arc::new(lspa_covered.finish()),
            Arc::new(self.error.finish()?),
        ];
        let nulls = self.is_valid.finish();
        Ok(Arc::new(StructArray::try_new(schema::usp(), columns, nulls)?))
    }
}

struct Ac {
    options: Options,
    is_valid: NullBufferBuilder,
    version: Int8Builder,
    granted: ListBuilder<Int64Builder>,
    refused: ListBuilder<Int64Builder>,
    error: ErrorBuilder,
}

impl Ac {
    fn new(options: Options) -> Self {
        Self {
            options,
            is_valid: NullBufferBuilder::new(0),
            version: Int8Builder::new(),
            granted: ListBuilder::new(Int64Builder::new()),
            refused: ListBuilder::new(Int64Builder::new()),
            error: ErrorBuilder::default(),
        }
    }

    fn append_value(&mut self, value: Option<&AcString>) {
        self.version.append_option(value.and_then(|ac| i8::try_from(ac.version()).ok()));
        append_providers(&mut self.granted, value.map(AcString::granted));
        append_providers(&mut self.refused, value.and_then(AcString::refused));
    }
}

/// Appends a list of ids; `None` is null.
fn append_providers(builder: &mut ListBuilder<Int64Builder>, ids: Option<&[u32]>) {
    ids.iter().copied().flatten().for_each(|&id| builder.values().append_value(id.into()));
    builder.append(ids.is_some());
}

impl Kernel for Ac {
    type Value = AcString;

    fn evaluate(&mut self, text: &str, (): ()) -> Result<AcString, RowError> {
        decode_ac(text, self.options)
    }

    fn append(&mut self, result: Result<AcString, RowError>) -> Result<(), ArrowError> {
        self.is_valid.append_non_null();
        self.append_value(result.as_ref().ok());
        self.error.append(result.err());
        Ok(())
    }

    fn append_null(&mut self) {
        self.is_valid.append_null();
        self.append_value(None);
        self.error.append(None);
    }

    fn recover(&mut self) {}

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.version.finish()),
            Arc::new(self.granted.finish()),
            Arc::new(self.refused.finish()),
            Arc::new(self.error.finish()?),
        ];
        let nulls = self.is_valid.finish();
        Ok(Arc::new(StructArray::try_new(schema::ac(), columns, nulls)?))
    }
}

fn decode_ac(text: &str, options: Options) -> Result<AcString, RowError> {
    AcString::decode_with_max_len(text, options.max_len).or_else(|error| {
        match carried(text, options, SignalKind::AdditionalConsent, &error)? {
            (Signal::AdditionalConsent(ac), _) => Ok(ac),
            _ => Err(RowError::of(&error, text)),
        }
    })
}

struct Granted {
    options: Options,
    provider: u32,
}

impl Ask for Granted {
    fn ask(&mut self, text: &str, (): ()) -> Result<bool, RowError> {
        decode_ac(text, self.options).map(|ac| ac.choice(self.provider) == AcChoice::Granted)
    }
}
