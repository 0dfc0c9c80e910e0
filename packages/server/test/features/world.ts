import type { Read, Write } from "@livename/wire";
import { settled } from "../../../testkit/src/fake-clock.ts";
import { createLocalBus } from "../../src/bus/local.ts";
import { type ServerOptions, withDefaults } from "../../src/config.ts";
import type { Feature, SessionEnd } from "../../src/feature.ts";
import { openFeatures } from "../../src/features.ts";
import { createLog } from "../../src/log.ts";
import { COMMUNITY, openCommunity, type TestCommunity } from "./community.ts";
import { TestGroups } from "./groups.ts";
import { TestSession } from "./test-session.ts";

/** All features of a server on one clock, without connections. */
export interface World {
  readonly community: TestCommunity;
  readonly groups: TestGroups;
  readonly open: (...options: ConstructorParameters<typeof TestSession>) => TestSession;
  readonly detach: (session: TestSession) => void;
  readonly resume: (session: TestSession) => void;
  readonly end: (session: TestSession, end: SessionEnd) => void;
  readonly input: (session: TestSession) => void;
  /** Asks the feature that has the method; resolves when the clock was moved on, if it waits for that. */
  readonly ask: <Request, Reply>(
    session: TestSession,
    call: { readonly method: number; readonly write: Write<Request>; readonly read: Read<Reply> },
    request: Request,
    key?: string,
  ) => Promise<Reply>;
  /** Moves time on, a grid of ticks at a time. */
  readonly pass: (ms: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openWorld(names: readonly string[], options: Partial<ServerOptions> = {}): Promise<World> {
  const community = await openCommunity(...names);
  const groups = new TestGroups();
  const { clock, store, people } = community;
  const bus = createLocalBus((error) => {
    throw error;
  });
  const { features } = await openFeatures({
    options: withDefaults({ data: ":memory:", ...options }),
    clock,
    log: createLog("silent"),
    store,
    people,
    groups,
    photos: undefined,
    bus,
    community: COMMUNITY,
  });
  const each = (tell: (feature: Feature) => void): void => features.forEach(tell);
  return {
    community,
    groups,
    open(...rest) {
      const session = new TestSession(...rest);
      each((feature) => feature.opened?.(session));
      return session;
    },
    detach(session) {
      session.attached = false;
      each((feature) => feature.detached?.(session));
    },
    resume(session) {
      session.attached = true;
      each((feature) => feature.resumed?.(session));
    },
    end(session, end) {
      session.attached = false;
      each((feature) => feature.closed?.(session, end));
    },
    input: (session) => each((feature) => feature.input?.(session, 0)),
    ask(session, call, request, key = "") {
      const feature = features.find(({ routes }) => routes.some(({ method }) => method === call.method));
      if (!feature) throw new Error(`No feature has the method ${call.method}`);
      return session.call(feature, call, request, key);
    },
    async pass(ms) {
      await clock.advanceAsync(ms);
      await settled();
    },
    async close() {
      for (const feature of [...features].reverse()) await feature.stop?.();
      await bus.close();
      await community.close();
    },
  };
}
