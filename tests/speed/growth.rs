//! How the cost of lists grows: the same list is asked of networks of every size in turns, within the same
//! seconds, so that what else the machine does weighs on all of them alike.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::Plan;
use super::asked::{READERS, lists};
use super::http::{Loop, closed_loop};
use super::machine;
use super::measure::{Measuring, figures};
use super::network::Network;
use super::server::Server;

/// Turns of a window.
const TURNS: u32 = 8;

pub fn measured(binary: &Path, networks: &[Network], plan: &Plan) -> Value {
    let started = |network| Measuring { server: Server::start(binary, network), plan };
    let servers: Vec<Measuring<'_>> = networks.iter().map(started).collect();
    let before = machine::load();
    let mut rows = Vec::new();
    for reader in READERS {
        let asking = |(server, network): (&Measuring<'_>, &Network)| {
            let one = server.asking(network, reader);
            let named = lists(&server.server, &server.asking(network, &READERS[0]));
            named.into_iter().map(|(name, more)| (name, one.page(&more))).collect::<Vec<_>>()
        };
        let asked: Vec<Vec<_>> = servers.iter().zip(networks).map(asking).collect();
        for n in 0..asked[0].len() {
            let window = Duration::from_millis(plan.window) / TURNS;
            let mut loops: Vec<Loop> = servers.iter().map(|_| Loop::default()).collect();
            for turn in 0..=TURNS {
                for ((server, lists), all) in servers.iter().zip(&asked).zip(&mut loops) {
                    let request = &lists[n].1;
                    let more = closed_loop(server.server.address, 1, window, &|_, _| request.clone());
                    // The first turn only warms.
                    if turn > 0 {
                        all.micros.extend(more.micros);
                        all.seconds += more.seconds;
                    }
                }
            }
            let each: Vec<Value> = servers
                .iter()
                .zip(&asked)
                .zip(loops)
                .map(|((server, lists), all)| {
                    let page = server.server.ask(&lists[n].1);
                    let mut figures = figures(all);
                    figures["rows"] = json!(page["items"].as_array().map(Vec::len));
                    figures
                })
                .collect();
            rows.push(json!({ "reader": reader.name, "list": asked[0][n].0, "each": each }));
        }
    }
    json!({
        "database": networks[0].database.name(),
        "sizes": networks.iter().map(|network| network.size).collect::<Vec<_>>(),
        "load": [before, machine::load()],
        "rows": rows,
    })
}
