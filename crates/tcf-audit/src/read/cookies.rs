//! Cookies that were set and sent.

use tcf_carrier::{HarCookie, HarEntry, Timestamp};

use crate::event::{EventBuilder, StorageAction};
use crate::ids::masked_name;

/// Adds the cookies of an entry: those that its request sent, and those that its response set or
/// removed.
pub(super) fn add_cookies(entry: &HarEntry, event: &mut EventBuilder<'_>) {
    let mut sent = |name: &str| {
        event.stored(&masked_name(name.trim_ascii()), StorageAction::Sent, None);
    };
    for value in entry.cookie_values() {
        let pairs = value.text.split(';').filter(|pair| !pair.trim_ascii().is_empty());
        pairs.for_each(|pair| sent(pair.split('=').next().unwrap_or(pair)));
    }
    // The list repeats the header, or replaces it in minimal files.
    if entry.cookie_values().next().is_none() {
        entry.request_cookies.iter().for_each(|cookie| sent(&cookie.name));
    }
    let now = entry.response_header("date").and_then(Timestamp::parse_http_date).or(entry.started);
    let mut written = |cookie: SetCookie<'_>| {
        let (action, age) = cookie.effect(now);
        event.stored(&masked_name(cookie.name), action, age);
    };
    for value in entry.set_cookie_values() {
        SetCookie::parse(value).map(&mut written);
    }
    if entry.set_cookie_values().next().is_none() {
        entry.response_cookies.iter().map(SetCookie::of_list).for_each(&mut written);
    }
}

/// A cookie that a response sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SetCookie<'a> {
    name: &'a str,
    is_empty: bool,
    /// In seconds; it may be negative.
    max_age: Option<i64>,
    expires: Option<Timestamp>,
}

impl<'a> SetCookie<'a> {
    /// Parses the value of a `Set-Cookie` header (RFC 6265, section 5.2). `None` without a name.
    fn parse(header: &'a str) -> Option<Self> {
        let mut parts = header.split(';');
        let (name, value) = parts.next()?.split_once('=')?;
        let (name, value) = (name.trim_ascii(), value.trim_ascii());
        if name.is_empty() {
            return None;
        }
        let mut cookie = Self { name, is_empty: is_empty(value), max_age: None, expires: None };
        for part in parts {
            let (attribute, value) = part.split_once('=').unwrap_or((part, ""));
            let (attribute, value) = (attribute.trim_ascii(), value.trim_ascii());
            // Of repeated attributes the last one counts, and invalid ones are ignored.
            if attribute.eq_ignore_ascii_case("max-age") {
                cookie.max_age = max_age(value).or(cookie.max_age);
            } else if attribute.eq_ignore_ascii_case("expires") {
                cookie.expires = Timestamp::parse_http_date(value).or(cookie.expires);
            }
        }
        Some(cookie)
    }

    /// A cookie of a list. Some programs write an expiry of 1970 for cookies of the session.
    fn of_list(cookie: &'a HarCookie) -> Self {
        let expires = cookie.expires.as_deref().and_then(|expires| {
            Timestamp::parse_clamped(expires).or_else(|| Timestamp::parse_http_date(expires))
        });
        Self {
            name: &cookie.name,
            is_empty: is_empty(&cookie.value.text),
            max_age: None,
            expires: expires.filter(|expires| expires.unix_millis() >= YEAR_1971),
        }
    }

    /// What the cookie does to the storage, and its age in seconds; `None` until the end of the
    /// session.
    fn effect(&self, now: Option<Timestamp>) -> (StorageAction, Option<u64>) {
        let age = match (self.max_age, self.expires, now) {
            (Some(age), _, _) => Some(age),
            (None, Some(expires), Some(now)) => {
                let at = |time: Timestamp| i64::try_from(time.unix_millis() / 1000).ok();
                at(expires).zip(at(now)).map(|(expires, now)| expires - now)
            }
            (None, Some(expires), None) if expires.unix_millis() < YEAR_1971 => Some(0),
            _ => None,
        };
        if self.is_empty || age.is_some_and(|age| age <= 0) {
            return (StorageAction::Removed, None);
        }
        (StorageAction::Set, age.and_then(|age| u64::try_from(age).ok()))
    }
}

/// 1 January 1971, in milliseconds.
const YEAR_1971: u64 = 365 * 86_400_000;

fn is_empty(value: &str) -> bool {
    matches!(value, "" | "\"\"")
}

/// The value of `Max-Age`. Any number of digits is valid.
fn max_age(value: &str) -> Option<i64> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(value.parse().unwrap_or(if value.starts_with('-') { i64::MIN } else { i64::MAX }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2024-04-02T10:15:00Z";

    fn effect(header: &str) -> Option<(String, StorageAction, Option<u64>)> {
        let cookie = SetCookie::parse(header)?;
        let (action, age) = cookie.effect(Timestamp::parse(NOW));
        Some((cookie.name.to_owned(), action, age))
    }

    #[test]
    fn set_cookie_sets_or_removes() {
        use StorageAction::{Removed, Set};
        for (header, name, action, age) in [
            ("uuid2=1; Max-Age=7776000; Path=/; Secure", "uuid2", Set, Some(7_776_000)),
            ("a=1", "a", Set, None),
            ("a=1; Expires=Tue, 02 Apr 2024 10:16:00 GMT", "a", Set, Some(60)),
            ("a=1; expires=Tue, 02-Apr-24 11:15:00 GMT", "a", Set, Some(3600)),
            // Max-Age takes precedence.
            ("a=1; Max-Age=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a", Set, Some(5)),
            ("a=1; Max-Age=0", "a", Removed, None),
            ("a=1; max-age=-1", "a", Removed, None),
            ("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a", Removed, None),
            ("a=1; Expires=Tue, 02 Apr 2024 10:15:00 GMT", "a", Removed, None),
            ("a=1; Expires=Mon, 01 Jan 1900 00:00:00 GMT", "a", Removed, None),
            ("a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT", "a", Set, Some(5_159_894_773)),
            ("a=; Max-Age=60", "a", Removed, None),
            ("a=\"\"", "a", Removed, None),
            ("a=1; Max-Age=soon; Expires=never", "a", Set, None),
            ("a=1; Max-Age=99999999999999999999", "a", Set, Some(i64::MAX.unsigned_abs())),
            (" a = b=c ; x", "a", Set, None),
        ] {
            assert_eq!(effect(header), Some((name.to_owned(), action, age)), "{header}");
        }
        for header in ["", "a", "=1", "; Max-Age=1"] {
            assert_eq!(effect(header), None, "{header}");
        }
    }

    #[test]
    fn without_a_clock_only_1970_is_in_the_past() {
        let effect = |header: &str| SetCookie::parse(header).unwrap().effect(None);
        let epoch = effect("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(epoch, (StorageAction::Removed, None));
        assert_eq!(
            effect("a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT"),
            (StorageAction::Set, None)
        );
    }
}
