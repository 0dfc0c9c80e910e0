// What a host application does: it has a key, which the server knows too, and signs its viewers' tokens.
import { createSecretKey } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SignJWT } from "jose";
export const ISSUER = "bench";
export const AUDIENCE = "livename";
export const KEY_FILE = "host-application.key";
const secret = Buffer.alloc(32, 7);
export function writeKey(folder) {
    writeFileSync(join(folder, KEY_FILE), secret.toString("base64url"), { mode: 0o600 });
}
/** A token for each, good for two hours. */
export function signTokens(addresses) {
    const key = createSecretKey(secret);
    return Promise.all(addresses.map((address) => new SignJWT({})
        .setProtectedHeader({ alg: "HS256" })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(address)
        .setExpirationTime("2h")
        .sign(key)));
}
//# sourceMappingURL=tokens.js.map