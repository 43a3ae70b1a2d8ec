//! The fields of a string as a struct.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Int8Builder, Int16Builder, Int32Builder, ListBuilder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{Array, ArrayRef, Int8Array, ListArray, StructArray};
use arrow_buffer::{NullBufferBuilder, OffsetBuffer};
use arrow_schema::{ArrowError, DataType};
use tcf_codec::{Deciseconds, IdSet, Segment, TcString, VendorSet, v1};

use crate::kernel::{Kernel, run};
use crate::options::Options;
use crate::row_error::{ErrorBuilder, RowError};
use crate::schema;
use crate::tc::{Tc, TcReader};

/// Decodes the header, the purposes and the sizes of the vendor sections (`tcf_decode`).
///
/// The result is a struct with the fields of [`schema::decode`]. It is null for null. For an
/// unreadable string it is not null: all its values are null, and `error` has the code, the message
/// and the location. Fields that version 1 strings lack are null, and `purposesAllowed` is in
/// `purposes_consent`. `disclosed_vendors_count` is null without the segment, and 0 if it is empty.
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::types::Int16Type;
/// use arrow_array::{Array, StringArray};
/// use tcf_arrow::{Options, decode};
/// let column = StringArray::from(vec![
///     Some("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA"),
///     Some("CQg2bYA"),
///     None,
/// ]);
/// let decoded = decode(&column, Options::new())?;
/// let decoded = decoded.as_struct();
/// let cmp_ids = decoded.column_by_name("cmp_id").unwrap().as_primitive::<Int16Type>();
/// assert_eq!(cmp_ids.iter().collect::<Vec<_>>(), [Some(300), None, None]);
/// assert!(decoded.is_null(2));
/// let error = decoded.column_by_name("error").unwrap().as_struct();
/// let codes = error.column_by_name("code").unwrap().as_string::<i32>();
/// assert_eq!(codes.iter().collect::<Vec<_>>(), [None, Some("S011"), None]);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
///
/// # Errors
///
/// If the array has no strings.
pub fn decode(array: &dyn Array, options: Options) -> Result<ArrayRef, ArrowError> {
    run(Decode::new(options), array, options)
}

/// The fields of a string. The lists of a version 1 string that it lacks are `None`.
#[derive(Debug, Default)]
struct Fields {
    version: i8,
    created: i64,
    last_updated: i64,
    cmp_id: Option<i16>,
    cmp_version: Option<i16>,
    consent_screen: Option<i8>,
    consent_language: [u8; 2],
    vendor_list_version: Option<i16>,
    tcf_policy_version: Option<i8>,
    is_service_specific: Option<bool>,
    use_non_standard_texts: Option<bool>,
    special_feature_opt_ins: Option<IdSet<12>>,
    purposes_consent: IdSet<24>,
    purposes_li_transparency: Option<IdSet<24>>,
    purpose_one_treatment: Option<bool>,
    publisher_cc: Option<[u8; 2]>,
    vendor_consents_count: Option<i32>,
    vendor_legitimate_interests_count: Option<i32>,
    disclosed_vendors_count: Option<i32>,
    segments: [bool; 4],
}

impl Fields {
    fn of(tc: Tc<'_>) -> Self {
        match tc {
            Tc::V1(tc) => Self::of_v1(tc),
            Tc::V2(tc) => Self::of_v2(tc),
        }
    }

    fn of_v1(tc: &v1::ConsentString) -> Self {
        Self {
            version: 1,
            created: micros(tc.created),
            last_updated: micros(tc.last_updated),
            cmp_id: i16::try_from(tc.cmp_id.get()).ok(),
            cmp_version: i16::try_from(tc.cmp_version.get()).ok(),
            consent_screen: i8::try_from(tc.consent_screen.get()).ok(),
            consent_language: letters(tc.consent_language.as_str()),
            vendor_list_version: i16::try_from(tc.vendor_list_version.get()).ok(),
            purposes_consent: tc.purposes_allowed,
            vendor_consents_count: count(tc.vendors.consents()),
            segments: [true, false, false, false],
            ..Self::default()
        }
    }

    fn of_v2(tc: &TcString) -> Self {
        Self {
            version: 2,
            created: micros(tc.created),
            last_updated: micros(tc.last_updated),
            cmp_id: i16::try_from(tc.cmp_id.get()).ok(),
            cmp_version: i16::try_from(tc.cmp_version.get()).ok(),
            consent_screen: i8::try_from(tc.consent_screen.get()).ok(),
            consent_language: letters(tc.consent_language.as_str()),
            vendor_list_version: i16::try_from(tc.vendor_list_version.get()).ok(),
            tcf_policy_version: i8::try_from(tc.tcf_policy_version.get()).ok(),
            is_service_specific: Some(tc.is_service_specific),
            use_non_standard_texts: Some(tc.use_non_standard_texts),
            special_feature_opt_ins: Some(tc.special_feature_opt_ins),
            purposes_consent: tc.purposes_consent,
            purposes_li_transparency: Some(tc.purposes_li_transparency),
            purpose_one_treatment: Some(tc.purpose_one_treatment),
            publisher_cc: Some(letters(tc.publisher_cc.as_str())),
            vendor_consents_count: count(&tc.vendor_consents),
            vendor_legitimate_interests_count: count(&tc.vendor_legitimate_interests),
            disclosed_vendors_count: tc.disclosed_vendors.as_ref().and_then(count),
            segments: [
                true,
                tc.disclosed_vendors.is_some(),
                tc.allowed_vendors.is_some(),
                tc.publisher_tc.is_some(),
            ],
        }
    }
}

/// The segments, in the order of their numbers.
const SEGMENTS: [Segment; 4] =
    [Segment::Core, Segment::DisclosedVendors, Segment::AllowedVendors, Segment::PublisherTc];

/// Microseconds since 1970.
fn micros(time: Deciseconds) -> i64 {
    // 36 bits of deciseconds are at most 53 bits of microseconds.
    i64::try_from(time.get().saturating_mul(100_000)).unwrap_or(i64::MAX)
}

/// Two letters.
fn letters(text: &str) -> [u8; 2] {
    text.as_bytes().try_into().unwrap_or_default()
}

fn count(vendors: &VendorSet) -> Option<i32> {
    i32::try_from(vendors.len()).ok()
}

struct Decode {
    reader: TcReader,
    is_valid: NullBufferBuilder,
    version: Int8Builder,
    created: TimestampMicrosecondBuilder,
    last_updated: TimestampMicrosecondBuilder,
    cmp_id: Int16Builder,
    cmp_version: Int16Builder,
    consent_screen: Int8Builder,
    consent_language: StringBuilder,
    vendor_list_version: Int16Builder,
    tcf_policy_version: Int8Builder,
    is_service_specific: BooleanBuilder,
    use_non_standard_texts: BooleanBuilder,
    special_feature_opt_ins: IdsBuilder,
    purposes_consent: IdsBuilder,
    purposes_li_transparency: IdsBuilder,
    purpose_one_treatment: BooleanBuilder,
    publisher_cc: StringBuilder,
    vendor_consents_count: Int32Builder,
    vendor_legitimate_interests_count: Int32Builder,
    disclosed_vendors_count: Int32Builder,
    segments: ListBuilder<StringBuilder>,
    error: ErrorBuilder,
}

impl Decode {
    fn new(options: Options) -> Self {
        let time = || TimestampMicrosecondBuilder::new().with_data_type(schema::timestamp());
        Self {
            reader: TcReader::new(options),
            is_valid: NullBufferBuilder::new(0),
            version: Int8Builder::new(),
            created: time(),
            last_updated: time(),
            cmp_id: Int16Builder::new(),
            cmp_version: Int16Builder::new(),
            consent_screen: Int8Builder::new(),
            consent_language: StringBuilder::new(),
            vendor_list_version: Int16Builder::new(),
            tcf_policy_version: Int8Builder::new(),
            is_service_specific: BooleanBuilder::new(),
            use_non_standard_texts: BooleanBuilder::new(),
            special_feature_opt_ins: IdsBuilder::new(),
            purposes_consent: IdsBuilder::new(),
            purposes_li_transparency: IdsBuilder::new(),
            purpose_one_treatment: BooleanBuilder::new(),
            publisher_cc: StringBuilder::new(),
            vendor_consents_count: Int32Builder::new(),
            vendor_legitimate_interests_count: Int32Builder::new(),
            disclosed_vendors_count: Int32Builder::new(),
            segments: ListBuilder::new(StringBuilder::new()),
            error: ErrorBuilder::default(),
        }
    }

    fn append_fields(&mut self, fields: Option<&Fields>) {
        self.version.append_option(fields.map(|fields| fields.version));
        self.created.append_option(fields.map(|fields| fields.created));
        self.last_updated.append_option(fields.map(|fields| fields.last_updated));
        self.cmp_id.append_option(fields.and_then(|fields| fields.cmp_id));
        self.cmp_version.append_option(fields.and_then(|fields| fields.cmp_version));
        self.consent_screen.append_option(fields.and_then(|fields| fields.consent_screen));
        let language = fields.map(|fields| &fields.consent_language);
        self.consent_language.append_option(language.and_then(|code| str::from_utf8(code).ok()));
        self.vendor_list_version
            .append_option(fields.and_then(|fields| fields.vendor_list_version));
        self.tcf_policy_version.append_option(fields.and_then(|fields| fields.tcf_policy_version));
        self.is_service_specific
            .append_option(fields.and_then(|fields| fields.is_service_specific));
        self.use_non_standard_texts
            .append_option(fields.and_then(|fields| fields.use_non_standard_texts));
        let opt_ins = fields.and_then(|fields| fields.special_feature_opt_ins);
        self.special_feature_opt_ins.append(opt_ins);
        self.purposes_consent.append(fields.map(|fields| fields.purposes_consent));
        let transparency = fields.and_then(|fields| fields.purposes_li_transparency);
        self.purposes_li_transparency.append(transparency);
        self.purpose_one_treatment
            .append_option(fields.and_then(|fields| fields.purpose_one_treatment));
        let country = fields.and_then(|fields| fields.publisher_cc.as_ref());
        self.publisher_cc.append_option(country.and_then(|code| str::from_utf8(code).ok()));
        self.vendor_consents_count
            .append_option(fields.and_then(|fields| fields.vendor_consents_count));
        self.vendor_legitimate_interests_count
            .append_option(fields.and_then(|fields| fields.vendor_legitimate_interests_count));
        self.disclosed_vendors_count
            .append_option(fields.and_then(|fields| fields.disclosed_vendors_count));
        if let Some(fields) = fields {
            for (segment, _) in SEGMENTS.iter().zip(fields.segments).filter(|(_, is_in)| *is_in) {
                self.segments.values().append_value(segment.name());
            }
        }
        self.segments.append(fields.is_some());
    }
}

/// Builds lists of ids of purposes and features.
struct IdsBuilder {
    values: Vec<i8>,
    /// The length of each list.
    lengths: Vec<u8>,
    is_valid: NullBufferBuilder,
}

impl IdsBuilder {
    fn new() -> Self {
        Self { values: Vec::new(), lengths: Vec::new(), is_valid: NullBufferBuilder::new(0) }
    }

    /// Appends a list; `None` is null.
    fn append<const N: usize>(&mut self, ids: Option<IdSet<N>>) {
        let mut length = 0;
        for id in ids.iter().flat_map(|ids| ids.iter()) {
            // At most 24.
            self.values.push(i8::try_from(id.get()).unwrap_or(i8::MAX));
            length += 1;
        }
        self.lengths.push(length);
        self.is_valid.append(ids.is_some());
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let values = Int8Array::from(std::mem::take(&mut self.values));
        if i32::try_from(values.len()).is_err() {
            return Err(ArrowError::OffsetOverflowError(values.len()));
        }
        let lengths = std::mem::take(&mut self.lengths).into_iter().map(usize::from);
        let offsets = OffsetBuffer::from_lengths(lengths);
        let item = schema::item_of(DataType::Int8);
        let nulls = self.is_valid.finish();
        Ok(Arc::new(ListArray::try_new(item, offsets, Arc::new(values), nulls)?))
    }
}

impl Kernel for Decode {
    type Value = Fields;

    fn evaluate(&mut self, text: &str, (): ()) -> Result<Fields, RowError> {
        self.reader.read(text).map(Fields::of)
    }

    fn append(&mut self, result: Result<Fields, RowError>) -> Result<(), ArrowError> {
        self.is_valid.append_non_null();
        self.append_fields(result.as_ref().ok());
        self.error.append(result.err());
        Ok(())
    }

    fn append_null(&mut self) {
        self.is_valid.append_null();
        self.append_fields(None);
        self.error.append(None);
    }

    fn recover(&mut self) {
        self.reader.recover();
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.version.finish()),
            Arc::new(self.created.finish()),
            Arc::new(self.last_updated.finish()),
            Arc::new(self.cmp_id.finish()),
            Arc::new(self.cmp_version.finish()),
            Arc::new(self.consent_screen.finish()),
            Arc::new(self.consent_language.finish()),
            Arc::new(self.vendor_list_version.finish()),
            Arc::new(self.tcf_policy_version.finish()),
            Arc::new(self.is_service_specific.finish()),
            Arc::new(self.use_non_standard_texts.finish()),
            self.special_feature_opt_ins.finish()?,
            self.purposes_consent.finish()?,
            self.purposes_li_transparency.finish()?,
            Arc::new(self.purpose_one_treatment.finish()),
            Arc::new(self.publisher_cc.finish()),
            Arc::new(self.vendor_consents_count.finish()),
            Arc::new(self.vendor_legitimate_interests_count.finish()),
            Arc::new(self.disclosed_vendors_count.finish()),
            Arc::new(self.segments.finish()),
            Arc::new(self.error.finish()?),
        ];
        let nulls = self.is_valid.finish();
        Ok(Arc::new(StructArray::try_new(schema::decode(), columns, nulls)?))
    }
}
