//! Nothing of a text is lost on the way to chunks, and nothing of it can run in a page.

use proptest::prelude::*;

use super::*;

mod formats;
mod pages;

const POLICY: &str = "---\nowner: CISO\n---\n# Access policy\n\nIntro **here**.\n\n## Reviews\n\n- Owners review access \
    every quarter.\n- Leavers lose access\n  within a day.\n\n| System | Owner |\n|---|---|\n| Git | CTO |\n\n### Exceptions\n\n1. None.\n2. Few.\n";

#[test]
fn blocks_know_their_place() {
    let found = blocks(POLICY, Format::Markdown);
    let shown: Vec<(&str, BlockKind, String)> =
        found.iter().map(|block| (&POLICY[block.range.clone()], block.kind, block.heading.join(" > "))).collect();
    assert_eq!(shown[1], ("Intro **here**.", BlockKind::Paragraph, "Access policy".to_owned()));
    assert_eq!(shown[3].0, "- Owners review access every quarter.");
    assert_eq!(shown[4].0, "- Leavers lose access\n  within a day.");
    assert_eq!(shown[4].2, "Access policy > Reviews");
    assert_eq!(shown[5].1, BlockKind::Table);
    assert_eq!(shown[8], ("2. Few.", BlockKind::Item(Some(2)), "Access policy > Reviews > Exceptions".to_owned()));
}

#[test]
fn plain_text_has_numbered_headings() {
    let text = "Backup policy\n\n1 Purpose\nWe back up.\n\n1.1 Scope\nAll servers, and that is it.\n";
    let found = blocks(text, Format::Plain);
    let last = found.last().unwrap();
    assert_eq!(&text[last.range.clone()], "All servers, and that is it.");
    assert_eq!(last.heading, ["1 Purpose", "1.1 Scope"]);
}

#[test]
fn bad_files_are_named_for_what_they_are() {
    assert_eq!(extract("a.txt", b"ab\0"), Err(TextError::Binary(2)));
    assert_eq!(extract("a.txt", b" \n"), Err(TextError::Empty));
    assert_eq!(extract("a.xyz", b"x"), Err(TextError::UnknownFormat(".xyz".to_owned())));
    assert_eq!(extract("a.md", b"\xef\xbb\xbfa\r\nb").unwrap().text, "a\nb");
}

#[test]
fn the_tree_holds_no_markup_of_the_text() {
    let nodes = tree("Hi <img src=x onerror=alert(1)> [here](javascript:1) ![x](http://e/p.png) A.5.23 [1]", true);
    let json = serde_json::to_string(&nodes).unwrap();
    assert!(!json.contains("javascript") && !json.contains("http://e"), "{json}");
    assert!(json.contains(r#"{"type":"ref","id":"A.5.23","text":"A.5.23"}"#), "{json}");
    assert!(json.contains(r#"{"type":"cite","n":1}"#), "{json}");
}

#[test]
fn the_tree_of_a_policy() {
    insta::assert_json_snapshot!(tree(POLICY.split("---\n").nth(2).unwrap(), false));
}

proptest! {
    #[test]
    fn chunks_lose_nothing(text in "(#{1,3} [a-zé ]{1,9}\n\n|[a-zß.,]{1,12} |\n\n|- [a-z ]{1,30}\n|\\| a \\|\n){0,400}", markdown in any::<bool>()) {
        let format = if markdown { Format::Markdown } else { Format::Plain };
        let found = chunks(&text, format);
        let joined: String = found.iter().map(|chunk| &text[chunk.bytes.clone()]).collect();
        prop_assert_eq!(&joined, &text);
        for chunk in &found {
            let by_chars: String = text.chars().skip(chunk.chars.start).take(chunk.chars.len()).collect();
            prop_assert_eq!(by_chars.as_str(), &text[chunk.bytes.clone()]);
            prop_assert!(chunk.chars.len() <= 900);
        }
    }

    #[test]
    fn endless_words_are_cut_and_nothing_is_lost(words in prop::collection::vec(1_usize..20_000, 1..4)) {
        let text = words.iter().map(|length| "é".repeat(*length)).collect::<Vec<_>>().join(" ");
        let found = chunks(&text, Format::Markdown);
        let joined: String = found.iter().map(|chunk| &text[chunk.bytes.clone()]).collect();
        prop_assert_eq!(joined, text);
        prop_assert!(found.iter().all(|chunk| chunk.chars.len() <= 900));
    }

    #[test]
    fn any_text_makes_blocks_and_a_tree(text in "\\PC{0,200}") {
        for block in blocks(&text, Format::Markdown) {
            prop_assert!(!text[block.range].trim().is_empty());
        }
        tree(&text, true);
        plain_text(&text);
    }

    #[test]
    fn deep_nesting_is_survived(depth in 0_usize..3000, mark in "[>*_\\[-]") {
        tree(&format!("{} x", mark.repeat(depth)), true);
    }
}
