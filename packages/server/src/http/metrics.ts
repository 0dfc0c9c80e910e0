import { codeName } from "@livename/wire";
import { Method } from "@livename/wire/frame";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Edge } from "../edge/edge.ts";
import type { Feature } from "../feature.ts";
import type { Sessions } from "../session/sessions.ts";
import type { HttpRoutes } from "./gateway.ts";

const METHOD_NAMES = new Map<number, string>(
  Object.entries(Method).map(([name, number]) => [number, name.toLowerCase()]),
);

/** What the server counts, in Prometheus' format, and whether it is well. */
export function createMetrics(edge: Edge, sessions: Sessions, features: readonly Feature[]) {
  const register = new Registry();
  const registers = [register];
  // Event-loop lag, memory, file descriptors and collections of the process.
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
  gauge("livename_sessions", "Sessions, those in their grace time included.", () => sessions.registry.size);
  gauge("livename_people", "People with at least one session.", () => sessions.registry.people);

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
  total("livename_signals_dropped_total", "Signals that a slow reader did not get.", () => edge.counts.dropped);
  total("livename_closed_slow_total", "Connections closed because the reader was too slow.", () => edge.counts.slow);
  total("livename_closed_silent_total", "Connections ended because nothing was heard.", () => edge.counts.silent);
  total("livename_messages_appended_total", "Messages stored.", () => edge.counts.answers(Method.CONVERSATION_SEND));
  new Counter({
    name: "livename_commands_total",
    help: "Commands by method and result.",
    labelNames: ["method", "result"],
    registers,
    collect() {
      this.reset();
      for (const { method, code, count } of edge.counts.commands()) {
        this.inc({ method: METHOD_NAMES.get(method) ?? "unknown", result: code === 0 ? "ok" : codeName(code) }, count);
      }
    },
  });
  const signIns = new Counter({
    name: "livename_password_sign_ins_total",
    help: "Sign-ins by password.",
    labelNames: ["result"],
    registers,
  });

  const routes: HttpRoutes = {
    async "GET /metrics"(exchange) {
      exchange.send(200, await register.metrics(), {
        "content-type": register.contentType,
        "cache-control": "no-store",
      });
    },
  };
  return { routes, onSignIn: (ok: boolean) => signIns.inc({ result: ok ? "ok" : "refused" }) };
}
