// Uploads and what becomes of them, from a page of another port of this machine.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { openPage } from "./browser.mjs";
import { connect, ftrack, server } from "./client.mjs";

const window = openPage("http://localhost:3000/review");

function file(bytes, name) {
  return new window.File([bytes], name);
}

async function fetched(session, component) {
  const response = await fetch(session.getComponentUrl(component));
  assert.equal(response.status, 200);
  return Buffer.from(await response.arrayBuffer());
}

test("a small file is sent in one piece", async () => {
  const session = await connect();
  const bytes = randomBytes(100_000);
  const progress = [];
  const [component, location] = await session.createComponent(
    file(bytes, "plate %20 ü.exr"),
    { onProgress: (percent) => progress.push(percent) },
  );
  const { id } = component.data;
  assert.equal(component.data.file_type, ".exr");
  assert.equal(component.data.size, bytes.length);
  assert.equal(location.data.component_id, id);
  assert.equal(location.data.location_id, ftrack.SERVER_LOCATION_ID);
  assert.ok(progress.every((percent) => percent >= 0 && percent <= 100));
  assert.deepEqual(await fetched(session, id), bytes);
  const { data } = await session.query(
    "select name, component_locations.url from FileComponent " +
      `where id is "${id}"`,
  );
  const { url } = data[0].component_locations[0].url;
  const signed = await fetch(url);
  assert.deepEqual(Buffer.from(await signed.arrayBuffer()), bytes);
});

test("an empty file is sent", async () => {
  const session = await connect();
  const [component] = await session.createComponent(
    file(new Uint8Array(), "e.txt"),
  );
  assert.equal((await fetched(session, component.data.id)).length, 0);
});

test("a large file is sent in parts", async () => {
  const session = await connect();
  const bytes = randomBytes(1_000_000);
  window.FTRACK_UPLOAD_CHUNK_SIZE = 150_000;
  try {
    const [component, , metadata] = await session.createComponent(
      file(bytes, "movie.mov"),
    );
    assert.ok(metadata.upload_id);
    assert.deepEqual(await fetched(session, component.data.id), bytes);
  } finally {
    delete window.FTRACK_UPLOAD_CHUNK_SIZE;
  }
});

test("an upload that is given up is in no location", async () => {
  const session = await connect();
  const given = new AbortController();
  const id = crypto.randomUUID();
  // The client's own promise is never settled then.
  await new Promise((resolve) => {
    session.createComponent(file(randomBytes(5_000_000), "gone.bin"), {
      data: { id },
      signal: given.signal,
      onProgress: () => given.abort(),
      onAborted: resolve,
    });
  });
  const { data } = await session.query(
    `select component_locations from FileComponent where id is "${id}"`,
  );
  assert.deepEqual(data[0].component_locations, []);
});

test("thumbnails have addresses", async () => {
  const session = await connect();
  const pixel = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q" +
      "DwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  const [component] = await session.createComponent(file(pixel, "face.png"));
  const { id } = component.data;
  const image = await fetch(session.thumbnailUrl(id, { size: 100 }));
  assert.equal(image.headers.get("content-type"), "image/png");
  assert.deepEqual(Buffer.from(await image.arrayBuffer()), pixel);
  const none = await fetch(session.thumbnailUrl(null));
  assert.equal(none.status, 200);
  assert.match(none.headers.get("content-type"), /^image\//);
  const { data } = await session.query(
    `select id from User where username is "${server.user}"`,
  );
  await session.update("User", data[0].id, { thumbnail_id: id });
  const { data: users } = await session.query(
    `select thumbnail_url from User where id is "${data[0].id}"`,
  );
  const shown = await fetch(users[0].thumbnail_url.url);
  assert.deepEqual(Buffer.from(await shown.arrayBuffer()), pixel);
});
