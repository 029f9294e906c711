// The usual GraphQL clients, as an integrator would use them: graphql-ws by itself, Apollo Client and
// urql. Each asks, publishes, hears what is published, and goes on by its cursor after a break.
//   node live.mjs URL ACCOUNTS
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { ApolloClient, gql, HttpLink, InMemoryCache, split } from '@apollo/client/core/index.js';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions/index.js';
import { getMainDefinition } from '@apollo/client/utilities/index.js';
import { cacheExchange, createClient as createUrql, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, accountsFile] = process.argv.slice(2);
const wsUrl = `${url.replace('http', 'ws')}/graphql/ws`;
const { accounts } = JSON.parse(readFileSync(accountsFile, 'utf8'));
const account = (organisation, role) =>
  accounts.find((one) => one.organisation === organisation && one.roles.includes(role));

async function post(path, body, token) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.status === 204 ? null : answer.json();
}
const signIn = ({ email, password }) => post('/v1/auth/sign-in', { email, password });

const writer = await signIn(account('pl-udsc', 'MEMBER'));
let published = 0;
/** Publishes an update to Lithuania, and to somebody else before it: nobody here may hear of that one. */
async function publish(label) {
  const to = (code) => ({ parties: [{ kind: 'COUNTRY', code }] });
  await post('/v1/updates', { title: 'Not for them', bodyMarkdown: 'Text.', audience: to('SK') }, writer.accessToken);
  const title = `${label} ${(published += 1)}`;
  await post('/v1/updates', { title, bodyMarkdown: 'Text.', audience: to('LT') }, writer.accessToken);
  return title;
}

const PUBLISHED = `subscription($after: String) {
  itemPublished(after: $after, kinds: [UPDATE]) { cursor item { __typename id ... on Update { title author { name } } } }
}`;
const UPDATES = 'query($first: Int) { updates(first: $first) { nodes { __typename id title author { name } } } }';
const PUBLISH = `mutation($input: PublishUpdateInput!) {
  publishUpdate(input: $input) { update { __typename id title state } }
}`;
const mine = (title) => ({
  input: { title, bodyMarkdown: 'Text.', audience: { parties: [{ kind: 'ORGANISATION', code: 'lt-md' }] } },
});

/** Events as they come: `next()` waits for one, at most twenty seconds. */
function inbox() {
  const come = [];
  let wake = () => {};
  return {
    put(event) {
      come.push(event);
      wake();
    },
    async next() {
      const until = Date.now() + 20_000;
      while (come.length === 0) {
        assert.ok(Date.now() < until, 'nothing came');
        await new Promise((resolve) => {
          wake = resolve;
          setTimeout(resolve, 200);
        });
      }
      return come.shift();
    },
  };
}

// --- graphql-ws by itself: a token that is not valid is asked for again; a ping brings a fresh one;
// after a break the cursor goes on; the end of the session is final.
{
  let session = await signIn(account('lt-md', 'MEMBER'));
  let asked = 0;
  let socket;
  const client = createClient({
    url: wsUrl,
    webSocketImpl: WebSocket,
    retryAttempts: 3,
    retryWait: async () => {},
    connectionParams: async () => {
      asked += 1;
      return { authorization: `Bearer ${asked === 1 ? 'run out' : session.accessToken}` };
    },
    on: { connected: (open) => (socket = open) },
  });
  const events = inbox();
  const ends = inbox();
  const follow = (after) =>
    client.subscribe(
      { query: PUBLISHED, variables: { after } },
      { next: events.put, error: ends.put, complete: () => ends.put('complete') },
    );
  const here = await feedEnd(session.accessToken);
  let stop = follow(here);
  const first = await publish('graphql-ws');
  let event = (await events.next()).data.itemPublished;
  assert.equal(event.item.title, first);
  assert.equal(asked, 2, 'on 4403 it asked for a fresh token and connected again');

  // A fresh token of the same session, brought by a ping.
  session = await post('/v1/auth/refresh', { refreshToken: session.refreshToken });
  const pongs = inbox();
  const hear = (data) => JSON.parse(data).type === 'pong' && pongs.put('pong');
  socket.on('message', hear);
  socket.send(JSON.stringify({ type: 'ping', payload: { authorization: `Bearer ${session.accessToken}` } }));
  await pongs.next();
  const second = await publish('graphql-ws');
  event = (await events.next()).data.itemPublished;
  assert.equal(event.item.title, second);
  assert.ok(event.item.author?.name, 'what hangs on an event is looked up');

  stop();
  assert.equal(await ends.next(), 'complete');
  const missed = await publish('graphql-ws');
  stop = follow(event.cursor);
  assert.equal((await events.next()).data.itemPublished.item.title, missed, 'nothing is missed between two sockets');

  await post('/v1/auth/sign-out', {}, session.accessToken);
  assert.equal((await ends.next()).code, 4401, 'the session has ended');
  await client.dispose();
  console.log('graphql-ws: token, ping, break, end');
}

// --- graphql-ws again: it does not try on and on where that would not help.
{
  const refusals = async (who, before = async () => {}) => {
    const { accessToken } = await signIn(who);
    await before(accessToken);
    let tries = 0;
    const ended = await new Promise((resolve) => {
      const client = createClient({
        url: wsUrl,
        webSocketImpl: WebSocket,
        retryAttempts: 5,
        retryWait: async () => {},
        connectionParams: async () => {
          tries += 1;
          return { authorization: `Bearer ${accessToken}` };
        },
      });
      client.subscribe({ query: PUBLISHED }, { next() {}, error: resolve, complete: () => resolve('complete') });
    });
    return [ended.code, ended.reason.split(':')[0], tries];
  };
  // Somebody whose grant has ended signs in, and has nothing to hear.
  const ended = accounts.find((one) => one.roles.length === 0);
  assert.deepEqual(await refusals(ended), [4401, 'NO_RIGHTS', 1]);
  // As many sockets as an account may have, and one more.
  const open = [];
  const fill = async (accessToken) => {
    for (let n = 0; n < 20; n += 1) {
      const socket = new WebSocket(wsUrl, 'graphql-transport-ws');
      open.push(socket);
      await new Promise((resolve) => {
        socket.on('open', () =>
          socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${accessToken}` } })),
        );
        socket.on('message', resolve);
      });
    }
  };
  assert.deepEqual(await refusals(account('lt-police', 'MEMBER'), fill), [4429, 'TOO_MANY_SOCKETS', 1]);
  open.forEach((socket) => socket.close());
  console.log('graphql-ws: gives up where trying again would not help');
}

/** The cursor of somebody who has everything. */
async function feedEnd(token) {
  let after = '';
  for (;;) {
    const headers = { authorization: `Bearer ${token}` };
    const page = await (await fetch(`${url}/v1/changes?kind=UPDATE&first=100${after}`, { headers })).json();
    if (page.caughtUp) return page.pageInfo.endCursor;
    after = `&after=${page.pageInfo.endCursor}`;
  }
}

// --- Apollo Client: one cache, queries and mutations over HTTP, subscriptions over the socket.
{
  const { accessToken } = await signIn(account('lt-md', 'MEMBER'));
  const ws = createClient({
    url: wsUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${accessToken}` },
  });
  const http = new HttpLink({ uri: `${url}/graphql`, headers: { authorization: `Bearer ${accessToken}` } });
  const isSubscription = ({ query }) => getMainDefinition(query).operation === 'subscription';
  const client = new ApolloClient({
    link: split(isSubscription, new GraphQLWsLink(ws), http),
    cache: new InMemoryCache({ possibleTypes: { Item: ['Update'] } }),
  });
  const before = await client.query({ query: gql(UPDATES), variables: { first: 20 } });
  assert.ok(before.data.updates.nodes.length > 5);
  const made = await client.mutate({ mutation: gql(PUBLISH), variables: mine('By Apollo') });
  const { update } = made.data.publishUpdate;
  assert.equal(update.state, 'PUBLISHED');
  const events = inbox();
  const after = await feedEnd(accessToken);
  const running = client.subscribe({ query: gql(PUBLISHED), variables: { after } }).subscribe(events.put);
  const title = await publish('Apollo');
  const { item } = (await events.next()).data.itemPublished;
  assert.equal(item.title, title);
  const cached = client.cache.extract();
  assert.equal(cached[`Update:${item.id}`].title, title, 'one thing, one place in the cache');
  assert.equal(cached[`Update:${update.id}`].title, 'By Apollo');
  running.unsubscribe();
  const wrong = await client.query({ query: gql('query($id: UUID!) { comments(itemId: $id) { totalCount } }'),
    variables: { id: '00000000-0000-7000-8000-000000000000' }, errorPolicy: 'all' });
  const [problem] = (wrong.error?.errors ?? wrong.errors) || [];
  assert.equal(problem.extensions.code, 'NOT_FOUND');
  await ws.dispose();
  client.stop();
  console.log('Apollo Client: query, mutation, cache, subscription, error');
}

// --- urql.
{
  const { accessToken } = await signIn(account('lt-md', 'MEMBER'));
  const ws = createClient({
    url: wsUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${accessToken}` },
  });
  const client = createUrql({
    url: `${url}/graphql`,
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${accessToken}` } },
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({ unsubscribe: ws.subscribe({ query, variables }, sink) }),
        }),
      }),
    ],
  });
  const list = await client.query(UPDATES, { first: 5 }).toPromise();
  assert.equal(list.error, undefined);
  assert.equal(list.data.updates.nodes.length, 5);
  const made = await client.mutation(PUBLISH, mine('By urql')).toPromise();
  assert.equal(made.data.publishUpdate.update.title, 'By urql');
  const events = inbox();
  const after = await feedEnd(accessToken);
  const { unsubscribe } = client.subscription(PUBLISHED, { after }).subscribe(events.put);
  const title = await publish('urql');
  assert.equal((await events.next()).data.itemPublished.item.title, title);
  unsubscribe();
  const wrong = await client.query('{ nothingOfTheKind }', {}).toPromise();
  assert.equal(wrong.error.graphQLErrors[0].extensions.code, 'QUERY_INVALID');
  await ws.dispose();
  console.log('urql: query, mutation, subscription, error');
}
