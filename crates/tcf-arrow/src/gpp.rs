//! GPP strings.

use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Int8Builder, Int32Builder, ListBuilder, StringBuilder,
};
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_buffer::NullBufferBuilder;
use arrow_schema::ArrowError;
use tcf::{Signal, SignalKind};
use tcf_codec::gpp::us::UsSection;
use tcf_codec::gpp::{self, Container, Section};
use tcf_codec::{GppString, SectionId};

use crate::carried::carried;
use crate::kernel::{Kernel, run};
use crate::options::Options;
use crate::row_error::{ErrorBuilder, RowError};
use crate::schema;
use crate::vendors::ListsBuilder;

/// Decodes GPP strings (`tcf_gpp_decode`): a struct with the fields of [`schema::gpp`].
///
/// `tc_string` and `us_privacy` are the texts of sections 2 and 6; pass them to the other kernels.
/// `us` has the US sections, with the keys and values of the JSON records.
///
/// Null for null. For an unreadable string all values are null, and `error` is set. A string is
/// unreadable if one of its sections is.
///
/// ```
/// use arrow_array::StringArray;
/// use arrow_array::cast::AsArray;
/// use tcf_arrow::{Options, gpp_decode};
/// let column = StringArray::from(vec!["DBABzw~1YNN~BVQqAAAAAg", "1YNN"]);
/// let decoded = gpp_decode(&column, Options::new())?;
/// let us_privacy = decoded.as_struct().column_by_name("us_privacy").unwrap();
/// assert_eq!(us_privacy.as_string::<i32>().iter().collect::<Vec<_>>(), [Some("1YNN"), None]);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
///
/// # Errors
///
/// If the array has no strings.
pub fn gpp_decode(array: &dyn Array, options: Options) -> Result<ArrayRef, ArrowError> {
    run(Decode::new(options), array, options)
}

/// A decoded string, and the texts of sections 2 and 6.
struct Decoded {
    value: GppString,
    tc_string: Option<String>,
    us_privacy: Option<String>,
}

struct Decode {
    options: Options,
    is_valid: NullBufferBuilder,
    section_ids: ListBuilder<Int32Builder>,
    section_names: ListBuilder<StringBuilder>,
    tc_string: StringBuilder,
    us_privacy: StringBuilder,
    us_section_id: Int32Builder,
    us_version: Int8Builder,
    us_gpc: BooleanBuilder,
    us_field_name: StringBuilder,
    us_field_values: ListBuilder<Int8Builder>,
    us_fields: ListsBuilder,
    us: ListsBuilder,
    error: ErrorBuilder,
}

impl Decode {
    fn new(options: Options) -> Self {
        Self {
            options,
            is_valid: NullBufferBuilder::new(0),
            section_ids: ListBuilder::new(Int32Builder::new()),
            section_names: ListBuilder::new(StringBuilder::new()),
            tc_string: StringBuilder::new(),
            us_privacy: StringBuilder::new(),
            us_section_id: Int32Builder::new(),
            us_version: Int8Builder::new(),
            us_gpc: BooleanBuilder::new(),
            us_field_name: StringBuilder::new(),
            us_field_values: ListBuilder::new(Int8Builder::new()),
            us_fields: ListsBuilder::new(),
            us: ListsBuilder::new(),
            error: ErrorBuilder::default(),
        }
    }

    /// The value with the texts of its sections.
    fn decoded(&self, text: &str, decoded: gpp::Decoded) -> Result<Decoded, RowError> {
        let source = decoded.repaired().unwrap_or(text);
        let container = Container::with_max_len(source, self.options.max_len)
            .map_err(|error| RowError::of(&error, text))?;
        Ok(Decoded {
            tc_string: text_of(&container, SectionId::TCF_EU_V2),
            us_privacy: text_of(&container, SectionId::USP_V1),
            value: decoded.value,
        })
    }

    fn append_decoded(&mut self, decoded: Option<&Decoded>) -> Result<(), ArrowError> {
        let sections = decoded.map_or(&[][..], |decoded| decoded.value.sections());
        for section in sections {
            self.section_ids.values().append_value(section.id().get().into());
            self.section_names.values().append_option(section.id().name());
            if let Section::Us(us) = section {
                self.append_us(us)?;
            }
        }
        self.section_ids.append(decoded.is_some());
        self.section_names.append(decoded.is_some());
        self.us.append(self.us_section_id.values_slice().len(), decoded.is_some())?;
        self.tc_string.append_option(decoded.and_then(|decoded| decoded.tc_string.as_deref()));
        self.us_privacy.append_option(decoded.and_then(|decoded| decoded.us_privacy.as_deref()));
        Ok(())
    }

    fn append_us(&mut self, us: &UsSection) -> Result<(), ArrowError> {
        self.us_section_id.append_value(us.section().get().into());
        self.us_version.append_option(i8::try_from(us.version()).ok());
        self.us_gpc.append_option(us.gpc());
        for field in us.format().fields() {
            self.us_field_name.append_value(field.field().json_key());
            for value in us.list(field.field()).into_iter().flatten() {
                self.us_field_values.values().append_option(i8::try_from(value).ok());
            }
            self.us_field_values.append(true);
        }
        self.us_fields.append(self.us_field_values.len(), true)
    }
}

/// The text of a section.
fn text_of(container: &Container<'_>, id: SectionId) -> Option<String> {
    container.section(id).map(|section| section.text().to_owned())
}

impl Kernel for Decode {
    type Value = Decoded;

    fn evaluate(&mut self, text: &str, (): ()) -> Result<Decoded, RowError> {
        match gpp::decode(text, self.options.decode_options()) {
            Ok(decoded) => self.decoded(text, decoded),
            Err(error) => match carried(text, self.options, SignalKind::Gpp, &error)? {
                (Signal::Gpp(decoded), text) => self.decoded(&text, decoded),
                _ => Err(RowError::of(&error, text)),
            },
        }
    }

    fn append(&mut self, result: Result<Decoded, RowError>) -> Result<(), ArrowError> {
        self.is_valid.append_non_null();
        self.append_decoded(result.as_ref().ok())?;
        self.error.append(result.err());
        Ok(())
    }

    fn append_null(&mut self) {
        self.is_valid.append_null();
        self.section_ids.append_null();
        self.section_names.append_null();
        self.us.append_null();
        self.tc_string.append_null();
        self.us_privacy.append_null();
        self.error.append(None);
    }

    fn recover(&mut self) {}

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let fields: Vec<ArrayRef> =
            vec![Arc::new(self.us_field_name.finish()), Arc::new(self.us_field_values.finish())];
        let fields = StructArray::try_new(schema::us_field(), fields, None)?;
        let us: Vec<ArrayRef> = vec![
            Arc::new(self.us_section_id.finish()),
            Arc::new(self.us_version.finish()),
            Arc::new(self.us_gpc.finish()),
            self.us_fields.finish(Arc::new(fields))?,
        ];
        let us = StructArray::try_new(schema::us_section(), us, None)?;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.section_ids.finish()),
            Arc::new(self.section_names.finish()),
            Arc::new(self.tc_string.finish()),
            Arc::new(self.us_privacy.finish()),
            self.us.finish(Arc::new(us))?,
            Arc::new(self.error.finish()?),
        ];
        let nulls = self.is_valid.finish();
        Ok(Arc::new(StructArray::try_new(schema::gpp(), columns, nulls)?))
    }
}
