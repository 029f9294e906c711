//! docs/performance.md: the tables between two marks are written here, what stands around them by hand.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use super::machine;
use super::results::Results;

const BEGIN: &str = "<!-- measured: written by the bench program -->";
const END: &str = "<!-- end of what was measured -->";

pub fn write(results: &Results) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/performance.md");
    let text = std::fs::read_to_string(&file).expect("docs/performance.md");
    let (before, rest) = text.split_once(BEGIN).expect("where the tables begin");
    let (_, after) = rest.split_once(END).expect("where they end");
    std::fs::write(&file, format!("{before}{BEGIN}\n\n{}\n{END}{after}", tables(results))).expect("writing");
}

fn tables(results: &Results) -> String {
    let mut out = String::new();
    let machine = machine::described();
    writeln!(out, "Measured on {} on {machine}.", machine::day()).expect("text");
    networks(&mut out, results);
    for one in &results.networks {
        pages(&mut out, one);
    }
    growth(&mut out, results);
    publishing(&mut out, results);
    out
}

fn head(out: &mut String, title: &str, columns: &[&str]) {
    writeln!(out, "\n### {title}\n\n| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len())).expect("text");
}

fn row(out: &mut String, cells: &[String]) {
    writeln!(out, "| {} |", cells.join(" | ")).expect("text");
}

fn name(one: &Value) -> String {
    format!(
        "{}, {} items",
        one["database"].as_str().unwrap_or_default(),
        number(one["size"].as_u64().unwrap_or_default())
    )
}

fn number(n: u64) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).expect("digits")).collect();
    groups.join(",")
}

fn rate(value: &Value) -> f64 {
    value["rate"].as_f64().unwrap_or_default()
}

fn millis(value: &Value, which: &str) -> String {
    format!("{:.2}", value[which].as_f64().unwrap_or_default() / 1_000.0)
}

fn networks(out: &mut String, results: &Results) {
    head(out, "The networks", &["network", "drawn in", "what is in it"]);
    for one in &results.networks {
        let drawn = &one["drawn"];
        let said = drawn["said"].as_str().unwrap_or_default().trim_start_matches("The drawn network is loaded: ");
        row(out, &[name(one), format!("{} s", drawn["seconds"]), said.to_owned()]);
    }
}

fn pages(out: &mut String, one: &Value) {
    let columns = [
        "reader",
        "rows",
        "REST /s",
        "GraphQL /s",
        "floor /s",
        "REST : floor",
        "GraphQL : floor",
        "REST ms (p50, p99)",
        "GraphQL ms",
        "floor ms",
        "one item ms",
        "feed page ms",
    ];
    head(out, &format!("The newest page of 20: {}{}", name(one), under_load(one)), &columns);
    for reader in one["readers"].as_array().into_iter().flatten() {
        let (rates, latency, single) = (&reader["rate"], &reader["latency"], &reader["single"]);
        let of_floor = |which: &str| format!("{:.2}", rate(&rates[which]) / rate(&rates["floor"]).max(0.001));
        let each = |value: &Value| match value.is_null() {
            true => "–".to_owned(),
            false => format!("{}, {}", millis(value, "p50"), millis(value, "p99")),
        };
        row(
            out,
            &[
                reader["reader"].as_str().unwrap_or_default().to_owned(),
                reader["rows"].to_string(),
                format!("{:.0}", rate(&rates["rest"])),
                format!("{:.0}", rate(&rates["graphql"])),
                format!("{:.0}", rate(&rates["floor"])),
                of_floor("rest"),
                of_floor("graphql"),
                each(&latency["rest"]),
                each(&latency["graphql"]),
                each(&latency["floor"]),
                each(&single["one item"]),
                each(&single["a page of the feed"]),
            ],
        );
    }
}

/// What each list costs in each network, by one connection, against the smallest.
fn growth(out: &mut String, results: &Results) {
    for one in &results.growth {
        let sizes: Vec<u64> = one["sizes"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
        let mut columns = vec!["list".to_owned(), "reader".to_owned()];
        columns.extend(sizes.iter().map(|size| format!("{} items, ms (rows)", number(*size))));
        columns.push("largest : smallest".to_owned());
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let database = one["database"].as_str().unwrap_or_default();
        head(out, &format!("How lists grow: {database} (median of one connection{})", under_load(one)), &columns);
        let mut rows: Vec<&Value> = one["rows"].as_array().into_iter().flatten().collect();
        // Stable: readers stay in their order.
        rows.sort_by_key(|row| row["list"].as_str().unwrap_or_default());
        for line in rows {
            let each: Vec<&Value> = line["each"].as_array().into_iter().flatten().collect();
            let cost = |figures: &Value| figures["p50"].as_f64().unwrap_or_default() / 1_000.0;
            let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            let mut cells = vec![text("list"), text("reader")];
            cells.extend(each.iter().map(|figures| format!("{:.2} ({})", cost(figures), figures["rows"])));
            let (first, last) = (each.first().map_or(1.0, |one| cost(one)), each.last().map_or(0.0, |one| cost(one)));
            cells.push(format!("{:.2}", last / first.max(0.001)));
            row(out, &cells);
        }
    }
}

/// What else the machine did meanwhile.
fn under_load(one: &Value) -> String {
    let load = |n: usize| one["load"][n].as_str().unwrap_or("?").to_owned();
    format!("; load {} before, {} after", load(0), load(1))
}

fn publishing(out: &mut String, results: &Results) {
    let columns = ["network", "one writer /s", "ms (p50, p99)", "four writers /s", "ms (p50, p99)"];
    head(out, "Publishing an update: what goes through the ledger", &columns);
    for one in &results.networks {
        let each = |which: &str| {
            let value = &one["publishing"][which];
            (format!("{:.0}", rate(value)), format!("{}, {}", millis(value, "p50"), millis(value, "p99")))
        };
        let ((one_rate, one_ms), (four_rate, four_ms)) = (each("one"), each("four"));
        row(out, &[name(one), one_rate, one_ms, four_rate, four_ms]);
    }
}
