//! Prints strings of the profiles, one per line, to measure commands.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use tcf_bench::Profile;

/// Print consent strings, one per line
#[derive(Parser)]
struct Args {
    /// Profile of the strings
    #[arg(long, value_enum, default_value_t = Which::Mixed)]
    profile: Which,
    /// Size of the output in millions of bytes
    #[arg(long, default_value_t = 1)]
    megabytes: usize,
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "lower")]
enum Which {
    /// All profiles in turn
    Mixed,
    Small,
    BitField,
    Range,
    Restrictions,
}

impl Which {
    fn texts(self) -> Vec<String> {
        match self {
            Self::Mixed => {
                let mut columns = Profile::ALL.map(|profile| profile.corpus().texts.into_iter());
                let rows = std::iter::from_fn(|| Some(columns.each_mut().map(Iterator::next)));
                rows.map_while(|row| row.into_iter().collect::<Option<Vec<_>>>())
                    .flatten()
                    .collect()
            }
            Self::Small => Profile::Small.corpus().texts,
            Self::BitField => Profile::BitField.corpus().texts,
            Self::Range => Profile::Range.corpus().texts,
            Self::Restrictions => Profile::Restrictions.corpus().texts,
        }
    }
}

fn write(args: &Args) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let texts = args.profile.texts();
    let mut left = args.megabytes * 1_000_000;
    for text in texts.iter().cycle() {
        if left == 0 {
            break;
        }
        writeln!(out, "{text}")?;
        left = left.saturating_sub(text.len() + 1);
    }
    out.flush()
}

fn main() -> ExitCode {
    match write(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        // The consumer closed the pipe.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
