//! Generates strings of a kind.

use std::borrow::Cow;

use tcf_carrier::SignalKind;
use tcf_codec::{AnyTcString, Deciseconds, SectionId, TcString};
use tcf_policy::dates;
use tcf_policy::gvl::{CmpList, Gvl, Vendor};

use crate::compose::{Inputs, compose};
use crate::dates::{DAY, after, before, day, random_day};
use crate::error::GenerateError;
use crate::generated::{Generated, SignalValue};
use crate::kind::{Kind, Plan};
use crate::rng::SeededRng;
use crate::{ac, gpp, usp, vendor_pool};

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
/// The days from which fictional lists of specifications 2 and 3 are counted.
const FIRST_LIST_2: Deciseconds = day(2019, 9, 5);
const FIRST_LIST_3: Deciseconds = day(2023, 6, 29);
/// The range of CMP ids to use without a CMP list.
const CMPS: (u16, u16) = (2, 480);

impl<'a> Generator<'a> {
    /// Creates a generator of strings that are valid on a date, with fictional vendors.
    pub fn new(seed: u64, as_of: Deciseconds) -> Self {
        let vendor_pool = Cow::Owned(vendor_pool::fictional_vendors(seed));
        Self { seed, as_of, lists: Lists::default(), vendor_pool }
    }

    /// Uses the vendors and purposes of a vendor list. `newest` is the newest list available: it
    /// may have deletions that the list lacks.
    #[must_use]
    pub fn with_gvl(mut self, gvl: &'a Gvl, newest: Option<&'a Gvl>) -> Self {
        (self.lists.gvl, self.lists.newest) = (Some(gvl), newest);
        self.vendor_pool = Cow::Borrowed(gvl.vendors());
        for at in 0..self.vendor_pool.len() {
            let Some(Vendor { id, deleted, .. }) = self.vendor_pool.get(at) else { continue };
            let newer = newest.and_then(|newest| newest.vendor(*id)?.deleted);
            let Some(newer) = newer.filter(|newer| deleted.is_none_or(|old| *newer < old)) else {
                continue;
            };
            if let Some(vendor) = self.vendor_pool.to_mut().get_mut(at) {
                vendor.deleted = Some(newer);
            }
        }
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
        match kind.signal() {
            SignalKind::Gpp => self.gpp(kind, number),
            SignalKind::UsPrivacy => self
                .other(kind, number, usp::BEGAN, |rng| SignalValue::UsPrivacy(usp::compose(rng))),
            SignalKind::AdditionalConsent => self.other(kind, number, ac::BEGAN, |rng| {
                SignalValue::AdditionalConsent(ac::compose(self.as_of, rng))
            }),
            _ => self.tc(kind, number),
        }
    }

    /// The random numbers of an attempt at a string.
    fn rng(&self, kind: Kind, number: u64, attempt: u64) -> SeededRng {
        SeededRng::of(SeededRng::of(self.seed, kind.name(), number).bits(), "attempt", attempt)
    }

    /// Generates a TC string.
    fn tc(&self, kind: Kind, number: u64) -> Result<Generated, GenerateError> {
        let days = self.days(kind)?;
        let tc = (0..ATTEMPTS)
            .find_map(|attempt| self.tc_of(kind, days, &mut self.rng(kind, number, attempt)));
        let tc = tc.ok_or_else(|| self.no_vendor(kind, days.1))?;
        Ok(self.generated(kind, SignalValue::Tc(AnyTcString::V2(tc)), true))
    }

    /// Composes a TC string created on one of the days.
    fn tc_of(
        &self,
        kind: Kind,
        (first, last): (Deciseconds, Deciseconds),
        rng: &mut SeededRng,
    ) -> Option<TcString> {
        let day = random_day(first, last, rng);
        let with_disclosed = kind != Kind::Tcf22 && day >= dates::VERSION_2_3_PUBLISHED;
        self.compose(kind.plan(), with_disclosed, day, rng)
    }

    /// Generates a GPP string.
    fn gpp(&self, kind: Kind, number: u64) -> Result<Generated, GenerateError> {
        self.check_began(kind, gpp::BEGAN)?;
        // Strings that need no section 2 do without it if there is no TC string for the date.
        let days = match self.days(kind) {
            Err(error) if kind == Kind::GppTcf => return Err(error),
            days => days.ok(),
        };
        let request = gpp::Request {
            kind,
            turn: self.seed.wrapping_add(number),
            as_of: self.as_of,
            has_tc: days.is_some(),
        };
        let value = (0..ATTEMPTS).find_map(|attempt| {
            let rng = &mut self.rng(kind, number, attempt);
            gpp::compose(request, rng, |rng| self.tc_of(kind, days?, rng))
        });
        let last = days.map_or(self.as_of, |(_, last)| last);
        let value = value.ok_or_else(|| self.no_vendor(kind, last))?;
        let has_tc = value.section(SectionId::TCF_EU_V2).is_some();
        Ok(self.generated(kind, SignalValue::Gpp(value), has_tc))
    }

    /// Generates a string that is independent of lists and, except for the first possible day, of
    /// the date.
    fn other(
        &self,
        kind: Kind,
        number: u64,
        began: Deciseconds,
        compose: impl FnOnce(&mut SeededRng) -> SignalValue,
    ) -> Result<Generated, GenerateError> {
        self.check_began(kind, began)?;
        let value = compose(&mut self.rng(kind, number, 0));
        Ok(self.generated(kind, value, false))
    }

    fn check_began(&self, kind: Kind, began: Deciseconds) -> Result<(), GenerateError> {
        if self.as_of.start_of_day() < began {
            return Err(GenerateError::TooEarly { kind: Some(kind), first: began });
        }
        Ok(())
    }

    /// A valid string. `with_lists` is false if lists have no meaning for it.
    fn generated(&self, kind: Kind, value: SignalValue, with_lists: bool) -> Generated {
        Generated {
            text: value.encode(),
            value: Some(value),
            kind,
            as_of: self.as_of,
            gvl: self.lists.gvl.filter(|_| with_lists).map(Gvl::key),
            with_cmps: with_lists && self.lists.cmps.is_some(),
            violates: None,
            expect: None,
            expected: Vec::new(),
        }
    }

    /// The error if no attempt succeeds.
    pub(crate) fn no_vendor(&self, kind: Kind, day: Deciseconds) -> GenerateError {
        if self.cmp(day, &mut SeededRng::new(self.seed)).is_none() {
            GenerateError::NoCmp
        } else {
            GenerateError::NoVendor { kind }
        }
    }

    /// The first and the last possible day of strings of a kind.
    pub(crate) fn days(&self, kind: Kind) -> Result<(Deciseconds, Deciseconds), GenerateError> {
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
        if last < begin {
            let published = self.lists.gvl.and_then(Gvl::last_updated).unwrap_or(first);
            let published = published.start_of_day();
            return Err(GenerateError::ListTooEarly { kind: of_kind, published, first: begin });
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
    ) -> Option<TcString> {
        compose(plan, &self.inputs(day, with_disclosed, rng)?, rng)
    }

    /// The inputs to a value created on a day. `None` if no CMP is registered on it.
    pub(crate) fn inputs(
        &self,
        day: Deciseconds,
        with_disclosed: bool,
        rng: &mut SeededRng,
    ) -> Option<Inputs<'_>> {
        let (policy_version, vendor_list_version) = match self.lists.gvl {
            Some(gvl) => (gvl.policy_version_or_default(), gvl.key().version),
            None => fictional_list_version(day),
        };
        Some(Inputs {
            day,
            cmp_id: self.cmp(day, rng)?,
            vendor_list_version,
            policy_version,
            vendor_pool: &self.vendor_pool,
            with_disclosed,
        })
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
#[expect(clippy::expect_used, reason = "4,095 fits in 16 bits")]
pub(crate) fn fictional_list_version(day: Deciseconds) -> (u16, u16) {
    let (policy_version, first) = match day {
        day if day < dates::POLICY_4_STATED => (2, FIRST_LIST_2),
        day if day < dates::POLICY_5_COMMON => (4, FIRST_LIST_3),
        _ => (5, FIRST_LIST_3),
    };
    // Earlier days use the first list.
    let weeks = day.get().saturating_sub(first.get()) / (7 * DAY);
    (policy_version, u16::try_from(weeks.clamp(1, 4095)).expect("it is at most 4,095"))
}

/// When a version of the fictional list of specification 3 was published.
pub(crate) fn fictional_list_date(version: u16) -> Deciseconds {
    after(FIRST_LIST_3, 7 * u64::from(version))
}
