//! Marks: what the user did in a recording, and when.

use std::sync::atomic::{AtomicBool, Ordering};

use tcf_carrier::Timestamp;

use crate::audit::{Mark, MarkKind};
use crate::event::Event;
use crate::read::RecordedVisit;

/// The marks of recordings. Shared by threads.
///
/// ```
/// use tcf_audit::stream::Marks;
///
/// let marks = Marks::parse(["accept=10:15:04Z", "objection=page_2"], None)?;
/// assert_eq!(marks.unused().collect::<Vec<_>>(), ["accept=10:15:04Z", "objection=page_2"]);
/// let error = Marks::parse(["click=page_1"], None).unwrap_err();
/// assert_eq!(error.to_string(), "click=page_1: click: expected accept, reject or objection");
/// # Ok::<(), tcf_audit::stream::MarkError>(())
/// ```
#[derive(Debug, Default)]
pub struct Marks {
    marks: Vec<NamedMark>,
    /// The offset from UTC of times without a zone, in minutes.
    utc_offset: Option<i32>,
}

/// A text that is not a mark.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}: {kind}")]
pub struct MarkError {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub kind: MarkErrorKind,
}

/// What is wrong with a mark.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MarkErrorKind {
    /// It has no `=`.
    #[error("expected KIND=TIME or KIND=PAGE")]
    NoPlace,
    /// The kind is unknown.
    #[error("{0}: expected accept, reject or objection")]
    Kind(String),
    /// The time of day has no zone, or does not exist.
    #[error("{0}: expected a time of day with a zone, such as 10:15:04Z")]
    TimeOfDay(String),
    /// What follows the kind is neither a time with a zone nor the id of a page.
    #[error("{0}: expected a time with a zone, or the id of a page")]
    Place(String),
}

impl Marks {
    /// Parses `KIND=TIME` or `KIND=PAGE`. `utc_offset` is that of times without a zone, in minutes.
    pub fn parse<'t>(
        texts: impl IntoIterator<Item = &'t str>,
        utc_offset: Option<i32>,
    ) -> Result<Self, MarkError> {
        let parse = |text: &'t str| {
            NamedMark::parse(text, utc_offset)
                .map_err(|kind| MarkError { text: text.to_owned(), kind })
        };
        let marks = texts.into_iter().map(parse).collect::<Result<_, _>>()?;
        Ok(Self { marks, utc_offset })
    }

    /// The marks in a visit, by time. Notes that they are used.
    pub fn in_visit(&self, visit: &RecordedVisit) -> Vec<Mark> {
        let mut found: Vec<_> =
            self.marks.iter().filter_map(|mark| mark.in_visit(visit, self.utc_offset)).collect();
        found.sort_by_key(|mark| mark.at);
        found
    }

    /// The texts of the marks that were in no visit.
    pub fn unused(&self) -> impl Iterator<Item = &str> {
        let unused = self.marks.iter().filter(|mark| !mark.is_used.load(Ordering::Relaxed));
        unused.map(|mark| &*mark.text)
    }
}

/// A mark by its time or page.
#[derive(Debug)]
struct NamedMark {
    text: String,
    kind: MarkKind,
    place: MarkPlace,
    is_used: AtomicBool,
}

#[derive(Debug)]
enum MarkPlace {
    Instant(Timestamp),
    /// A time of day, with a zone.
    TimeOfDay(String),
    /// The id of a page.
    Page(String),
}

impl NamedMark {
    fn parse(text: &str, offset: Option<i32>) -> Result<Self, MarkErrorKind> {
        let (kind, place) = text.split_once('=').ok_or(MarkErrorKind::NoPlace)?;
        let known = MarkKind::ALL.iter().find(|known| known.name() == kind.trim());
        let Some(&kind) = known else {
            return Err(MarkErrorKind::Kind(kind.to_owned()));
        };
        let place = place.trim();
        let is_time_of_day = place.len() >= 5
            && place.as_bytes().get(2) == Some(&b':')
            && place.bytes().take(2).all(|byte| byte.is_ascii_digit());
        let place = if is_time_of_day {
            if Timestamp::parse_any(&format!("2000-01-01T{place}"), offset).is_none() {
                return Err(MarkErrorKind::TimeOfDay(place.to_owned()));
            }
            MarkPlace::TimeOfDay(place.to_owned())
        } else if let Some(at) = Timestamp::parse_any(place, offset) {
            MarkPlace::Instant(at)
        } else if place.contains(':') || place.is_empty() {
            return Err(MarkErrorKind::Place(place.to_owned()));
        } else {
            MarkPlace::Page(place.to_owned())
        };
        Ok(Self { text: text.to_owned(), kind, place, is_used: AtomicBool::new(false) })
    }

    /// The mark in a visit. `None` if the visit does not have the page, or was not recorded at that
    /// time.
    fn in_visit(&self, visit: &RecordedVisit, offset: Option<i32>) -> Option<Mark> {
        let at = self.time_in(visit, offset)?;
        self.is_used.store(true, Ordering::Relaxed);
        let is_page = matches!(self.place, MarkPlace::Page(_));
        Some(Mark { kind: self.kind, at, is_page })
    }

    fn time_in(&self, visit: &RecordedVisit, offset: Option<i32>) -> Option<Timestamp> {
        let mut times = visit.events.iter().filter_map(Event::at);
        let first = times.next()?;
        let last = times.next_back().unwrap_or(first);
        let at = match &self.place {
            MarkPlace::Page(id) => {
                // A page is opened before its first request.
                return visit.pages.iter().find(|page| page.id == *id)?.at;
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
        (first..=last).contains(&at).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Interner, VisitHasher};
    use crate::hosts::HostMap;
    use crate::read::{ReadOptions, read_har};
    use crate::scope::Parties;

    const HAR: &str = r#"{"log": {"pages": [{"id": "page_1",
        "startedDateTime": "2024-04-02T23:58:59.900Z"}, {"id": "page_2",
        "startedDateTime": "2024-04-03T00:00:01Z"}], "entries": [
        {"startedDateTime": "2024-04-02T23:59:00Z", "pageref": "page_1",
         "request": {"url": "https://a.example/"}},
        {"startedDateTime": "2024-04-03T00:00:02Z", "pageref": "page_2",
         "request": {"url": "https://a.example/"}}]}}"#;

    fn mark(text: &str, offset: Option<i32>) -> Result<Option<String>, MarkError> {
        let (hosts, parties) = (HostMap::new(), Parties::default());
        let options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
        let recording = read_har(HAR.as_bytes(), "v.har", &options, &mut Interner::new()).unwrap();
        let marks = Marks::parse([text], offset)?;
        let found = marks.in_visit(&recording.visits[0]);
        assert_eq!(marks.unused().count(), 1 - found.len());
        Ok(found.first().map(|mark| format!("{} {}", mark.kind, mark.at)))
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
        let [no_zone, no_hour] = ["10:15:04", "25:00:00Z"].map(str::to_owned);
        for (text, kind, message) in [
            ("accept", MarkErrorKind::NoPlace, "expected KIND=TIME or KIND=PAGE"),
            (
                "click=page_1",
                MarkErrorKind::Kind("click".to_owned()),
                "click: expected accept, reject or objection",
            ),
            (
                "accept=10:15:04",
                MarkErrorKind::TimeOfDay(no_zone),
                "10:15:04: expected a time of day with a zone, such as 10:15:04Z",
            ),
            (
                "accept=25:00:00Z",
                MarkErrorKind::TimeOfDay(no_hour),
                "25:00:00Z: expected a time of day with a zone, such as 10:15:04Z",
            ),
            (
                "accept=",
                MarkErrorKind::Place(String::new()),
                ": expected a time with a zone, or the id of a page",
            ),
        ] {
            let error = mark(text, None).unwrap_err();
            assert_eq!(error.to_string(), format!("{text}: {message}"));
            assert_eq!(error, MarkError { text: text.to_owned(), kind });
        }
    }
}
