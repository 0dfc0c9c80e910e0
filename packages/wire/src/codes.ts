import { Code } from "../gen/frame.js";

/** The WebSocket subprotocol of this version. */
export const SUBPROTOCOL = "livename.v1";

/** Why a connection was closed. A client acts on the range alone, so that it handles unknown codes correctly (F18). */
export const CloseCode = {
  SERVER_STOPS: 4000,
  TOKEN_EXPIRED: 4001,
  TOO_SLOW: 4002,
  SILENCE: 4003,
  NO_HELLO: 4004,
  FLOOD: 4005,
  VOID: 4006,
  NOT_SIGNED_IN: 4500,
  SIGNED_OUT: 4501,
  DEACTIVATED: 4502,
  PROTOCOL: 4503,
  TAKEN_OVER: 4504,
  VERSION: 4505,
} as const;
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

/** Whether this close code is final, so that a client must not reconnect: 3500 to 3999 and 4500 to 4999. */
export function isFinalClose(code: number): boolean {
  return (code >= 3500 && code <= 3999) || (code >= 4500 && code <= 4999);
}

/** The name of an error code, such as "rate-limited"; for an unknown code the number, such as "code-417". */
export function codeName(code: number): string {
  const known = Object.entries(Code).find(([, value]) => value === code);
  return known ? known[0].toLowerCase().replaceAll("_", "-") : `code-${code}`;
}
