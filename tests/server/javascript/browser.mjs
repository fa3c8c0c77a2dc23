// What a page has and node has not: XMLHttpRequest, with a browser's rules of origins.

import { load } from "./client.mjs";

const { JSDOM } = load("jsdom");

/** Makes this process a page of *url*, and returns its window. */
export function openPage(url) {
  const { window } = new JSDOM("", { url });
  globalThis.window = window;
  globalThis.XMLHttpRequest = window.XMLHttpRequest;
  return window;
}
