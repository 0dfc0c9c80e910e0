// Judges what a soak run saw. Pure: it is given what was acknowledged and what is there, and says what is wrong.
import type { LogEntry, Record, Sent, Sight } from "./cast-requests.ts";

/** Faults of one conversation: `logs` are what each device has read of it from the server. */
export function faultsOfLog(name: string, sent: readonly Sent[], logs: readonly (readonly LogEntry[])[]): string[] {
  const faults: string[] = [];
  const [first = []] = logs;
  for (const [device, log] of logs.entries()) {
    const hole = log.findIndex((entry, at) => entry.number !== at + 1);
    if (hole >= 0) faults.push(`${name}, device ${device}: number ${log[hole]!.number} stands at place ${hole + 1}`);
    if (JSON.stringify(log) !== JSON.stringify(first))
      faults.push(`${name}, device ${device}: another log than device 0`);
  }
  const counts = new Map<string, number>();
  for (const { text } of first) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const [text, count] of counts) if (count > 1) faults.push(`${name}: "${text}" stands ${count} times`);
  const places = new Map(first.map((entry) => [entry.text, entry.number]));
  for (const { text, number } of sent) {
    const place = places.get(text);
    if (place === undefined) faults.push(`${name}: "${text}" was acknowledged as ${number} and is lost`);
    else if (place !== number) faults.push(`${name}: "${text}" was acknowledged as ${number} and stands at ${place}`);
  }
  // Each sender's texts are numbered as they were spoken.
  const last = new Map<string, number>();
  for (const { text, sender } of first) {
    const order = Number(text.slice(text.lastIndexOf(" ") + 1));
    const voice = `${sender} ${text.slice(0, text.lastIndexOf(" "))}`;
    if (order < (last.get(voice) ?? -1)) faults.push(`${name}: "${text}" stands behind a later one of the same sender`);
    last.set(voice, order);
  }
  return faults;
}

/** What must hold while a fault lasts that is no fault of the network: nobody goes. */
export function faultsOfPresence(
  what: string,
  records: readonly Record[],
  sinceMs: number,
  mayLose: boolean,
): string[] {
  const faults: string[] = [];
  for (const { gone, lost, refused } of records) {
    for (const one of gone) {
      if (one.atMs >= sinceMs) faults.push(`${what}: ${one.watcher} saw ${one.person} go, who was there`);
    }
    if (!mayLose) {
      for (const one of lost) if (one.atMs >= sinceMs) faults.push(`${what}: ${one.member} lost the connection`);
    }
    for (const sentence of refused) faults.push(`${what}: a message was refused, ${sentence}`);
  }
  return [...new Set(faults)];
}

/** Whether everybody sees a status that was just set, with its end, each by the own clock. */
export function faultsOfStatus(
  what: string,
  sights: readonly Sight[],
  status: { readonly person: string; readonly message: string; readonly endsInMs: number; readonly withinMs: number },
): string[] {
  return sights
    .filter(({ person }) => person === status.person)
    .flatMap((sight) => {
      const name = `${what}: ${sight.watcher} sees of ${sight.person}`;
      if (sight.message !== status.message) return [`${name} "${sight.message}", not "${status.message}"`];
      if (Math.abs(sight.endsInMs - status.endsInMs) > status.withinMs) {
        return [
          `${name} an end in ${Math.round(sight.endsInMs / 1000)} s, not in ${Math.round(status.endsInMs / 1000)} s`,
        ];
      }
      return [];
    });
}
