//! Facts about a company on which a clause, a document or a risk depends.

use serde::{Deserialize, Serialize};

use super::{Development, Premises, Profile};

/// A fact that a profile says, denies or leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// True of every company.
    Always,
    /// People work from home or on the move.
    Remote,
    /// There are rooms of the company's own.
    Office,
    /// Own equipment runs in a server room or data centre.
    Racks,
    /// Own people write software.
    Development,
    /// Others write software for the company.
    OutsourcedDevelopment,
    /// Cloud services are used.
    Cloud,
    /// The company runs systems that its customers use.
    Production,
    /// Personal data is handled.
    PersonalData,
}

impl Fact {
    /// What a person would say who has to decide whether it is true.
    pub fn spoken(self) -> &'static str {
        match self {
            Self::Always => "you are a company",
            Self::Remote => "people work from home or on the move",
            Self::Office => "you have rooms of your own",
            Self::Racks => "own equipment runs in a server room or data centre",
            Self::Development => "your own people write software",
            Self::OutsourcedDevelopment => "others write software for you",
            Self::Cloud => "you use cloud services",
            Self::Production => "you run systems that your customers use",
            Self::PersonalData => "you handle personal data",
        }
    }
}

impl Profile {
    /// Whether a fact is true of the company; `None` when the profile does not say.
    pub fn says(&self, fact: Fact) -> Option<bool> {
        let any = |kinds: &[Premises]| {
            (!self.premises.is_empty()).then(|| self.premises.iter().any(|place| kinds.contains(place)))
        };
        let develops = self.development.map(|by| matches!(by, Development::InHouse | Development::Both));
        match fact {
            Fact::Always => Some(true),
            Fact::Remote => any(&[Premises::Remote, Premises::CoworkingDesk]),
            Fact::Office => any(&[Premises::CoworkingRoom, Premises::Office, Premises::Plant, Premises::DataCentre]),
            Fact::Racks => self.has_own_racks(),
            Fact::Development => develops,
            Fact::OutsourcedDevelopment => {
                self.development.map(|by| matches!(by, Development::Outsourced | Development::Both))
            }
            Fact::Cloud => self.cloud.as_ref().map(|cloud| cloud.hosts_production || !cloud.providers.is_empty()),
            Fact::Production => {
                let signs = [develops, self.cloud.as_ref().map(|cloud| cloud.hosts_production), self.has_own_racks()];
                match signs {
                    _ if signs.contains(&Some(true)) => Some(true),
                    _ if signs.contains(&None) => None,
                    _ => Some(false),
                }
            }
            Fact::PersonalData => (!self.data.is_empty())
                .then(|| self.data.iter().any(|kind| PERSONAL.iter().any(|word| kind.to_lowercase().contains(word)))),
        }
    }
}

/// Words for kinds of data that are about people.
const PERSONAL: [&str; 6] = ["personal", "health", "employee", "patient", "biometric", "pii"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_profile_does_not_say_stays_open() {
        let profile = Profile::from_yaml("{name: N, sector: S, people: 20}").unwrap();
        for fact in [
            Fact::Remote,
            Fact::Office,
            Fact::Racks,
            Fact::Development,
            Fact::Cloud,
            Fact::Production,
            Fact::PersonalData,
        ] {
            assert_eq!(profile.says(fact), None, "{fact:?}");
        }
        assert_eq!(profile.says(Fact::Always), Some(true));
    }

    #[test]
    fn one_sign_of_production_is_enough_and_all_must_deny_it() {
        let read = |text: &str| Profile::from_yaml(&format!("{{name: N, sector: S, people: 20, {text}}}")).unwrap();
        assert_eq!(read("premises: [office, colocation]").says(Fact::Production), Some(true));
        assert_eq!(read("premises: [remote]").says(Fact::Production), None);
        let none = read("premises: [office], development: none, cloud: {providers: [Microsoft 365]}");
        assert_eq!((none.says(Fact::Production), none.says(Fact::Cloud)), (Some(false), Some(true)));
    }
}
