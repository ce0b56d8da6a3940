// The line to the bot: one WebSocket, requests with answers, and coming back when it breaks.

import { toast } from "./dom.js";
import { refusal, t } from "./words.js";

const PATIENCE = 20000;
const waiting = new Map();
let socket = null;
let number = 0;
let pause = 500;

export function connect(onFrames, onState) {
  const address = new URL("live", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  address.hash = address.search = "";
  socket = new WebSocket(address);
  socket.addEventListener("open", () => { pause = 500; onState(true); });
  socket.addEventListener("message", (event) => {
    const frames = JSON.parse(event.data);
    for (const frame of frames) if (frame.is === "done" || frame.is === "refused") settle(frame);
    onFrames(frames);
  });
  socket.addEventListener("close", () => {
    onState(false);
    for (const one of waiting.values()) one.fail();
    waiting.clear();
    setTimeout(() => connect(onFrames, onState), pause);
    pause = Math.min(pause * 1.7, 8000);
  });
}

function settle(frame) {
  const one = waiting.get(frame.n);
  waiting.delete(frame.n);
  if (frame.is === "done") one?.pass(frame.result);
  else {
    toast(refusal(frame));
    one?.fail();
  }
}

// Resolves with the result, or with undefined after the person has been told why not.
export function ask(what, details = {}) {
  if (socket?.readyState !== WebSocket.OPEN) {
    toast(t("lost"));
    return Promise.resolve({ ok: false });
  }
  number += 1;
  const n = number;
  socket.send(JSON.stringify({ do: what, n, ...details }));
  return new Promise((resolve) => {
    const late = setTimeout(() => { waiting.delete(n); toast(t("tookTooLong")); resolve({ ok: false }); }, PATIENCE);
    const end = (answer) => { clearTimeout(late); resolve(answer); };
    waiting.set(n, { pass: (result) => end({ ok: true, result }), fail: () => end({ ok: false }) });
  });
}
