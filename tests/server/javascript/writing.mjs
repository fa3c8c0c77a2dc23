// Creating, changing, deleting and ensuring.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { build, connect, ftrack } from "./client.mjs";

test("what is created comes with its id and defaults", async () => {
  const session = await connect();
  const { project, shot } = await build(session);
  const created = await session.create("Task", {
    name: "comp",
    parent_id: shot,
    start_date: new Date("2024-05-01T08:30:00Z"),
  });
  assert.equal(created.action, "create");
  assert.match(created.data.id, /^[0-9a-f-]{36}$/);
  assert.equal(created.data.__entity_type__, "Task");
  assert.equal(created.data.project_id, project);
  assert.equal(
    created.data.start_date.toISOString(),
    "2024-05-01T08:30:00.000Z",
  );
  assert.ok(created.data.status_id);
});

test("a key of one part may be a text by itself", async () => {
  const session = await connect();
  const { tasks } = await build(session, ["one", "two"]);
  const [first, second] = tasks;
  const updated = await session.update("Task", first, { name: "three" });
  assert.equal(updated.data.name, "three");
  assert.equal(updated.data.id, first);
  const again = await session.update("Task", [first], { name: "four" });
  assert.equal(again.data.name, "four");
  const removed = await session.delete("Task", second);
  assert.deepEqual(removed, { action: "delete", data: true });
  await session.delete("Task", [first]);
  const { data } = await session.query(
    `Task where id in ("${first}", "${second}")`,
  );
  assert.deepEqual(data, []);
});

test("a key of several parts is a list", async () => {
  const session = await connect();
  const { shot } = await build(session);
  await session.create("Metadata", {
    parent_id: shot,
    parent_type: "Shot",
    key: "fps",
    value: "24",
  });
  await session.update("Metadata", [shot, "fps"], { value: "25" });
  const { data } = await session.query(
    `select metadata from Shot where id is "${shot}"`,
  );
  assert.deepEqual(
    data[0].metadata.map(({ key, value }) => [key, value]),
    [["fps", "25"]],
  );
  await session.delete("Metadata", [shot, "fps"]);
});

test("a batch is answered in order, after all of it", async () => {
  const session = await connect();
  const { shot } = await build(session, []);
  const id = randomUUID();
  const [created, updated, found] = await session.call([
    ftrack.operation.create("Task", { id, name: "one", parent_id: shot }),
    ftrack.operation.update("Task", [id], { description: "anew" }),
    ftrack.operation.query(`select description from Task where id is "${id}"`),
  ]);
  assert.deepEqual(
    [created.action, updated.action, found.action],
    ["create", "update", "query"],
  );
  assert.equal(created.data, updated.data);
  assert.equal(found.data[0], created.data);
  assert.equal(found.data[0].description, "anew");
});

test("custom attributes are set by configuration and entity", async () => {
  const session = await connect();
  const { shot } = await build(session, []);
  const { data } = await session.query(
    'select id from CustomAttributeConfiguration where key is "fstart"',
  );
  await session.update("ContextCustomAttributeValue", [data[0].id, shot], {
    value: 1001,
  });
  const shots = await session.query(
    "select custom_attributes from Shot where " +
      `id is "${shot}" and custom_attributes any (key is "fstart" and value is 1001)`,
  );
  const values = Object.fromEntries(
    shots.data[0].custom_attributes.map(({ key, value }) => [key, value]),
  );
  assert.equal(values.fstart, 1001);
  assert.equal(values.fps, 25);
});

test("ensure creates once and changes afterwards", async () => {
  const session = await connect();
  const { shot } = await build(session, []);
  const name = `an "odd" name`.replaceAll('"', "'");
  const identity = ["name", "parent_id"];
  const created = await session.ensure(
    "Task",
    { name, parent_id: shot, description: "first" },
    identity,
  );
  const changed = await session.ensure(
    "Task",
    { name, parent_id: shot, description: "second" },
    identity,
  );
  assert.equal(changed.id, created.id);
  assert.equal(changed.description, "second");
  const { data } = await session.query(
    `select description from Task where parent_id is "${shot}"`,
  );
  assert.deepEqual(
    data.map(({ description }) => description),
    ["second"],
  );
});

test("ensure finds by dates, numbers and nothing", async () => {
  const session = await connect();
  const { shot } = await build(session, []);
  const data = {
    name: "dated",
    parent_id: shot,
    end_date: new Date("2024-05-01T08:30:00Z"),
    bid: 7200,
    description: null,
  };
  const created = await session.ensure("Task", data);
  const found = await session.ensure("Task", data);
  assert.equal(found.id, created.id);
});
