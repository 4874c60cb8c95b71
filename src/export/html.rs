//! A sheet as one page that needs nothing else: its style and its pictures are inside, it has no script and asks nobody.

mod chart;

use super::{
    Plain,
    sheet::{Block, Heading, Sheet, Span, Table, words},
    tone,
};

const STYLE: &str = include_str!("html/style.css");
/// Nothing may be loaded or run; the style stands in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The page of a sheet.
pub(super) fn write(sheet: &Sheet) -> String {
    let title = if sheet.company.is_empty() || sheet.title.contains(&*sheet.company) {
        escape(&sheet.title)
    } else {
        format!("{} – {}", escape(&sheet.title), escape(&sheet.company))
    };
    let policy = if sheet.style.logo.is_some() { format!("{POLICY}; img-src data:") } else { POLICY.to_owned() };
    let own = own_style(sheet);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n<style>\n{STYLE}{own}</style>\n</head>\n<body>\n<main>\n"
    );
    head(sheet, &mut out);
    for (is_wide, part) in sheet.parts() {
        if is_wide {
            out.push_str("<div class=\"wide\">\n");
        }
        blocks(part, sheet, &mut out);
        if is_wide {
            out.push_str("</div>\n");
        }
    }
    if let Some(footer) = &sheet.style.footer {
        out.push_str(&format!("<footer><p class=\"soft\">{}</p></footer>\n", escape(&Plain::line(footer))));
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// What a house style changes.
fn own_style(sheet: &Sheet) -> String {
    let mut own = String::new();
    if sheet.style.colour.is_some() {
        own.push_str(&format!(":root {{ --accent: light-dark(#{}, #7cc5d3); }}\n", tone::hex(sheet.style.accent())));
    }
    if let Some(font) = sheet.style.font_family() {
        own.push_str(&format!("body {{ font-family: {font}; }}\n"));
    }
    if sheet.style.logo.is_some() {
        own.push_str(".logo { display: block; max-width: 14rem; max-height: 4rem; margin-bottom: 1.5rem; }\n");
    }
    own
}

fn head(sheet: &Sheet, out: &mut String) {
    out.push_str("<header>\n");
    if let Some(logo) = &sheet.style.logo {
        // As a picture a drawing can neither run nor load anything.
        out.push_str(&format!("<img class=\"logo\" alt=\"\" src=\"{logo}\">\n"));
    }
    if let Some(header) = &sheet.style.header {
        out.push_str(&format!("<p class=\"soft\">{}</p>\n", escape(&Plain::line(header))));
    }
    if !sheet.kind.is_empty() {
        out.push_str(&format!("<p class=\"kind\">{}</p>\n", escape(&sheet.kind)));
    }
    out.push_str(&format!("<h1>{}</h1>\n", escape(&sheet.title)));
    if !sheet.facts.is_empty() {
        out.push_str("<dl class=\"facts\">\n");
        for (name, value) in &sheet.facts {
            out.push_str(&format!("<div><dt>{}</dt><dd>{}</dd></div>\n", escape(name), inline(value)));
        }
        out.push_str("</dl>\n");
    }
    out.push_str("</header>\n");
}

fn blocks(blocks: &[Block], sheet: &Sheet, out: &mut String) {
    for block in blocks {
        match block {
            Block::Heading(heading) => out.push_str(&heading_html(heading)),
            Block::Paragraph(spans) => out.push_str(&format!("<p>{}</p>\n", inline(spans))),
            Block::List(first, items) => list(*first, items, sheet, out),
            Block::Table(table) => table_html(table, false, out),
            Block::Levels(table) => table_html(table, true, out),
            Block::Quote(text, source) => out.push_str(&format!(
                "<figure class=\"quote\"><blockquote dir=\"auto\">{}</blockquote><figcaption dir=\"auto\">{}</figcaption></figure>\n",
                escape(text),
                escape(source)
            )),
            Block::Frame(title, inner) => {
                out.push_str("<div class=\"frame\">\n");
                if !title.is_empty() {
                    out.push_str(&format!("<p class=\"frame-title\">{}</p>\n", escape(title)));
                }
                self::blocks(inner, sheet, out);
                out.push_str("</div>\n");
            }
            Block::Chart(chart) => out.push_str(&chart::figure(chart)),
            Block::Code(text) => out.push_str(&format!("<pre><code>{}</code></pre>\n", escape(text))),
            Block::Contents => contents(sheet, out),
            Block::Rule => out.push_str("<hr>\n"),
        }
    }
}

fn heading_html(heading: &Heading) -> String {
    let level = heading.level + 1;
    let class = if heading.on_new_page { " class=\"new-page\"" } else { "" };
    let verdict = heading.verdict.map(|verdict| format!(" {}", inline(&[Span::Verdict(verdict)]))).unwrap_or_default();
    format!("<h{level} id=\"{}\"{class}>{}{verdict}</h{level}>\n", heading.anchor, escape(&heading.text))
}

fn contents(sheet: &Sheet, out: &mut String) {
    out.push_str("<nav aria-label=\"Contents\"><ol class=\"contents\">\n");
    for block in &sheet.blocks {
        if let Block::Heading(heading) = block
            && heading.level == 1
        {
            out.push_str(&format!("<li><a href=\"#{}\">{}</a></li>\n", heading.anchor, escape(&heading.text)));
        }
    }
    out.push_str("</ol></nav>\n");
}

fn list(first: Option<u64>, items: &[Vec<Block>], sheet: &Sheet, out: &mut String) {
    let (open, close) = match first {
        Some(1) => ("<ol>".to_owned(), "</ol>"),
        Some(number) => (format!("<ol start=\"{number}\">"), "</ol>"),
        None => ("<ul>".to_owned(), "</ul>"),
    };
    out.push_str(&open);
    for item in items {
        out.push_str("<li>");
        match item.as_slice() {
            [Block::Paragraph(spans), rest @ ..] => {
                out.push_str(&inline(spans));
                blocks(rest, sheet, out);
            }
            all => blocks(all, sheet, out),
        }
        out.push_str("</li>\n");
    }
    out.push_str(close);
    out.push('\n');
}

fn table_html(table: &Table, has_levels: bool, out: &mut String) {
    out.push_str("<div class=\"table\"><table>\n<colgroup>");
    for column in &table.columns {
        out.push_str(&format!("<col style=\"width:{}%\">", column.width));
    }
    out.push_str("</colgroup>\n<thead><tr>");
    let class = |is_number: bool| if is_number { " class=\"number\"" } else { "" };
    for column in &table.columns {
        out.push_str(&format!("<th scope=\"col\"{}>{}</th>", class(column.is_number), escape(&column.title)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (cell, column) in row.iter().zip(&table.columns) {
            let level = tone::level(&words(cell)).filter(|_| has_levels);
            let level = level.map(|fill| format!(" style=\"background:#{};color:#182023\"", tone::hex(fill)));
            out.push_str(&format!(
                "<td data-name=\"{}\"{}{}>{}</td>",
                escape(&column.title),
                class(column.is_number),
                level.unwrap_or_default(),
                inline(cell)
            ));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table></div>\n");
}

fn inline(spans: &[Span]) -> String {
    spans.iter().fold(String::new(), |mut out, span| {
        match span {
            Span::Text(text) => out.push_str(&escape(text)),
            Span::Strong(inner) => out.push_str(&format!("<strong>{}</strong>", inline(inner))),
            Span::Emphasis(inner) => out.push_str(&format!("<em>{}</em>", inline(inner))),
            Span::Mark(inner) => out.push_str(&format!("<mark>{}</mark>", inline(inner))),
            Span::Soft(inner) => out.push_str(&format!("<span class=\"soft\">{}</span>", inline(inner))),
            Span::Code(text) => out.push_str(&format!("<code>{}</code>", escape(text))),
            Span::Break => out.push_str("<br>"),
            Span::Link(to, text) => out.push_str(&format!("<a href=\"#{to}\">{}</a>", escape(text))),
            Span::Verdict(verdict) => {
                out.push_str(&format!(
                    "<span class=\"verdict {}\">{}</span>",
                    tone::of(*verdict).class,
                    verdict.name()
                ));
            }
        }
        out
    })
}

/// Text that cannot become markup, also inside a quoted attribute.
fn escape(text: &Plain) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}
