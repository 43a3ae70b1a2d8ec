//! A decision server: loads vendor lists, reloads them while it runs, and answers requests on
//! several threads. `docs/embedding.md` explains each part.
//!
//! ```sh
//! tcf gvl fetch --dir lists
//! cargo run --package tcf --example server -- lists 127.0.0.1:7878
//! ```
//!
//! A request is a line `VENDOR PURPOSE STRING`. The response is a line: the verdict, the legal
//! basis and the reasons, or the error. After a line that is too long, or that has no end, the
//! connection is closed.

use std::error::Error;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tcf::tcf_codec::{Deciseconds, Decoder, Error as DecodeError, PurposeId, VendorId, View};
use tcf::tcf_policy::decide::{Decision, Query, decide};
use tcf::tcf_policy::gvl::{CmpList, Gvl, Gvls, ListKey};
use tcf::tcf_policy::vocabulary::Item;

/// How often the lists are reloaded.
const RELOAD_INTERVAL: Duration = Duration::from_hours(1);
/// The longest request in bytes: the longest string that the decoder accepts, the ids and the end
/// of the line.
const MAX_REQUEST: u64 = 65_536 + 16;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(dir), Some(address)) = (args.next(), args.next()) else {
        return Err("usage: server DIR ADDRESS".into());
    };
    let dir = PathBuf::from(dir);
    // Do not start without lists: every decision would be `unknown`.
    let lists = SharedLists::new(Lists::load(&dir)?);
    run(&TcpListener::bind(address)?, &lists, &dir)?;
    Ok(())
}

// ANCHOR: load
/// The vendor lists and the CMP list.
#[derive(Default)]
struct Lists {
    vendor_lists: Gvls,
    cmps: Option<CmpList>,
}

impl Lists {
    /// Loads the vendor lists that `tcf gvl fetch --dir DIR` stored, and `DIR/cmp-list.json`.
    fn load(dir: &Path) -> Result<Self, Box<dyn Error>> {
        let mut lists = Self::default();
        for specification in ["v2", "v3"] {
            let dir = dir.join(specification);
            for path in json_files(&dir)?.into_iter().chain(json_files(&dir.join("archives"))?) {
                let gvl = Gvl::from_json(&fs::read(&path)?)
                    .map_err(|error| format!("{}: {error}", path.display()))?;
                lists.vendor_lists.insert(gvl);
            }
        }
        let path = dir.join("cmp-list.json");
        if path.exists() {
            lists.cmps = Some(CmpList::from_json(&fs::read(path)?)?);
        }
        Ok(lists)
    }
}

/// The JSON files in a directory; none if the directory does not exist.
fn json_files(dir: &Path) -> io::Result<Vec<PathBuf>> {
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(files)
}
// ANCHOR_END: load

// ANCHOR: swap
/// The lists in use, shared by all threads.
struct SharedLists {
    current: RwLock<Arc<Lists>>,
}

impl SharedLists {
    fn new(lists: Lists) -> Self {
        Self { current: RwLock::new(Arc::new(lists)) }
    }

    /// The lists for one request. The lock is held only while the `Arc` is cloned.
    fn get(&self) -> Arc<Lists> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the lists. Requests in progress keep the lists that they started with.
    fn replace(&self, lists: Lists) {
        let new = Arc::new(lists);
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut *current, new);
        // Free the old lists after the lock is released.
        drop(current);
        drop(old);
    }

    /// Reloads the lists. After an error the current lists stay in use.
    fn reload(&self, dir: &Path) {
        match Lists::load(dir) {
            Ok(lists) => self.replace(lists),
            Err(error) => eprintln!("cannot reload the lists: {error}"),
        }
    }
}
// ANCHOR_END: swap

// ANCHOR: decide
/// Decides whether the vendor may process data for the purpose.
fn answer(
    text: &str,
    vendor: VendorId,
    purpose: PurposeId,
    as_of: Deciseconds,
    lists: &Lists,
    decoder: &mut Decoder,
) -> Result<Decision, DecodeError> {
    let view = View::new(text)?;
    // The list version that the string names.
    let gvl = ListKey::named_by(&view)?.and_then(|key| lists.vendor_lists.get(key));
    let query = Query {
        cmps: lists.cmps.as_ref(),
        newest: lists.vendor_lists.newest(ListKey::LATEST_SPECIFICATION).map(Arc::as_ref),
        ..Query::new(as_of)
    };
    let item = Item::Purpose(purpose);
    let decision = decide(&view, gvl.map(Arc::as_ref), vendor, item, &query)?;
    if decision.is_permit() {
        // A view decodes only the fields that it needs. Permit only if the whole string decodes.
        decoder.decode(text)?;
    }
    Ok(decision)
}
// ANCHOR_END: decide

// ANCHOR: respond
/// The response to a request `VENDOR PURPOSE STRING`.
fn respond(request: &str, as_of: Deciseconds, lists: &Lists, decoder: &mut Decoder) -> String {
    let mut words = request.split_ascii_whitespace();
    let vendor = words.next().and_then(|id| id.parse().ok());
    let purpose = words.next().and_then(|id| id.parse().ok());
    let (Some(vendor), Some(purpose), Some(text)) = (vendor, purpose, words.next()) else {
        return "error: expected VENDOR PURPOSE STRING".to_owned();
    };
    match answer(text, vendor, purpose, as_of, lists, decoder) {
        Ok(decision) => {
            let basis = decision.basis().map(|basis| format!(" on {}", basis.name()));
            let reasons = decision.reasons.as_slice().iter().map(|reason| reason.code());
            let reasons = reasons.collect::<Vec<_>>().join(" ");
            format!("{}{} {reasons}", decision.verdict.name(), basis.unwrap_or_default())
        }
        // The code and the location, but not the string: it is personal data.
        Err(error) => format!("error {}: {error}", error.code()),
    }
}
// ANCHOR_END: respond

// ANCHOR: threads
/// Serves connections and reloads the lists until the process ends.
fn run(listener: &TcpListener, lists: &SharedLists, dir: &Path) -> io::Result<()> {
    let workers = thread::available_parallelism()?.get();
    thread::scope(|scope| {
        scope.spawn(|| {
            loop {
                thread::sleep(RELOAD_INTERVAL);
                lists.reload(dir);
            }
        });
        for _ in 0..workers {
            scope.spawn(|| work(listener, lists));
        }
    });
    Ok(())
}

/// Serves one connection after the other.
fn work(listener: &TcpListener, lists: &SharedLists) {
    // One decoder per thread: it reuses its memory.
    let mut decoder = Decoder::new();
    for stream in listener.incoming() {
        if let Err(error) = stream.and_then(|stream| serve(&stream, lists, &mut decoder)) {
            eprintln!("connection closed: {error}");
        }
    }
}
// ANCHOR_END: threads

/// Answers the requests of a connection.
fn serve(mut stream: &TcpStream, lists: &SharedLists, decoder: &mut Decoder) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    while reader.by_ref().take(MAX_REQUEST).read_line(&mut request)? > 0 {
        // A part of a line is never answered: it could be another request, and what is left of the
        // line would be taken for the next one. Returning closes the connection.
        if !request.ends_with('\n') {
            return writeln!(stream, "error: expected a line of at most {MAX_REQUEST} bytes");
        }
        let response = respond(&request, now(), &lists.get(), decoder);
        writeln!(stream, "{response}")?;
        request.clear();
    }
    Ok(())
}

#[expect(clippy::expect_used, reason = "the clock of a server is between 1970 and 2187")]
fn now() -> Deciseconds {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is after 1970");
    Deciseconds::new(elapsed.as_secs() * 10).expect("the clock is before 2187")
}

#[cfg(test)]
mod tests {
    use std::net::Shutdown;

    use super::*;

    /// Consent for vendor 1 and purpose 2. The publisher requires consent for purpose 2.
    const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA";

    /// A directory with the vendor lists of these versions.
    fn dir_with(versions: &[u16]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("v3/archives")).unwrap();
        for &version in versions {
            add_list(dir.path(), version);
        }
        dir
    }

    fn add_list(dir: &Path, version: u16) {
        let name = format!("v3/archives/vendor-list-v{version}.json");
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/gvl");
        fs::copy(fixtures.join(&name), dir.join(&name)).unwrap();
    }

    fn ask(request: &str, lists: &Lists) -> String {
        respond(request, "2026-06-01".parse().unwrap(), lists, &mut Decoder::new())
    }

    #[test]
    fn permits_on_the_effective_basis() {
        let lists = Lists::load(dir_with(&[140]).path()).unwrap();
        assert_eq!(
            ask(&format!("1 2 {TC}"), &lists),
            "permit on consent R-RESTRICTION-SWITCH R-OK"
        );
    }

    #[test]
    fn denies_a_vendor_that_was_not_disclosed() {
        let lists = Lists::load(dir_with(&[140]).path()).unwrap();
        assert_eq!(ask(&format!("4 2 {TC}"), &lists), "deny R-NOT-DISCLOSED");
    }

    #[test]
    fn never_permits_on_a_string_that_does_not_decode() {
        let lists = Lists::load(dir_with(&[140]).path()).unwrap();
        // A fault that the view does not see: it is in a segment that the decision does not need.
        let faulty = format!("{TC}.f");
        assert!(View::new(&faulty).is_ok());
        assert!(ask(&format!("1 2 {faulty}"), &lists).starts_with("error S011: "));
    }

    #[test]
    fn rejects_malformed_requests() {
        let lists = Lists::default();
        for request in ["", "1 2", "0 2 C", "1 25 C", "x 2 C"] {
            assert_eq!(ask(request, &lists), "error: expected VENDOR PURPOSE STRING");
        }
    }

    #[test]
    fn reloads_lists_while_requests_keep_theirs() {
        let dir = dir_with(&[]);
        let lists = SharedLists::new(Lists::load(dir.path()).unwrap());
        let in_progress = lists.get();
        let request = format!("1 2 {TC}");
        assert_eq!(ask(&request, &lists.get()), "unknown R-GVL-MISSING");
        add_list(dir.path(), 140);
        lists.reload(dir.path());
        assert!(ask(&request, &lists.get()).starts_with("permit"));
        assert_eq!(ask(&request, &in_progress), "unknown R-GVL-MISSING");
    }

    #[test]
    fn keeps_the_lists_if_reloading_fails() {
        let dir = dir_with(&[140]);
        let lists = SharedLists::new(Lists::load(dir.path()).unwrap());
        fs::write(dir.path().join("v3/vendor-list.json"), "{").unwrap();
        lists.reload(dir.path());
        assert!(ask(&format!("1 2 {TC}"), &lists.get()).starts_with("permit"));
    }

    /// The lines that `serve` answers to these bytes.
    fn responses(sent: &[u8]) -> Vec<String> {
        let lists = SharedLists::new(Lists::load(dir_with(&[140]).path()).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        client.write_all(sent).unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        let (stream, _) = listener.accept().unwrap();
        serve(&stream, &lists, &mut Decoder::new()).unwrap();
        // Dropping a stream with bytes that were not read could drop the response.
        stream.shutdown(Shutdown::Write).unwrap();
        let mut responses = String::new();
        client.read_to_string(&mut responses).unwrap();
        responses.lines().map(str::to_owned).collect()
    }

    #[test]
    fn answers_every_line_of_a_connection() {
        let responses = responses(format!("4 2 {TC}\n1 2 C\n").as_bytes());
        assert_eq!(responses.len(), 2);
        assert!(responses[0].starts_with("deny"));
        assert!(responses[1].starts_with("error S011"));
    }

    #[test]
    fn answers_a_line_that_is_too_long_once() {
        let longest = usize::try_from(MAX_REQUEST).unwrap();
        let request = format!("1 2 {TC}\n");
        // The end of the line is a request that is permitted.
        let sent = format!("4 2 {}{request}{request}", "A".repeat(longest - 4));
        assert_eq!(responses(sent.as_bytes()), ["error: expected a line of at most 65552 bytes"]);
        // The longest line, with its end, is answered.
        let padding = " ".repeat(longest - request.len());
        let padded = format!("{padding}{request}{request}");
        assert_eq!(
            responses(padded.as_bytes()),
            ["permit on consent R-RESTRICTION-SWITCH R-OK"; 2]
        );
    }

    #[test]
    fn answers_no_line_without_an_end() {
        // Cut at the end of a segment, the string decodes.
        let (cut, _) = TC.split_once('.').unwrap();
        let responses = responses(format!("1 2 {cut}").as_bytes());
        assert_eq!(responses, ["error: expected a line of at most 65552 bytes"]);
    }
}
