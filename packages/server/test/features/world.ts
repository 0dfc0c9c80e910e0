import type { Read, Write } from "@livename/wire";
import { settled } from "../../../testkit/src/fake-clock.ts";
import { createLocalBus } from "../../src/bus/local.ts";
import { withDefaults } from "../../src/config.ts";
import { featuresOf } from "../../src/features.ts";
import { openFeatures } from "../../src/house/open-features.ts";
import { Budget, type BudgetOptions, memoryBounds } from "../../src/kernel/budget.ts";
import type { Feature, Route, SessionEnd } from "../../src/kernel/feature.ts";
import { slices } from "../../src/kernel/slices.ts";
import type { ServerOptions } from "../../src/options/types.ts";
import { loadGroups } from "../../src/people/groups-index.ts";
import { createLog } from "../../src/process/log.ts";
import { busyStore } from "./busy-store.ts";
import { COMMUNITY, openCommunityIn, type TestCommunity } from "./community.ts";
import { TestSession } from "./test-session.ts";

/** All features of a server on one clock, without connections. */
export interface World {
  readonly community: TestCommunity;
  readonly budget: Budget;
  /** Of all features. */
  readonly routes: readonly Route[];
  /** Makes a group of these people, by ids; none of nobody. */
  readonly group: (id: string, members: readonly string[]) => Promise<void>;
  readonly open: (...options: ConstructorParameters<typeof TestSession>) => TestSession;
  /** Tells all features of a session that the test made. */
  readonly opened: <Opened extends TestSession>(session: Opened) => Opened;
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
  /** Resolves when the store and everything that waited for it is done. */
  readonly settle: () => Promise<void>;
  /** Moves time on, task by task, so that what the store takes in real time happens at its moment. */
  readonly pass: (ms: number) => Promise<void>;
  /** Stops the features and opens them again on what the store kept; whoever has a session ends it before. */
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openWorld(
  names: readonly string[],
  options: Partial<ServerOptions> = {},
  memory: BudgetOptions = memoryBounds(2 ** 30),
): Promise<World> {
  const data = options.data ?? ":memory:";
  const community = await openCommunityIn(data, ...names);
  const { clock, people } = community;
  const { store, idle } = busyStore(community.store);
  const budget = new Budget(memory);
  const start = async () => {
    const groups = await loadGroups(store, people, [COMMUNITY]);
    const bus = createLocalBus((error) => {
      throw error;
    });
    const resolved = withDefaults({ ...options, data });
    const parts = {
      limits: resolved.wire,
      as: () => {
        throw new Error("There is no server.");
      },
      clock,
      log: createLog("silent"),
      people,
      groups,
      finder: store.directory,
      aliases: store.aliases,
      groupStore: store.groups,
      photos: undefined,
      addresses: undefined,
      bus,
      budget,
      communities: [COMMUNITY],
    };
    const opened = await openFeatures(featuresOf(resolved), parts, store);
    const stop = async (): Promise<void> => {
      await opened.stop();
      await bus.close();
    };
    return { features: opened.all, groups, stop };
  };
  let { features, groups, stop } = await start();
  const each = (tell: (feature: Feature) => void): void => features.forEach(tell);
  const settle = async (): Promise<void> => {
    do {
      await idle();
      await settled();
      await new Promise(setImmediate);
    } while (!idle.now || !slices.isIdle);
  };
  const opened = <Opened extends TestSession>(session: Opened): Opened => {
    each((feature) => feature.opened?.(session));
    return session;
  };
  return {
    community,
    budget,
    routes: features.flatMap(({ routes }) => routes),
    async group(id, members) {
      if (members.length === 0) await store.groups.remove(COMMUNITY, id);
      else await store.groups.setByApplication(COMMUNITY, { id, name: id, members }, "client wiki");
      await groups.refresh(COMMUNITY, id);
    },
    opened,
    settle,
    open: (...rest) => opened(new TestSession(...rest)),
    detach(session) {
      session.lose();
      each((feature) => feature.detached?.(session));
    },
    resume(session) {
      session.attached = true;
      each((feature) => feature.resumed?.(session));
    },
    end(session, end) {
      session.lose();
      each((feature) => feature.closed?.(session, end));
    },
    input: (session) => each((feature) => feature.input?.(session, 0)),
    ask(session, call, request, key = "") {
      const feature = features.find(({ routes }) => routes.some(({ method }) => method === call.method));
      if (!feature) throw new Error(`No feature has the method ${call.method}`);
      return session.call(feature, call, request, key);
    },
    async pass(ms) {
      const endMs = clock.now() + ms;
      while ((clock.nextMs ?? endMs) < endMs) {
        clock.advance(clock.nextMs! - clock.now());
        await settle();
      }
      clock.advance(endMs - clock.now());
      await settle();
    },
    async restart() {
      await settle();
      await stop();
      ({ features, groups, stop } = await start());
    },
    async close() {
      await stop();
      await community.close();
    },
  };
}
