import { codeName, commandFrame } from "@livename/wire";
import type { Message } from "@livename/wire/frame";
import type { Clock } from "../clock.ts";
import { type LivenameError, Refused, Unreachable } from "../errors.ts";
import { TIMES } from "../times.ts";
import type { Channel, Lifetime } from "./channel.ts";
import { decodeReply, encodeRequest } from "./codec.ts";

/** The id of the first command of a connection. */
const HELLO = 1;

interface Request {
  readonly lifetime: Lifetime;
  readonly retries: boolean;
  readonly frame: (id: number) => Uint8Array;
  readonly deadline: number;
  /** Do not send the command again before this time, after a temporary refusal. */
  notBefore: number;
  /** The command's id on this connection; 0 until it is sent. */
  id: number;
  resolve(payload: Uint8Array): void;
  reject(error: LivenameError): void;
}

/**
 * - `down`: no connection. `greeting`: hello was sent; only calls with the lifetime `connection` are sent.
 * - `up`: all calls are sent. `closed`: all calls are rejected.
 */
type State =
  | { readonly name: "down" }
  | { readonly name: "greeting" | "up"; readonly send: (frame: Uint8Array) => void }
  | { readonly name: "closed"; readonly error: LivenameError };

/** The commands that wait for their answers, in the order in which they were called. */
export interface Requests {
  call: Channel["call"];
  /** A connection is open and the next call is hello. Everything else is sent after hello was answered. */
  greeting(send: (frame: Uint8Array) => void): void;
  down(): void;
  answer(message: Message): void;
  close(error: LivenameError): void;
  readonly size: number;
}

export function createRequests(clock: Clock, frameBytes: () => number): Requests {
  const all = new Set<Request>();
  const sent = new Map<number, Request>();
  let state: State = { name: "down" };
  let nextId = 1;
  let alarmAt = Number.POSITIVE_INFINITY;
  let cancelAlarm = (): void => {};

  const settle = (request: Request): void => {
    all.delete(request);
    sent.delete(request.id);
    request.id = 0;
    if (all.size === 0) {
      cancelAlarm();
      alarmAt = Number.POSITIVE_INFINITY;
    }
  };

  const fail = (request: Request, error: LivenameError): void => {
    settle(request);
    request.reject(error);
  };

  const trySend = (request: Request): void => {
    if (state.name !== "up" && !(state.name === "greeting" && request.lifetime === "connection")) return;
    if (request.id || request.notBefore > clock.monotonic()) return;
    request.id = nextId;
    nextId = nextId === 0xffff_ffff ? 1 : nextId + 1;
    sent.set(request.id, request);
    state.send(request.frame(request.id));
  };

  // One timer for all requests, set to the earliest time at which one is due.
  const wakeAt = (at: number): void => {
    if (at >= alarmAt) return;
    cancelAlarm();
    alarmAt = at;
    cancelAlarm = clock.after(Math.max(1, Math.ceil(at - clock.monotonic())), () => {
      alarmAt = Number.POSITIVE_INFINITY;
      const now = clock.monotonic();
      for (const request of all) {
        if (request.deadline <= now) {
          fail(request, new Unreachable("timeout", "The server did not answer in time. Try again later."));
        } else trySend(request);
      }
      let next = Number.POSITIVE_INFINITY;
      for (const { id, notBefore, deadline } of all) {
        next = Math.min(next, deadline, id || notBefore <= now ? Number.POSITIVE_INFINITY : notBefore);
      }
      if (next < Number.POSITIVE_INFINITY) wakeAt(next);
    });
  };

  return {
    call(call, request, { lifetime = "kept", key = "", timeMs, timeoutMs = TIMES.answer, retries = true } = {}) {
      return new Promise((resolve, reject) => {
        if (state.name === "closed") return reject(state.error);
        if (state.name === "down" && lifetime === "connection") return reject(lost());
        const payload = encodeRequest(call, request);
        if (payload.length + 256 > frameBytes()) {
          return reject(
            new Refused("too-large", `The request has ${payload.length} bytes; the server accepts ${frameBytes()}.`),
          );
        }
        const entry: Request = {
          lifetime,
          retries,
          frame: (id) => commandFrame(id, call.method, payload, key, timeMs?.()),
          deadline: clock.monotonic() + timeoutMs,
          notBefore: 0,
          id: 0,
          resolve: (bytes) => {
            try {
              resolve(decodeReply(call, bytes));
            } catch {
              reject(
                new Refused("malformed", "The server's answer cannot be read. Client and server versions differ."),
              );
            }
          },
          reject,
        };
        all.add(entry);
        trySend(entry);
        if (timeoutMs < Number.POSITIVE_INFINITY) wakeAt(entry.deadline);
      });
    },
    greeting(send) {
      state = { name: "greeting", send };
      nextId = HELLO;
    },
    down() {
      if (state.name === "closed") return;
      state = { name: "down" };
      sent.clear();
      for (const request of [...all]) {
        request.id = 0;
        if (request.lifetime === "connection") fail(request, lost());
      }
    },
    answer({ replyTo, payload, error }) {
      const request = sent.get(replyTo);
      if (!request) return;
      if (!error) {
        settle(request);
        request.resolve(payload);
        if (state.name === "greeting" && replyTo === HELLO) {
          state = { name: "up", send: state.send };
          for (const waiting of all) trySend(waiting);
        }
        return;
      }
      // Hello was refused, and so were the commands behind it. They are sent again on the next connection.
      if (state.name === "greeting" && replyTo !== HELLO) return;
      const again = clock.monotonic() + error.retryAfterMs;
      if (error.retryAfterMs > 0 && request.retries && again < request.deadline) {
        sent.delete(request.id);
        request.id = 0;
        request.notBefore = again;
        return wakeAt(again);
      }
      fail(request, new Refused(codeName(error.code), error.message, error.retryAfterMs));
    },
    close(error) {
      state = { name: "closed", error };
      for (const request of [...all]) fail(request, error);
      cancelAlarm();
    },
    get size() {
      return all.size;
    },
  };
}

function lost(): Unreachable {
  return new Unreachable("connection-lost", "The connection was lost before the answer came.");
}
