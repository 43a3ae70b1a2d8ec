//! The SARIF objects in use, named as in the specification. Keys are in alphabetical order.

use std::fmt::{Arguments, Display};

use serde::{Serialize, Serializer};
use tcf_audit::check::Check;
use tcf_policy::rules::{Rule, Severity};

use super::Artifact;

pub(crate) const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// Serializes a value by its `Display`.
fn display<S: Serializer>(text: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(text)
}

#[derive(Serialize)]
pub(crate) struct Message<T: Display> {
    #[serde(serialize_with = "display")]
    pub(crate) text: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifResult<'a> {
    pub(crate) level: &'static str,
    pub(crate) locations: [Location<'a>; 1],
    pub(crate) message: Message<Arguments<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) occurrence_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) partial_fingerprints: Option<Fingerprints>,
    pub(crate) rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) suppressions: Option<&'static [Suppression]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Location<'a> {
    logical_locations: [LogicalLocation<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation<'a>>,
}

impl<'a> Location<'a> {
    /// The location of a string. `columns` is called only if it is in a file. Without columns, it
    /// is the whole line.
    pub(crate) fn new(
        name: &'a str,
        artifact: Option<&'a Artifact>,
        columns: impl FnOnce() -> Option<(usize, usize)>,
    ) -> Self {
        let physical_location = artifact.map(|Artifact { uri, line }| {
            let columns = columns();
            let region = Region {
                end_column: columns.map(|(start, end)| end.max(start + 1)),
                end_line: *line,
                start_column: columns.map(|(start, _)| start),
                start_line: *line,
            };
            PhysicalLocation { artifact_location: ArtifactLocation { uri }, region }
        });
        Self { logical_locations: [LogicalLocation { name }], physical_location }
    }
}

#[derive(Serialize)]
struct LogicalLocation<'a> {
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: ArtifactLocation<'a>,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation<'a> {
    uri: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    end_line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    start_line: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Fingerprints {
    pub(crate) primary_location_line_hash: String,
}

#[derive(Serialize)]
pub(crate) struct Suppression {
    justification: &'static str,
    kind: &'static str,
}

/// The suppressions of a finding in the baseline.
pub(crate) const ACCEPTED: [Suppression; 1] =
    [Suppression { justification: "in the baseline", kind: "external" }];

#[derive(Serialize)]
pub(crate) struct Tool {
    pub(crate) driver: Driver,
}

#[derive(Serialize)]
pub(crate) struct Driver {
    pub(crate) name: &'static str,
    pub(crate) rules: Vec<ReportingDescriptor>,
    pub(crate) version: &'static str,
}

/// A rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReportingDescriptor {
    default_configuration: Configuration,
    full_description: Message<&'static str>,
    help: Message<String>,
    id: &'static str,
    name: &'static str,
    short_description: Message<&'static str>,
}

impl ReportingDescriptor {
    pub(crate) fn of(rule: &'static Rule) -> Self {
        Self {
            default_configuration: Configuration { level: level(rule.severity) },
            full_description: Message { text: rule.why },
            help: Message { text: format!("{}; tcf explain {}", rule.help, rule.code) },
            id: rule.code.as_str(),
            name: rule.slug,
            short_description: Message { text: rule.summary },
        }
    }

    pub(crate) fn of_check(check: &'static Check) -> Self {
        let code = check.code.as_str();
        Self {
            default_configuration: Configuration { level: level(check.severity) },
            full_description: Message { text: check.compared },
            help: Message { text: format!("{} tcf explain {code}", check.help) },
            id: code,
            name: check.slug,
            short_description: Message { text: check.summary },
        }
    }
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Invocation<'a> {
    pub(crate) execution_successful: bool,
    pub(crate) tool_execution_notifications: [Notification<'a>; 1],
}

#[derive(Serialize)]
pub(crate) struct Notification<'a> {
    pub(crate) level: &'static str,
    pub(crate) message: Message<&'a str>,
}
