//! One worksheet: a header that stays, rows that filter, verdicts in colour.

use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, Format, FormatAlign, FormatBorder, Worksheet, XlsxError,
};

use crate::export::{
    Plain,
    sheet::VERDICTS,
    tone::{self},
};

/// The most characters that Excel takes in a cell.
const LONGEST: usize = 32_000;

/// A cell.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    /// Text.
    Text(Plain),
    /// Bold text in a row of its own.
    Title(Plain),
    /// A number.
    Number(f64),
    /// A share, 0 to 1.
    Share(f64),
}

/// A worksheet.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    /// What its tab says.
    pub(super) name: &'static str,
    /// Titles and widths in characters.
    pub(super) columns: Vec<(&'static str, u8)>,
    /// Its rows.
    pub(super) rows: Vec<Vec<Cell>>,
    /// Whether it is a list to filter, whose long cells wrap.
    pub(super) is_list: bool,
}

impl Cell {
    /// Text as a document or a profile said it.
    pub(super) fn text(text: &str) -> Self {
        Self::Text(Plain::of(text.trim()))
    }

    /// A count.
    pub(super) fn count(number: usize) -> Self {
        Self::Number(f64::from(u32::try_from(number).unwrap_or(u32::MAX)))
    }
}

impl Grid {
    /// Writes it.
    pub(super) fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(self.name)?;
        let body = Format::new().set_align(FormatAlign::Top).set_font_size(10);
        let body = if self.is_list { body.set_text_wrap() } else { body };
        let line = Color::RGB(rgb(tone::LINE));
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_font_size(10)
            .set_align(FormatAlign::Top)
            .set_background_color(Color::RGB(rgb(tone::SUNKEN)))
            .set_border_bottom(FormatBorder::Thin)
            .set_border_color(line);
        for (at, (title, width)) in (0_u16..).zip(&self.columns) {
            sheet.set_column_width(at, f64::from(*width))?;
            sheet.write_string_with_format(0, at, *title, &head)?;
        }
        for (row, cells) in (1_u32..).zip(&self.rows) {
            if self.is_list {
                sheet.set_row_height(row, self.height(cells))?;
            }
            for (column, cell) in (0_u16..).zip(cells) {
                write_cell(sheet, (row, column), cell, &body)?;
            }
        }
        let last_row = u32::try_from(self.rows.len()).unwrap_or(u32::MAX).max(1);
        let last_column = u16::try_from(self.columns.len()).unwrap_or(1).saturating_sub(1);
        sheet.set_freeze_panes(1, 0)?;
        if self.is_list {
            sheet.autofilter(0, 0, last_row, last_column)?;
        }
        verdict_colours(sheet, last_row, last_column)?;
        // A list of many columns is printed two pages wide, on A3.
        let (paper, wide) = if self.columns.len() > 10 { (8, 2) } else { (9, 1) };
        sheet.set_landscape().set_paper_size(paper).set_print_fit_to_pages(wide, 0).set_repeat_rows(0, 0)?;
        sheet.set_footer("&L&A&RPage &P of &N");
        Ok(())
    }

    /// The height of a row: not every program fits it to wrapped text by itself. A very long cell is cut; its text is whole.
    fn height(&self, cells: &[Cell]) -> f64 {
        const LINE: f64 = 13.5;
        const MOST: usize = 8;
        let lines = |(cell, (_, width)): (&Cell, &(&str, u8))| match cell {
            Cell::Text(text) => {
                let wide = usize::from(*width).max(1);
                text.split('\n').map(|line| 1 + line.chars().count() / wide).sum::<usize>()
            }
            Cell::Title(_) | Cell::Number(_) | Cell::Share(_) => 1,
        };
        let most = cells.iter().zip(&self.columns).map(lines).max().unwrap_or(1).clamp(1, MOST);
        f64::from(u8::try_from(most).unwrap_or(1)) * LINE + 3.0
    }
}

fn write_cell(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, body: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) if text.is_empty() => sheet.write_blank(row, column, body)?,
        Cell::Text(text) => {
            // Excel reads a cell anew when somebody edits it; the prefix keeps text that looks like a formula text.
            let is_formula_like = text.starts_with(['=', '+', '-', '@']);
            let quoted = if is_formula_like { body.clone().set_quote_prefix() } else { body.clone() };
            sheet.write_string_with_format(row, column, short(text), &quoted)?
        }
        Cell::Title(text) => sheet.write_string_with_format(row, column, short(text), &body.clone().set_bold())?,
        Cell::Number(number) => sheet.write_number_with_format(row, column, *number, body)?,
        Cell::Share(share) => {
            sheet.write_number_with_format(row, column, *share, &body.clone().set_num_format("0.00"))?
        }
    };
    Ok(())
}

fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

/// Colours every cell that is a verdict and nothing else, wherever somebody moves or writes one.
fn verdict_colours(sheet: &mut Worksheet, last_row: u32, last_column: u16) -> Result<(), XlsxError> {
    for verdict in VERDICTS {
        let tone = tone::of(verdict);
        let format =
            Format::new().set_font_color(Color::RGB(rgb(tone.ink))).set_background_color(Color::RGB(rgb(tone.tint)));
        let rule = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::EqualTo(verdict.name()))
            .set_format(format);
        sheet.add_conditional_format(1, 0, last_row, last_column, &rule)?;
    }
    Ok(())
}

fn rgb([red, green, blue]: [u8; 3]) -> u32 {
    u32::from_be_bytes([0, red, green, blue])
}
