//! Findings: one per defect, however often it occurs.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::Hasher;
use std::sync::Arc;

use siphasher::sip::SipHasher24;
use tcf_carrier::{Place, Timestamp};
use tcf_codec::{PurposeId, VendorId};
use tcf_policy::rules::Severity;

use super::code::CheckCode;
use crate::bytes::{Reader, StateError, Wire, Writer, wire};
use crate::in_force::InForceSource;

/// What a finding is about. Events with the same defect are one finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Defect {
    /// The check.
    pub code: CheckCode,
    /// The severity.
    pub severity: Severity,
    /// The host that was called.
    pub host: Option<Arc<str>>,
    /// The vendor that was called; `None` if it is not known or one of several.
    pub vendor: Option<VendorId>,
    /// Where the signal lies.
    pub place: Option<Place>,
    /// The name of the field or of the cookie, or the rule.
    pub name: Option<Arc<str>>,
    /// The purpose.
    pub purpose: Option<PurposeId>,
}

impl Defect {
    /// 16 hexadecimal digits that identify the defect in every report: of code, host, vendor,
    /// place, name and purpose, but not of times, strings and the severity.
    pub fn fingerprint(&self) -> String {
        let vendor = self.vendor.map_or(0, VendorId::get);
        let purpose = self.purpose.map_or(0, PurposeId::get);
        let place = self.place.map_or("", Place::name);
        let text = |text: &Option<Arc<str>>| text.as_deref().unwrap_or_default().to_owned();
        let (host, name) = (text(&self.host), text(&self.name));
        let code = self.code.as_str();
        // None of the parts contains a line end but the name of a field, which comes last.
        digest(&format!("{code}\n{host}\n{vendor}\n{place}\n{purpose}\n{name}"))
    }
}

/// A short name of a string in reports: 16 hexadecimal digits.
pub fn string_id(string: &str) -> String {
    digest(string)
}

/// `SipHash` 2-4 without a key. It never changes.
fn digest(text: &str) -> String {
    let mut hasher = SipHasher24::new();
    hasher.write(text.as_bytes());
    format!("{:016x}", hasher.finish())
}

/// An event with a defect.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sample {
    /// Milliseconds since 1970; the maximum if unknown, so that it comes last.
    pub(crate) at: u64,
    /// The file.
    pub file: Arc<str>,
    /// The line of a stream, from 1, or the entry of a HAR file, from 0.
    pub position: u64,
    /// The string in force, and how it is known.
    pub in_force: Option<(Arc<str>, InForceSource)>,
    /// The value of the signal. Never that of another field.
    pub value: Option<Arc<str>>,
    /// What was compared.
    pub detail: Option<Detail>,
}

impl Sample {
    /// A line of a file that is not an event.
    pub(crate) fn of_line(file: &Arc<str>, line: u64) -> Self {
        Self {
            at: u64::MAX,
            file: Arc::clone(file),
            position: line,
            in_force: None,
            value: None,
            detail: None,
        }
    }

    /// When it happened.
    pub const fn at(&self) -> Option<Timestamp> {
        Timestamp::from_unix_millis(self.at)
    }
}

/// What was compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Detail {
    /// A duration in milliseconds.
    Milliseconds(u64),
    /// A number that is greater than its limit.
    Above {
        /// The number.
        found: u64,
        /// The limit.
        limit: u64,
    },
    /// A number that is smaller than another one.
    Below {
        /// The number.
        found: u64,
        /// The number that was expected.
        limit: u64,
    },
    /// The code of an error of the decoder, or which case of a check it is.
    Code(Cow<'static, str>),
    /// Names of fields.
    Fields(Vec<Cow<'static, str>>),
}

impl Detail {
    /// The names of fields.
    pub(crate) fn of_fields(fields: Vec<&'static str>) -> Self {
        Self::Fields(fields.into_iter().map(Cow::Borrowed).collect())
    }
}

/// A finding: a defect, how often it occurs, and examples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The number of occurrences.
    pub count: u64,
    /// The first and the last occurrence of known time.
    pub span: Option<(Timestamp, Timestamp)>,
    /// The five smallest occurrences by time, file and position. None, if no event shows the
    /// defect.
    pub samples: Vec<Sample>,
}

/// The greatest number of samples of a finding.
const SAMPLES: usize = 5;

/// Findings by defect. Parts of an audit can be merged in any order with the same result, as long
/// as there are at most [`MAX`](Self::MAX) defects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    by_defect: BTreeMap<Defect, Finding>,
    overflow: u64,
}

impl Findings {
    /// The greatest number of defects.
    pub const MAX: usize = 100_000;

    /// Adds an occurrence.
    pub fn add(&mut self, defect: Defect, sample: Sample) {
        if let Some(finding) = self.by_defect.get_mut(&defect) {
            finding.add(sample);
        } else {
            let span = sample.at().map(|at| (at, at));
            self.merge_one(defect, Finding { count: 1, span, samples: vec![sample] });
        }
    }

    /// States a defect that no event shows, such as one of the purpose map. It counts once for each
    /// of the samples, and at least once. A defect that is known already is left as it is.
    pub fn state(&mut self, defect: Defect, mut samples: Vec<Sample>) {
        if self.by_defect.contains_key(&defect) {
            return;
        }
        samples.sort_unstable();
        samples.dedup();
        let count = u64::try_from(samples.len()).unwrap_or(u64::MAX).max(1);
        samples.truncate(SAMPLES);
        self.merge_one(defect, Finding { count, span: None, samples });
    }

    /// Adds the findings of another part.
    pub fn merge(&mut self, other: Self) {
        self.overflow += other.overflow;
        for (defect, finding) in other.by_defect {
            self.merge_one(defect, finding);
        }
    }

    fn merge_one(&mut self, defect: Defect, new: Finding) {
        if let Some(finding) = self.by_defect.get_mut(&defect) {
            finding.merge(new);
        } else if self.by_defect.len() < Self::MAX {
            self.by_defect.insert(defect, new);
        } else {
            self.overflow += new.count;
        }
    }

    /// The findings, by code.
    pub fn iter(&self) -> impl Iterator<Item = (&Defect, &Finding)> {
        self.by_defect.iter()
    }

    /// The number of occurrences that are missing because there were too many defects.
    pub const fn overflow(&self) -> u64 {
        self.overflow
    }
}

impl Finding {
    /// Adds an occurrence.
    fn add(&mut self, sample: Sample) {
        self.count += 1;
        self.extend_span(sample.at().map(|at| (at, at)));
        self.add_sample(sample);
    }

    fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.extend_span(other.span);
        other.samples.into_iter().for_each(|sample| self.add_sample(sample));
    }

    fn extend_span(&mut self, other: Option<(Timestamp, Timestamp)>) {
        self.span = match (self.span, other) {
            (Some((first, last)), Some((other_first, other_last))) => {
                Some((first.min(other_first), last.max(other_last)))
            }
            (span, other) => span.or(other),
        };
    }

    fn add_sample(&mut self, sample: Sample) {
        let place = self.samples.partition_point(|known| *known <= sample);
        if place < SAMPLES {
            self.samples.truncate(SAMPLES - 1);
            self.samples.insert(place, sample);
        }
    }
}

wire!(Defect { code, severity, host, vendor, place, name, purpose });
wire!(Sample { at, file, position, in_force, value, detail });

impl Wire for Detail {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        match self {
            Self::Milliseconds(time) => {
                to.number(0);
                to.number(*time);
            }
            Self::Above { found, limit } => {
                to.number(1);
                to.number(*found);
                to.number(*limit);
            }
            Self::Below { found, limit } => {
                to.number(2);
                to.number(*found);
                to.number(*limit);
            }
            Self::Code(code) => {
                to.number(3);
                to.text(code);
            }
            Self::Fields(fields) => {
                to.number(4);
                fields.write(to);
            }
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        Ok(match from.number()? {
            0 => Self::Milliseconds(from.number()?),
            1 => Self::Above { found: from.number()?, limit: from.number()? },
            2 => Self::Below { found: from.number()?, limit: from.number()? },
            3 => Self::Code(Wire::read(from)?),
            4 => Self::Fields(Wire::read(from)?),
            _ => return Err(from.damaged("a detail is unknown")),
        })
    }
}

impl Wire for Finding {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        let Self { count, span, samples } = self;
        to.number(*count);
        span.write(to);
        samples.write(to);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let (count, span) = (from.count()?, Wire::read(from)?);
        let samples: Vec<Sample> = Wire::read(from)?;
        if samples.len() > SAMPLES || !samples.is_sorted() {
            return Err(from.damaged("samples are not the smallest"));
        }
        Ok(Self { count, span, samples })
    }
}

impl Wire for Findings {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        let Self { by_defect, overflow } = self;
        by_defect.write(to);
        to.number(*overflow);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let by_defect: BTreeMap<_, _> = Wire::read(from)?;
        if by_defect.len() > Self::MAX {
            return Err(from.damaged("there are too many findings"));
        }
        Ok(Self { by_defect, overflow: from.count()? })
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn defect(number: u16) -> Defect {
        Defect {
            code: CheckCode::B002,
            severity: Severity::Error,
            host: Some("a.example".into()),
            vendor: VendorId::new(number + 1),
            place: None,
            name: None,
            purpose: None,
        }
    }

    fn sample(at: u64, position: u64) -> Sample {
        Sample { at, file: "f".into(), position, in_force: None, value: None, detail: None }
    }

    #[test]
    fn a_fingerprint_identifies_the_defect_but_not_its_severity() {
        let one = defect(1);
        assert_eq!(
            one.fingerprint(),
            Defect { severity: Severity::Info, ..one.clone() }.fingerprint()
        );
        assert_ne!(one.fingerprint(), defect(2).fingerprint());
        // Baselines depend on it.
        assert_eq!(string_id(""), "1e924b9d737700d7");
    }

    #[test]
    fn samples_are_the_smallest() {
        let mut findings = Findings::default();
        for at in [9, 3, 7, 1, 5, 8, u64::MAX, 2] {
            findings.add(defect(1), sample(at, 0));
        }
        let (_, finding) = findings.iter().next().unwrap();
        assert_eq!(
            finding.samples.iter().map(|sample| sample.at).collect::<Vec<_>>(),
            [1, 2, 3, 5, 7]
        );
        assert_eq!(finding.count, 8);
        let (first, last) = finding.span.unwrap();
        assert_eq!((first.unix_millis(), last.unix_millis()), (1, 9));
    }

    proptest! {
        #![proptest_config(crate::test_support::config(300))]

        #[test]
        fn merging_in_any_order_gives_the_same_findings(
            occurrences in vec((0u16..4, 0u64..20, 0u64..5), 0..60),
            split in any::<prop::sample::Index>(),
        ) {
            let collect = |part: &[(u16, u64, u64)]| {
                let mut findings = Findings::default();
                for &(number, at, position) in part {
                    findings.add(defect(number), sample(at, position));
                }
                findings
            };
            let (one, two) = occurrences.split_at(split.index(occurrences.len() + 1));
            let mut merged = collect(two);
            merged.merge(collect(one));
            prop_assert_eq!(merged, collect(&occurrences));
        }
    }
}
