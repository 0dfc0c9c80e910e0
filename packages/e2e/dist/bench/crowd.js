// A crowd of raw connections in one process, and how its members are opened.
import { RawSocket } from "./raw-socket.js";
const ignore = () => undefined;
export function gather(options) {
    const members = [];
    const began = performance.now();
    let next = 0;
    let inside = 0;
    let lost = 0;
    let received = 0;
    return new Promise((resolve, reject) => {
        const crowd = () => ({
            members,
            tookMs: performance.now() - began,
            greetingBytes: Math.round(received / options.count),
            get lost() {
                return lost;
            },
            disperse() {
                for (const member of members)
                    member.socket.destroy();
            },
        });
        const open = () => {
            const index = next++;
            if (index >= options.count)
                return;
            const socket = new RawSocket(options.address, {
                open: () => socket.send(options.greet(index)),
                message: (payload) => member.onMessage(payload),
                close: (code) => {
                    lost++;
                    if (inside < options.count)
                        reject(new Error(`Connection ${index} ended with ${code} before it was in.`));
                },
            });
            const member = {
                index,
                socket,
                onMessage(payload) {
                    received += payload.length;
                    if (!options.isIn(payload, index))
                        return;
                    member.onMessage = ignore;
                    if (++inside === options.count)
                        resolve(crowd());
                    else
                        open();
                },
            };
            members[index] = member;
        };
        for (let at = 0; at < Math.min(options.parallel, options.count); at++)
            open();
    });
}
//# sourceMappingURL=crowd.js.map