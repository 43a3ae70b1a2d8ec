//! Composes Additional Consent strings.

use std::num::NonZeroU32;

use tcf_codec::{AcString, Deciseconds};
use tcf_policy::dates;

use crate::dates::day;
use crate::rng::SeededRng;

/// Additional Consent strings accompany version 2 TC strings.
pub(crate) const BEGAN: Deciseconds = dates::VERSION_2_BEGAN;

/// The first day on which strings can have version 2, published in December 2023.
const VERSION_2: Deciseconds = day(2024, 1, 1);

/// Composes a value. The user consented to all providers, to some, or to none. Since 2024, one
/// string in four still has version 1, which lists no providers without consent.
pub(crate) fn compose(as_of: Deciseconds, rng: &mut SeededRng) -> AcString {
    let count = 1 + rng.below(40);
    let mut providers: Vec<_> = (0..count).map(|_| provider(rng)).collect();
    providers.sort_unstable();
    let consent = rng.pick(&[0, 30, 70, 70, 100]);
    let (granted, refused): (Vec<_>, Vec<_>) =
        providers.into_iter().partition(|_| rng.chance(consent));
    if as_of < VERSION_2 || rng.one_in(4) {
        AcString::v1(granted)
    } else {
        AcString::v2(granted, refused)
    }
}

/// A provider id. Most have two to four digits, a few have five.
#[expect(clippy::expect_used, reason = "ids start at 20")]
pub(crate) fn provider(rng: &mut SeededRng) -> NonZeroU32 {
    let id = if rng.chance(90) { rng.id(20, 3400) } else { rng.id(10000, 65000) };
    NonZeroU32::new(id.into()).expect("an id above 0")
}
