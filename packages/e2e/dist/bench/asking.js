import { percentile } from "./figures.js";
/**
 * Members ask, each again as soon as it is answered (rate 0), or all together so many times a second whatever the
 * answers do.
 */
export function answered(members, seconds, rate, active, asking) {
    const late = [];
    // When each outstanding request of a member was due: an open loop counts the wait before sending too.
    const due = members.map(() => []);
    let refused = 0;
    let bytes = 0;
    const began = performance.now();
    const end = began + seconds * 1000;
    const ask = (index, at) => {
        due[index].push(at);
        asking.start(index);
    };
    for (let index = 0; index < members.length; index++) {
        members[index].onMessage = (payload) => {
            if (!asking.isAnswer(payload))
                return;
            const at = due[index].shift();
            if (at === undefined)
                return;
            bytes = payload.length;
            if (asking.refused(payload))
                refused++;
            const now = performance.now();
            if (now < end)
                late.push(now - at);
            if (rate === 0 && now < end)
                ask(index, now);
        };
    }
    return new Promise((resolve) => {
        let sent = 0;
        const feed = rate === 0
            ? undefined
            : setInterval(() => {
                const now = performance.now();
                const owed = Math.min(Math.floor(((now - began) / 1000) * rate), seconds * rate);
                for (; sent < owed; sent++)
                    ask(sent % active, began + (sent / rate) * 1000);
            }, 1);
        if (rate === 0)
            for (let index = 0; index < active; index++)
                ask(index, performance.now());
        setTimeout(() => {
            clearInterval(feed);
            // Answers that are still under way are not waited for longer than this.
            setTimeout(() => {
                for (const member of members)
                    member.onMessage = () => undefined;
                resolve({
                    perSecond: late.length / seconds,
                    p50Ms: percentile(late, 0.5),
                    p99Ms: percentile(late, 0.99),
                    refused,
                    bytes,
                });
            }, 500);
        }, seconds * 1000);
    });
}
//# sourceMappingURL=asking.js.map