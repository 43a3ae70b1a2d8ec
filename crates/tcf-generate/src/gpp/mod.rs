//! Composes GPP strings.

pub(crate) mod canada;
pub(crate) mod us;

use tcf_codec::gpp::Section;
use tcf_codec::gpp::canada::{CanadaSection, TcfCanada};
use tcf_codec::gpp::us::UsFormat;
use tcf_codec::{Deciseconds, GppString, SectionId, TcString};
use tcf_policy::dates;

use crate::dates::{before, day, random_day};
use crate::kind::Kind;
use crate::rng::SeededRng;
use crate::usp;
use us::Choice;

/// The first day of GPP strings. The first sections were published in 2022.
pub(crate) const BEGAN: Deciseconds = day(2023, 1, 1);

/// The first day of version 2 of the US national section, published in October 2024.
const US_NAT_VERSION_2: Deciseconds = day(2024, 11, 1);

/// Canadian sections are created on one of this many days before the date.
const SPREAD: u64 = 30;

/// The first day of strings with a section: the month after its publication, or the day of it.
pub(crate) fn began(section: SectionId) -> Deciseconds {
    match section.get() {
        13..=16 => const { day(2024, 6, 1) },
        17..=22 => const { day(2024, 8, 1) },
        23 => const { day(2025, 9, 1) },
        24..=27 => const { day(2025, 12, 17) },
        _ => BEGAN,
    }
}

/// The US sections that exist on a date, in ascending order.
pub(crate) fn us_sections(as_of: Deciseconds) -> Vec<SectionId> {
    let is_one = |id: &&SectionId| !UsFormat::of(**id).is_empty() && began(**id) <= as_of;
    SectionId::ALL.iter().filter(is_one).copied().collect()
}

/// The published formats of a US section that exist on a date, the newest first.
pub(crate) fn us_formats(section: SectionId, as_of: Deciseconds) -> Vec<&'static UsFormat> {
    let exists = |format: &&UsFormat| format.version() == 1 || as_of >= US_NAT_VERSION_2;
    UsFormat::of(section).iter().filter(|format| !format.is_hybrid()).filter(exists).collect()
}

/// What a GPP string contains.
#[derive(Clone, Copy)]
pub(crate) struct Request {
    pub(crate) kind: Kind,
    /// Number of the string in the sequence of a seed. States take turns.
    pub(crate) turn: u64,
    pub(crate) as_of: Deciseconds,
    /// Whether there can be a section 2.
    pub(crate) has_tc: bool,
}

/// Composes a value, with TC strings from `tc`. Returns `None` if one of the sections fails.
#[expect(clippy::expect_used, reason = "there are fewer sections than the maximum")]
pub(crate) fn compose(
    request: Request,
    rng: &mut SeededRng,
    mut tc: impl FnMut(&mut SeededRng) -> Option<TcString>,
) -> Option<GppString> {
    let choice = match request.kind {
        Kind::GppOptedOut => Choice::OptedOut,
        Kind::GppNotOptedOut => Choice::NotOptedOut,
        Kind::GppNotApplicable => Choice::NotApplicable,
        _ => Choice::Mixed,
    };
    let mut gpp = GppString::new();
    for id in sections(request, rng) {
        let section: Section = match id {
            SectionId::TCF_EU_V2 => tc(rng)?.into(),
            SectionId::TCF_CA_V1 => {
                CanadaSection::new(canada_value(request.as_of, rng)).ok()?.into()
            }
            SectionId::USP_V1 => usp::compose(rng).into(),
            _ => {
                let formats = us_formats(id, request.as_of);
                us::compose(rng.choose(&formats)?, choice, rng).into()
            }
        };
        gpp.insert(section).expect("fewer sections than the maximum");
    }
    Some(gpp)
}

/// Composes the value of a Canadian section of a date.
pub(crate) fn canada_value(as_of: Deciseconds, rng: &mut SeededRng) -> TcfCanada {
    let last = as_of.start_of_day();
    canada::compose(random_day(before(last, SPREAD), last, rng), rng)
}

/// Chooses the sections of a string.
fn sections(request: Request, rng: &mut SeededRng) -> Vec<SectionId> {
    let Request { kind, turn, as_of, has_tc } = request;
    let us = us_sections(as_of);
    let (national, states) = us.split_at(1);
    match kind {
        Kind::GppTcf => vec![SectionId::TCF_EU_V2],
        Kind::GppCanada => vec![SectionId::TCF_CA_V1],
        Kind::GppUsNat => national.to_vec(),
        Kind::GppUsState => turn_of(turn, states),
        Kind::GppMulti => several(has_tc, as_of, &us, rng),
        Kind::GppMixed => any(has_tc, as_of, &us, rng),
        _ => vec![rng.pick(&us)],
    }
}

/// The element whose turn it is.
fn turn_of(turn: u64, sections: &[SectionId]) -> Vec<SectionId> {
    let skipped = u64::try_from(sections.len()).map_or(0, |len| turn % len.max(1));
    let skipped = usize::try_from(skipped).unwrap_or(0);
    sections.iter().skip(skipped).take(1).copied().collect()
}

/// At least two sections, in one of the combinations that are in use.
fn several(
    has_tc: bool,
    as_of: Deciseconds,
    us: &[SectionId],
    rng: &mut SeededRng,
) -> Vec<SectionId> {
    let (tc, canada, national) = (SectionId::TCF_EU_V2, SectionId::TCF_CA_V1, SectionId::US_NAT);
    let state = || us.iter().copied().filter(|id| *id != national).collect::<Vec<_>>();
    let mut ids = match rng.below(if has_tc { 6 } else { 3 }) {
        0 => vec![national, rng.pick(&state())],
        1 => vec![canada, national],
        // One group of consecutive ids.
        2 => us.iter().copied().take(2 + rng.below(us.len())).collect(),
        3 => vec![tc, national],
        4 => vec![tc, canada],
        _ => vec![tc, national, rng.pick(&state())],
    };
    if as_of < dates::US_PRIVACY_DEPRECATED && rng.one_in(2) {
        ids.push(SectionId::USP_V1);
    }
    ids
}

/// Any sections, rarely none.
fn any(has_tc: bool, as_of: Deciseconds, us: &[SectionId], rng: &mut SeededRng) -> Vec<SectionId> {
    if rng.one_in(40) {
        return Vec::new();
    }
    let mut all = vec![SectionId::TCF_CA_V1];
    if has_tc {
        all.push(SectionId::TCF_EU_V2);
    }
    if as_of < dates::US_PRIVACY_DEPRECATED {
        all.push(SectionId::USP_V1);
    }
    all.extend(us);
    rng.shuffle(&mut all);
    let count = if rng.one_in(10) { all.len() } else { 1 + rng.below(5) };
    all.truncate(count);
    all
}
