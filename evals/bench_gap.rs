//! `make bench-gap`: how long a gap analysis of 20, 40, 80 and 500 pages takes, and how much memory it needs. Prints a table.
//!
//! The texts are policies of our own library, written by `annexa policy draft`: under other company names, and with their
//! sections in another order, so that no copy is the same document again. A page is 400 words. Each analysis is a process of
//! its own, with a data folder of its own; its figures are those that the system keeps of it. Sizes may be named: `-- 20 500`.
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};

const SIZES: [usize; 4] = [20, 40, 80, 500];
const WORDS_A_PAGE: usize = 400;
/// The most memory that 500 pages may need, in megabytes.
const MOST: u64 = 700;
/// Ticks a second in which Linux gives processor time.
const TICKS: f64 = 100.0;
const COMPANIES: [&str; 5] =
    ["Nordlicht Software", "Quay Logistics", "Sella Clinics", "Tarn Analytics", "Umbra Payments"];

/// What one analysis took.
struct Figures {
    wall: f64,
    processor: f64,
    megabytes: u64,
}

fn main() -> anyhow::Result<()> {
    let program = std::env::current_exe()?.parent().and_then(Path::parent).context("no folder")?.join("annexa");
    ensure!(program.exists(), "{} is not there: run `cargo build --release --locked` first", program.display());
    let named: Vec<usize> = std::env::args().skip(1).filter_map(|size| size.parse().ok()).collect();
    let sizes = if named.is_empty() { SIZES.to_vec() } else { named };
    let folder = tempfile::tempdir()?;
    let drafts = drafts(&program, folder.path())?;
    println!("{:>6} {:>8} {:>9} {:>9} {:>8} {:>12}", "pages", "words", "wall s", "CPU s", "RSS MB", "CPU s a page");
    let mut first = None;
    for pages in sizes {
        let text = text(&drafts, pages * WORDS_A_PAGE);
        let file = folder.path().join(format!("policies-{pages}.md"));
        fs::write(&file, &text)?;
        let figures = analyse(&program, folder.path(), &file)?;
        let each = figures.processor / f64::from(u32::try_from(pages)?);
        let ratio = each / *first.get_or_insert(each);
        let words = text.split_whitespace().count();
        println!(
            "{pages:>6} {words:>8} {:>9.1} {:>9.1} {:>8} {each:>8.2} ×{ratio:.2}",
            figures.wall, figures.processor, figures.megabytes
        );
        ensure!(figures.megabytes <= MOST, "{pages} pages needed {} MB; {MOST} are allowed", figures.megabytes);
    }
    Ok(())
}

/// The library's policies as the program writes them.
fn drafts(program: &Path, folder: &Path) -> anyhow::Result<Vec<String>> {
    let profile = folder.join("profile.yaml");
    fs::write(&profile, said(program, folder, &["profile", "new"])?)?;
    let profile = profile.to_string_lossy().into_owned();
    let kinds = said(program, folder, &["policy", "list"])?;
    let kinds = kinds.lines().filter_map(|line| line.split_whitespace().next());
    kinds.map(|kind| said(program, folder, &["policy", "draft", kind, "--profile", &profile])).collect()
}

fn said(program: &Path, folder: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let data = data_folder(folder);
    let output = Command::new(program).arg("--data-dir").arg(data).args(arguments).stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "`annexa {}` failed", arguments.join(" "));
    Ok(String::from_utf8(output.stdout)?)
}

fn data_folder(folder: &Path) -> PathBuf {
    folder.join("data")
}

/// A text of at least so many words: the drafts one after the other, from the second time on for another company and with
/// their sections turned.
fn text(drafts: &[String], words: usize) -> String {
    let (mut text, mut count) = (String::new(), 0);
    for (round, draft) in drafts.iter().cycle().enumerate() {
        if count >= words {
            break;
        }
        let turn = round / drafts.len().max(1);
        let company = COMPANIES.get(turn % COMPANIES.len()).copied().unwrap_or_default();
        let named = draft.replace("Example Ltd", &format!("{company} {}", turn / COMPANIES.len() + 1));
        let (head, rest) = named.split_once("\n## ").unwrap_or((&named, ""));
        let mut sections: Vec<&str> = rest.split("\n## ").collect();
        let by = turn % sections.len().max(1);
        sections.rotate_left(by);
        for part in std::iter::once(head.to_owned()).chain(sections.iter().map(|section| format!("\n## {section}"))) {
            if count < words {
                count += part.split_whitespace().count();
                text.push_str(&part);
                text.push('\n');
            }
        }
    }
    text
}

fn analyse(program: &Path, folder: &Path, file: &Path) -> anyhow::Result<Figures> {
    let begin = Instant::now();
    let mut command = Command::new(program);
    command.arg("--data-dir").arg(data_folder(folder)).arg("gap").arg(file);
    command.args(["--format", "json", "--out"]).arg(folder.join("report.json"));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let process = PathBuf::from(format!("/proc/{}", child.id()));
    let mut found = Figures { wall: 0.0, processor: 0.0, megabytes: 0 };
    // The system keeps the most memory ever held, so that looking now and then misses nothing but the last moment; the
    // processor time of an ended process stays until somebody waits for it.
    loop {
        let state = fs::read_to_string(process.join("stat")).unwrap_or_default();
        let fields: Vec<&str> = state.rsplit_once(") ").map_or("", |(_, rest)| rest).split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
        // Its own time, and that of the processes that it waited for, which read the files.
        found.processor = found.processor.max((11..15).map(ticks).sum::<f64>() / TICKS);
        found.megabytes = found.megabytes.max(most_memory(&process));
        if fields.first().is_none_or(|state| *state == "Z") {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    found.wall = begin.elapsed().as_secs_f64();
    let status = child.wait()?;
    ensure!(status.success(), "the analysis of {} failed: run `annexa gap` on it by hand", file.display());
    ensure!(found.megabytes > 0, "this system has no /proc; the figures need Linux");
    Ok(found)
}

/// The most memory that a process ever held, in megabytes; 0 when it has ended.
fn most_memory(process: &Path) -> u64 {
    let status = fs::read_to_string(process.join("status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("");
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}
