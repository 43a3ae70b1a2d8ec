//! GPP, US Privacy and Additional Consent strings, for people.

use std::io;

use tcf::{Input, Signal, us};
use tcf_codec::gpp::Section;
use tcf_codec::gpp::canada::{CanadaWire, TcfCanada};
use tcf_codec::{AnyTcString, GppString, IdSet, RestrictionType, SectionId, UspString};

use super::{Screen, VALUES, cmp};
use crate::term::{Role, counted};

/// The column of sets of ids, below those of vendors after their number.
const IDS: usize = VALUES + 7;
/// The column of the values of US sections.
const US_VALUES: usize = 25;

impl Screen<'_> {
    /// Writes a string of any kind, or a section of a GPP string.
    pub(crate) fn write(mut self, input: &Input<'_>, signal: &Signal) -> io::Result<()> {
        self.label(input)?;
        match signal {
            Signal::Tc(decoded) => self.tc(&decoded.value),
            Signal::Gpp(decoded) => self.gpp(&decoded.value),
            Signal::UsPrivacy(usp) => {
                self.page
                    .heading("US Privacy string, version 1 (deprecated since January 2024)")?;
                self.us_privacy(*usp)
            }
            Signal::AdditionalConsent(ac) => self.additional_consent(ac),
            Signal::Section(section) => self.section(section),
            _ => self.page.line("This kind of string has no text output."),
        }
    }

    fn tc(&mut self, value: &AnyTcString) -> io::Result<()> {
        match value {
            AnyTcString::V1(value) => self.version_1(value),
            AnyTcString::V2(value) => self.version_2(value),
        }
    }

    fn gpp(&mut self, gpp: &GppString) -> io::Result<()> {
        let count = gpp.sections().len();
        if count == 0 {
            return self.page.heading("GPP string without sections");
        }
        let names: Vec<_> = gpp.ids().map(numbered).collect();
        let names = names.join(", ");
        self.page.heading(format_args!("GPP string, {}: {names}", counted(count, "section")))?;
        if let Some(summary) = us::opt_outs(gpp) {
            self.page.paragraph(summary, 0)?;
        }
        for section in gpp.sections() {
            self.page.blank()?;
            self.section(section)?;
        }
        Ok(())
    }

    fn section(&mut self, section: &Section) -> io::Result<()> {
        let id = section.id();
        let title = id.title().unwrap_or("Unknown section");
        let name = match id.name() {
            Some(name) => format!("{title} ({name}, section {id})", id = id.get()),
            None => format!("{title} (section {id})"),
        };
        match section {
            Section::TcfEuV1(value) => {
                self.page.heading(name)?;
                self.version_1(value)
            }
            Section::TcfEuV2(value) => {
                self.page.heading(name)?;
                self.version_2(value)
            }
            Section::TcfCaV1(canada) => {
                self.page.heading(format_args!("{name}, version {}", canada.version))?;
                self.canada(canada)
            }
            Section::UspV1(usp) => {
                self.page.heading(name)?;
                self.us_privacy(*usp)
            }
            Section::Us(section) => {
                self.page.heading(format_args!("{name}, {}", us::version(section)))?;
                for row in us::section_rows(section) {
                    self.page.named(row.subject, &row, US_VALUES)?;
                }
                Ok(())
            }
            Section::Unknown(unknown) => {
                self.page.heading(name)?;
                self.row("text", unknown.text())
            }
            _ => self.page.heading(name),
        }
    }

    fn us_privacy(&mut self, usp: UspString) -> io::Result<()> {
        if usp.is_not_applicable() {
            self.page.line("The CCPA does not apply.")?;
        }
        for row in us::usp_rows(usp) {
            self.row(row.subject, &row)?;
        }
        Ok(())
    }

    fn canada(&mut self, canada: &TcfCanada) -> io::Result<()> {
        self.times(canada.created, canada.last_updated)?;
        let (id, version, screen) = (canada.cmp_id, canada.cmp_version, canada.consent_screen);
        // The CMP list is that of the EU.
        let cmp = cmp::named(id.get(), None);
        let language = canada.consent_language;
        self.row("CMP", format_args!("{cmp}, version {version}; screen {screen} in {language}"))?;
        let list = format!(
            "{} (Canada), policy version {}",
            canada.vendor_list_version, canada.tcf_policy_version
        );
        self.row("Vendor list", list)?;
        if canada.use_non_standard_stacks {
            self.row("Stacks", "not standard")?;
        }
        self.row("Encoding", wire(canada.wire))?;
        self.page.section("Consent")?;
        for (name, ids) in [
            ("express", canada.purposes_express_consent),
            ("implied", canada.purposes_implied_consent),
        ] {
            self.ids(&format!("{name} purposes"), ids)?;
        }
        self.ids("express features", canada.special_feature_express_consent)?;
        self.vendors("express vendors", &canada.vendor_express_consent)?;
        self.vendors("implied vendors", &canada.vendor_implied_consent)?;
        match &canada.disclosed_vendors {
            Some(set) => self.vendors("disclosed", set)?,
            None => self.row("disclosed", "segment absent")?,
        }
        self.page.section("Publisher restrictions")?;
        match &canada.publisher_restrictions {
            None => self.page.line("  absent")?,
            Some(restrictions) if restrictions.is_empty() => self.page.line("  none")?,
            Some(restrictions) => {
                for restriction in restrictions.iter().take(self.shown()) {
                    let name = format!("purpose {}", restriction.purpose);
                    let vendors: usize = restriction.vendors.iter().map(|range| range.len()).sum();
                    let demand = canadian_demand(restriction.restriction_type);
                    self.row(&name, format_args!("{demand} for {}", counted(vendors, "vendor")))?;
                }
                let rest = restrictions.len().saturating_sub(self.shown());
                if rest > 0 {
                    self.page.line(format_args!("  ... {rest} more (-v prints all)"))?;
                }
            }
        }
        if let Some(publisher) = &canada.publisher_purposes {
            self.page.section("Publisher purposes")?;
            self.ids("express", publisher.purposes_express_consent)?;
            self.ids("implied", publisher.purposes_implied_consent)?;
            let custom = &publisher.custom_purposes;
            self.row("custom purposes", custom.count())?;
            self.ids("  express", custom.express_consent())?;
            self.ids("  implied", custom.implied_consent())?;
        }
        if canada.undefined_subsections.is_empty() {
            return Ok(());
        }
        self.page.blank()?;
        self.row("undefined", canada.undefined_subsections.join(", "))
    }

    fn ids<const N: usize>(&mut self, name: &str, ids: IdSet<N>) -> io::Result<()> {
        let name = self.page.paint(Role::Name, name);
        write!(self.page.out, "  {name:<width$}", width = IDS - 2)?;
        self.id_list(ids, IDS)?;
        self.page.blank()
    }
}

/// `usca (8)`, or `28`.
pub(in crate::render) fn numbered(id: SectionId) -> String {
    match id.name() {
        Some(name) => format!("{name} ({})", id.get()),
        None => id.get().to_string(),
    }
}

/// The encoding of the vendors of a Canadian section.
pub(in crate::render) const fn wire(wire: CanadaWire) -> &'static str {
    match wire {
        CanadaWire::Specification => "that of the specification (a)",
        CanadaWire::Current => "current (b)",
        CanadaWire::Legacy => "former (c)",
    }
}

/// The requirement of a restriction type of the Canadian section.
pub(in crate::render) const fn canadian_demand(restriction_type: RestrictionType) -> &'static str {
    match restriction_type {
        RestrictionType::NotAllowed => "not allowed",
        RestrictionType::RequireConsent => "express consent required",
        RestrictionType::RequireLegitimateInterest => "implied consent required",
        RestrictionType::Undefined => "undefined restriction type 3",
    }
}
