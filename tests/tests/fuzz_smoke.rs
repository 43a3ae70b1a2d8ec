//! Runs every fuzz target on its seeds and on thousands of deterministic mutations.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use tcf_tests::fuzz::{self, Target, mutated};
use tcf_tests::generate::SeededRng;

/// Number of mutations per target.
const MUTATIONS: usize = 5000;

fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(target);
    let mut seeds: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
        .collect();
    seeds.sort();
    assert!(seeds.len() > 5, "{}", folder.display());
    seeds
}

fn smoke((name, target): Target) {
    let seeds = seeds(name);
    let mut rng = SeededRng::new(1);
    let run = |data: &[u8], from: &str| {
        let result = std::panic::catch_unwind(|| target(data));
        assert!(result.is_ok(), "{name}, from {from}: {}", data.escape_ascii());
    };
    for (path, seed) in &seeds {
        run(seed, path);
    }
    for count in 0..MUTATIONS {
        let (path, seed) = &seeds[count % seeds.len()];
        run(&mutated(seed, &seeds[rng.below(seeds.len())].1, &mut rng), path);
    }
}

macro_rules! smoke {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            smoke((stringify!($name), fuzz::$name));
        }
    )*

        #[test]
        fn every_fuzz_target_has_a_smoke_test() {
            let tested = [$(stringify!($name)),*];
            assert_eq!(fuzz::TARGETS.map(|(name, _)| name), tested);
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/fuzz_targets");
            let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            let mut files: Vec<_> = files
                .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
                .collect();
            files.sort();
            assert_eq!(files, tested);
        }
    };
}

smoke! {
    agreement extract gpp gvl har json json_reader parameters preferences rewrite table text value
    view
}
