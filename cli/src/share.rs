//! Shares in arguments.

/// A share, from 0 to 1, from a percentage.
pub(crate) fn parse(text: &str) -> Result<f64, String> {
    let percent: f64 = text
        .strip_suffix('%')
        .unwrap_or(text)
        .trim()
        .parse()
        .map_err(|_| "expected a percentage, such as 5%".to_owned())?;
    if !(0.0..=100.0).contains(&percent) {
        return Err("expected a percentage from 0 to 100".to_owned());
    }
    Ok(percent / 100.0)
}

/// The share that a sample is of its population, which is not 0.
pub(crate) fn parse_sample(text: &str) -> Result<f64, String> {
    match parse(text) {
        Ok(share) if share > 0.0 => Ok(share),
        _ => Err("expected a percentage above 0 and at most 100, such as 10%".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_percentages() {
        for (text, expected) in [("5%", Some(0.05)), ("0", Some(0.0)), ("2.5 %", Some(0.025))] {
            assert_eq!(parse(text).ok(), expected);
        }
        for text in ["", "%", "101", "-1", "NaN", "five"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(parse_sample("10%"), Ok(0.1));
        let error = parse_sample("0").unwrap_err();
        for text in ["-0", "101", "five"] {
            assert_eq!(parse_sample(text).as_ref(), Err(&error), "{text}");
        }
    }
}
