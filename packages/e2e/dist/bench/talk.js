// What load clients say: to Livename in its protocol, to the floor the same bytes without a meaning.
import { commandFrame, concat, encode, SUBPROTOCOL } from "@livename/wire";
import { conversationOpen, conversationSend, presenceOwn, presenceSet, presenceWatch } from "@livename/wire/calls";
import { Method } from "@livename/wire/frame";
import { writeHelloRequest } from "@livename/wire/session";
/** Numbers that the commands of a load client carry, so that replies are told apart. */
export const CommandId = { HELLO: 1, WATCH: 2, OWN: 3, SET: 4, OPEN: 5, SEND: 6 };
export const socketOf = (port, ours) => ({
    host: "127.0.0.1",
    port,
    path: ours ? "/v1/socket" : "/",
    protocol: SUBPROTOCOL,
});
/** Hello, and behind it in the same flight the people to watch. */
export function helloFlight(token, watch) {
    const hello = encode(writeHelloRequest, {
        token,
        client: { name: "bench", version: "0", kind: 1 },
        features: ["presence", "conversation"],
    });
    const frames = [commandFrame(CommandId.HELLO, Method.SESSION_HELLO, hello)];
    if (watch.length > 0)
        frames.push(watchCommand(watch));
    return concat(frames);
}
export function watchCommand(people) {
    const items = people.map((person) => ({ person, held: 0 }));
    return commandFrame(CommandId.WATCH, presenceWatch.method, encode(presenceWatch.write, { items }));
}
/** A small command with a small reply, answered from memory. */
export const ownCommand = () => commandFrame(CommandId.OWN, presenceOwn.method, encode(presenceOwn.write, {}));
export function setCommand(availability, message, key) {
    const choice = { availability, message };
    return commandFrame(CommandId.SET, presenceSet.method, encode(presenceSet.write, { choice }), key);
}
export const openCommand = (person) => commandFrame(CommandId.OPEN, conversationOpen.method, encode(conversationOpen.write, { person, limit: 1 }));
export const sendCommand = (id, conversation, text, key) => commandFrame(id, conversationSend.method, encode(conversationSend.write, { conversation, text }), key);
//# sourceMappingURL=talk.js.map