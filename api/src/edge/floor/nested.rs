//! The page with a subselect for each name: what is fastest on SQLite, where nothing lies between a
//! statement and its rows, and for a page of few rows.

use sea_orm::DbBackend;

/// What JSON is made with.
struct Json {
    object: &'static str,
    array: &'static str,
    empty: &'static str,
    parse: &'static str,
    whole: &'static str,
    id: fn(&str) -> String,
}

const POSTGRES: Json = Json {
    object: "json_build_object",
    array: "json_agg",
    empty: "'[]'::json",
    parse: "",
    whole: "::text",
    id: |column| column.to_owned(),
};
/// Ids are bytes there, and are written as UUIDs are.
const SQLITE: Json = Json {
    object: "json_object",
    array: "json_group_array",
    empty: "'[]'",
    parse: "json",
    whole: "",
    id: |column| {
        let part = |from: u8, many: u8| format!("substr(lower(hex({column})),{from},{many})");
        format!(
            "{}||'-'||{}||'-'||{}||'-'||{}||'-'||{}",
            part(1, 8),
            part(9, 4),
            part(13, 4),
            part(17, 4),
            part(21, 12)
        )
    },
};

/// As one JSON text, of the rows `i` and of what may be seen by the parties `held`.
pub(super) fn statement(backend: DbBackend, rows: &str, held: &str) -> String {
    let json = if backend == DbBackend::Postgres { POSTGRES } else { SQLITE };
    let Json { object, array, empty, parse, whole, id } = json;
    let party = |kind: &str, column: &str| {
        format!(
            "{object}('kind', {kind}, 'partyId', {}, \
             'code', COALESCE((SELECT o.code FROM organisation o WHERE o.id = {column}), \
               (SELECT g.code FROM network_group g WHERE g.id = {column}), \
               (SELECT c.code FROM country c WHERE c.id = {column})), \
             'name', (SELECT f.text FROM fact f WHERE f.item_id = {column} AND f.kind = 'NAME' AND f.until_seq IS NULL LIMIT 1))",
            id(column)
        )
    };
    let codes = |table: &str, column: &str, of: &str| {
        format!(
            "COALESCE((SELECT {array}(x.code) FROM (SELECT c.code FROM {table} t JOIN {of} c ON c.id = t.{column} \
             WHERE t.item_id = i.id ORDER BY c.code) x), {parse}({empty}))"
        )
    };
    let author = format!(
        "(SELECT {object}('kind', 'EXPERT', 'actorId', {}, 'name', e.name, 'post', \
          (SELECT {object}('partyId', {}, 'title', l.title, 'organisation', {parse}({})) \
           FROM post_place l WHERE l.post_id = p.id ORDER BY l.from_at DESC LIMIT 1)) \
          FROM post p JOIN expert e ON e.id = p.expert_id JOIN item ei ON ei.id = e.id WHERE p.id = i.author \
          AND EXISTS (SELECT 1 FROM audience_member m WHERE m.audience_id = ei.seen_by AND NOT (m.party_id NOT IN ({held}))))",
        id("e.id"),
        id("p.id"),
        party("'ORGANISATION'", "l.organisation_id"),
    );
    format!(
        "SELECT {object}('items', COALESCE({array}({parse}(n.j)), {parse}({empty}))){whole} FROM (\
         SELECT {object}('id', {}, 'kind', i.kind, 'title', u.title, 'summary', u.summary, 'language', i.language, \
         'topics', {parse}({}), 'countryCodes', {parse}({}), \
         'owner', {parse}({}), 'author', {parse}({author}), 'state', i.state, 'revision', i.revision, \
         'createdAt', i.created_at, 'updatedAt', i.updated_at, 'publishedAt', i.published_at, \
         'bodyMarkdown', u.body_markdown, 'bodyHtml', u.body_html) AS j \
         FROM ({rows}) i JOIN {update} u ON u.id = i.id \
         ORDER BY COALESCE(i.published_at, i.created_at) DESC, i.id DESC) n",
        id("i.id"),
        codes("item_topic", "competence_id", "competence"),
        codes("item_country", "country_id", "country"),
        party("(SELECT kind FROM party WHERE id = i.owner)", "i.owner"),
        update = "\"update\"",
    )
}
