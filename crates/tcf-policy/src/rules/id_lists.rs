//! Lists of ids in messages.

use tcf_codec::{Id, PurposeId};

/// `purpose 3` or `purposes 3 and 4`
pub(super) fn purposes(list: &[PurposeId]) -> String {
    let plural = if list.len() == 1 { "purpose" } else { "purposes" };
    format!("{plural} {}", ids(list))
}

/// `1, 3 and 4`
pub(super) fn ids<const N: usize>(ids: &[Id<N>]) -> String {
    let texts: Vec<_> = ids.iter().map(Id::to_string).collect();
    match texts.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
