import { fixed, whole } from "./row.js";
import { addressesOf, withTarget } from "./targets.js";
function gatherOf(target, people, count) {
    return { do: "gather", target, count, parallel: 256, people, watched: 0, answerBytes: 200 };
}
function commandsOf(kind, size, like) {
    const people = addressesOf(size.commandSessions);
    return withTarget(kind, people, async (target, _server, load) => {
        await load.ask(gatherOf(target, people, size.commandSessions));
        const answerBytes = like?.closed.bytes ?? 0;
        const ask = (rate) => load.ask({ do: "commands", seconds: size.seconds, rate, answerBytes });
        return { closed: await ask(0), open: await ask(size.commandRate) };
    });
}
export async function measureCommands(size, say) {
    say(`${whole(size.commandSessions)} sessions ask small questions`);
    const ours = await commandsOf("livename", size);
    say("the same bytes through the bare WebSocket library");
    const floor = await commandsOf("floor", size, ours);
    const ratio = ours.closed.perSecond / floor.closed.perSecond;
    const rate = whole(size.commandRate);
    refuse("T7", ours.closed.refused + ours.open.refused);
    return [
        {
            name: "T7",
            what: `small command and reply, ${whole(size.commandSessions)} connections; p99 in an open loop at ${rate}/s [commands]`,
            measured: `${whole(ours.closed.perSecond)}/s; p99 ${fixed(ours.open.p99Ms)} ms at ${whole(ours.open.perSecond)}/s`,
            floor: `${whole(floor.closed.perSecond)}/s; p99 ${fixed(floor.open.p99Ms)} ms at ${whole(floor.open.perSecond)}/s`,
            target: `≥ 0.75 × floor (is ${fixed(ratio, 2)}); p99 ≤ 5 ms`,
            met: ratio >= 0.75 && ours.open.p99Ms <= 5,
        },
    ];
}
function messagesOf(kind, size) {
    const count = Math.max(...size.messageSessions);
    const people = addressesOf(count);
    return withTarget(kind, people, async (target, _server, load) => {
        await load.ask(gatherOf(target, people, count));
        const ask = (active, rate) => load.ask({ do: "messages", seconds: size.seconds, rate, active, people, answerBytes: 200 });
        const closed = [];
        for (const active of size.messageSessions)
            closed.push(await ask(active, 0));
        return { closed, open: await ask(count, size.messageRate) };
    });
}
export async function measureMessages(size, say) {
    say(`messages from one to another, acknowledged from disk, ${size.messageSessions.join(" and ")} active`);
    const ours = await messagesOf("livename", size);
    say("the same through the bare WebSocket library, not stored");
    const floor = await messagesOf("floor", size);
    refuse("T8", ours.open.refused + ours.closed.reduce((sum, one) => sum + one.refused, 0));
    return [
        ...size.messageSessions.map((active, index) => ({
            name: "T8",
            what: `messages a second, stored, ${whole(active)} active [messages]`,
            measured: `${whole(ours.closed[index].perSecond)}/s`,
            floor: `${whole(floor.closed[index].perSecond)}/s (nothing stored)`,
            target: "≥ 15,000/s acknowledged after fsync",
            met: ours.closed[index].perSecond >= 15_000,
        })),
        {
            name: "T8",
            what: `acknowledgement in an open loop at ${whole(size.messageRate)}/s [messages]`,
            measured: `p50 ${fixed(ours.open.p50Ms)} ms, p99 ${fixed(ours.open.p99Ms)} ms at ${whole(ours.open.perSecond)}/s`,
            floor: `p99 ${fixed(floor.open.p99Ms)} ms at ${whole(floor.open.perSecond)}/s`,
            target: "p99 ≤ 20 ms",
            met: ours.open.p99Ms <= 20 && ours.open.perSecond >= 0.99 * size.messageRate,
        },
    ];
}
/** A figure of refusals would be a figure of nothing. */
function refuse(name, refused) {
    if (refused > 0)
        throw new Error(`${name}: ${refused} commands were refused; the figure would say nothing.`);
}
//# sourceMappingURL=rates.js.map