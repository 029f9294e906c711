//! The machine on which it was measured.

use std::process::Command;

fn first(file: &str, begins: &str) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(begins))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

fn says(command: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(command).args(arguments).output().ok()?;
    String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// One line.
pub fn described() -> String {
    let unknown = || "unknown".to_owned();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = first("/proc/meminfo", "MemTotal").and_then(|kb| kb.split(' ').next()?.parse::<u64>().ok());
    format!(
        "{cores} cores ({}), {} GB of memory, {}, {}",
        first("/proc/cpuinfo", "model name").unwrap_or_else(unknown),
        memory.unwrap_or_default() / 1_000_000,
        says("uname", &["-sr"]).unwrap_or_else(unknown),
        says("rustc", &["--version"]).unwrap_or_else(unknown),
    )
}

/// Processes that ran or wanted to, on average of the last minute.
pub fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}

pub fn day() -> String {
    says("date", &["-u", "+%Y-%m-%d"]).unwrap_or_default()
}
