//! `tcf gvl fetch`: downloads lists into the cache, unless they are fresh there.

use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};
use tcf::{FetchedCmpListRecord, FetchedProviderListRecord};
use tcf_audit::digest;
use tcf_policy::gvl::ListKey;

use super::disclosures;
use super::fetcher::{CurrentCmpList, CurrentGvl, CurrentProviderList, FetchError, Fetcher};
use super::named::{self, Named};
use super::output::Output;
use crate::args::FetchArgs;
use crate::cache;
use crate::lists;
use crate::ui::{ExitStatus, Ui};
use crate::web::is_web_url;

/// The servers of vendor lists, of the CMP list and of the list of providers.
const GVL_SERVER: &str = "https://vendor-list.consensu.org";
const CMP_LIST_SERVER: &str = "https://cmplist.consensu.org";
const PROVIDER_LIST_SERVER: &str = "https://storage.googleapis.com";

pub(super) fn run(args: &FetchArgs, ui: &Ui) -> Result<ExitStatus> {
    let Some(dir) = args.dir.clone().or_else(cache::dir) else {
        bail!("no cache directory: use --dir or set TCF_CACHE");
    };
    let server = match args {
        FetchArgs { cmp: true, .. } => CMP_LIST_SERVER,
        FetchArgs { providers: true, .. } => PROVIDER_LIST_SERVER,
        _ => GVL_SERVER,
    };
    if let Some(url) = args.base_url.as_deref().filter(|url| !is_web_url(url)) {
        bail!("--base-url {url}: expected a URL such as {GVL_SERVER}");
    }
    let fetcher = Fetcher::new(args.base_url.as_deref().unwrap_or(server), dir, ui);
    let mut output = Output { out: ui.stdout(), format: args.format.format, ui };
    if args.cmp {
        let (version, file) = fetcher.current(&CurrentCmpList)?;
        let last_updated = version.last_updated.map(|time| time.to_string());
        let record = FetchedCmpListRecord { last_updated, file };
        output.file(&record.file, &record)?;
        return Ok(ExitStatus::Success);
    }
    if args.providers {
        let (version, file) = fetcher.current(&CurrentProviderList)?;
        let sha256 = digest::sha256(&lists::read(Path::new(&file.path))?);
        let record = FetchedProviderListRecord { providers: version.providers, sha256, file };
        output.file(&record.file, &record)?;
        return Ok(ExitStatus::Success);
    }
    if args.disclosures {
        return disclosures::run(args, &fetcher, &mut output, ui);
    }
    if !args.named_in.is_empty() {
        let named = named::in_files(&args.named_in, ui)?;
        return all(&fetcher, &named, &mut output);
    }
    let specification = args.key.specification();
    let (key, file) = match args.key.version {
        None => fetcher.current(&CurrentGvl { specification })?,
        Some(version) => {
            let key = ListKey { specification, version };
            (key, fetcher.archive(key).map_err(FetchError::into_error)?)
        }
    };
    output.gvl(key, file)?;
    Ok(ExitStatus::Success)
}

/// Fetches all named vendor lists. A list that cannot be fetched does not stop the others.
fn all(
    fetcher: &Fetcher<'_>,
    named: &Named,
    output: &mut Output<'_, impl Write>,
) -> Result<ExitStatus> {
    let mut status = named.status;
    for (&key, mentions) in &named.lists {
        match fetcher.archive(key) {
            Ok(file) => output.gvl(key, file)?,
            Err(FetchError::Fatal(error)) => return Err(error),
            Err(FetchError::File(error)) => {
                output.ui.error(&format_args!("{error:#}"));
                status = ExitStatus::Error;
            }
            Err(FetchError::NotFound(url)) => {
                output.unpublished(key, &url, mentions)?;
                status = status.max(ExitStatus::Failure);
            }
        }
    }
    Ok(status)
}
