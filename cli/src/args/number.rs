//! Whole numbers in arguments.

/// A parser of whole numbers in a range. Its errors state the range.
pub(super) fn whole<T: TryFrom<u64>>(
    least: u64,
    most: u64,
) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        let number = number.and_then(|number| T::try_from(number).ok());
        number.ok_or_else(|| format!("expected a whole number from {least} to {most}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_in_their_range() {
        let parse = whole::<u8>(2, 5);
        for (text, expected) in [("2", Some(2)), ("5", Some(5)), ("1", None), ("6", None)] {
            assert_eq!(parse(text).ok(), expected, "{text}");
        }
        for text in ["", "x", "-1", "2.5", "99999999999999999999"] {
            assert_eq!(
                parse(text),
                Err("expected a whole number from 2 to 5".to_owned()),
                "{text}"
            );
        }
        assert_eq!(whole::<u64>(0, u64::MAX)("18446744073709551615"), Ok(u64::MAX));
    }
}
