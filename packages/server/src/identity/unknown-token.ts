const BASE64URL_PARTS = /^[\w-]+(?:\.[\w-]*){2}$/;

/**
 * Why no way of signing in takes this token, for whoever wrote the application that hands it out. Nothing of the token
 * itself is said, since the sentence goes to logs.
 * @param kinds names of the ways that are switched on.
 */
export function unknownToken(token: string, kinds: readonly string[]): string {
  return `${faultOf(token, kinds)} Ways to sign in that are switched on: ${kinds.join(", ") || "none"}.`;
}

function faultOf(token: string, kinds: readonly string[]): string {
  const text = token.trim();
  if (text === "") return "The token is empty.";
  if (text.startsWith("<"))
    return "The token is a page of HTML. Look at what the address for tokens answers: it may be the application's sign-in page.";
  if (/^["'{[]/.test(text)) return "The token is JSON or stands in quotes. Give the text of the token alone.";
  if (/^bearer\s/i.test(text)) return 'The token begins with "Bearer". Give the text behind it alone.';
  if (text !== token) return "The token has blanks or line breaks around it. Take them off.";
  if (text.startsWith("demo:")) return "Demo identities are switched off here.";
  if (BASE64URL_PARTS.test(text))
    return kinds.includes("jwt")
      ? "The token has no signature. Sign it with an algorithm and a key that the server's configuration names."
      : "Tokens of applications are switched off here: the server's configuration has no identity.jwt.";
  return "The token is no JSON Web Token (three parts in base64url without =, with dots between) and no ticket.";
}
