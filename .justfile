# The commands of the house; `just` lists them.
default:
    @just --list

# Serves the sample network.
serve:
    cargo run -- serve --sample

# Everything that CI asks.
check:
    .ci/run

# Tests, on both databases.
test *ARGS:
    cargo test {{ARGS}}

# Kills the server under load, many times.
kill *ARGS:
    cargo build
    .ci/kill-under-load {{ARGS}}

# The pages, in a browser.
browser:
    .ci/with-sample .ci/browser/run

# Accepts changed contracts on purpose.
accept:
    FOCALPOINT_TEST_ACCEPT=1 cargo test -p focalpoint_tests contracts

# Licences and advisories of dependencies.
deny:
    cargo deny check

# Plays the conspirators and asks explain for long: so many plays of each, from another seed.
prove PLAYS='50' SEED='1000':
    FOCALPOINT_TEST_PLAYS={{PLAYS}} FOCALPOINT_TEST_SEED={{SEED}} cargo test -p focalpoint_tests -- --nocapture conspirators:: explain::
