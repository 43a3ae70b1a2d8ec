//! Generates strings of a kind.

use std::borrow::Cow;

use tcf_codec::{AnyTcString, Deciseconds};
use tcf_policy::dates;
use tcf_policy::gvl::{CmpList, Gvl, ListKey, Vendor};
use tcf_policy::rules::{Rule, Severity};

use crate::compose::{Inputs, compose};
use crate::dates::{DAY, after, before, random_day};
use crate::error::GenerateError;
use crate::kind::{Kind, Plan};
use crate::rng::SeededRng;
use crate::vendor_pool;

/// Generates strings. The output depends only on the seed, the date and the lists.
///
/// ```
/// use tcf_generate::{Generator, Kind};
/// let generator = Generator::new(42, "2026-06-01".parse()?);
/// let first = generator.string(Kind::Mixed, 0)?;
/// assert_eq!(first.text, generator.string(Kind::Mixed, 0)?.text);
/// assert_ne!(first.text, generator.string(Kind::Mixed, 1)?.text);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Generator<'a> {
    pub(crate) seed: u64,
    pub(crate) as_of: Deciseconds,
    pub(crate) lists: Lists<'a>,
    vendor_pool: Cow<'a, [Vendor]>,
}

/// The lists to generate from.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lists<'a> {
    pub(crate) gvl: Option<&'a Gvl>,
    pub(crate) newest: Option<&'a Gvl>,
    pub(crate) cmps: Option<&'a CmpList>,
}

/// A generated string.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The string.
    pub text: String,
    /// Its value, or `None` if it does not decode.
    pub value: Option<AnyTcString>,
    /// The kind of the string; for a violation, the kind that it was derived from.
    pub kind: Kind,
    /// The evaluation date.
    pub as_of: Deciseconds,
    /// The vendor list to check it against; `None` to check it without vendor lists.
    pub gvl: Option<ListKey>,
    /// Whether to check it against the CMP list.
    pub with_cmps: bool,
    /// The rule that it violates.
    pub violates: Option<&'static Rule>,
    /// The expectation that it does not meet (rules of group H), in the syntax of an `[[expect]]`
    /// table of `tcf.toml`.
    pub expect: Option<String>,
    /// The expected findings: that of the violated rule, and every other one above info.
    pub expected: Vec<Expected>,
}

/// An expected finding.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    /// The rule.
    pub rule: &'static Rule,
    /// The severity in this string.
    pub severity: Severity,
}

/// Strings without a vendor list are created on one of this many days before the date.
const SPREAD: u64 = 30;
/// Number of days that a vendor list is in use. Lists are published weekly and used a while longer.
const IN_USE: u64 = 13;
/// Maximum number of attempts per string.
pub(crate) const ATTEMPTS: u64 = 64;
/// A string expires after 13 months, which are at least this many days.
const LIFE: u64 = 392;
/// The highest policy version that fits in a string, because the field has six bits.
const MAX_POLICY_VERSION: u16 = 63;
/// The range of CMP ids to use without a CMP list.
const CMPS: (u16, u16) = (2, 480);

impl<'a> Generator<'a> {
    /// Creates a generator of strings that are valid on a date, with fictional vendors.
    pub fn new(seed: u64, as_of: Deciseconds) -> Self {
        let vendor_pool = Cow::Owned(vendor_pool::fictional_vendors(seed));
        Self { seed, as_of, lists: Lists::default(), vendor_pool }
    }

    /// Uses the vendors and purposes of a vendor list. `newest` is the newest list available.
    #[must_use]
    pub fn with_gvl(mut self, gvl: &'a Gvl, newest: Option<&'a Gvl>) -> Self {
        (self.lists.gvl, self.lists.newest) = (Some(gvl), newest);
        self.vendor_pool = Cow::Borrowed(gvl.vendors());
        self
    }

    /// Uses the CMPs of a list.
    #[must_use]
    pub fn with_cmps(mut self, cmps: &'a CmpList) -> Self {
        self.lists.cmps = Some(cmps);
        self
    }

    /// Generates the string with the given number. The string is valid: no rule reports anything
    /// above info, except for faults of the vendor list itself (G022).
    ///
    /// # Errors
    ///
    /// Returns an error if no such string exists for the date and the lists.
    pub fn string(&self, kind: Kind, number: u64) -> Result<Generated, GenerateError> {
        let (first, last) = self.days(kind)?;
        for attempt in 0..ATTEMPTS {
            let mut rng = SeededRng::of(
                SeededRng::of(self.seed, kind.name(), number).bits(),
                "attempt",
                attempt,
            );
            let day = random_day(first, last, &mut rng);
            let with_disclosed = kind != Kind::Tcf22 && day >= dates::VERSION_2_3_PUBLISHED;
            if let Some(tc) = self.compose(kind.plan(), with_disclosed, day, &mut rng) {
                return Ok(Generated {
                    text: tc.encode(),
                    value: Some(AnyTcString::V2(tc)),
                    kind,
                    as_of: self.as_of,
                    gvl: self.lists.gvl.map(Gvl::key),
                    with_cmps: self.lists.cmps.is_some(),
                    violates: None,
                    expect: None,
                    expected: Vec::new(),
                });
            }
        }
        let no_cmp = self.cmp(last, &mut SeededRng::new(self.seed)).is_none();
        Err(if no_cmp { GenerateError::NoCmp } else { GenerateError::NoVendor { kind } })
    }

    /// The first and the last possible day of strings of a kind.
    fn days(&self, kind: Kind) -> Result<(Deciseconds, Deciseconds), GenerateError> {
        let (begin, of_kind) = match kind {
            Kind::Tcf22 => (dates::POLICY_4_STATED, Some(kind)),
            Kind::Tcf23 => (dates::VERSION_2_3_PUBLISHED, Some(kind)),
            _ => (dates::VERSION_2_BEGAN, None),
        };
        if self.as_of.start_of_day() < begin {
            return Err(GenerateError::TooEarly { kind: of_kind, first: begin });
        }
        let (first, last) = self.window(kind.latest(self.as_of))?;
        if after(last, LIFE) < self.as_of.start_of_day() {
            return Err(match self.lists.gvl.and_then(Gvl::last_updated) {
                Some(published) => {
                    GenerateError::ListTooOld { published: published.start_of_day() }
                }
                None => GenerateError::TooLate { kind, last },
            });
        }
        // Exclude expired strings.
        Ok((first.max(begin).max(before(self.as_of.start_of_day(), LIFE)), last))
    }

    /// The first and the last day on which strings used the vendor list, limited to `last`.
    pub(crate) fn window(
        &self,
        last: Deciseconds,
    ) -> Result<(Deciseconds, Deciseconds), GenerateError> {
        let Some(gvl) = self.lists.gvl else { return Ok((before(last, SPREAD), last)) };
        // A list without a date is as old as the strings.
        let published = gvl.last_updated().map_or(last, Deciseconds::start_of_day);
        if last < published {
            return Err(GenerateError::ListTooYoung { published, last });
        }
        let policy_version = gvl.policy_version_or_default();
        if policy_version > MAX_POLICY_VERSION {
            return Err(GenerateError::PolicyVersionTooLarge { policy_version });
        }
        // The policy version of the list may have ended.
        let end = match policy_version {
            0..4 => before(dates::POLICY_4_STATED, 1),
            4 => before(dates::POLICY_5_COMMON, 1),
            _ => last,
        };
        if end < published {
            return Err(GenerateError::PolicyEnded { policy_version, end });
        }
        Ok((published, last.min(after(published, IN_USE)).min(end)))
    }

    /// Composes a value created on a day.
    pub(crate) fn compose(
        &self,
        plan: Plan,
        with_disclosed: bool,
        day: Deciseconds,
        rng: &mut SeededRng,
    ) -> Option<tcf_codec::TcString> {
        let (policy_version, vendor_list_version) = match self.lists.gvl {
            Some(gvl) => (gvl.policy_version_or_default(), gvl.key().version),
            None => fictional_list_version(day),
        };
        let inputs = Inputs {
            day,
            cmp_id: self.cmp(day, rng)?,
            vendor_list_version,
            policy_version,
            vendor_pool: &self.vendor_pool,
            with_disclosed,
        };
        compose(plan, &inputs, rng)
    }

    /// A CMP registered on a day.
    fn cmp(&self, day: Deciseconds, rng: &mut SeededRng) -> Option<u16> {
        let Some(cmps) = self.lists.cmps else { return Some(rng.id(CMPS.0, CMPS.1)) };
        let is_registered = |deleted: Option<Deciseconds>| {
            deleted.is_none_or(|deleted| deleted > self.as_of.max(day))
        };
        let ids: Vec<_> = cmps
            .iter()
            .filter(|cmp| cmp.id > 1 && is_registered(cmp.deleted))
            .map(|cmp| cmp.id)
            .collect();
        rng.choose(&ids).copied()
    }
}

/// The policy version and the vendor list version on a day. Lists are published weekly, and their
/// versions restarted with policy version 4.
#[expect(clippy::expect_used, reason = "the dates exist, and 4,095 fits in 16 bits")]
fn fictional_list_version(day: Deciseconds) -> (u16, u16) {
    let (policy_version, first) = match day {
        day if day < dates::POLICY_4_STATED => (2, Deciseconds::from_date(2019, 9, 5)),
        day if day < dates::POLICY_5_COMMON => (4, Deciseconds::from_date(2023, 6, 29)),
        _ => (5, Deciseconds::from_date(2023, 6, 29)),
    };
    // Earlier days use the first list.
    let weeks = day.get().saturating_sub(first.expect("the day exists").get()) / (7 * DAY);
    (policy_version, u16::try_from(weeks.clamp(1, 4095)).expect("it is at most 4,095"))
}
