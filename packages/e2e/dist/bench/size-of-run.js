// A process has at most 20,000 file descriptors where these figures are compared; 100 are for everything else.
export const FULL = {
    sessions: 19_900,
    watched: 50,
    commandSessions: 5_000,
    messageSessions: [1_000, 5_000],
    seconds: 8,
    rounds: 7,
    commandRate: 20_000,
    messageRate: 10_000,
    changes: 50,
};
export const SHORT = {
    sessions: 60,
    watched: 10,
    commandSessions: 20,
    messageSessions: [20],
    seconds: 1,
    rounds: 2,
    commandRate: 200,
    messageRate: 100,
    changes: 5,
};
//# sourceMappingURL=size-of-run.js.map