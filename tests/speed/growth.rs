//! How the cost of lists grows: the same list is asked of networks of every size in turns, within the same
//! seconds, so that what else the machine does weighs on all of them alike.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::Plan;
use super::asked::{Asking, List, READERS, lists};
use super::http::{Loop, Request, closed_loop};
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
            (one, named)
        };
        let named: Vec<_> = servers.iter().zip(networks).map(asking).collect();
        for n in 0..named[0].1.len() {
            let page = |first: usize| {
                move |(one, lists): &(Asking<'_>, Vec<(_, List, String)>)| {
                    let (_, list, more) = &lists[n];
                    one.first(first, *list, more)
                }
            };
            // What is compared is a page of the same length: where a small network has three rows to show, three
            // are asked of all. Where one has none, the figures stand beside each other and say how many.
            let whole: Vec<Request> = named.iter().map(page(20)).collect();
            let shown = |(server, request): (&Measuring<'_>, &Request)| rows_of(&server.server, request);
            let shared = servers.iter().zip(&whole).map(shown).min().unwrap_or_default();
            let asked: Vec<Request> = if shared == 0 { whole } else { named.iter().map(page(shared)).collect() };
            let window = Duration::from_millis(plan.window) / TURNS;
            let mut loops: Vec<Loop> = servers.iter().map(|_| Loop::default()).collect();
            for turn in 0..=TURNS {
                for ((server, request), all) in servers.iter().zip(&asked).zip(&mut loops) {
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
                .map(|((server, request), all)| {
                    let mut figures = figures(all);
                    figures["rows"] = json!(rows_of(&server.server, request));
                    figures
                })
                .collect();
            rows.push(json!({ "reader": reader.name, "list": named[0].1[n].0, "each": each }));
        }
    }
    json!({
        "database": networks[0].database.name(),
        "sizes": networks.iter().map(|network| network.size).collect::<Vec<_>>(),
        "load": [before, machine::load()],
        "rows": rows,
    })
}

fn rows_of(server: &Server, request: &Request) -> usize {
    server.ask(request)["items"].as_array().map_or(0, Vec::len)
}
