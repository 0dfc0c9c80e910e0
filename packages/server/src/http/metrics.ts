import { codeName } from "@livename/wire";
import { sessionHello } from "@livename/wire/handlers";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Edge } from "../edge/edge.ts";
import type { Feature } from "../kernel/feature.ts";
import type { Sessions } from "../session/sessions.ts";
import type { Routes } from "./app.ts";
import { metrics } from "./health/schema.ts";
import type { SignInResult } from "./sign-in/options.ts";

/** The server's metrics in the Prometheus format. */
export function createMetrics(counted: {
  readonly edge: Edge;
  readonly sessions: Sessions;
  readonly features: readonly Feature[];
  readonly descriptors: { readonly count: number };
  readonly signIns: { readonly waiting: number };
}) {
  const { edge, sessions, features, descriptors } = counted;
  const register = new Registry();
  const registers = [register];
  // Event-loop lag, memory, file descriptors and garbage collections of the process.
  collectDefaultMetrics({ register });

  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  };
  gauge("livename_connections", "Open WebSocket connections.", () => edge.connections.size);
  gauge("livename_sessions", "Sessions, including those in their grace period.", () => sessions.registry.size);
  new Gauge({
    name: "livename_held_bytes",
    help: "Estimated memory held on behalf of people, by kind.",
    labelNames: ["kind"],
    registers,
    collect() {
      for (const kind of edge.budget.kinds) this.set({ kind }, edge.budget.held(kind));
    },
  });
  gauge("livename_held_bytes_limit", "Limit of the memory held for all people together.", () => edge.budget.totalBytes);
  gauge("livename_slow_readers", "Connections whose client reads too slowly.", () => edge.slowReaders.size);
  gauge("livename_people", "People with at least one session.", () => sessions.registry.people);

  gauge(
    "livename_password_sign_ins_waiting",
    "Sign-ins by password that wait for their turn.",
    () => counted.signIns.waiting,
  );

  for (const { name, help, value } of features.flatMap((feature) => feature.gauges ?? []))
    gauge(`livename_${name}`, help, value);

  const total = (name: string, help: string, value: () => number): void => {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  };
  total("livename_hellos_ok_total", "Hellos that signed somebody in.", () => edge.counts.helloOk);
  total("livename_hellos_refused_total", "Hellos refused.", () => edge.counts.helloRefused);
  total(
    "livename_signals_dropped_total",
    "Signals dropped because the client was too slow.",
    () => edge.counts.dropped,
  );
  total("livename_closed_slow_total", "Connections closed because the client was too slow.", () => edge.counts.slow);
  total(
    "livename_closed_silent_total",
    "Connections closed because the client did not answer a ping.",
    () => edge.counts.silent,
  );
  total(
    "livename_out_of_descriptors_total",
    "Times that the process ran out of file descriptors.",
    () => descriptors.count,
  );
  for (const { name, help, value } of features.flatMap((feature) => feature.counters ?? []))
    total(`livename_${name}`, help, value);

  const nameOf = (method: number): string =>
    method === sessionHello.method ? sessionHello.name : (edge.dispatcher.find(method)?.name ?? "unknown");
  new Counter({
    name: "livename_commands_total",
    help: "Commands by method and result.",
    labelNames: ["method", "result"],
    registers,
    collect() {
      this.reset();
      for (const { method, code, count } of edge.counts.commands()) {
        this.inc({ method: nameOf(method), result: code === 0 ? "ok" : codeName(code) }, count);
      }
    },
  });
  const signIns = new Counter({
    name: "livename_password_sign_ins_total",
    help: "Sign-ins by password.",
    labelNames: ["result"],
    registers,
  });

  const routes: Routes = (app) => {
    app.get("/metrics", { schema: metrics }, async (_request, reply) => {
      reply.type(register.contentType).send(await register.metrics());
    });
  };
  return { routes, onSignIn: (result: SignInResult) => signIns.inc({ result }) };
}
