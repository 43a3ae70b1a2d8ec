//! What arguments and settings name besides events. Each file is read once, also if two setups are
//! compared: it may be a pipe.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use tcf_audit::digest;
use tcf_audit::enforce::{Choices, ChoicesBuilder};
use tcf_audit::event::VisitHasher;
use tcf_audit::hosts::HostTable;
use tcf_audit::read::read_choices;
use tcf_policy::gvl::CmpList;

use crate::args::filter::FilterArgs;
use crate::commands::audit::setup as events;
use crate::config::Config;
use crate::lists::{self, Lists};
use crate::ui::Ui;

/// What was read last, by its name.
struct Last<K, V>(Option<(K, V)>);

impl<K: PartialEq, V: Clone> Last<K, V> {
    const NONE: Self = Self(None);

    /// The value of a name, which is read unless it was the last one.
    fn get(&mut self, name: K, read: impl FnOnce(&K) -> Result<V>) -> Result<V> {
        if let Some((_, value)) = self.0.as_ref().filter(|(last, _)| *last == name) {
            return Ok(value.clone());
        }
        let value = read(&name)?;
        self.0 = Some((name, value.clone()));
        Ok(value)
    }
}

/// A value, and the SHA-256 of the bytes that it was parsed from, if decisions are recorded.
#[derive(Clone)]
pub(super) struct Hashed<T> {
    pub(super) value: T,
    pub(super) sha256: Option<String>,
}

/// The files that were read.
pub(super) struct Inputs {
    /// Whether decisions are recorded, so that files are hashed.
    has_hashes: bool,
    pub(super) visits: VisitHasher,
    lists: Last<Vec<PathBuf>, Arc<Lists>>,
    hosts: Last<PathBuf, Hashed<HostTable>>,
    cmps: Last<PathBuf, Hashed<Arc<CmpList>>>,
    choices: Last<PathBuf, Arc<Choices>>,
}

impl Inputs {
    pub(super) fn new(args: &FilterArgs) -> Self {
        Self {
            has_hashes: args.keeps_records(),
            visits: events::visit_hasher(),
            lists: Last::NONE,
            hosts: Last::NONE,
            cmps: Last::NONE,
            choices: Last::NONE,
        }
    }

    /// The vendor lists. `args` are those of the arguments.
    pub(super) fn lists(&mut self, args: &[PathBuf], config: &Config) -> Result<Arc<Lists>> {
        let has_hashes = self.has_hashes;
        let (paths, _) = lists::sources(args, config);
        self.lists.get(paths, |_| {
            let open = if has_hashes { Lists::open_hashed } else { Lists::open };
            Ok(Arc::new(open(args, config)?))
        })
    }

    /// The table of hosts, if there is one.
    pub(super) fn hosts(
        &mut self,
        args: &FilterArgs,
        config: &Config,
        ui: &Ui,
    ) -> Result<Option<Hashed<HostTable>>> {
        let has_hashes = self.has_hashes;
        let path = lists::hosts::path(args.hosts.as_deref(), config);
        let read = |path: &Path| {
            self.hosts.get(path.to_owned(), |path| {
                let bytes = lists::read(path)?;
                let value = lists::hosts::parse(&bytes, path, ui)?;
                Ok(Hashed { value, sha256: has_hashes.then(|| digest::sha256(&bytes)) })
            })
        };
        path.map(read).transpose()
    }

    /// The CMP list, if there is one.
    pub(super) fn cmps(
        &mut self,
        args: &FilterArgs,
        config: &Config,
    ) -> Result<Option<Hashed<Arc<CmpList>>>> {
        let has_hashes = self.has_hashes;
        let path = lists::cmp_list_path(args.cmps.cmp_list.as_deref(), config);
        let read = |path| {
            self.cmps.get(path, |path| {
                let bytes = lists::cmp_list_bytes(path)?;
                let value = Arc::new(lists::parse_cmp_list(&bytes, path)?);
                Ok(Hashed { value, sha256: has_hashes.then(|| digest::sha256(&bytes)) })
            })
        };
        path.map(read).transpose()
    }

    /// The choices of users, if there are any.
    pub(super) fn choices(&mut self, args: &FilterArgs) -> Result<Option<Arc<Choices>>> {
        let visits = self.visits;
        let read = |path| self.choices.get(path, |path| Ok(Arc::new(choices(path, visits)?)));
        args.choices.clone().map(read).transpose()
    }
}

/// Reads a log of choices.
fn choices(path: &Path, visits: VisitHasher) -> Result<Choices> {
    let shown = path.display();
    let file = File::open(path).with_context(|| format!("cannot read {shown}"))?;
    let mut builder = ChoicesBuilder::new();
    let mut failure = None;
    read_choices(file, &mut |record| {
        if let Err(error) = builder.add(visits.of_key(&record.visit), record) {
            failure.get_or_insert(error);
        }
    })
    .with_context(|| shown.to_string())?;
    if let Some(error) = failure {
        bail!("{shown}: {error}");
    }
    builder.build().with_context(|| shown.to_string())
}
