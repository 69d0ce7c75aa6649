// A receiver of booking callbacks in another stack: Node.js and its standard library, state in
// memory. It is right unless it is told to be wrong:
//
//   node receiver.mjs [--port N] [--bug NAME]
//
//   double-insert         two of the same callback at one instant are counted twice
//   refuses-null-comment  a booking without a client's comment is answered 422
//   late-new-resurrects   a `new` that comes late makes a cancelled booking scheduled again
//
// POST callbacks to any path; GET /bookings/{id} tells what is known of a booking.

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";

const MAX_BODY_BYTES = 1 << 20;
const MAX_REMEMBERED = 100_000; // bookings, and callbacks; the oldest are forgotten first
const BUGS = ["double-insert", "refuses-null-comment", "late-new-resurrects"];

const { values: options } = parseArgs({
  options: { port: { type: "string", default: "0" }, bug: { type: "string", default: "" } },
});
if (options.bug && !BUGS.includes(options.bug)) {
  console.error(`there is no bug ${options.bug}; there are ${BUGS.join(", ")}`);
  process.exit(2);
}
const has_bug = (name) => options.bug === name;

/** What the receiver answers instead of accepting. */
class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    Object.assign(this, { status, headers });
  }
}

// ---- state ----------------------------------------------------------------------------------

const bookings = new Map(); // by id
const seen = new Set(); // digests of callbacks that were taken in

function forget_the_oldest(collection) {
  if (collection.size > MAX_REMEMBERED) collection.delete(collection.keys().next().value);
}

function booking_of(id) {
  let booking = bookings.get(id);
  if (!booking) {
    booking = { id, state: "scheduled", predecessor: null, successor: null, callbacks: 0 };
    bookings.set(id, booking);
    forget_the_oldest(bookings);
  }
  ++booking.callbacks;
  return booking;
}

/** Whatever the order of callbacks, what is cancelled stays so: late news change nothing. */
function apply(callback) {
  if (callback.callback_type === "reschedule") {
    const old = booking_of(callback.old_booking.id);
    const successor = booking_of(callback.new_booking.id);
    old.state = "cancelled";
    old.successor = successor.id;
    successor.predecessor = old.id;
    return;
  }
  const booking = booking_of(callback.booking.id);
  booking.predecessor ??= callback.booking.old_id;
  if (callback.callback_type === "cancelled") booking.state = "cancelled";
  if (has_bug("late-new-resurrects") && callback.callback_type === "new") {
    booking.state = "scheduled";
  }
}

/** Providers deliver again, so a callback takes effect once. */
async function take_once(callback, digest) {
  if (seen.has(digest)) return;
  // Whatever is awaited between the question and the answer lets another request in.
  if (has_bug("double-insert")) await wait(20);
  seen.add(digest);
  forget_the_oldest(seen);
  apply(callback);
}

// ---- callbacks ------------------------------------------------------------------------------

const is_object = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function check_booking(booking, name) {
  if (!is_object(booking)) throw new Refusal(422, `${name} is not an object`);
  if (!Number.isInteger(booking.id) || booking.id < 1) {
    throw new Refusal(422, `${name}.id is not the id of a booking`);
  }
  const meeting = booking.booking;
  if (!is_object(meeting)) throw new Refusal(422, `${name}.booking is not an object`);
  if (!["string", "object"].includes(typeof meeting.comment)) {
    throw new Refusal(422, `${name}.booking.comment is neither a text nor null`);
  }
  if (has_bug("refuses-null-comment") && meeting.comment === null) {
    throw new Refusal(422, `${name}.booking.comment is empty`);
  }
}

const TYPES = new Set([
  "new", "cancelled", "woker_removed", "worker_assigned", "reschedule", "report",
  "custom_fields_or_note_changed", "in_work",
]);

function check_callback(callback) {
  if (!is_object(callback)) throw new Refusal(422, "a callback is an object");
  if (!TYPES.has(callback.callback_type)) throw new Refusal(422, "unknown callback_type");
  if (callback.callback_type === "reschedule") {
    check_booking(callback.old_booking, "old_booking");
    check_booking(callback.new_booking, "new_booking");
    if (callback.new_booking.old_id !== callback.old_booking.id) {
      throw new Refusal(422, "new_booking.old_id is not old_booking.id");
    }
  } else {
    check_booking(callback.booking, "booking");
  }
}

function parse(body) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    throw new Refusal(400, "the body is not JSON in UTF-8");
  }
}

// ---- HTTP -----------------------------------------------------------------------------------

async function body_of(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Refusal(413, "too large", { Connection: "close" });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function check_head(request) {
  if (request.method !== "POST") throw new Refusal(405, "POST callbacks", { Allow: "POST" });
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type)) {
    throw new Refusal(415, "a callback is application/json in UTF-8");
  }
  if ("content-encoding" in request.headers) throw new Refusal(415, "no Content-Encoding");
}

async function answer(request) {
  const [, id] = /^\/bookings\/(\d+)$/.exec(request.url) ?? [];
  if (id !== undefined && request.method === "GET") {
    const booking = bookings.get(Number(id));
    if (!booking) throw new Refusal(404, "nothing is known of it");
    return booking;
  }
  check_head(request);
  const body = await body_of(request);
  const callback = parse(body);
  check_callback(callback);
  await take_once(callback, createHash("sha256").update(body).digest("base64"));
  return { status: "accepted" };
}

const server = createServer(async (request, response) => {
  let status = 200;
  let headers = {};
  let body;
  try {
    body = await answer(request);
  } catch (error) {
    if (request.destroyed && !request.complete) return; // the peer has gone
    if (!(error instanceof Refusal)) console.error(error);
    status = error.status ?? 500;
    headers = error.headers ?? {};
    body = { error: status === 500 ? "internal error" : error.message };
  }
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(body));
});
server.keepAliveTimeout = 60_000;
server.listen(Number(options.port), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/`);
});
process.on("SIGTERM", () => process.exit(0));
