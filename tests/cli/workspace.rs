//! `annexa workspace`: all of it into one file, and out again.

use std::fs;

use super::Desk;

#[test]
fn a_workspace_is_carried_to_another_house_and_back() {
    let desk = Desk::new();
    desk.run(&["workspace", "export", "acme", "--out", "a.zip"]).refused(&["holds no data"]);
    let policy = desk.write("policy.md", b"# Backup policy\n\nThe platform engineer restores one zebrafish backup.\n");
    desk.run(&["ingest", &policy, "--workspace", "acme"]);
    let [first, second, third] = ["1.zip", "2.zip", "3.zip"].map(|name| desk.path(name).display().to_string());
    desk.run(&["workspace", "export", "nobody", "--out", &first]).refused(&["no workspace `nobody`"]);
    let said = desk.run(&["workspace", "export", "acme", "--out", &first]);
    assert!(said.out.contains("all of acme") && said.status == 0, "{}{}", said.out, said.err);
    desk.run(&["workspace", "import", &first]).refused(&["`acme` already", "--name"]);
    let made = desk.run(&["workspace", "import", &first, "--name", "copy", "--json"]).json();
    assert_eq!((&made["name"], &made["documents"]), (&"copy".into(), &1.into()));
    let found = desk.run(&["search", "zebrafish", "--workspace", "copy", "--json"]).json();
    assert_eq!(found["hits"][0]["source"], "policy.md");
    assert_eq!(desk.run(&["workspace", "export", "copy", "--out", &second]).status, 0);
    assert!(fs::read(&first).unwrap() == fs::read(&second).unwrap());

    let other = Desk::new();
    assert_eq!(other.run(&["workspace", "import", &first]).status, 0);
    assert_eq!(other.run(&["workspace", "export", "acme", "--out", &third]).status, 0);
    assert!(fs::read(&first).unwrap() == fs::read(&third).unwrap());
    desk.run(&["workspace", "import", &policy]).refused(&["no workspace file"]);
    desk.run(&["workspace", "import", "nowhere.zip"]).refused(&["cannot read nowhere.zip"]);
    desk.run(&["workspace", "import", &first, "--name", " "]).refused(&["1 to 100 characters"]);
}
