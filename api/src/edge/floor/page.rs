//! The text of the statement, and the rows it begins with. Names are asked for one by one
//! ([`super::nested`]), or, on PostgreSQL, where that is faster for a full page, joined
//! ([`super::joined`]): whoever measures takes the faster of the two.

use sea_orm::DbBackend;

use super::{joined, nested};

/// Which page.
pub(super) struct Page {
    pub published_from: Option<i64>,
    pub by_audience: bool,
    pub joined: bool,
}

impl Page {
    pub(super) fn statement(&self, backend: DbBackend, parties: usize) -> String {
        let held = (1..=parties).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        let rows = self.rows(backend, &held, parties + 1);
        match (self.joined, backend) {
            (true, _) => joined::statement(&rows, &held),
            (false, backend) => nested::statement(backend, &rows, &held),
        }
    }

    fn rows(&self, backend: DbBackend, held: &str, from: usize) -> String {
        const ORDER: &str = "ORDER BY COALESCE(i.published_at, i.created_at) DESC, i.id DESC LIMIT 21";
        let since = match self.published_from {
            Some(_) => format!("AND COALESCE(i.published_at, i.created_at) >= ${from} AND i.published_at >= ${from}"),
            None => String::new(),
        };
        let audiences = format!(
            "SELECT DISTINCT m.audience_id FROM audience_of_kind m WHERE m.party_id IN ({held}) AND m.kind = 'UPDATE'"
        );
        let whole = format!("SELECT i.* FROM item i WHERE i.kind = 'UPDATE' {since}");
        match (self.by_audience, backend) {
            (false, _) => format!(
                "{whole} AND EXISTS (SELECT 1 FROM audience_member m WHERE m.audience_id = i.seen_by AND NOT (m.party_id NOT IN ({held}))) {ORDER}"
            ),
            (true, DbBackend::Postgres) => format!(
                "SELECT i.* FROM ({audiences}) a CROSS JOIN LATERAL ({whole} AND i.seen_by = a.audience_id {ORDER}) i {ORDER}"
            ),
            (true, _) => format!(
                "SELECT i.* FROM ({audiences}) a CROSS JOIN item i ON i.rowid IN (SELECT i.rowid FROM item i \
                 WHERE i.kind = 'UPDATE' {since} AND i.seen_by = a.audience_id {ORDER}) {ORDER}"
            ),
        }
    }
}
