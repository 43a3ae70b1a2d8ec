//! Lists from files and directories. The environment and the cache are covered by the tests of the
//! command.

use std::fs;

use tempfile::TempDir;

use super::*;

/// A temporary directory with lists.
struct Dir(TempDir);

impl Dir {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }
}

fn list(specification: u8, version: u16) -> String {
    format!(
        "{{\"gvlSpecificationVersion\": {specification}, \"vendorListVersion\": {version}, \
         \"vendors\": {{}}}}"
    )
}

fn key(specification: u8, version: u16) -> ListKey {
    ListKey { specification, version }
}

fn open(paths: &[&Path], any_gvl: bool) -> Result<Lists> {
    let paths: Vec<_> = paths.iter().map(|&path| path.to_owned()).collect();
    Ok(Lists::open(&paths, &Config::default())?.any_version(any_gvl))
}

fn keys(lists: &Lists) -> Vec<(u8, u16)> {
    lists.available.keys().map(|key| (key.specification, key.version)).collect()
}

#[test]
fn finds_lists_in_every_directory_layout() {
    let dir = Dir::new();
    dir.write("v3/vendor-list.json", &list(3, 141));
    dir.write("v3/archives/vendor-list-v140.json", &list(3, 140));
    dir.write("v2/archives/vendor-list-v60.json", &list(2, 60));
    dir.write("v3-17.json", &list(3, 17));
    dir.write("vendor-list-v18.JSON", &list(3, 18));
    let late = format!(
        "{{\"vendors\": {{}}, \"x\": \"{}\", \"vendorListVersion\": 19, \
         \"gvlSpecificationVersion\": 3}}",
        "x".repeat(4000)
    );
    dir.write("late.json", &late);
    // These are not lists.
    dir.write("v3/purposes-de.json", &list(3, 1));
    dir.write(".hidden.json", &list(3, 2));
    dir.write("list.txt", &list(3, 3));
    dir.write("1/2/3/4/5/deep.json", &list(3, 4));
    dir.write("v1.json", "{\"vendorListVersion\": 5, \"vendors\": []}");
    dir.write("specification-1.json", &list(1, 6));
    dir.write("zero.json", &list(3, 0));
    dir.write("broken.json", "{");
    dir.write("cmp-list.json", "{\"cmps\": {}}");
    let lists = open(&[dir.path()], false).unwrap();
    assert_eq!(keys(&lists), [(2, 60), (3, 17), (3, 18), (3, 19), (3, 140), (3, 141)]);
    for found in lists.available.keys() {
        let used = lists.find(*found).unwrap().unwrap();
        assert!(used.gvl.key() == *found && used.exact);
    }
    assert_eq!(lists.newest(3).unwrap().unwrap().key(), key(3, 141));
    assert_eq!(lists.newest(2).unwrap().unwrap().key(), key(2, 60));
    assert!(lists.newest(4).unwrap().is_none());
    assert_eq!(lists.latest().unwrap().unwrap().key(), key(3, 141));
}

#[test]
fn nearest_list_is_used_only_if_allowed() {
    let dir = Dir::new();
    for (specification, version) in [(2, 60), (3, 10), (3, 20)] {
        dir.write(&format!("{specification}-{version}.json"), &list(specification, version));
    }
    assert!(open(&[dir.path()], false).unwrap().find(key(3, 12)).unwrap().is_none());
    let lists = open(&[dir.path()], true).unwrap();
    for (asked, nearest) in [((3, 12), (3, 10)), ((3, 15), (3, 20)), ((2, 1), (2, 60))] {
        let used = lists.find(key(asked.0, asked.1)).unwrap().unwrap();
        assert!(used.gvl.key() == key(nearest.0, nearest.1) && !used.exact);
    }
    assert!(lists.find(key(3, 20)).unwrap().unwrap().exact);
    assert!(lists.find(key(4, 1)).unwrap().is_none());
}

#[test]
fn the_only_list_is_used_if_it_is_a_file() {
    let dir = Dir::new();
    let file = dir.write("10.json", &list(3, 10));
    let other = dir.write("20.json", &list(3, 20));
    let used = |paths: &[&Path]| {
        let lists = open(paths, false).unwrap().or_only_file();
        lists.find(key(3, 12)).unwrap().map(|used| (used.gvl.key(), used.exact))
    };
    assert_eq!(used(&[&file]), Some((key(3, 10), false)));
    // Not for strings of another specification.
    let older = dir.write("60.json", &list(2, 60));
    assert_eq!(used(&[&older]), None);
    let lists = open(&[&older], false).unwrap().or_only_file();
    let text = lists.not_available(key(3, 12));
    assert!(text.contains("; lists given: 60 (specification 2); fetch it"), "{text}");
    // Not from a directory, nor from several.
    let single = Dir::new();
    single.write("10.json", &list(3, 10));
    for paths in [&[single.path()][..], &[&file, &other], &[dir.path()]] {
        assert_eq!(used(paths), None);
    }
    let missing = |paths: &[&Path]| open(paths, false).unwrap().not_available(key(3, 12));
    assert!(missing(&[&file, &other]).contains("lists given: 10, 20 (specification 3); --any-gvl"));
    let empty = Dir::new();
    assert!(missing(&[empty.path()]).contains(" has no vendor list; fetch it"));
    assert_eq!(runs([1, 2, 3, 7, 9, 10].into_iter()), "1-3, 7, 9-10");
    assert_eq!(runs((1..=20).map(|n| n * 2)), "2, 4, 6, 8, 10, 12, 14, 16, ...");
}

#[test]
fn first_of_two_lists_is_used_and_archives_come_first() {
    let dir = Dir::new();
    let named = |name: &str| {
        list(3, 7).replace("{}", &format!("{{\"1\": {{\"id\": 1, \"name\": \"{name}\"}}}}"))
    };
    dir.write("a/vendor-list.json", &named("current"));
    dir.write("a/vendor-list-v7.json", &named("archive"));
    let file = dir.write("b.txt", &named("file"));
    let a = dir.path().join("a");
    let name = |paths: &[&Path]| {
        let used = open(paths, false).unwrap().find(key(3, 7)).unwrap().unwrap();
        used.gvl.vendor(tcf_codec::VendorId::MIN).unwrap().name.clone()
    };
    assert_eq!(name(&[&a]), "archive");
    assert_eq!(name(&[&file, &a]), "file");
    assert_eq!(name(&[&a, &file]), "archive");
}

#[test]
fn errors_have_the_path() {
    let dir = Dir::new();
    let broken =
        dir.write("broken.json", "{\"gvlSpecificationVersion\": 3, \"vendorListVersion\": 9, ");
    let error = |result: Result<Lists>| format!("{:#}", result.err().unwrap());
    let text = error(open(&[&broken], false));
    assert!(text.contains("broken.json: invalid JSON"), "{text}");
    let text = error(open(&[&dir.path().join("none")], false));
    assert!(text.starts_with("cannot read ") && text.contains("none: "), "{text}");
    // In a directory it is ignored until a string names it; then it is an error each time.
    let lists = open(&[dir.path()], false).unwrap();
    for _ in 0..2 {
        let text = format!("{:#}", lists.find(key(3, 9)).unwrap_err());
        assert!(text.contains("broken.json: invalid JSON"), "{text}");
    }
    assert!(lists.find(key(3, 8)).unwrap().is_none());
}

#[test]
fn a_changed_list_is_an_error() {
    let dir = Dir::new();
    let path = dir.write("vendor-list.json", &list(3, 9));
    let lists = open(&[dir.path()], false).unwrap();
    fs::write(path, list(3, 10)).unwrap();
    let text = format!("{:#}", lists.find(key(3, 9)).unwrap_err());
    assert!(text.ends_with("the file has changed"), "{text}");
}

#[test]
fn number_of_loaded_lists_is_bounded() {
    let dir = Dir::new();
    for version in 1..=40 {
        dir.write(&format!("{version}.json"), &list(3, version));
    }
    let lists = open(&[dir.path()], false).unwrap();
    for version in (1..=40).chain([1, 40]) {
        lists.find(key(3, version)).unwrap().unwrap();
    }
    let loaded = lists.loaded.lock().unwrap();
    assert_eq!(loaded.len(), MAX_LOADED);
    assert_eq!((loaded[MAX_LOADED - 2].0.version, loaded[MAX_LOADED - 1].0.version), (1, 40));
}

#[test]
fn loads_the_cmp_list() {
    let dir = Dir::new();
    let path =
        dir.write("cmps.json", "{\"cmps\": {\"300\": {\"id\": 300, \"name\": \"Example\"}}}");
    let mut config = Config::default();
    config.cmp_list = Some(path.clone());
    assert!(find_cmp_list(None, &config).unwrap().unwrap().get(300).is_some());
    assert!(find_cmp_list(Some(&path), &Config::default()).unwrap().is_some());
    let wrong = dir.write("list.json", &list(3, 1));
    let text = format!("{:#}", find_cmp_list(Some(&wrong), &config).unwrap_err());
    assert!(text.ends_with("list.json: expected a CMP list, found a vendor list"), "{text}");
}
