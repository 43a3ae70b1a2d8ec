//! Lists from files, folders and the cache. What the environment names is tested from outside.

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

/// A folder of its own for a test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name =
            format!("tcf-lists-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn list(specification: u8, version: u16) -> String {
    format!(
        "{{\"gvlSpecificationVersion\": {specification}, \"vendorListVersion\": {version}, \"vendors\": {{}}}}"
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
    lists.at_hand.keys().map(|key| (key.specification, key.version)).collect()
}

#[test]
fn every_layout_of_a_folder_works() {
    let folder = Folder::new();
    folder.write("v3/vendor-list.json", &list(3, 141));
    folder.write("v3/archives/vendor-list-v140.json", &list(3, 140));
    folder.write("v2/archives/vendor-list-v60.json", &list(2, 60));
    folder.write("v3-17.json", &list(3, 17));
    folder.write("vendor-list-v18.JSON", &list(3, 18));
    let late = format!(
        "{{\"vendors\": {{}}, \"x\": \"{}\", \"vendorListVersion\": 19, \"gvlSpecificationVersion\": 3}}",
        "x".repeat(4000)
    );
    folder.write("late.json", &late);
    // None of these is a list.
    folder.write("v3/purposes-de.json", &list(3, 1));
    folder.write(".hidden.json", &list(3, 2));
    folder.write("list.txt", &list(3, 3));
    folder.write("1/2/3/4/5/deep.json", &list(3, 4));
    folder.write("v1.json", "{\"vendorListVersion\": 5, \"vendors\": []}");
    folder.write("specification-1.json", &list(1, 6));
    folder.write("zero.json", &list(3, 0));
    folder.write("broken.json", "{");
    folder.write("cmp-list.json", "{\"cmps\": {}}");
    let lists = open(&[&folder.0], false).unwrap();
    assert_eq!(keys(&lists), [(2, 60), (3, 17), (3, 18), (3, 19), (3, 140), (3, 141)]);
    for found in lists.at_hand.keys() {
        let used = lists.find(*found).unwrap().unwrap();
        assert!(used.gvl.key() == *found && used.exact);
    }
    assert_eq!(lists.newest(3).unwrap().unwrap().key(), key(3, 141));
    assert_eq!(lists.newest(2).unwrap().unwrap().key(), key(2, 60));
    assert!(lists.newest(4).unwrap().is_none());
}

#[test]
fn the_nearest_list_is_taken_only_when_allowed() {
    let folder = Folder::new();
    for (specification, version) in [(2, 60), (3, 10), (3, 20)] {
        folder.write(&format!("{specification}-{version}.json"), &list(specification, version));
    }
    assert!(open(&[&folder.0], false).unwrap().find(key(3, 12)).unwrap().is_none());
    let lists = open(&[&folder.0], true).unwrap();
    for (asked, nearest) in
        [((3, 12), (3, 10)), ((3, 15), (3, 20)), ((2, 1), (2, 60)), ((4, 1), (3, 20))]
    {
        let used = lists.find(key(asked.0, asked.1)).unwrap().unwrap();
        assert!(used.gvl.key() == key(nearest.0, nearest.1) && !used.exact);
    }
    assert!(lists.find(key(3, 20)).unwrap().unwrap().exact);
}

#[test]
fn the_first_of_two_is_taken_and_archives_go_before_the_current_list() {
    let folder = Folder::new();
    let named = |name: &str| {
        list(3, 7).replace("{}", &format!("{{\"1\": {{\"id\": 1, \"name\": \"{name}\"}}}}"))
    };
    folder.write("a/vendor-list.json", &named("current"));
    folder.write("a/vendor-list-v7.json", &named("archive"));
    let file = folder.write("b.txt", &named("file"));
    let a = folder.0.join("a");
    let name = |paths: &[&Path]| {
        let used = open(paths, false).unwrap().find(key(3, 7)).unwrap().unwrap();
        used.gvl.vendor(tcf_codec::VendorId::MIN).unwrap().name.clone()
    };
    assert_eq!(name(&[&a]), "archive");
    assert_eq!(name(&[&file, &a]), "file");
    assert_eq!(name(&[&a, &file]), "archive");
}

#[test]
fn what_is_wrong_is_said_with_its_path() {
    let folder = Folder::new();
    let broken =
        folder.write("broken.json", "{\"gvlSpecificationVersion\": 3, \"vendorListVersion\": 9, ");
    let error = |result: Result<Lists>| format!("{:#}", result.err().unwrap());
    let text = error(open(&[&broken], false));
    assert!(text.contains("broken.json: no JSON"), "{text}");
    let text = error(open(&[&folder.0.join("none")], false));
    assert!(text.starts_with("cannot read ") && text.contains("none: "), "{text}");
    // In a folder it is passed over until a string names it; then it is wrong each time.
    let lists = open(&[&folder.0], false).unwrap();
    for _ in 0..2 {
        let text = format!("{:#}", lists.find(key(3, 9)).unwrap_err());
        assert!(text.contains("broken.json: no JSON"), "{text}");
    }
    assert!(lists.find(key(3, 8)).unwrap().is_none());
}

#[test]
fn a_list_that_changed_behind_the_back_is_an_error() {
    let folder = Folder::new();
    let path = folder.write("vendor-list.json", &list(3, 9));
    let lists = open(&[&folder.0], false).unwrap();
    fs::write(path, list(3, 10)).unwrap();
    let text = format!("{:#}", lists.find(key(3, 9)).unwrap_err());
    assert!(text.ends_with("list 10 (specification 3), was list 9 (specification 3)"), "{text}");
}

#[test]
fn few_lists_stay_in_memory() {
    let folder = Folder::new();
    for version in 1..=40 {
        folder.write(&format!("{version}.json"), &list(3, version));
    }
    let lists = open(&[&folder.0], false).unwrap();
    for version in (1..=40).chain([1, 40]) {
        lists.find(key(3, version)).unwrap().unwrap();
    }
    let read = lists.read.lock().unwrap();
    assert_eq!(read.len(), KEPT);
    assert_eq!((read[KEPT - 2].0.version, read[KEPT - 1].0.version), (1, 40));
}

#[test]
fn a_cmp_list() {
    let folder = Folder::new();
    let path =
        folder.write("cmps.json", "{\"cmps\": {\"300\": {\"id\": 300, \"name\": \"Example\"}}}");
    let config = Config { cmp_list: Some(path.clone()), ..Config::default() };
    assert!(load_cmp_list(None, &config).unwrap().unwrap().get(300).is_some());
    assert!(load_cmp_list(Some(&path), &Config::default()).unwrap().is_some());
    assert!(load_cmp_list(None, &Config::default()).unwrap().is_none());
    let wrong = folder.write("list.json", &list(3, 1));
    let text = format!("{:#}", load_cmp_list(Some(&wrong), &config).unwrap_err());
    assert!(text.ends_with("list.json: a vendor list, wanted a CMP list"), "{text}");
}
