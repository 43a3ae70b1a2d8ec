//! Calls, and what an audit must find in them.

use std::sync::Arc;

use tcf_carrier::Timestamp;
use tcf_codec::IdSet;
use tcf_policy::rules::Severity;

use super::detail::Details;
use super::expected::{Expectations, ExpectedDefect};
use super::publisher::{Basis, Publisher, Role, Site, Statement};

/// The TC string of a call, or what is in its place.
#[derive(Clone, Debug, Default)]
pub(super) enum Sent {
    /// Nothing.
    #[default]
    None,
    /// A string.
    String(Arc<Statement>),
    /// A text that is not a string.
    Text(Arc<str>),
}

/// A call.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// The host: its number, or the name of one that is not mapped.
    pub(super) to: Receiver,
    /// Whether the event names the host.
    pub(super) names_host: bool,
    /// Whether the event names the vendor, if it is only one.
    pub(super) names_vendor: bool,
    pub(super) purposes: Option<IdSet<24>>,
    pub(super) gdpr: Option<bool>,
    pub(super) tc: Sent,
    pub(super) gpp: Option<Arc<Statement>>,
    pub(super) details: Details,
    /// The findings besides those about the legal basis.
    pub(super) findings: Vec<Direct>,
}

/// The receiver of a call.
#[derive(Clone, Debug)]
pub(super) enum Receiver {
    /// A host of the map.
    Site(usize),
    /// A host that is not in the map.
    Unmapped(Arc<str>),
}

/// A finding that follows from the signals of a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Direct {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) name: Option<&'static str>,
}

impl Direct {
    pub(super) const fn error(code: &'static str) -> Self {
        Self { code, severity: Severity::Error, name: None }
    }

    pub(super) const fn warning(code: &'static str) -> Self {
        Self { code, severity: Severity::Warning, name: None }
    }

    pub(super) const fn info(code: &'static str) -> Self {
        Self { code, severity: Severity::Info, name: None }
    }

    pub(super) const fn named(self, name: &'static str) -> Self {
        Self { name: Some(name), ..self }
    }
}

/// Whether a call is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The GDPR applies.
    Inside,
    /// It does not.
    Outside,
    /// Nothing says whether it does.
    Unknown,
}

impl Call {
    /// A call without signals.
    pub(super) const fn new(to: Receiver) -> Self {
        Self {
            to,
            names_host: true,
            names_vendor: false,
            purposes: None,
            gdpr: None,
            tc: Sent::None,
            gpp: None,
            details: Details::NONE,
            findings: Vec::new(),
        }
    }

    /// The string that the receiver gets.
    fn own(&self) -> Option<&Statement> {
        match &self.tc {
            Sent::String(statement) => Some(statement),
            Sent::Text(_) => None,
            Sent::None => self.gpp.as_deref(),
        }
    }

    fn is_silent(&self) -> bool {
        self.gdpr.is_none() && matches!(self.tc, Sent::None) && self.gpp.is_none()
    }
}

/// Adds what an audit must find in a call while a string is in force; `None` before the choice.
pub(super) fn expect(
    call: &Call,
    in_force: Option<&Statement>,
    scope: Scope,
    at: Timestamp,
    publisher: &Publisher<'_>,
    expected: &mut Expectations,
) {
    let site = match &call.to {
        Receiver::Site(number) => publisher.sites.get(*number),
        Receiver::Unmapped(_) => None,
    };
    let partners = site.map_or(&[][..], |site| &site.partners);
    let about = About { call, site, partners, publisher, at };
    for &direct in &call.findings {
        about.report(expected, direct);
    }
    if let Sent::String(statement) = &call.tc {
        for rule in statement.broken_rules() {
            about.report(expected, Direct::error("T014").named(rule));
        }
    }
    let counts = &mut expected.counts;
    counts.read += 1;
    *match (site, scope) {
        (None, _) => &mut counts.unmapped,
        (Some(_), _) if partners.is_empty() => &mut counts.other,
        (_, Scope::Outside) => &mut counts.out_of_scope,
        (_, Scope::Unknown) => &mut counts.unknown,
        (_, Scope::Inside) => &mut counts.judged,
    } += 1;
    let Some(site) = site.filter(|_| !partners.is_empty() && scope == Scope::Inside) else {
        return;
    };
    let is_unauthorised = match in_force {
        None if site.role == Role::Library => false,
        None => {
            about.report(expected, Direct::error("B001"));
            true
        }
        Some(in_force) => about.expect_basis(in_force, site, expected),
    };
    if call.is_silent() && site.role != Role::Library {
        about.report(expected, Direct::warning("B014"));
    }
    expected.unauthorised.count(is_unauthorised);
    if let Some(in_force) = in_force {
        let usable = call.own().filter(|_| call.gdpr != Some(false));
        expected.coverage.count(usable.is_some());
        if let Some(own) = usable {
            expected.correctness.count(own.text == in_force.text);
        }
    }
}

/// A call, for findings about it.
struct About<'a> {
    call: &'a Call,
    site: Option<&'a Site>,
    partners: &'a [usize],
    publisher: &'a Publisher<'a>,
    at: Timestamp,
}

impl About<'_> {
    fn defect(&self, direct: Direct) -> ExpectedDefect {
        let host = match (&self.call.to, self.site) {
            (Receiver::Unmapped(host), _) => Some(host),
            (_, site) => site.map(|site| &site.host),
        };
        let vendor = match self.partners {
            [partner] => self.publisher.partners.get(*partner).map(|partner| partner.id),
            _ => None,
        };
        ExpectedDefect {
            code: direct.code,
            severity: direct.severity,
            host: host.filter(|_| self.call.names_host).cloned(),
            vendor,
            name: direct.name,
            purpose: None,
        }
    }

    fn report(&self, expected: &mut Expectations, direct: Direct) {
        expected.add(self.defect(direct), self.at);
    }

    /// The findings about the legal basis. Returns whether the call is unauthorized. What holds for
    /// a shared host must hold for each of its vendors.
    fn expect_basis(&self, in_force: &Statement, site: &Site, expected: &mut Expectations) -> bool {
        let bases: Vec<_> = self.partners.iter().map(|&number| in_force.basis(number)).collect();
        let of_partner = |number: &usize| self.publisher.partners.get(*number);
        let is_hidden =
            self.partners.iter().filter_map(of_partner).all(|partner| !partner.is_disclosed);
        if is_hidden {
            self.report(expected, Direct::error("B003"));
        }
        if bases.iter().all(|basis| !basis.transmits) {
            let is_error = site.role != Role::SignalOnly;
            let severity = if is_error { Severity::Error } else { Severity::Warning };
            self.report(expected, Direct { severity, ..Direct::error("B002") });
            return is_error || is_hidden;
        }
        let stated = self.call.purposes.or(site.purposes).unwrap_or(IdSet::EMPTY);
        let permitted = bases.iter().map(Basis::purposes).fold(IdSet::EMPTY, IdSet::union);
        let denied = stated.difference(permitted);
        for purpose in denied.iter() {
            let defect = self.defect(Direct::error("B004"));
            expected.add(ExpectedDefect { purpose: Some(purpose), ..defect }, self.at);
        }
        let is_on_interest = |basis: &Basis| basis.consent.is_empty() && !basis.interest.is_empty();
        if bases.iter().all(is_on_interest) {
            self.report(expected, Direct::info("B005"));
        }
        is_hidden || !denied.is_empty()
    }
}
