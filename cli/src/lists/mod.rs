//! The available vendor lists, and lookup of the one that a string names.

pub(crate) mod cached;
pub(crate) mod disclosures;
pub(crate) mod hosts;
mod scan;
mod single;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use anyhow::{Context as _, Result, anyhow, bail};
use tcf_audit::digest;
use tcf_codec::Deciseconds;
use tcf_policy::gvl::{Gvl, Gvls, ListKey};

use crate::cache;
use crate::config::Config;
use crate::input::{self, STDIN, without_mark};
use crate::sync::lock;
use crate::term::counted;
pub(crate) use single::{
    cmp_list_bytes, cmp_list_path, find_cmp_list, find_provider_list, parse_cmp_list,
    read_cmp_list, read_provider_list,
};

/// Maximum number of lists of directories that are kept in memory.
const MAX_LOADED: usize = tcf::config::MAX_GVLS;

/// The available vendor lists. Lists in directories are loaded when a string names them.
pub(crate) struct Lists {
    available: BTreeMap<ListKey, Location>,
    /// Loaded lists of directories, least recently used first.
    loaded: Mutex<Vec<(ListKey, Arc<Slot>)>>,
    /// Use the nearest list if the exact one is missing.
    any_version: bool,
    /// Whether the lists were named by an argument, `TCF_GVL` or the settings.
    are_given: bool,
    /// The list, if the only one is a file.
    only_file: Option<Arc<Gvl>>,
    /// Whether lists are hashed when they are read.
    has_hashes: bool,
    /// The directories without a list.
    empty: Vec<PathBuf>,
}

/// The location of a list.
enum Location {
    Memory(Loaded),
    File(PathBuf),
}

/// A list, and the SHA-256 of the bytes that it was parsed from, if lists are hashed.
#[derive(Clone)]
struct Loaded {
    gvl: Arc<Gvl>,
    sha256: Option<Arc<str>>,
}

/// A list of a directory, loaded on first use, or the reason why that failed.
type Slot = OnceLock<Result<Loaded, String>>;

/// The list used for a string.
#[derive(Debug)]
pub(crate) struct Used {
    pub(crate) gvl: Arc<Gvl>,
    /// Whether it is the list that the string names.
    pub(crate) exact: bool,
}

impl Lists {
    /// Opens the lists of the arguments, `TCF_GVL`, the settings or the cache, whichever is first
    /// set. Files are loaded now, directories are only scanned. If two lists have the same version,
    /// the first is used.
    pub(crate) fn open(args: &[PathBuf], config: &Config) -> Result<Self> {
        let (paths, are_given) = sources(args, config);
        named_by_env(args, Self { are_given, ..Self::none() }.with_sources(&paths, config))
    }

    /// The same with the hashes of lists: see [`Self::newest_hashes`].
    pub(crate) fn open_hashed(args: &[PathBuf], config: &Config) -> Result<Self> {
        let (paths, are_given) = sources(args, config);
        let lists = Self { are_given, has_hashes: true, ..Self::none() };
        named_by_env(args, lists.with_sources(&paths, config))
    }

    /// Sets whether the nearest list is used if the exact one is missing.
    pub(crate) fn any_version(self, any_version: bool) -> Self {
        Self { any_version, ..self }
    }

    /// Uses the list for every string if the only one is a file.
    pub(crate) fn or_only_file(self) -> Self {
        Self { any_version: self.any_version || self.only_file.is_some(), ..self }
    }

    /// The list, if the only one is a file.
    pub(crate) fn only_file(&self) -> Option<&Gvl> {
        self.only_file.as_deref()
    }

    /// Opens files and directories.
    pub(crate) fn of(paths: &[PathBuf]) -> Result<Self> {
        Self::none().with(paths)
    }

    fn none() -> Self {
        Self {
            available: BTreeMap::new(),
            loaded: Mutex::default(),
            any_version: false,
            are_given: true,
            only_file: None,
            has_hashes: false,
            empty: Vec::new(),
        }
    }

    /// Opens files and directories. An error of those that the settings name has their place.
    fn with_sources(self, paths: &[PathBuf], config: &Config) -> Result<Self> {
        if paths != config.gvl {
            return self.with(paths);
        }
        let failed = |path: &PathBuf| Self::none().add(path).is_err();
        let opened = self.with(paths);
        let Err(error) = opened else { return opened };
        let place = paths.iter().position(failed).and_then(|index| config.place_of_gvl(index));
        Err(match place {
            Some(place) => error.context(format!("{place}: gvl")),
            None => error,
        })
    }

    fn with(mut self, paths: &[PathBuf]) -> Result<Self> {
        paths.iter().try_for_each(|path| self.add(path))?;
        if let [_] = paths {
            self.only_file = self.newest_file().map(Arc::clone);
        }
        Ok(self)
    }

    /// Adds a file (`-` is stdin), or the lists in a directory.
    fn add(&mut self, path: &Path) -> Result<()> {
        let is_dir = path.as_os_str() != STDIN
            && path.metadata().with_context(|| format!("cannot read {}", path.display()))?.is_dir();
        if is_dir {
            let lists = scan::lists(path)?;
            if lists.is_empty() {
                self.empty.push(path.to_owned());
            }
            for (key, path) in lists {
                self.available.entry(key).or_insert(Location::File(path));
            }
        } else {
            let loaded = self.parse(&read_argument(path)?, path)?;
            self.available.entry(loaded.gvl.key()).or_insert(Location::Memory(loaded));
        }
        Ok(())
    }

    fn parse(&self, bytes: &[u8], path: &Path) -> Result<Loaded> {
        let sha256 = self.has_hashes.then(|| digest::sha256(bytes).into());
        Ok(Loaded { gvl: Arc::new(parse_gvl(bytes, path)?), sha256 })
    }

    /// The list of a key, or with `--any-gvl` the nearest one.
    pub(crate) fn find(&self, key: ListKey) -> Result<Option<Used>> {
        if let Some(location) = self.available.get(&key) {
            return Ok(Some(Used { gvl: self.load(key, location)?.gvl, exact: true }));
        }
        match self.nearest(key).filter(|_| self.any_version) {
            Some((&key, location)) => {
                Ok(Some(Used { gvl: self.load(key, location)?.gvl, exact: false }))
            }
            None => Ok(None),
        }
    }

    /// The newest lists, as many as are kept in memory, and the number of the others.
    pub(crate) fn newest_ones(&self) -> Result<(Gvls, usize)> {
        let lists = self.newest_loaded().map(|(_, loaded)| Ok(loaded?.gvl));
        Ok((lists.collect::<Result<_>>()?, self.available.len().saturating_sub(MAX_LOADED)))
    }

    /// The SHA-256 of the newest lists, as many as [`Self::newest_ones`] returns, of the bytes that
    /// they were parsed from. None unless the lists are hashed.
    pub(crate) fn newest_hashes(&self) -> Result<BTreeMap<ListKey, String>> {
        let hashes = self.newest_loaded().filter_map(|(key, loaded)| match loaded {
            Ok(loaded) => Some(Ok((key, loaded.sha256?.as_ref().into()))),
            Err(error) => Some(Err(error)),
        });
        hashes.collect()
    }

    fn newest_loaded(&self) -> impl Iterator<Item = (ListKey, Result<Loaded>)> {
        let newest = self.available.iter().rev().take(MAX_LOADED);
        newest.map(|(&key, location)| (key, self.load(key, location)))
    }

    /// The newest list that was given as a file.
    pub(crate) fn newest_file(&self) -> Option<&Arc<Gvl>> {
        self.available.values().rev().find_map(|location| match location {
            Location::Memory(loaded) => Some(&loaded.gvl),
            Location::File(_) => None,
        })
    }

    /// The newest list of a specification.
    pub(crate) fn newest(&self, specification: u8) -> Result<Option<Arc<Gvl>>> {
        let newest = self.of_specification(specification).next_back();
        newest.map(|(&key, location)| Ok(self.load(key, location)?.gvl)).transpose()
    }

    /// The newest list of the highest specification. Same as `Gvls::latest`.
    pub(crate) fn latest(&self) -> Result<Option<Arc<Gvl>>> {
        let latest = self.available.last_key_value();
        latest.map(|(&key, location)| Ok(self.load(key, location)?.gvl)).transpose()
    }

    /// The newest list that was published by a date; the oldest if none was.
    pub(crate) fn newest_by(&self, date: Deciseconds) -> Result<Option<Arc<Gvl>>> {
        let mut newest = None;
        for (&key, location) in self.available.iter().rev() {
            let gvl = self.load(key, location)?.gvl;
            let is_published =
                gvl.last_updated().is_none_or(|published| published.start_of_day() <= date);
            newest = Some(gvl);
            if is_published {
                break;
            }
        }
        Ok(newest)
    }

    fn of_specification(
        &self,
        specification: u8,
    ) -> impl DoubleEndedIterator<Item = (&ListKey, &Location)> {
        let key = |version| ListKey { specification, version };
        self.available.range(key(0)..=key(u16::MAX))
    }

    /// The nearest version of the specification.
    fn nearest(&self, key: ListKey) -> Option<(&ListKey, &Location)> {
        self.available.get_key_value(&key.nearest_of(self.available.keys().copied())?)
    }

    /// The message for a list that a string names and that is missing.
    pub(crate) fn not_available(&self, key: ListKey) -> String {
        match self.given(&BTreeSet::from([key])) {
            Some(given) if key.version > 0 => {
                format!("the string names {key}; {given}; fetch it with: {}", fetch_command(key))
            }
            _ => not_available(key),
        }
    }

    /// The message for lists that strings name and that are missing. `files` are the files of the
    /// strings.
    pub(crate) fn several_not_available(
        &self,
        keys: &BTreeSet<ListKey>,
        files: &[String],
    ) -> Option<String> {
        let text = Missing { keys, files }.to_text()?;
        Some(self.given(keys).map_or(text.clone(), |given| format!("{text}; {given}")))
    }

    /// The lists that were given instead, and the option that uses one of them, if any fits; `None`
    /// for the cache.
    fn given(&self, keys: &BTreeSet<ListKey>) -> Option<String> {
        if !self.are_given {
            return None;
        }
        let specifications: BTreeSet<_> =
            self.available.keys().map(|key| key.specification).collect();
        let has_nearest =
            !self.any_version && keys.iter().any(|key| specifications.contains(&key.specification));
        let option = if has_nearest { "; --any-gvl uses the nearest" } else { "" };
        let versions = specifications.into_iter().map(|specification| {
            let versions = self.of_specification(specification).map(|(key, _)| key.version);
            format!("{} (specification {specification})", runs(versions))
        });
        let versions: Vec<_> = versions.collect();
        Some(match versions.join(" and ") {
            none if none.is_empty() => self.none_found(),
            versions => format!("lists given: {versions}{option}"),
        })
    }

    fn none_found(&self) -> String {
        let empty: Vec<_> = self.empty.iter().map(|dir| dir.display().to_string()).collect();
        match empty.as_slice() {
            [] => "no list was given".to_owned(),
            [dir] => format!("{dir} has no vendor list"),
            dirs => format!("{} have no vendor list", dirs.join(" and ")),
        }
    }

    fn load(&self, key: ListKey, location: &Location) -> Result<Loaded> {
        let path = match location {
            Location::Memory(loaded) => return Ok(loaded.clone()),
            Location::File(path) => path,
        };
        // The lock is not held during loading, so other threads can load other lists.
        let slot = self.slot(key);
        let read = || self.parse(&read(path)?, path);
        let loaded = slot.get_or_init(|| match read() {
            Ok(loaded) if loaded.gvl.key() != key => Err(format!(
                "{}: expected {key}, found {}: the file has changed",
                path.display(),
                loaded.gvl.key()
            )),
            Ok(loaded) => Ok(loaded),
            Err(error) => Err(format!("{error:#}")),
        });
        loaded.clone().map_err(|error| anyhow!(error))
    }

    fn slot(&self, key: ListKey) -> Arc<Slot> {
        let mut loaded = lock(&self.loaded);
        let place = loaded.iter().position(|(found, _)| *found == key);
        if place.is_none() && loaded.len() >= MAX_LOADED {
            loaded.remove(0);
        }
        let entry = place.map_or_else(|| (key, Arc::default()), |place| loaded.remove(place));
        let slot = Arc::clone(&entry.1);
        loaded.push(entry);
        slot
    }
}

/// The files and directories of the arguments, `TCF_GVL`, the settings or the cache, whichever is
/// first set, and whether it is not the cache.
pub(crate) fn sources(args: &[PathBuf], config: &Config) -> (Vec<PathBuf>, bool) {
    let from_env = paths_of_env();
    let given = [args, &from_env, &config.gvl].into_iter().find(|paths| !paths.is_empty());
    match given {
        Some(paths) => (paths.to_vec(), true),
        None => (cache::dir().filter(|dir| dir.is_dir()).into_iter().collect(), false),
    }
}

/// The variable that names lists.
const VARIABLE: &str = "TCF_GVL";

fn paths_of_env() -> Vec<PathBuf> {
    let paths = std::env::var_os(VARIABLE).unwrap_or_default();
    std::env::split_paths(&paths).filter(|path| !path.as_os_str().is_empty()).collect()
}

/// Names the variable in an error of the lists that it names.
fn named_by_env(args: &[PathBuf], opened: Result<Lists>) -> Result<Lists> {
    let is_used = args.is_empty() && !paths_of_env().is_empty();
    if is_used { opened.context(VARIABLE) } else { opened }
}

/// Ascending numbers, with runs as ranges: `17, 45-47`. Further runs are left out.
fn runs(numbers: impl Iterator<Item = u16>) -> String {
    const MAX: usize = 8;
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if number == *last + 1 => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let text = |&(first, last): &(u16, u16)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    };
    let rest = if runs.len() > MAX { ", ..." } else { "" };
    format!("{}{rest}", runs.iter().take(MAX).map(text).collect::<Vec<_>>().join(", "))
}

/// The command that fetches a list.
pub(crate) fn fetch_command(key: ListKey) -> String {
    format!("tcf gvl fetch --spec {} --version {}", key.specification, key.version)
}

/// The message for a missing list.
pub(crate) fn not_available(key: ListKey) -> String {
    if key.version == 0 {
        return format!("{key} does not exist: versions start at 1");
    }
    format!("{key} is not available; fetch it with: {}", fetch_command(key))
}

/// Vendor lists that strings name and that are not available.
pub(crate) struct Missing<'a> {
    pub(crate) keys: &'a BTreeSet<ListKey>,
    /// The files of the strings.
    pub(crate) files: &'a [String],
}

impl Missing<'_> {
    /// The number of lists and the command that fetches them, if there are any: `45 vendor lists
    /// missing: tcf gvl fetch --for partners.tsv`. Version 0 does not exist.
    pub(crate) fn to_text(&self) -> Option<String> {
        let mut keys = self.keys.iter().filter(|key| key.version > 0);
        let first = keys.next()?;
        let more = keys.count();
        let lists = counted(more.saturating_add(1), "vendor list");
        let command = if more == 0 { fetch_command(*first) } else { self.fetch_command() };
        Some(format!("{lists} missing: {command}"))
    }

    fn fetch_command(&self) -> String {
        /// More files, and files that a shell would not take as they are, are not named.
        const MAX_FILES: usize = 3;
        let is_plain = |file: &String| {
            file != "-" && file.chars().all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c))
        };
        let are_named = (1..=MAX_FILES).contains(&self.files.len());
        let files = match self.files {
            files if are_named && files.iter().all(is_plain) => files.join(" --for "),
            _ => "FILE".to_owned(),
        };
        format!("tcf gvl fetch --for {files}")
    }
}

/// Fails if a path is that of a directory. `expected` is what the file should be.
fn check_file(path: &Path, expected: &str) -> Result<()> {
    if path.is_dir() {
        bail!("{} is a directory, expected {expected}", path.display());
    }
    Ok(())
}

/// Loads the bytes of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    check_file(path, "a file")?;
    std::fs::read(path).with_context(|| {
        let is_string = path.to_str().is_some_and(input::is_string) && !path.exists();
        let help = is_string.then(|| format!(" ({})", input::STRING_FOR_FILE));
        format!("cannot read {}{}", path.display(), help.unwrap_or_default())
    })
}

/// Loads a vendor list.
pub(crate) fn read_gvl(path: &Path) -> Result<Gvl> {
    parse_gvl(&read(path)?, path)
}

/// The version that an argument names, if it is a number.
pub(crate) fn version_argument(argument: &Path) -> Result<Option<u16>> {
    let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let Some(text) = argument.to_str().filter(is_number) else { return Ok(None) };
    match text.parse() {
        Ok(version @ 1..=4095) => Ok(Some(version)),
        _ => bail!("{text}: versions of vendor lists are from 1 to 4095"),
    }
}

/// The available vendor list of a version.
pub(crate) fn find_version(key: ListKey, config: &Config) -> Result<Arc<Gvl>> {
    match Lists::open(&[], config)?.find(key)? {
        Some(used) => Ok(used.gvl),
        None => bail!("{}", not_available(key)),
    }
}

/// Loads a vendor list that an argument names; `-` is stdin.
pub(crate) fn read_gvl_argument(path: &Path) -> Result<Gvl> {
    parse_gvl(&read_argument(path)?, path)
}

/// Loads the bytes of a vendor list that an argument names; `-` is stdin.
pub(crate) fn gvl_bytes(path: &Path) -> Result<Vec<u8>> {
    let bytes = read_argument(path)?;
    parse_gvl(&bytes, path)?;
    Ok(bytes)
}

/// Loads the bytes that an argument names; `-` is stdin.
fn read_argument(path: &Path) -> Result<Vec<u8>> {
    if path.as_os_str() != STDIN {
        check_file(path, "a vendor list")?;
        return read(path);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).context("cannot read stdin")?;
    Ok(bytes)
}

fn parse_gvl(bytes: &[u8], path: &Path) -> Result<Gvl> {
    let shown = || match path.as_os_str() {
        name if name == STDIN => "stdin".to_owned(),
        _ => path.display().to_string(),
    };
    Gvl::from_json(without_mark(bytes).with_context(shown)?).with_context(shown)
}

#[cfg(test)]
mod tests;
