//! Registers and statements through every format and back, and what people's own files are told.

use std::{
    fs,
    io::{Cursor, Read, Write},
};

use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

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
            let is_same = fs::read(desk.path(&a)).unwrap() == fs::read(desk.path(&c)).unwrap();
            assert!(is_same, "{what} as {format}: the bytes");
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

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A sheet: its name, its rows with their numbers, and its merged ranges.
type Sheet<'a> = (&'a str, &'a [(u32, &'a [&'a str])], &'a [&'a str]);

/// A workbook as other programs write it.
fn workbook(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let (mut parts, mut list, mut related) = (Vec::new(), String::new(), String::new());
    for (at, (name, rows, merged)) in sheets.iter().enumerate() {
        list += &format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"r{at}\"/>");
        related += &format!("<Relationship Id=\"r{at}\" Type=\"x/worksheet\" Target=\"worksheets/{at}.xml\"/>");
        let mut text = String::from("<worksheet><sheetData>");
        for (number, cells) in *rows {
            text += &format!("<row r=\"{number}\"{}>", if *number == 8 { " hidden=\"1\"" } else { "" });
            for (letter, cell) in ('A'..).zip(*cells).filter(|(_, cell)| !cell.is_empty()) {
                text += &format!("<c r=\"{letter}{number}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>");
            }
            text += "</row>";
        }
        text += "</sheetData><mergeCells>";
        for range in *merged {
            text += &format!("<mergeCell ref=\"{range}\"/>");
        }
        parts.push((format!("xl/worksheets/{at}.xml"), text + "</mergeCells></worksheet>"));
    }
    parts.push(("xl/workbook.xml".to_owned(), format!("<workbook><sheets>{list}</sheets></workbook>")));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{related}</Relationships>")));
    zipped(&parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
}

/// The findings of `soa check` that name a row, each as its row and its rule.
fn row_findings(desk: &Desk, file: &str) -> Vec<(u64, String)> {
    let ran = desk.run(&["soa", "check", file, "--json"]);
    assert!(ran.status < 2, "{}", ran.err);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let all = report["findings"].as_array().unwrap().iter();
    all.filter_map(|one| Some((one["row"].as_u64()?, one["rule"].as_str()?.to_owned()))).collect()
}

#[test]
fn a_workbook_with_titles_merged_cells_and_hidden_rows_is_read_as_a_person_sees_it() {
    let desk = Desk::new();
    let cover: &[(u32, &[&str])] =
        &[(1, &["How to read this file"]), (3, &["Colour", "Meaning"]), (4, &["green", "done"])];
    let statement: &[(u32, &[&str])] = &[
        (1, &["Statement of Applicability"]),
        (2, &["Version 1.2", "", "approved"]),
        (4, &["Control", "Title", "Applicable", "Justification"]),
        (5, &["A.7.1", "Physical security perimeters", "No", "The company has no rooms of its own: all work remotely"]),
        (6, &["A.7.2", "Physical entry", "No"]),
        (7, &["A.7.3", "Securing offices, rooms and facilities", "No"]),
        (8, &["A.5.7", "Threat intelligence", "Yes", "Risk R-01"]),
        (10, &["A.9.4.3", "Password management system", "Yes", "Risk R-02"]),
        (11, &["A.5.9", "Inventory of information and other associated assets", "No"]),
    ];
    let bytes = workbook(&[("Read me", cover, &[]), ("SoA", statement, &["A1:D1", "D5:D7"])]);
    let found = row_findings(&desk, &desk.write("theirs.xlsx", &bytes));
    assert!(found.contains(&(10, "edition-2013".to_owned())), "{found:?}");
    let bare: Vec<u64> = found.iter().filter(|(_, rule)| rule == "no-exclusion-reason").map(|(row, _)| *row).collect();
    assert_eq!(bare, [11], "what is merged over three rows is said in each: {found:?}");
    let ran = desk.run(&["soa", "check", &desk.path("theirs.xlsx").display().to_string()]);
    assert!(!ran.out.contains("A.5.7"), "a row that a filter hides is a row: {}", ran.out);
}

#[test]
fn merged_cells_of_word_hold_for_every_row() {
    let desk = Desk::new();
    let cell = |text: &str, merge: &str| {
        format!("<w:tc><w:tcPr>{merge}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let rows = [
        row(&["Control", "Applicable", "Justification"].map(|text| cell(text, ""))),
        row(&[
            cell("A.7.1", ""),
            cell("No", ""),
            cell("No rooms of its own: all work remotely", "<w:vMerge w:val=\"restart\"/>"),
        ]),
        row(&[cell("A.7.2", ""), cell("No", ""), cell("", "<w:vMerge/>")]),
        row(&[cell("A.7.3", ""), cell("No", ""), cell("", "")]),
    ];
    let document = format!("<w:document><w:body><w:tbl>{}</w:tbl></w:body></w:document>", rows.concat());
    let found = row_findings(&desk, &desk.write("theirs.docx", &zipped(&[("word/document.xml", &document)])));
    let bare: Vec<u64> = found.iter().filter(|(_, rule)| rule == "no-exclusion-reason").map(|(row, _)| *row).collect();
    assert_eq!(bare, [4], "{found:?}");
}

#[test]
fn a_register_below_a_title_is_told_the_rows_that_its_program_shows() {
    let desk = Desk::new();
    let register: &[(u32, &[&str])] = &[
        (1, &["Risk register 2026"]),
        (2, &["Owner:", "Eva"]),
        (4, &["No.", "Risk", "Owner", "Likelihood", "Impact"]),
        (5, &["R-01", "Fire", "Eva", "2", "2"]),
        (7, &["R-02", "Flood", "Eva", "2", "9"]),
        (8, &["R-01", "Theft", "Eva", "2", "2"]),
        (11, &["Approved by Eva"]),
    ];
    let file = desk.write("theirs.xlsx", &workbook(&[("Risks", register, &["A1:E1"])]));
    let ran = desk.run(&["risk", "check", &file]);
    ran.refused(&["row 7: `9` is no step of impact", "row 8: `R-01` stands in row 5 already"]);
    assert!(!ran.err.contains("row 11"), "{}", ran.err);
}

#[test]
fn csv_of_other_countries_is_read() {
    let desk = Desk::new();
    let with_bom =
        "\u{feff}Risikoregister, Stand 2026\r\n\r\nNo.;Risk;Likelihood;Impact\r\nR-01;Überfall, nachts;3;9\r\n";
    let file = desk.write("bom.csv", with_bom.as_bytes());
    desk.run(&["risk", "check", &file]).refused(&["row 4: `9` is no step of impact"]);
    let old = with_bom.replace('9', "2").trim_start_matches('\u{feff}').replace('Ü', "@");
    let old: Vec<u8> = old.bytes().map(|byte| if byte == b'@' { 0xDC } else { byte }).collect();
    desk.write("1252.csv", &old);
    let json = String::from_utf8(carried(&desk, "risk", &["1252.csv", "1252.json"])).unwrap();
    assert!(json.contains("Überfall, nachts"), "{json}");
}

#[test]
fn what_a_formula_said_comes_back_as_text() {
    let desk = Desk::new();
    let cells: &[(u32, &[&str])] = &[(1, &["No.", "Risk", "Likelihood", "Impact"]), (2, &["R-01", "=1+1", "2", "2"])];
    let bytes = workbook(&[("Risks", cells, &[])]);
    let mut parts = Vec::new();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        let live = "<c r=\"B2\" t=\"str\"><f>HYPERLINK(\"http://e\",1)</f><v>=HYPERLINK(\"http://e\",1)</v></c>";
        text = text.replace("<c r=\"B2\" t=\"inlineStr\"><is><t>=1+1</t></is></c>", live);
        parts.push((entry.name().unwrap().into_owned(), text));
    }
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    desk.write("live.xlsx", &zipped(&parts));
    let back = carried(&desk, "risk", &["live.xlsx", "back.xlsx"]);
    let mut archive = ZipArchive::new(Cursor::new(back)).unwrap();
    for at in 0..archive.len() {
        let mut text = String::new();
        archive.by_index(at).unwrap().read_to_string(&mut text).unwrap();
        assert!(!text.contains("<f>"), "{text}");
    }
    let json = String::from_utf8(carried(&desk, "risk", &["back.xlsx", "back.json"])).unwrap();
    assert!(json.contains("=HYPERLINK"), "{json}");
}
