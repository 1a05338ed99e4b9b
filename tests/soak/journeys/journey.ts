// The journey of another system, with the types that openapi-typescript makes and the client openapi-fetch.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { paths } from "./stul.js";

const [url, email, password, ...numbers] = process.argv.slice(2);
const [partnership, event] = numbers.map(Number);
const anyone = createClient<paths>({ baseUrl: url });

const session = await anyone.POST("/auth/login", { body: { email, password } });
assert(session.data);
const client = createClient<paths>({
  baseUrl: url,
  headers: { Authorization: `Bearer ${session.data.token}` },
});

const ids: number[] = [];
let total: number | null | undefined;
for (let cursor: string | undefined, more = true; more; ) {
  const { data } = await client.GET("/events", { params: { query: { limit: 20, count: true, cursor } } });
  assert(data);
  ids.push(...data.results.map((row) => row.id));
  total = data.total;
  cursor = data.next ? new URL(data.next, url).searchParams.get("cursor") ?? undefined : undefined;
  more = cursor !== undefined;
}
assert.equal(new Set(ids).size, ids.length);
assert.equal(ids.length, total);

const key = randomUUID();
const person = { first_name: "Pia", last_name: "Klientská", email: `${key}@klient.example` };
const signUp = () =>
  anyone.POST("/events/{event_id}/registrations", {
    params: { path: { event_id: event }, header: { "Idempotency-Key": key } },
    body: person,
  });
const [first, again] = [await signUp(), await signUp()];
assert(first.data && again.data);
assert.equal(first.data.id, again.data.id);

const sheet = await client.GET("/events/{event_id}/attendance-sheet.pdf", {
  params: { path: { event_id: event } },
  parseAs: "arrayBuffer",
});
assert(sheet.data);
assert.equal(Buffer.from(sheet.data as unknown as ArrayBuffer).subarray(0, 4).toString(), "%PDF");

const changedSince = async (since: string) => {
  const { data } = await client.GET("/events", { params: { query: { updated_since: since } } });
  assert(data);
  return data.results;
};
const start = await client.GET("/events", { params: { query: { limit: 1 } } });
const since = start.data?.synced_until;
assert(since);
const made = await client.POST("/events", {
  body: { partnership_id: partnership, kind: "seminar", title: "Založeno klientem" },
});
assert(made.data);
const { id, version } = made.data;
assert((await changedSince(since)).some((row) => row.id === id && !("deleted" in row) && row.kind === "seminar"));
await client.DELETE("/events/{event_id}", {
  params: { path: { event_id: id }, header: { "If-Match": `"${version}"` } },
});
assert((await changedSince(since)).some((row) => row.id === id && "deleted" in row));
