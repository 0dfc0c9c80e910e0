// The composition root: everything is made here, and nothing else knows everything.
import { isIP } from "node:net";
import { join } from "node:path";
import { getHeapStatistics } from "node:v8";
import { createLocalBus } from "./bus/local.ts";
import { type ResolvedOptions, withDefaults } from "./config.ts";
import { createControl } from "./control/control.ts";
import { startControl } from "./control/start-control.ts";
import { Edge, type EdgeOptions } from "./edge/edge.ts";
import type { Origin, Socket, SocketEvents } from "./edge/socket.ts";
import { WebSocketDoor } from "./edge/websocket.ts";
import { featuresOf } from "./features.ts";
import { openFeatures } from "./house/open-features.ts";
import { fromOutside } from "./house/outside.ts";
import { Descriptors } from "./http/descriptors.ts";
import { healthRoutes } from "./http/health/routes.ts";
import { type Listener, listen } from "./http/listener.ts";
import { createMetrics } from "./http/metrics.ts";
import { type AppOptions, openApp, type RunningApp } from "./http/open-app.ts";
import { Origins } from "./http/origins.ts";
import { PeerReader } from "./http/peer.ts";
import { publicRoutes } from "./http/routes.ts";
import { createUpgrade } from "./http/upgrade.ts";
import { openIdentities } from "./identity/identities.ts";
import { Budget, memoryBounds } from "./kernel/budget.ts";
import { Dispatcher } from "./kernel/dispatcher.ts";
import { type AfterHook, after, type BeforeHook, before } from "./kernel/hooks.ts";
import type { OpenInside } from "./kernel/inside.ts";
import type { Method } from "./kernel/method.ts";
import type { ServerOptions } from "./options/types.ts";
import { loadGroups } from "./people/groups-index.ts";
import { type LoadedPeople, loadPeople } from "./people/people-index.ts";
import { openPhotos } from "./photo/photos.ts";
import { checkNode } from "./process/check-node.ts";
import { createLog } from "./process/log.ts";
import { openInside } from "./session/inside-session.ts";
import { Sessions } from "./session/sessions.ts";
import { openAddressKey } from "./signed-address/address-key.ts";
import { createSignedAddresses } from "./signed-address/signed-addresses.ts";
import type { Store } from "./stores.ts";
import { openStore } from "./stores.ts";
import { type Clock, systemClock } from "./time/clock.ts";
import { VERSION } from "./version.ts";

/** One, until a server keeps several apart; every key starts with it all the same. */
const COMMUNITY = "default";

/** How long clients may take to agree that a connection closes. */
const CLOSE_PATIENCE_MS = 1_000;

/** How long a graceful stop waits for answers under way. */
const SETTLE_MS = 2_000;

export interface Server {
  /**
   * Opens the store and listens.
   *
   * @throws StartError or StoreStartError with a sentence that says what to do; nothing is left open.
   */
  listen(): Promise<RunningServer>;
}

export interface RunningServer {
  /** Of the portal and the API: "http://127.0.0.1:8080". */
  readonly url: string;
  readonly port: number;
  /** Of /metrics, on 127.0.0.1; undefined when switched off. */
  readonly adminPort: number | undefined;
  /** @internal */
  readonly store: Store;
  /**
   * Everybody in memory; `reload` or `refresh` it after people were changed in the store.
   *
   * @internal
   */
  readonly people: LoadedPeople;
  /**
   * A connection by another transport than the WebSocket; what comes in on it is told to what this returns.
   *
   * @internal
   */
  connect(socket: Socket, origin: Origin): SocketEvents;
  /**
   * Opens a session for somebody inside the server, for bots, gateways and the like. `person`: an id or an address.
   *
   * @experimental
   * @throws Refusal NO_SUCH_PERSON
   */
  readonly as: OpenInside;
  /**
   * Has the hook look at each command of the method, whoever sends it, before its feature does: it may refuse it or
   * change it. Returns the function that ends it.
   *
   * @experimental
   * @throws Error when the server does not answer the method.
   */
  before<Request, RequestInit>(
    method: Method<Request, RequestInit, unknown, never>,
    hook: BeforeHook<Request, RequestInit>,
  ): () => void;
  /**
   * Has the hook see each command of the method that was answered, and the reply. Returns the function that ends it.
   *
   * @experimental
   * @throws Error when the server does not answer the method.
   */
  after<Request, Reply>(method: Method<Request, never, Reply, never>, hook: AfterHook<Request, Reply>): () => void;
  /** Reads certificate and key again. @throws StartError when they cannot be used; the old ones stay. */
  reloadTls(): void;
  /** Stops. With `graceful` clients are asked to come back, each at a moment of its own, and answers under way go out. */
  close(options?: { readonly graceful?: boolean }): Promise<void>;
}

/** A community server. Nothing happens until `listen`. */
export function createServer(options: ServerOptions): Server {
  return { listen: () => start(options) };
}

async function start(options: ServerOptions): Promise<RunningServer> {
  checkNode();
  const resolved = withDefaults(options);
  const clock = options.clock ?? systemClock;
  const log = typeof resolved.log === "string" ? createLog(resolved.log) : resolved.log;
  const opened: Array<() => Promise<unknown>> = [];
  let opener: OpenInside = () => {
    throw new Error("Sessions inside the server are opened once it has started, not while features are opened.");
  };
  const closeAll = async (): Promise<void> => {
    for (const close of opened.reverse()) await close();
  };
  try {
    const outside = resolved.features.map(fromOutside);
    const store = await openStore(
      {
        data: resolved.data,
        clock,
        log,
        ...(resolved.mark !== undefined && { mark: resolved.mark }),
        onDamage: (problem) => log.error({ problem }, "the store is damaged; see livename check --deep"),
      },
      outside.flatMap(({ storages }) => storages),
    );
    opened.push(() => store.close());
    const people = await loadPeople(store, [COMMUNITY]);
    const groups = await loadGroups(store, people, [COMMUNITY]);
    const bus = createLocalBus((err, subject) => log.error({ err, subject }, "a receiver failed"));
    opened.push(() => bus.close());
    const kept = resolved.data !== ":memory:";
    const photos = kept ? await openPhotos(join(resolved.data, "photos")) : undefined;
    const addresses = kept ? createSignedAddresses({ key: openAddressKey(resolved.data, log), clock }) : undefined;
    const budget = new Budget(memoryBounds(getHeapStatistics().heap_size_limit));
    const common = { clock, people, groups, photos, addresses, bus };
    const parts = { ...common, store, community: COMMUNITY };
    const identities = await openIdentities({ ...parts, log, options: resolved.identity, data: resolved.data });
    opened.push(() => identities.close());
    const communities = [COMMUNITY];
    const as: OpenInside = (person, inside) => opener(person, inside);
    const found = { finder: store.directory, aliases: store.aliases, groupStore: store.groups };
    const opening = await openFeatures(
      [...featuresOf(resolved), ...outside],
      { ...common, ...found, as, communities, log, budget, limits: resolved.wire },
      store,
    );
    opened.push(() => opening.stop());
    const features = opening.all;

    const sessions = new Sessions({
      clock,
      spendingClock: options.edgeClock ?? systemClock,
      log,
      people,
      features,
      identities: identities.tokens,
      limits: resolved.wire,
      graceMs: resolved.presence.graceMs,
      leaveGraceMs: resolved.presence.leaveGraceMs,
      sessionsPerPerson: resolved.limits.sessionsPerPerson,
      serverVersion: VERSION,
      evidence: store.evidence,
    });
    const dispatcher = new Dispatcher(
      [sessions, ...features].flatMap(({ routes }) => routes),
      log,
    );
    for (const hook of features.flatMap(({ hooks = [] }) => hooks)) dispatcher.hook(hook);
    const shared = { log, sessions, dispatcher, budget, evidence: store.evidence };
    const edge = createEdge(resolved, shared, options.edgeClock);
    const inside = { sessions, dispatcher, counts: edge.counts, community: COMMUNITY, log };
    opener = (person, options) => openInside(inside, person, options);

    const peers = new PeerReader(resolved.trustedProxies, resolved.publicOrigin);
    const origins = new Origins(resolved.origins);
    const descriptors = new Descriptors(log);
    opened.push(async () => descriptors.stop());
    const metrics = createMetrics({ edge, sessions, features, descriptors, signIns: identities.queue });
    let closing: Promise<void> | undefined;
    const health = healthRoutes(() => closing !== undefined);
    const { onSignIn } = metrics;
    const onSignOut = (signIn: string): void => {
      identities.tickets.revokeSignIn(signIn);
      sessions.signedOut(signIn);
    };
    const openRoutes = async (app: AppOptions): Promise<RunningApp> => {
      const running = await openApp(app);
      opened.push(() => running.close());
      return running;
    };
    const routes = publicRoutes({
      ...parts,
      aliases: store.aliases,
      options: resolved,
      log,
      identities,
      origins,
      health,
      onSignIn,
      onSignOut,
    });
    const app = await openRoutes({ routes, peers, log });
    const adminApp = await openRoutes({ routes: [health, metrics.routes], peers, log, localOnly: true });
    const door = new WebSocketDoor(edge, resolved.wire.frameBytes);
    const listener = await listen({
      host: resolved.host,
      port: resolved.port,
      tls: resolved.tls,
      descriptors,
      onRequest: app.onRequest,
      crowds: true,
      onUpgrade: createUpgrade({ door, peers, origins, log, connectionsPerIp: resolved.limits.connectionsPerIp }),
    });
    opened.push(async () => {
      const closed = listener.close(CLOSE_PATIENCE_MS);
      edge.closeAll();
      sessions.stop();
      edge.stop();
      await closed;
    });
    const admin = await listenAdmin(resolved.admin.port, descriptors, adminApp);
    if (admin) opened.push(() => admin.close(0));
    const url = urlOf(resolved, listener);
    if (resolved.data !== ":memory:") {
      const status = () => ({
        url,
        sessions: sessions.registry.size,
        people: sessions.registry.people,
        version: VERSION,
      });
      const control = await startControl({
        path: join(resolved.data, "control.sock"),
        control: createControl({
          ...parts,
          features: opening,
          status,
          hashPassword: identities.hashPassword,
          endSignIns(person) {
            identities.tickets.revoke(COMMUNITY, person);
            sessions.endSignIns(COMMUNITY, person);
          },
        }),
      });
      opened.push(() => control.close());
    }
    log.info({ url, version: VERSION, adminPort: admin?.port }, "listening");

    return {
      url,
      port: listener.port,
      adminPort: admin?.port,
      store,
      people,
      connect: (socket, origin) => edge.connect(socket, origin),
      as,
      before: (method, hook) => dispatcher.hook(before(method, hook)),
      after: (method, hook) => dispatcher.hook(after(method, hook)),
      reloadTls: () => listener.reloadTls(),
      close({ graceful = false } = {}) {
        closing ??= (async () => {
          if (graceful) {
            sessions.announceStop(resolved.limits.comeBackWithinMs);
            await edge.settled(SETTLE_MS);
          }
          await closeAll();
          log.info({}, "stopped");
        })();
        return closing;
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function createEdge(
  options: ResolvedOptions,
  shared: Pick<EdgeOptions, "log" | "sessions" | "dispatcher" | "budget" | "evidence">,
  clock: Clock = systemClock,
): Edge {
  return new Edge({
    // Pings and flushes keep real time, whatever clock people are shown.
    ...shared,
    clock,
    limits: options.edge,
    rates: options.limits.rates,
    personRates: options.personRates,
  });
}

/** Metrics are for whoever runs the machine: they are never offered to the network. */
async function listenAdmin(
  port: number | undefined,
  descriptors: Descriptors,
  { onRequest }: RunningApp,
): Promise<Listener | undefined> {
  return port === undefined ? undefined : listen({ host: "127.0.0.1", port, descriptors, onRequest });
}

function urlOf(options: ResolvedOptions, listener: Listener): string {
  const every = options.host === "0.0.0.0" || options.host === "::";
  const host = every ? "localhost" : isIP(options.host) === 6 ? `[${options.host}]` : options.host;
  return `${options.tls ? "https" : "http"}://${host}:${listener.port}`;
}
