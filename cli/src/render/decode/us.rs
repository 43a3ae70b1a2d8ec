//! US sections of GPP strings, for people.

use std::io;

use tcf_codec::Field;
use tcf_codec::gpp::us::{Subsection, UsSection, fields};

use crate::render::us_words::{category, gpc, meaning};
use crate::term::Page;

/// Column of values.
const VALUES: usize = 25;

/// The version of a section, and how it differs from the published ones.
pub(in crate::render) fn us_version(us: &UsSection) -> String {
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
    let id = us.section();
    let of = |field| us.get(field).map(|value| meaning(id, field, value));
    for (name, opt_out, notice) in [
        ("sale", fields::SALE_OPT_OUT, fields::SALE_OPT_OUT_NOTICE),
        ("sharing", fields::SHARING_OPT_OUT, fields::SHARING_OPT_OUT_NOTICE),
        (
            "targeted advertising",
            fields::TARGETED_ADVERTISING_OPT_OUT,
            fields::TARGETED_ADVERTISING_OPT_OUT_NOTICE,
        ),
    ] {
        let parts =
            [of(opt_out).map(str::to_owned), of(notice).map(|word| format!("notice {word}"))];
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
        if let Some(word) = of(field) {
            row(name, word)?;
        }
    }
    match us.list(fields::SENSITIVE_DATA_PROCESSING) {
        Some(values) => {
            categories(page, "sensitive data", us, fields::SENSITIVE_DATA_PROCESSING, values)?;
        }
        None if us.format().optional() == Some(Subsection::SensitiveData) => {
            page.named("sensitive data", "not stated", VALUES)?;
        }
        None => {}
    }
    for field in
        [fields::KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, fields::KNOWN_CHILD_SENSITIVE_DATA_CONSENT]
    {
        if let Some(values) = us.list(field) {
            categories(page, "known children", us, field, values)?;
        }
    }
    let mut row = |name: &str, value: &str| page.named(name, value, VALUES);
    for (name, field) in [
        ("other purposes", fields::PERSONAL_DATA_CONSENTS),
        ("additional purposes", fields::ADDITIONAL_DATA_PROCESSING_CONSENT),
    ] {
        if let Some(word) = of(field) {
            row(name, word)?;
        }
    }
    if us.format().optional() == Some(Subsection::Gpc) {
        row("GPC", gpc(us.gpc()))?;
    }
    let mode = |field, name: &str| of(field).map(|word| format!("{name} mode {word}"));
    let mspa: Vec<_> = [
        us.format().has_section_header().then(|| format!("version {}", us.version())),
        of(fields::MSPA_COVERED_TRANSACTION).map(str::to_owned),
        of(fields::MSPA_MODE).map(str::to_owned),
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
    us: &UsSection,
    field: Field,
    values: impl ExactSizeIterator<Item = u8>,
) -> io::Result<()> {
    let values: Vec<u8> = values.collect();
    let id = us.section();
    let mut name = name;
    // What the user decided comes first.
    for value in [1, 2, 3, 0] {
        let found = values.iter().enumerate().filter(|(_, found)| **found == value);
        let indices: Vec<usize> = found.map(|(index, _)| index).collect();
        let word = meaning(id, field, value);
        let text = match indices.as_slice() {
            [] => continue,
            all if all.len() == values.len() && (value == 0 || all.len() == 1) => word.to_owned(),
            some if value == 0 => format!("{word}: {}", numbers(some)),
            some => {
                let listed = some.iter().map(|&index| match category(id, field, index) {
                    Some(name) => format!("{} {name}", index + 1),
                    None => (index + 1).to_string(),
                });
                format!("{word}: {}", listed.collect::<Vec<_>>().join("; "))
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
