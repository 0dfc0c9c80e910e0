// Judges in which order a device was told things on one connection (F15, C13). Pure.

/** Something that arrived: an answer that begins following, or a push of what is followed. */
export type Heard =
  | { readonly kind: "connection" }
  | { readonly kind: "answer"; readonly to: string }
  /** `behind`: the answers of which one at least comes before it. */
  | { readonly kind: "register"; readonly of: string; readonly behind: readonly string[]; readonly version: Version }
  | { readonly kind: "entry"; readonly of: string; readonly behind: readonly string[]; readonly number: number };

export interface Version {
  readonly epoch: number;
  readonly version: number;
}

export interface OrderJudge {
  heard(heard: Heard): void;
  readonly faults: readonly string[];
}

export function createOrderJudge(device: string): OrderJudge {
  const faults: string[] = [];
  const answered = new Set<string>();
  const numbers = new Map<string, number>();
  const versions = new Map<string, Version>();
  return {
    faults,
    heard(heard) {
      if (heard.kind === "connection") {
        for (const memory of [answered, numbers, versions]) memory.clear();
        return;
      }
      if (heard.kind === "answer") {
        answered.add(heard.to);
        return;
      }
      const { of, behind } = heard;
      if (!behind.some((to) => answered.has(to))) faults.push(`${device} was told of ${of} before it was answered`);
      if (heard.kind === "entry") {
        const before = numbers.get(of) ?? 0;
        if (heard.number <= before) faults.push(`${device} was told ${of} ${heard.number} behind ${before}`);
        numbers.set(of, heard.number);
        return;
      }
      const before = versions.get(of);
      const { version } = heard;
      if (before && before.epoch !== version.epoch)
        faults.push(`${device} was told of ${of} in epoch ${version.epoch} on a connection of epoch ${before.epoch}`);
      if (before && before.version > version.version)
        faults.push(`${device} was told version ${version.version} of ${of} behind ${before.version}`);
      versions.set(of, version);
    },
  };
}
