//! Events from access logs.

use tcf_carrier::{AccessLogLine, Losses, extract_log_line, percent_decode};

use super::ReadOptions;
use crate::event::{Event, EventBuilder, Interner};

/// Reads events from the lines of access logs: one for each request.
///
/// The party that was called is the host of the line. Logs without hosts are those of one server:
/// [`ReadOptions::vendor`] says whose.
///
/// ```
/// use tcf_audit::event::{Interner, VisitHasher};
/// use tcf_audit::hosts::HostMap;
/// use tcf_audit::read::{LogEventReader, ReadOptions};
/// use tcf_audit::scope::Parties;
///
/// let (hosts, parties) = (HostMap::new(), Parties::default());
/// let options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
/// let mut reader = LogEventReader::new(&options, Some("sid"));
/// let line = r#"192.0.2.1 - - [02/Apr/2024:10:15:00 +0000] "GET /sync?gdpr=1&sid=7 HTTP/1.1" 204 0"#;
/// let mut texts = Interner::new();
/// let event = reader.event(line, "access.log", 1, &mut texts).unwrap();
/// assert_eq!(event.visit, Some(VisitHasher::new(1, 2).of_key("7")));
/// assert!(texts.find("7").is_none());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LogEventReader<'a> {
    options: &'a ReadOptions<'a>,
    visit: Option<&'a str>,
    losses: Losses,
}

impl<'a> LogEventReader<'a> {
    /// Creates a reader. `visit` is the parameter of requests that has the key of the visit.
    pub const fn new(options: &'a ReadOptions<'a>, visit: Option<&'a str>) -> Self {
        Self { options, visit, losses: Losses::NONE }
    }

    /// What was not read of the lines since the last call.
    pub fn take_losses(&mut self) -> Losses {
        std::mem::take(&mut self.losses)
    }

    /// The event of a line. `None` if it is not a request. `number` is that of the line, from 1.
    pub fn event(
        &mut self,
        line: &str,
        file: &str,
        number: u64,
        texts: &mut Interner,
    ) -> Option<Event> {
        let request = AccessLogLine::parse_in(line, self.options.extract.utc_offset)?;
        let mut event = EventBuilder::new(texts, file, number);
        event.server();
        event.at(request.time).country(self.options.country).url_length(request.target.len());
        match request.host.as_deref() {
            Some(host) => event.host(host),
            None => event.vendor(self.options.vendor),
        };
        let key = self.visit.and_then(|name| parameter(&request.target, name));
        event.visit(key.map(|key| self.options.visits.of_key(&key)));
        let extracted = extract_log_line(&request, number, &self.options.extract, &mut |signal| {
            event.carried(signal);
        });
        self.losses += extracted.losses();
        let mut event = event.finish();
        self.options.set_party(&mut event, texts);
        Some(event)
    }
}

/// The first value of a parameter that is not empty.
fn parameter(target: &str, name: &str) -> Option<String> {
    let query = target.split('#').next()?.split_once('?')?.1;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let value = |(_, value): (&str, &str)| percent_decode(&value.replace('+', " ")).0;
    pairs
        .filter(|(key, _)| percent_decode(key).0 == name)
        .map(value)
        .find(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::VisitHasher;
    use crate::hosts::HostMap;
    use crate::scope::Parties;

    #[test]
    fn a_log_of_one_server_has_its_vendor() {
        let (hosts, parties) = (HostMap::new(), Parties::default());
        let mut options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
        options.vendor = tcf_codec::VendorId::new(32);
        let mut reader = LogEventReader::new(&options, None);
        let mut texts = Interner::new();
        let mut read = |line: &str| {
            let event = reader.event(line, "log", 7, &mut texts)?;
            let host = event.host.map(|host| texts.text(host).to_owned());
            Some((host, event.vendor.map(tcf_codec::VendorId::get), event.signals.len()))
        };
        let line = r#"192.0.2.1 - - [x] "GET /sync?gdpr=1&gdpr_consent= HTTP/1.1" 204 0"#;
        assert_eq!(read(line), Some((None, Some(32), 2)));
        let line = r#"v.example 192.0.2.1 - - [x] "GET / HTTP/1.1" 204 0"#;
        assert_eq!(read(line), Some((Some("v.example".to_owned()), None, 0)));
        assert_eq!(read("# a comment"), None);
    }

    #[test]
    fn parameters_are_decoded() {
        for (target, expected) in [
            ("/x?sid=a%20b&x=1", Some("a b")),
            ("/x?s%69d=7", Some("7")),
            ("/x?sid=&sid=2", Some("2")),
            ("/x?side=7#sid=8", None),
            ("/sid=7", None),
        ] {
            assert_eq!(parameter(target, "sid").as_deref(), expected, "{target}");
        }
    }
}
