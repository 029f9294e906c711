// Caches that merge whatever has one id, on two days in one query: what is of a day bears no `id`, so each
// day stays as it was. Apollo Client, and urql with its normalised cache, which like Relay's takes things
// for one by `id`. The Hungarian police stood under three ministries, one after the other.
//   node days.mjs URL
import assert from 'node:assert/strict';

import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client/core/index.js';
import { createClient, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';

const [url] = process.argv.slice(2);
const endpoint = `${url}/graphql`;
const body = (fields) => `nodes { __typename ${fields} code parentCode name(language: "en") }`;
const twoDays = (id) => `query {
  today: organisations(filter: { code: ["hu-police"] }) { __typename ${body('id')} }
  y2004: organisationsOn(day: "2004-06-01", filter: { code: ["hu-police"] }) { __typename ${body(id)} }
  y2007: organisationsOn(day: "2007-06-01", filter: { code: ["hu-police"] }) { __typename ${body(id)} }
}`;
const AS_THEY_ARE = twoDays('organisationId asOf');
// What a schema would do to its clients that gave a body's id to what it was on a day.
const AS_IF_ONE = twoDays('id: organisationId');

async function told(query) {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const answer = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return (await answer.json()).data;
}
const parents = (data) => ['today', 'y2004', 'y2007'].map((day) => data[day].nodes[0].parentCode);

const truth = await told(AS_THEY_ARE);
assert.equal(new Set(parents(truth)).size, 3, `three ministries: ${parents(truth)}`);

const caches = {
  'Apollo Client': async (query) => {
    const client = new ApolloClient({ link: new HttpLink({ uri: endpoint }), cache: new InMemoryCache() });
    await client.query({ query: gql(query) });
    // Out of the cache alone.
    const { data } = await client.query({ query: gql(query), fetchPolicy: 'cache-only' });
    client.stop();
    return data;
  },
  'urql, normalised': async (query) => {
    // Connections have no id of their own; what has none is kept where it stands.
    const keys = { OrganisationConnection: () => null, OrganisationOnDayConnection: () => null };
    const ofDay = query === AS_THEY_ARE ? { OrganisationOnDay: () => null } : {};
    const client = createClient({
      url: endpoint,
      preferGetMethod: false,
      exchanges: [cacheExchange({ keys: { ...keys, ...ofDay } }), fetchExchange],
    });
    const first = await client.query(query, {}).toPromise();
    assert.equal(first.error, undefined);
    const { data } = await client.query(query, {}, { requestPolicy: 'cache-only' }).toPromise();
    return data;
  },
};
for (const [name, read] of Object.entries(caches)) {
  assert.deepEqual(parents(await read(AS_THEY_ARE)), parents(truth), `${name} keeps the days apart`);
  assert.notDeepEqual(parents(await read(AS_IF_ONE)), parents(truth), `${name} would have merged them`);
  console.log(`${name}: two days in one query stay two`);
}
