/** The page's content security policy: only its own style and script. */
export const SIGN_IN_CSP =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export type SignInView =
  | { readonly name: "form"; readonly address: string; readonly problem: string; readonly back: string }
  | { readonly name: "done"; readonly person: string; readonly back: string; readonly fresh: boolean }
  | { readonly name: "off" };

export function signInPage(view: SignInView): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${view.name === "done" ? "Signed in" : "Sign in"}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/sign-in.css">
${view.name === "done" && view.fresh ? '<script src="/sign-in.js" defer></script>' : ""}
</head>
<body>
<main>
${content(view)}
</main>
</body>
</html>
`;
}

function content(view: SignInView): string {
  switch (view.name) {
    case "form":
      return `<h1>Sign in</h1>
<p>So that names come alive, and people see you.</p>
${view.problem && `<p class="problem" role="alert">${inHtml(view.problem)}</p>`}
<form method="post" action="/sign-in">
<label for="address">Address</label>
<input id="address" name="address" type="text" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" required ${view.address ? "" : "autofocus"} value="${inHtml(view.address)}" placeholder="you@example.com">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required ${view.address ? "autofocus" : ""}>
<input type="hidden" name="return" value="${inHtml(view.back)}">
<button>Sign in</button>
</form>`;
    case "done":
      return `<h1>You are signed in</h1>
<p>As <strong>${inHtml(view.person)}</strong>. ${view.fresh ? "You may close this window." : ""}</p>
${view.back && `<p><a id="back" class="button" href="${inHtml(view.back)}">Back to ${inHtml(new URL(view.back).host)}</a></p>`}
<form method="post" action="/sign-out"><button class="quiet">Sign out</button></form>`;
    case "off":
      return `<h1>Sign in</h1>
<p>This server keeps no passwords. Sign in to the page you came from; it signs you in here.</p>`;
  }
}

function inHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Notifies the page that opened the window, then closes the window or goes back. */
export const SIGN_IN_SCRIPT = `const back = document.getElementById("back");
if (window.opener && back) window.opener.postMessage({ livename: "signed-in" }, new URL(back.href).origin);
window.close();
if (back) setTimeout(() => location.replace(back.href), 400);
`;

export const SIGN_IN_STYLE = `:root {
  color-scheme: light dark;
  --ground: light-dark(#eef1f5, #14171c);
  --paper: light-dark(#ffffff, #1e232a);
  --ink: light-dark(#1a2028, #e9edf2);
  --soft: light-dark(#5a6573, #a3adba);
  --line: light-dark(#8b95a3, #6b7683);
  --accent: light-dark(#0b5cad, #7db8f5);
  --on-accent: light-dark(#ffffff, #0c1a29);
  --problem: light-dark(#a3151f, #ff9a9f);
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
  background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
}
main {
  width: min(24rem, 100%); padding: 2rem; border-radius: 1rem; background: var(--paper);
  box-shadow: 0 1px 2px rgb(0 0 0 / .08), 0 12px 32px rgb(0 0 0 / .08);
}
h1 { margin: 0 0 .25rem; font-size: 1.5rem; line-height: 1.2; letter-spacing: -.01em; }
p { margin: 0 0 1.25rem; color: var(--soft); }
strong { color: var(--ink); }
.problem { color: var(--problem); }
label { display: block; margin: 0 0 .25rem; font-weight: 600; }
input {
  width: 100%; margin: 0 0 1rem; padding: .625rem .75rem; border: 1px solid var(--line); border-radius: .5rem;
  background: transparent; color: inherit; font: inherit;
}
button, .button {
  display: block; width: 100%; margin-top: .5rem; padding: .6875rem 1rem; border: 1px solid transparent; border-radius: .5rem;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-align: center;
  text-decoration: none; cursor: pointer;
}
.quiet { background: transparent; color: var(--accent); border-color: var(--line); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
