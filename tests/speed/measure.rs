//! What is measured of one network.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::Plan;
use super::asked::{Asking, READERS, publication};
use super::http::{Loop, Request, closed_loop};
use super::machine;
use super::network::{Database, Network};
use super::server::Server;

/// Parts of a window, taken in turns, so that what disturbs one figure disturbs the one beside it.
const TURNS: u32 = 8;

/// The floor whose names are joined.
const JOINED: &str = "floor that joins";

/// The floor is whichever of its statements is the faster.
fn beside_the_faster_floor(mut figures: Value) -> Value {
    let rate = |figures: &Value, which: &str| figures[which]["rate"].as_f64().unwrap_or_default();
    if rate(&figures, JOINED) > rate(&figures, "floor") {
        figures["floor"] = figures[JOINED].take();
    }
    figures
}

/// A server that is measured.
pub struct Measuring<'m> {
    pub server: Server,
    pub plan: &'m Plan,
}

pub fn all(binary: &Path, network: &Network, plan: &Plan) -> Value {
    let measuring = Measuring { server: Server::start(binary, network), plan };
    let asking = |reader| measuring.asking(network, reader);
    let before = machine::load();
    let mut readers = Vec::new();
    for reader in READERS {
        eprintln!("  {}", reader.name);
        let one = asking(reader);
        let mut pages = vec![("rest", one.page("")), ("floor", one.floor(false)), ("graphql", one.graphql())];
        if network.database == Database::Postgres {
            pages.push((JOINED, one.floor(true)));
        }
        let rows = measuring.server.ask(&one.page(""))["items"].as_array().map_or(0, Vec::len);
        let floor_rows = measuring.server.ask(&one.floor(false))["items"].as_array().map_or(0, Vec::len);
        let rates = beside_the_faster_floor(measuring.in_turns(&pages, plan.connections));
        let latencies = beside_the_faster_floor(measuring.in_turns(&pages, 1));
        let mut single: Vec<(&str, Request)> = Vec::new();
        single.extend(one.one(&measuring.server).map(|request| ("one item", request)));
        single.push(("a page of the feed", one.feed(&measuring.server)));
        readers.push(json!({
            "reader": reader.name,
            "rows": rows,
            "floorRows": floor_rows,
            "rate": rates,
            "latency": latencies,
            "single": measuring.in_turns(&single, 1),
        }));
    }
    json!({
        "database": network.database.name(),
        "size": network.size,
        "drawn": network.drawn(),
        "readers": readers,
        "publishing": measuring.publishing(network),
        "load": [before, machine::load()],
    })
}

impl Measuring<'_> {
    pub fn asking<'r>(&self, network: &Network, reader: &'r super::asked::Reader) -> Asking<'r> {
        Asking { reader, token: reader.account.map(|account| self.server.sign_in(network, account)) }
    }

    /// Each of the requests for a window, in turns.
    fn in_turns(&self, requests: &[(&str, Request)], connections: usize) -> Value {
        let window = Duration::from_millis(self.plan.window) / TURNS;
        let mut loops: Vec<Loop> = requests.iter().map(|_| Loop::default()).collect();
        for (_, request) in requests {
            closed_loop(self.server.address, connections, window / 4, &|_, _| request.clone());
        }
        for _ in 0..TURNS {
            for ((_, request), all) in requests.iter().zip(&mut loops) {
                let more = closed_loop(self.server.address, connections, window, &|_, _| request.clone());
                all.micros.extend(more.micros);
                all.seconds += more.seconds;
            }
        }
        requests
            .iter()
            .zip(loops)
            .map(|((name, _), all)| ((*name).to_owned(), figures(all)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    /// Published by one at a time, and by several at once: what goes through the ledger in a second.
    fn publishing(&self, network: &Network) -> Value {
        let token = self.server.sign_in(network, "MEMBER");
        let window = Duration::from_millis(self.plan.window);
        let run = |connections| {
            figures(closed_loop(self.server.address, connections, window, &|c, n| publication(&token, c, n)))
        };
        json!({ "one": run(1), "four": run(4) })
    }
}

pub fn figures(mut all: Loop) -> Value {
    all.micros.sort_unstable();
    json!({ "rate": all.rate(), "p50": all.quantile(500), "p99": all.quantile(990), "many": all.micros.len() })
}
