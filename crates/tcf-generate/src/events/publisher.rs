//! The publisher of a log: its vendors with their hosts, and the strings of its CMP.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use tcf_codec::{Deciseconds, IdSet, PurposeId, TcString, VendorId};
use tcf_policy::vocabulary::PURPOSE_ONE;
use tcf_policy::{conditions, dates};

use crate::compose::{Disclosed, Inputs, complete, header, vendors_for};
use crate::dates::random_day;
use crate::error::GenerateError;
use crate::generator::Generator;
use crate::kind::{Kind, Plan, Share, Vendors};
use crate::rng::SeededRng;
use crate::vendor_pool::random_subset;

/// What a user chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Profile {
    /// Everything.
    Accept,
    /// Nothing.
    Reject,
    /// Consent, but no legitimate interest.
    Objected,
    /// Legitimate interest, but no consent.
    InterestOnly,
    /// Some purposes.
    Mixed,
}

impl Profile {
    const fn plan(self) -> Plan {
        let (consent, legitimate_interest) = match self {
            Self::Accept => (Share::All, Share::All),
            Self::Reject => (Share::None, Share::None),
            Self::Objected => (Share::All, Share::None),
            Self::InterestOnly => (Share::None, Share::All),
            Self::Mixed => (Share::Some, Share::Some),
        };
        Plan {
            consent,
            legitimate_interest,
            vendors: Vendors::All,
            // No choices by vendor, and no PurposeOneTreatment.
            few: true,
            restricted: Share::None,
            publisher_tc: Share::None,
        }
    }

    /// A random profile, most often one of those of a single click.
    pub(super) fn random(rng: &mut SeededRng) -> Self {
        match rng.below(100) {
            0..45 => Self::Accept,
            45..65 => Self::Reject,
            65..75 => Self::Objected,
            75..82 => Self::InterestOnly,
            _ => Self::Mixed,
        }
    }
}

/// What a string permits a vendor, without publisher restrictions: the plain formula.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Basis {
    pub(super) consent: IdSet<24>,
    pub(super) interest: IdSet<24>,
    /// Whether any data may be passed to the vendor.
    pub(super) transmits: bool,
}

impl Basis {
    pub(super) const fn purposes(&self) -> IdSet<24> {
        self.consent.union(self.interest)
    }
}

/// A string of the CMP.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) text: Arc<str>,
    pub(super) tc: TcString,
    /// By partner.
    bases: Vec<Basis>,
}

impl Statement {
    pub(super) fn basis(&self, partner: usize) -> Basis {
        self.bases.get(partner).copied().unwrap_or_default()
    }

    /// The rules of severity error that the string violates.
    pub(super) fn broken_rules(&self) -> impl Iterator<Item = &'static str> {
        let has_interest = self.tc.purposes_li_transparency.contains(PURPOSE_ONE);
        let Ok(date) = conditions::date(&self.tc);
        let is_undisclosed =
            self.tc.disclosed_vendors.is_none() && conditions::requires_disclosed_vendors(date);
        let broken = [has_interest.then_some("P010"), is_undisclosed.then_some("P012")];
        broken.into_iter().flatten()
    }

    /// A GPP string with the string as its only section.
    pub(super) fn gpp(&self) -> Arc<str> {
        format!("{GPP_HEADER}{}", self.text).into()
    }
}

/// The header of a GPP string with section 2 alone.
const GPP_HEADER: &str = "DBABMA~";

/// A vendor that the publisher calls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Partner {
    pub(super) id: VendorId,
    pub(super) consent: IdSet<24>,
    pub(super) interest: IdSet<24>,
    has_special_purposes: bool,
    pub(super) is_disclosed: bool,
    /// The longest age of cookies that the vendor declares, in seconds.
    pub(super) max_age: Option<u64>,
}

/// What a host is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Calls to vendors.
    Calls,
    /// Delivery of the signal.
    SignalOnly,
    /// Delivery of a library.
    Library,
    /// The publisher's own files.
    Own,
}

/// A host.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) host: Arc<str>,
    /// The partners that it belongs to.
    pub(super) partners: Vec<usize>,
    pub(super) role: Role,
    /// The purposes of calls, as the host map states.
    pub(super) purposes: Option<IdSet<24>>,
}

/// The publisher.
#[derive(Debug)]
pub(super) struct Publisher<'a> {
    inputs: Inputs<'a>,
    header: TcString,
    shown: Vec<Disclosed<'a>>,
    pub(super) partners: Vec<Partner>,
    pub(super) sites: Vec<Site>,
    rows: Vec<String>,
    /// The first and the last day of strings.
    days: (Deciseconds, Deciseconds),
    /// The strings of single clicks. There are at most four for each of 31 days.
    known: HashMap<(Profile, Deciseconds), Arc<Statement>>,
}

/// The number of vendors that are called, if the list has as many.
const PARTNERS: usize = 14;
/// Of these, the number that the CMP does not disclose.
const UNDISCLOSED: usize = 2;

impl<'a> Publisher<'a> {
    pub(super) fn new(generator: &'a Generator<'a>) -> Result<Self, GenerateError> {
        if generator.lists.gvl.is_none() {
            return Err(GenerateError::NeedsGvl);
        }
        let kind = Kind::AcceptAll;
        let (first, last) = generator.days(kind)?;
        let began = dates::VERSION_2_3_PUBLISHED;
        if last < began {
            return Err(GenerateError::TooEarly { kind: None, first: began });
        }
        let mut rng = SeededRng::of(generator.seed, "publisher", 0);
        let no_vendor = || generator.no_vendor(kind, last);
        let inputs = generator.inputs(last, true, &mut rng).ok_or_else(no_vendor)?;
        let header = header(&inputs, &mut rng).ok_or_else(no_vendor)?;
        let mut publisher = Self {
            inputs,
            header,
            shown: vendors_for(Profile::Accept.plan(), &inputs),
            partners: Vec::new(),
            sites: Vec::new(),
            rows: Vec::new(),
            days: (first.max(began), last),
            known: HashMap::new(),
        };
        publisher.shown.retain(|shown| !shown.vendor.is_deleted_at(generator.as_of));
        publisher.choose_partners(&mut rng);
        if publisher.partners.len() <= UNDISCLOSED {
            return Err(GenerateError::NoVendor { kind });
        }
        publisher.choose_hosts(&mut rng);
        Ok(publisher)
    }

    /// Chooses vendors of each sort: with consent or legitimate interest alone and without special
    /// purposes, so that there are strings that permit them nothing, and others.
    fn choose_partners(&mut self, rng: &mut SeededRng) {
        let mut candidates: Vec<_> = self.shown.iter().filter(|shown| is_plain(shown)).collect();
        rng.shuffle(&mut candidates);
        let mut chosen: Vec<&Disclosed<'_>> = Vec::new();
        let has_nothing_else = |shown: &Disclosed<'_>| shown.vendor.special_purposes.is_empty();
        for sort in [Disclosed::is_on_consent_alone, Disclosed::is_on_interest_alone] {
            let of_sort = candidates.iter().filter(|shown| sort(shown) && has_nothing_else(shown));
            chosen.extend(of_sort.take(2).copied());
        }
        let ids: Vec<_> = chosen.iter().map(|shown| shown.vendor.id).collect();
        let others = candidates.iter().filter(|shown| !ids.contains(&shown.vendor.id));
        chosen.extend(others.take(PARTNERS - chosen.len()).copied());
        let disclosed = chosen.len().saturating_sub(UNDISCLOSED);
        for (number, shown) in chosen.into_iter().enumerate() {
            self.partners.push(Partner {
                id: shown.vendor.id,
                consent: shown.consent,
                interest: shown.legitimate_interest,
                has_special_purposes: !shown.vendor.special_purposes.is_empty(),
                is_disclosed: number < disclosed,
                max_age: shown.vendor.cookie_max_age_seconds.and_then(|age| age.try_into().ok()),
            });
        }
        let hidden: Vec<_> =
            self.partners.iter().skip(disclosed).map(|partner| partner.id).collect();
        self.shown.retain(|shown| !hidden.contains(&shown.vendor.id));
    }

    fn choose_hosts(&mut self, rng: &mut SeededRng) {
        let partners = self.partners.clone();
        for (number, partner) in partners.into_iter().enumerate() {
            let (id, declared) = (partner.id, partner.consent.union(partner.interest));
            let domain = format!("v{id}.example");
            // The map states purposes for some hosts.
            let purposes = (number % 4 == 2).then(|| random_subset(rng, 40, declared));
            let purposes = purposes.filter(|purposes| !purposes.is_empty());
            self.add_site(format!("ib.{domain}"), &[number], Role::Calls, purposes);
            self.add_row(&format!("*.{domain}"), &[id], purposes, "");
            if number % 4 == 1 {
                self.add_site(format!("sync.{domain}"), &[number], Role::Calls, None);
            }
            if number % 4 == 3 {
                let host = format!("signal.{domain}");
                self.add_row(&host, &[id], None, "signal-only");
                self.add_site(host, &[number], Role::SignalOnly, None);
            }
        }
        if let [first, second, ..] = self.partners[..] {
            let host = "cdn.shared.example";
            self.add_row(host, &[first.id, second.id], None, "");
            self.add_site(host.to_owned(), &[0, 1], Role::Calls, None);
            let host = format!("lib.v{}.example", first.id);
            self.rows.push(format!("{host},{},none,,,library", first.id));
            self.add_site(host, &[0], Role::Library, None);
        }
        let host = "static.publisher.example";
        self.rows.push(format!("{host},-,,,,own host"));
        self.add_site(host.to_owned(), &[], Role::Own, None);
    }

    fn add_site(&mut self, host: String, of: &[usize], role: Role, purposes: Option<IdSet<24>>) {
        self.sites.push(Site { host: host.into(), partners: of.to_vec(), role, purposes });
    }

    fn add_row(&mut self, hosts: &str, ids: &[VendorId], purposes: Option<IdSet<24>>, kind: &str) {
        let ids = joined(ids.iter().map(|id| id.get()));
        let purposes = purposes.unwrap_or(IdSet::EMPTY);
        let purposes = purposes.iter().map(|id| id.get().into());
        self.rows.push(format!("{hosts},{ids},{},,{kind},", joined(purposes)));
    }

    /// The host map, as CSV.
    pub(super) fn hosts_csv(&self) -> String {
        let mut csv = "host,vendor,purposes,storage,kind,note\n".to_owned();
        for row in &self.rows {
            csv.push_str(row);
            csv.push('\n');
        }
        csv
    }

    /// The last day of strings.
    pub(super) const fn today(&self) -> Deciseconds {
        self.days.1
    }

    /// A day of strings.
    pub(super) fn random_day(&self, rng: &mut SeededRng) -> Deciseconds {
        random_day(self.days.0, self.days.1, rng)
    }

    /// The string of a choice on a day.
    pub(super) fn statement(
        &mut self,
        profile: Profile,
        day: Deciseconds,
        rng: &mut SeededRng,
    ) -> Arc<Statement> {
        if let Some(known) = self.known.get(&(profile, day)) {
            return Arc::clone(known);
        }
        let mut tc = TcString { created: day, last_updated: day, ..self.header.clone() };
        let inputs = Inputs { day, ..self.inputs };
        complete(&mut tc, profile.plan(), &inputs, &self.shown, rng);
        let statement = self.statement_of(tc);
        if profile != Profile::Mixed {
            self.known.insert((profile, day), Arc::clone(&statement));
        }
        statement
    }

    /// The string with a value.
    pub(super) fn statement_of(&self, tc: TcString) -> Arc<Statement> {
        let bases = self.partners.iter().map(|partner| partner.basis(&tc)).collect();
        Arc::new(Statement { text: tc.encode().into(), bases, tc })
    }
}

impl Partner {
    fn basis(&self, tc: &TcString) -> Basis {
        let disclosed = tc.disclosed_vendors.as_ref();
        if disclosed.is_some_and(|disclosed| !disclosed.contains(self.id)) {
            return Basis::default();
        }
        let granted = |has_bit: bool, ids: IdSet<24>| if has_bit { ids } else { IdSet::EMPTY };
        let consent = granted(tc.vendor_consents.contains(self.id), tc.purposes_consent);
        let interest =
            granted(tc.vendor_legitimate_interests.contains(self.id), tc.purposes_li_transparency);
        let mut basis = Basis {
            consent: consent.intersection(self.consent),
            interest: interest.intersection(self.interest),
            transmits: self.has_special_purposes,
        };
        basis.transmits |= !basis.purposes().is_empty();
        basis
    }
}

impl Disclosed<'_> {
    fn is_on_consent_alone(&self) -> bool {
        self.legitimate_interest.is_empty() && !self.consent.is_empty()
    }

    fn is_on_interest_alone(&self) -> bool {
        self.consent.is_empty() && !self.legitimate_interest.is_empty()
    }
}

/// Whether the plain formula holds for a vendor: every declaration is possible.
fn is_plain(shown: &Disclosed<'_>) -> bool {
    let vendor = shown.vendor;
    vendor.purposes == shown.consent
        && vendor.leg_int_purposes == shown.legitimate_interest
        && !vendor.declared_purposes().is_empty()
        && !PurposeId::all().any(|purpose| vendor.is_declared_twice(purpose))
}

fn joined(ids: impl Iterator<Item = u16>) -> String {
    let mut text = String::new();
    for (number, id) in ids.enumerate() {
        let separator = if number > 0 { ";" } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(text, "{separator}{id}");
    }
    text
}
