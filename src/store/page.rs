//! Long lists, read page by page: each page says where the next one begins, and what is added or deleted meanwhile moves
//! nothing that is still to come.

use std::{fmt, str::FromStr};

use super::StoreError;

/// The most rows of a page.
pub const MAX_PAGE: u32 = 200;

const NO_CURSOR: StoreError =
    StoreError::Invalid { what: "this cursor is none that a list gave: leave it out to begin at the start" };

/// A place in a list: behind the row with this key and id. Others see digits that mean nothing to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    key: String,
    id: String,
}

/// What is wanted of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    limit: Option<u32>,
    after: Option<Cursor>,
}

/// What a list gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; none when this is the last.
    pub next: Option<Cursor>,
}

impl Cursor {
    pub(super) fn new(key: &impl ToString, id: &impl ToString) -> Self {
        Self { key: key.to_string(), id: id.to_string() }
    }
}

impl Page {
    /// Everything at once.
    pub fn all() -> Self {
        Self::default()
    }

    /// At most `limit` rows behind a cursor.
    pub fn new(limit: Option<u32>, after: Option<Cursor>) -> Result<Self, StoreError> {
        if limit.is_some_and(|limit| !(1..=MAX_PAGE).contains(&limit)) {
            return Err(StoreError::Invalid { what: "limit is a number from 1 to 200" });
        }
        Ok(Self { limit, after })
    }

    /// The same, with a limit if it has none.
    #[must_use]
    pub fn or_limit(self, limit: u32) -> Self {
        Self { limit: self.limit.or(Some(limit)), ..self }
    }

    /// How many rows to read: one more than are wanted, which tells whether there is a next page.
    pub(super) fn rows(&self) -> i64 {
        self.limit.map_or(i64::MAX, |limit| i64::from(limit) + 1)
    }

    /// Where a list that grows begins: every row has a greater key.
    pub(super) fn after_text(&self) -> (String, String) {
        self.after.clone().map_or_else(Default::default, |cursor| (cursor.key, cursor.id))
    }

    /// Where a list from the latest to the earliest begins: every row has a smaller key.
    pub(super) fn before_time(&self) -> Result<(i64, String), StoreError> {
        let Some(cursor) = &self.after else { return Ok((i64::MAX, String::new())) };
        Ok((cursor.key.parse().map_err(|_| NO_CURSOR)?, cursor.id.clone()))
    }

    /// A page of a list that is here whole; `name` tells rows apart and never changes.
    pub fn of<T>(&self, items: Vec<T>, name: impl Fn(&T) -> String) -> Result<Paged<T>, StoreError> {
        let before = match &self.after {
            None => 0,
            Some(cursor) => 1 + items.iter().position(|item| name(item) == cursor.key).ok_or(NO_CURSOR)?,
        };
        let rest = items.into_iter().skip(before).collect();
        Ok(self.cut(rest, |item| Cursor::new(&name(item), &"")))
    }

    /// A page of these rows; `place` gives the cursor behind a row.
    pub(super) fn cut<T>(&self, mut items: Vec<T>, place: impl Fn(&T) -> Cursor) -> Paged<T> {
        let limit = self.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(place);
        Paged { items, next }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        format!("{}\n{}", self.id, self.key).bytes().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Cursor {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let digits: Vec<u32> = text.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>().ok_or(NO_CURSOR)?;
        let pairs = digits.chunks_exact(2);
        if !pairs.remainder().is_empty() {
            return Err(NO_CURSOR);
        }
        let bytes: Vec<u8> =
            pairs.filter_map(|pair| u8::try_from(pair.iter().fold(0, |byte, digit| byte * 16 + digit)).ok()).collect();
        let text = String::from_utf8(bytes).map_err(|_| NO_CURSOR)?;
        let (id, key) = text.split_once('\n').filter(|_| !text.contains('\0')).ok_or(NO_CURSOR)?;
        Ok(Self { key: key.to_owned(), id: id.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_round_trips_and_nothing_else_is_one() {
        for (key, id) in [("1700", "cv_1"), ("Zugänge\nund 🔐", "doc_1"), ("", "")] {
            let cursor = Cursor::new(&key, &id);
            assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        }
        for wrong in ["x", "abc", "ff", "6162", "00 0", "", "610a00"] {
            assert!(wrong.parse::<Cursor>().is_err(), "{wrong}");
        }
        let words: Cursor = Cursor::new(&"not a time", &"cv_1").to_string().parse().unwrap();
        assert!(Page::new(None, Some(words)).unwrap().before_time().is_err());
        for limit in [0, 201, u32::MAX] {
            assert!(Page::new(Some(limit), None).is_err());
        }
    }

    #[test]
    fn a_page_is_cut_behind_its_limit_and_only_a_longer_list_has_a_next_one() {
        let cut = |limit, rows: std::ops::Range<i64>| {
            let page = Page::new(limit, None).unwrap();
            let paged = page.cut(rows.collect(), |row| Cursor::new(row, row));
            (paged.items.len(), paged.next)
        };
        assert_eq!(cut(Some(2), 0..3), (2, Some(Cursor::new(&1, &1))));
        assert_eq!(cut(Some(2), 0..2), (2, None));
        assert_eq!(cut(Some(2), 0..0), (0, None));
        assert_eq!(cut(None, 0..500), (500, None));

        let whole = |page: &Page| page.of((1..=5).collect(), i64::to_string);
        let first = whole(&Page::new(Some(2), None).unwrap()).unwrap();
        assert_eq!(first.items, [1, 2]);
        let second = whole(&Page::new(Some(3), first.next).unwrap()).unwrap();
        assert_eq!((second.items, second.next), (vec![3, 4, 5], None));
        assert!(whole(&Page::new(None, Some(Cursor::new(&6, &""))).unwrap()).is_err());
    }
}
