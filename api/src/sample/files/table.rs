//! A CSV file as typed rows that remember their lines.

use serde::de::DeserializeOwned;

use super::problem::Report;
use super::shelf::Shelf;

/// A row type and the columns that its file must have.
pub trait Row: DeserializeOwned {
    /// Names in the header line, in the order of the project's own files (any
    /// order is read). All must be there, others are refused: a misspelt
    /// optional column would otherwise be lost without a word.
    const COLUMNS: &'static [&'static str];
}

/// The rows of one CSV file, in the file's order.
#[derive(Debug, Clone)]
pub struct Table<T> {
    file: String,
    rows: Vec<(u64, T)>,
}

impl<T> Table<T> {
    /// The rows in the file's order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().map(|(_, row)| row)
    }

    /// The rows with `(file, line)`, for messages.
    pub fn lines(&self) -> impl Iterator<Item = ((&str, u64), &T)> {
        self.rows.iter().map(|(line, row)| ((self.file.as_str(), *line), row))
    }

    /// How many rows there are, the header not counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether the file holds no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Reads a table off the shelf. Rows that cannot be read are reported and left
/// out. A missing file is an empty table, and a problem.
pub(super) fn read<T: Row>(shelf: &Shelf, file: &str, report: &mut Report) -> Table<T> {
    let mut table = Table { file: file.to_owned(), rows: Vec::new() };
    let Some(text) = shelf.get(file) else {
        // The folder's reader has already said why a file could not be read.
        if !report.blames(file) {
            report.add((file, 0), "is missing", T::COLUMNS.join(","));
        }
        return table;
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            report.add((file, 1), error, T::COLUMNS.join(","));
            return table;
        }
    };
    if !columns_fit::<T>(file, &headers, report) {
        return table;
    }
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                match record.deserialize(Some(&headers)) {
                    Ok(row) => table.rows.push((line, row)),
                    Err(error) => report.note(file, line, cell_message(&error, &headers)),
                }
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                let message = match error.kind() {
                    csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!(
                        "has {len} cells; accepted: {expected_len}, as in the header line \
                         (a cell with a comma goes in quotes)"
                    ),
                    _ => error.to_string(),
                };
                report.note(file, line, message);
            }
        }
    }
    table
}

fn columns_fit<T: Row>(file: &str, headers: &csv::StringRecord, report: &mut Report) -> bool {
    let mut fit = true;
    for column in T::COLUMNS {
        let count = headers.iter().filter(|name| name == column).count();
        if count != 1 {
            let what = if count == 0 { "is missing" } else { "stands twice" };
            report.add((file, 1), format!("column `{column}` {what}"), T::COLUMNS.join(","));
            fit = false;
        }
    }
    for name in headers {
        if !T::COLUMNS.contains(&name) {
            report.add((file, 1), format!("unknown column `{name}`"), T::COLUMNS.join(","));
            fit = false;
        }
    }
    fit
}

/// The column's name and the reader's own words, which name what is accepted.
fn cell_message(error: &csv::Error, headers: &csv::StringRecord) -> String {
    let csv::ErrorKind::Deserialize { err, .. } = error.kind() else {
        return error.to_string();
    };
    let column = err.field().and_then(|index| usize::try_from(index).ok()).and_then(|index| headers.get(index));
    match column {
        Some(column) => format!("column `{column}`: {}", err.kind()),
        None => err.kind().to_string(),
    }
}
