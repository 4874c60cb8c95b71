//! Registers and statements through every format and back, and what people's own files are told.

use std::fs;

use super::Desk;

const PROFILE: &str = "name: Nordlicht\nsector: software\npeople: 30\npremises: [remote]\ndevelopment: in-house\n\
    cloud: {providers: [AWS], hosts_production: true}\ndata: [personal]\ntarget_date: 2027-09-06\n";

/// Carries a file along these names with `risk` or `soa` and gives the bytes of the last.
fn carried(desk: &Desk, what: &str, names: &[&str]) -> Vec<u8> {
    for pair in names.windows(2) {
        let (from, to) = (desk.path(pair[0]), desk.path(pair[1]));
        let ran = desk.run(&[what, "convert", &from.display().to_string(), "--out", &to.display().to_string()]);
        assert_eq!(ran.status, 0, "{what} {pair:?}: {}", ran.err);
    }
    fs::read(desk.path(names[names.len() - 1])).unwrap()
}

#[test]
fn a_register_and_a_statement_come_back_the_same_from_every_format() {
    let desk = Desk::new();
    let profile = desk.write("p.yaml", PROFILE.as_bytes());
    for what in ["risk", "soa"] {
        for format in ["csv", "xlsx"] {
            let first = desk.path(&format!("{what}-a.{format}")).display().to_string();
            let ran = desk.run(&[what, "draft", "--profile", &profile, "--out", &first]);
            assert_eq!(ran.status, 0, "{}", ran.err);
            let [a, b, c, d] = ["a", "b", "c", "d"].map(|step| {
                let ending = if step == "a" || step == "c" { format } else { "json" };
                format!("{what}-{step}.{ending}")
            });
            let last = carried(&desk, what, &[&a, &b, &c, &d]);
            assert_eq!(fs::read(desk.path(&b)).unwrap(), last, "{what} as {format}: the data");
            if format == "csv" {
                assert_eq!(fs::read(desk.path(&a)).unwrap(), fs::read(desk.path(&c)).unwrap(), "{what}: the bytes");
            }
        }
    }
}

#[test]
fn quotes_semicolons_and_formulas_of_a_register_are_text() {
    let desk = Desk::new();
    let text = "Number;Risk;Owner;Likelihood;Impact\nR-01;\"Someone says \"\"yes\"\"; and pays\";Eva;3;3\nR-02;\"=HYPERLINK(\"\"http://e\"\";1)\";Ole;2;2\n";
    desk.write("own.csv", text.as_bytes());
    let json = String::from_utf8(carried(&desk, "risk", &["own.csv", "own.json"])).unwrap();
    assert!(json.contains(r#"Someone says \"yes\"; and pays"#), "{json}");
    let csv = String::from_utf8(carried(&desk, "risk", &["own.json", "back.csv"])).unwrap();
    assert!(csv.contains("'=HYPERLINK"), "a spreadsheet must not calculate it: {csv}");
    let again = carried(&desk, "risk", &["back.csv", "again.json"]);
    assert_eq!(String::from_utf8(again).unwrap(), json);
}

#[test]
fn a_statement_of_somebody_else_is_told_its_rows() {
    let desk = Desk::new();
    let profile = desk.write("p.yaml", PROFILE.as_bytes());
    let full = desk.path("soa.csv").display().to_string();
    assert_eq!(desk.run(&["soa", "draft", "--profile", &profile, "--out", &full]).status, 0);
    let text = fs::read_to_string(&full).unwrap();
    let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
    // One row is lost, one doubled, one bears an id of the edition of 2013.
    rows.retain(|row| !row.starts_with("A.5.7,"));
    let doubled = rows.iter().find(|row| row.starts_with("A.5.9,")).unwrap().clone();
    rows.push(doubled);
    rows.push(rows[1].replacen("A.5.1,", "A.9.4.3,", 1));
    let broken = desk.write("broken.csv", (rows.join("\n") + "\n").as_bytes());
    let ran = desk.run(&["soa", "check", &broken]);
    assert_eq!(ran.status, 1, "{}{}", ran.out, ran.err);
    for part in ["A.5.7", "A.5.9", "A.9.4.3", "2013", "row 94"] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
}
