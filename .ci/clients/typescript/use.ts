// A client as an integrator would write it: types generated out of /openapi.json, calls typed by
// them. Signs in, lists, pages, publishes an update, changes it, and handles errors.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import createClient from 'openapi-fetch';
import type { components, paths } from './schema.js';

const [, , url = '', accountsFile = '', mode = 'today'] = process.argv;
type Account = { email: string; password: string; organisation: string | null; roles: string[] };
const { accounts } = JSON.parse(readFileSync(accountsFile, 'utf8')) as { accounts: Account[] };
const member = accounts.find((a) => a.organisation === 'ua-sms' && a.roles.includes('MEMBER'));
assert(member);

const client = createClient<paths>({ baseUrl: url });

const signedIn = await client.POST('/v1/auth/sign-in', { body: { email: member.email, password: member.password } });
assert(signedIn.data, JSON.stringify(signedIn.error));
client.use({
  onRequest({ request }) {
    request.headers.set('authorization', `Bearer ${signedIn.data.accessToken}`);
    return request;
  },
});

const me = await client.GET('/v1/me');
assert.equal(me.data?.account?.email, member.email);
assert.equal(me.data?.expert?.post?.organisation.code, 'ua-sms');

// A page, the next page, and no row twice.
type Organisation = components['schemas']['Organisation'];
const seen: Organisation[] = [];
let after: string | undefined;
do {
  const page = await client.GET('/v1/organisations', {
    params: { query: { country: ['UA'], first: 5, count: true, ...(after === undefined ? {} : { after }) } },
  });
  assert(page.data, JSON.stringify(page.error));
  assert.equal(page.data.totalCountIsExact, true);
  seen.push(...page.data.items);
  after = page.data.pageInfo.hasNextPage ? (page.data.pageInfo.endCursor ?? undefined) : undefined;
} while (after !== undefined);
assert(seen.length > 5);
assert.equal(new Set(seen.map((o) => o.id)).size, seen.length);

// An enumeration is open: a program has a branch for what it does not know.
const types = new Set(seen.map((o) => o.type));
if (mode === 'tomorrow') assert(types.has('OFFICE_OF_TOMORROW'));
else assert(types.has('MIGRATION_SERVICE'));

const published = await client.POST('/v1/updates', {
  params: { header: { 'Idempotency-Key': `typescript-${mode}` } },
  body: {
    title: 'Written by a generated client',
    bodyMarkdown: 'It *works*.',
    countryCodes: ['UA'],
    topics: ['return-readmission'],
    audience: { parties: [{ kind: 'COUNTRY', code: 'PL' }] },
  },
});
assert(published.data, JSON.stringify(published.error));
assert.equal(published.response.status, 201);
const etag = published.response.headers.get('etag') ?? '';
const id = published.data.id;

const edited = await client.PATCH('/v1/updates/{id}', {
  params: { path: { id }, header: { 'If-Match': etag } },
  body: { summary: 'A line more.' },
});
// 202 would be a proposal: the change waits for somebody's word.
assert(edited.data && 'summary' in edited.data, JSON.stringify(edited.error));
assert.equal(edited.data.summary, 'A line more.');

// Errors are problems with a code, and with pointers where fields are wrong.
const stale = await client.PATCH('/v1/updates/{id}', {
  params: { path: { id }, header: { 'If-Match': etag } },
  body: { summary: 'Too late.' },
});
assert.equal(stale.response.status, 412);
assert.equal(stale.error?.code, 'PRECONDITION_FAILED');

const wrong = await client.POST('/v1/updates', {
  body: { title: 'To nobody', bodyMarkdown: 'x', audience: { parties: [{ kind: 'COUNTRY', code: 'ZZ' }] } },
});
assert.equal(wrong.response.status, 422);
assert.match(wrong.error?.errors?.[0]?.pointer ?? '', /^\/audience\/parties\/0/);

const nothing = await client.GET('/v1/updates/{id}', { params: { path: { id: '00000000-0000-4000-8000-000000000000' } } });
assert.equal(nothing.error?.code, 'NOT_FOUND');
console.log(`typescript (${mode}): ${seen.length} bodies, one update, three refusals`);
