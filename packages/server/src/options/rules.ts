// What options demand of each other: each rule names the option to change and says why and what to do.
import type { z } from "zod";
import { isLoopbackName } from "../http/peer.ts";
import type { CompleteOptions } from "./schema.ts";

interface Rule {
  /** The option that the sentence is about, and the others that the rule looks at. */
  readonly on: readonly [string, ...string[]];
  /** What is wrong and what to do, without the full stop; undefined when nothing is. */
  problem(options: CompleteOptions): string | undefined;
}

/** UTF-8 of one character, as limits count them, at most. */
const CHAR_BYTES = 3;
/** An id of a person in a command. */
const ID_BYTES = 20;
/** What a command holds besides. */
const ROOM_BYTES = 1_024;

/** Whatever a client may send by one limit has to fit into one frame. */
const fits = (
  name: "textChars" | "statusChars" | "attributeBytes" | "watchBatch" | "subjects",
  each: number,
): Rule => ({
  on: [`limits.${name}`, "limits.frameBytes"],
  problem({ limits }) {
    const bytes = limits[name] * each + ROOM_BYTES;
    return bytes > limits.frameBytes
      ? `${limits[name]} may take ${bytes} bytes, more than one message has. Lower it, or raise limits.frameBytes to ${bytes}`
      : undefined;
  },
});

const RULES: readonly Rule[] = [
  {
    on: ["admin.port", "port"],
    problem: ({ admin, port }) =>
      admin.port && admin.port === port ? "it is the same as port. Take another one" : undefined,
  },
  {
    on: ["identity.demo", "host", "trustedProxies"],
    problem: ({ identity, host, trustedProxies }) =>
      identity.demo && !(isLoopbackName(host) && trustedProxies.length === 0)
        ? "lets anybody be anybody, so it works only with host 127.0.0.1 and without trustedProxies. Switch it off"
        : undefined,
  },
  {
    on: ["identity.proxyHeader", "trustedProxies"],
    problem: ({ identity, trustedProxies }) =>
      identity.proxyHeader !== undefined && trustedProxies.length === 0
        ? "anybody could send it. Name the proxy that sets it in trustedProxies"
        : undefined,
  },
  {
    on: ["identity.proxyHeader", "publicOrigin", "trustedProxies"],
    problem: ({ identity, publicOrigin, trustedProxies }) =>
      identity.proxyHeader !== undefined && publicOrigin === undefined && trustedProxies.length > 0
        ? 'a page under any name that leads to the proxy would be signed in. Set publicOrigin to this server as browsers call it, such as "https://im.example.com"'
        : undefined,
  },
  {
    on: ["publicOrigin", "trustedProxies"],
    problem: ({ publicOrigin, tls, trustedProxies }) =>
      publicOrigin?.startsWith("https:") && !tls && trustedProxies.length === 0
        ? "browsers call it by https, and nothing here speaks TLS. Name the proxy that does in trustedProxies, or set tls"
        : undefined,
  },
  {
    on: ["identity.password", "identity"],
    problem: ({ identity: { jwt, proxyHeader, password, demo } }) =>
      jwt || proxyHeader !== undefined || password || demo
        ? undefined
        : "nobody can sign in. Switch it on, or set identity.jwt or identity.proxyHeader",
  },
  {
    on: ["limits.pongMs", "limits.pingMs"],
    problem: ({ limits: { pingMs, pongMs } }) =>
      pongMs >= pingMs
        ? `the answer is waited for until the next ping is due. Make it shorter than limits.pingMs (${pingMs})`
        : undefined,
  },
  {
    on: ["limits.outboxBytes", "limits.frameBytes"],
    problem: ({ limits: { outboxBytes, frameBytes } }) =>
      outboxBytes < frameBytes
        ? `the longest message of limits.frameBytes could not be handed on. Give ${frameBytes} or more`
        : undefined,
  },
  {
    on: ["presence.dampMs", "limits.tickMs"],
    problem: ({ presence: { dampMs }, limits: { tickMs } }) =>
      dampMs > 0 && dampMs < tickMs
        ? `shorter than limits.tickMs (${tickMs}) it has no effect. Give 0, or ${tickMs} or more`
        : undefined,
  },
  fits("textChars", CHAR_BYTES),
  fits("statusChars", CHAR_BYTES),
  fits("attributeBytes", 1),
  fits("watchBatch", ID_BYTES),
  fits("subjects", ID_BYTES),
];

/** Looks at the rules whose options are good in themselves. */
export const checkTogether: z.core.CheckFn<CompleteOptions> = ({ value, issues }) => {
  const wrong = new Set(issues.map(({ path = [] }) => path.join(".")));
  for (const { on, problem } of RULES) {
    const message = on.some((name) => wrong.has(name)) ? undefined : problem(value);
    if (message !== undefined) issues.push({ code: "custom", message, path: on[0].split("."), input: undefined });
  }
};
