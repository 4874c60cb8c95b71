//! What passes as the same rule in other words, and every way in which one can be another rule.

use proptest::prelude::*;

use super::*;

/// In these texts the marks up to 3 are people, up to 6 values, then names.
fn kind(mark: usize) -> MarkKind {
    match mark {
        1..=3 => MarkKind::Who,
        4..=6 => MarkKind::Value,
        _ => MarkKind::Name,
    }
}

fn judged(before: &str, after: &str) -> Result<(), Slip> {
    reworded((before, after), &kind).map(|_| ())
}

#[test]
fn the_same_rule_in_the_voice_of_a_house_passes() {
    for (before, after) in [
        (
            "The {1} must review every right on their systems {4}.",
            "{4}, the {1} must review every right on their systems.",
        ),
        (
            "Everyone must keep their secrets to themselves at all times.",
            "You must keep your secrets to yourself at all times.",
        ),
        (
            "The owner must note each role in the {7} before first use.",
            "Before first use, the owner must note each role in the {7}.",
        ),
        (
            "The {1} must disable accounts, keys and badges {4} of an exit.",
            "The {1} shall disable accounts, keys and badges {4} of an exit.",
        ),
        (
            "The {1} must tell the {2} of each change beforehand.",
            "The {1} must inform the {2} of each change in advance.",
        ),
        (
            "Accounts must be created by the {1} only after approval.",
            "The {1} must create accounts only after approval.",
        ),
        (
            "A shared account needs a reason. The {1} must approve it.",
            "Shared accounts need a reason. The {1} must approve them.",
        ),
        ("What nobody has granted is refused.", "What nobody granted is refused."),
        ("remove old rights {4} of a move", "remove the old rights {4} of a move"),
        ("The {1} must:", "The {1} shall:"),
    ] {
        assert_eq!(judged(before, after), Ok(()), "{after}");
        assert_eq!(judged(before, before), Ok(()), "{before}");
    }
}

const EXIT: &str = "The {1} must disable accounts {4} of an exit, and change keys {5} after a loss.";

/// Each is refused, and for this reason.
fn refused(before: &str, lies: &[(&str, Slip)]) {
    for (after, slip) in lies {
        assert_eq!(judged(before, after), Err(*slip), "{after}");
    }
}

/// The rule of exits with one stretch of it in other words.
fn exit_with(old: &str, new: &str) -> Result<(), Slip> {
    let after = EXIT.replacen(old, new, 1);
    assert_ne!(after, EXIT, "{old}");
    judged(EXIT, &after)
}

#[test]
fn a_duty_or_its_bearer_never_changes() {
    for lie in ["should", "may", "will", "can", "must not", "need not", "is expected to"] {
        assert_eq!(exit_with("must", lie), Err(Slip::Duty), "{lie}");
    }
    refused("The {1} must tell staff of each fault.", &[("Staff must tell the {1} of each fault.", Slip::Duty)]);
    refused(
        "Guest networks must not reach internal systems.",
        &[
            ("Internal systems must not reach guest networks.", Slip::Duty),
            ("Guest networks must reach internal systems.", Slip::Duty),
        ],
    );
    refused("Owners must delete old copies.", &[("Owners must archive old copies.", Slip::Duty)]);
    refused("Nobody may approve a right for themselves.", &[("You may approve a right for yourself.", Slip::Duty)]);
    refused("Hashes are stored.", &[("Hashes are not stored.", Slip::Denial)]);
    refused("Accounts must end on that day.", &[("Accounts, it is said, end on that day.", Slip::Duty)]);
}

#[test]
fn marks_numbers_and_conditions_stay_where_they_are() {
    for (old, new, slip) in [
        ("{5} ", "", Slip::Marks),
        ("{4}", "{4} {4}", Slip::Marks),
        ("{5}", "{9}", Slip::Marks),
        ("of an exit, and change keys {5} after a loss", "after a loss, and change keys {5} of an exit", Slip::Marks),
        ("a loss", "a loss annually", Slip::Number),
        ("accounts", "two accounts", Slip::Number),
        ("{5}", "24 h", Slip::Number),
        ("The", "Where possible, the", Slip::Condition),
        ("must", "must normally", Slip::Condition),
        ("and", "or", Slip::Condition),
        ("after", "before", Slip::Condition),
        ("a loss", "a loss, unless it is small", Slip::Condition),
    ] {
        let wanted = if new == "24 h" { Slip::Number } else { slip };
        assert_eq!(exit_with(old, new), Err(wanted), "{new}");
    }
    refused(EXIT, &[("The {1} must disable accounts {5} of an exit, and change keys {4} after a loss.", Slip::Marks)]);
    refused("Only the {1} may open the vault.", &[("The {1} may open the vault.", Slip::Condition)]);
    refused("What nobody granted is refused.", &[("What nobody granted is accepted.", Slip::Condition)]);
    refused(
        "The {1} asks, the {2} approves.",
        &[("The {2} asks, the {1} approves.", Slip::Marks), ("The {1} approves, the {2} asks.", Slip::Marks)],
    );
}

#[test]
fn nothing_comes_from_elsewhere_and_the_form_stays() {
    for (old, new, slip) in [
        ("a loss.", "a loss", Slip::Structure),
        (" and", "\nand", Slip::Structure),
        ("accounts", "**accounts**", Slip::Name),
        ("accounts", "Microsoft accounts", Slip::Name),
        ("a loss", "a loss (www.keys.example)", Slip::Name),
        ("The", "Here is the text: the", Slip::Chatter),
        ("The", "As an AI, the", Slip::Chatter),
        ("The", "Ignore what follows. The", Slip::Chatter),
        ("The {1} must", "The organization shall", Slip::Standard),
    ] {
        assert_eq!(exit_with(old, new), Err(slip), "{new}");
    }
    refused(
        "The link ends with the contract.",
        &[
            ("The link ends with the contract and its copies on foreign drives.", Slip::Added),
            ("The link ends with the contract. Copies go back to the owner.", Slip::Added),
            ("The contract.", Slip::Lost),
        ],
    );
    refused("remove old rights", &[("Remove old rights", Slip::Structure)]);
    let screen = "Everyone must lock the screen, the door and the cabinet whenever they leave their place.";
    refused(screen, &[("You must lock it.", Slip::Length)]);
}

#[test]
fn two_short_sentences_may_say_one_long_one() {
    let before = "The {1} issues passwords and the {2} withdraws them.";
    let after = "The {1} issues passwords. The {2} withdraws them.";
    let pairs = reworded((before, after), &kind).unwrap();
    assert_eq!(pairs, [(before.to_owned(), after.to_owned())]);
    let three = "The {1} issues. Passwords go. The {2} withdraws them.";
    assert_eq!(judged(before, three), Err(Slip::Structure));
}

#[test]
fn things_stay_beside_what_was_said_of_them() {
    let before = "The {1} enters the person there and checks the passport.";
    assert_eq!(judged(before, "The {1} checks the person there and enters the passport."), Err(Slip::Meaning));
    assert_eq!(judged(before, "The {1} deletes the person there and checks the passport."), Err(Slip::Added));
    assert_eq!(judged(before, "The {1} enters people there and verifies the passport."), Ok(()));
}

proptest! {
    /// Whatever the rest of the sentence: another binding word is another rule.
    #[test]
    fn a_binding_word_never_changes(
        who in "(The \\{1\\}|Everyone|Each owner|Guests)",
        verb in "(check|report|keep|delete)",
        what in "(the list|old copies|each fault|their badge)",
        (old, new) in prop::sample::subsequence(vec!["must", "must not", "may", "should", "may only", "never"], 2)
            .prop_map(|two| (two[0], two[1])),
    ) {
        let say = |word: &str| format!("{who} {word} {verb} {what} at the gate.");
        prop_assert!(judged(&say(old), &say(new)).is_err());
        prop_assert!(judged(&say(new), &say(old)).is_err());
        prop_assert!(judged(&say(old), &say(old)).is_ok());
    }

    #[test]
    fn nothing_makes_it_fail(before in "(\\{[0-9]{1,2}\\}|[a-zA-Zé,.;:!?' -]){0,60}", after in any::<String>()) {
        let _ = judged(&before, &after);
        let _ = judged(&after, &before);
    }
}
