//! `tcf gvl show`: prints a vendor list or a vendor.

use std::io::Write as _;
use std::sync::Arc;

use anyhow::{Result, bail};
use tcf::{GvlRecord, VendorRecord};
use tcf_policy::gvl::{Found, Gvl, ListKey, Vendor, find};

use crate::args::{Format, ShowArgs};
use crate::config::Config;
use crate::lists::{self, Lists};
use crate::render;
use crate::term::{Page, plain};
use crate::ui::{ExitStatus, Ui};

/// Maximum number of matching vendors in an error.
const MAX_MATCHES: usize = 10;

pub(super) fn run(args: &ShowArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    let gvl = list(args, config)?;
    let indented = args.format.format == Format::Json;
    let mut out = ui.stdout();
    match &args.vendor {
        None => match args.format.format {
            Format::Text => {
                render::gvl::list::write(&mut Page::new(&mut out, ui.terminal()), &gvl)?;
            }
            Format::Json | Format::Ndjson => {
                render::json::write(&mut out, &GvlRecord::new(&gvl), indented)?;
            }
        },
        Some(selector) => {
            let Some(vendor) = vendor(&gvl, selector)? else {
                let similar: Vec<_> = tcf::similar_vendors(&gvl, selector)
                    .iter()
                    .map(|vendor| format!("{} ({})", vendor.id, plain(&vendor.name)))
                    .collect();
                let similar = match similar.as_slice() {
                    [] => String::new(),
                    similar => format!("; similar: {}", similar.join(", ")),
                };
                ui.error(&format_args!("{}: no vendor {}{similar}", gvl.key(), plain(selector)));
                return Ok(ExitStatus::Failure);
            };
            match args.format.format {
                Format::Text => {
                    render::gvl::vendor::write(
                        &mut Page::new(&mut out, ui.terminal()),
                        &gvl,
                        vendor,
                    )?;
                }
                Format::Json | Format::Ndjson => {
                    render::json::write(&mut out, &VendorRecord::new(&gvl, vendor), indented)?;
                }
            }
        }
    }
    out.flush()?;
    Ok(ExitStatus::Success)
}

/// The list of the file, or an available one.
fn list(args: &ShowArgs, config: &Config) -> Result<Arc<Gvl>> {
    let specification = args.key.specification();
    let named = match &args.file {
        Some(file) => match lists::version_argument(file)? {
            None if args.key.is_default() => {
                return lists::read_gvl_argument(file).map(Arc::new);
            }
            None => bail!("--spec cannot be used with a file"),
            named => named,
        },
        None => args.key.version,
    };
    match named {
        Some(version) => lists::find_version(ListKey { specification, version }, config),
        None => match Lists::open(&[], config)?.newest(specification)? {
            Some(gvl) => Ok(gvl),
            None => bail!(
                "no vendor list of specification {specification} is available; name a file, or \
                 fetch it with: tcf gvl fetch --spec {specification}"
            ),
        },
    }
}

/// The vendor with an id, or the only one that matches a name.
fn vendor<'a>(gvl: &'a Gvl, selector: &str) -> Result<Option<&'a Vendor>> {
    if let Some(vendor) = selector.trim().parse().ok().and_then(|id| gvl.vendor(id)) {
        return Ok(Some(vendor));
    }
    match find(gvl, selector) {
        Found::One(vendor) => Ok(Some(vendor)),
        Found::None => Ok(None),
        Found::Several(vendors) => {
            let mut names: Vec<_> = vendors
                .iter()
                .take(MAX_MATCHES)
                .map(|vendor| format!("{} ({})", vendor.id, plain(&vendor.name)))
                .collect();
            if let Some(rest) = vendors.len().checked_sub(MAX_MATCHES).filter(|&rest| rest > 0) {
                names.push(format!("and {rest} more"));
            }
            bail!("{} matches {} vendors: {}", plain(selector), vendors.len(), names.join(", "));
        }
    }
}
