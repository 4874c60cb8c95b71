//! Where units end.

use proptest::prelude::*;

use super::{Kind, Splitter, Unit};

/// The units of a text that arrives in pieces of this many characters.
fn units(text: &str, size: usize) -> Vec<Unit> {
    let characters: Vec<char> = text.chars().collect();
    let mut splitter = Splitter::default();
    let mut found = Vec::new();
    for piece in characters.chunks(size) {
        splitter.push(&piece.iter().collect::<String>());
        found.extend(std::iter::from_fn(|| splitter.next(false)));
    }
    found.extend(std::iter::from_fn(|| splitter.next(true)));
    found
}

#[test]
fn a_sentence_keeps_its_citations_and_its_abbreviations() {
    for (text, wanted) in [
        ("One [1]. Two. [2] Three. [3][4]", &["One [1]. ", "Two. [2] ", "Three. [3][4]"][..]),
        ("One. [1]. Two (see A.5.23). [2, 3] Three!", &["One. [1]. ", "Two (see A.5.23). [2, 3] ", "Three!"]),
        ("Use tools, e.g. Okta, i.e. an IdP. [1] Next.", &["Use tools, e.g. Okta, i.e. an IdP. [1] ", "Next."]),
        (
            "ISO/IEC 27001:2022 names A.5.23. Clause 6.1.3 d) too.",
            &["ISO/IEC 27001:2022 names A.5.23. ", "Clause 6.1.3 d) too."],
        ),
        ("Within approx. 3 days etc. and more. [1]", &["Within approx. 3 days etc. and more. [1]"]),
        ("One.\n[1] Two.\n\n[2] Three.", &["One.\n[1] ", "Two.\n\n", "[2] Three."]),
        (
            "**Owner.** The CTO decides. [1] **Done.**\nNext. [2]",
            &["**Owner.** The CTO decides. [1] ", "**Done.**\n", "Next. [2]"],
        ),
        ("He said \u{201c}done.\u{201d} [1] Next?", &["He said \u{201c}done.\u{201d} [1] ", "Next?"]),
        ("Soft\nwrap goes on. [1]\nNext [2].", &["Soft\nwrap goes on. [1]\n", "Next [2]."]),
        ("完了。[1]次へ。[2]", &["完了。[1]", "次へ。[2]"]),
    ] {
        let found: Vec<String> = units(text, 1).into_iter().map(|unit| unit.text).collect();
        assert_eq!(found, wanted, "{text}");
    }
}

#[test]
fn lists_headings_tables_and_fences_are_units() {
    let text = "### Evidence\n\nYou need:\n- **Register:** one list. [1] Kept current. [2]\n- Minutes [3]\n  1. Nested [1]\n\n\
        | What | Who |\n|---|---|\n| Register | CTO [1] |\n\n```\ncode. x\n```\nEnd. [1]";
    let found: Vec<(Kind, String)> = units(text, 3).into_iter().map(|unit| (unit.kind, unit.text)).collect();
    let wanted = [
        (Kind::Prose, "### Evidence\n\n"),
        (Kind::Prose, "You need:\n"),
        (Kind::Prose, "- **Register:** one list. [1] "),
        (Kind::Prose, "Kept current. [2]\n"),
        (Kind::Prose, "- Minutes [3]\n"),
        (Kind::Prose, "  1. Nested [1]\n\n"),
        (Kind::Table, "| What | Who |\n|---|---|\n| Register | CTO [1] |\n\n"),
        (Kind::Code, "```\ncode. x\n```\n"),
        (Kind::Prose, "End. [1]"),
    ];
    let wanted: Vec<(Kind, String)> = wanted.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect();
    assert_eq!(found, wanted);
}

#[test]
fn what_never_ends_is_given_out_in_parts() {
    let text = "word ".repeat(10_000);
    let found = units(&text, 50);
    assert!(found.len() > 4 && found.iter().all(|unit| unit.text.len() < 9_000));
}

proptest! {
    #[test]
    fn units_are_the_text_however_it_is_cut(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "One. ", "[1]", "[2][3]", "\n", "\n\n", "- ", "1. ", "**B.** ", "| a | b |\n", "### H\n", "```\n", "e.g. ", "A.5.23",
                " ", "word ", "? ", "Two", "[x](y)", ":\n", "。", "*", "`", ". ",
            ]),
            0..40,
        ),
        size in 1..9_usize,
    ) {
        let text = parts.concat();
        let whole = units(&text, usize::MAX);
        prop_assert_eq!(whole.iter().map(|unit| unit.text.as_str()).collect::<String>(), text.clone());
        prop_assert_eq!(units(&text, size), whole, "{:?}", text);
    }

    #[test]
    fn any_text_is_cut_without_loss(text in "\\PC{0,200}", size in 1..20_usize) {
        prop_assert_eq!(units(&text, size).into_iter().map(|unit| unit.text).collect::<String>(), text);
    }
}
