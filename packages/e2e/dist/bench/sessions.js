import { median } from "./figures.js";
import { fixed, whole } from "./row.js";
import { addressesOf, withTarget } from "./targets.js";
async function measure(kind, size, like) {
    const people = addressesOf(size.sessions);
    return withTarget(kind, people, async (target, server, load) => {
        const empty = await server.ask({ do: "usage" });
        const request = {
            ...{ do: "gather", target, count: size.sessions, parallel: 256, people, watched: size.watched, star: people[0] },
            ...(like ? { answerBytes: like.gathered.greetingBytes } : {}),
        };
        const gathered = await load.ask(request);
        // Everybody has come online while others signed in: what that caused is delivered before a change is timed.
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        const answerBytes = like?.spread.bytes ?? 0;
        const spread = await load.ask({ do: "fan-out", rounds: size.rounds, answerBytes });
        const full = await server.ask({ do: "usage" });
        return { gathered, spread, bytesASession: (full.rssBytes - empty.rssBytes) / size.sessions };
    });
}
export async function measureSessions(size, say) {
    say(`${whole(size.sessions)} sessions sign in, each watches ${size.watched}, and all see one person change`);
    const ours = await measure("livename", size);
    say("the same bytes through the bare WebSocket library");
    const floor = await measure("floor", size, ours);
    const kib = ours.bytesASession / 1024;
    const logins = ours.gathered.perSecond;
    const deliveries = median(ours.spread.perSecond);
    const floorDeliveries = median(floor.spread.perSecond);
    const p99 = median(ours.spread.p99Ms);
    const floorP99 = median(floor.spread.p99Ms);
    return [
        {
            name: "T1",
            what: `memory a session, ${whole(size.sessions)} sessions × ${size.watched} watched, after traffic [sessions]`,
            measured: `${fixed(kib)} KiB`,
            floor: `${fixed(floor.bytesASession / 1024)} KiB`,
            target: "≤ 16 KiB",
            met: kib <= 16,
        },
        {
            name: "T3",
            what: "sign-ins: HS256 token checked, session, watch, snapshot delivered [login]",
            measured: `${whole(logins)}/s`,
            floor: `${whole(floor.gathered.perSecond)}/s`,
            target: "≥ 5,000/s",
            met: logins >= 5_000,
        },
        {
            name: "T4",
            what: `one person, ${whole(size.sessions)} watchers: deliveries a second [fan-out]`,
            measured: `${whole(deliveries)}/s, p99 ${whole(p99)} ms`,
            floor: `${whole(floorDeliveries)}/s, p99 ${whole(floorP99)} ms`,
            target: `≥ 0.85 × floor (is ${fixed(deliveries / floorDeliveries, 2)}), p99 ≤ 1.3 × floor (is ${fixed(p99 / floorP99, 2)})`,
            met: deliveries >= 0.85 * floorDeliveries && p99 <= 1.3 * floorP99,
        },
    ];
}
//# sourceMappingURL=sessions.js.map