//! Metrics in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use super::{DriftRecord, MetricRecord, Report};

/// The prefix of all names.
const PREFIX: &str = "tcf_audit";

/// A family: samples of one name, under one help text.
struct Family {
    help: String,
    /// The labels, escaped, with the value of each sample.
    samples: BTreeMap<String, f64>,
}

impl Report {
    /// Writes the metrics and the numbers of events and findings in the text format of Prometheus
    /// (version 0.0.4), for the text file collector of the node exporter. Rates are from 0 to 1 and
    /// times are in seconds. A metric without a value has no sample.
    ///
    /// ```
    /// # use tcf_audit::report::Report;
    /// let mut text = String::new();
    /// Report::default().write_prometheus(&mut text)?;
    /// assert!(text.contains("tcf_audit_events{state=\"judged\"} 0\n"));
    /// # Ok::<(), std::fmt::Error>(())
    /// ```
    pub fn write_prometheus(&self, out: &mut impl Write) -> fmt::Result {
        let mut families = BTreeMap::new();
        self.add_info(&mut families);
        self.add_counts(&mut families);
        for metric in &self.metrics {
            add_metric(&mut families, metric);
        }
        if let Some(drift) = &self.drift {
            add_drift(&mut families, drift);
        }
        for (name, family) in families {
            writeln!(out, "# HELP {name} {}", escape_help(&family.help))?;
            writeln!(out, "# TYPE {name} gauge")?;
            for (labels, value) in family.samples {
                writeln!(out, "{name}{labels} {value}")?;
            }
        }
        Ok(())
    }

    fn add_info(&self, families: &mut BTreeMap<String, Family>) {
        let gvl = self.gvl.as_ref().map(|gvl| gvl.version.to_string()).unwrap_or_default();
        let labels = [("version", self.version.as_str()), ("gvl", &gvl)];
        let help = "The version of the tool and of the vendor list.";
        add(families, "info", help, &labels, 1.0);
        if let Some(at) = self.at {
            let seconds = std::time::Duration::from_millis(at.unix_millis()).as_secs_f64();
            add(families, "report_timestamp_seconds", "The time of the report.", &[], seconds);
        }
    }

    fn add_counts(&self, families: &mut BTreeMap<String, Family>) {
        let events = self.events;
        let help = "Events by what became of them: together all that were read.";
        for (state, count) in [
            ("judged", events.judged),
            ("out_of_scope", events.out_of_scope),
            ("unknown", events.unknown),
            ("unmapped", events.unmapped),
            ("other", events.other),
            ("failed", events.failed),
        ] {
            add(families, "events", help, &[("state", state)], number(count));
        }
        if events.decisions > 0 {
            let help = "Decision records that were read.";
            add(families, "decisions", help, &[], number(events.decisions));
        }
        let hosts = &self.hosts;
        let help = "Hosts of other parties that were called, by how they are mapped to vendors.";
        for (state, count) in [
            ("mapped", hosts.mapped),
            ("inferred", hosts.inferred),
            ("ambiguous", hosts.ambiguous),
            ("unmapped", hosts.unmapped),
        ] {
            add(families, "hosts", help, &[("state", state)], number(count));
        }
        let mut findings: BTreeMap<_, (u64, u64)> = BTreeMap::new();
        for finding in &self.findings {
            let key = (finding.code.as_str(), finding.severity.name(), finding.known);
            let (count, occurrences) = findings.entry(key).or_default();
            *count += 1;
            *occurrences += finding.count;
        }
        for ((code, severity, is_known), (count, occurrences)) in findings {
            let known = if is_known { "true" } else { "false" };
            let labels = [("code", code), ("severity", severity), ("known", known)];
            let help = "Findings by check, each counted once; known ones are in the baseline.";
            add(families, "findings", help, &labels, number(count));
            let help = "How often the findings of a check occur.";
            add(families, "finding_occurrences", help, &labels, number(occurrences));
        }
    }
}

/// Adds what has changed since older reports.
fn add_drift(families: &mut BTreeMap<String, Family>, drift: &DriftRecord) {
    let len = |length: usize| number(u64::try_from(length).unwrap_or(u64::MAX));
    for (name, help, new, gone) in [
        (
            "drift_vendors",
            "Vendors that are called and that older reports lack, and the other way round.",
            drift.new_vendors.len(),
            drift.gone_vendors.len(),
        ),
        (
            "drift_hosts",
            "Hosts that are called and that older reports lack, and the other way round.",
            drift.new_hosts.len(),
            drift.gone_hosts.len(),
        ),
    ] {
        add(families, name, help, &[("change", "new")], len(new));
        add(families, name, help, &[("change", "gone")], len(gone));
    }
    let help = "Legal bases that vendors declare and that differ from the older report.";
    add(families, "drift_bases", help, &[], len(drift.bases.len()));
    let due = drift.reviews.iter().filter(|review| review.due).count();
    let help = "Reviews of the purpose map that are due, or will be within 30 days.";
    for (is_due, count) in [("true", due), ("false", drift.reviews.len() - due)] {
        add(families, "drift_reviews", help, &[("due", is_due)], len(count));
    }
}

/// Adds the value of a metric, its interval, and what it was computed from.
fn add_metric(families: &mut BTreeMap<String, Family>, metric: &MetricRecord) {
    let name = snake_case(&metric.name);
    let (suffix, scale) = match metric.unit.as_str() {
        "%" => ("_ratio".to_owned(), 0.01),
        "per 1000" => ("_ratio".to_owned(), 0.001),
        "s" => ("_seconds".to_owned(), 1.0),
        "" => (String::new(), 1.0),
        unit => (format!("_{}", snake_case(unit)), 1.0),
    };
    let parts = metric.group.parts();
    let mut labels = vec![("of", metric.of.as_str())];
    labels.extend(parts.iter().map(|(key, part)| (*key, part.as_str())));
    let about = format!("{}: see docs/audit.md", metric.name);
    let [low, high] = metric.interval.map_or([None; 2], |[low, high]| [Some(low), Some(high)]);
    for (end, what, value) in [
        ("", "", metric.value),
        ("_low", ", lower end of the 95 % interval", low),
        ("_high", ", upper end of the 95 % interval", high),
    ] {
        if let Some(value) = value {
            let help = format!("{about}{what}.");
            add(families, &format!("{name}{suffix}{end}"), &help, &labels, value * scale);
        }
    }
    for (end, what, count) in [
        ("numerator", "numerator", metric.numerator),
        ("denominator", "denominator", metric.denominator),
        ("left_out", "what was left out", metric.left_out),
    ] {
        let help = format!("{about}, {what}.");
        add(families, &format!("{name}_{end}"), &help, &labels, number(count));
    }
}

/// Adds a sample. The first sample of a name decides on the help text.
fn add(
    families: &mut BTreeMap<String, Family>,
    name: &str,
    help: &str,
    labels: &[(&str, &str)],
    value: f64,
) {
    let family = families
        .entry(format!("{PREFIX}_{name}"))
        .or_insert_with(|| Family { help: help.to_owned(), samples: BTreeMap::new() });
    let labels: Vec<_> =
        labels.iter().map(|(key, value)| format!("{key}=\"{}\"", escape(value))).collect();
    let labels =
        if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
    family.samples.insert(labels, value);
}

/// `liAbsent` and `per week` as `li_absent` and `per_week`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        let is_allowed = character.is_ascii_alphanumeric();
        snake.push(if is_allowed { character.to_ascii_lowercase() } else { '_' });
    }
    snake
}

/// The value of a label.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// A help text.
fn escape_help(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n")
}

#[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
#[expect(clippy::as_conversions, reason = "the standard library has no other conversion")]
const fn number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::audit::Group;
    use crate::report::{FindingRecord, ReviewRecord};

    /// Reads a name, and returns the rest.
    fn name(text: &str) -> (&str, &str) {
        let is_name = |at: usize, found: char| {
            found.is_ascii_alphabetic()
                || found == '_'
                || found == ':'
                || (at > 0 && found.is_ascii_digit())
        };
        let end = text.char_indices().find(|&(at, found)| !is_name(at, found));
        let end = end.map_or(text.len(), |(at, _)| at);
        assert!(end > 0, "expected a name: {text}");
        text.split_at(end)
    }

    /// Reads labels, and returns the rest.
    fn labels(text: &str) -> (Vec<(String, String)>, &str) {
        let Some(mut rest) = text.strip_prefix('{') else { return (Vec::new(), text) };
        let mut labels = Vec::new();
        loop {
            let (key, after) = name(rest);
            let mut characters = after.strip_prefix("=\"").unwrap().char_indices();
            let mut value = String::new();
            let end = loop {
                match characters.next().expect("the label is closed") {
                    (at, '"') => break at,
                    (_, '\\') => value.push(match characters.next().unwrap().1 {
                        'n' => '\n',
                        escaped @ ('\\' | '"') => escaped,
                        other => panic!("unknown escape {other}"),
                    }),
                    (_, found) => value.push(found),
                }
            };
            labels.push((key.to_owned(), value));
            rest = after.get(2 + end + 1..).unwrap();
            match rest.strip_prefix(',') {
                Some(next) => rest = next,
                None => return (labels, rest.strip_prefix('}').unwrap()),
            }
        }
    }

    type Sample = (String, Vec<(String, String)>, f64);

    /// Parses the text format, strictly: every family has one help text and one type before its
    /// samples, its samples are together, and no sample occurs twice.
    fn parse(text: &str) -> Vec<Sample> {
        assert!(text.ends_with('\n'));
        let mut samples: Vec<Sample> = Vec::new();
        let (mut helped, mut typed) = (BTreeSet::new(), BTreeSet::new());
        let mut current = String::new();
        for line in text.lines() {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (family, rest) = name(help);
                assert!(rest.starts_with(' ') && helped.insert(family.to_owned()), "{line}");
                family.clone_into(&mut current);
            } else if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (family, rest) = name(kind);
                assert_eq!((family, rest), (current.as_str(), " gauge"), "{line}");
                assert!(typed.insert(family.to_owned()), "{line}");
            } else {
                let (family, rest) = name(line);
                assert_eq!(family, current, "{line}");
                let (labels, rest) = labels(rest);
                let value = rest.strip_prefix(' ').unwrap().parse().unwrap();
                let keys: BTreeSet<_> = labels.iter().map(|(key, _)| key).collect();
                assert_eq!(keys.len(), labels.len(), "{line}");
                let is_new = |known: &Sample| known.0 != family || known.1 != labels;
                assert!(samples.iter().all(is_new), "{line}");
                samples.push((family.to_owned(), labels, value));
            }
        }
        assert_eq!(helped, typed);
        samples
    }

    fn metric(name: &str, of: &str, unit: &str, value: Option<f64>) -> MetricRecord {
        MetricRecord {
            name: name.to_owned(),
            of: of.to_owned(),
            unit: unit.to_owned(),
            value,
            ..MetricRecord::default()
        }
    }

    #[test]
    fn the_text_keeps_to_the_grammar_and_escapes_labels() {
        let hostile = "a\"b\\c\nd{e}=,ü";
        let finding = |known| FindingRecord {
            code: "B002".to_owned(),
            count: 7,
            known,
            ..FindingRecord::default()
        };
        let of_vendor = Group { vendor: Some(32), ..Group::default() };
        let report = Report {
            version: hostile.to_owned(),
            at: tcf_carrier::Timestamp::parse("2024-04-02T10:15:04.400Z"),
            findings: vec![finding(false), finding(true), finding(false)],
            metrics: vec![
                MetricRecord {
                    interval: Some([31.25, 83.5]),
                    numerator: 6,
                    denominator: 10,
                    ..metric("coverage", "calls", "%", Some(60.0))
                },
                MetricRecord { group: of_vendor, ..metric("coverage", "calls", "%", Some(25.0)) },
                metric("propagation", "median", "s", Some(11.5)),
                metric("propagation", "p95", "s", None),
                metric("propagation", "within 10 s", "%", Some(25.0)),
                metric("unauthorised", hostile, "per 1000", Some(250.0)),
                metric("liAbsent", "visits", "%", Some(0.0)),
                metric("onboarding", "vendors", "days", Some(3.0)),
            ],
            drift: Some(DriftRecord {
                new_hosts: vec!["a.example".to_owned(), "b.example".to_owned()],
                reviews: vec![ReviewRecord { due: true, ..ReviewRecord::default() }],
                ..DriftRecord::default()
            }),
            ..Report::default()
        };
        let mut text = String::new();
        report.write_prometheus(&mut text).unwrap();
        let samples = parse(&text);
        let value = |name: &str, labels: &[(&str, &str)]| {
            let mut found = samples.iter().filter(|(family, known, _)| {
                let mut known = known.iter().map(|(key, value)| (&**key, &**value));
                family == name && known.by_ref().eq(labels.iter().copied())
            });
            let (.., value) = found.next()?;
            assert!(found.next().is_none());
            Some(*value)
        };
        let of = |of| [("of", of)];
        assert_eq!(value("tcf_audit_coverage_ratio", &of("calls")), Some(0.6));
        assert_eq!(value("tcf_audit_coverage_ratio_low", &of("calls")), Some(0.3125));
        assert_eq!(value("tcf_audit_coverage_denominator", &of("calls")), Some(10.0));
        let vendor = [("of", "calls"), ("vendor", "32")];
        assert_eq!(value("tcf_audit_coverage_ratio", &vendor), Some(0.25));
        assert_eq!(value("tcf_audit_propagation_seconds", &of("median")), Some(11.5));
        assert_eq!(value("tcf_audit_propagation_seconds", &of("p95")), None);
        assert_eq!(value("tcf_audit_propagation_ratio", &of("within 10 s")), Some(0.25));
        assert_eq!(value("tcf_audit_unauthorised_ratio", &of(hostile)), Some(0.25));
        assert_eq!(value("tcf_audit_li_absent_ratio", &of("visits")), Some(0.0));
        assert_eq!(value("tcf_audit_onboarding_days", &of("vendors")), Some(3.0));
        assert_eq!(value("tcf_audit_drift_hosts", &[("change", "new")]), Some(2.0));
        assert_eq!(value("tcf_audit_drift_hosts", &[("change", "gone")]), Some(0.0));
        assert_eq!(value("tcf_audit_drift_bases", &[]), Some(0.0));
        assert_eq!(value("tcf_audit_drift_reviews", &[("due", "true")]), Some(1.0));
        assert_eq!(value("tcf_audit_drift_reviews", &[("due", "false")]), Some(0.0));
        assert_eq!(value("tcf_audit_info", &[("version", hostile), ("gvl", "")]), Some(1.0));
        assert_eq!(value("tcf_audit_report_timestamp_seconds", &[]), Some(1_712_052_904.4));
        let new = [("code", "B002"), ("severity", "info"), ("known", "false")];
        assert_eq!(value("tcf_audit_findings", &new), Some(2.0));
        assert_eq!(value("tcf_audit_finding_occurrences", &new), Some(14.0));
    }
}
