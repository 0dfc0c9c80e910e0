// The public door of the wire: what is the same for every message. The messages themselves are imported by
// noun ("@livename/wire/presence"), the methods by side ("@livename/wire/calls", "@livename/wire/handlers").
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
