//! The generated page `docs/generated/access.md`.

use super::view::{matrix, table};

/// The page, in Markdown.
pub fn page() -> String {
    let mut out = String::from(
        "# Who may do what\n\nGenerated from the functions that decide (`access/roles.rs`, `access/rule.rs`); a test compares this page with them.\n\n## Roles\n\n| role | scope | held by | partner systems | keeps | sight | may grant and end |\n|---|---|---|---|---|---|---|\n",
    );
    for role in table().roles {
        let grants: Vec<&str> = role.may_grant.iter().map(|r| r.word()).collect();
        out.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            role.role,
            role.scope_kind,
            role.held_by,
            if role.partner_may_hold { "yes" } else { "no" },
            role.keeps,
            role.sight,
            if grants.is_empty() { "–".to_owned() } else { grants.join(", ") },
        ));
    }
    out.push_str("\n## Acts\n\nAny one of the ways suffices.\n\n| act | what it is | who | not for oneself | OAuth scope |\n|---|---|---|---|---|\n");
    for act in matrix().acts {
        out.push_str(&format!(
            "| `{}` | {} | {} | {} | {} |\n",
            act.act.name(),
            act.description,
            act.ways.join("; "),
            if act.never_for_oneself { "yes" } else { "" },
            act.oauth_scope.unwrap_or_default(),
        ));
    }
    out
}
