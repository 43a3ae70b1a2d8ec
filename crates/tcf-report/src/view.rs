//! The report with its names: of vendors, and of hosts unless they are redacted.

use std::collections::{BTreeMap, HashMap};

use tcf_audit::report::{DriftRecord, Report};
use tcf_carrier::TextKind;
use tcf_codec::gpp::Container;
use tcf_codec::{AcString, AnyTcString};

use crate::HtmlOptions;
use crate::format::{label, shortened};
use crate::markup::Markup;

/// The greatest length of a host or of the name of a vendor, in characters.
const MAX_NAME: usize = 100;
/// The greatest length of other text, in characters.
const MAX_TEXT: usize = 400;

/// A report, and how it writes names.
pub(crate) struct View<'r> {
    pub(crate) report: &'r Report,
    vendors: BTreeMap<u16, &'r str>,
    /// The numbers of hosts, if they are redacted.
    hosts: Option<HashMap<&'r str, usize>>,
}

impl<'r> View<'r> {
    pub(crate) fn new(report: &'r Report, options: HtmlOptions) -> Self {
        let found = report.findings.iter().filter_map(|finding| finding.vendor.as_ref());
        let found = found.filter_map(|vendor| Some((vendor.id, vendor.name.as_deref()?)));
        let called = report.vendors.iter();
        let called = called.filter_map(|vendor| Some((vendor.id, vendor.name.as_deref()?)));
        let drift = report.drift.iter().flat_map(DriftRecord::vendors);
        let drift = drift.filter_map(|vendor| Some((vendor.id, vendor.name.as_deref()?)));
        Self {
            report,
            vendors: drift.chain(found).chain(called).collect(),
            hosts: options.redact_hosts.then(|| numbers(report)),
        }
    }

    /// Whether hosts are redacted.
    pub(crate) const fn is_redacted(&self) -> bool {
        self.hosts.is_some()
    }

    /// The name of a vendor: `Example Ads (32)`, or `Vendor 32` if it is unknown.
    pub(crate) fn vendor(&self, id: u16) -> String {
        self.vendor_label(id, MAX_NAME)
    }

    /// The name of a vendor for a picture, with at most `max` characters and the id.
    pub(crate) fn vendor_label(&self, id: u16, max: usize) -> String {
        match self.vendors.get(&id) {
            Some(name) => format!("{} ({id})", label(name, max)),
            None => format!("Vendor {id}"),
        }
    }

    /// The vendors of a call.
    pub(crate) fn vendors(&self, ids: &[u16]) -> String {
        match ids {
            [] => "no vendor".to_owned(),
            [id] => self.vendor(*id),
            _ => {
                let shown = ids.iter().take(5).map(u16::to_string).collect::<Vec<_>>().join(", ");
                let more = if ids.len() > 5 { ", …" } else { "" };
                format!("Shared by vendors {shown}{more}")
            }
        }
    }

    /// A host, or its number if hosts are redacted.
    pub(crate) fn host(&self, host: &str) -> String {
        match &self.hosts {
            None => shortened(host, MAX_NAME),
            Some(numbers) => match numbers.get(host) {
                Some(number) => numbered(*number),
                None => A_HOST.to_owned(),
            },
        }
    }

    /// Text that may have hosts in it, shortened.
    pub(crate) fn text(&self, text: &str) -> String {
        let Some(numbers) = &self.hosts else { return shortened(text, MAX_TEXT) };
        let is_part =
            |character: char| character.is_alphanumeric() || matches!(character, '.' | '-' | '_');
        let mut result = String::new();
        let mut rest = text;
        while let Some(start) = rest.find(is_part) {
            let (before, tail) = rest.split_at(start);
            let end = tail.find(|character| !is_part(character)).unwrap_or(tail.len());
            let (word, after) = tail.split_at(end);
            result.push_str(before);
            let lower = word.to_lowercase();
            match numbers.get(lower.trim_matches('.')) {
                Some(number) => result += &numbered(*number),
                None if numbers.keys().any(|host| contains_host(&lower, host)) => result += A_HOST,
                None => result.push_str(word),
            }
            rest = after;
        }
        result.push_str(rest);
        shortened(&result, MAX_TEXT)
    }

    /// The value of a signal, shortened. If hosts are redacted, only what cannot have others in it
    /// is shown: consent strings and what stands for one.
    pub(crate) fn value(&self, value: &str) -> String {
        if self.is_redacted() && !value.is_empty() && !is_without_hosts(value) {
            let count = value.chars().count();
            let plural = if count == 1 { "" } else { "s" };
            return format!("{count} character{plural}, not shown");
        }
        self.text(value)
    }

    /// A file, or its number if hosts are redacted: files are often named after a host.
    pub(crate) fn file(&self, file: &str) -> String {
        if self.hosts.is_none() {
            return shortened(file, MAX_NAME);
        }
        match self.report.inputs.iter().position(|input| input.file == file) {
            Some(index) => format!("input {}", index + 1),
            None => "an input".to_owned(),
        }
    }

    /// Writes a vendor. Names may be of scripts that run from right to left.
    pub(crate) fn write_vendor(&self, markup: &mut Markup<'_>, id: u16) {
        match self.vendors.get(&id) {
            Some(name) => {
                markup.tag("bdi").text(label(name, MAX_NAME));
                markup.text(" ");
                markup.tag("span").class("id").text(format_args!("({id})"));
            }
            None => markup.text(format_args!("Vendor {id}")),
        }
    }

    /// Writes a host.
    pub(crate) fn write_host(&self, markup: &mut Markup<'_>, host: &str) {
        markup.tag("bdi").class("host").text(self.host(host));
    }
}

/// Whether a value is a consent string, or a macro or a placeholder in its place.
fn is_without_hosts(value: &str) -> bool {
    match TextKind::detect(value) {
        Some(TextKind::Macro | TextKind::Placeholder | TextKind::UsPrivacy) => true,
        Some(TextKind::Gpp) => Container::new(value).is_ok(),
        Some(TextKind::AdditionalConsent) => AcString::decode(value).is_ok(),
        Some(TextKind::Json | TextKind::Url) => false,
        _ => AnyTcString::decode(value).is_ok(),
    }
}

/// A redacted host without a number.
const A_HOST: &str = "a host";

/// Whether a word contains a host. A host without a dot is an ordinary word.
fn contains_host(word: &str, host: &str) -> bool {
    host.contains('.') && word.contains(host)
}

/// The name of a redacted host.
fn numbered(number: usize) -> String {
    format!("host {number}")
}

/// The hosts of a report, numbered by their calls.
fn numbers(report: &Report) -> HashMap<&str, usize> {
    let seen = report.hosts.seen.iter().map(|host| &*host.host);
    let found = report.findings.iter().filter_map(|finding| finding.host.as_deref());
    let calls = report.timeline.iter().flat_map(|visit| &visit.calls);
    let called = calls.filter_map(|call| call.host.as_deref());
    let mut numbers = HashMap::new();
    let groups = report.metrics.iter().filter_map(|metric| metric.group.host.as_deref());
    let drift = report.drift.iter();
    let drift = drift.flat_map(|drift| drift.new_hosts.iter().chain(&drift.gone_hosts));
    let changed = report.drift.iter().flat_map(|drift| &drift.metrics);
    let changed = changed.filter_map(|change| change.group.host.as_deref());
    let hosts = seen.chain(found).chain(called).chain(groups).chain(changed);
    for host in hosts.chain(drift.map(|host| &**host)) {
        let next = numbers.len() + 1;
        numbers.entry(host).or_insert(next);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use tcf_audit::report::{FindingRecord, HostRecord, HostsRecord, InputRecord};

    use super::*;

    #[test]
    fn redacted_hosts_are_numbers_everywhere() {
        let seen = vec![HostRecord { host: "ads.example".to_owned(), ..HostRecord::default() }];
        let finding = FindingRecord {
            host: Some("cdn.other.example".to_owned()),
            ..FindingRecord::default()
        };
        let input = InputRecord { file: "ads.example.har".to_owned(), ..InputRecord::default() };
        let report = Report {
            hosts: HostsRecord { seen, ..HostsRecord::default() },
            findings: vec![finding],
            inputs: vec![input],
            ..Report::default()
        };
        let view = View::new(&report, HtmlOptions::new().redact_hosts(true));
        assert_eq!(view.host("cdn.other.example"), "host 2");
        assert_eq!(view.host("unseen.example"), "a host");
        assert_eq!(
            view.text("from (ADS.example), x_ads.example and news.example"),
            "from (host 1), a host and news.example"
        );
        let string = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";
        for (value, shown) in [
            (string, string),
            ("${GDPR_CONSENT_2}", "${GDPR_CONSENT_2}"),
            ("undefined", "undefined"),
            ("https://shop.example/x", "22 characters, not shown"),
            ("x", "1 character, not shown"),
            ("", ""),
        ] {
            assert_eq!(view.value(value), shown);
        }
        assert_eq!(view.file("ads.example.har"), "input 1");
        let open = View::new(&report, HtmlOptions::new());
        assert_eq!(open.host("unseen.example"), "unseen.example");
        assert_eq!(open.text("from ads.example"), "from ads.example");
    }
}
