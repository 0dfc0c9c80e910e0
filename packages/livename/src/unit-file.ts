/** Where systemd keeps the data of a service called livename. */
const STATE = "/var/lib/livename";

export interface UnitOptions {
  /** Whom the service runs as. */
  readonly user: string;
  /** Absolute paths. */
  readonly data: string;
  /** The folder of the store's mark. */
  readonly mark: string;
  readonly config: string;
  /** What runs the livename command, with the words before its own arguments. */
  readonly command: readonly string[];
}

/** A systemd unit that may write to the folders of data and mark and to nothing else. */
export function unitText({ user, data, mark, config, command }: UnitOptions): string {
  // The mark must not be put back with the data: it has a folder of its own beside it.
  const state = data === STATE ? ["StateDirectory=livename livename-mark", "StateDirectoryMode=0700"] : [];
  const places = [data, config, ...command];
  const inHome = places.some((path) => /^\/(home|root|run\/user)\//.test(path));
  return [
    "[Unit]",
    "Description=Livename community server",
    `Documentation=file://${encodeURI(config).replaceAll("%", "%%")}`,
    "After=network-online.target",
    "Wants=network-online.target",
    "",
    "[Service]",
    "Type=exec",
    `User=${user}`,
    ...(data === STATE ? [`Group=${user}`] : []),
    ...state,
    "Environment=NODE_ENV=production",
    "# Limit each half of V8's young generation to 32 MiB; this saves memory after traffic.",
    "Environment=NODE_OPTIONS=--max-semi-space-size=32",
    `ExecStart=${[...command, "serve", "--config", config].map((each) => word(each).replaceAll("$", "$$$$")).join(" ")}`,
    "Restart=on-failure",
    "RestartSec=2",
    "# On SIGTERM the server tells clients when to reconnect and sends the answers that are under way.",
    "KillSignal=SIGTERM",
    "TimeoutStopSec=20",
    "LimitNOFILE=200000",
    "",
    "NoNewPrivileges=true",
    "PrivateTmp=true",
    "PrivateDevices=true",
    "ProtectSystem=strict",
    `ProtectHome=${inHome ? "read-only" : "true"}`,
    ...(data === STATE ? [] : [`ReadWritePaths=${word(data)} ${word(mark)}`]),
    "ProtectKernelTunables=true",
    "ProtectKernelModules=true",
    "ProtectControlGroups=true",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces=true",
    "RestrictSUIDSGID=true",
    "LockPersonality=true",
    "CapabilityBoundingSet=",
    "UMask=0077",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");
}

/** One word as systemd reads it: % stands for itself, blanks do not end it. */
function word(text: string): string {
  const plain = text.replaceAll("%", "%%");
  return /^[\w./%$:@+,=-]+$/.test(plain) ? plain : `"${plain.replace(/["\\]/g, "\\$&")}"`;
}
