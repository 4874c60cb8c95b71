//! Every rule on a text that breaks it and on one that only looks so.

use super::*;

/// The rules that a text breaks, by name.
fn broken(text: &str) -> Vec<&'static str> {
    lint(text).findings.iter().map(|finding| finding.rule.id()).collect()
}

#[track_caller]
fn only(rule: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(broken(text), [rule], "{text}");
    }
}

#[track_caller]
fn nothing(texts: &[&str]) {
    for text in texts {
        assert_eq!(lint(text).findings, [], "{text}");
    }
}

#[test]
fn ids_that_no_edition_has() {
    only(
        "unknown-id",
        &["A.5.38 covers cloud.", "See control A.6.9.", "Clause 11 asks for records.", "| A.8.35 | x |"],
    );
    nothing(&[
        "There is no A.5.38.",
        "Is there an A.5.38?",
        "Clause 12 of the contract names the price.",
        "Clause 12 of the MSA caps liability.",
        "See appendix A.9 and section A.12.",
        "This agreement follows Clause 11.\n\nISO/IEC 27001 is named here only.",
        "A.1.2 Scope of this appendix",
        "ISO/IEC 27701 has A.7.2.1.",
        "Clause 12 \u{2014} Minimum security requirements",
    ]);
}

#[test]
fn titles_of_others() {
    only(
        "wrong-title",
        &[
            "A.7.13 Security of assets off-premises",
            "| A.8.13 | Access rights | yes |",
            "Screening (A.6.2) comes first.",
            "## A.8.20 \u{2013} Secure coding",
            "A.5.23 is called \"Cloud computing security\".",
            "Clause 10.1 (Nonconformity and corrective action) asks for causes.",
            "| A.5.7 | Vulnerability intelligence |",
        ],
    );
    nothing(&[
        "A.5.23 Information security for use of cloud services",
        "| A.8.17 | Clock synchronisation |",
        "| A.8.12 | Stops data from leaving |",
        "| A.8.23 | Web-Filterung |",
        "A.8.24 and A.8.25 Secure development life cycle",
        "A.8.20 to A.8.22 Segregation of networks",
        "Physical Access Control (A.7.2)",
        "Clause 9.2 General and internal audit programme",
        "5.2 Access control",
        "A.7.13 is not called \"Security of assets off-premises\".",
    ]);
}

#[test]
fn clauses_are_no_controls() {
    only(
        "clause-control-confusion",
        &[
            "Clause A.5.1 asks for policies.",
            "Control 9.2 is the internal audit.",
            "Annex A 9.2 asks for internal audits.",
            "Clause 8.1 (User endpoint devices) covers laptops.",
            "| A.8.2 | Information security risk assessment |",
            "A.6.1.3 d) asks for the Statement of Applicability.",
        ],
    );
    nothing(&["Clause 9.2 is the internal audit.", "Control A.8.1 covers laptops.", "Clause 5.23 of this agreement"]);
}

#[test]
fn the_edition_of_2013_is_history() {
    only(
        "edition-2013",
        &[
            "Annex A has 114 controls.",
            "The controls stand in 14 domains.",
            "Rights are reviewed under A.9.2.5.",
            "A.12 is about operations.",
            "We are certified to ISO/IEC 27001:2013.",
            "Organizations have until October 2025 to move to the 2022 edition.",
            "Control objectives are chosen from Annex A.",
        ],
    );
    nothing(&[
        "In the 2013 edition there were 114 controls.",
        "A.5.18 took over A.9.2.5.",
        "| A.5.18 | Access rights | A.9.2.2, A.9.2.5 |",
        "The transition ended on 31 October 2025.",
        "ISO/IEC 27001:2013 was replaced in 2022.",
    ]);
    let fix = &lint("See A.12.6.1.").findings[0].fix;
    assert!(fix.contains("A.8.8 Management of technical vulnerabilities"), "{fix}");
}

#[test]
fn themes_and_their_numbers() {
    only(
        "wrong-theme",
        &[
            "A.7.4 is a technological control.",
            "The physical control A.8.1 deals with laptops.",
            "Annex A has 37 people controls.",
            "Annex A is divided into five themes.",
            "The 2022 edition added 12 new controls.",
            "Annex A of the 2022 edition has 94 controls.",
        ],
    );
    nothing(&[
        "Annex A has 37 organizational, 8 people, 14 physical and 34 technological controls.",
        "A.7.4 is not a technological control but a physical one.",
        "We trained 20 people.",
        "A.5 Organizational controls, A.6 People controls",
        "Organizational and people controls (A.5.1, A.6.3)",
        "Three new controls were added to the SoA.",
    ]);
}

#[test]
fn nobody_asks_for_more_than_the_standard() {
    only(
        "overclaim",
        &[
            "The standard requires annual penetration tests.",
            "Under A.5.17, passwords must have 14 characters.",
            "Yearly audits are mandatory under clause 9.2.",
            "To comply with ISO 27001, logs must be kept for one year.",
            "The policy must be signed by the CEO according to clause 5.2.",
            "ISO 27002 requires screening.",
            "All 93 controls must be implemented.",
            "ISO certifies companies.",
            "Clause 9.3 may be excluded.",
            "ISO 27001 certification is required by law.",
            "ISO 27001 asks for 28 mandatory policies.",
            "ISO 27001 certification guarantees security.",
        ],
    );
    nothing(&[
        "Our company reviews all policies annually.",
        "It is a myth that ISO 27001 requires annual tests.",
        "The standard does not require yearly audits.",
        "No clause requires logs to be kept for one year.",
        "Clause 9.2 requires audits at planned intervals, usually yearly.",
        "A.8.13 asks for tested backups; we test quarterly.",
        "The GDPR requires notice within 72 hours.",
        "Suppliers are audited every year (A.5.22).",
        "We are certified to ISO/IEC 27001:2022.",
        "Our certificate is audited every year.",
        "The requirements of ISO 27001 are reviewed every year by the security lead.",
        "A.5.24 requires planning, and GDPR requires notice within 72 hours.",
        "Customers require an annual penetration test under A.8.29.",
        "Evidence must be collected monthly for the ISO 27001 audit.",
    ]);
    nothing(&["# Password standard\n\nThe standard requires 14 characters."]);
}

#[test]
fn duties_say_where_they_are_from() {
    only("unlabelled-obligation", &["For ISO 27001 certification you must have an inventory."]);
    nothing(&["For ISO 27001 you must have a policy (clause 5.2).", "You must have an inventory."]);
}

#[test]
fn the_standard_is_not_quoted_at_length() {
    let quote = "word ".repeat(30);
    only("invalid-quotation", &[&format!("Clause 9.2 states: \"{quote}\"")]);
    nothing(&[
        &format!("Our policy says: \"{quote}\""),
        "Clause 9.2 says \"at planned intervals\" and no more than that.",
    ]);
}

#[test]
fn citations_hold_what_is_said() {
    let sources =
        "## Sources\n[1] Copies are made every night and a restore is tested every month by the platform lead.\n";
    nothing(&[&format!("A restore is tested every month by the platform lead. [1]\n\n{sources}")]);
    let text = format!(
        "The lawyers sign contracts with foreign suppliers. [1]\n\nNobody ever looks at the logs of servers.\n\nBackups run. [7]\n\n{sources}"
    );
    let found = lint(&text);
    let rules: Vec<(usize, &str)> = found.findings.iter().map(|finding| (finding.line, finding.rule.id())).collect();
    assert_eq!(rules, [(1, "unsupported-citation"), (3, "uncited-claim"), (5, "unsupported-citation")]);
    assert!(found.is_in_doubt() && found.has_errors());
}

#[test]
fn lines_are_those_of_the_text_and_code_is_left_alone() {
    let text = "---\ntitle: A.5.38\n---\n\n```\nA.5.38\n```\n\nSome words that\ngo on to A.6.9 and\nend. [link](https://example.org/A.5.38)\n\n| A.5.1 |\n|---|\n| A.8.99 |\n";
    let lines: Vec<usize> = lint(text).findings.iter().map(|finding| finding.line).collect();
    assert_eq!(lines, [10, 15]);
}

#[test]
fn a_line_is_silenced_with_a_reason_and_only_for_its_rule() {
    let silenced = |text: &str| (broken(text), lint(text).silenced);
    assert_eq!(silenced("A.5.38 <!-- annexa-verify: ignore unknown-id our own control -->"), (vec![], 1));
    assert_eq!(silenced("<!-- annexa-verify: ignore unknown-id our own control -->\nA.5.38"), (vec![], 1));
    assert_eq!(silenced("<!-- annexa-verify: ignore-all unknown-id our own -->\n\nx\n\nA.5.38, A.5.39"), (vec![], 2));
    assert_eq!(silenced("A.5.38 <!-- annexa-verify: ignore overclaim why -->"), (vec!["unknown-id"], 0));
    assert_eq!(silenced("A.5.38 <!-- annexa-verify: ignore unknown-id -->"), (vec!["unknown-id", "unknown-ignore"], 0));
    assert_eq!(silenced("fine <!-- annexa-verify: ignore nonsense why -->"), (vec!["unknown-ignore"], 0));
    let late = format!("{}<!-- annexa-verify: ignore-all unknown-id why -->\n\nA.5.38", "x\n".repeat(25));
    assert_eq!(silenced(&late).1, 0);
}

#[test]
fn every_rule_explains_itself() {
    for rule in Rule::ALL {
        assert_eq!(Rule::named(rule.id()), Some(rule));
        assert_eq!(serde_json::to_value(rule).unwrap(), rule.id());
        assert!(rule.explanation().ends_with('.') && !rule.source().is_empty());
    }
}

#[test]
fn no_text_makes_it_stumble() {
    for text in
        ["", "---", "```", "<!--", "|", "A.", "\u{1F600}A.5.38\u{1F600}", "((((", "A.5.1 (", "[1]", "\r\n\r\n", "## "]
    {
        lint(text);
    }
}
