//! A bidder that enforces consent: decides for each partner whether a bid request may be sent to
//! it, on several threads, while the vendor lists are replaced. `docs/embedding.md` explains it.
//!
//! ```sh
//! cargo run --package tcf-audit --example bidder -- fixtures/gvl/v3/archives/vendor-list-v140.json
//! ```

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::{fs, thread};

use tcf_audit::enforce::{
    EnforceSettings, Enforcer, Lists, Mode, Request, Ruling, RulingReason, Worker,
};
use tcf_audit::hosts::HostMap;
use tcf_carrier::Timestamp;
use tcf_codec::{PurposeId, VendorId};
use tcf_policy::gvl::{Gvl, Gvls};

// ANCHOR: request
/// What the bidder knows of a bid request.
struct BidRequest {
    at: Timestamp,
    consent: Option<String>,
    gdpr: Option<bool>,
    is_child: bool,
}

/// Whether the bid request may be sent to a partner that buys and measures ads.
fn ask(worker: &mut Worker, partner: VendorId, bid: &BidRequest) -> Ruling {
    let child = if bid.is_child { "true" } else { "false" };
    worker.decide(&Request {
        recipient: Some(partner.into()),
        purposes: [2, 7].into_iter().filter_map(PurposeId::new).collect(),
        tc_string: bid.consent.as_deref(),
        gdpr: bid.gdpr,
        at: Some(bid.at),
        context: &[("child", child)],
        ..Request::default()
    })
}
// ANCHOR_END: request

// ANCHOR: act
/// What the bidder does with the ruling.
fn act(partner: VendorId, ruling: &Ruling) -> String {
    let codes: Vec<_> = ruling.reasons.iter().map(RulingReason::code).collect();
    let codes = codes.join(" ");
    match ruling.mode {
        // Process on this basis only.
        Mode::Full => match ruling.basis {
            Some(basis) => format!("{partner}: send, on {}", basis.name()),
            None => format!("{partner}: send ({codes})"),
        },
        // The purpose map names the fields that remain.
        Mode::Restricted => format!("{partner}: send the restricted form ({codes})"),
        _ => format!("{partner}: do not send ({codes})"),
    }
}
// ANCHOR_END: act

// ANCHOR: prepare
/// The lists: all versions that strings name, and the host map for events that name no vendor.
fn load(paths: &[&Path]) -> Result<Lists, Box<dyn Error>> {
    let mut gvls = Gvls::new();
    let mut hosts = HostMap::new();
    for path in paths {
        gvls.insert(Gvl::from_json(&fs::read(path)?)?);
    }
    if let Some(newest) = gvls.latest() {
        hosts.add_gvl(newest);
    }
    Ok(Lists { gvls, hosts: Arc::new(hosts), ..Lists::default() })
}

/// Decides on the bid requests of several threads, while new lists arrive.
fn serve(paths: &[&Path], threads: &[Vec<BidRequest>]) -> Result<Vec<String>, Box<dyn Error>> {
    let enforcer = Enforcer::new(load(paths)?, EnforceSettings::default());
    let partners: Vec<_> = [1, 2, 3].into_iter().filter_map(VendorId::new).collect();
    thread::scope(|scope| {
        let answer = |bids: &Vec<BidRequest>| {
            // One worker per thread: it reuses its memory and remembers decoded strings.
            let mut worker = enforcer.worker();
            let mut answers = Vec::new();
            for bid in bids {
                for &partner in &partners {
                    answers.push(act(partner, &ask(&mut worker, partner, bid)));
                }
            }
            answers
        };
        let workers: Vec<_> =
            threads.iter().map(|bids| scope.spawn(move || answer(bids))).collect();
        // A new list is published. Workers use it from the next request on.
        enforcer.replace(load(paths)?);
        let mut answers = Vec::new();
        for worker in workers {
            answers.extend(worker.join().map_err(|_| "a worker panicked")?);
        }
        Ok(answers)
    })
}
// ANCHOR_END: prepare

fn bid(consent: Option<&str>, gdpr: Option<bool>, at: &str) -> Result<BidRequest, Box<dyn Error>> {
    let at = Timestamp::parse(at).ok_or("not a time")?;
    Ok(BidRequest { at, consent: consent.map(str::to_owned), gdpr, is_child: false })
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: bidder VENDOR_LIST")?;
    let text = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA";
    let bids = vec![
        bid(Some(text), Some(true), "2026-06-01T12:00:00Z")?,
        bid(Some("${GDPR_CONSENT_2}"), Some(true), "2026-06-01T12:00:01Z")?,
        bid(None, Some(false), "2026-06-01T12:00:02Z")?,
    ];
    for line in serve(&[Path::new(&path)], &[bids])? {
        println!("{line}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn each_partner_gets_what_the_string_permits() {
        let list = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../fixtures/gvl/v3/archives/vendor-list-v140.json");
        let text = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA";
        let bids = || {
            vec![
                bid(Some(text), Some(true), "2026-06-01T12:00:00Z").unwrap(),
                bid(None, Some(false), "2026-06-01T12:00:02Z").unwrap(),
                bid(Some(""), None, "2026-06-01T12:00:02Z").unwrap(),
            ]
        };
        let answers = serve(&[&list], &[bids(), bids()]).unwrap();
        assert_eq!(answers.len(), 18);
        let (one, other) = answers.split_at(9);
        assert_eq!(one, other);
        assert!(one[0].starts_with("1: do not send (R-PURPOSE-LI-ABSENT"), "{}", one[0]);
        assert_eq!(one[3], "1: send (R-OUT-OF-SCOPE)");
        assert_eq!(one[6], "1: do not send (R-STRING-MISSING)");
    }
}
