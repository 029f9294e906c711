// What introspection says is what /schema.graphql says.
import { buildClientSchema, buildSchema, findBreakingChanges, findDangerousChanges, getIntrospectionQuery } from 'graphql';

// A scalar of the language itself is there whether or not anything uses it.
const own = /^Standard scalar /;

const url = process.argv[2];
const asked = await fetch(`${url}/graphql`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: getIntrospectionQuery() }),
});
const { data, errors } = await asked.json();
if (errors) throw new Error(JSON.stringify(errors));
const introspected = buildClientSchema(data);
const written = buildSchema(await (await fetch(`${url}/schema.graphql`)).text());
const differences = [introspected, written].flatMap((one, n, both) => {
  const other = both[1 - n];
  return [...findBreakingChanges(one, other), ...findDangerousChanges(one, other)].filter((d) => !own.test(d.description));
});
for (const { type, description } of differences) console.log(type, description);
console.log(`${Object.keys(introspected.getTypeMap()).length} types, ${differences.length} differences`);
process.exit(differences.length === 0 ? 0 : 1);
