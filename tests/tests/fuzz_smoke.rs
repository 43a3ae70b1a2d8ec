//! The fuzz targets hold for their seeds, and for thousands of changes of them; fuzzing goes on from there.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use tcf_tests::fuzz::{self, Target, mutated};
use tcf_tests::generate::Dice;

/// Time for each target: changes are made as long as there is some left, at least `LEAST` and at most `MOST` of them.
const TIME: Duration = Duration::from_secs(3);
const LEAST: usize = 300;
const MOST: usize = 5000;

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
    let mut dice = Dice::new(1);
    let run = |data: &[u8], from: &str| {
        let result = std::panic::catch_unwind(|| target(data));
        assert!(result.is_ok(), "{name}, from {from}: {}", data.escape_ascii());
    };
    for (path, seed) in &seeds {
        run(seed, path);
    }
    // Of changes the seeds that are quick make more than others: one after the other would take the time of the slowest.
    let start = Instant::now();
    for count in 0..MOST {
        if count >= LEAST && start.elapsed() > TIME {
            break;
        }
        let (path, seed) = &seeds[count % seeds.len()];
        run(&mutated(seed, &seeds[dice.below(seeds.len())].1, &mut dice), path);
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
        fn every_target_is_here() {
            assert_eq!(fuzz::TARGETS.map(|(name, _)| name), [$(stringify!($name)),*]);
        }
    };
}

smoke!(gvl json text twin value view);
