//! The files of the lists.

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use std::{fs, io};

use tcf_audit::enforce::Lists;
use tcf_audit::hosts::{HostMap, HostTable};
use tcf_policy::gvl::CmpList;

/// Where lists are loaded from.
#[derive(Clone, Debug, Default)]
pub struct ListFiles {
    /// Vendor lists: files, and directories that `tcf gvl fetch --dir` filled.
    pub gvls: Vec<PathBuf>,
    /// The CMP list.
    pub cmps: Option<PathBuf>,
    /// The host map, as CSV.
    pub hosts: Option<PathBuf>,
}

/// A list that cannot be loaded.
#[derive(Debug)]
pub struct ListError {
    path: PathBuf,
    error: String,
}

impl ListError {
    fn new(path: &Path, error: impl Display) -> Self {
        Self { path: path.to_owned(), error: error.to_string() }
    }
}

impl Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.error)
    }
}

impl std::error::Error for ListError {}

/// Size and time of each file. They change when a list does.
pub(crate) type Fingerprint = Vec<(PathBuf, Option<(u64, Option<SystemTime>)>)>;

impl ListFiles {
    /// Loads all lists. It is an error if there is no vendor list.
    pub fn load(&self) -> Result<Lists, ListError> {
        let mut lists = Lists::default();
        for path in self.gvl_files()? {
            lists.add_gvl(&read(&path)?).map_err(|error| ListError::new(&path, error))?;
        }
        let Some(latest) = lists.gvls.latest() else {
            let path = self.gvls.first().cloned().unwrap_or_default();
            return Err(ListError::new(&path, "no vendor list found"));
        };
        let mut hosts = HostMap::new();
        if let Some(path) = &self.hosts {
            let text = fs::read_to_string(path).map_err(|error| ListError::new(path, error))?;
            let table = HostTable::from_csv(&text).map_err(|error| ListError::new(path, error))?;
            hosts.add_table(table);
        }
        hosts.add_gvl(latest);
        lists.hosts = Arc::new(hosts);
        if let Some(path) = &self.cmps {
            let cmps = CmpList::from_json(&read(path)?);
            lists.cmps = Some(Arc::new(cmps.map_err(|error| ListError::new(path, error))?));
        }
        Ok(lists)
    }

    /// The state of the files, without reading them.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        let gvls = self.gvl_files().unwrap_or_else(|_| self.gvls.clone());
        let paths = gvls.into_iter().chain(self.cmps.clone()).chain(self.hosts.clone());
        let state = |path: PathBuf| {
            let metadata = fs::metadata(&path).ok();
            let state = metadata.map(|metadata| (metadata.len(), metadata.modified().ok()));
            (path, state)
        };
        paths.map(state).collect()
    }

    /// The files of vendor lists, those of directories included.
    fn gvl_files(&self) -> Result<Vec<PathBuf>, ListError> {
        let mut files = Vec::new();
        for path in &self.gvls {
            if !path.is_dir() {
                files.push(path.clone());
                continue;
            }
            for specification in ["v2", "v3"] {
                let dir = path.join(specification);
                for dir in [dir.clone(), dir.join("archives")] {
                    let found = json_files(&dir).map_err(|error| ListError::new(&dir, error))?;
                    files.extend(found);
                }
            }
        }
        Ok(files)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, ListError> {
    fs::read(path).map_err(|error| ListError::new(path, error))
}

/// The JSON files in a directory, sorted; none if the directory does not exist.
fn json_files(dir: &Path) -> io::Result<Vec<PathBuf>> {
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let paths: io::Result<Vec<_>> = fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect();
    let is_json = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "json");
    let mut files: Vec<_> = paths?.into_iter().filter(is_json).collect();
    files.sort();
    Ok(files)
}
