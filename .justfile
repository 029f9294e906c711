# The commands of the house; `just` lists them.
default:
    @just --list

# Serves the sample network.
serve:
    cargo run -- serve --sample

# Everything that CI asks; licences and advisories only where cargo-deny is installed (`just deny`).
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

# Keeps today's contracts as those of a release, for later ones to be compared with.
release VERSION:
    cargo test -p focalpoint_tests contracts
    mkdir docs/releases/{{VERSION}}
    cp docs/generated/openapi.json docs/generated/schema.graphql docs/releases/{{VERSION}}/

# What a page costs, on networks of three sizes; docs/performance.md says what it needs.
measure:
    cargo bench --profile dev -p focalpoint_tests --bench speed

# Licences and advisories of dependencies.
deny:
    cargo deny check

# The long proofs, on both databases: many random networks, histories and plays, from another seed.
prove MANY="40" SEED="1000":
    FOCALPOINT_TEST_NETWORKS={{MANY}} FOCALPOINT_TEST_SEED={{SEED}} cargo test -p focalpoint_tests -- sight:: --nocapture
    FOCALPOINT_PROVE=200000 cargo test -p focalpoint_api drain
    FOCALPOINT_TEST_HISTORIES={{MANY}} FOCALPOINT_TEST_SEED={{SEED}} cargo test -p focalpoint_tests changes_proof::whenever
    FOCALPOINT_TEST_PLAYS={{MANY}} FOCALPOINT_TEST_SEED={{SEED}} cargo test -p focalpoint_tests -- --nocapture conspirators:: explain::
