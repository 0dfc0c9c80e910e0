import { composed } from "../../../text/composed.ts";

/**
 * A distinguished name as it is compared: by value, whatever its case, the blanks between its parts and the way in which
 * characters are escaped (RFC 4514, RFC 4518 as far as exports use it).
 */
export function normalName(dn: string): string {
  return parts(dn, /[,;]/)
    .map((part) =>
      parts(part, /\+/)
        .map((pair) => {
          const [type = "", ...value] = parts(pair, /=/);
          return `${type.trim().toLowerCase()}=${JSON.stringify(unescaped(value.join("=")))}`;
        })
        .sort()
        .join("+"),
    )
    .join(",");
}

/** Between separators that have no backslash before them. */
function parts(text: string, separator: RegExp): string[] {
  const found: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') quoted = !quoted;
    else if (!quoted && separator.test(text[at]!)) {
      found.push(text.slice(start, at));
      start = at + 1;
    }
  }
  found.push(text.slice(start));
  return found;
}

/** `\2C` and `\,` are the same character; several `\XX` are the bytes of one in UTF-8. */
function unescaped(value: string): string {
  const trimmed = value.trim().replace(/^"(.*)"$/s, "$1");
  const plain = trimmed
    .replace(/(?:\\[0-9a-fA-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll("\\", ""), "hex").toString("utf8"))
    .replace(/\\(.)/gs, "$1");
  return composed(plain, "NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}
