import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
/** A fresh self-signed certificate for these host names, in PEM. */
export function makeCertificate(hosts) {
    const folder = mkdtempSync(join(tmpdir(), "livename-certificate-"));
    const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    try {
        execFileSync("openssl", [
            ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
            ...["-subj", "/CN=Livename tests", "-addext", `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(",")}`],
            ...["-keyout", key, "-out", cert],
        ], { stdio: "pipe" });
        return { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
    }
    finally {
        rmSync(folder, { recursive: true });
    }
}
//# sourceMappingURL=certificate.js.map