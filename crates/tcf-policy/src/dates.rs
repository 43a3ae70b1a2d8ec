//! The dates on which rules start and end. The page of each rule names the source of its date.

use tcf_codec::Deciseconds;

#[expect(clippy::panic, reason = "evaluated at compile time")]
const fn day(year: u64, month: u64, day: u64) -> Deciseconds {
    match Deciseconds::from_date(year, month, day) {
        Some(day) => day,
        None => panic!("invalid date"),
    }
}

/// The first day on which version 1 strings are invalid.
pub const VERSION_1_ENDED: Deciseconds = day(2020, 10, 1);
/// The first day on which strings that are not service-specific are invalid.
pub const GLOBAL_SCOPE_ENDED: Deciseconds = day(2021, 9, 1);
/// The first day on which Created and LastUpdated must be the same midnight UTC.
pub const DAY_LEVEL_TIMES: Deciseconds = day(2022, 1, 5);
/// The first day on which vendors with special purposes only must have the legitimate interest bit.
pub const SPECIAL_PURPOSE_BIT_BEGAN: Deciseconds = day(2021, 6, 1);
/// The last day on which vendors with special purposes only must have the legitimate interest bit
/// (until TCF 2.4).
pub const SPECIAL_PURPOSE_BIT_ENDED: Deciseconds = day(2026, 10, 23);
/// The first day on which new strings require policy version 4, according to the specification.
pub const POLICY_4_STATED: Deciseconds = day(2023, 10, 1);
/// The first day on which new strings require policy version 4, after IAB Europe's extension to
/// 20 November 2023.
pub const POLICY_4_ENFORCED: Deciseconds = day(2023, 11, 21);
/// The day by which all vendor lists had policy version 5.
pub const POLICY_5_COMMON: Deciseconds = day(2024, 10, 1);
/// The publication of TCF 2.3, which introduced mandatory disclosed vendors.
pub const VERSION_2_3_PUBLISHED: Deciseconds = day(2025, 7, 3);
/// The day before disclosed vendors became mandatory. Sources disagree on whether it is included.
pub const DISCLOSED_VENDORS_EVE: Deciseconds = day(2026, 2, 28);
/// The first day of strings that require disclosed vendors (TCF 2.3).
pub const DISCLOSED_VENDORS_MANDATORY: Deciseconds = day(2026, 3, 1);
/// The launch of the framework. Version 1 strings cannot be older.
pub const VERSION_1_BEGAN: Deciseconds = day(2018, 4, 25);
/// The first day on which US Privacy strings are deprecated.
pub const US_PRIVACY_DEPRECATED: Deciseconds = day(2024, 1, 31);
/// The publication of TCF 2.0. Version 2 strings cannot be older.
pub const VERSION_2_BEGAN: Deciseconds = day(2019, 8, 21);

/// The time a number of calendar months earlier. If that month is too short, its last day.
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
    fn subtracts_calendar_months() {
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
