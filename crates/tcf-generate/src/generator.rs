//! Makes strings of a kind.

use std::borrow::Cow;

use tcf_codec::{AnyTcString, Deciseconds};
use tcf_policy::dates;
use tcf_policy::gvl::{CmpList, Gvl, ListKey, Vendor};
use tcf_policy::rules::{Rule, Severity};

use crate::compose::{Inputs, compose};
use crate::dates::{DAY, after, before, some_day};
use crate::error::GenerateError;
use crate::kind::{Kind, Plan};
use crate::rng::SeededRng;
use crate::vendor_pool;

/// Makes strings; the same from the same seed, date and lists.
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
    pub(crate) at: Deciseconds,
    pub(crate) lists: Lists<'a>,
    vendor_pool: Cow<'a, [Vendor]>,
}

/// The lists that strings are made by.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lists<'a> {
    pub(crate) gvl: Option<&'a Gvl>,
    pub(crate) newest: Option<&'a Gvl>,
    pub(crate) cmps: Option<&'a CmpList>,
}

/// A string that was made.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The string.
    pub text: String,
    /// What it says; `None` where it cannot be read.
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
    /// How much it weighs here.
    pub severity: Severity,
}

/// Days over which strings of one date are spread.
const SPREAD: u64 = 30;
/// Days that a vendor list is in use: it is published weekly, and kept a while.
const IN_USE: u64 = 13;
/// How many attempts are made at a string.
pub(crate) const ATTEMPTS: u64 = 64;
/// The 13 months after which a string is expired: no fewer days than these.
const LIFE: u64 = 392;
/// The highest policy version that a string can hold: the field has six bits.
const MAX_POLICY_VERSION: u16 = 63;
/// CMPs whose ids are taken where no list says which there are.
const CMPS: (u16, u16) = (2, 480);

impl<'a> Generator<'a> {
    /// Strings that are valid on a date, of made-up vendors.
    pub fn new(seed: u64, at: Deciseconds) -> Self {
        let vendor_pool = Cow::Owned(vendor_pool::made_up(seed));
        Self { seed, at, lists: Lists::default(), vendor_pool }
    }

    /// Takes the vendors and purposes of a list; `newest` is the newest list that is known.
    #[must_use]
    pub fn with_gvl(mut self, gvl: &'a Gvl, newest: Option<&'a Gvl>) -> Self {
        (self.lists.gvl, self.lists.newest) = (Some(gvl), newest);
        self.vendor_pool = Cow::Borrowed(gvl.vendors());
        self
    }

    /// Takes the CMPs of a list.
    #[must_use]
    pub fn with_cmps(mut self, cmps: &'a CmpList) -> Self {
        self.lists.cmps = Some(cmps);
        self
    }

    /// The string of a kind with a number. It is valid: no rule finds anything above info, but for
    /// what is wrong with the vendor list itself (G022).
    ///
    /// # Errors
    ///
    /// If there can be no such string on the date, or with the lists.
    pub fn string(&self, kind: Kind, number: u64) -> Result<Generated, GenerateError> {
        let (first, last) = self.days(kind)?;
        for attempt in 0..ATTEMPTS {
            let mut rng = SeededRng::of(
                SeededRng::of(self.seed, kind.name(), number).bits(),
                "attempt",
                attempt,
            );
            let day = some_day(first, last, &mut rng);
            let with_disclosed = kind != Kind::Tcf22 && day >= dates::VERSION_2_3_PUBLISHED;
            if let Some(tc) = self.compose(kind.plan(), with_disclosed, day, &mut rng) {
                return Ok(Generated {
                    text: tc.encode(),
                    value: Some(AnyTcString::V2(tc)),
                    kind,
                    as_of: self.at,
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

    /// The first and the last day on which strings of a kind can have been made.
    fn days(&self, kind: Kind) -> Result<(Deciseconds, Deciseconds), GenerateError> {
        let (begin, of_kind) = match kind {
            Kind::Tcf22 => (dates::POLICY_4_STATED, Some(kind)),
            Kind::Tcf23 => (dates::VERSION_2_3_PUBLISHED, Some(kind)),
            _ => (dates::VERSION_2_BEGAN, None),
        };
        if self.at.start_of_day() < begin {
            return Err(GenerateError::TooEarly { kind: of_kind, first: begin });
        }
        let (first, last) = self.window(kind.latest(self.at))?;
        if after(last, LIFE) < self.at.start_of_day() {
            return Err(match self.lists.gvl.and_then(Gvl::last_updated) {
                Some(published) => {
                    GenerateError::ListTooOld { published: published.start_of_day() }
                }
                None => GenerateError::TooLate { kind, last },
            });
        }
        // None of them is expired.
        Ok((first.max(begin).max(before(self.at.start_of_day(), LIFE)), last))
    }

    /// The first and the last day of strings by the vendor list, up to a day.
    pub(crate) fn window(
        &self,
        last: Deciseconds,
    ) -> Result<(Deciseconds, Deciseconds), GenerateError> {
        let Some(gvl) = self.lists.gvl else { return Ok((before(last, SPREAD), last)) };
        // Without a date the list is as old as the strings.
        let published = gvl.last_updated().map_or(last, Deciseconds::start_of_day);
        if last < published {
            return Err(GenerateError::ListTooYoung { published, last });
        }
        let policy_version = gvl.policy_version_or_default();
        if policy_version > MAX_POLICY_VERSION {
            return Err(GenerateError::PolicyVersionTooLarge { policy_version });
        }
        // Strings must not carry the policy version of such a list any more.
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

    /// A value of a day.
    pub(crate) fn compose(
        &self,
        plan: Plan,
        with_disclosed: bool,
        day: Deciseconds,
        rng: &mut SeededRng,
    ) -> Option<tcf_codec::TcString> {
        let (policy_version, vendor_list_version) = match self.lists.gvl {
            Some(gvl) => (gvl.policy_version_or_default(), gvl.key().version),
            None => made_up_list(day),
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

    /// A CMP that is registered on a day.
    fn cmp(&self, day: Deciseconds, rng: &mut SeededRng) -> Option<u16> {
        let Some(cmps) = self.lists.cmps else { return Some(rng.id(CMPS.0, CMPS.1)) };
        let there =
            |deleted: Option<Deciseconds>| deleted.is_none_or(|deleted| deleted > self.at.max(day));
        let ids: Vec<_> =
            cmps.iter().filter(|cmp| cmp.id > 1 && there(cmp.deleted)).map(|cmp| cmp.id).collect();
        rng.choose(&ids).copied()
    }
}

/// Policy version and version of the vendor list of a day: lists come weekly, and began anew with
/// policy version 4.
#[expect(clippy::expect_used, reason = "the dates exist, and a number up to 4,095 has 16 bits")]
fn made_up_list(day: Deciseconds) -> (u16, u16) {
    let (policy_version, first) = match day {
        day if day < dates::POLICY_4_STATED => (2, Deciseconds::from_date(2019, 9, 5)),
        day if day < dates::POLICY_5_COMMON => (4, Deciseconds::from_date(2023, 6, 29)),
        _ => (5, Deciseconds::from_date(2023, 6, 29)),
    };
    // Days before the first list have its version.
    let weeks = day.get().saturating_sub(first.expect("the day exists").get()) / (7 * DAY);
    (policy_version, u16::try_from(weeks.clamp(1, 4095)).expect("it is at most 4,095"))
}
