//! US sections of GPP strings, for people.

use std::io;

use tcf_codec::SectionId;
use tcf_codec::gpp::us::{Subsection, UsSection, fields};

use crate::term::Page;

/// Column of values.
const VALUES: usize = 25;

pub(super) const OPTED_OUT: &str = "opted out";
pub(super) const NOT_OPTED_OUT: &str = "not opted out";

/// What the values 0 to 3 of a field mean.
type Words = [&'static str; 4];

const OPT_OUT: Words = ["not applicable", OPTED_OUT, NOT_OPTED_OUT, "undefined value 3"];
const NOTICE: Words = ["not applicable", "given", "not given", "undefined value 3"];
const CONSENT: Words = ["not applicable", "no consent", "consent", "undefined value 3"];
const COVERED: Words = [
    "undefined whether it covers the transaction (0)",
    "covers the transaction",
    "does not cover the transaction",
    "undefined value 3",
];
const MODE: Words = ["not applicable", "on", "off", "undefined value 3"];
const SINGLE_MODE: Words =
    ["no mode", "opt-out option mode", "service provider mode", "undefined mode 3"];

fn word(words: Words, value: u8) -> &'static str {
    words.get(usize::from(value)).copied().unwrap_or("undefined")
}

/// The version of a section, and how it differs from the published ones.
pub(super) fn version(us: &UsSection) -> String {
    let format = us.format();
    if format.is_hybrid() {
        let fields = format.version_of_fields();
        return format!("version {} with the fields of version {fields}", us.version());
    }
    match (format.has_section_header(), us.has_section_header()) {
        (false, _) => format!("version {}", us.version()),
        (true, true) => "version 1".to_owned(),
        (true, false) => "without section header".to_owned(),
    }
}

pub(super) fn write(page: &mut Page<'_>, us: &UsSection) -> io::Result<()> {
    let mut row = |name: &str, value: &str| page.named(name, value, VALUES);
    let of = |field, words| us.get(field).map(|value| word(words, value));
    for (name, opt_out, notice) in [
        ("sale", fields::SALE_OPT_OUT, fields::SALE_OPT_OUT_NOTICE),
        ("sharing", fields::SHARING_OPT_OUT, fields::SHARING_OPT_OUT_NOTICE),
        (
            "targeted advertising",
            fields::TARGETED_ADVERTISING_OPT_OUT,
            fields::TARGETED_ADVERTISING_OPT_OUT_NOTICE,
        ),
    ] {
        let parts = [
            of(opt_out, OPT_OUT).map(str::to_owned),
            of(notice, NOTICE).map(|word| format!("notice {word}")),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        if !parts.is_empty() {
            row(name, &parts.join("; "))?;
        }
    }
    for (name, field) in [
        ("sharing notice", fields::SHARING_NOTICE),
        ("processing notice", fields::PROCESSING_NOTICE),
        ("sensitive data notice", fields::SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE),
        ("sensitive data notice", fields::SENSITIVE_DATA_OPT_OUT_NOTICE),
        ("limit use notice", fields::SENSITIVE_DATA_LIMIT_USE_NOTICE),
    ] {
        if let Some(word) = of(field, NOTICE) {
            row(name, word)?;
        }
    }
    let id = us.section();
    let sensitive = if is_opt_out(id) { OPT_OUT } else { CONSENT };
    if let Some(values) = us.list(fields::SENSITIVE_DATA_PROCESSING) {
        categories(page, "sensitive data", values, sensitive, sensitive_data(id))?;
    } else if us.format().optional() == Some(Subsection::SensitiveData) {
        page.named("sensitive data", "not stated", VALUES)?;
    }
    for field in
        [fields::KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, fields::KNOWN_CHILD_SENSITIVE_DATA_CONSENT]
    {
        if let Some(values) = us.list(field) {
            categories(page, "known children", values, CONSENT, children(id))?;
        }
    }
    let mut row = |name: &str, value: &str| page.named(name, value, VALUES);
    for (name, field) in [
        ("other purposes", fields::PERSONAL_DATA_CONSENTS),
        ("additional purposes", fields::ADDITIONAL_DATA_PROCESSING_CONSENT),
    ] {
        if let Some(word) = of(field, CONSENT) {
            row(name, word)?;
        }
    }
    if us.format().optional() == Some(Subsection::Gpc) {
        row(
            "GPC",
            match us.gpc() {
                Some(true) => "on: the browser asks to opt out",
                Some(false) => "off",
                None => "not stated",
            },
        )?;
    }
    let mode = |field, name: &str| of(field, MODE).map(|word| format!("{name} mode {word}"));
    let mspa: Vec<_> = [
        us.format().has_section_header().then(|| format!("version {}", us.version())),
        of(fields::MSPA_COVERED_TRANSACTION, COVERED).map(str::to_owned),
        of(fields::MSPA_MODE, SINGLE_MODE).map(str::to_owned),
        mode(fields::MSPA_OPT_OUT_OPTION_MODE, "opt-out option"),
        mode(fields::MSPA_SERVICE_PROVIDER_MODE, "service provider"),
    ]
    .into_iter()
    .flatten()
    .collect();
    row("MSPA", &mspa.join("; "))?;
    if !us.undefined_subsections().is_empty() {
        row("undefined sub-sections", &us.undefined_subsections().join(", "))?;
    }
    Ok(())
}

/// The categories of a list by their value: `no consent: 1 racial or ethnic origin`.
fn categories(
    page: &mut Page<'_>,
    name: &str,
    values: impl ExactSizeIterator<Item = u8>,
    words: Words,
    names: &[&str],
) -> io::Result<()> {
    let values: Vec<u8> = values.collect();
    let mut name = name;
    // What the user decided comes first.
    for value in [1, 2, 3, 0] {
        let found = values.iter().enumerate().filter(|(_, found)| **found == value);
        let indices: Vec<usize> = found.map(|(index, _)| index).collect();
        let text = match indices.as_slice() {
            [] => continue,
            all if all.len() == values.len() && (value == 0 || all.len() == 1) => {
                word(words, value).to_owned()
            }
            some if value == 0 => format!("{}: {}", word(words, value), numbers(some)),
            some => {
                let listed = some.iter().map(|&index| match names.get(index) {
                    Some(name) => format!("{} {name}", index + 1),
                    None => (index + 1).to_string(),
                });
                format!("{}: {}", word(words, value), listed.collect::<Vec<_>>().join(", "))
            }
        };
        page.named(name, text, VALUES)?;
        name = "";
    }
    Ok(())
}

/// `1, 3-5`, counted from 1.
fn numbers(indices: &[usize]) -> String {
    let runs = indices.chunk_by(|before, after| before + 1 == *after);
    let runs = runs.filter_map(|run| match run {
        [] => None,
        [only] => Some((only + 1).to_string()),
        [first, .., last] => Some(format!("{}-{}", first + 1, last + 1)),
    });
    runs.collect::<Vec<_>>().join(", ")
}

/// Whether the values of sensitive data are opt-outs. Elsewhere they are consents.
const fn is_opt_out(id: SectionId) -> bool {
    matches!(id, SectionId::US_CA | SectionId::US_UT | SectionId::US_IA)
}

const RACE: &str = "racial or ethnic origin";
const RELIGION: &str = "religious beliefs";
const HEALTH: &str = "health";
const SEX_LIFE: &str = "sex life or sexual orientation";
const ORIENTATION: &str = "sexual orientation";
const CITIZENSHIP: &str = "citizenship or immigration status";
const GENETIC: &str = "genetic data";
const BIOMETRIC: &str = "biometric data";
const GEOLOCATION: &str = "precise geolocation";
const TRANSGENDER: &str = "transgender or non-binary status";
const CRIME: &str = "status as a victim of crime";
const NATIONAL: &str = "national origin";

/// The categories of sensitive data of a section.
const fn sensitive_data(id: SectionId) -> &'static [&'static str] {
    match id {
        SectionId::US_NAT => &[
            RACE,
            RELIGION,
            HEALTH,
            SEX_LIFE,
            CITIZENSHIP,
            GENETIC,
            BIOMETRIC,
            GEOLOCATION,
            "government ids",
            "account credentials",
            "union membership",
            "contents of messages",
            "consumer health data",
            CRIME,
            NATIONAL,
            TRANSGENDER,
        ],
        SectionId::US_CA => &[
            "government ids",
            "account credentials",
            GEOLOCATION,
            "origin, beliefs or union membership",
            "contents of messages",
            GENETIC,
            BIOMETRIC,
            HEALTH,
            SEX_LIFE,
        ],
        SectionId::US_UT => {
            &[RACE, RELIGION, ORIENTATION, CITIZENSHIP, HEALTH, GENETIC, BIOMETRIC, GEOLOCATION]
        }
        SectionId::US_OR => &[
            RACE,
            RELIGION,
            HEALTH,
            ORIENTATION,
            TRANSGENDER,
            CITIZENSHIP,
            NATIONAL,
            CRIME,
            GENETIC,
            BIOMETRIC,
            GEOLOCATION,
        ],
        SectionId::US_DE | SectionId::US_NJ => &[
            RACE,
            RELIGION,
            HEALTH,
            SEX_LIFE,
            CITIZENSHIP,
            GENETIC,
            BIOMETRIC,
            GEOLOCATION,
            TRANSGENDER,
            "financial data",
        ],
        SectionId::US_CO
        | SectionId::US_CT
        | SectionId::US_MT
        | SectionId::US_NH
        | SectionId::US_RI => {
            &[RACE, RELIGION, HEALTH, SEX_LIFE, CITIZENSHIP, GENETIC, BIOMETRIC, GEOLOCATION]
        }
        // All other states with such data.
        _ => &[RACE, RELIGION, HEALTH, ORIENTATION, CITIZENSHIP, GENETIC, BIOMETRIC, GEOLOCATION],
    }
}

/// The groups of children, and the processing, of a section.
const fn children(id: SectionId) -> &'static [&'static str] {
    match id {
        SectionId::US_NAT => &["aged 13 to 16", "under 13", "aged 16 to 17"],
        SectionId::US_CA => &["sale, under 16", "sharing, under 16"],
        SectionId::US_FL => &["under 13", "aged 13 to 16", "aged 16 to 18"],
        SectionId::US_DE => &[
            "known child",
            "sale, aged 13 to 16",
            "targeted advertising, aged 13 to 16",
            "sale, aged 16 to 18",
            "targeted advertising, aged 16 to 18",
        ],
        SectionId::US_NJ => &[
            "known child",
            "sale, aged 13 to 16",
            "targeted advertising, aged 13 to 16",
            "sale, aged 16 to 17",
            "targeted advertising, aged 16 to 17",
        ],
        _ => &["known child", "sale, aged 13 to 16", "targeted advertising, aged 13 to 16"],
    }
}
