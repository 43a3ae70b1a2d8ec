//! Marks: what the user did in a recording, and when.

use anyhow::{Context as _, Result, bail};
use tcf_audit::audit::{Mark, MarkKind};
use tcf_audit::read::RecordedVisit;
use tcf_carrier::Timestamp;

/// A mark of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MarkArg {
    /// The argument.
    text: String,
    kind: MarkKind,
    place: MarkPlace,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum MarkPlace {
    Instant(Timestamp),
    /// A time of day, with a zone.
    TimeOfDay(String),
    /// The id of a page.
    Page(String),
}

impl MarkArg {
    /// Parses `KIND=TIME` or `KIND=PAGE`. `offset` is that of times without a zone.
    pub(super) fn parse(text: &str, offset: Option<i32>) -> Result<Self> {
        let (kind, place) = text.split_once('=').context("expected KIND=TIME or KIND=PAGE")?;
        let known = MarkKind::ALL.iter().find(|known| known.name() == kind.trim());
        let Some(&kind) = known else { bail!("{kind}: expected accept, reject or objection") };
        let place = place.trim();
        let is_time_of_day = place.len() >= 5
            && place.as_bytes().get(2) == Some(&b':')
            && place.bytes().take(2).all(|byte| byte.is_ascii_digit());
        let place = if is_time_of_day {
            if Timestamp::parse_any(&format!("2000-01-01T{place}"), offset).is_none() {
                bail!("{place}: expected a time of day with a zone, such as 10:15:04Z");
            }
            MarkPlace::TimeOfDay(place.to_owned())
        } else if let Some(at) = Timestamp::parse_any(place, offset) {
            MarkPlace::Instant(at)
        } else if place.contains(':') || place.is_empty() {
            bail!("{place}: expected a time with a zone, or the id of a page");
        } else {
            MarkPlace::Page(place.to_owned())
        };
        Ok(Self { text: text.to_owned(), kind, place })
    }

    /// The argument.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The mark in a visit. `None` if the visit does not have the page, or was not recorded at that
    /// time.
    pub(super) fn in_visit(&self, visit: &RecordedVisit, offset: Option<i32>) -> Option<Mark> {
        let mut times = visit.events.iter().filter_map(tcf_audit::event::Event::at);
        let first = times.next()?;
        let last = times.next_back().unwrap_or(first);
        let at = match &self.place {
            MarkPlace::Page(id) => {
                // A page is opened before its first request.
                let at = visit.pages.iter().find(|page| page.id == *id)?.at?;
                return Some(Mark { kind: self.kind, at });
            }
            MarkPlace::Instant(at) => *at,
            MarkPlace::TimeOfDay(time) => {
                let date = first.to_string();
                let at = Timestamp::parse_any(&format!("{}T{time}", date.get(..10)?), offset)?;
                // A visit may last past midnight, and the zone may have another date.
                let day = 86_400_000;
                let millis = at.unix_millis();
                let candidates = [Some(millis), millis.checked_add(day), millis.checked_sub(day)];
                let range = first.unix_millis()..=last.unix_millis();
                let found = candidates.into_iter().flatten().find(|at| range.contains(at))?;
                Timestamp::from_unix_millis(found)?
            }
        };
        (first..=last).contains(&at).then_some(Mark { kind: self.kind, at })
    }
}

#[cfg(test)]
mod tests {
    use tcf_audit::event::{Interner, VisitHasher};
    use tcf_audit::hosts::HostMap;
    use tcf_audit::read::{ReadOptions, read_har};
    use tcf_audit::scope::Parties;

    use super::*;

    const HAR: &str = r#"{"log": {"pages": [{"id": "page_1",
        "startedDateTime": "2024-04-02T23:58:59.900Z"}, {"id": "page_2",
        "startedDateTime": "2024-04-03T00:00:01Z"}], "entries": [
        {"startedDateTime": "2024-04-02T23:59:00Z", "pageref": "page_1",
         "request": {"url": "https://a.example/"}},
        {"startedDateTime": "2024-04-03T00:00:02Z", "pageref": "page_2",
         "request": {"url": "https://a.example/"}}]}}"#;

    fn mark(text: &str, offset: Option<i32>) -> Result<Option<String>> {
        let (hosts, parties) = (HostMap::new(), Parties::default());
        let options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
        let recording = read_har(HAR.as_bytes(), "v.har", &options, &mut Interner::new()).unwrap();
        let mark = MarkArg::parse(text, offset)?.in_visit(&recording.visits[0], offset);
        Ok(mark.map(|mark| format!("{} {}", mark.kind, mark.at)))
    }

    #[test]
    fn marks_are_times_or_pages() {
        for (text, offset, expected) in [
            ("accept=23:59:30Z", None, Some("accept 2024-04-02T23:59:30.000Z")),
            ("reject=00:00:01Z", None, Some("reject 2024-04-03T00:00:01.000Z")),
            ("accept=01:59:30", Some(120), Some("accept 2024-04-02T23:59:30.000Z")),
            ("accept=01:59:30.5+02:00", None, Some("accept 2024-04-02T23:59:30.500Z")),
            ("accept=page_1", None, Some("accept 2024-04-02T23:58:59.900Z")),
            ("objection=page_2", None, Some("objection 2024-04-03T00:00:01.000Z")),
            ("accept=2024-04-02T23:59:30Z", None, Some("accept 2024-04-02T23:59:30.000Z")),
            ("accept=12:00:00Z", None, None),
            ("accept=2024-04-01T23:59:30Z", None, None),
            ("accept=page_3", None, None),
        ] {
            assert_eq!(mark(text, offset).unwrap().as_deref(), expected, "{text}");
        }
        for text in ["accept", "click=page_1", "accept=10:15:04", "accept=", "accept=25:00:00Z"] {
            assert!(mark(text, None).is_err(), "{text}");
        }
    }
}
