// A load client: a process of its own that keeps a crowd of connections and measures what its parent asks for.
import { decode, readServerFrame } from "@livename/wire";
import { conversationOpen } from "@livename/wire/calls";
import { Availability } from "@livename/wire/presence";
import { answered } from "./asking.js";
import { serveParent } from "./child.js";
import { gather } from "./crowd.js";
import { percentile, seeded } from "./figures.js";
import { FloorOp, floorMessage } from "./floor.js";
import { clientFrame } from "./raw-socket.js";
import { CommandId, helloFlight, openCommand, ownCommand, sendCommand, setCommand, socketOf } from "./talk.js";
let crowd;
let target;
function present() {
    if (!crowd)
        throw new Error("Nobody is here: gather first.");
    return crowd;
}
async function gatherCrowd(request) {
    target = request.target;
    const random = seeded(20_260_105);
    const to = request.target;
    const choose = () => {
        const chosen = new Set(request.star ? [request.star] : []);
        while (chosen.size < Math.min(request.watched, request.people.length)) {
            chosen.add(request.people[Math.floor(random() * request.people.length)]);
        }
        return [...chosen];
    };
    crowd = await gather({
        address: socketOf(to.port, to.kind === "livename"),
        count: request.count,
        parallel: request.parallel,
        greet: (index) => {
            const flight = helloFlight(to.kind === "livename" ? to.tokens[index] : "", choose());
            return to.kind === "livename"
                ? flight
                : floorMessage(FloorOp.ANSWER, request.answerBytes ?? 16, 0, flight.length);
        },
        isIn: (payload, index) => {
            if (to.kind === "floor")
                return true;
            let done = false;
            for (const message of readServerFrame(payload)) {
                if (message.error)
                    throw new Error(`Member ${index} was refused: ${message.error.message}`);
                if (message.replyTo === (request.watched > 0 ? CommandId.WATCH : CommandId.HELLO))
                    done = true;
            }
            return done;
        },
    });
    return { perSecond: (request.count / crowd.tookMs) * 1000, greetingBytes: crowd.greetingBytes };
}
/** One member changes, all see it: member 0 is the star and sends. */
async function fanOut(rounds, answerBytes) {
    const { members } = present();
    const perSecond = [];
    const p99Ms = [];
    let bytes = 0;
    for (let round = 0; round < rounds; round++) {
        const choice = round % 2 === 0 ? Availability.BUSY : Availability.DO_NOT_DISTURB;
        const change = target?.kind === "livename"
            ? setCommand(choice, "", `bench-fan-out-${round}-${process.pid}`)
            : floorMessage(FloorOp.TO_ALL, answerBytes);
        const late = [];
        await new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`Round ${round}: ${late.length} of ${members.length} saw it.`)), 60_000);
            const sent = performance.now();
            for (const member of members) {
                member.onMessage = (payload) => {
                    // The sender's own reply comes first; what follows on the same connection is not counted twice.
                    if (member.index === 0 && target?.kind === "livename" && !isPush(payload))
                        return;
                    member.onMessage = () => undefined;
                    bytes = payload.length;
                    late.push(performance.now() - sent);
                    if (late.length < members.length)
                        return;
                    clearTimeout(timer);
                    resolve();
                };
            }
            members[0].socket.send(change);
        });
        perSecond.push((late.length / late.at(-1)) * 1000);
        p99Ms.push(percentile(late, 0.99));
        await new Promise((resolve) => setTimeout(resolve, 700));
    }
    return { perSecond, p99Ms, bytes };
}
const isPush = (payload) => readServerFrame(payload).some((message) => message.replyTo === 0);
/** Small commands: as fast as they are answered (rate 0), or so many a second whatever the answers do. */
function commands(seconds, rate, answerBytes) {
    const request = target?.kind === "livename" ? ownCommand() : floorMessage(FloorOp.ANSWER, answerBytes, 0, 9);
    const frame = clientFrame(request);
    return answered(present().members, seconds, rate, present().members.length, {
        start: (index) => present().members[index].socket.sendFramed(frame),
        refused: (payload) => target?.kind === "livename" && readServerFrame(payload).some((message) => message.error),
        isAnswer: () => true,
    });
}
/** Pairs of members write to each other; each message is acknowledged when it is on disk. */
async function messages(request) {
    const { members } = present();
    const ours = target?.kind === "livename";
    const active = Math.min(request.active, members.length);
    const text = "Have you read my proposal? It is in the shared folder.";
    const conversations = [];
    if (ours) {
        for (let index = 0; index < active; index++) {
            conversations[index] = await openConversation(index, request.people[(index + 1) % request.people.length]);
        }
    }
    let made = 0;
    return answered(members, request.seconds, request.rate, active, {
        start: (index) => {
            const key = `bench-${process.pid}-${made++}`;
            const frame = ours
                ? sendCommand(CommandId.SEND, conversations[index], text, key)
                : floorMessage(FloorOp.TO_ONE, request.answerBytes ?? 100, (index + 1) % active, 120);
            members[index].socket.send(frame);
        },
        refused: (payload) => ours && readServerFrame(payload).some((message) => message.error),
        isAnswer: (payload) => ours ? readServerFrame(payload).some((message) => message.replyTo === CommandId.SEND) : payload.length === 16,
    });
}
function openConversation(index, person) {
    const member = present().members[index];
    return new Promise((resolve, reject) => {
        member.onMessage = (payload) => {
            for (const message of readServerFrame(payload)) {
                if (message.replyTo !== CommandId.OPEN)
                    continue;
                member.onMessage = () => undefined;
                if (message.error)
                    reject(new Error(message.error.message));
                else
                    resolve(decode(conversationOpen.read, message.payload).conversation?.id ?? "");
            }
        };
        member.socket.send(openCommand(person));
    });
}
serveParent((request) => {
    switch (request.do) {
        case "gather":
            return gatherCrowd(request);
        case "fan-out":
            return fanOut(request.rounds, request.answerBytes ?? 60);
        case "commands":
            return commands(request.seconds, request.rate, request.answerBytes ?? 60);
        case "messages":
            return messages(request);
        case "disperse":
            crowd?.disperse();
            crowd = undefined;
            return undefined;
    }
});
//# sourceMappingURL=load.js.map