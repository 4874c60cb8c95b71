//! The house rules that no linter knows: floors, sizes, names, and a first line that says what a file is for.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use syn::{
    Block, ImplItemFn, ItemFn, ItemMod, ItemUse, Signature, UseTree,
    spanned::Spanned,
    visit::{self, Visit},
};

/// Ground floor first. A module may use its own floor and those below it, never one above.
const FLOORS: &[&[&str]] = &[
    &["iso", "config"],
    &["document", "knowledge", "prompt", "llm", "embed"],
    &["store", "index"],
    &["ingest", "retrieve", "verify", "draft", "assess", "chat", "evaluate", "export"],
    &["view", "server", "cli"],
];
/// May use everything; nothing below may use them, except that faces open the app.
const ROOF: &[&str] = &["app", "lib", "main"];
const MAX_LINES: usize = 400;
const MAX_FN_LINES: usize = 60;
const MAX_INLINE_TESTS: usize = 150;
/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["mod", "utils", "util", "helpers", "common", "types", "misc"];
/// Where SQL may be spoken.
const SQL: &[&str] = &["store", "index"];

#[test]
fn every_file_keeps_the_house_rules() {
    let files = rust_files(Path::new("src"));
    assert!(files.len() > 40, "only {} files were found: is the test run from the project's root?", files.len());
    let broken: Vec<String> = files.iter().flat_map(|path| complaints(path)).collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn the_rules_can_be_broken() {
    let bad = "//! Bad.\nuse crate::{iso::X, server::Y};\nuse super::super::cli;\nfn f() { crate::app::run(); }\n";
    let found = read(Path::new("src/chat/draft.rs"), bad);
    assert_eq!(found.uses, ["iso", "server", "cli", "app"]);
    assert_eq!(upward(&found).len(), 3);
    let top = read(Path::new("src/chat.rs"), "use super::server::Z;");
    assert_eq!(top.uses, ["server"]);
    let long = format!("fn f() {{\n{}}}\n", "    g();\n".repeat(60));
    assert_eq!(read(Path::new("src/iso/a.rs"), &long).long_functions.len(), 1);
}

fn complaints(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("a source file can be read");
    let shown = path.display();
    let found = read(path, &text);
    let mut wrong = upward(&found);
    if !text.starts_with("//! ") {
        wrong.push("the first line must say, in `//!`, what the file is for".to_owned());
    }
    let lines = text.lines().count();
    if lines > MAX_LINES {
        wrong.push(format!("{lines} lines; split it by meaning (limit {MAX_LINES})"));
    }
    let name = path.file_stem().expect("a file has a name").to_string_lossy();
    if EMPTY_NAMES.contains(&name.as_ref()) {
        wrong.push(format!("the name `{name}` says nothing"));
    }
    if floor_of(&found.module).is_none() && !ROOF.contains(&found.module.as_str()) {
        wrong.push(format!("module `{}` stands on no floor: add it to FLOORS", found.module));
    }
    if text.contains("sqlx::") && !SQL.contains(&found.module.as_str()) {
        wrong.push("SQL is spoken in `store` and `index` only".to_owned());
    }
    wrong.extend(found.long_functions);
    wrong.into_iter().map(|wrong| format!("{shown}: {wrong}")).collect()
}

/// What a file reaches for, above its own floor.
fn upward(found: &Reading) -> Vec<String> {
    let Some(own) = floor_of(&found.module) else { return Vec::new() };
    let faces = FLOORS.len() - 1;
    found
        .uses
        .iter()
        .filter(|used| match floor_of(used) {
            Some(floor) => floor > own,
            None => ROOF.contains(&used.as_str()) && own < faces,
        })
        .map(|used| format!("floor {own} reaches up to `{used}`"))
        .collect()
}

/// What one file says of itself.
#[derive(Default)]
struct Reading {
    /// The top-level module that the file belongs to.
    module: String,
    /// Its own path below the crate: `["chat", "draft"]`.
    place: Vec<String>,
    /// Top-level modules that it names, through `crate::` or enough `super::`.
    uses: Vec<String>,
    long_functions: Vec<String>,
    in_tests: bool,
}

fn read(path: &Path, text: &str) -> Reading {
    let inside = path.strip_prefix("src").expect("only src is walked");
    let place: Vec<String> = inside.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let mut found = Reading {
        module: place.first().expect("a file has a name").clone(),
        in_tests: place.iter().any(|part| part == "tests"),
        place,
        ..Reading::default()
    };
    found.visit_file(&syn::parse_file(text).expect("a source file parses"));
    found
}

impl Reading {
    /// Notes the top-level module that a path starting with `crate` or `super` names.
    fn note(&mut self, segments: &[String]) {
        let supers = segments.iter().take_while(|segment| *segment == "super").count();
        let from_root = segments.first().is_some_and(|first| first == "crate");
        let rest = if from_root { &segments[1..] } else { &segments[supers..] };
        if (from_root || supers >= self.place.len().max(1) && supers > 0)
            && let Some(module) = rest.first()
            && (floor_of(module).is_some() || ROOF.contains(&module.as_str()))
        {
            self.uses.push(module.clone());
        }
    }

    fn tree(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&path.tree, &with(&path.ident)),
            UseTree::Name(name) => self.note(&with(&name.ident)),
            UseTree::Rename(rename) => self.note(&with(&rename.ident)),
            UseTree::Glob(_) => self.note(before),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(item, before)),
        }
    }

    fn function(&mut self, signature: &Signature, block: &Block) {
        let lines = block.span().end().line - block.span().start().line + 1;
        if lines > MAX_FN_LINES && !self.in_tests {
            self.long_functions.push(format!("`{}` has {lines} lines (limit {MAX_FN_LINES})", signature.ident));
        }
    }
}

impl<'ast> Visit<'ast> for Reading {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.note(&segments);
        visit::visit_path(self, path);
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if item.ident == "tests" && item.content.is_some() {
            let lines = item.span().end().line - item.span().start().line + 1;
            if lines > MAX_INLINE_TESTS {
                self.long_functions.push(format!("{lines} lines of inline tests; move them to tests.rs"));
            }
        }
        self.place.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.place.pop();
    }
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a source folder can be listed");
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.expect("an entry can be read").path()) {
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
