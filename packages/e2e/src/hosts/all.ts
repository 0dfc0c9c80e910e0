import { mkdocs, sphinx } from "./documents.ts";
import { dokuwiki } from "./dokuwiki.ts";
import { cgit, gitweb } from "./git-pages.ts";
import type { Host } from "./host.ts";
import { mediawiki } from "./mediawiki.ts";
import { redmine } from "./redmine.ts";
import { roundcube } from "./roundcube.ts";

/** Those that name people most come first. */
export const hosts: readonly Host[] = [redmine, mediawiki, dokuwiki, roundcube, cgit, gitweb, sphinx, mkdocs];
