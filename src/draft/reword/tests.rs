//! Every clause of the library, for three companies: what is sent, what comes back unharmed, and what is never believed.

use std::sync::LazyLock;

use super::*;
use crate::verify::reworded;

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::load(None).unwrap());

fn companies() -> [Profile; 3] {
    [
        "{name: Nordlicht GmbH, sector: software, people: 30, premises: [remote], development: in-house, data: [personal],
          cloud: {providers: [AWS, GitHub], hosts_production: true}, roles: {top_management: Dana Weiss, isms_owner: Ada}}",
        "{name: Tessera plc, sector: payments, people: 120, premises: [remote, office], development: both, data: [personal],
          cloud: {providers: [Azure, Microsoft 365], hosts_production: true}, decisions: {password_min_length: '16'}}",
        "{name: Kessler AG, sector: pumps, people: 400, premises: [office, plant, data-centre], development: outsourced,
          data: [employee data], cloud: {providers: [Microsoft 365]}}",
    ]
    .map(|text| Profile::from_yaml(text).unwrap())
}

/// Every clause with its sheet.
fn sheets() -> Vec<(String, Sheet)> {
    let mut all = Vec::new();
    for profile in companies() {
        let names = names(&LIBRARY, &profile);
        for paper in LIBRARY.shelf().of_kind(PaperKind::Policy) {
            let mut values = Values::new(LIBRARY.shelf(), &profile);
            for block in blocks(paper, &mut values, &profile) {
                let place = format!("{} {} for {}", paper.front.id, block.number, profile.name);
                all.extend(Sheet::of(&block, &names).map(|sheet| (place, sheet)));
            }
        }
    }
    assert!(all.len() > 1_000, "only {} clauses", all.len());
    all
}

fn judged(sheet: &Sheet, old: &str, new: &str) -> Result<(), Slip> {
    reworded((old, new), &|mark| sheet.marks.kind(mark)).map(|_| ())
}

#[test]
fn no_name_number_or_decision_of_a_company_is_sent() {
    let mark = regex::Regex::new(r"\{\d+\}").unwrap();
    for (place, sheet) in sheets() {
        for part in &sheet.parts {
            for name in ["Nordlicht", "Tessera", "Kessler", "Dana", "Ada", "AWS", "GitHub", "Microsoft", "[decide", "|"]
            {
                assert!(!part.contains(name), "{place}: {part}");
            }
            let outside = mark.replace_all(part, "").into_owned();
            assert!(!outside.contains(|c: char| c.is_ascii_digit()), "{place}: {part}");
        }
    }
}

#[test]
fn a_clause_that_comes_back_as_it_is_is_the_clause() {
    for (place, sheet) in sheets() {
        for part in &sheet.parts {
            assert_eq!(judged(&sheet, part, part), Ok(()), "{place}: {part}");
        }
        let restored: Vec<String> = sheet.parts.iter().map(|part| sheet.marks.restore(part)).collect();
        let text: String = pieces::joined(&sheet.pieces, restored.iter().map(String::as_str));
        assert_eq!(text, pieces::joined(&sheet.pieces, []), "{place}");
    }
}

/// Each is what models do: soften, sharpen, deny, drop, double, swap, add a deadline, add a sentence.
#[test]
fn a_clause_that_comes_back_changed_is_refused() {
    let mark = regex::Regex::new(r"\{\d+\}").unwrap();
    let (mut tried, mut swapped, mut believed) = (0, 0, Vec::new());
    for (place, sheet) in sheets() {
        for part in &sheet.parts {
            let mut lies: Vec<String> = [
                (" must ", " should "),
                (" must ", " may "),
                (" must ", " must not "),
                (" must not ", " must "),
                (" may ", " must "),
                (" only ", " "),
                (" before ", " after "),
                (" or ", " and "),
                (" unless ", " if "),
                (" at once", ""),
            ]
            .iter()
            .filter(|(word, _)| part.contains(word))
            .map(|(word, lie)| part.replacen(word, lie, 1))
            .collect();
            if let Some(first) = mark.find(part) {
                lies.push(part.replacen(first.as_str(), "", 1).replace("  ", " ").trim().to_owned());
                lies.push(format!("{} {}", part.trim_end_matches('.'), first.as_str()));
            }
            let marks: Vec<&str> = mark.find_iter(part).map(|found| found.as_str()).collect();
            if let [one, .., other] = marks.as_slice()
                && judged(&sheet, part, part).is_ok()
            {
                let number = |mark: &str| mark.trim_matches(['{', '}']).parse().unwrap();
                if sheet.marks.kind(number(one)) == sheet.marks.kind(number(other)) {
                    lies.push(part.replace(one, "@").replace(other, one).replace('@', other));
                    swapped += 1;
                }
            }
            lies.push(part.trim_end_matches('.').to_owned() + " every year.");
            lies.push(part.clone() + " The auditor gets a copy of the result.");
            for lie in lies.into_iter().filter(|lie| lie != part) {
                tried += 1;
                if judged(&sheet, part, &lie).is_ok() {
                    believed.push(format!("{place}:\n{part}\n{lie}"));
                }
            }
        }
    }
    assert!(believed.is_empty(), "{} of {tried} believed:\n{}", believed.len(), believed.join("\n\n"));
    assert!(tried > 10_000 && swapped > 100, "{tried} lies, {swapped} of them swaps");
}
