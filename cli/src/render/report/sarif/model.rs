//! The SARIF objects in use, named as in the specification. Keys are in alphabetical order.

use std::fmt::{Arguments, Display};

use serde::{Serialize, Serializer};
use tcf_policy::rules::{Rule, Severity};

use super::Artifact;

pub(super) const fn level(severity: Severity) -> &'static str {
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
pub(super) struct Message<T: Display> {
    #[serde(serialize_with = "display")]
    pub(super) text: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifResult<'a> {
    pub(super) level: &'static str,
    pub(super) locations: [Location<'a>; 1],
    pub(super) message: Message<Arguments<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) partial_fingerprints: Option<Fingerprints>,
    pub(super) rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suppressions: Option<&'static [Suppression]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'a> {
    logical_locations: [LogicalLocation<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation<'a>>,
}

impl<'a> Location<'a> {
    /// The location of a string. `columns` is called only if it is in a file. Without columns, it
    /// is the whole line.
    pub(super) fn new(
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
pub(super) struct Fingerprints {
    pub(super) primary_location_line_hash: String,
}

#[derive(Serialize)]
pub(super) struct Suppression {
    justification: &'static str,
    kind: &'static str,
}

/// The suppressions of a finding in the baseline.
pub(super) const ACCEPTED: [Suppression; 1] =
    [Suppression { justification: "in the baseline", kind: "external" }];

#[derive(Serialize)]
pub(super) struct Tool {
    pub(super) driver: Driver,
}

#[derive(Serialize)]
pub(super) struct Driver {
    pub(super) name: &'static str,
    pub(super) rules: Vec<ReportingDescriptor>,
    pub(super) version: &'static str,
}

/// A rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReportingDescriptor {
    default_configuration: Configuration,
    full_description: Message<&'static str>,
    help: Message<String>,
    id: &'static str,
    name: &'static str,
    short_description: Message<&'static str>,
}

impl ReportingDescriptor {
    pub(super) fn of(rule: &'static Rule) -> Self {
        Self {
            default_configuration: Configuration { level: level(rule.severity) },
            full_description: Message { text: rule.why },
            help: Message { text: format!("{}; tcf explain {}", rule.help, rule.code) },
            id: rule.code.as_str(),
            name: rule.slug,
            short_description: Message { text: rule.summary },
        }
    }
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation<'a> {
    pub(super) execution_successful: bool,
    pub(super) tool_execution_notifications: [Notification<'a>; 1],
}

#[derive(Serialize)]
pub(super) struct Notification<'a> {
    pub(super) level: &'static str,
    pub(super) message: Message<&'a str>,
}
