import type { ClientState } from "@livename/client";
import type { SignInWay } from "../drop-in/token.ts";

/** `none`: nobody called `provide()`. `provided`: the page's own code did. */
export type Way = SignInWay | "provided" | "none";

/** How the server answered the panel's own requests. */
export interface Probe {
  /** `unreachable`: nothing came back; `refused`: it answers, but not to this page's origin. */
  readonly server: "asking" | "answers" | "refused" | "unreachable";
}

export interface Facts {
  /** Why the script does nothing here. */
  readonly aside?: string | undefined;
  /** Names of our elements that another script has defined. */
  readonly taken?: readonly string[];
  readonly server: string;
  readonly page: string;
  readonly way: Way;
  readonly state: ClientState;
  readonly probe: Probe;
  /** Our requests that the page's Content-Security-Policy blocked: directive and address. */
  readonly blocked: readonly { readonly directive: string; readonly address: string }[];
  readonly complaints: readonly string[];
  readonly scans: boolean;
  /** Number of people that the scan found, and of `<live-name>` elements in the page. */
  readonly found: number;
  readonly written: number;
  /** Names whose person the server knows. */
  readonly known: number;
}

export interface Finding {
  readonly level: "good" | "note" | "wrong";
  readonly text: string;
}

const good = (text: string): Finding => ({ level: "good", text });
const note = (text: string): Finding => ({ level: "note", text });
const wrong = (text: string): Finding => ({ level: "wrong", text });

/** What works and what does not on this page, in sentences that say what to do. */
export function explain(facts: Facts): Finding[] {
  if (facts.aside !== undefined) return [note(facts.aside)];
  return [...script(facts), ...policy(facts), ...server(facts), ...signIn(facts), ...names(facts)];
}

const script = ({ complaints, way, taken = [] }: Facts): Finding[] => [
  ...taken.map((tag) =>
    note(`${tag} is another script's on this page and stays so. With data-prefix ours have names of their own.`),
  ),
  good(way === "provided" || way === "none" ? "The package's code runs." : "The script runs."),
  ...complaints.map((complaint) => wrong(complaint.startsWith("data-") ? `Script tag: ${complaint}` : complaint)),
];

const policy = ({ blocked, server, page }: Facts): Finding[] =>
  [...new Set(blocked.map(({ directive, address }) => `${directive}\n${address}`))].map((entry) => {
    const [directive, address] = entry.split("\n");
    const origin = new URL(server).origin;
    const sources = directive === "connect-src" ? `${origin} ${origin.replace(/^http/, "ws")}` : origin;
    return wrong(
      `The Content-Security-Policy of this page blocks ${address}. Add to ${directive}: ${sources}${address?.startsWith(page) ? " 'self'" : ""}.`,
    );
  });

function server({ probe, server: address, page, blocked, way }: Facts): Finding[] {
  if (way === "none") return [];
  switch (probe.server) {
    case "asking":
      return [note(`Asking ${address} …`)];
    case "answers":
      return [good(`The server at ${address} answers this page.`)];
    case "refused":
      return [
        wrong(
          page === "null"
            ? "This page has no origin, as in a frame with sandbox but without allow-same-origin. No server takes such a page."
            : `The server at ${address} does not take pages of ${page}. Its log names this origin; allow it with --allow-origin ${page}.`,
        ),
      ];
    case "unreachable":
      // The request itself was blocked; the policy finding already says what to do.
      if (blocked.some(({ address: asked }) => asked.startsWith(new URL(address).origin))) return [];
      return [
        wrong(`The server at ${address} cannot be reached. Look whether it runs, and whether its name resolves.`),
      ];
  }
}

const WAYS: Readonly<Record<Exclude<Way, "none">, string>> = {
  callback: "window.livename.token of this page",
  url: "the address in data-token",
  demo: "the demo identity of this tab (?as=…)",
  ticket: "the server's own sign-in (cookie)",
  provided: "the token callback or client given to provide()",
};

function signIn(facts: Facts): Finding[] {
  const { state, way } = facts;
  if (way === "none")
    return [
      wrong("No client: nothing on this page called provide(). Call provide({ url, token }) once, in the browser."),
    ];
  const by = `Sign-in is by ${WAYS[way]}.`;
  switch (state.name) {
    case "online":
      return [good(`Signed in and connected. ${by}`)];
    case "connecting":
      return [note(`Connecting. ${by}`)];
    case "reconnecting": {
      const text = `Not connected; try ${state.attempt} comes by itself. ${by}`;
      // The server finding above already explains an unreachable server.
      const why = state.error && state.error.code !== "unreachable" ? state.error.message : undefined;
      return why === undefined ? [note(text)] : [wrong(`${why} ${text}`)];
    }
    case "offline":
      return [note("This device says that it has no network.")];
    case "closed":
      return [closed(state, by, facts)];
  }
}

/** The token source says that nobody is signed in, which is normal for visitors (`drop-in/token.ts`). */
const NOBODY = /([^\s(]+) says that nobody is signed in( \(\d+\))?/;

function closed(state: Extract<ClientState, { name: "closed" }>, by: string, { server, way }: Facts): Finding {
  switch (state.reason) {
    case "sign-in-failed": {
      const [nobody, asked, status = ""] = NOBODY.exec(state.error?.message ?? "") ?? [];
      if (nobody !== undefined)
        return note(
          `Nobody is signed in, as ${asked} says${status}. The page stays as it is. ${by} ${way === "ticket" ? `Whoever should be signed in can do so at ${server}sign-in.` : "If somebody should be: sign in to this site, and look whether this address answers with a token then."}`,
        );
      return wrong(
        `Not signed in: ${state.error?.message ?? "the token was not accepted."} ${by} ${way === "ticket" ? `Sign in at ${server}sign-in.` : "Correct what gives the token."}`,
      );
    }
    case "version":
      return wrong(
        "Server and script are of versions that do not understand each other. Reload without cache, or update.",
      );
    case "deactivated":
      return wrong("This person was deactivated on the server. An administrator can undo that.");
    case "taken-over":
      return note("The session was taken over by another connection.");
    case "stopped":
      return wrong("The server asked not to come back. Its log says why.");
    case "signed-out":
    case "closed":
      return note("Signed out.");
  }
}

function names({ scans, found, written, known, state }: Facts): Finding[] {
  const total = found + written;
  if (total === 0) {
    return [
      note(
        scans
          ? "No person found on this page: no mailto: link with one recipient, h-card, data-person or schema.org Person."
          : "No names on this page. Add data-scan to the script tag or call scan(document), or write <live-name> elements.",
      ),
    ];
  }
  const counted = `${total} ${total === 1 ? "name" : "names"} on this page (${found} found, ${written} written as elements)`;
  if (state.name !== "online") return [note(`${counted}.`)];
  return [
    known === 0 ? wrong(`${counted}; the server knows none of these people.`) : good(`${counted}, ${known} known.`),
  ];
}
