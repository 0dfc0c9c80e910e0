import { checkPayload, decode } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { sessionHello } from "@livename/wire/handlers";
import type { HelloRequest } from "@livename/wire/session";
import { Refusal } from "../kernel/refusal.ts";

/** Of a token, in hello as in refresh. */
export const TOKEN_CHARS = 8_192;
const MAX = { nameChars: 64, features: 64 } as const;

/** @throws Refusal MALFORMED or INVALID. */
export function readHello(payload: Uint8Array): HelloRequest {
  const fault = checkPayload(payload, sessionHello.shape);
  if (fault) throw new Refusal(Code.MALFORMED, fault.message);
  let hello: HelloRequest;
  try {
    hello = decode(sessionHello.read, payload);
  } catch {
    throw new Refusal(Code.MALFORMED, "The payload is not a HelloRequest. Encode it as SPEC describes.");
  }
  if (hello.token.length > TOKEN_CHARS) throw invalid(`token is longer than ${TOKEN_CHARS} characters`);
  if (hello.features.length > MAX.features) throw invalid(`more than ${MAX.features} features`);
  const names = [hello.device, hello.client?.name, hello.client?.version, hello.resume?.session, hello.resume?.secret];
  if ([...names, ...hello.features].some((name) => (name?.length ?? 0) > MAX.nameChars)) {
    throw invalid(`a name in it is longer than ${MAX.nameChars} characters`);
  }
  return hello;
}

function invalid(what: string): Refusal {
  return new Refusal(Code.INVALID, `This hello cannot be taken: ${what}. See SPEC, section S.`);
}
