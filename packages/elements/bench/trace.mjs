// What a page's own thread did, from a trace of Chromium.

// Most of what an element does, it does in a microtask.
const SCRIPT = new Set([
  "BlinkScheduler_PerformMicrotaskCheckpoint",
  "EvaluateScript",
  "v8.evaluateModule",
  "FunctionCall",
  "RunMicrotasks",
  "v8.compile",
  "v8.compileModule",
]);
const LAYOUT = new Set(["UpdateLayoutTree", "Layout"]);
const FRAME_US = 16_667;

/** All events of a trace that is taken while `work` runs. */
export async function traced(cdp, work) {
  const events = [];
  const take = ({ value }) => events.push(...value);
  cdp.on("Tracing.dataCollected", take);
  await cdp.send("Tracing.start", {
    categories: "devtools.timeline,disabled-by-default-devtools.timeline,v8,toplevel",
    transferMode: "ReportEvents",
  });
  await work();
  const complete = new Promise((done) => cdp.once("Tracing.tracingComplete", done));
  await cdp.send("Tracing.end");
  await complete;
  cdp.off("Tracing.dataCollected", take);
  return events;
}

/** Milliseconds of script, and of style and layout. */
export const spent = (events) => ({
  script: total(outermost(events, SCRIPT)),
  layout: total(outermost(events, LAYOUT)),
});

/** Milliseconds of script, style and layout in each 16.7 ms that had any. */
export const frames = (events) => inFrames(events, new Set([...SCRIPT, ...LAYOUT]));

/** Milliseconds of script, with the styles and layouts that it asks for, in each 16.7 ms that had any. */
export const scriptOf = (events) => inFrames(events, SCRIPT);

function inFrames(events, names) {
  const sums = new Map();
  for (const event of outermost(events, names)) {
    const frame = Math.floor(event.ts / FRAME_US);
    sums.set(frame, (sums.get(frame) ?? 0) + spentMs(event));
  }
  return [...sums.values()];
}

/** The outermost events of some names, on the thread that renders the page. */
function outermost(events, names) {
  const marks = events.filter(({ ph, name }) => ph === "X" && names.has(name));
  const thread = mainThread(events);
  const sorted = marks.filter(({ pid, tid }) => `${pid} ${tid}` === thread).sort((a, b) => a.ts - b.ts);
  let end = 0;
  return sorted.filter(({ ts, dur = 0 }) => {
    if (ts < end) return false;
    end = ts + dur;
    return true;
  });
}

/** The thread on which most script ran: the page's, since nothing else runs any. */
function mainThread(events) {
  const times = new Map();
  for (const { ph, name, pid, tid, dur = 0 } of events) {
    if (ph === "X" && SCRIPT.has(name)) times.set(`${pid} ${tid}`, (times.get(`${pid} ${tid}`) ?? 0) + dur);
  }
  return [...times].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Time on the processor where the trace has it, so that what else runs on the machine does not count. */
const spentMs = ({ tdur, dur = 0 }) => (tdur ?? dur) / 1_000;
const total = (events) => events.reduce((sum, event) => sum + spentMs(event), 0);

export const percentile = (values, part) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;
