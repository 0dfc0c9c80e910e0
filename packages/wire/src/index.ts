// The public door of the wire: what is the same for every message. The messages themselves are imported by
// noun ("@livename/wire/presence"), the methods by side ("@livename/wire/calls", "@livename/wire/handlers").
export { decode, encode, type Read, type Write } from "./codec.ts";
