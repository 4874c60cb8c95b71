//! Objectives and measures that follow from the register, the suppliers and the date: proposals with their value of today where the
//! data have one.

use super::{AuditGrounds, decide, edit::Edit};
use crate::{
    draft::{policy::held, values::plain},
    iso::{Day, Profile, Risk, TreatmentStatus},
};

/// Days before the certification audit on which the first internal audit begins.
const BEFORE: i64 = 70;

pub(super) fn enter(edit: &mut Edit, grounds: &AuditGrounds<'_>, today: Option<Day>) {
    let found = objectives(grounds, today);
    let rows = (1..).zip(&found).map(|(at, one)| {
        let measure = one.measure.to_owned();
        vec![
            format!("O-{at}"),
            one.aim.clone(),
            one.whom.to_owned(),
            one.from.clone(),
            measure,
            one.value.clone(),
            one.target.clone(),
        ]
    });
    edit.rows("1 Objectives", &rows.collect::<Vec<_>>());
    let rows = (1..).zip(&found).map(|(at, one)| {
        let judged = format!("{}, at each report to top management", held("security lead", grounds.profile));
        vec![
            format!("O-{at}"),
            one.work.to_owned(),
            decide("money, days"),
            one.who.clone(),
            by(grounds.profile),
            judged,
            decide("date"),
        ]
    });
    edit.rows("2 Plan for each objective", &rows.collect::<Vec<_>>());
    edit.rows("4 Measures", &measures(grounds.profile));
    edit.append(
        "1 Objectives",
        "The rows are proposals out of the register and the profile. Clause 6.2 asks for objectives that fit your policy: strike, change, and \
         let top management approve what stays.",
    );
}

struct Objective {
    aim: String,
    whom: &'static str,
    from: String,
    measure: &'static str,
    value: String,
    target: String,
    work: &'static str,
    who: String,
}

/// The day before the first internal audit, when there is a date.
fn by(profile: &Profile) -> String {
    profile.target_date.map_or_else(|| decide("date"), |target| target.plus_days(-BEFORE).iso())
}

fn objectives(grounds: &AuditGrounds<'_>, today: Option<Day>) -> Vec<Objective> {
    let profile = grounds.profile;
    let mut found = vec![treatments(grounds), people(profile), restores(profile)];
    found.extend(today.filter(|_| !profile.suppliers.is_empty()).map(|today| suppliers(profile, today)));
    found.extend(profile.target_date.map(|target| Objective {
        aim: "The certificate".to_owned(),
        whom: "company",
        from: "wish of top management".to_owned(),
        measure: "proof: the certification body recommends it",
        value: "not begun".to_owned(),
        target: format!("Stage 2 on {}", target.iso()),
        work: "The project plan",
        who: held("top management", profile),
    }));
    found
}

fn treatments(grounds: &AuditGrounds<'_>) -> Objective {
    let (profile, register) = (grounds.profile, grounds.register);
    let done = register.treatments.iter().filter(|line| line.status == TreatmentStatus::Done).count();
    let gravest = gravest(grounds);
    let ids = gravest.iter().map(|risk| risk.id.as_str()).collect::<Vec<_>>().join(", ");
    Objective {
        aim: "What the risks call for is in place before the internal audit".to_owned(),
        whom: "company",
        from: format!("treatment plan, {} lines; {ids}", register.treatments.len()),
        measure: "lines of the plan that are done, of all",
        value: format!("{done} of {}", register.treatments.len()),
        target: format!("all by {}, or a decision for each", by(profile)),
        work: "The lines of the treatment plan, the gravest first",
        who: held("security lead", profile),
    }
}

fn people(profile: &Profile) -> Objective {
    Objective {
        aim: "Everyone knows the rules and how to report".to_owned(),
        whom: "company",
        from: "Information Security Policy; A.6.3, A.6.8".to_owned(),
        measure: "people who finished the briefing and accepted the rules, of all on the staff list",
        value: decide("value, date"),
        target: format!("95 % by {}", by(profile)),
        work: "Briefing for all, list of who is missing, one reminder",
        who: held("HR lead", profile),
    }
}

fn restores(profile: &Profile) -> Objective {
    Objective {
        aim: "What we promise to restore is restored in time".to_owned(),
        whom: "IT",
        from: "A.8.13, A.5.30; contracts".to_owned(),
        measure: "restore tests within their target, of all tests",
        value: decide("value, date"),
        target: format!("all by {}", by(profile)),
        work: "One test for each critical system, findings settled",
        who: held("platform lead", profile),
    }
}

fn suppliers(profile: &Profile, today: Day) -> Objective {
    let valid = |supplier: &&crate::iso::Supplier| {
        supplier.assurance.is_some() && supplier.assured_until.is_none_or(|until| until >= today)
    };
    let count = profile.suppliers.iter().filter(valid).count();
    Objective {
        aim: "We have seen what our suppliers do".to_owned(),
        whom: "whoever buys",
        from: "supplier register; A.5.22".to_owned(),
        measure: "suppliers with a certificate or report in force, or another check, of all in the register",
        value: format!("{count} of {} on {}", profile.suppliers.len(), today.iso()),
        target: format!("all by {}", by(profile)),
        work: "Ask, read, decide on exceptions; a questionnaire for those without",
        who: held("security lead", profile),
    }
}

/// The risks of the highest level.
fn gravest<'a>(grounds: &AuditGrounds<'a>) -> Vec<&'a Risk> {
    let register = grounds.register;
    let order = register.criteria.order();
    let highest = order
        .iter()
        .rev()
        .find(|level| register.risks.iter().any(|risk| risk.level(&register.criteria) == Some(level)));
    let of = |risk: &&Risk| highest.is_some_and(|highest| risk.level(&register.criteria) == Some(*highest));
    register.risks.iter().filter(of).take(5).collect()
}

fn measures(profile: &Profile) -> Vec<Vec<String>> {
    let system = |tool: &Option<String>| {
        tool.as_ref().map_or_else(|| decide("source system"), |tool| format!("source: {}", plain(tool)))
    };
    let tools = &profile.tools;
    let (security, it, platform) =
        (held("security lead", profile), held("IT lead", profile), held("platform lead", profile));
    let managed = format!("devices that report both, of all in the list; {}", system(&tools.endpoint));
    let leavers =
        format!("accounts closed within the limit of the policy, of all leavers; {}", system(&tools.identity));
    let findings = format!("weaknesses open longer than the policy allows; {}", system(&tools.vulnerabilities));
    let backups = format!("systems with a fresh copy, of all that need one; {}", system(&tools.backup));
    let late = "open lines past their date; source: treatment plan".to_owned();
    let effect = "cases whose effect was checked, of all closed; source: case register".to_owned();
    let open = decide("limit");
    let rows = [
        ("Treatment lines late", "process", late, &security, "any without a decision"),
        ("Leavers closed in time", "control", leavers, &it, "one missed"),
        ("Devices managed and encrypted", "control", managed, &it, open.as_str()),
        ("Findings past their date", "control", findings, &platform, "any of the highest level"),
        ("Backups with proof", "control", backups, &platform, "one missing"),
        ("Corrective actions with checked effect", "process", effect, &security, open.as_str()),
    ];
    (1..)
        .zip(rows)
        .map(|(at, (name, kind, method, who, limit))| {
            let judged = "report to top management".to_owned();
            let value = decide("first value, date");
            vec![
                format!("M-{at}"),
                name.to_owned(),
                kind.to_owned(),
                method,
                who.clone(),
                judged,
                limit.to_owned(),
                value,
            ]
        })
        .collect()
}
