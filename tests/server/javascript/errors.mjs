// What is refused, and how a call is given up.

import assert from "node:assert/strict";
import { test } from "node:test";
import { build, connect, employ, ftrack, server } from "./client.mjs";

const { ServerError, ServerValidationError, AbortError } = ftrack.error;

for (const strictApi of [false, true]) {
  const how = strictApi ? "strictly" : "as ever";

  test(`a wrong key is refused (${how})`, async () => {
    const session = new ftrack.Session(server.url, server.user, "wrong", {
      strictApi,
    });
    await assert.rejects(session.initializing, (error) => {
      assert.ok(error instanceof ServerError);
      assert.equal(error.message, "The supplied API key is not valid.");
      return true;
    });
  });

  test(`a query that is none is refused (${how})`, async () => {
    const session = await connect({ strictApi });
    await assert.rejects(session.query("select nothing of Task"), (error) => {
      assert.ok(error instanceof ServerError);
      assert.match(error.message, /^Failed to parse: select nothing of Task/);
      return true;
    });
  });

  test(`a wrong value is refused (${how})`, async () => {
    const session = await connect({ strictApi });
    const { tasks } = await build(session);
    await assert.rejects(
      session.update("Task", tasks, { bid: "a day" }),
      (error) => {
        assert.ok(error instanceof ServerValidationError);
        assert.equal(error.name, "ServerValidationError");
        assert.match(error.message, /bid/);
        return true;
      },
    );
  });

  test(`an unknown action is refused (${how})`, async () => {
    const session = await connect({ strictApi });
    await assert.rejects(session.call([{ action: "fly" }]), (error) => {
      assert.ok(error instanceof ServerError);
      assert.match(error.message, /Invalid action u'fly'/);
      return true;
    });
  });
}

test("what no role allows is a refusal of its own", async () => {
  const session = await connect();
  const { tasks } = await build(session);
  const user = await employ(session, null);
  const theirs = await connect({}, user.name, user.key);
  const { data } = await theirs.query("Task");
  assert.deepEqual(data, []);
  await assert.rejects(
    theirs.update("Task", tasks, { name: "mine" }),
    (error) => {
      assert.ok(error instanceof ftrack.error.ServerPermissionDeniedError);
      assert.match(error.message, /^Permission denied: /);
      return true;
    },
  );
});

test("a batch with one wrong operation changes nothing", async () => {
  const session = await connect();
  const { tasks } = await build(session);
  await assert.rejects(
    session.call([
      ftrack.operation.update("Task", tasks, { name: "changed" }),
      ftrack.operation.delete("Task", ["no-such-task"]),
    ]),
    ServerValidationError,
  );
  const { data } = await session.query(
    `select name from Task where id is "${tasks[0]}"`,
  );
  assert.equal(data[0].name, "one");
});

test("a second timer of a user is a duplicate", async () => {
  const session = await connect();
  const { data } = await session.query(
    `select id from User where username is "${server.user}"`,
  );
  const timer = { user_id: data[0].id, start: new Date(), comment: "", name: "" };
  const { data: first } = await session.create("Timer", timer);
  await assert.rejects(session.create("Timer", timer), /DuplicateEntryError/);
  await session.delete("Timer", [first.id]);
});

test("a call is given up by a signal, and the session goes on", async () => {
  const session = await connect();
  const given = new AbortController();
  // Given up when the answer has begun: earlier the client calls it a network error.
  const fetch = globalThis.fetch;
  globalThis.fetch = async (...request) => {
    const response = await fetch(...request);
    given.abort();
    return response;
  };
  try {
    await assert.rejects(
      session.call([{ action: "query_schemas" }], { signal: given.signal }),
      AbortError,
    );
  } finally {
    globalThis.fetch = fetch;
  }
  const early = new AbortController();
  early.abort();
  await assert.rejects(
    session.query("User", { signal: early.signal }),
    ServerError,
  );
  const { data } = await session.query("select id from User limit 1");
  assert.equal(data.length, 1);
});
