// Beginning a session, and reading.

import assert from "node:assert/strict";
import { test } from "node:test";
import { build, connect, ftrack, server } from "./client.mjs";

test("a session knows the server and its schemas when it has begun", async () => {
  const session = new ftrack.Session(server.url, server.user, server.key, {
    serverInformationValues: ["schema_hash", "version", "no_such_value"],
  });
  assert.equal(await session.initializing, session);
  assert.equal(session.initialized, true);
  assert.deepEqual(Object.keys(session.serverInformation).sort(), [
    "is_timezone_support_enabled",
    "schema_hash",
    "version",
  ]);
  assert.equal(session.serverVersion, await session.getServerVersion());
  assert.deepEqual(await session.getSchemas(), session.schemas);
  assert.equal(session.getSchema("Task").id, "Task");
  assert.equal(session.getSchema("NoSuchType"), null);
  assert.deepEqual(session.getPrimaryKeyAttributes("Metadata"), [
    "parent_id",
    "key",
  ]);
});

test("the server tells who is signed in", async () => {
  const session = await connect({
    serverInformationValues: ["user_information"],
  });
  const { user_information: me } = await session.getServerInformation();
  assert.equal(me.username, server.user);
  assert.equal(me.is_global_access_key, false);
  const { data } = await session.query(
    `User where username is "${server.user}"`,
  );
  assert.equal(me.id, data[0].id);
});

test("a query is answered page by page", async () => {
  const session = await connect();
  const names = ["e", "d", "c", "b", "a"];
  const { shot } = await build(session, names);
  const pages = [];
  for (let offset = 0; offset !== null && pages.length < 9; ) {
    const { data, metadata } = await session.query(
      `select name from Task where parent_id is "${shot}" ` +
        `order by name offset ${offset} limit 2`,
    );
    pages.push(data.map((task) => task.name));
    offset = metadata.next.offset;
  }
  assert.deepEqual(pages, [["a", "b"], ["c", "d"], ["e"]]);
});

test("an entity is one object in an answer, whatever it was reached by", async () => {
  const session = await connect();
  const { shot } = await build(session, ["one", "two"]);
  const { data } = await session.query(
    "select name, parent.name, parent.children.name from Task " +
      `where parent_id is "${shot}" order by name`,
  );
  assert.equal(data[0].parent, data[1].parent);
  assert.equal(data[0].parent.name, "sh010");
  assert.ok(data[0].parent.children.includes(data[1]));
});

test("a serialisable answer holds each entity in full", async () => {
  const session = await connect({ ensureSerializableResponse: true });
  const { shot } = await build(session, ["one", "two"]);
  const { data } = await session.query(
    "select name, parent.name, parent.children.name from Task " +
      `where parent_id is "${shot}" order by name`,
  );
  const copied = JSON.parse(JSON.stringify(data));
  for (const task of copied) {
    assert.equal(task.parent.name, "sh010");
    assert.deepEqual(task.parent.children.map(({ name }) => name).sort(), [
      "one",
      "two",
    ]);
  }
});

test("dates are moments, or texts where they are asked for", async () => {
  const session = await connect();
  const { tasks } = await build(session);
  await session.update("Task", [tasks[0]], {
    end_date: new Date("2024-05-01T08:30:00Z"),
  });
  const expression = `select end_date from Task where id is "${tasks[0]}"`;
  const { data } = await session.query(expression);
  assert.equal(data[0].end_date.toISOString(), "2024-05-01T08:30:00.000Z");
  const texts = await session.query(expression, { decodeDatesAsIso: true });
  assert.equal(texts.data[0].end_date, "2024-05-01T08:30:00.000Z");
  const later = await session.query(
    `Task where id is "${tasks[0]}" and end_date after "2024-05-01T08:29:59"`,
  );
  assert.equal(later.data.length, 1);
});

test("quotes in a value are no query", async () => {
  const session = await connect();
  const name = `"sh" or 'x' is "y`;
  const { tasks } = await build(session, [name]);
  const { data } = await session.query(
    ftrack.expression`select name from Task where name is "${name}"`,
  );
  assert.deepEqual(
    data.map((task) => task.id),
    tasks,
  );
});

test("search finds what has all words in its name or above", async () => {
  const session = await connect();
  const { project, shot, tasks } = await build(session, ["walk", "run"]);
  const { data, metadata } = await session.search({
    expression: "select name from Task",
    entityType: "Task",
    terms: ["SH010", "wal"],
    contextId: project,
    objectTypeIds: [session.getSchema("Task").alias_for.classifiers.object_typeid],
  });
  assert.deepEqual(
    data.map((task) => task.id),
    [tasks[0]],
  );
  assert.equal(metadata.next.offset, null);
  const anywhere = await session.search({
    expression: "select name from Shot",
    entityType: "Shot",
    terms: [project],
  });
  assert.deepEqual(
    anywhere.data.map(({ id }) => id),
    [shot],
  );
});

test("a project schema's statuses are read in one call", async () => {
  const session = await connect();
  const { schema } = await build(session);
  const { getStatuses } = ftrack.projectSchema;
  const types = await session.query("select id from Type limit 1");
  const forTasks = await getStatuses(session, schema, "Task");
  const forType = await getStatuses(session, schema, "Task", types.data[0].id);
  const forVersions = await getStatuses(session, schema, "AssetVersion");
  const forShots = await getStatuses(session, schema, "Shot");
  for (const statuses of [forTasks, forType, forVersions, forShots]) {
    assert.ok(statuses.length > 1);
    for (const status of statuses) {
      assert.match(status.color, /^#/);
      assert.equal(typeof status.name, "string");
      assert.equal(typeof status.sort, "number");
    }
  }
  assert.notDeepEqual(
    forTasks.map(({ id }) => id),
    forVersions.map(({ id }) => id),
  );
});

test("many calls at a time are answered each with its own", async () => {
  const session = await connect();
  const names = Array.from({ length: 20 }, (_, at) => `task${at}`);
  const { shot } = await build(session, names);
  const found = await Promise.all(
    names.map((name) =>
      session.query(
        `select name from Task where parent_id is "${shot}" and name is "${name}"`,
      ),
    ),
  );
  assert.deepEqual(
    found.map(({ data }) => data[0].name),
    names,
  );
});

test("the strict interface is served, aggregates too", async () => {
  const session = await connect({ strictApi: true });
  const { shot } = await build(session, ["one", "two"]);
  const counting =
    `select count(id), parent_id from Task where parent_id is "${shot}" ` +
    "group by parent_id";
  if (!session.getSchema("Task").metadata?.group_by) {
    // An older server's schema, which knows of no aggregates.
    await assert.rejects(session.query(counting), /cannot be aggregated/);
    return;
  }
  const { data } = await session.query(counting);
  assert.deepEqual(data, [{ count_id: 2, parent_id: shot }]);
});
