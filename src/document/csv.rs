//! CSV: rows become the rows of tables; the character between values is found out.

use super::{Extracted, Kind, TextError, decode::decode, writer::Writer};

/// Values of one file; more is a data set.
const MAX_VALUES: usize = 2_000_000;
/// Lines that are looked at to find the character between values.
const SAMPLE_LINES: usize = 20;

/// The text of a CSV file.
pub(super) fn extract(bytes: &[u8]) -> Result<Extracted, TextError> {
    let decoded = decode(bytes, None)?;
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&decoded.text))
        .from_reader(decoded.text.as_bytes());
    let (mut rows, mut values) = (Vec::new(), 0_usize);
    for record in reader.records() {
        let record = record.map_err(|error| TextError::Damaged(error.to_string()))?;
        values += record.len();
        if values > MAX_VALUES {
            return Err(TextError::Limit(format!("more than {MAX_VALUES} values")));
        }
        rows.push(record.iter().map(str::to_owned).collect::<Vec<_>>());
    }
    let mut writer = Writer::default();
    decoded.warnings.into_iter().for_each(|warning| writer.warn(warning));
    writer.table(&rows);
    Ok(writer.finish(Kind::Csv))
}

/// The one of the usual characters that cuts the first lines into the most equal rows.
pub(super) fn delimiter(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE_LINES).collect();
    let score = |mark: char| {
        let counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, mark)).collect();
        // A title above the table has none of them.
        let first = counts.iter().copied().find(|count| *count > 0).unwrap_or(0);
        let same = counts.iter().filter(|&&count| count == first).count();
        if first == 0 { 0 } else { same * 1000 + first.min(999) }
    };
    let best = [',', ';', '\t', '|'].into_iter().rev().max_by_key(|mark| score(*mark)).unwrap_or(',');
    u8::try_from(best).unwrap_or(b',')
}

fn outside_quotes(line: &str, mark: char) -> usize {
    let (mut quoted, mut count) = (false, 0);
    for c in line.chars() {
        quoted ^= c == '"';
        count += usize::from(c == mark && !quoted);
    }
    count
}
