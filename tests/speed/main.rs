//! Measures the server: a real process of a release build, over HTTP on loopback, closed loop with a
//! few connections, on drawn networks of several sizes and on both databases. No test: nothing here
//! fails because it was slow. `cargo bench --profile dev -p focalpoint_tests --bench speed` writes
//! docs/performance.md; docs/performance.md says how to read it.

mod asked;
mod growth;
mod http;
mod machine;
mod measure;
mod network;
mod report;
mod results;
mod server;

use std::path::PathBuf;

use network::Database;

/// What is measured, and how long. All of it comes from the environment, since cargo passes arguments
/// of its own.
pub struct Plan {
    /// Numbers of items.
    pub sizes: Vec<u64>,
    pub databases: Vec<Database>,
    /// How long each figure is measured, in milliseconds.
    pub window: u64,
    /// Where drawn networks and results are kept, so that a run can be gone on with.
    pub folder: PathBuf,
    /// Connections of the rates; latencies are those of one.
    pub connections: usize,
    /// `growth`, `pages` or both; neither only draws.
    parts: String,
}

fn from(variable: &str, usual: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| usual.to_owned())
}

impl Plan {
    fn read() -> Self {
        let sizes = from("SPEED_ITEMS", "10000,100000,1000000");
        let databases = from("SPEED_ON", "sqlite,postgres");
        let temporary = std::env::temp_dir().join("focalpoint-bench");
        Self {
            sizes: sizes.split(',').map(|n| n.trim().parse().expect("a number of items")).collect(),
            databases: databases.split(',').map(Database::named).collect(),
            window: from("SPEED_MILLISECONDS", "2000").parse().expect("milliseconds"),
            folder: std::env::var_os("SPEED_FOLDER").map_or(temporary, PathBuf::from),
            connections: 4,
            parts: from("SPEED_PARTS", "growth,pages"),
        }
    }

    fn wants(&self, part: &str) -> bool {
        self.parts.split(',').any(|one| one.trim() == part)
    }
}

fn main() {
    // `cargo test --all-targets` starts it, too, and does not mean it.
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("This measures, and takes its time: cargo bench --profile dev -p focalpoint_tests --bench speed");
        return;
    }
    let plan = Plan::read();
    std::fs::create_dir_all(&plan.folder).expect("a folder");
    let binary = server::build();
    let mut results = results::Results::read(&plan.folder);
    for database in &plan.databases {
        let mut networks = Vec::new();
        for size in &plan.sizes {
            eprintln!("{} with {size} items", database.name());
            networks.push(network::draw(&binary, *database, *size, &plan.folder));
        }
        if plan.wants("growth") && networks.len() > 1 {
            eprintln!("{}: how lists grow", database.name());
            results.keep_growth(growth::measured(&binary, &networks, &plan), &plan.folder);
        }
        for network in networks.iter().filter(|_| plan.wants("pages")) {
            eprintln!("{} with {} items: pages", database.name(), network.size);
            results.keep(measure::all(&binary, network, &plan), &plan.folder);
        }
    }
    report::write(&results);
}
