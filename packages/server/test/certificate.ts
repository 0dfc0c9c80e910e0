import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** A new certificate of the server itself, in files of that folder. */
export function certificate(folder: string): { cert: string; key: string } {
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const names = "subjectAltName=DNS:im.example.com,DNS:localhost,IP:127.0.0.1";
  const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  execFileSync("openssl", [...args, "-subj", "/CN=im.example.com", "-addext", names, "-keyout", key, "-out", cert], {
    stdio: "ignore",
  });
  return { cert, key };
}
