//! The standard names of purposes, special purposes, features and special features.
//!
//! A string holds ids alone. Their names stand in the vendor lists and changed once: with policy version 4 (TCF 2.2).
//!
//! ```
//! use tcf_codec::names;
//! assert_eq!(names::PURPOSES.name(7, 5), Some("Measure advertising performance"));
//! assert_eq!(names::PURPOSES.name(7, 2), Some("Measure ad performance"));
//! assert_eq!(names::PURPOSES.name(11, 2), None);
//! ```

/// Names of one kind of id.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// Name and the policy version since which the id exists, from id 1 on.
    today: &'static [(&'static str, u16)],
    /// Names up to policy version 3, where they were others.
    before_4: &'static [&'static str],
}

impl Names {
    /// The name of an id under a policy version; `None` where that version has no such id. Versions that are newer than
    /// this crate have the names of the newest that it knows.
    pub fn name(&self, id: u8, policy_version: u16) -> Option<&'static str> {
        let index = usize::from(id).checked_sub(1)?;
        let &(name, since) = self.today.get(index)?;
        match self.before_4.get(index) {
            Some(&before) if policy_version < 4 => Some(before),
            _ => (policy_version >= since).then_some(name),
        }
    }

    /// The highest id that has a name.
    pub fn max(&self) -> u8 {
        u8::try_from(self.today.len()).unwrap_or(u8::MAX)
    }
}

/// Purposes, which need consent or legitimate interest.
pub const PURPOSES: Names = Names {
    today: &[
        ("Store and/or access information on a device", 0),
        ("Use limited data to select advertising", 0),
        ("Create profiles for personalised advertising", 0),
        ("Use profiles to select personalised advertising", 0),
        ("Create profiles to personalise content", 0),
        ("Use profiles to select personalised content", 0),
        ("Measure advertising performance", 0),
        ("Measure content performance", 0),
        ("Understand audiences through statistics or combinations of data from different sources", 0),
        ("Develop and improve services", 0),
        ("Use limited data to select content", 4),
    ],
    before_4: &[
        "Store and/or access information on a device",
        "Select basic ads",
        "Create a personalised ads profile",
        "Select personalised ads",
        "Create a personalised content profile",
        "Select personalised content",
        "Measure ad performance",
        "Measure content performance",
        "Apply market research to generate audience insights",
        "Develop and improve products",
    ],
};

/// Special purposes, which a user cannot refuse; a string says nothing about them.
pub const SPECIAL_PURPOSES: Names = Names {
    today: &[
        ("Ensure security, prevent and detect fraud, and fix errors", 0),
        ("Deliver and present advertising and content", 0),
        ("Save and communicate privacy choices", 5),
    ],
    before_4: &["Ensure security, prevent fraud, and debug", "Technically deliver ads or content"],
};

/// Features, which a vendor discloses; a string says nothing about them.
pub const FEATURES: Names = Names {
    today: &[
        ("Match and combine data from other data sources", 0),
        ("Link different devices", 0),
        ("Identify devices based on information transmitted automatically", 0),
    ],
    before_4: &[
        "Match and combine offline data sources",
        "Link different devices",
        "Receive and use automatically-sent device characteristics for identification",
    ],
};

/// Special features, which a user opts in to.
pub const SPECIAL_FEATURES: Names = Names {
    today: &[
        ("Use precise geolocation data", 0),
        ("Actively scan device characteristics for identification", 0),
    ],
    before_4: &[],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_a_name_from_its_policy_version_on() {
        for (names, counts) in [
            (PURPOSES, [(2, 10), (3, 10), (4, 11), (5, 11), (63, 11)]),
            (SPECIAL_PURPOSES, [(2, 2), (3, 2), (4, 2), (5, 3), (63, 3)]),
            (FEATURES, [(2, 3), (3, 3), (4, 3), (5, 3), (63, 3)]),
            (SPECIAL_FEATURES, [(2, 2), (3, 2), (4, 2), (5, 2), (63, 2)]),
        ] {
            for (policy, count) in counts {
                let named = (0..=u8::MAX).filter(|&id| names.name(id, policy).is_some()).count();
                assert_eq!(named, count, "policy {policy}");
            }
            assert!(names.name(names.max(), 5).is_some());
        }
    }
}
