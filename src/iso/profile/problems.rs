//! What a person should mend or add in a profile: what is missing, and answers that contradict each other.

use serde::Serialize;

use super::{Absent, Development, Premises, Profile};
use crate::iso::Fact;

/// Something in a readable profile that a person should mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ProfileProblem {
    /// The field.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
    /// Documents cannot be drafted before this is mended.
    pub blocking: bool,
}

impl Profile {
    /// What a person should mend or add, most pressing first.
    pub fn problems(&self) -> Vec<ProfileProblem> {
        let mut found = Vec::new();
        let mut say = |field, blocking, message: &str| {
            found.push(ProfileProblem { field, message: message.to_owned(), blocking });
        };
        self.unusable(&mut say);
        self.contradictions(&mut say);
        self.gaps(&mut say);
        found.sort_by_key(|problem| !problem.blocking);
        found
    }

    fn unusable(&self, say: &mut impl FnMut(&'static str, bool, &str)) {
        if self.name.trim().is_empty() {
            say("name", true, "is empty: write the name that documents shall print");
        }
        if self.sector.trim().is_empty() {
            say("sector", true, "is empty: say in a few words what the company does");
        }
        if self.people == 0 {
            say("people", true, "is 0 or unknown: count employees and long-term contractors");
        }
    }

    /// Answers of which one must be wrong.
    fn contradictions(&self, say: &mut impl FnMut(&'static str, bool, &str)) {
        let away = |kind: &Premises| matches!(kind, Premises::Remote | Premises::CoworkingDesk);
        for site in &self.sites {
            let Some(kind) = site.kind else { continue };
            if !self.premises.is_empty() && !self.premises.contains(&kind) {
                let message = format!(
                    "`{}` is of a kind that `premises` does not list: add the kind there, or mend the site",
                    site.name
                );
                say("sites", false, &message);
            }
        }
        if !self.sites.is_empty() && self.is_fully_remote() == Some(true) {
            let own = self.sites.iter().find(|site| site.kind.is_some_and(|kind| !away(&kind)));
            if let Some(site) = own {
                let message = format!("says that nobody has a place, yet `{}` is one", site.name);
                say("premises", false, &message);
            }
        }
        let people: u32 = self.sites.iter().filter_map(|site| site.people).sum();
        if self.people > 0 && people > self.people {
            let message = format!("have {people} people together, `people` says {}: mend one of them", self.people);
            say("sites", false, &message);
        }
        if self.lacks(Absent::OutsideDevelopers) && self.says(Fact::OutsourcedDevelopment) == Some(true) {
            say("absent", false, "says that nobody outside develops, and `development` says that somebody does");
        }
        if self.lacks(Absent::Devices) && self.tools.endpoint.is_some() {
            say("absent", false, "says that there are no devices, and `tools.endpoint` manages them");
        }
        if self.lacks(Absent::Scripts) && self.says(Fact::Development) == Some(true) {
            say(
                "absent",
                false,
                "says that there are no scripts, and `development` says that own people write software",
            );
        }
        if self.development == Some(Development::None)
            && self.cloud.as_ref().is_some_and(|cloud| cloud.hosts_production)
        {
            say("development", false, "is none, and production runs in the cloud: say who builds what runs there");
        }
        let former =
            |holder: &str| self.former_people.iter().any(|left| !left.is_empty() && holder.contains(left.as_str()));
        for holder in self.roles.holders().filter(|holder| former(holder)) {
            let message = format!("names `{holder}`, whom `former_people` lists as gone: name who holds the role now");
            say("roles", false, &message);
        }
    }

    /// What would make drafts better.
    fn gaps(&self, say: &mut impl FnMut(&'static str, bool, &str)) {
        if self.premises.is_empty() {
            say(
                "premises",
                false,
                "is not given: list remote, coworking-desk, coworking-room, office, colocation, data-centre or plant, else physical controls stay undecided",
            );
        }
        if self.is_fully_remote() == Some(true)
            && !(self.lacks(Absent::PaperArchive) && self.lacks(Absent::EquipmentStore))
        {
            say(
                "absent",
                false,
                "does not confirm that there is no paper archive and no equipment store: until somebody looked, A.7.1 to A.7.4 and A.7.6 stay undecided",
            );
        }
        if self.services.is_empty() {
            say("services", false, "is not given: name the products or services that the certificate shall cover");
        }
        if self.cloud.is_none() {
            say("cloud", false, "is not given: say which providers are used and whether production runs there");
        }
        if self.development.is_none() {
            say("development", false, "is not given: in-house, outsourced, both or none");
        }
        if self.data.is_empty() {
            say("data", false, "is not given: name the kinds of sensitive information, for example personal");
        }
        if self.obligations.is_empty() {
            say("obligations", false, "is not given: name the laws and frameworks that bind you, for example GDPR");
        }
        if self.climate.is_none() {
            say(
                "climate",
                false,
                "is not given: clause 4.1 asks whether climate change matters for you; answer with a reason",
            );
        }
        if self.roles.top_management.is_none() || self.roles.isms_owner.is_none() {
            say("roles", false, "names no top management or no ISMS owner: approvals and responsibilities stay open");
        }
        let auditor = self.roles.internal_auditor.as_deref();
        if auditor.is_some() && auditor == self.roles.isms_owner.as_deref() {
            say(
                "roles",
                false,
                "the internal auditor is also the ISMS owner and would audit own work: name somebody else or an outside auditor",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Vec<(&'static str, bool)> {
        let profile = Profile::from_yaml(text).unwrap();
        profile.problems().into_iter().map(|problem| (problem.field, problem.blocking)).collect()
    }

    #[test]
    fn an_unknown_size_blocks_and_other_unknown_answers_do_not() {
        let found = fields("name: N\nsector: S\npeople: unknown\npremises: unknown\ndevelopment: unknown\n");
        assert_eq!(found.first(), Some(&("people", true)));
        assert_eq!(found.iter().filter(|one| one.1).count(), 1);
        assert!(found.contains(&("premises", false)) && found.contains(&("development", false)));
    }

    #[test]
    fn answers_that_contradict_each_other_are_named() {
        let head = "name: N\nsector: S\npeople: 20\n";
        let base = fields(&format!("{head}premises: [remote]\ndevelopment: in-house\n"));
        for (text, field) in [
            ("premises: [remote]\ndevelopment: in-house\nsites: [{name: Hut, kind: office}]\n", "sites"),
            ("premises: [remote]\ndevelopment: both\nabsent: [outside-developers]\n", "absent"),
            ("premises: [remote]\ndevelopment: in-house\nsites: [{name: Hut, people: 30}]\n", "sites"),
            ("premises: [remote]\ndevelopment: in-house\nroles: {it_lead: Jo Doe}\nformer_people: [Jo Doe]\n", "roles"),
        ] {
            let found = fields(&format!("{head}{text}"));
            let count = |all: &[(&str, bool)]| all.iter().filter(|one| one.0 == field).count();
            assert!(count(&found) > count(&base), "{text}: {found:?}");
        }
    }
}
