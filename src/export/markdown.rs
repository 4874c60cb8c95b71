//! A sheet as Markdown: what came from documents is escaped, so it reads the same in every viewer and marks nothing up.

use super::sheet::{Block, Chart, Heading, Sheet, Span, Table};

/// The Markdown of a sheet.
pub(super) fn write(sheet: &Sheet) -> String {
    let mut out = format!("# {}\n", escape(&sheet.title));
    if !sheet.kind.is_empty() {
        out.push_str(&format!("\n{}\n", escape(&sheet.kind)));
    }
    if !sheet.facts.is_empty() {
        out.push('\n');
        for (at, (name, value)) in sheet.facts.iter().enumerate() {
            out.push_str(&format!("| {} | {} |\n", cell_text(name), cell(value)));
            if at == 0 {
                out.push_str("|---|---|\n");
            }
        }
    }
    blocks(&sheet.blocks, "", sheet, &mut out);
    out
}

fn blocks(all: &[Block], indent: &str, sheet: &Sheet, out: &mut String) {
    for one in all {
        out.push_str(indent.trim_end());
        out.push('\n');
        let text = block(one, sheet);
        for line in text.trim_end_matches('\n').split('\n') {
            let line = format!("{indent}{line}");
            out.push_str(line.trim_end_matches(' '));
            out.push('\n');
        }
    }
}

fn block(block: &Block, sheet: &Sheet) -> String {
    match block {
        Block::Heading(heading) => heading_line(heading),
        Block::Paragraph(spans) => starts_plainly(&inline(spans)),
        Block::List(first, items) => list(*first, items, sheet),
        Block::Table(table) | Block::Levels(table) => table_text(table),
        Block::Quote(text, source) => {
            let lines: Vec<String> = text.lines().map(|line| format!("> {}", starts_plainly(&escape(line)))).collect();
            format!("{}\n>\n> — {}", lines.join("\n"), escape(source))
        }
        Block::Frame(title, inner) => {
            let mut text = String::new();
            if !title.is_empty() {
                text.push_str(&format!("> **{}**\n", escape(title)));
            }
            blocks(inner, "> ", sheet, &mut text);
            // Without a title the frame would begin with an empty line.
            text.strip_prefix(">\n").map_or(text.clone(), str::to_owned)
        }
        Block::Chart(chart) => chart_text(chart),
        Block::Code(text) => {
            let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
            let fence = "`".repeat(longest.max(2) + 1);
            format!("{fence}\n{}\n{fence}", text.trim_end())
        }
        Block::Contents => contents(sheet),
        Block::Rule => "---".to_owned(),
    }
}

fn heading_line(heading: &Heading) -> String {
    let verdict = heading.verdict.map(|verdict| format!(" ({})", verdict.name())).unwrap_or_default();
    let marks = "#".repeat(usize::from(heading.level) + 1);
    let line = format!("{marks} {}{verdict}", escape(&heading.text));
    // Links lead to sections, to requirements and to clauses; the headings between them need no name.
    if heading.level == 2 { line } else { format!("<a id=\"{}\"></a>\n\n{line}", heading.anchor) }
}

fn contents(sheet: &Sheet) -> String {
    let mut lines = String::new();
    for block in &sheet.blocks {
        if let Block::Heading(heading) = block
            && heading.level == 1
        {
            lines.push_str(&format!("- [{}](#{})\n", escape(&heading.text), heading.anchor));
        }
    }
    lines
}

fn list(first: Option<u64>, items: &[Vec<Block>], sheet: &Sheet) -> String {
    let mut out = String::new();
    for (item, number) in items.iter().zip(first.unwrap_or(1)..) {
        let mark = if first.is_some() { format!("{number}. ") } else { "- ".to_owned() };
        let indent = " ".repeat(mark.len());
        for (at, one) in item.iter().enumerate() {
            let text = block(one, sheet);
            if at > 0 && !matches!(one, Block::List(..)) {
                out.push('\n');
            }
            for (line_at, line) in text.trim_end().split('\n').enumerate() {
                let lead = if at == 0 && line_at == 0 { &mark } else { &indent };
                out.push_str(format!("{lead}{line}").trim_end());
                out.push('\n');
            }
        }
    }
    out
}

fn table_text(table: &Table) -> String {
    let titles: Vec<String> = table.columns.iter().map(|column| cell_text(&column.title)).collect();
    let rule: Vec<&str> = table.columns.iter().map(|column| if column.is_number { "---:" } else { "---" }).collect();
    let mut out = format!("| {} |\n|{}|\n", titles.join(" | "), rule.join("|"));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|one| cell(one)).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out
}

fn chart_text(chart: &Chart) -> String {
    let mut out = format!("{}:\n\n", escape(&chart.title));
    for (label, parts) in &chart.bars {
        out.push_str(&format!("- {}: {}\n", escape(label), Chart::words(parts)));
    }
    out
}

/// A cell: everything in one line.
fn cell(spans: &[Span]) -> String {
    inline(spans).replace("\\\n", "<br>").replace('\n', " ")
}

fn cell_text(text: &str) -> String {
    escape(text).replace('\n', " ")
}

fn inline(spans: &[Span]) -> String {
    spans.iter().fold(String::new(), |mut out, span| {
        match span {
            Span::Text(text) => out.push_str(&escape(text)),
            Span::Strong(inner) | Span::Mark(inner) => out.push_str(&wrapped("**", &inline(inner))),
            Span::Emphasis(inner) => out.push_str(&wrapped("*", &inline(inner))),
            Span::Soft(inner) => out.push_str(&inline(inner)),
            Span::Code(text) => out.push_str(&code(text)),
            Span::Break => out.push_str("\\\n"),
            Span::Link(to, text) => out.push_str(&format!("[{}](#{to})", escape(text))),
            Span::Verdict(verdict) => out.push_str(&format!("**{}**", verdict.name())),
        }
        out
    })
}

/// Marks only work when they touch what they mark.
fn wrapped(mark: &str, text: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() {
        return text.to_owned();
    }
    let lead = text.len() - text.trim_start().len();
    let (before, after) = (text.get(..lead).unwrap_or_default(), text.get(lead + inner.len()..).unwrap_or_default());
    format!("{before}{mark}{inner}{mark}{after}")
}

fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

/// Escapes what would be markup inside a line.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A bare address would become a link in many viewers.
            ':' => out.push_str(if out.ends_with("http") || out.ends_with("https") { "&#58;" } else { ":" }),
            '@' => out.push_str("&#64;"),
            _ => out.push(c),
        }
    }
    out.replace("www.", "www&#46;")
}

/// Keeps the first signs of a line from starting a list, a rule or a heading.
fn starts_plainly(text: &str) -> String {
    let one = |line: &str| {
        let body = line.trim_start();
        let digits = body.chars().take_while(char::is_ascii_digit).count();
        let after = body.get(digits..).unwrap_or_default();
        match body.chars().next() {
            Some('-' | '+' | '=') => format!("\\{body}"),
            Some(c) if c.is_ascii_digit() && after.starts_with(['.', ')']) => {
                format!("{}\\{after}", body.get(..digits).unwrap_or_default())
            }
            _ => body.to_owned(),
        }
    };
    text.split('\n').map(one).collect::<Vec<_>>().join("\n")
}
