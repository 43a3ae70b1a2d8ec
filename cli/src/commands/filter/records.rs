//! What decision records have in common, and the file that they are written to.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use clap::ValueEnum as _;
use serde::Serialize;
use tcf_audit::digest;
use tcf_audit::enforce::EnforceSettings;
use tcf_audit::records::RecordOptions;

use crate::args::filter::FilterArgs;
use crate::config::Config;
use crate::input::STDIN;
use crate::output;

/// Name and version of the program, as records name them.
const TOOL: &str = concat!("tcf ", env!("CARGO_PKG_VERSION"));

/// What the records of a run have in common.
pub(super) struct Records {
    /// The SHA-256 of everything that decisions depend on, except events, choices and vendor lists.
    config: String,
    keep_strings: bool,
    /// Whether every event needs an evaluation date, because its record is kept or verified.
    pub(super) needs_date: bool,
}

/// What decisions depend on, except events, choices and vendor lists. Its JSON is hashed, so each
/// change of it changes the records.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Deciding<'a> {
    /// The SHA-256 of the settings in canonical form.
    settings: Option<&'a str>,
    /// The SHA-256 of the host map.
    hosts: Option<&'a str>,
    /// The SHA-256 of the CMP list.
    cmp_list: Option<&'a str>,
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<char>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<bool>,
    field: BTreeMap<&'a str, &'a str>,
    visit_key: Option<&'a str>,
    tz: Option<i32>,
    has_choices: bool,
    vendor: &'a [String],
    purposes: Vec<u8>,
    require: &'static str,
    unknown: &'static str,
    out_of_scope: &'static str,
    context: BTreeMap<&'a str, &'a str>,
    as_of: Option<String>,
    any_gvl: bool,
    on_deny: Option<String>,
    strip: &'a [String],
}

impl Records {
    /// `hosts` and `cmp_list` are the SHA-256 of these files.
    pub(super) fn new(
        args: &FilterArgs,
        config: &Config,
        settings: &EnforceSettings,
        hosts: Option<&str>,
        cmp_list: Option<&str>,
    ) -> Result<Self> {
        let name = |value: clap::builder::PossibleValue| value.get_name().to_owned();
        let deciding = Deciding {
            settings: config.sha256.as_deref(),
            hosts,
            cmp_list,
            from: args.from.to_possible_value().map(name).unwrap_or_default(),
            delimiter: args.dialect.delimiter.map(|delimiter| delimiter.byte().into()),
            header: args.dialect.header,
            field: args.fields.field.iter().map(|(key, name)| (&**key, &**name)).collect(),
            visit_key: args.visit_key.as_deref(),
            tz: args.tz.tz,
            has_choices: args.choices.is_some(),
            vendor: &args.vendor,
            purposes: settings.purposes.iter().map(tcf_codec::PurposeId::get).collect(),
            require: settings.require.name(),
            unknown: settings.unknown.name(),
            out_of_scope: settings.out_of_scope.name(),
            context: args.context.context.iter().map(|(key, value)| (&**key, &**value)).collect(),
            as_of: settings.as_of.map(|date| date.to_string()),
            any_gvl: settings.any_gvl,
            on_deny: args.on_deny.and_then(|action| action.to_possible_value()).map(name),
            strip: &args.strip,
        };
        let config = digest::sha256(&serde_json::to_vec(&deciding)?);
        let keep_strings = args.keep_strings;
        Ok(Self { config, keep_strings, needs_date: args.keeps_records() })
    }

    pub(super) fn options(&self) -> RecordOptions<'_> {
        RecordOptions { config: Some(&self.config), tool: TOOL, keep_strings: self.keep_strings }
    }
}

/// The file of `--decisions`.
pub(super) struct RecordFile {
    path: PathBuf,
    file: File,
    /// Whether each batch is flushed to the disk.
    is_synced: bool,
}

impl RecordFile {
    /// Opens a file that has no records yet, a pipe or a device. It must not be the file that
    /// results are written to.
    pub(super) fn create(path: &Path, is_synced: bool, output: Option<&Path>) -> Result<Self> {
        let shown = path.display();
        if path.as_os_str() == STDIN {
            bail!("--decisions -: events are written to stdout; name a file for their records");
        }
        let is_kept = |known: fs::Metadata| known.is_file() && known.len() > 0;
        if fs::metadata(path).is_ok_and(is_kept) {
            bail!(
                "--decisions: {shown} is not empty, and records are never overwritten; move it, or \
                 name another file"
            );
        }
        output::check_all(&[("--decisions", Some(path))], output)?;
        let file = File::options().write(true).create(true).truncate(false).open(path);
        let file = file.map_err(|error| anyhow!("--decisions: cannot write {shown}: {error}"))?;
        Ok(Self { path: path.to_owned(), file, is_synced })
    }

    /// Writes the records of a batch. When it returns, they are in the file; with `--sync`, on the
    /// disk.
    pub(super) fn write(&mut self, records: &[u8]) -> Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        let mut result = self.file.write_all(records);
        if self.is_synced {
            result = result.and_then(|()| self.file.sync_data());
        }
        // Not a cause: a closed pipe of the records is an error, unlike one of the output.
        result
            .map_err(|error| anyhow!("--decisions: cannot write {}: {error}", self.path.display()))
    }
}
