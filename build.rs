//! Rebuilds the binary when a file is added to a folder that is embedded in it.

fn main() {
    for folder in ["knowledge", "prompts", "src"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
