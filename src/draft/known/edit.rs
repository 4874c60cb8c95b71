//! Changes to a drafted document: rows of a table, a paragraph, a line.

/// A document that is being filled in.
pub(super) struct Edit {
    /// The document as Markdown.
    pub(super) text: String,
}

impl Edit {
    /// Begins with a document.
    pub(super) fn of(text: String) -> Self {
        Self { text }
    }

    /// Puts rows into the last table below a heading, in place of its empty ones. Without rows the table stays as it is.
    pub(super) fn rows(&mut self, heading: &str, rows: &[Vec<String>]) {
        if rows.is_empty() {
            return;
        }
        let Some((start, end)) = self.section(heading) else { return };
        let section = self.text.get(start..end).unwrap_or_default().to_owned();
        let lines: Vec<&str> = section.lines().collect();
        let Some(rule) = lines.iter().rposition(|line| line.starts_with("|--")) else { return };
        let last = lines.iter().skip(rule).take_while(|line| line.starts_with('|')).count() + rule;
        let columns = lines.get(rule).map_or(0, |line| line.matches('|').count().saturating_sub(1));
        let written = rows.iter().map(|row| {
            let cells = row.iter().map(String::as_str).chain(std::iter::repeat("")).take(columns);
            format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
        });
        let before = lines.iter().take(rule + 1).map(|line| (*line).to_owned());
        let after = lines.iter().skip(last).map(|line| (*line).to_owned());
        let filled = before.chain(written).chain(after).collect::<Vec<_>>().join("\n") + "\n";
        self.text.replace_range(start..end, &filled);
    }

    /// Adds text at the end of what stands below a heading.
    pub(super) fn append(&mut self, heading: &str, text: &str) {
        let Some((start, end)) = self.section(heading) else { return };
        let kept = self.text.get(start..end).unwrap_or_default().trim_end().len();
        self.text.insert_str(start + kept, &format!("\n\n{text}"));
    }

    /// Puts other text in the place of the first line that begins so; no text takes the line away.
    pub(super) fn line(&mut self, begins: &str, text: &str) {
        let Some(at) = self
            .text
            .match_indices(begins)
            .map(|(at, _)| at)
            .find(|at| self.text.get(..*at).is_some_and(|before| before.is_empty() || before.ends_with('\n')))
        else {
            return;
        };
        let rest = self.text.get(at..).unwrap_or_default();
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let text = if text.is_empty() { String::new() } else { format!("{text}\n") };
        self.text.replace_range(at..at + length, &text);
    }

    /// Puts other text in the place of a passage.
    pub(super) fn replace(&mut self, from: &str, to: &str) {
        self.text = self.text.replacen(from, to, 1);
    }

    /// The bytes below a heading of the second level, up to the next one.
    fn section(&self, heading: &str) -> Option<(usize, usize)> {
        let line = format!("\n## {heading}\n");
        let start = self.text.find(&line)? + line.len();
        let end = self.text.get(start..)?.find("\n## ").map_or(self.text.len(), |end| start + end);
        Some((start, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_table_of_the_section_gets_rows_of_its_width() {
        let text = "# T\n\n## 1 One\n\n| A |\n|---|\n| help |\n\n| A | B |\n|---|---|\n| | |\n\nEnd.\n\n## 2 Two\n\n| A |\n|---|\n| |\n";
        let mut edit = Edit::of(text.to_owned());
        edit.rows("1 One", &[vec!["x".to_owned()], vec!["y".to_owned(), "z".to_owned(), "lost".to_owned()]]);
        assert!(edit.text.contains("| help |") && edit.text.contains("| x |  |\n| y | z |\n\nEnd."), "{}", edit.text);
        assert!(edit.text.ends_with("## 2 Two\n\n| A |\n|---|\n| |\n"), "the next section stays");
        edit.append("1 One", "More.");
        assert!(edit.text.contains("End.\n\nMore.\n"), "{}", edit.text);
        edit.line("End", "");
        edit.line("More", "Less.");
        assert!(!edit.text.contains("End.") && edit.text.contains("\nLess.\n"));
        let before = edit.text.clone();
        edit.rows("3 Three", &[vec!["x".to_owned()]]);
        edit.rows("2 Two", &[]);
        assert_eq!(edit.text, before);
    }
}
