// The event hub: two clients that hear of each other.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { build, connect, employ, ftrack, server } from "./client.mjs";

const sessions = [];

/** Returns a session of a user of its own, whose hub is connected. */
async function listen() {
  // In a process, the client has one connection for each user.
  const user = await employ(await connect());
  const session = await connect({ autoConnectEventHub: true }, user.name, user.key);
  sessions.push(session);
  return { session, hub: session.eventHub, user };
}

after(() => {
  for (const { eventHub } of sessions) {
    eventHub.disconnect();
  }
});

/** Returns the next event of a topic that is wanted. */
function heard(hub, topic, wanted = () => true) {
  return new Promise((resolve) => {
    const id = hub.subscribe(`topic=${topic}`, (event) => {
      if (wanted(event)) {
        hub.unsubscribe(id);
        resolve(event);
      }
    });
  });
}

/** Waits until the server knows all that a hub has subscribed to so far. */
async function settled(hub) {
  const last = heard(hub, "studio.settled");
  await hub.publish(new ftrack.Event("studio.settled", {}));
  await last;
}

test("an event comes back with who sent it", async () => {
  const { hub, user } = await listen();
  const waiting = heard(hub, "studio.greeting");
  const id = await hub.publish(
    new ftrack.Event(
      "studio.greeting",
      { text: "hello" },
      { source: { user: { username: "mallory", id: "m" }, host: "ws01" } },
    ),
  );
  const event = await waiting;
  assert.equal(event.id, id);
  assert.deepEqual(event.data, { text: "hello" });
  // Whatever it says, an event is from who signed in.
  assert.deepEqual(event.source.user, { username: user.name, id: user.id });
  assert.equal(event.source.host, "ws01");
  assert.equal(event.source.applicationId, "ftrack.api.javascript");
});

test("a question is answered by another client", async () => {
  const { hub: asking, user } = await listen();
  const { hub: answering } = await listen();
  let asked;
  answering.subscribe("topic=studio.question", (event) => {
    asked = event;
    return { answer: event.data.number * 2 };
  });
  await settled(answering);
  const reply = await asking.publishAndWaitForReply(
    new ftrack.Event("studio.question", { number: 21 }),
    { timeout: 20 },
  );
  assert.deepEqual(reply.data, { answer: 42 });
  assert.equal(reply.topic, "ftrack.meta.reply");
  assert.equal(reply.inReplyToEvent, asked.id);
  assert.equal(asked.source.user.username, user.name);
});

test("a change of another client is heard, with its tokens", async () => {
  const { hub } = await listen();
  const writing = await connect({ clientToken: "my-token" });
  const { tasks } = await build(writing);
  const update = heard(hub, "ftrack.update", ({ data }) =>
    data.entities.some(({ entityId }) => entityId === tasks[0]),
  );
  await settled(hub);
  await writing.update(
    "Task",
    tasks,
    { name: "renamed" },
    { pushToken: "my-push" },
  );
  const { data } = await update;
  assert.equal(data.clientToken, "my-token");
  assert.equal(data.pushToken, "my-push");
  assert.equal(data.user.name, server.user);
  const entity = data.entities.find(({ entityId }) => entityId === tasks[0]);
  assert.equal(entity.action, "update");
  assert.equal(entity.entity_type, "Task");
  assert.deepEqual(entity.changes, { name: { old: "one", new: "renamed" } });
});

test("a client that was cut off connects and subscribes again", async () => {
  const { hub } = await listen();
  const numbers = [];
  hub.subscribe("topic=studio.again", ({ data }) => {
    numbers.push(data.number);
  });
  await settled(hub);
  const socket = hub._socketIo;
  const before = socket.webSocket;
  // Below the client, which takes it for a failure of the network.
  before.terminate();
  await settled(hub);
  assert.notEqual(socket.webSocket, before);
  const last = heard(hub, "studio.again");
  await hub.publish(new ftrack.Event("studio.again", { number: 2 }));
  await last;
  assert.deepEqual(numbers, [2]);
});

test("a connection stays when its subscriptions are told twice", async () => {
  const { hub } = await listen();
  await settled(hub);
  const before = hub._socketIo.webSocket;
  hub._notifyServerAboutSubscriber(hub._subscribers[0]);
  await settled(hub);
  assert.equal(hub._socketIo.webSocket, before);
});

test("an event that is refused ends no connection", async () => {
  const { hub } = await listen();
  await settled(hub);
  const before = hub._socketIo.webSocket;
  await hub.publish(new ftrack.Event("studio.lost", {}, { target: "id is" }));
  await settled(hub);
  assert.equal(hub._socketIo.webSocket, before);
});

test("who left is heard no more, and hears nothing", async () => {
  const { hub: staying } = await listen();
  const { hub: leaving } = await listen();
  const heardOf = [];
  leaving.subscribe("topic=studio.news", ({ data }) => {
    heardOf.push(data);
  });
  await settled(leaving);
  const { webSocket } = leaving._socketIo;
  const closed = new Promise((resolve) => webSocket.addEventListener("close", resolve));
  leaving.disconnect();
  // Until the server has agreed to it, what is on its way still arrives.
  await closed;
  await staying.publish(new ftrack.Event("studio.news", {}));
  await settled(staying);
  assert.deepEqual(heardOf, []);
  assert.throws(
    () => leaving.publish(new ftrack.Event("studio.news", {})),
    ftrack.error.EventServerPublishError,
  );
});
