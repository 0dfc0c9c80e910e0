import type { Routes } from "../app.ts";
import { startPage, startStyle } from "./schema.ts";

const CSP =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface StartPageOptions {
  /** Whether this server serves /livename.js. */
  readonly web: boolean;
  /** Whether people sign in at /sign-in. */
  readonly password: boolean;
  readonly demo: boolean;
}

/** GET /, if no folder of pages is configured: says what this server is, and how a page gets live names (W9). */
export function startRoutes(options: StartPageOptions): Routes {
  return (app) => {
    app.get("/", { schema: startPage }, (request, reply) => {
      reply.type("text/html; charset=utf-8").header("content-security-policy", CSP);
      reply.send(page(options, addressOf(request.peer.origin)));
    });
    app.get("/start.css", { schema: startStyle }, (_request, reply) => {
      reply.type("text/css; charset=utf-8").header("cache-control", "public, max-age=300").send(STYLE);
    });
  };
}

/** The server's origin as the browser sent it, or an example if it is malformed: the client can send anything. */
function addressOf(origin: string): string {
  return /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$|^https?:\/\/\[[0-9a-f:]+\](:\d{1,5})?$/.test(origin)
    ? origin
    : "https://im.example.com";
}

function page({ web, password, demo }: StartPageOptions, address: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Livename</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/start.css">
</head>
<body>
<main>
<p class="state"><span aria-hidden="true"></span>This server is running</p>
<h1>Livename</h1>
<p class="lead">Names on your pages become live people: who is there, what they do, and a chat one click away.</p>
${web ? steps(address) : `<p class="problem">The browser modules are not installed, so there is no <code>/livename.js</code> yet. Install <code>@livename/elements</code> beside <code>livename</code>.</p>`}
${demo ? `<p class="problem">This is a demonstration: anybody on this machine is whoever they say. Put <code>?as=amy@example.com</code> at the end of a page’s address to be Amy there.</p>` : ""}
<nav aria-label="This server">
${password ? '<a class="button" href="/sign-in">Sign in</a>' : ""}
${web ? '<a href="/livename.js">The script</a>' : ""}
<a href="/healthz">Health</a>
</nav>
</main>
</body>
</html>
`;
}

function steps(address: string): string {
  return `<h2>Make a page live</h2>
<ol>
<li><p>Put this line into the page:</p>
<pre tabindex="0" aria-label="The line for the page"><code>&lt;script src="${address}/livename.js" data-scan&gt;&lt;/script&gt;</code></pre></li>
<li><p>People are found by their address, in links and names:</p>
<pre tabindex="0" aria-label="A name as the page has it"><code>&lt;a href="mailto:amy@example.com"&gt;Amy Currie&lt;/a&gt;</code></pre></li>
<li><p>A page of another site is let in by its origin, in the configuration:</p>
<pre tabindex="0" aria-label="A line of the configuration"><code>"origins": ["https://www.example.com"]</code></pre></li>
</ol>
<p>Pages of your own can be served here, in place of this one: <code>livename serve --site FOLDER</code>.</p>`;
}

const STYLE = `:root {
  color-scheme: light dark;
  --ground: light-dark(#eef1f5, #14171c);
  --paper: light-dark(#ffffff, #1e232a);
  --well: light-dark(#f3f5f8, #14181d);
  --ink: light-dark(#1a2028, #e9edf2);
  --soft: light-dark(#5a6573, #a3adba);
  --line: light-dark(#d5dbe3, #37404b);
  --accent: light-dark(#0b5cad, #7db8f5);
  --on-accent: light-dark(#ffffff, #0c1a29);
  --there: light-dark(#1a7f37, #4cc26b);
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem;
  background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
}
main {
  width: min(40rem, 100%); min-width: 0; padding: clamp(1.25rem, 5vw, 2.5rem); border-radius: 1rem;
  background: var(--paper); box-shadow: 0 1px 2px rgb(0 0 0 / .08), 0 12px 32px rgb(0 0 0 / .08);
}
.state { display: flex; align-items: center; gap: .5rem; margin: 0 0 .75rem; color: var(--soft); font-size: .875rem; }
.state span { width: .625rem; height: .625rem; border-radius: 50%; background: var(--there); }
h1 { margin: 0; font-size: 2rem; line-height: 1.15; letter-spacing: -.02em; }
h2 { margin: 2rem 0 .75rem; font-size: 1.125rem; }
p { margin: 0 0 .75rem; }
.lead { margin: .5rem 0 0; color: var(--soft); font-size: 1.125rem; }
ol { margin: 0 0 1.25rem; padding: 0 0 0 1.5rem; }
li { margin: 0 0 1rem; }
li::marker { color: var(--soft); font-weight: 600; }
li p { margin: 0 0 .375rem; }
code { font: .875rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre {
  margin: 0; padding: .75rem .875rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--well);
  white-space: pre-wrap; user-select: all;
}
.problem { margin-top: 1.25rem; padding: .75rem .875rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--well); }
nav { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem 1.5rem; margin-top: 1.75rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
a { color: var(--accent); }
.button { padding: .5625rem 1.25rem; border-radius: .5rem; background: var(--accent); color: var(--on-accent); font-weight: 600; text-decoration: none; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (forced-colors: active) { .button { border: 1px solid; } .state span { background: CanvasText; } }
`;
