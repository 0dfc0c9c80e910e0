// The public entry point: everything that is common to all messages. The message types have an entry point for each
// feature ("@livename/wire/presence"), the methods one for each side ("@livename/wire/calls" for clients,
// "@livename/wire/handlers" for servers).
export { checkFrame, checkPayload, type Fault, type Shape } from "./check.ts";
export { decode, encode, type Read, type Write } from "./codec.ts";
export { CloseCode, codeName, isFinalClose, SUBPROTOCOL } from "./codes.ts";
export {
  commandFrame,
  concat,
  errorFrame,
  pushFrame,
  readClientFrame,
  readServerFrame,
  replyFrame,
  timeFrame,
} from "./frame.ts";
export {
  DEFAULT_FRAME_BOUNDS,
  DEFAULT_LIMITS,
  DEFAULT_PAYLOAD_BOUNDS,
  type FrameBounds,
  type PayloadBounds,
  type WireLimits,
} from "./limits.ts";
