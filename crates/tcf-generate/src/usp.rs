//! Composes US Privacy strings.

use tcf_codec::{Deciseconds, UspSignal, UspString};

use crate::dates::day;
use crate::rng::SeededRng;

/// The day on which the CCPA took effect.
pub(crate) const BEGAN: Deciseconds = day(2020, 1, 1);

/// Composes a value: one in six does not apply, the others have a choice of the user.
pub(crate) fn compose(rng: &mut SeededRng) -> UspString {
    use UspSignal::{No, NotApplicable, Yes};
    if rng.one_in(6) {
        return UspString::default();
    }
    UspString {
        notice: rng.pick(&[Yes, Yes, Yes, Yes, No, NotApplicable]),
        opt_out_sale: rng.pick(&[Yes, No]),
        lspa_covered: rng.pick(&[Yes, No, NotApplicable]),
    }
}
