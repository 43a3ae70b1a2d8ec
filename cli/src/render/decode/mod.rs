//! The text output of `tcf decode`.

mod ac;
mod signal;

use std::io;

use tcf::Input;
use tcf_codec::{
    Deciseconds, IdSet, PublisherTc, PurposeId, Restriction, RestrictionType, TcString, VendorSet,
    v1,
};
use tcf_policy::ProviderList;
use tcf_policy::age::Age;
use tcf_policy::gvl::{CmpList, Gvl, ListKey};
use tcf_policy::vocabulary::{self, Names};

pub(super) use signal::{canadian_demand, numbered, wire};

use super::NOT_DEFINED;
use super::cmp;
use super::ids::write_wrapped;
use crate::lists;
use crate::term::{Cell, Column, Page, Role, Table, counted, plain};

/// Number of lines of ids and of restrictions without -v.
const SHOWN: usize = 8;
/// Column of values.
const VALUES: usize = 18;
/// Purposes and their bits.
const PURPOSES: Table<4> =
    Table::new([Column::right(0, 3), Column::wrapped(2), Column::left(2, 7), Column::left(3, 13)]);
/// Vendors and the sets that contain them.
const VENDORS: Table<5> = Table::new([
    Column::right(0, 5),
    Column::clipped(2),
    Column::left(2, 7),
    Column::left(3, 13),
    Column::left(2, 10),
]);

pub(crate) struct Screen<'a> {
    pub(crate) page: Page<'a>,
    pub(crate) verbose: bool,
    /// The date as of which ages are printed.
    pub(crate) as_of: Deciseconds,
    /// The vendor list that the string names, or the one used instead.
    pub(crate) gvl: Option<&'a Gvl>,
    pub(crate) cmps: Option<&'a CmpList>,
    pub(crate) providers: Option<&'a ProviderList>,
}

impl Screen<'_> {
    fn label(&mut self, input: &Input<'_>) -> io::Result<()> {
        match input.origin.label {
            Some(label) => self.page.line(self.page.paint(Role::Name, plain(label))),
            None => Ok(()),
        }
    }

    fn version_2(&mut self, tc: &TcString) -> io::Result<()> {
        let policy = tc.tcf_policy_version.get();
        self.page.heading(format_args!("TC string, version 2, policy version {policy}"))?;
        self.page.paragraph(summary(tc), 0)?;
        self.times(tc.created, tc.last_updated)?;
        let cmp = cmp::named(tc.cmp_id.get(), self.cmps);
        let (version, screen) = (tc.cmp_version, tc.consent_screen);
        self.row(
            "CMP",
            format_args!("{cmp}, version {version}; screen {screen} in {}", tc.consent_language),
        )?;
        // Specification 3 restarted the version numbers.
        let specification = ListKey::specification_of(policy);
        let key = ListKey { specification, version: tc.vendor_list_version.get() };
        let version = key.version;
        let named = format!("{version} (specification {specification})");
        match self.gvl.map(Gvl::key) {
            Some(used) if used == key => self.row("Vendor list", named)?,
            Some(used) => {
                self.row("Vendor list", format_args!("{named}; names from {used}"))?;
            }
            None if version == 0 => {
                self.row("Vendor list", format_args!("{named}, does not exist"))?;
            }
            None => {
                self.row(
                    "Vendor list",
                    format_args!("{named}, not available: {}", lists::fetch_command(key)),
                )?;
            }
        }
        let country = match tc.publisher_cc.as_str() {
            "AA" => "country unknown (AA)",
            country => country,
        };
        let scope = if tc.is_service_specific {
            "service-specific"
        } else {
            "NOT service-specific (global scope)"
        };
        let texts = if tc.use_non_standard_texts { ", non-standard texts" } else { "" };
        self.row("Publisher", format_args!("{country}, {scope}{texts}"))?;
        self.segments(tc)?;
        self.purposes(tc)?;
        self.special_features(tc)?;

        self.page.section("Vendors")?;
        self.vendors("consent", &tc.vendor_consents)?;
        self.vendors("leg. interest", &tc.vendor_legitimate_interests)?;
        match &tc.disclosed_vendors {
            Some(set) => self.vendors("disclosed", set)?,
            None => self.row("disclosed", "segment absent")?,
        }
        if let Some(set) = &tc.allowed_vendors {
            self.vendors("allowed", set)?;
        }

        self.vendors_by_name(tc)?;

        self.restrictions(tc)?;
        if let Some(publisher_tc) = &tc.publisher_tc {
            self.publisher_tc(publisher_tc, policy)?;
        }
        Ok(())
    }

    fn version_1(&mut self, value: &v1::ConsentString) -> io::Result<()> {
        self.page.heading("Consent string, version 1.1 (invalid since 30 September 2020)")?;
        self.page.line(summary_v1(value))?;
        self.times(value.created, value.last_updated)?;
        let (cmp, version, screen) = (value.cmp_id, value.cmp_version, value.consent_screen);
        self.row(
            "CMP",
            format_args!("{cmp}, version {version}; screen {screen} in {}", value.consent_language),
        )?;
        self.row("Vendor list", format_args!("{} (specification 1)", value.vendor_list_version))?;

        self.page.section("Purposes allowed")?;
        if value.purposes_allowed.is_empty() {
            self.page.line("  none")?;
        } else {
            write!(self.page.out, "  ")?;
            self.id_list(value.purposes_allowed, 2)?;
            self.page.blank()?;
        }
        self.page.section("Vendors")?;
        self.vendors("consent", value.vendors.consents())?;
        self.row("max vendor id", value.vendors.max_vendor_id())
    }

    fn row(&mut self, name: &str, value: impl std::fmt::Display) -> io::Result<()> {
        self.page.named(name, value, VALUES)
    }

    fn times(&mut self, created: Deciseconds, updated: Deciseconds) -> io::Result<()> {
        self.page.blank()?;
        let as_of = self.as_of;
        let aged = |of: Deciseconds| format!("{} ({})", time(of), Age::of(of, as_of));
        if created == updated {
            self.row("Last updated", format_args!("{}, created at the same time", aged(created)))
        } else {
            self.row("Created", aged(created))?;
            self.row("Last updated", aged(updated))
        }
    }

    fn segments(&mut self, tc: &TcString) -> io::Result<()> {
        let all = [
            ("core", true),
            ("disclosedVendors", tc.disclosed_vendors.is_some()),
            ("allowedVendors", tc.allowed_vendors.is_some()),
            ("publisherTC", tc.publisher_tc.is_some()),
        ];
        let names = |wanted: bool| {
            let names: Vec<_> = all
                .iter()
                // The obsolete segment is not reported as absent.
                .filter(|(name, present)| {
                    *present == wanted && (wanted || *name != "allowedVendors")
                })
                .map(|(name, _)| *name)
                .collect();
            names.join(", ")
        };
        match names(false) {
            absent if absent.is_empty() => self.row("Segments", names(true)),
            absent => self.row("Segments", format_args!("{}; absent: {absent}", names(true))),
        }
    }

    /// A row for each purpose that the policy version defines or the string sets.
    fn purposes(&mut self, tc: &TcString) -> io::Result<()> {
        let policy = tc.tcf_policy_version.get();
        self.page.blank()?;
        PURPOSES.heading(&mut self.page, "Purposes", ["consent", "leg. interest"])?;
        for id in PurposeId::all() {
            let (consent, interest) =
                (tc.purposes_consent.contains(id), tc.purposes_li_transparency.contains(id));
            let name = vocabulary::PURPOSES.name(id.get(), policy);
            if name.is_none() && !consent && !interest {
                continue;
            }
            let name = name.unwrap_or(NOT_DEFINED);
            PURPOSES
                .row(&mut self.page, &[Cell::of(id), name.into(), flag(consent), flag(interest)])?;
        }
        let note = "- means: no consent; legitimate interest not established, or objected to";
        self.page.painted_paragraph(Role::Faint, note, 2)?;
        if tc.purpose_one_treatment {
            let note = "Purpose 1 was not disclosed to the user (purposeOneTreatment).";
            self.page.painted_paragraph(Role::Heading, note, 2)?;
        }
        Ok(())
    }

    fn special_features(&mut self, tc: &TcString) -> io::Result<()> {
        let policy = tc.tcf_policy_version.get();
        self.page.section("Special feature opt-ins")?;
        if tc.special_feature_opt_ins.is_empty() {
            return self.page.line("  none");
        }
        self.named_ids(tc.special_feature_opt_ins, &vocabulary::SPECIAL_FEATURES, policy)
    }

    /// One line per id.
    fn named_ids<const N: usize>(
        &mut self,
        ids: IdSet<N>,
        names: &Names,
        policy: u16,
    ) -> io::Result<()> {
        for id in ids.iter() {
            let name = names.name(id.get(), policy).unwrap_or(NOT_DEFINED);
            write!(self.page.out, "{id:>3}  ")?;
            self.page.rest(name, 5, None)?;
        }
        Ok(())
    }

    /// A count and the ids.
    fn vendors(&mut self, name: &str, set: &VendorSet) -> io::Result<()> {
        if set.is_empty() {
            return self.row(name, format_args!("{:>5}", 0));
        }
        let name = self.page.paint(Role::Name, name);
        write!(self.page.out, "  {name:<width$}{:>5}  ", set.len(), width = VALUES - 2)?;
        let lines = self.shown();
        write_wrapped(self.page.out, set.runs(), VALUES + 7, lines, self.page.term.width)?;
        self.page.blank()
    }

    /// The vendors by name, and the sections that contain them.
    fn vendors_by_name(&mut self, tc: &TcString) -> io::Result<()> {
        let Some(gvl) = self.gvl else { return Ok(()) };
        let none = VendorSet::new();
        let disclosed = tc.disclosed_vendors.as_ref().unwrap_or(&none);
        let all = tc.vendor_consents.union(&tc.vendor_legitimate_interests).union(disclosed);
        if all.is_empty() {
            return Ok(());
        }
        self.page.blank()?;
        VENDORS.heading(
            &mut self.page,
            "Vendors by name",
            ["consent", "leg. interest", "disclosed"],
        )?;
        for id in all.iter().take(self.shown()) {
            let name = gvl.vendor(id).map_or("(not in the list)", |vendor| vendor.name.as_str());
            let [consent, interest, shown] =
                [&tc.vendor_consents, &tc.vendor_legitimate_interests, disclosed]
                    .map(|set| flag(set.contains(id)));
            VENDORS.row(
                &mut self.page,
                &[Cell::of(id), plain(name).into(), consent, interest, shown],
            )?;
        }
        self.more(all.len())
    }

    /// The number of rows that are not shown.
    fn more(&mut self, rows: usize) -> io::Result<()> {
        match rows.saturating_sub(self.shown()) {
            0 => Ok(()),
            rest => self.page.line(format_args!("       ... {rest} more (-v prints all)")),
        }
    }

    fn shown(&self) -> usize {
        if self.verbose { usize::MAX } else { SHOWN }
    }

    fn restrictions(&mut self, tc: &TcString) -> io::Result<()> {
        let restrictions = &tc.publisher_restrictions;
        self.page.section("Publisher restrictions")?;
        if restrictions.is_empty() {
            return self.page.line("  none");
        }
        for restriction in restrictions.iter().take(self.shown()) {
            self.restriction(restriction, tc.tcf_policy_version.get())?;
        }
        match restrictions.len().saturating_sub(self.shown()) {
            0 => Ok(()),
            rest => self.page.line(format_args!("  ... {rest} more (-v prints all)")),
        }
    }

    fn restriction(&mut self, restriction: Restriction<'_>, policy: u16) -> io::Result<()> {
        let purpose = restriction.purpose.get();
        let name = u8::try_from(purpose).ok().and_then(|id| vocabulary::PURPOSES.name(id, policy));
        let demand = demand(restriction.restriction_type);
        let name = name.unwrap_or(NOT_DEFINED);
        write!(self.page.out, "{purpose:>3}  ")?;
        self.page.rest(name, 5, None)?;
        let vendors: usize = restriction.vendors.iter().map(|range| range.len()).sum();
        let text = format!("     {demand} for {}", counted(vendors, "vendor"));
        write!(self.page.out, "{}", self.page.term.paint(Role::Heading, &text))?;
        if vendors > 0 {
            self.page.out.write_all(b": ")?;
            let lines = self.shown();
            let (column, width) = (text.len() + 2, self.page.term.width);
            write_wrapped(
                self.page.out,
                restriction.vendors.iter().copied(),
                column,
                lines,
                width,
            )?;
        }
        self.page.blank()
    }

    fn publisher_tc(&mut self, publisher_tc: &PublisherTc, policy: u16) -> io::Result<()> {
        let custom = &publisher_tc.custom_purposes;
        self.page.section("Publisher TC")?;
        for (name, ids) in [
            ("consent", publisher_tc.purposes_consent),
            ("leg. interest", publisher_tc.purposes_li_transparency),
        ] {
            if ids.is_empty() {
                self.row(name, "none")?;
            } else {
                self.page.line(format_args!("  {}", self.page.paint(Role::Name, name)))?;
                self.named_ids(ids, &vocabulary::PURPOSES, policy)?;
            }
        }
        self.row("custom purposes", custom.count())?;
        if custom.count().get() > 0 {
            for (name, ids) in
                [("  consent", custom.consent()), ("  leg. interest", custom.li_transparency())]
            {
                let painted = self.page.term.paint(Role::Name, name);
                write!(self.page.out, "  {painted:<width$}  ", width = VALUES - 2)?;
                self.id_list(ids, VALUES + 2)?;
                self.page.blank()?;
            }
        }
        Ok(())
    }

    fn id_list<const N: usize>(&mut self, ids: IdSet<N>, indent: usize) -> io::Result<()> {
        if ids.is_empty() {
            return write!(self.page.out, "none");
        }
        write_wrapped(self.page.out, ids.runs(), indent, usize::MAX, self.page.term.width)
    }
}

/// A summary of the signals in one sentence.
pub(super) fn summary(tc: &TcString) -> String {
    let nothing = tc.purposes_consent.is_empty()
        && tc.purposes_li_transparency.is_empty()
        && tc.vendor_consents.is_empty()
        && tc.vendor_legitimate_interests.is_empty();
    if nothing {
        return "No consent and no legitimate interest.".to_owned();
    }
    let part = |basis: &str, purposes: IdSet<24>, vendors: &VendorSet| match (
        purposes.len(),
        vendors.len(),
    ) {
        (0, 0) => format!("no {basis}"),
        (purposes, vendors) => {
            format!(
                "{basis} for {} and {}",
                counted(purposes, "purpose"),
                counted(vendors, "vendor")
            )
        }
    };
    let mut parts = vec![
        part("consent", tc.purposes_consent, &tc.vendor_consents),
        part("legitimate interest", tc.purposes_li_transparency, &tc.vendor_legitimate_interests),
    ];
    if !tc.publisher_restrictions.is_empty() {
        parts.push(counted(tc.publisher_restrictions.len(), "publisher restriction"));
    }
    let text = parts.join("; ");
    let mut letters = text.chars();
    let first: String =
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().collect();
    format!("{first}{}.", letters.as_str())
}

/// A summary of the signals of a version 1.1 string in one sentence.
pub(super) fn summary_v1(value: &v1::ConsentString) -> String {
    let (purposes, vendors) = (value.purposes_allowed.len(), value.vendors.consents().len());
    format!("Consent for {} and {}.", counted(purposes, "purpose"), counted(vendors, "vendor"))
}

/// A time as text; only the date if it is midnight, as in valid version 2 strings.
pub(super) fn time(time: Deciseconds) -> String {
    // A date contains neither letter.
    super::date(time).replacen('T', " ", 1).replace('Z', " UTC")
}

/// The requirement of a restriction type.
pub(super) const fn demand(restriction_type: RestrictionType) -> &'static str {
    match restriction_type {
        RestrictionType::NotAllowed => "not allowed",
        RestrictionType::RequireConsent => "consent required",
        RestrictionType::RequireLegitimateInterest => "legitimate interest required",
        RestrictionType::Undefined => "undefined restriction type 3",
    }
}

fn flag(set: bool) -> Cell<'static> {
    if set { Cell::painted(Role::Good, "yes") } else { Cell::painted(Role::Faint, "-") }
}
