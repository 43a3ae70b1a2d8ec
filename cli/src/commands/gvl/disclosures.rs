//! `tcf gvl fetch --disclosures`: downloads the device storage disclosures of vendors.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, mpsc};

use anyhow::{Context as _, Result, anyhow, bail};
use tcf::{
    DisclosureFailureRecord, FetchOrigin, FetchedDisclosureRecord, FetchedFile, MessageRecord,
};
use tcf_carrier::{host_of, normalized_host};
use tcf_codec::{AnyTcString, TcString, VendorId};
use tcf_policy::gvl::{DeviceDisclosure, Gvl, Vendor};

use super::fetcher::{CurrentFile, CurrentGvl, FetchError, Fetched, Fetcher, fetch_current};
use super::output::Output;
use crate::args::FetchArgs;
use crate::args::gvl::DEFAULT_SPECIFICATION;
use crate::cache;
use crate::lists;
use crate::sync::lock;
use crate::term::{counted, plain};
use crate::ui::{ExitStatus, Ui};
use crate::web::{HttpClient, Limits, is_https};

/// The number of hosts that are asked at the same time. A host gets one request at a time.
const WORKERS: usize = 8;
/// How long a disclosure is fresh if the server does not say so: a day, in seconds.
const DEFAULT_MAX_AGE: u64 = 24 * 60 * 60;

/// The disclosure of a vendor.
struct CurrentDisclosure<'a> {
    vendor: VendorId,
    url: &'a str,
}

/// The disclosure of a vendor, by its id.
#[derive(Clone, Copy)]
struct OfVendor(VendorId);

impl fmt::Display for OfVendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "disclosure of vendor {}", self.0)
    }
}

impl CurrentFile for CurrentDisclosure<'_> {
    type Version = OfVendor;

    fn url(&self, _base_url: &str) -> String {
        self.url.to_owned()
    }

    fn file_path(&self) -> String {
        cache::disclosure(self.vendor)
    }

    fn parse(&self, bytes: &[u8]) -> Result<OfVendor> {
        DeviceDisclosure::from_json(bytes)?;
        Ok(OfVendor(self.vendor))
    }

    fn default_max_age(&self) -> u64 {
        DEFAULT_MAX_AGE
    }
}

/// Fetches the current vendor list, and the disclosures of its vendors or of some of them.
pub(super) fn run(
    args: &FetchArgs,
    fetcher: &Fetcher<'_>,
    output: &mut Output<'_, impl Write>,
    ui: &Ui,
) -> Result<ExitStatus> {
    let specification = DEFAULT_SPECIFICATION;
    let (key, file) = fetcher.current(&CurrentGvl { specification })?;
    let gvl = lists::read_gvl(Path::new(&file.path))?;
    output.gvl(key, file)?;
    let vendors = vendors(args, &gvl)?;
    let with_url = vendors.iter().filter(|vendor| url_of(vendor).is_some());
    let with_url: Vec<_> = with_url.copied().collect();
    if with_url.is_empty() {
        bail!("{key}: no vendor has a device storage disclosure");
    }
    let mut counts = Counts::default();
    fetch_all(&with_url, fetcher, |vendor, result| {
        counts.add(&result);
        match result {
            Ok(file) => output.disclosure(vendor, file),
            Err(error) => output.disclosure_failed(vendor, &error),
        }
    })?;
    ui.note(&counts.note(vendors.len() - with_url.len()));
    Ok(match (counts.available(), counts.failed) {
        (0, _) => ExitStatus::Error,
        (_, 0) => ExitStatus::Success,
        _ => ExitStatus::Failure,
    })
}

/// The vendors of the arguments, or else all that are not deleted.
fn vendors<'g>(args: &FetchArgs, gvl: &'g Gvl) -> Result<Vec<&'g Vendor>> {
    if args.vendor.is_empty() {
        return Ok(gvl.vendors().iter().filter(|vendor| vendor.deleted.is_none()).collect());
    }
    let selector: tcf::VendorSelector = args.vendor.iter().cloned().collect();
    // No string discloses vendors here.
    let ids = selector.ids(&AnyTcString::V2(TcString::default()), Some(gvl));
    let ids: BTreeSet<_> = ids.map_err(|error| anyhow!("{error}"))?.into_iter().collect();
    let vendor = |id| gvl.vendor(id).with_context(|| format!("{}: no vendor {id}", gvl.key()));
    ids.into_iter().map(vendor).collect()
}

/// The URL of the disclosure of a vendor.
fn url_of(vendor: &Vendor) -> Option<&str> {
    let url = vendor.device_storage_disclosure_url.as_deref()?.trim();
    (!url.is_empty()).then_some(url)
}

/// How many disclosures were obtained, and how.
#[derive(Default)]
struct Counts {
    fetched: u64,
    not_modified: u64,
    cached: u64,
    failed: u64,
}

impl Counts {
    const fn add(&mut self, result: &Result<FetchedFile>) {
        match result {
            Ok(file) => match file.origin {
                FetchOrigin::NotModified => self.not_modified += 1,
                FetchOrigin::Cached => self.cached += 1,
                _ => self.fetched += 1,
            },
            Err(_) => self.failed += 1,
        }
    }

    const fn available(&self) -> u64 {
        self.fetched + self.not_modified + self.cached
    }

    fn note(&self, without_url: usize) -> String {
        let Self { fetched, not_modified, cached, failed } = self;
        let all = counted(self.available() + failed, "disclosure");
        let without_url = match without_url {
            0 => String::new(),
            count => format!("; {} without a URL", counted(count, "vendor")),
        };
        format!(
            "{all}: {fetched} fetched, {not_modified} not modified, {cached} cached, {failed} \
             failed{without_url}"
        )
    }
}

/// The vendors whose disclosures are at the same host, with their places among all.
type OfHost<'g> = Vec<(usize, &'g Vendor)>;

/// Groups vendors by the hosts of their disclosures.
fn by_host<'g>(vendors: &[&'g Vendor]) -> Vec<OfHost<'g>> {
    let mut hosts: BTreeMap<_, OfHost<'g>> = BTreeMap::new();
    for (place, vendor) in vendors.iter().enumerate() {
        let host = url_of(vendor).and_then(host_of).unwrap_or_default();
        hosts.entry(normalized_host(host)).or_default().push((place, vendor));
    }
    hosts.into_values().collect()
}

/// Fetches the disclosures of vendors, and reports each in the order of the vendors. Fails only if
/// a file cannot be written, or if `report` fails.
fn fetch_all<'g>(
    vendors: &[&'g Vendor],
    fetcher: &Fetcher<'_>,
    mut report: impl FnMut(&'g Vendor, Result<FetchedFile>) -> Result<()>,
) -> Result<()> {
    // Hosts with many files take longest, so they come first.
    let mut queue = by_host(vendors);
    queue.sort_by_key(Vec::len);
    let (queue, stops) = (Mutex::new(queue), AtomicBool::new(false));
    let downloads = Downloads::new(fetcher);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            let (sender, queue, stops, downloads) = (sender.clone(), &queue, &stops, &downloads);
            scope.spawn(move || {
                loop {
                    let Some(of_host) = lock(queue).pop() else { return };
                    for (place, vendor) in of_host {
                        let result = downloads.fetch(vendor);
                        if stops.load(Ordering::Relaxed) || sender.send((place, result)).is_err() {
                            return;
                        }
                    }
                }
            });
        }
        drop(sender);
        let mut done = BTreeMap::new();
        let mut rest = vendors.iter().enumerate().peekable();
        let mut collect = || {
            for (place, result) in &receiver {
                let result = match result {
                    Ok(file) => Ok(file),
                    Err(FetchError::Fatal(error)) => return Err(error),
                    Err(error) => Err(error.into_error()),
                };
                done.insert(place, result);
                while let Some((_, vendor)) = rest.next_if(|(place, _)| done.contains_key(place)) {
                    if let Some((_, result)) = done.pop_first() {
                        report(vendor, result)?;
                    }
                }
            }
            Ok(())
        };
        let result = collect();
        stops.store(true, Ordering::Relaxed);
        result
    })
}

/// Downloads disclosures.
struct Downloads<'a> {
    secure: HttpClient,
    plain: HttpClient,
    base_url: &'a str,
    dir: &'a Path,
}

impl<'a> Downloads<'a> {
    fn new(fetcher: &'a Fetcher<'_>) -> Self {
        let client = |url| HttpClient::new(url, Limits::VENDOR_FILE);
        let (base_url, dir) = (fetcher.base_url(), fetcher.dir());
        Self { secure: client("https:"), plain: client("http:"), base_url, dir }
    }

    /// Fetches the disclosure of a vendor. Its URL must be https: except on the server of the list,
    /// if the list itself came over http.
    fn fetch(&self, vendor: &Vendor) -> Result<FetchedFile, FetchError> {
        let url = url_of(vendor).unwrap_or_default();
        let is_of_list_server = !is_https(self.base_url)
            && url.strip_prefix(self.base_url).is_some_and(|path| path.starts_with('/'));
        let client = match (is_https(url), is_of_list_server) {
            (true, _) => &self.secure,
            (false, true) => &self.plain,
            (false, false) => {
                let error = anyhow!("{}: expected an https URL", plain(url));
                return Err(FetchError::File(error));
            }
        };
        let wanted = CurrentDisclosure { vendor: vendor.id, url };
        let Fetched { file, .. } = fetch_current(client, self.base_url, self.dir, &wanted)?;
        Ok(file)
    }
}

impl<W: Write> Output<'_, W> {
    /// A disclosure that is now available.
    fn disclosure(&mut self, vendor: &Vendor, file: FetchedFile) -> Result<()> {
        let record = FetchedDisclosureRecord { vendor: vendor.id.get(), file };
        self.file(&record.file, &record)
    }

    /// A disclosure that is not available.
    fn disclosure_failed(&mut self, vendor: &Vendor, error: &anyhow::Error) -> Result<()> {
        let id = vendor.id.get();
        let message = format!("{error:#}");
        self.failure(
            &format_args!("vendor {id} ({}): {}", plain(&vendor.name), plain(&message)),
            &DisclosureFailureRecord {
                vendor: id,
                url: url_of(vendor).unwrap_or_default(),
                error: MessageRecord { message: message.clone() },
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_ignore_case() {
        let gvl = Gvl::from_json(
            br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 1, "vendors": {
            "1": {"id": 1, "name": "A", "deviceStorageDisclosureUrl": "https://A.example/1"},
            "2": {"id": 2, "name": "B", "deviceStorageDisclosureUrl": "https://b.example/2"},
            "3": {"id": 3, "name": "C", "deviceStorageDisclosureUrl": "https://a.example./3"}}}"#,
        )
        .unwrap();
        let vendors: Vec<_> = gvl.vendors().iter().collect();
        let hosts = by_host(&vendors);
        let places = hosts.iter().map(|host| host.iter().map(|(place, _)| *place).collect());
        assert_eq!(places.collect::<Vec<Vec<_>>>(), [vec![0, 2], vec![1]]);
    }
}
