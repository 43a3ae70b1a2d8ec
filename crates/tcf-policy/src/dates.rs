//! The dates on which rules begin and end, in one place. Which are stated by the specification and
//! which come from secondary sources is said on the page of each rule.

use tcf_codec::Deciseconds;

#[expect(clippy::panic, reason = "the dates below are looked at when compiled")]
const fn day(year: u64, month: u64, day: u64) -> Deciseconds {
    match Deciseconds::from_date(year, month, day) {
        Some(day) => day,
        None => panic!("there is no such day"),
    }
}

/// Version 1.1 strings are invalid from this day on.
pub const VERSION_1_ENDED: Deciseconds = day(2020, 10, 1);
/// Strings that are not service specific are invalid from this day on.
pub const GLOBAL_SCOPE_ENDED: Deciseconds = day(2021, 9, 1);
/// From this day on Created and LastUpdated are the same midnight in UTC.
pub const DAY_LEVEL_TIMES: Deciseconds = day(2022, 1, 5);
/// Vendors of special purposes alone get the legitimate interest bit from this day on ...
pub const SPECIAL_PURPOSE_BIT_BEGAN: Deciseconds = day(2021, 6, 1);
/// ... and need it no longer after this one (TCF 2.4).
pub const SPECIAL_PURPOSE_BIT_ENDED: Deciseconds = day(2026, 10, 23);
/// Policy version 4 became the lowest for new strings, by the specification.
pub const POLICY_4_STATED: Deciseconds = day(2023, 10, 1);
/// The same after the extension by IAB Europe (the last day of grace was 20 November 2023).
pub const POLICY_4_ENFORCED: Deciseconds = day(2023, 11, 21);
/// By this day all lists carried policy version 5.
pub const POLICY_5_COMMON: Deciseconds = day(2024, 10, 1);
/// TCF 2.3, with disclosed vendors, was published.
pub const VERSION_2_3_PUBLISHED: Deciseconds = day(2025, 7, 3);
/// The day before disclosed vendors became mandatory: sources differ on which side it lies.
pub const DISCLOSED_VENDORS_EVE: Deciseconds = day(2026, 2, 28);
/// Disclosed vendors are mandatory in strings of this day and later (TCF 2.3).
pub const DISCLOSED_VENDORS_MANDATORY: Deciseconds = day(2026, 3, 1);
/// No version 1 string can be older: the framework began.
pub const VERSION_1_BEGAN: Deciseconds = day(2018, 4, 25);
/// No version 2 string can be older: TCF 2.0 was published.
pub const VERSION_2_BEGAN: Deciseconds = day(2019, 8, 21);

/// The time a number of calendar months earlier, on the last day of the month where it has no such
/// day.
pub fn months_before(time: Deciseconds, months: u64) -> Option<Deciseconds> {
    let (year, month, day_of_month) = time.date();
    let total = (year * 12 + month - 1).checked_sub(months)?;
    let (year, month) = (total / 12, total % 12 + 1);
    let midnight = (28..=day_of_month.max(28))
        .rev()
        .chain([day_of_month])
        .filter(|&day| day <= day_of_month)
        .find_map(|day| Deciseconds::from_date(year, month, day))?;
    Deciseconds::new(midnight.get() + (time.get() - time.start_of_day().get()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_those_of_the_calendar() {
        let before =
            |text: &str, months| months_before(text.parse().unwrap(), months).unwrap().to_string();
        assert_eq!(before("2026-06-01", 13), "2025-05-01T00:00:00Z");
        assert_eq!(before("2026-03-31T12:00:00Z", 1), "2026-02-28T12:00:00Z");
        assert_eq!(before("2024-03-30", 1), "2024-02-29T00:00:00Z");
        assert_eq!(before("2026-01-15", 1), "2025-12-15T00:00:00Z");
        assert_eq!(before("2026-01-15", 0), "2026-01-15T00:00:00Z");
        assert_eq!(months_before("1970-01-01".parse().unwrap(), 13), None);
    }
}
