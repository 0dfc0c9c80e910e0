/** The prefix makes browsers refuse the name from anything but this very host by https. */
export function cookieName(name: string, secure: boolean): string {
  return secure ? `__Host-${name}` : name;
}

/** The header that sets a cookie which no script reads and no foreign form sends; a life of 0 removes it. */
export function setCookie(name: string, value: string, lifeMs: number, secure: boolean): string {
  const maxAge = Math.floor(lifeMs / 1_000);
  return `${cookieName(name, secure)}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}

/** What a request's Cookie header says under the name. */
export function cookieValues(header: string | undefined, name: string): string[] {
  const values: string[] = [];
  for (const pair of header?.split(";") ?? []) {
    const [given, value = ""] = pair.trim().split("=", 2);
    if (given === name) values.push(value);
  }
  return values;
}
