//! Messages about values that a reader of serde refused, and names that are similar.

use tcf_carrier::SerdeMessage;

/// What a message of serde says. If a key or word is similar to a known one, that one is named, not
/// all of them.
pub fn refused(message: &str) -> String {
    let message = SerdeMessage::parse(message);
    if let Some((unknown, known)) = message.unknown() {
        let known: Vec<_> = known.collect();
        if let Some(name) = similar(unknown, &known) {
            let what = match message {
                SerdeMessage::UnknownKey { .. } => format!("unknown key {unknown}"),
                _ => format!("unknown value {unknown:?}"),
            };
            return format!("{what}; did you mean {name}?");
        }
    }
    message.to_string()
}

/// The name that is most similar to another one, if there is a similar one.
///
/// ```
/// assert_eq!(tcf::message::similar("vendor_id", &["vendorId", "host"]), Some("vendorId"));
/// assert_eq!(tcf::message::similar("uid", &["vendorId", "host"]), None);
/// ```
pub fn similar<'n, T: AsRef<str>>(name: &str, names: &'n [T]) -> Option<&'n str> {
    let lower = name.to_lowercase();
    let distance = |name: &str| strsim::osa_distance(&lower, &name.to_lowercase());
    let is_similar = |name: &&str| {
        let name = name.to_lowercase();
        distance(&name) <= 1 + lower.len() / 4
            || lower.len() > 2 && (name.contains(&lower) || lower.contains(&name) && name.len() > 2)
    };
    names.iter().map(AsRef::as_ref).filter(is_similar).min_by_key(|name| distance(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_keys_and_words_are_named() {
        for (message, expected) in [
            (
                "unknown field `gvls`, expected one of `as-of`, `gvl`",
                "unknown key gvls; did you mean gvl?",
            ),
            (
                "unknown field `x`, expected `as-of` or `gvl`",
                "unknown key x, expected as-of or gvl",
            ),
            (
                "unknown variant `keep`, expected `drop` or `kept`",
                "unknown value \"keep\"; did you mean kept?",
            ),
            ("invalid type: integer `7`, expected a path", "expected a path, found 7"),
        ] {
            assert_eq!(refused(message), expected);
        }
    }
}
