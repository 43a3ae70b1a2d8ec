//! The purpose map as a document for people: a record of processing activities.

use std::fmt::{self, Write as _};

use tcf_codec::{Deciseconds, Id, PurposeId};
use tcf_policy::gvl::{DefinitionKind, Gvl, Vendor};
use tcf_policy::vocabulary::{LegalBasis, PURPOSES, SPECIAL_PURPOSES};

use super::PurposeMap;
use super::check::{RowFault, retention};
use super::recipient::Recipient;
use super::row::{PurposeRow, RestrictedMode};

/// A record of processing activities and assessments, as Markdown: for each row of a purpose map
/// who processes which data, for what, on which legal basis, for how long and under which
/// conditions; what the assessment says; what the vendor declares; and what the checks of the map
/// found. It states what map and list say, and assesses nothing.
///
/// All texts of the map and the list are escaped: none of them becomes a link, an image, HTML or a
/// heading.
///
/// ```
/// use tcf_audit::purpose_map::{ProcessingRecord, PurposeMap, PurposeRow, Recipient};
/// use tcf_codec::PurposeId;
/// use tcf_policy::vocabulary::LegalBasis;
/// let mut row = PurposeRow::new(Recipient::named("news*letter").unwrap());
/// row.purposes.insert(PurposeId::new(7).unwrap(), LegalBasis::Consent);
/// let mut map = PurposeMap::new();
/// map.add(row);
/// let record = ProcessingRecord::new(&map, None, "2026-06-01".parse()?);
/// let page = record.to_string();
/// assert!(page.starts_with("# Record of processing activities\n"));
/// assert!(page.contains("\n## news\\*letter\n"));
/// assert!(page.contains("\n| 7 | Measure advertising performance | consent |"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ProcessingRecord<'r> {
    map: &'r PurposeMap,
    gvl: Option<&'r Gvl>,
    as_of: Deciseconds,
    config: Option<&'r str>,
    faults: Vec<RowFault>,
}

impl<'r> ProcessingRecord<'r> {
    /// The record of a map, with the declarations of a vendor list, as of a date.
    pub fn new(map: &'r PurposeMap, gvl: Option<&'r Gvl>, as_of: Deciseconds) -> Self {
        Self { map, gvl, as_of, config: None, faults: map.check(gvl, as_of) }
    }

    /// Names the settings by their SHA-256 in hexadecimal digits.
    #[must_use]
    pub const fn with_config(mut self, sha256: &'r str) -> Self {
        self.config = Some(sha256);
        self
    }

    /// The faults of the map.
    pub fn faults(&self) -> &[RowFault] {
        &self.faults
    }

    /// The vendor of a recipient in the list.
    fn vendor(&self, recipient: &Recipient) -> Option<&'r Vendor> {
        self.gvl?.vendor(recipient.vendor()?)
    }

    fn title(&self, recipient: &Recipient) -> String {
        match recipient {
            Recipient::Publisher => "Publisher".to_owned(),
            Recipient::Partner(name) => escaped(name),
            Recipient::Vendor(id) => match self.vendor(recipient) {
                Some(vendor) => format!("{} (vendor {id})", escaped(&vendor.name)),
                None => format!("Vendor {id}"),
            },
        }
    }

    fn write_purposes(&self, f: &mut fmt::Formatter<'_>, row: &PurposeRow) -> fmt::Result {
        if row.purposes.is_empty() {
            return writeln!(f, "No purposes are stated.\n");
        }
        let vendor = self.vendor(&row.recipient);
        f.write_str("| Purpose | Name | Legal basis |")?;
        f.write_str(if vendor.is_some() { " Declared | Declared retention |\n" } else { "\n" })?;
        f.write_str("|---|---|---|")?;
        f.write_str(if vendor.is_some() { "---|---|\n" } else { "\n" })?;
        for (&purpose, &basis) in &row.purposes {
            let name = self.name(purpose, basis);
            write!(f, "| {purpose} | {name} | {basis} |")?;
            if let Some(vendor) = vendor {
                let days = retention(vendor, purpose, basis).map(days).unwrap_or_default();
                write!(f, " {} | {days} |", declared(vendor, purpose, basis))?;
            }
            f.write_str("\n")?;
        }
        f.write_str("\n")
    }

    fn name(&self, purpose: PurposeId, basis: LegalBasis) -> String {
        let (kind, names) = match basis {
            LegalBasis::SpecialPurpose => (DefinitionKind::SpecialPurposes, &SPECIAL_PURPOSES),
            LegalBasis::Consent | LegalBasis::LegitimateInterest => {
                (DefinitionKind::Purposes, &PURPOSES)
            }
        };
        let listed = self.gvl.and_then(|gvl| gvl.name_of(kind, purpose.get()));
        let name = listed.or_else(|| names.name(purpose.get(), u16::MAX));
        name.map_or_else(|| "not defined".to_owned(), escaped)
    }

    fn write_row(&self, f: &mut fmt::Formatter<'_>, row: &PurposeRow) -> fmt::Result {
        self.write_purposes(f, row)?;
        let mut list = List(f);
        list.item("Holds", &conditions(row))?;
        let data = row.data.as_ref().map(|data| listed(data.names()));
        list.item("Data", data.as_deref().unwrap_or("not stated"))?;
        if let Some(vendor) = self.vendor(&row.recipient) {
            let categories = vendor.data_declaration.iter().map(|id| self.category(id));
            list.optional("Declared data", &categories.collect::<Vec<_>>().join(", "))?;
        }
        let kept = row.retention_days.map(|kept| days(kept.into()));
        list.item("Retention", kept.as_deref().unwrap_or("not stated"))?;
        if let Some(restricted) = &row.restricted {
            let how = match restricted.mode {
                RestrictedMode::Fields => "each event",
                RestrictedMode::Aggregated => "counts only",
            };
            let fields = listed(&restricted.fields);
            list.item("If denied", &format!("{how}, with {fields}"))?;
        }
        list.optional("Owner", &text(row.owner.as_ref()))?;
        list.optional("Assessment", &text(row.assessment.as_ref()))?;
        list.optional("Review", &row.review.map(date).unwrap_or_default())?;
        list.optional("Necessity", &text(row.reasoning.necessity.as_ref()))?;
        list.optional("Balancing", &text(row.reasoning.balancing.as_ref()))?;
        list.optional("Safeguards", &text(row.reasoning.safeguards.as_ref()))?;
        list.optional("Reason for the retention", &text(row.reasoning.retention.as_ref()))?;
        list.optional("Note", &text(row.note.as_ref()))?;
        f.write_str("\n")
    }

    fn category(&self, id: Id<63>) -> String {
        let listed = self.gvl.and_then(|gvl| gvl.name_of(DefinitionKind::DataCategories, id.get()));
        listed.map_or_else(|| format!("category {id}"), escaped)
    }
}

impl fmt::Display for ProcessingRecord<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# Record of processing activities\n")?;
        let mut list = List(f);
        list.item("As of", &date(self.as_of))?;
        let gvl = self.gvl.map(Gvl::key);
        let gvl =
            gvl.map(|key| format!("version {}, specification {}", key.version, key.specification));
        list.item("Vendor list", gvl.as_deref().unwrap_or("not available"))?;
        let file = self.map.file().map(|file| escaped(file)).unwrap_or_default();
        list.optional("Settings", &file)?;
        list.optional("SHA-256 of the settings", &self.config.map(escaped).unwrap_or_default())?;
        f.write_str("\nThis record states what the purpose map and the vendor list say.\n\n")?;
        for (recipient, rows) in &self.map.rows {
            writeln!(f, "## {}\n", self.title(recipient))?;
            for (number, row) in rows.iter().enumerate() {
                if rows.len() > 1 {
                    writeln!(f, "### Row {}\n", number + 1)?;
                }
                self.write_row(f, row)?;
            }
        }
        f.write_str("## Findings\n\n")?;
        if self.faults.is_empty() {
            return f.write_str("None.\n");
        }
        for fault in &self.faults {
            let check = fault.code.check();
            write!(f, "* {} ", fault.code)?;
            if let Some(line) = fault.line {
                write!(f, "(line {line}) ")?;
            }
            write!(f, "{}", self.title(&fault.recipient))?;
            if let Some(purpose) = fault.purpose {
                write!(f, ", purpose {purpose}")?;
            }
            if let Some(name) = &fault.name {
                write!(f, ", {}", escaped(name))?;
            }
            writeln!(f, ": {}", check.summary)?;
        }
        Ok(())
    }
}

/// A list of names and texts, of which the texts are escaped already.
struct List<'l, 'f>(&'l mut fmt::Formatter<'f>);

impl List<'_, '_> {
    fn item(&mut self, name: &str, text: &str) -> fmt::Result {
        writeln!(self.0, "* {name}: {text}")
    }

    fn optional(&mut self, name: &str, text: &str) -> fmt::Result {
        if text.is_empty() { Ok(()) } else { self.item(name, text) }
    }
}

/// In which cases a row holds.
fn conditions(row: &PurposeRow) -> String {
    let mut parts = Vec::new();
    if !row.countries.is_empty() {
        let countries = row.countries.iter().map(ToString::to_string);
        parts.push(format!("in {}", countries.collect::<Vec<_>>().join(", ")));
    }
    if !row.channels.is_empty() {
        parts.push(format!("channels {}", listed(&row.channels)));
    }
    for (name, value) in &row.context {
        parts.push(format!("{} is {}", escaped(name), escaped(value)));
    }
    if let Some(since) = row.since {
        parts.push(format!("since {}", date(since)));
    }
    if parts.is_empty() { "always".to_owned() } else { parts.join("; ") }
}

/// How a vendor declares a purpose.
fn declared(vendor: &Vendor, purpose: PurposeId, basis: LegalBasis) -> String {
    if basis == LegalBasis::SpecialPurpose {
        let is_declared = vendor.special_purposes.contains(purpose);
        return if is_declared { "special purpose" } else { "no" }.to_owned();
    }
    let declaration = vendor.declaration(purpose);
    let flexible = if declaration.flexible { ", flexible" } else { "" };
    declaration.basis.map_or_else(|| "no".to_owned(), |basis| format!("{basis}{flexible}"))
}

fn days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// The day of a time.
fn date(time: Deciseconds) -> String {
    time.to_string().chars().take("2026-06-01".len()).collect()
}

fn text(text: Option<&String>) -> String {
    text.map(|text| escaped(text)).unwrap_or_default()
}

fn listed(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| escaped(name)).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

/// A text in one line that means the same in Markdown. All punctuation that means something there
/// is escaped, also that of addresses, of which some renderers make links.
fn escaped(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        let is_address = word.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
        for (position, character) in word.char_indices() {
            let is_special = match character {
                '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '!' | '|'
                | '&' | '~' | ':' | '@' | '$' | '^' | '=' => true,
                // Of a list, or a line under a heading.
                '-' | '+' => position == 0,
                // Of a numbered list.
                '.' | ')' => {
                    is_address
                        || word
                            .get(..position)
                            .is_some_and(|start| start.bytes().all(|byte| byte.is_ascii_digit()))
                }
                _ => false,
            };
            if is_special {
                line.push('\\');
            }
            if !character.is_control() {
                // Writing to a String cannot fail.
                let _ = line.write_char(character);
            }
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use tcf_codec::VendorId;

    use super::*;

    #[test]
    fn texts_mean_the_same_in_markdown() {
        for (text, expected) in [
            (
                "plain text, with (brackets) / and - dashes",
                "plain text, with (brackets) / and \\- dashes",
            ),
            ("a|b", "a\\|b"),
            ("<img src=x onerror=alert(1)>", "\\<img src\\=x onerror\\=alert(1)\\>"),
            ("[x](javascript:y)", "\\[x\\](javascript\\:y)"),
            ("https://a.example www.a.example", "https\\://a.example www\\.a\\.example"),
            ("# a\n\n* b\n1. c", "\\# a \\* b 1\\. c"),
            ("ip/24 user.eids", "ip/24 user.eids"),
            ("&lt;", "\\&lt;"),
            ("a\u{7}b", "ab"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }

    #[test]
    fn a_record_has_everything_of_map_and_list() {
        let gvl = Gvl::from_json(
            br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 45,
                "dataCategories": {"1": {"id": 1, "name": "IP addresses"}},
                "vendors": {"7": {"id": 7, "name": "A|B", "purposes": [2], "legIntPurposes": [7],
                    "flexiblePurposes": [7], "dataDeclaration": [1],
                    "dataRetention": {"stdRetention": 90, "purposes": {"7": 1},
                        "specialPurposes": {}}}}}"#,
        )
        .unwrap();
        let mut row = PurposeRow::new(VendorId::new(7).unwrap());
        row.purposes.insert(PurposeId::new(7).unwrap(), LegalBasis::LegitimateInterest);
        row.assessment = Some("LIA-1".to_owned());
        row.review = Some("2027-03-31".parse().unwrap());
        row.reasoning.necessity = Some("Because.\nReally.".to_owned());
        row.data = Some(["ip/24".to_owned()].into_iter().collect());
        row.retention_days = Some(30);
        row.owner = Some("measurement".to_owned());
        row.countries = vec!["DE".parse().unwrap(), "FR".parse().unwrap()];
        row.context.insert("child".to_owned(), "false".to_owned());
        row.lines.row = Some(3);
        let mut map = PurposeMap::new();
        map.set_file("tcf.toml");
        map.add(row);
        map.add(PurposeRow::new(Recipient::Publisher));
        let record = ProcessingRecord::new(&map, Some(&gvl), "2026-06-01".parse().unwrap());
        let expected = "# Record of processing activities\n\n* As of: 2026-06-01\n\
            * Vendor list: version 45, specification 3\n* Settings: tcf.toml\n\
            * SHA-256 of the settings: ab\n\n\
            This record states what the purpose map and the vendor list say.\n\n\
            ## A\\|B (vendor 7)\n\n\
            | Purpose | Name | Legal basis | Declared | Declared retention |\n\
            |---|---|---|---|---|\n\
            | 7 | Measure advertising performance | legitimate interest | \
            legitimate interest, flexible | 1 day |\n\n\
            * Holds: in DE, FR; child is false\n* Data: ip/24\n* Declared data: IP addresses\n\
            * Retention: 30 days\n* Owner: measurement\n* Assessment: LIA-1\n\
            * Review: 2027-03-31\n* Necessity: Because. Really.\n\n\
            ## Publisher\n\nNo purposes are stated.\n\n\
            * Holds: always\n* Data: not stated\n* Retention: not stated\n\n\
            ## Findings\n\n\
            * M010 (line 3) A\\|B (vendor 7), purpose 7: The purpose map lets a vendor keep data \
            for longer than the vendor declares.\n";
        assert_eq!(record.with_config("ab").to_string(), expected);
    }
}
