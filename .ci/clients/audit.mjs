// The audit suite of `graphql-http`: MUST, SHOULD and MAY of GraphQL over HTTP, all of them.
import { serverAudits } from 'graphql-http';

const url = `${process.argv[2]}/graphql`;
let failed = 0;
const audits = serverAudits({ url });
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status !== 'ok') {
    failed += 1;
    console.log(`${result.status} ${audit.id} ${audit.name}: ${result.reason}`);
  }
}
console.log(`${audits.length - failed} of ${audits.length} audits pass`);
process.exit(failed === 0 && audits.length > 50 ? 0 : 1);
