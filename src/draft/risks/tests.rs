//! What a register proposes for companies that differ, and what it leaves open.

use std::collections::BTreeSet;

use super::*;
use crate::iso::{Catalogue, RequirementId};

fn library() -> Library {
    Library::load(None).unwrap()
}

fn profile(rest: &str) -> Profile {
    Profile::from_yaml(&format!("name: N\nsector: S\npeople: 30\n{rest}")).unwrap()
}

const REMOTE: &str =
    "premises: [remote]\ncloud: {providers: [AWS], hosts_production: true}\ndevelopment: in-house\ndata: [personal]\n";
const PLANT: &str = "premises: [plant, office, data-centre]\ncloud: {providers: [Microsoft 365]}\ndevelopment: outsourced\ndata: [personal]\n";

#[test]
fn every_scenario_of_the_library_can_be_taken_apart() {
    let library = library();
    for paper in library.shelf().of_kind(PaperKind::Risks) {
        for clause in paper.scenarios() {
            let scenario = Scenario::of(paper, clause).unwrap_or_else(|| panic!("{}", clause.title));
            assert!(scenario.controls.len() >= 2 && !scenario.story.is_empty(), "{}", clause.title);
            for (control, _) in &scenario.controls {
                let id = RequirementId::from_canonical(control).unwrap();
                assert!(Catalogue::get().contains(id), "{control}");
            }
        }
    }
}

#[test]
fn the_scales_of_all_sizes_are_whole() {
    let library = library();
    for (people, steps) in [(20, 3), (100, 4), (400, 5)] {
        let criteria = criteria(&library, &Profile { people, ..profile("") });
        assert_eq!((criteria.likelihood.len(), criteria.impact.len()), (steps, steps));
        assert!(criteria.levels.len() == steps && criteria.levels.iter().all(|row| row.len() == steps));
        assert_eq!(criteria.level(Some(1), Some(1)), Some("low"));
        assert_eq!(criteria.accepted, ["low"]);
        assert!(criteria.order().len() >= 3);
    }
}

#[test]
fn a_register_speaks_of_the_company_and_not_of_another() {
    let library = library();
    let (remote, plant) = (risks(&library, &profile(REMOTE)), risks(&library, &profile(PLANT)));
    let titles =
        |draft: &RiskDraft| draft.register.risks.iter().map(|risk| risk.title.clone()).collect::<BTreeSet<_>>();
    assert!(remote.open.is_empty(), "{:?}", remote.open);
    let only = titles(&remote).difference(&titles(&plant)).count();
    assert!(only >= 5, "{only} risks of the remote company are not those of the plant");
    assert!((25..=60).contains(&remote.register.risks.len()), "{}", remote.register.risks.len());
    // Without answers the register says what it would depend on.
    assert!(risks(&library, &profile("")).open.len() > 20);
}

#[test]
fn the_chain_from_risk_to_plan_has_no_loose_end() {
    let draft = risks(&library(), &profile(&format!("{REMOTE}target_date: 2027-09-01\nroles: {{it_lead: Eva}}\n")));
    let register = &draft.register;
    for risk in &register.risks {
        assert!(!risk.owner.is_empty() && risk.level(&register.criteria).is_some(), "{risk:?}");
        assert!(risk.assets.iter().all(|id| register.assets.iter().any(|asset| asset.id == *id)), "{}", risk.id);
        assert_eq!(risk.option == Some(TreatmentOption::Modify), !risk.treatments.is_empty(), "{}", risk.id);
        assert!(!risk.controls.is_empty(), "{}", risk.id);
        assert!(!risk.confirmed && risk.accepted_by.is_empty(), "a draft decides nothing");
    }
    for line in &register.treatments {
        assert!(!line.action.is_empty() && !line.risks.is_empty() && line.due.is_some(), "{line:?}");
    }
    assert!(register.treatments.iter().any(|line| line.owner == "IT lead (Eva)"));
}

#[test]
fn the_document_holds_all_parts_and_the_picture_nothing_foreign() {
    let library = library();
    let mut who = profile(REMOTE);
    who.name = "A & B <script>alert(1)</script> | Ltd".to_owned();
    let mut draft = risks(&library, &who);
    let text = risk_paper(&draft, &library, &who);
    for part in ["## 1 Criteria", "## 3 Heat map", "## 4 Register", "## 6 Treatment plan", "## 7 Acceptance"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("<script>"));
    draft.register.risks[0].id = "<script>".to_owned();
    let svg = heat_map(&draft.register);
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>") && !svg.contains("<script"));
}
