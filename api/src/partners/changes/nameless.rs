//! What is fed and exported refers to other things by id, never by name: a name shown beside an id is
//! looked up for the reader at that moment. So a mirror keeps no name of somebody who was erased, and
//! none that has changed since.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::error::{Error, Result};

/// By these a nested object shows that it stands for something else.
const IDS: [&str; 5] = ["id", "partyId", "actorId", "organisationId", "expertId"];

/// A view without the names of other things in it.
pub fn nameless(view: &impl Serialize) -> Result<Json> {
    let mut json = serde_json::to_value(view).map_err(Error::internal)?;
    if let Json::Object(own) = &mut json {
        own.values_mut().for_each(leave_out);
    }
    Ok(json)
}

fn leave_out(json: &mut Json) {
    match json {
        Json::Object(object) => {
            if object.contains_key("id") && object.contains_key("nativeNames") {
                // Somebody or something shown whole.
                object.retain(|key, _| key == "id" || key == "code");
            } else if IDS.iter().any(|id| object.contains_key(*id)) {
                object.remove("name");
            }
            Map::values_mut(object).for_each(leave_out);
        }
        Json::Array(list) => list.iter_mut().for_each(leave_out),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_own_name_stays_and_the_names_of_others_go() {
        let item = json!({
            "id": 1, "name": "Own", "nativeNames": [{"language": "uk", "text": "Own"}],
            "owner": {"kind": "ORGANISATION", "partyId": 2, "code": "ua", "name": "Body"},
            "expert": {"id": 3, "name": "Olena", "nativeNames": [], "fields": []},
            "posts": [{"id": 4, "title": "Head", "organisation": {"id": 5, "name": "Body", "code": "b"}}],
        });
        let left = json!({
            "id": 1, "name": "Own", "nativeNames": [{"language": "uk", "text": "Own"}],
            "owner": {"kind": "ORGANISATION", "partyId": 2, "code": "ua"},
            "expert": {"id": 3},
            "posts": [{"id": 4, "title": "Head", "organisation": {"id": 5, "code": "b"}}],
        });
        assert_eq!(nameless(&item).ok(), Some(left));
    }
}
