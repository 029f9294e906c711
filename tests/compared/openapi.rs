//! What of an OpenAPI document's promises a later one breaks.

use std::collections::BTreeSet;

use focalpoint_api::kit::day::Day;
use serde_json::Value;

use super::may_go;

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// Which way a schema travels.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Way {
    Sent,
    Answered,
}

struct Comparison<'a> {
    then: &'a Value,
    now: &'a Value,
    on: Day,
    /// Named schemas that were compared already.
    seen: BTreeSet<(String, String, Way)>,
    broken: Vec<String>,
}

/// Each promise that is broken, in a line.
pub fn broken(then: &Value, now: &Value, on: Day) -> Vec<String> {
    let mut all = Comparison { then, now, on, seen: BTreeSet::new(), broken: Vec::new() };
    for (path, item) in members(&then["paths"]) {
        for (method, operation) in members(item).filter(|(method, _)| METHODS.contains(&method.as_str())) {
            let at = format!("{} {path}", method.to_uppercase());
            let after = &now["paths"][path.as_str()][method.as_str()];
            match after.is_null() {
                true if all.may_go(operation) => {}
                true => all.broken.push(format!("{at} is gone")),
                false => all.operation(&at, operation, after),
            }
        }
    }
    all.broken
}

impl Comparison<'_> {
    fn may_go(&self, marked: &Value) -> bool {
        marked["deprecated"] == true && may_go(marked["x-sunset"].as_str(), self.on)
    }

    fn operation(&mut self, at: &str, before: &Value, after: &Value) {
        if before["operationId"] != after["operationId"] {
            self.broken.push(format!("{at} was {}, now it is {}", before["operationId"], after["operationId"]));
        }
        self.parameters(at, before, after);
        for (media, body) in members(&before["requestBody"]["content"]) {
            let body_now = &after["requestBody"]["content"][media.as_str()];
            match body_now.is_null() {
                true => self.broken.push(format!("{at} takes {media} no more")),
                false => self.schema(&format!("{at} body"), &body["schema"], &body_now["schema"], Way::Sent),
            }
        }
        let asked = |operation: &Value| operation["requestBody"]["required"] == true;
        if asked(after) && !asked(before) {
            self.broken.push(format!("{at} asks for a body now"));
        }
        for (status, answer) in members(&before["responses"]).filter(|(status, _)| status.starts_with('2')) {
            let answer_now = &after["responses"][status.as_str()];
            if answer_now.is_null() {
                self.broken.push(format!("{at} answers {status} no more"));
            }
            for (media, body) in members(&answer["content"]) {
                let body_now = &answer_now["content"][media.as_str()];
                if body_now.is_null() {
                    self.broken.push(format!("{at} {status} is {media} no more"));
                    continue;
                }
                self.schema(&format!("{at} {status}"), &body["schema"], &body_now["schema"], Way::Answered);
            }
        }
    }

    fn parameters(&mut self, at: &str, before: &Value, after: &Value) {
        let (then, now) = (parameters(self.then, before), parameters(self.now, after));
        let same = |a: &Value, b: &Value| (&a["name"], &a["in"]) == (&b["name"], &b["in"]);
        for parameter in &then {
            let name = parameter["name"].as_str().unwrap_or_default();
            match now.iter().find(|p| same(p, parameter)) {
                None if self.may_go(parameter) => {}
                None => self.broken.push(format!("{at} takes the parameter {name} no more")),
                Some(later) => {
                    if later["required"] == true && parameter["required"] != true {
                        self.broken.push(format!("{at} asks for the parameter {name} now"));
                    }
                    self.schema(&format!("{at} ?{name}"), &parameter["schema"], &later["schema"], Way::Sent);
                }
            }
        }
        for parameter in now.iter().filter(|p| p["required"] == true && !then.iter().any(|t| same(t, p))) {
            self.broken.push(format!("{at} asks for the parameter {} now", parameter["name"]));
        }
    }

    fn schema(&mut self, at: &str, before: &Value, after: &Value, way: Way) {
        if let (Some(a), Some(b)) = (before["$ref"].as_str(), after["$ref"].as_str()) {
            // Whatever refers to it finds the same: told once, by its name.
            if !self.seen.insert((a.to_owned(), b.to_owned(), way)) {
                return;
            }
            let at = a.rsplit('/').next().unwrap_or(at).to_owned();
            return self.shape(&at, &found(self.then, before), &found(self.now, after), way);
        }
        self.shape(at, &found(self.then, before), &found(self.now, after), way);
    }

    fn shape(&mut self, at: &str, before: &Value, after: &Value, way: Way) {
        self.types(at, before, after, way);
        if way == Way::Sent {
            self.values(at, before, after);
        }
        for (name, member) in members(&before["properties"]) {
            let at = format!("{at}.{name}");
            let member_now = &after["properties"][name.as_str()];
            match (member_now.is_null(), way) {
                (true, _) if self.may_go(member) => {}
                (true, Way::Sent) => self.broken.push(format!("{at} is taken no more")),
                (true, Way::Answered) => self.broken.push(format!("{at} is gone")),
                (false, _) => self.schema(&at, member, member_now, way),
            }
        }
        let (then, now) = (words(&before["required"]), words(&after["required"]));
        match way {
            Way::Sent => {
                self.broken.extend(now.difference(&then).map(|name| format!("{at}.{name} is asked of everybody now")));
            }
            Way::Answered => {
                let there = then.difference(&now).filter(|name| !after["properties"][name.as_str()].is_null());
                self.broken.extend(there.map(|name| format!("{at}.{name} may be left out now")));
            }
        }
        if !before["items"].is_null() {
            self.schema(&format!("{at}[]"), &before["items"], &after["items"], way);
        }
        for several in ["anyOf", "oneOf", "allOf"] {
            let (then, now) = (list(&before[several]), list(&after[several]));
            for (n, part) in then.iter().enumerate() {
                // Shapes are told apart by their names, those without one by their place.
                let later = match part["$ref"].as_str() {
                    Some(name) => now.iter().find(|p| p["$ref"] == name),
                    None => now.get(n),
                };
                match later {
                    Some(later) => self.schema(at, part, later, way),
                    None => self.broken.push(format!("{at} has a shape less")),
                }
            }
        }
    }

    /// Answers may become narrower, and what is sent may become wider.
    fn types(&mut self, at: &str, before: &Value, after: &Value, way: Way) {
        let (then, now) = (types(before), types(after));
        let less = match way {
            Way::Sent => then.difference(&now).next().is_some() && !now.is_empty(),
            Way::Answered => now.difference(&then).next().is_some() && !then.is_empty(),
        };
        if less {
            self.broken.push(format!("{at} was {then:?}, now it is {now:?}"));
        }
    }

    /// Values that may be sent stay; answers are open, and may have others at any time.
    fn values(&mut self, at: &str, before: &Value, after: &Value) {
        let (then, now) = (words(&before["enum"]), words(&after["enum"]));
        if now.is_empty() {
            return;
        }
        if then.is_empty() {
            self.broken.push(format!("{at} takes only some values now"));
        }
        self.broken.extend(then.difference(&now).map(|word| format!("{at} takes {word} no more")));
    }
}

fn parameters(document: &Value, operation: &Value) -> Vec<Value> {
    list(&operation["parameters"]).iter().map(|parameter| found(document, parameter)).collect()
}

/// What a reference leads to; what is none, itself.
fn found(document: &Value, value: &Value) -> Value {
    let led = value["$ref"].as_str().and_then(|name| document.pointer(name.trim_start_matches('#')));
    led.unwrap_or(value).clone()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn words(value: &Value) -> BTreeSet<String> {
    list(value).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn types(schema: &Value) -> BTreeSet<String> {
    match schema["type"].as_str() {
        Some(one) => BTreeSet::from([one.to_owned()]),
        None => words(&schema["type"]),
    }
}
