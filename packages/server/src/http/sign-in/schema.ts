import { z } from "zod";
import { nothing, refusals, written } from "../replies.ts";

const page = written("text/html", "The page, with the problem if there is one.");
const unlessAbsent = z.string().default("");

/** Headers that browsers send by themselves. */
const credentials = z.object({ origin: z.string().optional(), cookie: z.string().optional() });

export const showSignIn = {
  summary: "The page for signing in and out",
  querystring: z.object({
    return: unlessAbsent.describe("The page to go back to."),
    done: z.string().optional().describe("Given after a sign-in."),
  }),
  response: { 200: page, 404: page, ...refusals },
};

export const signIn = {
  summary: "Sign in with address and password",
  headers: credentials,
  body: z.object({ address: unlessAbsent, password: unlessAbsent, return: unlessAbsent }),
  response: {
    303: nothing.describe("Signed in: the cookie is set."),
    401: page,
    404: page,
    429: page,
    503: page,
    ...refusals,
  },
};

export const signInOff = { summary: "Refused: sign-in by password is off", response: { 404: page, ...refusals } };

export const signOut = {
  summary: "Forget this browser",
  headers: credentials.extend({ accept: unlessAbsent }),
  response: {
    204: nothing.describe("Signed out."),
    303: nothing.describe("Signed out by the page's own form."),
    ...refusals,
  },
};

export const signInStyle = {
  summary: "The style of the page",
  response: { 200: written("text/css", "A style sheet."), ...refusals },
};

export const signInScript = {
  summary: "The script of the page",
  response: { 200: written("text/javascript", "A script."), ...refusals },
};

const unavailable = z.object({
  code: z.enum(["unauthenticated", "rate-limited", "unavailable"]),
  message: z.string().describe("What is wrong, and what to do."),
});

export const ticket = {
  summary: "A ticket for one session of the person who is signed in in this browser",
  headers: credentials,
  response: {
    200: z.union([
      z.object({ ticket: z.string().describe("Valid for one hello within 30 s.") }),
      z.object({
        ticket: z.null().describe("Nobody is signed in."),
        message: z.string(),
        signIn: z.string().describe("Where to sign in."),
      }),
    ]),
    401: unavailable,
    421: unavailable,
    429: unavailable,
    503: unavailable,
    ...refusals,
  },
};

export const ticketPreflight = {
  summary: "Whether a page of another origin may ask for a ticket",
  headers: credentials,
  response: { 204: nothing, ...refusals },
};
